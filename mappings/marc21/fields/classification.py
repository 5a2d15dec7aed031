"""050-086: class marks (https://www.loc.gov/marc/bibliographic/bd01x09x.html).

`codes/classifications.tsv` says of which class each is, and which library assigned it (agency)
where the second indicator says so, or where that is blank and the record was made by a
cataloguer of theirs (040 $a). $b is the rest of a call number, which LC gives for one copy.
"""

from functools import cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF

_CLASSIFICATION = BF.classification
_CLASSIFICATION_CLASS = BF.Classification
_PORTION = BF.classificationPortion
_ITEM = BF.itemPortion
_ASSIGNER = BF.assigner
_AGENT = BF.Agent
_STATUS = BF.status
_EDITION = BF.edition
_CODE = BF.code
_TABLE = BF.table
_SEQUENCE = BF.tableSeq
_SPAN_END = BF.spanEnd
_SUBJECT = BF.subject
_TOPIC = BF.Topic
_CANADA = "CaOOC"
_CANADA_TERM = "<http://id.loc.gov/authorities/names/no2004037399>"
_SCHEMES = "http://id.loc.gov/vocabulary/classSchemes/"
_CANCELLED = "<http://id.loc.gov/vocabulary/mstatus/cancinv>"
_HELD = {
    "0": "<http://id.loc.gov/vocabulary/mstatus/uba>",
    "1": "<http://id.loc.gov/vocabulary/mstatus/nuba>",
}
_EDITIONS = {"0": '"full"', "1": '"abridged"'}
_DECIMAL = ("080", "082", "083")
_DEWEY = ("082", "083")
_IN_CANADA = frozenset("012")  # second indicator of 055: by the national library itself
_OTHER_SCHEMES = frozenset("6789")  # second indicator of 055: not that of LC
_GOVERNMENTS = {"0": "sudocs", "1": "cacodoc"}
_LISTED = ("agricola", "bisacsh")  # sources of 072 that LC has as schemes


@cache
def _kinds() -> dict[str, tuple[str, str, str, bool]]:
    return {
        tag: (BF[name], agency, cataloguer, bool(always))
        for tag, _, name, agency, cataloguer, always in (
            (*row, "", "")[:6] for row in rows("classifications")
        )
    }


def class_marks(entry: Entry, fields: list[Field]) -> None:
    """The class marks of `codes/classifications.tsv`, each with its name and repeatability."""
    tag = fields[0][0]
    for field in fields:
        kind = _kinds()[tag][0]
        if tag == "055" and field[1][1:2] in _OTHER_SCHEMES:
            kind = _CLASSIFICATION_CLASS
        agency = _agency(entry, field)
        item = first(field, "b")
        portion = node = ""
        for code, text in field[2]:
            if code == "a":
                portion = text.replace("/", "") if tag in _DEWEY else text
                node = _mark(entry, field, kind, portion, item)
                if agency:
                    _assigned(entry, node, field, agency)
                item = ""  # it belongs to the first number
            elif node and code in "01":
                subfields.authorities(entry, node, (tag, field[1], [(code, text)]))
        entry.also(field)  # class marks have no script of their own


def _agency(entry: Entry, field: Field) -> str:
    """The code of the library that assigned a number, where MARC says so."""
    tag, indicators, _ = field
    second = indicators[1:2]
    _, agency, cataloguer, always = _kinds()[tag]
    if tag == "055":
        return agency if second in _IN_CANADA else ""
    if tag == "070":
        return agency if indicators[:1] == "0" else ""
    if always or second == "0":
        return agency
    if cataloguer and second == " " and "040" in entry.by and not first(field, "q"):
        makers = [first(maker, "a") for maker in entry.by["040"]]
        return agency if any(cataloguer in maker for maker in makers) else ""
    return ""


def _assigned(entry: Entry, node: str, field: Field, agency: str) -> None:
    """Who assigned a number, and whether they have the document."""
    tag, indicators, _ = field
    if agency == _CANADA:
        entry.triples.append((node, _ASSIGNER, _CANADA_TERM))
    else:
        subfields.organized(entry, node, _ASSIGNER, agency)
    if indicators[:1] in _HELD and tag not in _DEWEY and not _kinds()[tag][3]:
        entry.triples.append((node, _STATUS, _HELD[indicators[:1]]))


def _mark(entry: Entry, field: Field, kind: str, portion: str, item: str) -> str:
    tag, indicators, parts = field
    out = entry.triples
    key = f"{tag}-{enc(portion)}.{enc(item)}" if item else f"{tag}-{enc(portion)}"
    node = f"{entry.work[:-1]}/classification/{key}>"
    out += (
        (entry.work, _CLASSIFICATION, node),
        (node, A, kind),
        (node, _PORTION, literals.text(portion)),
    )
    if item:
        out.append((node, _ITEM, literals.text(item)))
    if tag in _DECIMAL and indicators[:1] in _EDITIONS:
        out.append((node, _EDITION, _EDITIONS[indicators[:1]]))
    scheme = ""
    for code, text in parts:
        if code == "2":
            scheme = text
        elif code == "q":
            inner = f"{node[:-1]}/assigner/{text_key(text)}>"
            out += (
                (node, _ASSIGNER, inner),
                (inner, A, _AGENT),
                (inner, LABEL, literals.text(text, entry.language)),
            )
        elif code == "x" and tag == "080":
            out.append((node, _CODE, literals.text(text)))
        elif code == "c" and tag in ("051", "061", "071"):
            entry.note(node, "c", text)
        elif tag == "083" and code in "zyc":
            predicate = {"z": _TABLE, "y": _SEQUENCE, "c": _SPAN_END}[code]
            out.append((node, predicate, literals.text(text)))
    if not scheme and tag == "084":
        scheme = str(entry.dataset.options.get("class_scheme", "")) or entry.dataset.source
    if scheme:
        subfields.source(entry, node, scheme if tag in _DEWEY else scheme.partition("/")[0])
    return node


def documents(entry: Entry, fields: list[Field]) -> None:
    """086 Government Document Classification Number (R): $a, $z cancelled; the first indicator
    is the scheme, where $2 is not."""
    for field in fields:
        scheme = _GOVERNMENTS.get(field[1][:1], "")
        node = ""
        for code, text in field[2]:
            if code in "az":
                cancelled = "cancelled-" if code == "z" else ""
                node = f"{entry.work[:-1]}/classification/086-{cancelled}{enc(text)}>"
                entry.triples += (
                    (entry.work, _CLASSIFICATION, node),
                    (node, A, _CLASSIFICATION_CLASS),
                    (node, LABEL, literals.text(text)),
                    (node, _PORTION, literals.text(text)),
                )
                if cancelled:
                    entry.triples.append((node, _STATUS, _CANCELLED))
                if scheme:
                    subfields.source(entry, node, scheme, _SCHEMES)
                else:
                    for other in all_of(field, "2"):
                        subfields.source(entry, node, other)
            elif node and code in "01":
                subfields.authorities(entry, node, (field[0], field[1], [(code, text)]))


def subject_codes(entry: Entry, fields: list[Field]) -> None:
    """072 Subject Category Code (R): a subject by its code in some list."""
    for field in fields:
        text = "".join([*all_of(field, "a")[:1], *all_of(field, "x")[:1]])
        if not text:
            continue
        source = "agricola" if field[1][1:2] == "0" else first(field, "2")
        node = f"{entry.work[:-1]}/subject/072-{enc(text)}>"
        entry.triples += (
            (entry.work, _SUBJECT, node),
            (node, A, _TOPIC),
            (node, _CODE, literals.text(text)),
        )
        if source:
            subfields.source(entry, node, source, _SCHEMES if source in _LISTED else "")


RULES: dict[str, Rule] = {
    **{row[0]: class_marks for row in rows("classifications")},
    "072": subject_codes,
    "086": documents,
}
