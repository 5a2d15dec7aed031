"""Where a page comes from: the sources, their records and datasets, when each was converted, and
why things were taken to belong together."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, choose, label
from mocban.graph.questions import Row
from mocban.graph.resource import Member, Resource, source_of
from mocban.site.dates import day
from mocban.site.links import Links
from mocban.site.values import Value, address_text
from mocban.site.words import Words


class Dataset(NamedTuple):
    """A dataset of a source, its licence with the address of that."""

    title: Label
    licence: str
    href: str


class Origin(NamedTuple):
    """A source with what it said: its members, each with the day on which its record was
    converted, and the datasets that they stand in."""

    source: str
    members: list[tuple[Member, str]]
    datasets: list[Dataset]


class Evidence(NamedTuple):
    """A link, and what speaks for it."""

    start: Value
    end: Value
    sources: tuple[str, ...]
    property: str
    method: str
    confidence: str
    field: str
    text: str
    reviewed: bool
    href: str


def origins(resource: Resource, words: Words, links: Links, order: Iterable[str]) -> list[Origin]:
    """What each source said of a thing, the sources in the given order."""
    members = resource.origins
    if not members:
        return []
    rows = resource.store.rows(
        "runs", records=_nodes(m.record for m in members), datasets=_nodes(m.graph for m in members)
    )
    converted: dict[str, str] = {}
    titles: dict[str, set[Label]] = {}
    licences: dict[str, str] = {}
    for row in rows:
        record, dataset = _text(row, "record"), _text(row, "dataset")
        if record:
            converted[record] = max(converted.get(record, ""), _text(row, "ended"))
        elif isinstance(title := row.get("title"), Literal):
            titles.setdefault(dataset, set()).add(label(title))
            licences[dataset] = _text(row, "licence")
    found = []
    for source in order:
        own = [member for member in members if member.source == source]
        sets = dict.fromkeys(member.graph for member in own if member.graph in titles)
        if own:
            found.append(
                Origin(
                    source,
                    [(m, day(converted[m.record], words) if converted.get(m.record) else "")
                     for m in own],
                    [_dataset(titles[each], licences[each], words.language) for each in sets],
                )
            )  # fmt: skip
    return found


def _dataset(titles: set[Label], licence: str, language: str) -> Dataset:
    return Dataset(
        choose(sorted(titles), language) or Label(""), address_text(licence) if licence else "",
        licence if licence.startswith(("http://", "https://")) else "",
    )  # fmt: skip


def evidence(resource: Resource, links: Links) -> list[Evidence]:
    """Why things were linked, as the links themselves tell it."""
    rows = resource.evidence()
    names = resource.names
    names.learn(_text(row, key) for row in rows for key in ("from", "to", "method", "property"))

    def value(row: Row, key: str) -> Value:
        address = _text(row, key)
        said = names.of(address) if address else Label("")
        language = "" if said.language == resource.language else said.language
        return Value(said.text, language, links.page(address))

    return [
        Evidence(
            value(row, "from"), value(row, "to"), _sources(_text(row, "from")),
            value(row, "property").text, value(row, "method").text, _text(row, "confidence"),
            _text(row, "field"), _text(row, "text"), "reviewer" in row,
            links.page(_text(row, "link")),
        )
        for row in rows
    ]  # fmt: skip


def _sources(address: str) -> tuple[str, ...]:
    return tuple(filter(None, (source_of(address),)))


def _nodes(iris: Iterable[str]) -> Sequence[NamedNode]:
    return [NamedNode(iri) for iri in sorted(set(iris) - {""})]


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""
