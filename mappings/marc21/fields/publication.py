"""260-264 and 008/06-17: who made a thing, where and when
(https://www.loc.gov/marc/bibliographic/bd25x28x.html).

What the field says stands as it is written (bflc:simplePlace and its like, and the statement),
and beside it as headings and a date. What 008 says has an activity of its own.
"""

import re
from functools import lru_cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of
from mocban.mappings.marc21.entry import A, Entry, Rule, text_key
from mocban.mappings.marc21.fields.control import country, date2, dates
from mocban.mappings.marc21.fields.imprint_names import place_name, publisher_name
from mocban.mappings.marc21.fields.origins import spoken_words
from mocban.mappings.marc21.fields.shifted import HEAD
from mocban.mappings.marc21.punctuation import bracketed, chopped
from mocban.ontology import literals
from mocban.ontology.dates import read_date
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, BFLC, RDF

_ACTIVITY = BF.provisionActivity
_ACTIVITY_CLASS = BF.ProvisionActivity
_DATE = BF.date
_PLACE = BF.place
_AGENT = BF.agent
_STATUS = BF.status
_COPYRIGHT = BF.copyrightDate
_IDENTIFIED = BF.identifiedBy
_NUMBER_CLASS = BF.PublisherNumber
_VALUE = RDF.value
_SIMPLE = {"a": BFLC.simplePlace, "b": BFLC.simpleAgent, "c": BFLC.simpleDate}
_KINDS = {
    "0": (BF.Production, BF.productionStatement),
    "1": (BF.Publication, BF.publicationStatement),
    "2": (BF.Distribution, BF.distributionStatement),
    "3": (BF.Manufacture, BF.manufactureStatement),
}
_EARLIEST = "<http://id.loc.gov/vocabulary/mstatus/earliest>"
_CURRENT = "<http://id.loc.gov/vocabulary/mstatus/current>"
_CEASED = "<http://id.loc.gov/vocabulary/mstatus/ceased>"
# 008/06 -> activity (else publication), status, and what else its dates are.
_CODED_KINDS = {"i": "0", "k": "0", "p": "2"}
_CODED_STATUS = {"c": _CURRENT, "d": _CEASED}
_COLLECTED = {
    "i": "inclusive collection dates/khoảng thời gian của cả sưu tập",
    "k": "bulk collection dates/khoảng thời gian của phần lớn sưu tập",
}
# Subfield -> what it is of an imprint (place, name, date), and of which activity; "" is that
# of the field.
_IMPRINT = {"a": ("a", ""), "b": ("b", ""), "c": ("c", "")}
_LETTERS = {
    "260": {**_IMPRINT, "e": ("a", "3"), "f": ("b", "3"), "g": ("c", "3")},
    "261": {
        "a": ("b", "0"), "b": ("b", "0"), "e": ("b", "3"), "d": ("c", ""), "f": ("a", ""),
    },
    "262": _IMPRINT,
    "264": _IMPRINT,
}  # fmt: skip
_CONTINUING = "si"  # leader/07
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_PLAIN_YEAR = re.compile(r"[12][0-9]{3}\Z").match
_CODED_YEAR = re.compile(r"[\dX]{4}\Z").match
_RIGHTS = str.maketrans("", "", "©℗")

Part = tuple[str, str]
"""`a`, `b` or `c` for place, name or date, and the text."""


def statements(entry: Entry, fields: list[Field]) -> None:
    """260 Publication, Distribution, etc. (R), 261 Imprint Statement for Films (NR),
    262 Imprint Statement for Sound Recordings (NR), 264 Production, Publication, Distribution,
    Manufacture, and Copyright Notice (R)."""
    several = len(fields) > 1
    for field in fields:
        tag, indicators, _ = field
        if tag == "264" and indicators[1:] == "4":
            _rights(entry, field)
            continue
        spoken = entry.spoken(field)
        language, own = spoken[0]
        nodes = []
        for kind, parts in _imprints(own):
            node = f"{entry.instance[:-1]}/provision/{tag}-{_key(parts)}>"
            nodes.append((node, kind))
            entry.triples += (
                (entry.instance, _ACTIVITY, node),
                (node, A, _ACTIVITY_CLASS),
                (node, A, _KINDS[kind][0]),
            )
            _transcribed(entry, node, kind, parts, language)
            _read(entry, node, parts, tag, dated=kind != "3" or tag == "264")
            if kind == "1":
                _placed_in_time(entry, node, indicators[:1], several)
            subfields.applies_to(entry, node, field, language)
        for tongue, other in spoken[1:]:
            for at, (kind, parts) in enumerate(_imprints(other)):
                if nodes:
                    node, kind = nodes[min(at, len(nodes) - 1)]
                    _transcribed(entry, node, kind, parts, tongue)
        if tag == "260":
            for _, each in spoken:
                _numbers(entry, each)


def _imprints(field: Field) -> list[tuple[str, list[Part]]]:
    """The activities that a field tells of, in its order. A place behind a name or a date
    begins a new one."""
    own = field[1][1:] if field[0] == "264" and field[1][1:] in _KINDS else "1"
    letters = _LETTERS[field[0]]
    found: list[tuple[str, list[Part]]] = []
    for code, text in field[2]:
        if code not in letters:
            continue
        letter, kind = letters[code]
        kind = kind or (found[-1][0] if found and field[0] == "261" else own)
        same = None
        for known, parts in reversed(found):
            if known == kind:
                same = parts
                break
        if same is None or (code == "a" or code == "e") and letter == "a" and same[-1][0] != "a":
            found.append((kind, [(letter, text)]))
        else:
            same.append((letter, text))
    return found


def _key(parts: list[Part]) -> str:
    text = " ".join([text for _, text in parts])
    return text_key(text.rstrip(" .,:;") or text)


def _transcribed(entry: Entry, node: str, kind: str, parts: list[Part], language: str) -> None:
    """The words of a field, and the statement that they make."""
    said: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    out = entry.triples
    for at, (letter, text) in enumerate(parts):
        words = chopped(text)
        if not words:
            continue
        if letter == "b" and _inside(parts, at):
            words = bracketed(words)
        bare = letter == "c" and (words.isdigit() or not any(map(str.isalpha, words)))
        said[letter].append(words)
        out.append((node, _SIMPLE[letter], literals.text(words, "" if bare else language)))
    places, names = _listed(said["a"], ";"), _listed(said["b"], ",")
    when = _listed(said["c"], ",")
    rest = f"{names}, {when}" if names and when else names or when
    statement = f"{places}: {rest}" if places and rest else places or rest
    if statement:
        out.append((entry.instance, _KINDS[kind][1], literals.text(statement, language)))


def _inside(parts: list[Part], place: int) -> bool:
    """Whether a name stands in square brackets that open or close in another subfield."""
    text = parts[place][1]
    if "[" in text or "]" in text:
        return False
    for letter, text in reversed(parts[:place]):
        if letter == "a":
            if "[" in text and "]" not in text:
                return True
            break
    for letter, text in parts[place + 1 :]:
        if letter == "c":
            return "]" in text and "[" not in text
    return False


def _listed(words: list[str], sign: str) -> str:
    if len(words) < 2:
        return words[0] if words else ""
    return " ".join(
        [f"{each}{'' if each[-1] in '.:,;/' else sign}" for each in words[:-1]] + words[-1:]
    )


def _read(entry: Entry, node: str, parts: list[Part], tag: str, *, dated: bool) -> None:
    """Headings for places and names, and the date."""
    for letter, text in parts:
        if letter == "a":
            name = place_name(text)
            if name:
                heading = entry.known_heading("place", name, f"{tag}$a")
                entry.triples.append((node, _PLACE, heading))
        elif letter == "b":
            name = publisher_name(text)
            if name:
                heading = entry.known_heading("group", name, f"{tag}$b")
                entry.triples.append((node, _AGENT, heading))
        elif dated:
            _dated(entry, node, text, f"{tag}$c")


def _dated(entry: Entry, node: str, text: str, field: str) -> None:
    if value := _date(text):
        entry.triples.append((node, _DATE, value))
        return
    entry.warn(
        "bad-date", field,
        f"“{text}” is not a date we can read; it is kept in the statement.",
        f"Không đọc được ngày “{text}”; giữ nguyên văn trong thông tin xuất bản.",
    )  # fmt: skip


@lru_cache(maxsize=8192)
def _date(text: str) -> str:
    """The date in a text as a literal, or the empty string."""
    year = text.strip(" .,;:[]").removeprefix("c")
    if _PLAIN_YEAR(year):
        return literals.edtf(year)
    span = read_date(text)
    if span is None or not span.edtf:
        # Words around a year are common: “Knxb., 1998”, “in lần 2 năm 2003”.
        years = set(_YEAR.findall(text))
        span = read_date(years.pop()) if len(years) == 1 else None
    return literals.edtf(span.edtf) if span is not None and span.edtf else ""


def _placed_in_time(entry: Entry, node: str, order: str, several: bool) -> None:
    """First indicator: which of the publishers of a serial or loose-leaf work this is."""
    level = entry.leader[7:8]
    if not level or level not in _CONTINUING:
        return
    if order == "3" or (level == "i" and not several):
        entry.triples.append((node, _STATUS, _CURRENT))
    elif several and order == " ":
        entry.triples.append((node, _STATUS, _EARLIEST))


def _rights(entry: Entry, field: Field) -> None:
    """264 with second indicator 4: the year of the copyright, without its sign."""
    for language, each in entry.spoken(field):
        for text in all_of(each, "c"):
            words = chopped(text.translate(_RIGHTS))
            if _CODED_YEAR(words):
                entry.triples.append((entry.instance, _COPYRIGHT, literals.edtf(words)))
            elif words:
                tag = language if each is not field else ""
                entry.triples.append((entry.instance, _COPYRIGHT, literals.text(words, tag)))


def _numbers(entry: Entry, field: Field) -> None:
    """260 $d Plate or publisher's number for music [obsolete]."""
    for text in all_of(field, "d"):
        node = f"{entry.instance[:-1]}/publisher-number/{enc(text)}>"
        entry.triples += (
            (entry.instance, _IDENTIFIED, node),
            (node, A, _NUMBER_CLASS),
            (node, _VALUE, literals.text(text)),
        )


def coded(entry: Entry, fixed: str) -> None:
    """008/06-17: type of date, dates and country, as an activity of their own. Where they and
    260 or 264 do not agree, each stands as it was given."""
    sort = fixed[6:7]
    first, second = _coded(fixed[6:HEAD])
    if first:
        node = _coded_activity(entry, "008", first)
        words = spoken_words(entry, _COLLECTED[sort]) if sort in _COLLECTED else ""
        if words:
            entry.note(node, "008", words, language=entry.dataset.language)
    if second and sort == "p":
        said = ((A, _ACTIVITY_CLASS), (A, _KINDS["0"][0]), (_DATE, second))
        _coded_activity(entry, "008-production", said)
    elif second:
        entry.triples.append((entry.instance, _COPYRIGHT, second))


def _coded_activity(entry: Entry, key: str, said: tuple[tuple[str, str], ...]) -> str:
    node = f"{entry.instance[:-1]}/provision/{key}>"
    entry.triples.append((entry.instance, _ACTIVITY, node))
    entry.triples += [(node, predicate, value) for predicate, value in said]
    return node


@lru_cache(maxsize=4096)
def _coded(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """What 008/06-17 says of the activity, as predicates and values, and Date 2 where it is that
    of the production or of the copyright."""
    fixed = f"{'':6}{text}"
    sort, date, place = text[:1], dates(fixed), country(fixed)
    second = date2(fixed) if sort in "pt" else ""
    said = [(A, _ACTIVITY_CLASS), (A, _KINDS[_CODED_KINDS.get(sort, "1")][0])]
    if date:
        said.append((_DATE, literals.edtf(date)))
    if place:
        said.append((_PLACE, place))
    if sort in _CODED_STATUS:
        said.append((_STATUS, _CODED_STATUS[sort]))
    return tuple(said) if date or place else (), literals.edtf(second) if second else ""


RULES: dict[str, Rule] = {tag: statements for tag in _LETTERS}
