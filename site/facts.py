"""The facts list of a page: the rules of `facts.yaml` applied to a resource.

Sources that say the same stand behind one value. Where a fact can have but one value and
sources differ, the first source in order is shown and the others below it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import is_han
from mocban.graph.resource import CURATION, Resource, Step, iri
from mocban.ontology.namespaces import AAT, RDF, XSD
from mocban.ontology.vietnamese import match_key
from mocban.site.links import Links
from mocban.site.rules import Rule, rules
from mocban.site.values import Value, address_text, dated
from mocban.site.words import Words

_TYPE = RDF.type[1:-1]
_PREFERRED_NAME = AAT["300404670"][1:-1]
_BOOLEAN = XSD.boolean[1:-1]
_OF_TIME = tuple(map(iri, ("mcb:edtf", "mcb:dateText", "crm:P82a_begin_of_the_begin")))


class Fact(NamedTuple):
    """A line of the list: what is shown, and what is said otherwise."""

    title: str
    values: list[Value]
    others: list[Value]
    moment: bool


class Group(NamedTuple):
    """Facts under one heading."""

    title: str
    facts: list[Fact]


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
                  [fact for rule, steps in group for fact in self._facts(rule, steps)])
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

    def _facts(self, rule: Rule, steps: list[Step]) -> list[Fact]:
        known = self._known() if rule.distinct else set()
        values = [v for v in self._merged(rule, steps) if match_key(v.text) not in known]
        values.sort(key=lambda v: (self.place(v.sources[0] if v.sources else ""), v.text))
        title = rule.title.of(self.words.language)
        if rule.split:
            lines: dict[str, list[Value]] = {title: []}
            for value in values:
                lines.setdefault(value.note or title, []).append(value._replace(note=""))
            return [Fact(line, said, [], rule.moment) for line, said in lines.items() if said]
        if rule.one:
            return [Fact(title, values[:1], values[1:], rule.moment)] if values else []
        return [Fact(title, values, [], rule.moment)] if values else []

    def _merged(self, rule: Rule, steps: list[Step]) -> list[Value]:
        """Each value once, with all its notes and sources. What is only a heading is taken
        for the thing of the same name that stands beside it."""
        read = [(value, step) for step in steps if (value := self._value(rule, step)).text]
        # Of “xã Trí Yên” and “Trí Yên (xã)” the first is shown.
        read.sort(key=lambda pair: (_is_heading(pair[0].href), "(" in pair[0].text))
        things: dict[str, str] = {}
        merged: dict[tuple[str, str], list[tuple[Value, Step]]] = {}
        for value, step in read:
            key = match_key(value.text) if value.href or rule.distinct else value.text
            thing = things.setdefault(key, value.href)
            href = thing if _is_heading(value.href) else value.href
            merged.setdefault((key, href), []).append((value, step))
        return [self._one(said, rule.one and len(merged) > 1) for said in merged.values()]

    def _one(self, said: list[tuple[Value, Step]], contested: bool) -> Value:
        """One value of all that say it; of what is contested, with the records that do."""
        notes = dict.fromkeys(value.note for value, _ in said)
        told = {step.source for _, step in said}
        if contested:
            notes |= dict.fromkeys(self._record(step.at) for _, step in said)
        return said[0][0]._replace(
            note=", ".join(filter(None, notes)),
            sources=tuple(sorted(told - {""}, key=self.place)),
        )

    def _record(self, node: str) -> str:
        """The record in which a node stands, where its source has another of this thing."""
        records = [member for member in self.resource.origins if member.id]
        for member in records:
            alike = [other for other in records if other.source == member.source]
            if len(alike) > 1 and f"{node}/".startswith(f"{member.iri}/"):
                return f"{self.words('origin.record')} {member.id}"
        return ""

    def _known(self) -> set[str]:
        """The names that already stand at the head of the page."""
        named = [*self.resource.labels, *([self.resource.han] if self.resource.han else [])]
        return {match_key(said.text) for said in named}

    def place(self, source: str) -> tuple[int, str]:
        """Where a source stands in the order of sources."""
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
            return Value(address_text(text), href=self.links.page(text))
        if rule.show in ("number", "count") or step.value.datatype.value == _BOOLEAN:
            text = self._number(text)
        for said in self._at(rule.script, step):
            language = str(said.value)[1:-1].rsplit("/", 1)[-1]
        unit = " ".join(self._labels(rule, rule.unit, step))
        return Value(
            f"{text} {unit}".strip(),
            self.foreign(language),
            note=", ".join(self._labels(rule, rule.note, step)),
        )

    def _thing(self, rule: Rule, step: Step, address: str) -> Value:
        href = self.links.page(address)
        if rule.show == "link":
            return Value(address_text(address), href=href)
        ours = self.links.path(address)
        if rule.show == "thing" and not ours and not self.resource.names.all(address):
            return Value("")  # a bare code tells a reader nothing
        said = self.resource.names.of(address)
        note = ", ".join(self._labels(rule, rule.note, step))
        return Value(said.text, self.foreign(said.language), href if ours else "", note)

    def _labels(self, rule: Rule, path: list[str], step: Step) -> list[str]:
        names = self.resource.names
        silent = (_PREFERRED_NAME, f"{self.links.base}v/{rule.plain}")
        found = [
            said.value.value if isinstance(said.value, Literal)
            else names.of(said.value.value).text
            for said in self._at(path, step)
            if isinstance(said.value, Literal)
            or (isinstance(said.value, NamedNode) and said.value.value not in silent
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


def _is_heading(address: str) -> bool:
    """Whether a page is that of a heading, or of an entity of which only headings speak."""
    return "/heading/" in address or ".heading." in address
