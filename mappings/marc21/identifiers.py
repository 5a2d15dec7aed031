"""010-088: numbers and class marks (https://www.loc.gov/marc/bibliographic/bd01x09x.html)."""

import re
from functools import cache

from mocban.mappings.marc21.body import Field, all_of, first, rows, table
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF

_IDENTIFIED = BF.identifiedBy
_IDENTIFIER = BF.Identifier
_ISBN = BF.Isbn
_ISSN = BF.Issn
_VALUE = RDF.value
_STATUS = BF.status
_QUALIFIER = BF.qualifier
_CLASSIFICATION = BF.classification
_PORTION = BF.classificationPortion
_ITEM = BF.itemPortion
_SOURCE = BF.source
_SOURCE_CLASS = BF.Source
_CANCELLED = "<http://id.loc.gov/vocabulary/mstatus/cancinv>"
_INCORRECT = "<http://id.loc.gov/vocabulary/mstatus/incorrect>"
# What follows the number may be a price (“: 50000đ”) or a binding (“(bìa mềm)”).
_BOOK = re.compile(
    r"\s*(?:ISBN[:\s]*)?(97[89][\d -]{10,14}|[\d][\d -]{8,11}[\dXx])(?![\dXx])", re.IGNORECASE
)
_SERIAL = re.compile(r"\s*(?:ISSN[:\s]*)?(\d{4})-?(\d{3}[\dXx])(?!\d)", re.IGNORECASE)
_BINDING = re.compile(r"\(([^)]*[^\W\d][^)]*)\)")
_DOI = re.compile(r"10\.\d{4,9}/\S+\Z").match
_BY_SOURCE = {"doi": BF.Doi, "hdl": BF.Hdl}


def _isbn_holds(digits: str) -> bool:
    """The check digit of an ISBN-10 or ISBN-13 (ISO 2108)."""
    if len(digits) == 13 and digits.isdigit():
        return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10 == 0
    if len(digits) == 10 and digits[:9].isdigit():
        values = [10 if d == "X" else int(d) for d in digits]
        return sum(v * (10 - i) for i, v in enumerate(values)) % 11 == 0
    return False


def _issn_holds(digits: str) -> bool:
    """The check digit of an ISSN (ISO 3297)."""
    values = [10 if d == "X" else int(d) for d in digits]
    return sum(v * (8 - i) for i, v in enumerate(values)) % 11 == 0


def _number(entry: Entry, role: str, key: str, value: str, kind: str, status: str = "") -> str:
    node = f"{entry.instance[:-1]}/{role}/{enc(key)}>"
    entry.triples += (
        (entry.instance, _IDENTIFIED, node),
        (node, A, kind),
        (node, _VALUE, literals.text(value)),
    )
    if status:
        entry.triples.append((node, _STATUS, status))
    return node


def _wrong(entry: Entry, field: str, text: str, name: str) -> None:
    """A number that does not hold is kept, but not as one that things could be linked by."""
    _number(entry, "identifier", text, text, _IDENTIFIER, _INCORRECT)
    entry.warn(
        f"bad-{name.lower()}", field,
        f"“{text}” is no valid {name}.",
        f"“{text}” không phải {name} hợp lệ.",
    )  # fmt: skip


def isbn(entry: Entry, fields: list[Field]) -> None:
    """020 International Standard Book Number (R)."""
    for field in fields:
        for code, text in field[2]:
            if code not in "az":
                continue
            match = _BOOK.match(text)
            digits = match[1].replace("-", "").replace(" ", "").upper() if match else ""
            if code == "z":
                if digits:
                    _number(entry, "isbn-cancelled", digits, digits, _IDENTIFIER, _CANCELLED)
            elif not _isbn_holds(digits):
                if any(c.isdigit() for c in text.split(":")[0]):
                    _wrong(entry, "020$a", text.split(":")[0].strip(), "ISBN")
            else:
                node = _number(entry, "isbn", digits, digits, _ISBN)
                for words in (*all_of(field, "q"), *_BINDING.findall(text)):
                    entry.triples.append(
                        (node, _QUALIFIER, literals.text(words.strip(" ()"), entry.language))
                    )


def issn(entry: Entry, fields: list[Field]) -> None:
    """022 International Standard Serial Number (R)."""
    for field in fields:
        for code, text in field[2]:
            if code not in "ayz":
                continue
            match = _SERIAL.match(text)
            holds = match is not None and _issn_holds(match[1] + match[2].upper())
            if match is None or not holds:
                if code == "a":
                    _wrong(entry, "022$a", text, "ISSN")
                continue
            value = f"{match[1]}-{match[2].upper()}"
            if code == "a":
                _number(entry, "issn", value, value, _ISSN)
            else:
                _number(entry, "issn-cancelled", value, value, _IDENTIFIER, _CANCELLED)


@cache
def _others() -> dict[tuple[str, str], tuple[str, str]]:
    return {(tag, ind): (BF[name], role) for tag, ind, name, role in rows("identifiers")}


def other(entry: Entry, fields: list[Field]) -> None:
    """010, 015, 024, 027, 028, 035, 088 (R), as `codes/identifiers.tsv` names them."""
    known = _others()
    for field in fields:
        tag = field[0]
        kind, role = known.get((tag, field[1][0])) or known[tag, ""]
        if tag == "024" and field[1][0] == "7":
            kind = _BY_SOURCE.get(first(field, "2").lower(), kind)
        for value in all_of(field, "a"):
            found = _BY_SOURCE["doi"] if kind == _IDENTIFIER and _DOI(value) else kind
            node = _number(entry, role, value, value, found)
            source = first(field, "2" if tag == "024" else "b" if tag == "028" else "-")
            if source:
                _source(entry, node, source)


def _source(entry: Entry, node: str, text: str) -> None:
    inner = f"{node[:-1]}/source/{text_key(text)}>"
    entry.triples += (
        (node, _SOURCE, inner),
        (inner, A, _SOURCE_CLASS),
        (inner, LABEL, literals.text(text)),
    )


def class_mark(entry: Entry, fields: list[Field]) -> None:
    """050-084 (R), as `codes/classifications.tsv` names them; $2 is edition or scheme."""
    kind = BF[table("classifications")[fields[0][0]]]
    for field in fields:
        item = first(field, "b")
        scheme = first(field, "2")
        for portion in all_of(field, "a"):
            node = f"{entry.work[:-1]}/classification/{field[0]}-{enc(portion)}>"
            entry.triples += (
                (entry.work, _CLASSIFICATION, node),
                (node, A, kind),
                (node, _PORTION, literals.text(portion)),
            )
            if item:
                entry.triples.append((node, _ITEM, literals.text(item)))
            if scheme:
                _source(entry, node, scheme)


RULES: dict[str, Rule] = {
    "020": isbn,
    "022": issn,
    **{row[0]: other for row in rows("identifiers")},
    **{row[0]: class_mark for row in rows("classifications")},
}
