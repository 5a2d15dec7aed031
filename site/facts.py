"""The facts list of a page: `facts.yaml` applied to a resource.

Sources that say the same stand behind one value. Where a fact can have but one value and
sources differ, the first source in order is shown and the others below it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml
from pyoxigraph import Literal, NamedNode

from mocban.errors import Text
from mocban.graph.labels import is_han
from mocban.graph.resource import CURATION, Resource, Step, iri
from mocban.ontology.edtf import extent
from mocban.ontology.namespaces import AAT, RDF, XSD
from mocban.ontology.vietnamese import match_key
from mocban.site.dates import day, in_words
from mocban.site.links import Links
from mocban.site.words import Words

_TYPE = RDF.type[1:-1]
_PREFERRED_NAME = AAT["300404670"][1:-1]
_BOOLEAN = XSD.boolean[1:-1]
_LETTER = re.compile(r"[^\W\d_]")
_OF_TIME = tuple(map(iri, ("mcb:edtf", "mcb:dateText", "crm:P82a_begin_of_the_begin")))


class Rule(NamedTuple):
    """One line of `facts.yaml`, its paths as plain IRIs."""

    title: Text
    paths: list[list[str]]
    show: str
    only: frozenset[str]
    note: list[str]
    unit: list[str]
    script: list[str]
    one: bool
    moment: bool
    distinct: bool
    kinds: frozenset[str]


class Value(NamedTuple):
    """One value as shown; `language` only where it is not that of the page."""

    text: str
    language: str = ""
    href: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()
    day: str = ""


class Fact(NamedTuple):
    """A line of the list: what is shown, and what other sources say instead."""

    title: str
    values: list[Value]
    others: list[Value]
    moment: bool


class Group(NamedTuple):
    """Facts under one heading."""

    title: str
    facts: list[Fact]


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _path(text: str) -> list[str]:
    return [iri(step.strip()) for step in text.split("/")] if text else []


def _rule(line: dict[str, Any]) -> Rule:
    return Rule(
        title=Text(line["title"]["en"], line["title"]["vi"]),
        paths=[_path(path) for path in _list(line["path"])],
        show=line["as"],
        only=frozenset(map(iri, _list(line.get("only")))),
        note=_path(line.get("note", "")),
        unit=_path(line.get("unit", "")),
        script=_path(line.get("script", "")),
        one=line.get("one", False),
        moment=line.get("moment", False),
        distinct=line.get("distinct", False),
        kinds=frozenset(line.get("kinds", ())),
    )


@cache
def rules() -> list[tuple[Text, list[Rule]]]:
    """The groups of `facts.yaml` with their facts."""
    text = (files("mocban.site") / "facts.yaml").read_text(encoding="utf-8")
    return [
        (Text(group["title"]["en"], group["title"]["vi"]), list(map(_rule, group["facts"])))
        for group in yaml.safe_load(text)
    ]


class Facts:
    """Reads a resource by the rules; `order` is the order of the sources."""

    def __init__(
        self, resource: Resource, words: Words, links: Links, order: Sequence[str]
    ) -> None:
        self.resource = resource
        self.words = words
        self.links = links
        self._order = {code: place for place, code in enumerate([CURATION, *order])}

    def groups(self, kind: str) -> list[Group]:
        """All groups that have something to say of a thing of this kind."""
        read = [
            (title, [(rule, self._steps(rule)) for rule in group
                     if not rule.kinds or kind in rule.kinds])
            for title, group in rules()
        ]  # fmt: skip
        self.resource.names.learn(
            node
            for _, group in read
            for rule, steps in group
            for step in steps
            for node in self._named(rule, step)
        )
        shown = [
            Group(title.of(self.words.language),
                  [fact for rule, steps in group if (fact := self._fact(rule, steps))])
            for title, group in read
        ]  # fmt: skip
        return [group for group in shown if group.facts]

    def _steps(self, rule: Rule) -> list[Step]:
        steps = [step for path in rule.paths for step in self.resource.follow(path)]
        if not rule.only:
            return steps
        return [
            step
            for step in steps
            if step.at in self.resource.things
            or any(str(t.value)[1:-1] in rule.only for t in self._at([_TYPE], step))
        ]

    def _at(self, path: list[str], step: Step) -> list[Step]:
        """What the node that has the value says beside it; the thing itself says it elsewhere."""
        beside = path and step.at not in self.resource.things
        return self.resource.follow(path, [step.at]) if beside else []

    def _named(self, rule: Rule, step: Step) -> Iterator[str]:
        for found in (step, *self._at(rule.note, step), *self._at(rule.unit, step)):
            if isinstance(found.value, NamedNode) and rule.show != "date":
                yield found.value.value

    def _fact(self, rule: Rule, steps: list[Step]) -> Fact | None:
        merged: dict[tuple[str, str], tuple[Value, dict[str, None], set[str]]] = {}
        for step in steps:
            value = self._value(rule, step)
            if value.text:
                _, notes, told = merged.setdefault((value.text, value.href), (value, {}, set()))
                notes[value.note] = None
                told.add(step.source)
        known = self._known() if rule.distinct else set()
        values = [
            value._replace(
                note=", ".join(filter(None, notes)),
                sources=tuple(sorted(told - {""}, key=self._place)),
            )
            for value, notes, told in merged.values()
            if match_key(value.text) not in known
        ]
        values.sort(key=lambda v: (self._place(v.sources[0] if v.sources else ""), v.text))
        if not values:
            return None
        title = rule.title.of(self.words.language)
        if rule.one:
            return Fact(title, values[:1], values[1:], rule.moment)
        return Fact(title, values, [], rule.moment)

    def _known(self) -> set[str]:
        """The names that already stand at the head of the page."""
        named = [*self.resource.labels, *([self.resource.han] if self.resource.han else [])]
        return {match_key(said.text) for said in named}

    def _place(self, source: str) -> tuple[int, str]:
        return self._order.get(source, len(self._order)), source

    def _value(self, rule: Rule, step: Step) -> Value:
        if rule.show == "date":
            return self.date(step)
        if isinstance(step.value, NamedNode):
            return self._thing(rule, step, step.value.value)
        if not isinstance(step.value, Literal):
            return Value("")
        text, language = step.value.value, step.value.language or ""
        if rule.show == "link":
            return Value(_address(text), href=self.links.page(text))
        if rule.show in ("number", "count") or step.value.datatype.value == _BOOLEAN:
            text = self._number(text)
        for said in self._at(rule.script, step):
            language = str(said.value)[1:-1].rsplit("/", 1)[-1]
        unit = " ".join(self._labels(rule.unit, step))
        return Value(
            f"{text} {unit}".strip(),
            self.foreign(language),
            note=", ".join(self._labels(rule.note, step)),
        )

    def _thing(self, rule: Rule, step: Step, address: str) -> Value:
        href = self.links.page(address)
        if rule.show == "link":
            return Value(_address(address), href=href)
        nameless = not self.links.path(address) and not self.resource.names.all(address)
        if rule.show == "thing" and nameless:  # a bare code tells a reader nothing
            return Value("")
        said = self.resource.names.of(address)
        note = ", ".join(self._labels(rule.note, step))
        return Value(said.text, self.foreign(said.language), href, note)

    def _labels(self, path: list[str], step: Step) -> list[str]:
        names = self.resource.names
        found = [
            said.value.value if isinstance(said.value, Literal)
            else names.of(said.value.value).text
            for said in self._at(path, step)
            if isinstance(said.value, Literal)
            or (isinstance(said.value, NamedNode) and said.value.value != _PREFERRED_NAME
                and names.all(said.value.value))
        ]  # fmt: skip
        return list(dict.fromkeys(found))

    def _number(self, text: str) -> str:
        if text in ("true", "false"):
            return self.words("yes" if text == "true" else "no")
        try:
            return self.words.number(float(text))
        except ValueError:
            return text

    def foreign(self, language: str) -> str:
        """A language tag for the page, empty where it is the page's own."""
        if is_han(language):
            return language if language != "zh" else "zh-Hani"
        return "" if language == self.words.language else language

    def date(self, step: Step) -> Value:
        """A time-span, or a literal date, as a reader writes it, with the words of the
        source where they say more."""
        if isinstance(step.value, Literal):
            return dated(step.value.value, "", "", self.words)
        found = [self.resource.follow([part], [step.value.value]) for part in _OF_TIME
                 ] if isinstance(step.value, NamedNode) else []  # fmt: skip
        if not found:
            return Value("")
        edtf, text, begin = (
            steps[0].value.value if steps and isinstance(steps[0].value, Literal) else ""
            for steps in found
        )
        return dated(edtf, text, begin, self.words)


def dated(edtf: str, text: str, begin: str, words: Words) -> Value:
    """A date from what a time-span says of itself; `day` sorts."""
    first = extent(edtf) if edtf else None
    if first and first[0]:
        year, month, date = first[0]
        sortable = f"{year + 100000:06}-{month:02}-{date:02}"
    else:
        sortable = f"1{begin[:10].rjust(12, '0')[1:]}" if begin[:4].isdigit() else ""
    shown = in_words(edtf, words) if edtf else text or (day(begin, words) if begin else "")
    note = text if edtf and _LETTER.search(text) and text != shown else ""
    return Value(shown, note=note, day=sortable)


def _address(address: str) -> str:
    parts = urlsplit(address)
    tail = parts.path.rstrip("/")
    shown = f"{parts.netloc}{tail if len(tail) < 40 else '/…' + tail[-30:]}"
    return shown or address
