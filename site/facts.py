"""The facts list of a page: the rules of `facts.yaml` applied to a resource.

Sources that say the same stand behind one value. Where a fact can have but one value and
sources differ, the first source in order is shown and the others below it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import is_han
from mocban.graph.resource import CURATION, Resource, Step, iri
from mocban.ontology.namespaces import AAT, XSD
from mocban.ontology.vietnamese import match_key, sort_key
from mocban.site.choice import Choice
from mocban.site.dates import lasting
from mocban.site.links import Links
from mocban.site.rules import Rule, rules
from mocban.site.values import Value, address_text, dated
from mocban.site.words import Words

_PREFERRED_NAME = AAT["300404670"][1:-1]
_BOOLEAN = XSD.boolean[1:-1]
_DURATION = XSD.duration[1:-1]
_OF_TIME = tuple(map(iri, ("mcb:edtf", "mcb:dateText", "crm:P82a_begin_of_the_begin")))


class Fact(NamedTuple):
    """A line of the list: what is shown, and what is said otherwise."""

    title: str
    values: list[Value]
    others: list[Value]
    moment: bool
    key: str
    edition: bool
    paths: list[list[str]]


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
        self.choice = Choice(resource, words.language)
        self._order = {code: place for place, code in enumerate([CURATION, *order])}

    def groups(self, kind: str) -> list[Group]:
        """All groups that have something to say of a thing of this kind."""
        read = [
            (title, [(rule, self.choice.steps(rule)) for rule in group
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

    def _named(self, rule: Rule, step: Step) -> Iterator[str]:
        beside = [*rule.note, *rule.unit, *([rule.split] if rule.split else [])]
        for found in (step, *self.choice.beside(beside, step)):
            if isinstance(found.value, NamedNode) and rule.show != "date":
                yield found.value.value

    def _facts(self, rule: Rule, steps: list[Step]) -> list[Fact]:
        title = rule.title.of(self.words.language)
        if not rule.split:
            return self._fact(rule, title, steps)
        lines: dict[str, list[Step]] = {}
        for step in steps:
            lines.setdefault(self._line(rule, step) or title, []).append(step)
        ordered = sorted(lines, key=lambda line: (line != title, sort_key(line)))
        return [fact for line in ordered for fact in self._fact(rule, line, lines[line])]

    def _line(self, rule: Rule, step: Step) -> str:
        """What a line that `split` makes is called: by a term, else in the words of a record."""
        said = self.choice.beside([rule.split], step)
        terms = [each for each in said if not self.choice.is_part(each)]
        words = self._labels(rule, terms) or self._labels(rule, said)
        return words[0][0].upper() + words[0][1:] if words else ""

    def _fact(self, rule: Rule, title: str, steps: list[Step]) -> list[Fact]:
        known = self._known() if rule.distinct else set()
        values = [v for v in self._merged(rule, steps, title) if match_key(v.text) not in known]
        values.sort(key=lambda v: (self.place(v.sources[0] if v.sources else ""), v.text))
        if not values:
            return []
        shown = 1 if rule.one else len(values)
        return [
            Fact(
                title,
                values[:shown],
                values[shown:],
                rule.moment,
                rule.key,
                rule.edition,
                rule.paths,
            )
        ]

    def _merged(self, rule: Rule, steps: list[Step], title: str) -> list[Value]:
        """Each value once, with all its notes and sources. What is only a heading, or only a
        name, is taken for the thing of the same name that stands beside it."""
        read = [(value, step) for step in steps if (value := self._value(rule, step, title)).text]
        # A node that only describes another thing says nothing beside that thing.
        linked = {step.at for value, step in read if value.href}
        read = [
            (value, step)
            for value, step in read
            if value.href or step.at not in linked or not self.choice.is_part(step)
        ]
        # Of “xã Trí Yên” and “Trí Yên (xã)” the first is shown.
        read.sort(
            key=lambda pair: (not pair[0].href, _is_heading(pair[0].href), "(" in pair[0].text)
        )
        things: dict[str, str] = {}
        merged: dict[tuple[str, str], list[tuple[Value, Step]]] = {}
        for value, step in read:
            named = rule.show in ("thing", "concept")
            key = match_key(value.text) if named or rule.distinct else value.text
            thing = things.setdefault(key, value.href)
            href = thing if not value.href or _is_heading(value.href) else value.href
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

    def _value(self, rule: Rule, step: Step, title: str) -> Value:
        if rule.show == "date":
            return self.date(step)
        note = ", ".join(
            text for text in self._labels(rule, self.choice.beside(rule.note, step))
            if match_key(text) != match_key(title)
        )  # fmt: skip
        if isinstance(step.value, NamedNode):
            return self._thing(rule, step, step.value.value, note)
        if not isinstance(step.value, Literal):
            return Value("")
        text, language = step.value.value, step.value.language or ""
        if rule.show == "link":
            return Value(address_text(text), href=self.links.page(text))
        if rule.show in ("number", "count") or step.value.datatype.value == _BOOLEAN:
            text = self._number(text)
        if step.value.datatype.value == _DURATION:
            text = lasting(text, self.words)
        for said in self.choice.beside([rule.script] if rule.script else [], step):
            language = str(said.value)[1:-1].rsplit("/", 1)[-1]
        unit = " ".join(self._labels(rule, self.choice.beside(rule.unit, step)))
        return Value(f"{text} {unit}".strip(), self.foreign(language), note=note)

    def _thing(self, rule: Rule, step: Step, address: str, note: str) -> Value:
        href = self.links.page(address)
        if rule.show == "link":
            return Value(address_text(address), href=href)
        part = self.choice.is_part(step)
        ours = self.links.path(address) if not part else ""
        if part and (rule.show == "thing" or step.at in self.resource.things):
            return Value("")
        if (rule.of or not ours and (part or rule.show == "thing")) and not (
            self.resource.names.all(address)
        ):
            return Value("")  # a bare code tells a reader nothing
        said = self.resource.names.of(address)
        return Value(said.text, self.foreign(said.language), href if ours else "", note)

    def _labels(self, rule: Rule, said: list[Step]) -> list[str]:
        names = self.resource.names
        silent = (*rule.plain, _PREFERRED_NAME)
        found = [
            each.value.value if isinstance(each.value, Literal)
            else names.of(each.value.value).text
            for each in said
            if isinstance(each.value, Literal)
            or (isinstance(each.value, NamedNode)
                and each.value.value.removeprefix(f"{self.links.base}v/") not in silent
                and names.all(each.value.value))
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
