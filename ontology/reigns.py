"""Reigns and the sexagenary cycle: years as stelae, decrees and woodblocks give them."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from mocban.errors import Text
from mocban.ontology.vietnamese import fold

# Folded, Tý and Tỵ are one word; the stem tells them apart, since both have the same parity.
_STEMS = ["giap", "at", "binh", "dinh", "mau", "ky", "canh", "tan", "nham", "quy"]
_BRANCHES = ["ty", "suu", "dan", "mao", "thin", "ty", "ngo", "mui", "than", "dau", "tuat", "hoi"]
_CYCLE = re.compile(rf"\b({'|'.join(_STEMS)}) ({'|'.join(_BRANCHES)}|meo)\b")


class Era(NamedTuple):
    """A reign title (niên hiệu); its year 1 is `first`."""

    slug: str
    name: str
    first: int
    last: int
    ruler: str


@cache
def eras() -> dict[str, tuple[Era, ...]]:
    """Folded name -> the eras of that name, the latest first."""
    table = (files("mocban.ontology") / "eras.tsv").read_text(encoding="utf-8")
    found: dict[str, list[Era]] = {}
    for line in table.splitlines()[1:]:
        slug, name, first, last, ruler, others = line.split("\t")
        for spelling in (name, *filter(None, others.split("|"))):
            era = Era(slug, name, int(first), int(last), ruler)
            found.setdefault(fold(spelling), []).insert(0, era)
    return {name: tuple(same) for name, same in found.items()}


def cycle_of(year: int) -> tuple[int, int]:
    """Place of a year's stem (Giáp 0) and branch (Tý 0) in the sexagenary cycle."""
    return (year - 4) % 10, (year - 4) % 12


def without_cycle(folded: str) -> tuple[str, tuple[int, int] | None]:
    """A folded text without its sexagenary year (`nham ty`), and that year's place."""
    match = _CYCLE.search(folded)
    if not match:
        return folded, None
    stem = _STEMS.index(match[1])
    branch_name = "mao" if match[2] == "meo" else match[2]
    branches = [place for place, name in enumerate(_BRANCHES) if name == branch_name]
    branch = next((place for place in branches if place % 2 == stem % 2), None)
    if branch is None:
        return folded, None
    before = folded[: match.start()].removesuffix("nam ")
    return f"{before}{folded[match.end() :]}".strip(" ,;-"), (stem, branch)


def year_of(
    name: str, number: int, cycle: tuple[int, int] | None = None, year: int | None = None
) -> tuple[Era, int | None, Text | None]:
    """The era meant by a folded name, the Western year of its year `number`, and a doubt.

    Of two eras with one name, that in which the number, the sexagenary year and a Western year
    written beside it agree is meant; else the later. Outside every reign the year is None.
    """
    same = eras()[name]
    inside = [era for era in same if era.first <= era.first + number - 1 <= era.last]
    if number < 1 or not inside:
        era = same[0]
        return era, None, Text(
            f"{era.name} has no year {number}: it lasted from {era.first} to {era.last}.",
            f"Niên hiệu {era.name} không có năm thứ {number}: chỉ kéo dài từ {era.first} "
            f"đến {era.last}.",
        )  # fmt: skip
    agreed = [
        era
        for era in inside
        if (cycle is None or cycle_of(era.first + number - 1) == cycle)
        and (year is None or era.first + number - 1 == year)
    ]
    era = (agreed or inside)[0]
    found = era.first + number - 1
    if not agreed:
        return era, found, Text(
            f"{era.name} {number} is {found}, which is not the other year that is written.",
            f"{era.name} {number} là năm {found}, không khớp với năm ghi kèm.",
        )  # fmt: skip
    if len(agreed) > 1:
        other = agreed[1]
        return era, found, Text(
            f"{era.name} {number} is read as {found} ({era.ruler}); under {other.ruler} it would "
            f"be {other.first + number - 1}.",
            f"{era.name} {number} được hiểu là năm {found} ({era.ruler}); nếu là đời "
            f"{other.ruler} thì là năm {other.first + number - 1}.",
        )  # fmt: skip
    return era, found, None
