"""440, 490, 8XX and their forerunners: series (https://www.loc.gov/marc/bibliographic/bd4xx.html,
bd80x83x.html). A series as it is printed in the book (490) is what that record says; a series
as the catalogue calls it (8XX) is a heading, as is one of 490 that no 8XX stands for."""

from functools import cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Subfield, all_of, first, rows
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule
from mocban.mappings.marc21.fields import hubs, names, relations
from mocban.mappings.marc21.fields.titles import worded
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC

_HAS_SERIES = BF.hasSeries
_SERIES = BF.Series
_HUB_SERIES = (BF.Hub, BF.Series)
_ENUMERATION = BF.seriesEnumeration
_STATEMENT = BF.seriesStatement
_PARTS = {"a": BF.mainTitle, "n": BF.partNumber, "p": BF.partName}
_ISSUANCE = BF.issuance
_ISSUANCES = "<http://id.loc.gov/vocabulary/issuance/"
_OF_RECORD = frozenset("vwxyz3578")
_ASSIGNER = BF.assigner
_CLASSIFICATION = BF.classification
_LCC = BF.ClassificationLcc
_PORTION = BF.classificationPortion
_STATUS = BF.status
_CODE = BF.code
_PLACE = BF.place
_PLACE_CLASS = BF.Place
_AGENT = BF.agent
_AGENT_CLASS = BF.Agent
_SOURCE = BF.source
_SOURCE_CLASS = BF.Source
_PART = BF.part
_TREATMENT = BFLC.seriesTreatment
_TERM = "<http://id.loc.gov/vocabulary/relationship/series>"
_STATUSES = "<http://id.loc.gov/vocabulary/mstatus/"
_TRANSCRIBED = f"{_STATUSES}t>"
_TRACED = f"{_STATUSES}tr>"
_NUMBERS = {"x": "", "y": f"{_STATUSES}incorrect>", "z": f"{_STATUSES}cancinv>"}
_TRACINGS = ("800", "810", "811", "830")


def stated(entry: Entry, fields: list[Field]) -> None:
    """490 Series Statement (R), 440 Series Statement/Added Entry - Title (R, obsolete): each
    series of the field, whose parallel title counts as one."""
    traced = any(tag in entry.by for tag in _TRACINGS)
    groups = [
        (field, place, (field[0], field[1], group))
        for field in fields
        for place, group in enumerate(_groups(field))
    ]
    keys = relations.keys([(part, _called(part, "av")) for _, _, part in groups])
    parallel = False
    for (field, place, part), key in zip(groups, keys, strict=True):
        follows = field[0] == "440" or (field[1][:1] == "1" and traced)
        _series(entry, field, place, key, follows=follows)
        if not follows and not (parallel and place):
            _untraced(entry, field, part)
        parallel = part[2][-1][1][-1:] == "="
    for field in fields:
        for language, each in entry.spoken(field):
            text = " ".join(all_of(each, "av")).rstrip(" .,;")
            if text:
                literal = literals.text(text, language)
                entry.triples.append((entry.instance, _STATEMENT, literal))
        if field[0] == "440":
            hub = hubs.hub(entry, _heading(entry, field), _HUB_SERIES)
            if hub:
                entry.triples.append((entry.work, _HAS_SERIES, hub))


def _called(field: Field, codes: str) -> str:
    return " ".join([worded(text) for text in all_of(field, codes)])


def _groups(field: Field) -> list[list[Subfield]]:
    """The series of a field: a new one begins behind `=`, and with $a behind anything else."""
    groups: list[list[Subfield]] = []
    before = end = ""
    for code, text in field[2]:
        if not groups or end == "=" or (code == "a" and before != "a"):
            groups.append([])
        groups[-1].append((code, text))
        before, end = code, text[-1:]
    return [group for group in groups if any(code in "avxyz" for code, _ in group)]


def _series(entry: Entry, field: Field, place: int, key: str, *, follows: bool) -> None:
    """One series as it is printed; `follows` where another field traces it."""
    node = relations.relation(entry, key, _TERM)
    resource = relations.cited(entry, node, _SERIES)
    out = entry.triples
    out.append((resource, _STATUS, _TRANSCRIBED))
    if field[1][:1] == "1":
        out.append((resource, _STATUS, _TRACED))
    title = ""
    for language, each in entry.spoken(field):
        for code, text in next(iter(_groups(each)[place:]), ()):
            words = worded(text)
            if not words:
                continue
            literal = literals.text(words, language)
            if code in _PARTS:
                title = title or relations.titled(entry, resource)
                out.append((title, _PARTS[code], literal))
            elif code == "v":
                out.append((node, _ENUMERATION, literal))
                if not follows or field[0] == "440":
                    out.append((entry.work, _ENUMERATION, literal))
            elif code in _NUMBERS and each is field:
                relations.numbered_serial(entry, resource, words, _NUMBERS[code])
    for text in all_of(field, "l"):
        mark = entry.node_for(node, _CLASSIFICATION, "classification", text, _LCC)
        out.append((mark, _PORTION, literals.text(text)))
        subfields.organized(entry, mark, _ASSIGNER, "DLC")
    subfields.applies_to(entry, node, field)


def _untraced(entry: Entry, field: Field, part: Field) -> None:
    words = [worded(text) for text in all_of(part, "anp")]
    name = ". ".join([word for word in words if word])
    if name:
        heading = relations.heading(entry, field, "hub", name, types=(_SERIES,))
        entry.triples.append((entry.work, _HAS_SERIES, heading))


def traced(entry: Entry, fields: list[Field]) -> None:
    """800 Series Added Entry - Personal Name (R), 810 - Corporate Name (R), 811 - Meeting Name
    (R), 830 - Uniform Title (R); 400, 410, 411 Series Statement/Added Entry (R, obsolete)."""
    named = [(field, _called(field, "atnpv")) for field in fields]
    for field, key in zip(fields, relations.keys(named), strict=True):
        heading = _heading(entry, field)
        hub = hubs.hub(entry, heading, _HUB_SERIES)
        if not hub:
            continue
        node = relations.relation(entry, key, _TERM)
        out = entry.triples
        out += ((node, relations.ASSOCIATED, hub), (entry.work, _HAS_SERIES, hub))
        for language, each in entry.spoken(field):
            for text in all_of(each, "v"):
                literal = literals.text(worded(text), language)
                out += ((node, _ENUMERATION, literal), (entry.work, _ENUMERATION, literal))
        if heading != field:
            _cite(entry, relations.cited(entry, node, _SERIES), field)
        subfields.applies_to(entry, node, field)
        subfields.institution(entry, node, field)


def _heading(entry: Entry, field: Field) -> Field:
    """A field without what it says of this record alone, since the heading is all records'."""
    if id(field) in entry.tongues:
        return field
    parts = [part for part in field[2] if part[0] not in _OF_RECORD]
    return field if len(parts) == len(field[2]) else (field[0], field[1], parts)


def _cite(entry: Entry, resource: str, field: Field) -> None:
    """The field as it stands; $w, $x, $y, $z and $7 (type of record, bibliographic level) of
    the series."""
    entry.triples.append((resource, names.MARC_KEY, names.marc_key(field)))
    for code, text in field[2]:
        if code == "w":
            relations.controlled(entry, resource, text)
        elif code in _NUMBERS:
            relations.numbered_serial(entry, resource, worded(text), _NUMBERS[code])
        elif code == "7" and len(text) < 3:  # longer ones speak of the language or the authority
            types, issuance = _coded(text)
            entry.triples += [(resource, A, name) for name in types]
            entry.triples += [(resource, _ISSUANCE, name) for name in issuance]


@cache
def _coded(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    types = {row[0]: row[1].split() for row in rows("work_types")}.get(text[:1], ())
    issuance = [row[2] for row in rows("issuance") if row[0] == text[1:2]]
    return tuple(BF[name] for name in types), tuple(f"{_ISSUANCES}{name}>" for name in issuance)


def treatment(entry: Entry, fields: list[Field]) -> None:
    """462-468 (R): how a library treats a series (https://www.loc.gov/marc/authority/ad64x.html
    has them as 642-646)."""
    _, kind, codes = next(row for row in rows("series_treatment") if row[0] == fields[0][0])
    meanings = dict(each.split("=") for each in codes.split("|")) if codes else {}
    for field in fields:
        for language, each in entry.spoken(field):
            text = first(each, "a") or first(each, "b")
            if text:
                node = entry.node_for(
                    entry.work, _TREATMENT, "series", f"{each[0]} {text}", BFLC[kind]
                )
                _treated(entry, node, each, meanings, language)


def _treated(
    entry: Entry, node: str, field: Field, meanings: dict[str, str], language: str
) -> None:
    out = entry.triples
    place = field[0] == "465"
    for code, text in field[2]:
        if code == "a" and place:
            entry.labelled(node, _PLACE, "place", text, _PLACE_CLASS, language)
        elif code == "b" and place:
            entry.labelled(node, _AGENT, "agent", text, _AGENT_CLASS, language)
        elif code == "a" and meanings:
            out.append((node, _CODE, literals.text(text)))
            if text in meanings:
                out.append((node, LABEL, literals.text(meanings[text], "en")))
        elif code == "a":
            out.append((node, LABEL, literals.text(text, language)))
        elif code == "b" and field[0] == "466":
            entry.note(node, "b", text, language=language)
        elif code == "d":
            out.append((node, _PART, literals.text(text, language)))
        elif code == "z" and field[0] in ("462", "463"):
            entry.labelled(node, _SOURCE, "source", text, _SOURCE_CLASS, language)
    subfields.institution(entry, node, field)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("440", "490"), stated),
    **dict.fromkeys(("400", "410", "411", *_TRACINGS), traced),
    **{row[0]: treatment for row in rows("series_treatment")},
}
