"""The shape that both readers give a MARC record, and how rules look into it."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

Subfield = tuple[str, str]
"""Code and text. Text is NFC, trimmed, its white space collapsed, and never empty."""

Field = tuple[str, str, list[Subfield]]
"""Tag, indicators (two characters) and subfields; of a control field: tag, value, nothing."""


class Marc(NamedTuple):
    """One record. `oddities` are slugs of what the reader had to overlook."""

    leader: str
    fields: list[Field]
    oddities: tuple[str, ...] = ()


def first(field: Field, code: str) -> str:
    """The first subfield with this code, or the empty string."""
    for name, text in field[2]:
        if name == code:
            return text
    return ""


def all_of(field: Field, codes: str) -> list[str]:
    """The subfields with one of these codes, in the order of the field."""
    found = []
    for name, text in field[2]:  # quicker than a comprehension for so few
        if name in codes:
            found.append(text)
    return found


def trim(text: str) -> str:
    """Text without the ISBD punctuation at its end. A full stop stays after an initial and
    after a known abbreviation."""
    text = text.rstrip(" ,:;/=")
    if text[-1:] == "." and text[-3:] != "...":
        word = text[text.rfind(" ") + 1 : -1]
        if len(word) > 1 and "." not in word and word.lower() not in table("abbreviations"):
            return text[:-1].rstrip(" ,:;/=")
    return text


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table of `codes/`, without its heading."""
    text = (files("mocban.mappings.marc21") / "codes" / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines()[1:] if line)


@cache
def table(name: str) -> dict[str, str]:
    """A table of `codes/` as first column -> second column."""
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows(name)}
