"""The forms in which people write dates: one rule for each, tried in order on folded text."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

from mocban.errors import Text
from mocban.ontology import reigns
from mocban.ontology.iris import norm
from mocban.ontology.readings import (
    PARTS,
    Reading,
    between,
    of_century,
    of_day,
    of_edtf,
    of_month,
    of_year,
    of_years,
    opened,
    qualified,
    roman,
)  # fmt: skip
from mocban.ontology.vietnamese import fold

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Reading | None]]
_DASHES = str.maketrans("–—−‒‐", "-----", "[]<>")


@cache
def _words() -> dict[str, list[str]]:
    table = (files("mocban.ontology") / "date_words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:])
    return {
        kind: [form for word in words.split(" | ") for form in (fold(word), fold(word).rstrip("."))]
        for kind, words in rows
    }


def _any(*kinds: str) -> str:
    words = {word for kind in kinds for word in _words()[kind]}
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _kind(word: str, kinds: tuple[str, ...]) -> str:
    return next(kind for kind in kinds if word in _words()[kind])


def _centuries(match: re.Match[str]) -> Reading | None:
    part, head, number, tail, age, part2, head2, number2, tail2, age2 = match.groups()
    if not (head or tail or head2 or tail2):
        return None
    sides = []
    for word, digits, era in ((part, number, age or age2), (part2, number2, age2)):
        if digits:
            kind = _kind(word, tuple(PARTS)) if word else ""
            sides.append(of_century(roman(digits), kind, bool(era) and era in _words()["bc"]))
    return sides[0] if len(sides) == 1 else between(*sides)


def _reign(match: re.Match[str]) -> Reading | None:
    groups = match.groupdict()
    text, cycle = groups["name"], None
    if groups.get("cycle"):
        cycle = reigns.without_cycle(groups["cycle"])[1]
    if not groups["number"]:
        era = reigns.eras()[text][0]
        return of_years(era.first, era.last)
    number = int(groups["number"]) if groups["number"].isdigit() else 1
    stated = int(groups["year"]) if groups.get("year") else None
    era, year, doubt = reigns.year_of(text, number, cycle, stated)
    if year is None:
        return Reading("", None, None, "am-lich", era.slug, number, doubt)
    month, day = groups.get("month"), groups.get("day")
    reading = of_day(str(year), month, day) if month and day else of_year(stated or year)
    return reading and reading._replace(
        calendar="am-lich", era=era.slug, era_year=number, doubt=doubt
    )


def _cyclic(match: re.Match[str]) -> Reading | None:
    rest, cycle = reigns.without_cycle(match[0])
    if cycle is None or not (reading := _read(rest)) or not reading.first:
        return None
    if reigns.cycle_of(reading.first[0]) != cycle and not reading.doubt:
        year = reading.first[0]
        return reading._replace(doubt=Text(
            f"The sexagenary year that is written is not that of {year}.",
            f"Năm can chi ghi kèm không phải là năm {year}.",
        ))  # fmt: skip
    return reading


def _bracketed(match: re.Match[str]) -> Reading | None:
    outer, inner = _read(match[1]), _read(match[2])
    if match[2] in _words()["lunar"]:
        return outer and outer._replace(calendar="am-lich")
    if outer is None or inner is None or not inner.era:
        return outer or inner
    apart = inner.edtf and inner.edtf != outer.edtf[:4]
    doubt = inner.doubt if not apart else Text(
        f"“{match[2]}” is not {outer.edtf}, the other date that is written.",
        f"“{match[2]}” không khớp với {outer.edtf} ghi kèm.",
    )  # fmt: skip
    return outer._replace(era=inner.era, era_year=inner.era_year, doubt=doubt)


def _span(match: re.Match[str]) -> Reading | None:
    text = match[0]
    for separator in re.finditer(rf" ?[-/] ?| (?:{_any('to')}) ", text):
        start, end = text[: separator.start()], text[separator.end() :]
        if end in _words()["now"] or end in ("", "9999"):
            return opened(_read(start), 0)
        found = between(_read(start), _read(end))
        if found:
            return found
    return None


def _short_end(match: re.Match[str]) -> Reading | None:
    end = match[1][: 4 - len(match[2])] + match[2]
    return of_years(int(match[1]), int(end))


@cache
def _rules() -> list[_Rule]:
    """Every form with what it means; patterns must match the whole folded text."""
    part, century = _any(*PARTS), _any("century")
    months = tuple(f"month-{n}" for n in range(1, 13))
    month = _any(*months)
    age = _any("bc", "ad")
    one = (
        rf"(?:({part}) ?)?(?:({century}) ?)?([ivxl]+|\d{{1,2}})(?:st|nd|rd|th|e|eme|\.)?"
        rf"(?:-lea)?(?:[ -]({century}))?(?: ({age}))?"
    )
    name = rf"(?P<name>{'|'.join(sorted(reigns.eras(), key=len, reverse=True))})"
    number = r"(?P<number>\d{1,3}|nguyen nien)"
    lead = r"(?:(?:nam|nien hieu|doi|thoi|trieu|vua|duoi) )*"
    beside = r"(?:,? ?(?P<cycle>[a-z]+ [a-z]+))?(?:,? ?\(?(?:nam )?(?P<year>\d{3,4})\)?)?"
    when = r"(?:(?:ngay )?(?:(?P<day>\d{1,2}) )?thang (?P<month>\d{1,2}),? )?"

    def month_number(word: str) -> str:
        return _kind(word, months).removeprefix("month-")

    rules: list[tuple[str, Callable[[re.Match[str]], Reading | None]]] = [
        (r"(?!9999|0+$)\d{3,4}", lambda m: of_year(int(m[0]))),
        (r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{3,4})", lambda m: of_day(m[3], m[2], m[1])),
        (r"(\d{1,2}) ?[/.-] ?(\d{3,4})", lambda m: of_month(m[2], m[1])),
        (r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", lambda m: of_day(m[1], m[2], m[3])),
        (r"(\d{4})[/.](\d{1,2})", lambda m: of_month(m[1], m[2]) or _short_end(m)),
        (r"(\d{4}) ?- ?(\d{1,2})", _short_end),
        (r"([12]\d{3})([01]\d)([0-3]\d)", lambda m: of_day(m[1], m[2], m[3])),
        (r"(?:ngay )?(\d{1,2})[,/ -]+thang (\d{1,2})[,/ -]+(?:nam )?(\d{3,4})",
         lambda m: of_day(m[3], m[2], m[1])),
        (r"thang (\d{1,2})[,/ -]+(?:nam )?(\d{3,4})", lambda m: of_month(m[2], m[1])),
        (rf"(\d{{1,2}})(?:\.|st|nd|rd|th)? ?({month}),? (\d{{4}})",
         lambda m: of_day(m[3], month_number(m[2]), m[1])),
        (rf"({month}) (\d{{1,2}}), (\d{{4}})", lambda m: of_day(m[3], month_number(m[1]), m[2])),
        (rf"({month}),? (\d{{4}})", lambda m: of_month(m[2], month_number(m[1]))),
        (r"(\d{1,2})(?:[/.](\d{1,2}))? ?- ?(\d{1,2})[/.](\d{1,2})[/.](\d{4})",
         lambda m: between(of_day(m[5], m[2] or m[4], m[1]), of_day(m[5], m[4], m[3]))),
        (r"(\d{2,3})(?:-{1,2}|u{1,2}|\?{1,2})(\??)", lambda m: of_edtf(m[1].ljust(4, "X"))),
        (rf"(\d{{4}})s|(?:{_any('decade')}) (\d{{3}}0)",
         lambda m: of_edtf((m[1] or m[2])[:3] + "X")),
        (rf"(?:{_any('decade')}) (\d)0 (?:cua )?(?:{century}) ?([ivxl]+|\d\d)",
         lambda m: of_edtf(f"{roman(m[2]) - 1:02d}{m[1]}X")),
        (r"(?:c|p|cop\.? ?|©|\(c\) ?)(\d{4})", lambda m: of_year(int(m[1]))),
        (r"(.+?), ?(?:c|p|cop\.? ?|©)\d{4}", lambda m: _read(m[1])),
        (r".+ i\. ?e\.,? (.+)", lambda m: _read(m[1])),
        (r"(.+?) ?(?:\?|\(\?\))", lambda m: qualified(_read(m[1]), "?")),
        (rf"{one}(?: ?[-,] ?{one})?", _centuries),
        (rf"(?:{_any('year')}) (\d{{1,4}})", lambda m: of_year(int(m[1])) if int(m[1]) else None),
        (rf"(?:{_any('year')}|ngay) (\d.*|thang.*)", lambda m: _read(m[1])),
        (rf"(?:nam )?(\d{{1,4}}) ?(?:{_any('bc')})", lambda m: of_year(1 - int(m[1]))),
        (rf"(\d{{1,4}}) ?(?:{_any('ad')})", lambda m: of_year(int(m[1]))),
        (rf"(?:{_any('about')}) ?([\dtxvi].*)", lambda m: qualified(_read(m[1]), "~")),
        (rf"(?:{part}) (?:nam )?(\d{{4}})", lambda m: of_year(int(m[1]))),
        (rf"{lead}{when}{lead}{name},? ?(?:nam )?(?:thu )?{number}?(?: nien)?{beside}", _reign),
        (rf"{lead}(?:thu )?{number},? {lead}{name}{beside}", _reign),
        (rf"(.*\d) ?(?:{_any('lunar')})",
         lambda m: (r := _read(m[1])) and r._replace(calendar="am-lich")),
        (r".*[a-z]+ [a-z]+.*", _cyclic),
        (r"(.+?) ?\((.+)\)", _bracketed),
        (rf"(?:{_any('before')}) (.+)", lambda m: opened(_read(m[1]), 1)),
        (rf"(?:{_any('after')}) (.+)", lambda m: opened(_read(m[1]), 0)),
        (rf"(?:{_any('from')}) (.+)",
         lambda m: (r := _read(m[1])) and (r if "/" in r.edtf else opened(r, 0))),
        (rf"(?:{_any('to')}) (.+)", lambda m: opened(_read(m[1]), 1)),
        (r"-(.+)", lambda m: opened(_read(m[1]), 1)),
        (rf".+(?:[-/]| (?:{_any('to')}) ).*", _span),
    ]  # fmt: skip
    return [(re.compile(pattern), meaning) for pattern, meaning in rules]


@lru_cache(maxsize=16384)
def _read(folded: str) -> Reading | None:
    for pattern, meaning in _rules():
        match = pattern.fullmatch(folded)
        if match and (reading := meaning(match)):
            return reading
    # EDTF within other words: the sides of a span, what stands behind “khoảng”.
    return of_edtf(folded.upper()) if re.match(r"(?!9999|0000)\d", folded) else None


# Seasons (1720-21) are EDTF too, but what catalogues mean by that is 1720 to 1721.
_NO_EDTF = re.compile(r"0+|9999|\d{4}-2[1-4]")
_MOMENT = re.compile(r"(-?\d{4}-\d\d-\d\d)(?:T\d\d:\S*|Z|[+-]\d\d:\d\d)")


def read(text: str) -> Reading | None:
    """The reading of a written date, or None where it has no form we know."""
    if len(text) > 100:
        return None
    text = norm(text)
    moment = _MOMENT.fullmatch(text)
    if moment:
        text = moment[1]
    for said in dict.fromkeys((text, text.strip(" .,;:"))):
        if not _NO_EDTF.fullmatch(said) and (reading := of_edtf(said)):
            return reading
    return _read(fold(text.translate(_DASHES)).strip(" .,;:"))
