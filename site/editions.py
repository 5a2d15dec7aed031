"""The editions of a work, each with its copies: who published it when, who has it, where it
stands, how it may be read.

Two libraries that describe one printing each have an instance of their own: instances with the
same publisher and year are shown as one edition, with the copies of both.
"""

from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Row
from mocban.graph.resource import Resource, Step, iri
from mocban.ontology.vietnamese import match_key, sort_key
from mocban.site.dates import in_words
from mocban.site.links import Links
from mocban.site.values import Value, unknown
from mocban.site.words import Words

_INSTANCE = iri("bf:hasInstance")
_ACT = iri("bf:provisionActivity")
_PUBLICATION = iri("bf:Publication")
_EXTENT = (["bf:extent", "rdfs:label"], ["bf:dimensions"], ["bf:editionStatement"])


class Copy(NamedTuple):
    """A copy in a library, or a digital copy, with what is noted of that."""

    holder: Value
    shelf: str
    access: str
    locator: str
    notes: str
    demo: bool


class Edition(NamedTuple):
    """One edition: where and by whom it was published, when, how large it is."""

    published: str
    year: str
    extent: str
    isbn: str
    instances: tuple[str, ...]
    sources: tuple[str, ...]
    copies: list[Copy]

    @property
    def described(self) -> bool:
        """Whether more is known than who has a copy."""
        return bool(self.published or self.year or self.extent or self.isbn)

    @property
    def page(self) -> str:
        """The IRI of the first description of it."""
        return self.instances[0]


def editions(resource: Resource, words: Words, links: Links) -> list[Edition]:
    """The editions of a work, oldest first, those that nobody dates last."""
    steps = resource.follow([_INSTANCE])
    instances = {s.value.value: s.source for s in steps if isinstance(s.value, NamedNode)}
    if not instances:
        return []
    copies = _copies(resource, words, links)
    found: dict[tuple[str, ...], list[tuple[str, Edition]]] = {}
    for instance, source in sorted(instances.items()):
        one = _edition(resource, words, instance, source, copies.get(instance, []))
        if one.described or one.copies:
            known = (match_key(one.published), one.year) if one.published and one.year else ()
            found.setdefault(known or (instance,), []).append((instance, one))
    merged = [_merged([each for _, each in same]) for same in found.values()]
    merged.sort(key=lambda each: (each.year or "~", each.published, each.instances))
    return _with_digital(merged)


def _with_digital(found: list[Edition]) -> list[Edition]:
    """Digital copies that nothing else is said of are copies of the one edition there is; of
    several, nobody knows of which."""
    digital = [each for each in found if not each.described]
    printed = [each for each in found if each.described]
    if not digital or not printed:
        return found
    if len(printed) > 1:
        return [*printed, _merged(digital)]
    copies = [copy for each in (*printed, *digital) for copy in each.copies]
    return [printed[0]._replace(copies=list(dict.fromkeys(copies)))]


def _edition(
    resource: Resource, words: Words, instance: str, source: str, copies: list[Copy]
) -> Edition:
    def texts(*path: str, start: str = instance) -> list[str]:
        steps = resource.follow([iri(step) for step in path], [start])
        return list(dict.fromkeys(_text(resource, step) for step in steps))

    published, year = "", ""
    for step in resource.follow([_ACT], [instance]):
        act = step.value.value if isinstance(step.value, NamedNode) else ""
        kinds = {str(each.value)[1:-1] for each in resource.follow([iri("rdf:type")], [act])}
        if not act or _PUBLICATION not in kinds:
            continue
        said = bool(texts("bflc:simplePlace", start=act) or texts("bflc:simpleDate", start=act))
        dates = [date for date in texts("bf:date", start=act) if not unknown(date)]
        if said or not year:
            year = in_words(dates[0], words) if dates else year
        if said or not published:
            place = ", ".join(texts("bf:place", start=act))
            agent = ", ".join(texts("bf:agent", start=act))
            published = ": ".join(filter(None, (place, agent))) or published
        if said:
            break
    size = [text for path in _EXTENT for text in texts(*path)]
    return Edition(
        published, year, " · ".join(size),
        ", ".join(_isbns(resource, instance)), (instance,), (source,) if source else (), copies,
    )  # fmt: skip


def _isbns(resource: Resource, instance: str) -> list[str]:
    return [
        value
        for step in resource.follow([iri("bf:identifiedBy")], [instance])
        if isinstance(step.value, NamedNode)
        and any(
            str(each.value)[1:-1] == iri("bf:Isbn")
            for each in resource.follow([iri("rdf:type")], [step.value.value])
        )
        and not resource.follow([iri("bf:status")], [step.value.value])
        for value in (
            _text(resource, each)
            for each in resource.follow([iri("rdf:value")], [step.value.value])
        )
    ]


def _merged(same: list[Edition]) -> Edition:
    """Descriptions of one edition as one: the fullest words, all copies, all sources."""
    return Edition(
        max((each.published for each in same), key=len), same[0].year,
        max((each.extent for each in same), key=len),
        ", ".join(dict.fromkeys(each.isbn for each in same if each.isbn)),
        tuple(instance for each in same for instance in each.instances),
        tuple(dict.fromkeys(source for each in same for source in each.sources)),
        [copy for each in same for copy in each.copies],
    )  # fmt: skip


def _copies(resource: Resource, words: Words, links: Links) -> dict[str, list[Copy]]:
    rows = resource.ask("holdings")
    names = resource.names
    names.learn(_value(row, key) for row in rows for key in ("holder", "access"))
    notes: dict[str, set[str]] = {}
    for row in rows:
        notes.setdefault(_value(row, "locator"), set()).add(_value(row, "note"))
    found: dict[str, set[Copy]] = {}
    for row in rows:
        locator, holder = _value(row, "locator"), _value(row, "holder")
        name = names.of(holder) if holder else None
        access = _value(row, "access")
        shelf = [_value(row, "room"), _value(row, "shelf")]
        found.setdefault(_value(row, "instance"), set()).add(
            Copy(
                Value(name.text, "" if name.language == words.language else name.language,
                      links.page(holder)) if name else Value(""),
                " · ".join(filter(None, shelf)), names.of(access).text if access else "", locator,
                ", ".join(sorted(notes[locator] - {""})) if locator else "",
                _value(row, "demo") == "true",
            )
        )  # fmt: skip
    return {
        instance: sorted(copies, key=lambda copy: (sort_key(copy.holder.text or "~"), copy))
        for instance, copies in found.items()
    }


def _text(resource: Resource, step: Step) -> str:
    if isinstance(step.value, NamedNode):
        return resource.names.of(step.value.value).text
    return step.value.value if isinstance(step.value, Literal) else ""


def _value(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
