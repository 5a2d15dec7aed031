"""Local-history topics in the graph: what people wrote, held against what the graph has.

A thing that nobody knows here, or that is withheld, is left out and told; one that was merged
into another is replaced by that.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from mocban.config import ACCESS
from mocban.errors import Text
from mocban.graph.indexing import Entry
from mocban.graph.ledger import Ledger
from mocban.graph.query import SORTS
from mocban.graph.topic_files import read
from mocban.graph.topic_forms import Problem, Said, Section, Topic
from mocban.ontology.iris import KINDS
from mocban.ontology.literals import date as day
from mocban.ontology.literals import integer, text
from mocban.ontology.namespaces import DCTERMS, MCB, RDF, RDFS, SCHEMA, SKOS

_YEAR = re.compile(r"-?[0-9]{1,4}").fullmatch
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*").fullmatch
_SURVIVOR = "SELECT survivor FROM pinned WHERE entity = ? AND status IN ('merged', 'merging')"


class Known(NamedTuple):
    """What a topic may speak of: `thing` gives the path of a thing as it is called now, or the
    empty string; `relations` and `sources` are keys that a saved search may use."""

    thing: Callable[[str], str]
    relations: Collection[str]
    sources: Collection[str]


def in_ledger(ledger: Ledger, base: str, statements: Collection[str]) -> Callable[[str], str]:
    """The `thing` of Known, for a build: the entities that have members, or that people speak
    of in statements of their own."""
    own = {line.split(" ", 1)[0][len(base) + 1 : -1] for line in statements}

    def thing(path: str) -> str:
        for _ in range(10):  # a merged one may have been merged again
            entity = path.removeprefix("e/")
            row = ledger.db.execute(_SURVIVOR, (entity,)).fetchone()
            if row is None or not row[0]:
                break
            path = f"e/{row[0]}"
        entity = path.removeprefix("e/")
        found = ledger.db.execute("SELECT 1 FROM member WHERE entity = ? LIMIT 1", (entity,))
        return path if found.fetchone() or path in own else ""

    return thing


def topics(folder: Path, known: Known) -> tuple[list[Topic], list[Problem]]:
    """The topics of a curation folder, without what is wrong in them, and all that is wrong."""
    found, problems = read(folder)
    checked = []
    for topic in found:
        if known.thing(f"e/topic/{topic.name}"):
            problems.append(_problem(
                topic, Text("", ""), f"a source already has a thing e/topic/{topic.name}; rename the file.",
                f"đã có đối tượng e/topic/{topic.name} của một nguồn; hãy đổi tên tệp.", severe=True,
            ))  # fmt: skip
            continue
        sections = [_checked(topic, section, known, problems) for section in topic.sections]
        checked.append(topic._replace(sections=sections))
    return checked, problems


def _problem(topic: Topic, place: Text, en: str, vi: str, *, severe: bool = False) -> Problem:
    where = f"curation/{topic.file}"
    return Problem(topic.file, Text(f"{where}{place.en}: {en}", f"{where}{place.vi}: {vi}"), severe)


def _checked(topic: Topic, section: Section, known: Known, problems: list[Problem]) -> Section:
    picks = []
    for pick in section.picks:
        thing = known.thing(pick.thing)
        if thing:
            picks.append(pick._replace(thing=thing))
        else:
            problems.append(_problem(
                topic, section.place, f"{pick.thing} is not in the published data (mistyped, gone or "
                "withheld) and is left out; correct it or take it off the list.",
                f"{pick.thing} không có trong dữ liệu công bố (gõ sai, đã mất hoặc không được công "
                "khai) nên bị bỏ; hãy sửa hoặc xóa khỏi danh sách.",
            ))  # fmt: skip
    search = []
    for name, value in section.search:
        wanted = _unfit(name, value, known)
        if wanted is not None:
            problems.append(_problem(
                topic, section.place, f"the search is left out: {wanted.en}",
                f"bỏ tìm kiếm của mục này: {wanted.vi}", severe=True,
            ))  # fmt: skip
            return section._replace(picks=picks, search=[])
        search.append((name, known.thing(value) if value.startswith("e/") else value))
    names = {name for name, _ in search}
    if ("of" in names) != ("by" in names):
        problems.append(_problem(
            topic, section.place, "the search is left out: “of” and “by” go together.",
            "bỏ tìm kiếm của mục này: “of” và “by” phải đi cùng nhau.", severe=True,
        ))  # fmt: skip
        search = []
    return section._replace(picks=picks, search=search)


def _unfit(name: str, value: str, known: Known) -> Text | None:
    """Why a parameter cannot be meant; None where it can."""
    things = ("place", "topic", "of")
    allowed: dict[str, Collection[str]] = {
        "type": KINDS, "source": known.sources, "by": known.relations, "access": ACCESS,
        "digital": ("yes", "no"), "sort": SORTS,
    }  # fmt: skip
    fits: dict[str, Callable[[str], object]] = {
        "q": lambda said: said.strip() and len(said) <= 200, "from": _YEAR, "to": _YEAR,
        "century": _YEAR, "language": _TAG, "on": _is_day,
    }  # fmt: skip
    if name in things:
        if value.startswith("e/") and not known.thing(value):
            return Text(f"{value} is not in the published data; correct it.",
                        f"{value} không có trong dữ liệu công bố; hãy sửa lại.")  # fmt: skip
        if not value.startswith(("e/", "v/")):
            return Text(f"“{name}” must be a thing, such as e/place/bac-giang.",
                        f"“{name}” phải là một đối tượng, ví dụ e/place/bac-giang.")  # fmt: skip
        return None
    if name in allowed:
        if value in allowed[name]:
            return None
        one_of = ", ".join(sorted(allowed[name]))
        return Text(f"“{name}” cannot be “{value}”; use one of {one_of}.",
                    f"“{name}” không thể là “{value}”; hãy dùng một trong {one_of}.")  # fmt: skip
    if name in fits:
        return None if fits[name](value) else Text(
            f"“{name}” cannot be “{value}”.", f"“{name}” không thể là “{value}”.")  # fmt: skip
    listed = ", ".join((*things, *allowed, *fits))
    return Text(f"there is no parameter “{name}”; use {listed}.",
                f"không có tham số “{name}”; hãy dùng {listed}.")  # fmt: skip


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def lines(topic: Topic, base: str) -> Iterator[str]:
    """A topic as N-Triples lines without the full stop."""
    node = f"<{base}e/topic/{topic.name}>"
    yield f"{node} {RDF.type} {MCB.LocalTopic}"
    yield from _said(node, RDFS.label, topic.title)
    yield from _said(node, DCTERMS.abstract, topic.lead)
    yield from _said(node, DCTERMS.creator, topic.by)
    if topic.revised:
        yield f"{node} {DCTERMS.modified} {day(topic.revised)}"
    if topic.licence:
        yield f"{node} {DCTERMS.license} <{topic.licence}>"
    for number, source in enumerate(topic.sources, 1):
        part = f"{node[:-1]}/source/{number}>"
        yield f"{node} {DCTERMS.source} {part}"
        yield f"{part} {SCHEMA.position} {integer(number)}"
        yield from _said(part, DCTERMS.bibliographicCitation, source)
    for number, section in enumerate(topic.sections, 1):
        part = f"{node[:-1]}/section/{section.key}>"
        yield f"{node} {MCB.hasSection} {part}"
        yield from _section(node, part, number, section, base)


def _section(topic: str, node: str, number: int, section: Section, base: str) -> Iterator[str]:
    yield f"{node} {RDF.type} {MCB.TopicSection}"
    yield f"{node} {SCHEMA.position} {integer(number)}"
    yield from _said(node, RDFS.label, section.heading)
    yield from _said(node, DCTERMS.description, section.text)
    if section.search:
        yield f"{node} {MCB.savedSearch} {text(urlencode(section.search))}"
    for place, pick in enumerate(section.picks, 1):
        entry = f"{node[:-1]}/entry/{pick.thing.removeprefix('e/').replace('/', '.', 1)}>"
        yield f"{topic} {MCB.gathers} <{base}{pick.thing}>"
        yield f"{node} {MCB.hasEntry} {entry}"
        yield f"{entry} {RDF.type} {MCB.TopicEntry}"
        yield f"{entry} {SCHEMA.position} {integer(place)}"
        yield f"{entry} {MCB.gathers} <{base}{pick.thing}>"
        yield from _said(entry, SKOS.note, pick.note)


def _said(node: str, predicate: str, said: Said) -> Iterator[str]:
    for language, words in said.items():
        yield f"{node} {predicate} {text(words, language)}"


def entries(found: list[Topic], base: str) -> Iterator[Entry]:
    """The topics for the search index. A topic weighs as much as its sections: it comes after
    the things that it is about, to which much is linked, and before those that stand alone."""
    for topic in found:
        weight = 1.0 + len(topic.sections)
        yield Entry(f"{base}e/topic/{topic.name}", "topic", list(topic.title.items()), [], weight)
