"""What `codes/characteristics.tsv` says of fields that give one property in each subfield:
words, a node that carries them, or a term of a list of the Library of Congress
(https://id.loc.gov/vocabulary/), for which `codes/characteristic_terms.tsv` has the words."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Subfield, all_of, rows
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.mappings.marc21.punctuation import chopped
from mocban.ontology import literals
from mocban.ontology.namespaces import RDF, XSD, term

VOCABULARY = "http://id.loc.gov/vocabulary/"
_WITH_CODES = frozenset(row[0] for row in rows("characteristics") if row[7] == "code")
_VALUE = RDF.value
_DURATION = XSD.duration
_CODE = re.compile(r"[a-z]+\Z").match
_CLOCK = re.compile(r"(\d\d)(\d\d)(\d\d)\Z").match
_SIGNS = re.compile(r"[\W_]+")


class _Row(NamedTuple):
    on_work: bool
    predicate: str
    kinds: tuple[str, ...]
    terms: str  # name of the list that words or codes are of
    source: str  # where LC has the list that $2 names
    form: str  # words plain duration code label value


@cache
def _rows() -> dict[str, tuple[dict[str, _Row], list[tuple[str, _Row]]]]:
    """Tag -> rows of single subfields, and of subfields that are read as one."""
    found: dict[str, tuple[dict[str, _Row], list[tuple[str, _Row]]]] = {}
    for tag, codes, on, name, kinds, terms, source, form in rows("characteristics"):
        row = _Row(
            on == "work", term(name), tuple(_kind(kind) for kind in kinds.split()),
            terms, f"{VOCABULARY}{source}/" if source else "", form,
        )  # fmt: skip
        single, joined = found.setdefault(tag, ({}, []))
        if "+" in codes:
            joined.append((codes.replace("+", ""), row))
        else:
            single[codes] = row
    return found


def _kind(name: str) -> str:
    return f"<{VOCABULARY}{name}>" if "/" in name else term(name)


@cache
def _terms() -> dict[tuple[str, str], str]:
    return {
        (name, _folded(words)): f"<{VOCABULARY}{name}/{code}>"
        for name, words, code in rows("characteristic_terms")
    }


@cache
def _codes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, _, code in rows("characteristic_terms"):
        found.setdefault(name, set()).add(code)
    return found


@lru_cache(maxsize=4096)
def _folded(words: str) -> str:
    return " ".join(_SIGNS.sub(" ", words.lower()).split())


def listed(name: str, words: str) -> str:
    """The term of a list of LC's that these words are a name of, or the empty string."""
    return _terms().get((name, _folded(words)), "")


def following(parts: list[Subfield], place: int) -> list[Subfield]:
    """$0 and $1 directly behind a subfield, which are of it alone."""
    end = place + 1
    while end < len(parts) and parts[end][0] in "01":
        end += 1
    return parts[place + 1 : end]


def controlled(numbers: list[Subfield]) -> str:
    """The term of a list of LC's that $0 or $1 give, or the empty string."""
    for _, text in numbers:
        address = subfields.authority(text)[0]
        if address and address.startswith(f"<{VOCABULARY}"):
            return address
    return ""


def characteristics(entry: Entry, fields: list[Field]) -> None:
    """The fields of `codes/characteristics.tsv`: 250, 306, 336 to 348 and their like."""
    tag = fields[0][0]
    single, joined = _rows()[tag]
    for field in fields:
        plain = tag in _WITH_CODES and not entry.vernacular
        known = _in_codes(tag, tuple(field[2])) if plain else None
        if known is not None:
            entry.triples += [
                (entry.work if on_work else entry.instance, predicate, value)
                for on_work, predicate, value in known
            ]
            continue
        for language, each in entry.spoken(field):
            for codes, row in joined:
                text = " ".join(all_of(each, codes))
                if text:
                    _say(entry, each, row, "", text, language, [])
            parts = each[2]
            for place, (code, text) in enumerate(parts):
                found = single.get(code)
                if found is None:
                    continue
                if found.form == "code":
                    _coded(entry, found, f"{each[0]}${code}", text)
                elif not _is_coded(single, parts, place + 1):
                    _say(entry, each, found, code, text, language, following(parts, place))


@lru_cache(maxsize=2048)
def _in_codes(tag: str, parts: tuple[Subfield, ...]) -> tuple[tuple[bool, str, str], ...] | None:
    """What the codes of a field say, where all that it says is said by codes that we know:
    whether it is on the Work, predicate and value."""
    single, joined = _rows()[tag]
    if joined:
        return None
    found = []
    for place, (code, text) in enumerate(parts):
        row = single.get(code)
        if row is None or (row.form != "code" and _is_coded(single, parts, place + 1)):
            continue
        value = _term(row.terms, text) if row.form == "code" else ""
        if not value:
            return None
        found.append((row.on_work, row.predicate, value))
    return tuple(found)


def _is_coded(single: dict[str, _Row], parts: Sequence[Subfield], place: int) -> bool:
    """Whether the words before this place are those of a code that stands in it."""
    row = single.get(parts[place][0]) if place < len(parts) else None
    return row is not None and row.form == "code" and bool(_term(row.terms, parts[place][1]))


@lru_cache(maxsize=1024)
def _term(name: str, text: str) -> str:
    """The term of a list by its code, or by its words where they stand in place of the code."""
    code = text.strip(" .;,").lower()
    known = _codes().get(name)
    if _CODE(code) and (known is None or code in known):
        return f"<{VOCABULARY}{name}/{code}>"
    return listed(name, text)


def _coded(entry: Entry, row: _Row, place: str, text: str) -> None:
    subject = entry.work if row.on_work else entry.instance
    value = _term(row.terms, text)
    if value:
        entry.triples.append((subject, row.predicate, value))
        return
    entry.warn(
        "unknown-term", place,
        f"“{text}” is no code of the list “{row.terms}”.",
        f"“{text}” không phải mã trong danh mục “{row.terms}”.",
    )  # fmt: skip


def _say(
    entry: Entry, field: Field, row: _Row, code: str, text: str, language: str,
    numbers: list[Subfield],
) -> None:  # fmt: skip
    subject = entry.work if row.on_work else entry.instance
    words = chopped(text)
    if not words:
        return
    if not row.kinds:
        entry.triples.append((subject, row.predicate, _literal(row.form, words, text, language)))
        return
    value = (listed(row.terms, words) if row.terms else "") or controlled(numbers)
    if value:
        entry.triples.append((subject, row.predicate, value))
        return
    node = f"{subject[:-1]}/{field[0]}{code}/{text_key(words)}>"
    entry.triples.append((subject, row.predicate, node))
    entry.triples += [(node, A, kind) for kind in row.kinds]
    predicate = _VALUE if row.form == "value" else LABEL
    entry.triples.append((node, predicate, literals.text(words, language)))
    if numbers:
        subfields.authorities(entry, node, (field[0], field[1], numbers))
    for name in all_of(field, "2"):
        subfields.source(entry, node, name, row.source)
    subfields.applies_to(entry, node, field, language)


def _literal(form: str, words: str, text: str, language: str) -> str:
    if form == "words":
        return literals.text(words, language)
    if form == "plain":
        return literals.text(words)
    clock = _CLOCK(text)
    if clock is None:
        return literals.text(text, language)
    return literals.typed(f"PT{clock[1]}H{clock[2]}M{clock[3]}S", _DURATION)


RULES: dict[str, Rule] = {
    row[0]: characteristics for row in rows("characteristics") if row[0] not in ("352",)
}
