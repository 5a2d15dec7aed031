"""Searches in the index that a query asks for: what each takes, and the rows it gives."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from typing import NamedTuple

from mocban.graph import matching
from mocban.graph.extensions import known
from mocban.graph.points import Box
from mocban.graph.refusals import BadSearch, StoreFault
from mocban.graph.search import Search
from mocban.ontology.namespaces import MCB

MOST = 10_000
_LONGEST = 500
_FARTHEST = 20_040  # km; half around the earth
_SHOWN = {each.iri: each for each in known() if each.kind == "property"}


class Argument(NamedTuple):
    """What stands behind the property: a string, a number or a variable by its kind (`s`,
    `n`, `v`), and the string itself, the number as written, the variable with its mark."""

    kind: str
    text: str


Row = tuple[str, ...]
_Lookup = Callable[[Search, list[Argument]], list[Row]]


def is_lookup(iri: str | None) -> bool:
    """Whether a property is one that searches the index."""
    return iri in _LOOKUPS


def name_of(iri: str) -> str:
    """A property as it is usually written."""
    return _SHOWN[iri].name


def misplaced(iri: str) -> BadSearch:
    """What to say where the property stands where it cannot."""
    shown = _SHOWN[iri]
    return BadSearch(
        f"{shown.name} must stand directly behind a variable, as the first property of its "
        f"statement, and not in a path or a template: {shown.signature}",
        f"{shown.name} phải đứng ngay sau một biến, là thuộc tính đầu tiên của câu, không ở "
        f"trong đường dẫn hay khuôn mẫu: {shown.signature}",
    )


def miswritten(iri: str) -> BadSearch:
    """What to say where the arguments are not what the property takes."""
    shown = _SHOWN[iri]
    return BadSearch(
        f"{shown.name} cannot search for what stands behind it; write {shown.signature}",
        f"{shown.name} không tìm được bằng phần đứng sau nó; hãy viết {shown.signature}",
    )


def look_up(iri: str, search: Search, arguments: list[Argument]) -> list[Row]:
    """The rows of a search, as terms of SPARQL: the thing, then a value for the variable
    among the arguments, if there is one. BadSearch where the arguments are wrong or too much is
    found."""
    form, lookup = _LOOKUPS[iri]
    if not re.fullmatch(form, "".join(argument.kind for argument in arguments)):
        raise miswritten(iri)
    try:
        return lookup(search, arguments)
    except sqlite3.OperationalError as error:
        raise BadSearch(
            f"There is no search index for {name_of(iri)} here: build the workspace again.",
            f"Ở đây chưa có chỉ mục cho {name_of(iri)}: hãy dựng lại (mocban build).",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreFault from error


def _of(arguments: list[Argument], kind: str) -> list[str]:
    return [argument.text for argument in arguments if argument.kind == kind]


def _search(search: Search, arguments: list[Argument]) -> list[Row]:
    (text,), numbers = _of(arguments, "s"), _of(arguments, "n")
    wanted = matching.wanted(text) if len(text) <= _LONGEST else None
    if wanted is None or not 1 <= len(wanted.words.split()) <= matching.MOST_WORDS:
        raise BadSearch(
            f"mcb:search takes from 1 to {matching.MOST_WORDS} words.",
            f"mcb:search nhận từ 1 đến {matching.MOST_WORDS} từ.",
        )
    most = MOST
    if numbers:
        most = int(numbers[0]) if numbers[0].isdecimal() and len(numbers[0]) < 9 else 0
        if not 1 <= most <= MOST:
            raise BadSearch(
                f"mcb:search gives from 1 to {MOST:,} of the best, not {numbers[0][:20]}.",
                f"mcb:search cho từ 1 đến {MOST:,} kết quả tốt nhất, không phải {numbers[0][:20]}.",
            )
    found = search.matches(wanted, most if numbers else MOST + 1)
    if len(found) > MOST:
        raise BadSearch(
            f"mcb:search finds more than {MOST:,} things for “{text}”: add a word, or say how "
            f'many of the best you want, as in ("{text}" 50).',
            f"mcb:search tìm thấy hơn {MOST:,} kết quả cho “{text}”: hãy thêm từ, hoặc nêu số kết "
            f'quả tốt nhất cần lấy, như ("{text}" 50).',
        )
    if not _of(arguments, "v"):
        return [(f"<{iri}>",) for iri in found]
    return [(f"<{iri}>", str(rank)) for rank, iri in enumerate(found, 1)]


def _in_box(search: Search, arguments: list[Argument]) -> list[Row]:
    west, south, east, north = map(float, _of(arguments, "n"))
    if not (_on_earth(west, south) and _on_earth(east, north) and south <= north):
        raise BadSearch(
            "The box of mcb:inBox is (west south east north) in degrees: longitude before "
            "latitude, south before north.",
            "Khung của mcb:inBox là (tây nam đông bắc) tính bằng độ: kinh độ trước vĩ độ, "
            "phía nam trước phía bắc.",
        )
    things = (iri for iri, _, _ in search.in_box(Box(west, south, east, north)))
    return [(f"<{iri}>",) for iri in _bounded("mcb:inBox", ((iri, 0.0) for iri in things))]


def _near(search: Search, arguments: list[Argument]) -> list[Row]:
    long, lat, km = map(float, _of(arguments, "n"))
    if not (_on_earth(long, lat) and 0 <= km <= _FARTHEST):
        raise BadSearch(
            "mcb:near takes (longitude latitude kilometres): degrees, longitude first, and from "
            f"0 to {_FARTHEST:,} km.",
            "mcb:near nhận (kinh độ, vĩ độ, số ki-lô-mét): tính bằng độ, kinh độ trước, và từ "
            f"0 đến {_FARTHEST:,} km.",
        )
    found = _bounded("mcb:near", search.near(long, lat, km))
    rows = sorted(found.items(), key=lambda each: (each[1], each[0]))
    if not _of(arguments, "v"):
        return [(f"<{iri}>",) for iri, _ in rows]
    return [(f"<{iri}>", f"{away:.3f}") for iri, away in rows]


def _on_earth(long: float, lat: float) -> bool:
    return abs(long) <= 180 and abs(lat) <= 90


def _bounded(name: str, found: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Each thing once, with the smallest of its numbers."""
    things: dict[str, float] = {}
    for iri, number in found:
        things[iri] = min(number, things.get(iri, number))
        if len(things) > MOST:
            break
    else:
        return things
    raise BadSearch(
        f"{name} finds more than {MOST:,} things: make the area smaller.",
        f"{name} tìm thấy hơn {MOST:,} kết quả: hãy thu hẹp vùng.",
    )


# Which kinds of argument each takes, as a regular expression.
_LOOKUPS: dict[str, tuple[str, _Lookup]] = {
    f"{MCB.iri}search": ("sn?v?", _search),
    f"{MCB.iri}inBox": ("nnnn", _in_box),
    f"{MCB.iri}near": ("nnnv?", _near),
}
