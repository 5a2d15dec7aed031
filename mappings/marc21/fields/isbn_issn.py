"""020 and 022: numbers of books and serials, by which the copies of one edition are found in
several libraries. A number that does not hold is kept with the status “incorrect”, and never
as one that things could be linked by."""

import re
from collections.abc import Iterator
from operator import mul

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, trim
from mocban.mappings.marc21.entry import A, Entry, Rule
from mocban.mappings.marc21.fields.identifiers import STATUSES, centre, qualifier, terms
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF

_IDENTIFIED = BF.identifiedBy
_ISBN = BF.Isbn
_ISSN = BF.Issn
_ISSN_L = BF.IssnL
_VALUE = RDF.value
_STATUS = BF.status
_DASH = "[-\u2010-\u2015 ]?"
_BOOK = re.compile(
    rf"(?<![\dXx])(?:97[89]{_DASH}(?:\d{_DASH}){{9}}\d|(?:\d{_DASH}){{9}}[\dXx])(?![\dXx])"
)
_SERIAL = re.compile(r"(?<!\d)(\d{4})[-\u2010-\u2015 ]?(\d{3}[\dXx])(?!\d)")
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_NAME = re.compile(r"\bI\.?S\.?B\.?N\.?(?:[- ]?1[03]\b)?[:\s]*", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_PREFIXES = ("978", "979")
_WEIGHTS = range(10, 1, -1)  # of the first nine digits of an ISBN-10
_Found = tuple[str, list[str], str]
"""Digits of a number, what stands in brackets behind it, and its price."""


def isbn_holds(digits: str) -> bool:
    """The check digit of an ISBN-10 or ISBN-13 (ISO 2108)."""
    if not digits.isascii():
        return False
    if len(digits) == 13 and digits.isdigit():
        return (sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10 == 0
    if len(digits) == 10 and digits[:9].isdigit():
        if digits[9] not in "0123456789X":
            return False
        total: int = sum(map(mul, _WEIGHTS, map(int, digits[:9])))
        return (total + (10 if digits[9] == "X" else int(digits[9]))) % 11 == 0
    return False


def issn_holds(digits: str) -> bool:
    """The check digit of an ISSN (ISO 3297)."""
    values = [10 if d == "X" else int(d) for d in digits]
    return sum(v * (8 - i) for i, v in enumerate(values)) % 11 == 0


def read_isbn(text: str) -> Iterator[_Found]:
    """`9786040000002 (bìa mềm) : 50000đ`: each number of a text with what belongs to it. Where
    there is none, the first words stand for it, which may be nothing."""
    if len(text) == 13 and text[:3] in _PREFIXES and text.isdecimal():
        yield text, [], ""
        return
    found = list(_BOOK.finditer(text))
    if not found:
        words, price, rest = _tail(text)
        yield words, rest, price
        return
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        digits = "".join([c for c in match[0] if c.isalnum()]).upper()
        tail = text[match.end() : end]
        if len(tail) < 2:
            yield digits, [], ""
            continue
        words, price, rest = _tail(tail)
        if _LETTER.search(words):
            rest.append(words)
        yield digits, rest, price


def _tail(text: str) -> tuple[str, str, list[str]]:
    """Words, price and what else is said behind a colon or in brackets: `: DVD` is no price."""
    words, _, price = _BRACKETS.sub(" ", text).partition(":")
    words, price = _NAME.sub("", words).strip(" ,;.="), price.strip(" :,;=")
    rest = _BRACKETS.findall(text)
    if price and not any(c.isdigit() for c in price):
        return words, "", [*rest, price]
    return words, price, rest


def isbn(entry: Entry, fields: list[Field]) -> None:
    """020 International Standard Book Number (R): $a, $z cancelled, $q binding or volume,
    $c price. Two numbers in one $a are two; a price without a number is that of the edition."""
    for field in fields:
        for language, each in entry.spoken(field):
            _books(entry, each, language)


def _books(entry: Entry, field: Field, language: str) -> None:
    nodes, more = [], []
    for code, text in field[2]:
        if code in "qc":
            more.append((code, text))
        if code not in STATUSES:
            continue
        for digits, words, price in read_isbn(text):
            node = _book(entry, code, digits)
            if node:
                nodes.append(node)
                for each in words:
                    qualifier(entry, node, each, language)
            if price:
                terms(entry, node or entry.instance, price, language)
    for code, text in more:
        if code == "q":
            for node in nodes:
                qualifier(entry, node, text, language)
        else:
            for node in nodes or [entry.instance]:
                terms(entry, node, text, language)


def _book(entry: Entry, code: str, digits: str) -> str:
    """A number; nothing for mere words that stand in its place."""
    if code == "a" and isbn_holds(digits):
        return _number(entry, "isbn", _ISBN, code, digits, entry.instance)
    if not digits.isdigit() and not any(map(str.isdigit, digits)):
        return ""
    if code == "a":
        return _wrong(entry, "isbn", _ISBN, "020$a", digits, entry.instance)
    return _number(entry, "isbn", _ISBN, code, digits, entry.instance)


def _number(entry: Entry, role: str, kind: str, code: str, value: str, *owners: str) -> str:
    suffix, status = STATUSES[code]
    node = f"{owners[0][:-1]}/{role}{suffix}/{enc(value)}>"
    for owner in owners:
        entry.triples.append((owner, _IDENTIFIED, node))
    entry.triples += ((node, A, kind), (node, _VALUE, literals.text(value)))
    if status:
        entry.triples.append((node, _STATUS, status))
    return node


def _wrong(entry: Entry, role: str, kind: str, field: str, text: str, *owners: str) -> str:
    name = role.upper()
    entry.warn(
        f"bad-{role}", field,
        f"“{text}” is no valid {name}.",
        f"“{text}” không phải {name} hợp lệ.",
    )  # fmt: skip
    return _number(entry, role, kind, "y", text, *owners)


def issn(entry: Entry, fields: list[Field]) -> None:
    """022 International Standard Serial Number (R): $a, $y incorrect, $z cancelled; $l ISSN-L
    and $m cancelled ISSN-L, which are of all media and so of the work alone."""
    for field in fields:
        for language, each in entry.spoken(field):
            nodes = []
            for code, text in each[2]:
                if code in STATUSES:
                    nodes += _serials(entry, code, text)
                elif code in "lm":
                    match = _SERIAL.search(text)
                    value = f"{match[1]}-{match[2].upper()}" if match else trim(text)
                    nodes.append(
                        _number(
                            entry, "issn-l", _ISSN_L, "a" if code == "l" else "z", value, entry.work
                        )
                    )
            for node in nodes:
                for text in all_of(each, "q"):
                    qualifier(entry, node, text, language)
                for text in all_of(each, "2"):
                    centre(entry, node, text)
            if nodes:
                subfields.authorities(entry, nodes[0], each)


def _serials(entry: Entry, code: str, text: str) -> list[str]:
    owners = (entry.instance, entry.work)
    nodes = []
    for match in _SERIAL.finditer(text):
        value = f"{match[1]}-{match[2].upper()}"
        if code == "a" and not issn_holds(match[1] + match[2].upper()):
            nodes.append(_wrong(entry, "issn", _ISSN, "022$a", value, *owners))
        else:
            nodes.append(_number(entry, "issn", _ISSN, code, value, *owners))
    if not nodes and any(c.isdigit() for c in text):
        if code == "a":
            nodes.append(_wrong(entry, "issn", _ISSN, "022$a", trim(text), *owners))
        else:
            nodes.append(_number(entry, "issn", _ISSN, code, trim(text), *owners))
    return nodes


RULES: dict[str, Rule] = {"020": isbn, "022": issn}
