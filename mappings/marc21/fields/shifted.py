"""008 that is not 40 characters long: where its codes have gone.

A blank too many or too few, or one that a program trimmed away, moves every code after it. What
cannot be mistaken (kind of date and year, country, language) tells where the others belong.
"""

import re

from mocban.mappings.marc21.body import table

LENGTH = 40
HEAD = 18  # date entered, dates, country
_TAIL = 35  # language, modified record, source
_FILL = "|"
_FURTHEST = 3
_KIND = "[bceidkmnpqrstu|]"
# Date entered, kind of date, dates, country, with as many blanks between as there may be.
_MOVED = re.compile(
    rf"([0-9 ]{{4,9}})({_KIND}[0-9u]{{4}})([0-9u]{{4}}|[0-9]{{2}} {{0,6}}| {{1,8}}|\|{{4}})([a-z]{{2,3}})"
).match
_IN_PLACE = re.compile(
    rf".{{6}}{_KIND}(?:[0-9u]{{4}}| {{4}}|\|{{4}})(?:[0-9u]{{4}}|[0-9]{{2}}  | {{4}}|\|{{4}})(.{{0,3}})"
).match
_ENTERED = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])").fullmatch
_NOTHING = frozenset(("", "||"))


def repaired(value: str) -> str:
    """The field in its 40 characters, with fill characters for what cannot be told; only its
    first 18 where no more can be trusted, and nothing where not even those can."""
    head, at = _head(value)
    end = _end(value, at) if head else None
    if end is None:
        return head
    middle = value[at:end]
    if len(middle) != _TAIL - HEAD:
        middle = _FILL * (_TAIL - HEAD)
    return head + middle + value[end : end + LENGTH - _TAIL].ljust(LENGTH - _TAIL)


def is_plain(value: str) -> bool:
    """Whether 40 characters look like 008: a country or a language is where it belongs."""
    return bool(_country(value[15:HEAD])) or value[_TAIL:38] in table("languages")


def _head(value: str) -> tuple[str, int]:
    """The first 18 characters as they should be, and where they end in the field."""
    match = _MOVED(value)
    country = _country(match[4]) if match else ""
    if match and country:
        end = match.start(4) + len(country)
        if len(country) == 2 and value[end : end + 1] in (" ", _FILL):
            end += 1
        return f"{_entered(match[1])}{match[2]}{match[3].strip():4}{country:3}", end
    match = _IN_PLACE(value)
    if match and (_country(match[1]) or match[1].strip(" ")[:2] in _NOTHING):
        return f"{value[:HEAD]:{HEAD}}", HEAD
    return "", 0


def _country(letters: str) -> str:
    """The code of a country with which some letters begin."""
    known = table("countries")
    code = letters[:3].rstrip()
    if code not in known:
        code = letters[:2]
    return code if code in known else ""


def _end(value: str, start: int) -> int | None:
    """Where the language is: as far from the end as it belongs, else near its place; None where
    there is none."""
    fromend = len(value) - (LENGTH - _TAIL)
    near = sorted(range(_TAIL - _FURTHEST, _TAIL + _FURTHEST + 1), key=lambda at: abs(at - _TAIL))
    known = table("languages")
    for at in (fromend, *near):
        if at >= start and value[at : at + 3] in known:
            return at
    return None


def _entered(digits: str) -> str:
    """The date of entry out of the digits that are there, perhaps with its century."""
    digits = digits.strip()
    for found in (digits[:6], digits[-6:]):
        if _ENTERED(found):
            return found
    return " " * 6
