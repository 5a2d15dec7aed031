"""006 and 008/18-34: what is coded of each kind of material, by `codes/fixed.tsv`
(https://www.loc.gov/marc/bibliographic/bd008.html). What is coded of all kinds alike, in
008/00-17 and 35-39, is read in `control`.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from mocban.mappings.marc21.body import Field, all_of, first, rows
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule
from mocban.mappings.marc21.fields.control import blanked, date2
from mocban.ontology import codes, literals
from mocban.ontology.namespaces import BF, BFLC, EDTF, XSD, term

_GENRE = BF.genreForm
_MEDIA = BF.media
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_ORIGINAL = "<http://id.loc.gov/vocabulary/mnotetype/orig>"
_CARTOGRAPHIC = BF.cartographicAttributes
_CARTOGRAPHIC_CLASS = BF.Cartographic
_OF_MAP = frozenset((BF.relief, BF.projection))
_OF_HOST = frozenset((BF.frequency, BFLC.serialPubType))  # where a part of a serial is described
_DEPENDING = _OF_MAP | _OF_HOST | {_MEDIA, _NOTE}
_DURATION = BF.duration
_ORIGIN = BF.originDate
_LONGER = ('"more than 999 minutes"@en', '"hơn 999 phút"@vi')
_SERIAL = "s"  # 006/00 and the letter of continuing resources in the table
_VISUAL = "v"
_FIRST = 18
_LAST = 35


class _Said(NamedTuple):
    """What one code says: on the work or on the instance, and how a heading with the same words
    would read."""

    on_work: bool
    predicate: str
    value: str
    label: str


@cache
def _forms() -> dict[str, str]:
    """Leader/06 or 006/00 (type of record) -> the letter of its codes in the table."""
    return {row[0]: row[3] for row in rows("work_types")} | {_SERIAL: _SERIAL}


@cache
def _slots(form: str) -> tuple[tuple[int, int, dict[str, list[_Said]]], ...]:
    """Places of codes: where they begin in 008/18-34, how long they are, and what they say."""
    slots: dict[tuple[int, int], dict[str, list[_Said]]] = {}
    for forms, at, code, on, name, value in rows("fixed"):
        if form not in forms:
            continue
        predicate = term(name)
        label = ""
        if predicate != _NOTE:
            iri = codes.STEM + value
            known = codes.names().get(iri)
            label = known.en if known and predicate == _GENRE else ""
            value = f"<{iri}>"
        begin, _, end = at.partition("-")
        for start in range(int(begin), int(end or begin) + 1, len(code)):
            said = slots.setdefault((start - _FIRST, len(code)), {}).setdefault(code, [])
            said.append(_Said(on == "work", predicate, value, label))
    return tuple((start, length, found) for (start, length), found in sorted(slots.items()))


Pairs = tuple[tuple[str, str], ...]
"""Predicates and values."""


@lru_cache(maxsize=4096)
def _coded(form: str, data: str) -> tuple[Pairs, Pairs, tuple[_Said, ...]]:
    """All that 17 characters say of this form of material: of the work whatever else the record
    says, of the instance likewise, and what depends on the record."""
    found: list[_Said] = []
    for start, length, known in _slots(form):
        found += known.get(data[start : start + length], ())
    work: list[tuple[str, str]] = []
    instance: list[tuple[str, str]] = []
    rest = []
    for said in dict.fromkeys(found):
        on_work, predicate, value, label = said
        if label or predicate in _DEPENDING:
            rest.append(said)
        else:
            (work if on_work else instance).append((predicate, value))
    return tuple(work), tuple(instance), tuple(rest)


def begin(entry: Entry, fixed: str) -> None:
    """008 Fixed-Length Data Elements (NR), positions 18-34, and the date of the original of a
    reprint; `fixed` is the field as it can be trusted."""
    kind, level = entry.leader[6:7], entry.leader[7:8]
    form = _forms().get(kind, "")
    if kind == "a" and level in "bis":
        form = _SERIAL
    if form and len(fixed) > _FIRST:
        _say(entry, form, fixed[_FIRST:_LAST], part=level == "b")
    if fixed[6:7] == "r" and (original := date2(fixed)):
        entry.triples.append((entry.work, _ORIGIN, f'"{original}"^^{EDTF}'))


def additional(entry: Entry, fields: list[Field]) -> None:
    """006 Additional Material Characteristics (R)."""
    for field in fields:
        value = blanked(field[1])
        form = _forms().get(value[:1], "")
        if form:
            _say(entry, form, value[1:18], part=False)


def _say(entry: Entry, form: str, data: str, *, part: bool) -> None:
    work, instance, out = entry.work, entry.instance, entry.triples
    headings: frozenset[str] | None = None
    on_works, on_instances, rest = _coded(form, data)
    out += [(work, predicate, value) for predicate, value in on_works]
    out += [(instance, predicate, value) for predicate, value in on_instances]
    for on_work, predicate, value, label in rest:
        node = work if on_work else instance
        if part and predicate in _OF_HOST:
            continue
        if predicate in _OF_MAP:
            node = f"{work[:-1]}/cartographic/008>"
            out += ((work, _CARTOGRAPHIC, node), (node, A, _CARTOGRAPHIC_CLASS))
        elif predicate == _NOTE:
            _note(entry, value)
            continue
        elif label:
            headings = _headings(entry) if headings is None else headings
            if label in headings:
                continue
        elif predicate == _MEDIA and "337" in entry.by:
            continue
        out.append((node, predicate, value))
    if form == _VISUAL:
        _lasts(entry, data[:3])


def _headings(entry: Entry) -> frozenset[str]:
    """The forms and genres that the record names in words of LC's own list."""
    return frozenset(
        text.rstrip(".")
        for tag in ("380", "655")
        for field in entry.by.get(tag, ())
        if first(field, "2").rstrip(".") == "lcgft"
        for text in all_of(field, "a")
    )


def _note(entry: Entry, names: str) -> None:
    """008/22 of a continuing resource: in what form it came out first."""
    en, _, vi = names.partition("/")
    node = entry.labelled(entry.instance, _NOTE, "note/008", en, _NOTE_CLASS, "en")
    entry.triples += ((node, LABEL, literals.text(vi, "vi")), (node, A, _ORIGINAL))


def _lasts(entry: Entry, minutes: str) -> None:
    """008/18-20 of visual materials: running time."""
    if minutes == "000":
        entry.triples += [(entry.work, _DURATION, words) for words in _LONGER]
    elif minutes.isascii() and minutes.isdigit():
        entry.triples.append(
            (entry.work, _DURATION, literals.typed(f"PT{int(minutes)}M", XSD.duration))
        )


RULES: dict[str, Rule] = {"006": additional}
