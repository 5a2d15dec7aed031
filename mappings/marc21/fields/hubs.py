"""Hubs: works by their access points, as uniform titles and names with $t give them
(https://www.loc.gov/marc/bibliographic/bdx30.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Subfield, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry
from mocban.mappings.marc21.fields import names
from mocban.mappings.sheet import said_of_heading
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, BFLC, RDF

_HUB = (BF.Hub,)
_ARRANGEMENT = BF.Arrangement
_TITLE = BF.title
_TITLE_CLASS = BF.Title
_SKIPPED = BFLC.nonSortNum
_LANGUAGE = BF.language
_LANGUAGE_CLASS = BF.Language
_MEDIUM = BF.musicMedium
_MEDIUM_CLASS = BF.MusicMedium
_IDENTIFIED = BF.identifiedBy
_ISSN = BF.Issn
_VALUE = RDF.value
_OF_TITLE = {"a": BF.mainTitle, "t": BF.mainTitle, "n": BF.partNumber, "p": BF.partName}
_OF_HUB = {"d": BF.legalDate, "f": BF.originDate, "r": BF.musicKey, "s": BF.version}
_NAMES = ("00", "10", "11")
_AFTER_NAME = "fghklmnoprst"  # of a title that follows the name of a person or meeting
_ALONE = "adfghklmnoprst"
_ARTICLE = {"30": 0, "40": 1}  # which indicator counts the signs of an article, but in 830


def split(field: Field) -> tuple[Field, Field]:
    """A field as its name and its title, each with what is said of it; a uniform title has no
    name."""
    tag, indicators, parts = field
    if tag[1:] not in _NAMES:
        return (tag, indicators, []), field
    for place, (code, _) in enumerate(parts):
        if code == "t":
            return (tag, indicators, parts[:place]), (tag, indicators, parts[place:])
    return field, (tag, indicators, [])


def _titles(title: Field, used: str = "") -> list[Subfield]:
    tag = title[0][1:]
    codes = _AFTER_NAME if tag in ("00", "11") and not used else _ALONE
    return [part for part in title[2] if part[0] in codes]


def _label(parts: list[Subfield]) -> str:
    """What a Hub is called: its title and that of its part; all there is where it has neither."""
    words = [word for code, text in parts if code in _OF_TITLE and (word := trim(text))]
    return names.chained(words) or trim(" ".join([text for _, text in parts]))


def hub(entry: Entry, field: Field, types: tuple[str, ...] = _HUB) -> str:
    """The Hub that a name with $t or a uniform title stands for, with what 880 gives of it; the
    empty string where there is no title. `types` stand in for bf:Hub."""
    language = entry.tongues.get(id(field)) if entry.tongues else None
    found = established(entry, field, types, language=language)
    if not found:
        return ""
    if entry.vernacular:
        for other_language, other in entry.also(field):
            other_script(entry, found[0], other, other_language)
        if len(found) > 1:
            names.other_scripts(entry, field, found[1:])
    return found[0]


def established(
    entry: Entry, field: Field, types: tuple[str, ...] = _HUB, *,
    used: str = "", article: str = "", role: str = "", language: str | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """The node of a Hub, and of its name what `names.agent` gives. `used`, `article` and `role`
    are those of 240, whose name stands in 1XX: where the title stands, the signs of its article,
    and what a main entry's agent is where it is not stated."""
    if language is not None:
        return tuple(_hub(entry, field, types, used, article, role, language))
    marked = "\t".join((field[0], used, article, role, *types))
    return entry.remembered((marked, field[1], field[2]), _remembered)


def _remembered(entry: Entry, marked: Field) -> list[str]:
    tag, used, article, role, *types = marked[0].split("\t")
    field = (tag, marked[1], marked[2])
    return _hub(entry, field, tuple(types), used, article, role, None)


def _hub(
    entry: Entry, field: Field, types: tuple[str, ...],
    used: str, article: str, role: str, language: str | None,
) -> list[str]:  # fmt: skip
    name, title = split(field)
    parts = _titles(title, used)
    label = _label(parts)
    if not label or names.private(field):
        return []
    codes = [code for code, _ in parts]
    whole = trim(" ".join([text for _, text in parts]))
    string = whole
    if "h" in codes:
        string = trim(" ".join([text for code, text in parts if code != "h"]))
    found: tuple[str, ...] = ()
    if name[2]:
        found = names.heading(entry, field, language)
        if found:
            string = names.chained([names.string_of(name, found[1]), string])
    if "o" in codes:
        types = (*types, _ARRANGEMENT)
    node = entry.mint.heading("hub", string)
    used = used or f"{field[0]}${parts[0][0]}"
    tongue = entry.dataset.language if language is None else language
    spoken = literals.text(label, tongue)
    out = entry.triples
    out += said_of_heading(node, "hub", spoken, used, types)
    if string != label:
        point = literals.text(string, tongue)
        out.append((node, names.ACCESS_POINT, point))
    if found:
        names.contribution(entry, node, found, role or "ctb", primary=bool(role))
    _title(entry, node, title, parts, whole, article, tongue)
    out.append((node, names.MARC_KEY, names.marc_key(field, other_script=language is not None)))
    sort = field[0][0]
    for code, text in title[2]:
        if code == "0" or code == "1":
            subfields.same(entry, node, text)
        elif code == "2" and sort != "6":  # there, it is the list of subjects
            subfields.source(entry, node, text)
        elif code == "x" and sort == "7":
            inner = f"{node[:-1]}/issn/{enc(trim(text))}>"
            out += (
                (node, _IDENTIFIED, inner),
                (inner, A, _ISSN),
                (inner, _VALUE, literals.text(trim(text))),
            )
    for code, text in parts:
        if code not in _OF_TITLE:
            _more(entry, node, code, text, tongue)
    return [node, *found]


def other_script(entry: Entry, node: str, field: Field, language: str, used: str = "") -> None:
    """What 880 gives of the title of a Hub."""
    title = split(field)[1]
    parts = _titles(title, used)
    label = _label(parts)
    if label:
        entry.triples.append((node, LABEL, literals.text(label, language)))
    whole = trim(" ".join([text for _, text in parts]))
    _title(entry, node, title, parts, whole, "", language)
    entry.triples.append((node, names.MARC_KEY, names.marc_key(field, other_script=True)))


def _title(
    entry: Entry, node: str, title: Field, parts: list[Subfield], string: str, article: str,
    language: str,
) -> None:  # fmt: skip
    """bf:title: the parts of the title, and as its label the title as it was established."""
    if not string:
        return
    inner = f"{node[:-1]}/title/1>"
    out = entry.triples
    out += (
        (node, _TITLE, inner),
        (inner, A, _TITLE_CLASS),
        (inner, LABEL, literals.text(string, language)),
    )
    for code, text in parts:
        if code in _OF_TITLE and (word := trim(text)):
            predicate = _OF_TITLE["p" if code == "t" and parts[0][0] == "a" else code]
            out.append((inner, predicate, literals.text(word, language)))
    place = 1 if title[0] == "830" else _ARTICLE.get(title[0][1:])
    count = article or ("" if place is None else title[1][place : place + 1])
    if count.isdecimal() and count != "0":
        out.append((inner, _SKIPPED, literals.text(count)))


def _more(entry: Entry, node: str, code: str, text: str, language: str) -> None:
    word = trim(text)
    if not word:
        return
    if code == "l":
        entry.labelled(node, _LANGUAGE, "language", word, _LANGUAGE_CLASS, language)
    elif code == "m":
        entry.labelled(node, _MEDIUM, "medium", word, _MEDIUM_CLASS, language)
    elif code in _OF_HUB:
        entry.triples.append(
            (node, _OF_HUB[code], literals.text(word.strip("()") if code == "d" else word))
        )
