"""What a line of a search result says of a thing."""

from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from mocban.graph.labels import Label, choose, is_han, label
from mocban.graph.query import Hit, Query
from mocban.site.current import Reader
from mocban.site.dates import in_words, today
from mocban.site.highlighting import Piece, pieces

_LONGEST = 220
_MOST_NAMES = 3
_MOST_AGENTS = 2
# Of several things that are said, the first of these.
_TOLD = ("description", "biography", "history", "scope", "")


class Row(NamedTuple):
    """A thing found: its name in pieces, a character for it, other names, who made it, when
    and where it was, and a few words about it."""

    hit: Hit
    name: tuple[Piece, ...]
    glyph: str
    names: list[tuple[tuple[Piece, ...], str]]
    agents: list[str]
    when: str
    where: str
    told: tuple[Piece, ...]
    told_language: str


def rows(known: Reader, query: Query, hits: list[Hit]) -> list[Row]:
    """The lines for some things found, in their order."""
    said, agents = _summaries(known, [hit.iri for hit in hits])
    search = known.snapshot.search
    placed = [hit.number for hit in hits if hit.kind not in ("work", "hub", "set", "group")]
    places = search.places(placed, query.on or today())
    shown = []
    for hit in hits:
        told = said.get(hit.iri, Label(""))
        names = [(pieces(each.text, query.q), each.language) for each in hit.labels[1:]]
        shown.append(
            Row(
                hit, pieces(hit.label.text, query.q), _glyph(known, hit), names[:_MOST_NAMES],
                agents.get(hit.iri, [])[:_MOST_AGENTS], when(known, hit),
                ", ".join(_name(known, labels) for labels in places.get(hit.number, [])[:3]),
                pieces(_short(told.text), query.q) if told.text else (),
                told.language if told.language != known.language else "",
            )
        )  # fmt: skip
    return shown


def when(known: Reader, hit: Hit) -> str:
    """The years of a thing, as its language writes them."""
    if hit.first is None or hit.last is None:
        return ""
    years = [f"{year:05d}" if year < 0 else f"{year:04d}" for year in (hit.first, hit.last)]
    return in_words("/".join(dict.fromkeys(years)), known.words)


def _name(known: Reader, labels: list[Label]) -> str:
    best = choose(labels, known.language)
    return best.text if best else ""


def _glyph(known: Reader, hit: Hit) -> str:
    """The last character of a name in Hán or Nôm, which says what a thing is (寺, 碑, 賦); for
    people and things without such a name, that of their kind."""
    han = next((each.text for each in hit.labels if is_han(each.language)), "")
    if han and hit.kind not in ("person", "group", "place"):
        return han.strip()[-1]
    words = known.words
    key = f"search.glyph.{hit.kind}"
    return words(key if words.has(key) else "search.glyph.thing")


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _summaries(known: Reader, things: list[str]) -> tuple[dict[str, Label], dict[str, list[str]]]:
    """What is told of things, and the names of those who made them."""
    told: dict[str, list[tuple[int, Label]]] = {}
    agents: dict[str, dict[str, list[Label]]] = {}
    nodes = [NamedNode(thing) for thing in things]
    for row in known.snapshot.store.rows("summaries", things=nodes) if nodes else ():
        thing, text = row["thing"], row["text"]
        if not isinstance(thing, NamedNode) or not isinstance(text, Literal):
            continue
        if "agent" in row:
            agents.setdefault(thing.value, {}).setdefault(str(row["agent"]), []).append(label(text))
            continue
        kind = str(row["kind"]).rstrip(">").rsplit("/", 1)[1] if "kind" in row else ""
        if kind in _TOLD:
            told.setdefault(thing.value, []).append((_TOLD.index(kind), label(text)))
    best = {}
    for iri, said in told.items():
        first = min(rank for rank, _ in said)
        labels = sorted(one for rank, one in said if rank == first)
        best[iri] = choose(labels, known.language) or labels[0]
    return best, {iri: sorted(_name(known, sorted(names)) for names in found.values())
                  for iri, found in agents.items()}  # fmt: skip
