"""Values worked out of columns before the rules run: the `let` part of a table mapping.

Each is a function of (sheet, values of the row) and gives text, empty where there is none.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.addresses import addresses, public_address, warn_address
from mocban.mappings.table.context import Context
from mocban.mappings.table.row import pieces
from mocban.mappings.table.spec import Spec
from mocban.mappings.table.words import find_concept, schemes_of, words_of
from mocban.ontology import concepts
from mocban.ontology.dates import read_date
from mocban.ontology.iris import norm
from mocban.ontology.vietnamese import head_kind

Derived = Callable[[Sheet, dict[str, str]], str]
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def slug(spec: Spec, context: Context) -> Derived:
    """The slugs that the words of a column have in a scheme, joined by `;`."""
    spec.only("slug", "scheme", "words", "split", required=("scheme",))
    source, schemes = spec.template("slug"), schemes_of(spec)
    words, separators = words_of(spec, schemes), spec.text("split", ";,|")

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        text = source(values)
        whole = find_concept(schemes, words, text) if text else None
        found = (
            [whole]
            if whole
            else [find_concept(schemes, words, each) for each in pieces(text, separators)]
        )
        return ";".join(pair[1] for pair in found if pair)

    return value


def version(spec: Spec, context: Context) -> Derived:
    """The key of a version of a unit: the year in which it begins, or the day where that is not
    1 January; `truoc-` and the year after its end (`ended`) where the beginning is not known."""
    spec.only("version", "ended")
    begun = spec.template("version")
    ended = spec.template("ended") if "ended" in spec.value else None

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        if text := begun(values):
            return _version_key(text)
        after = _day_after(ended(values)) if ended and ended(values) else ""
        return f"truoc-{after[:4]}" if after else "khong-ro"

    return value


def version_after(spec: Spec, context: Context) -> Derived:
    """The key of the version that begins on the day after a day."""
    spec.only("version_after")
    ended = spec.template("version_after")

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        text = ended(values)
        after = _day_after(text) if text else ""
        if text and not after:
            sheet.warn(
                "bad-date", ended.field,
                f"“{text}” is not a day, so what came after cannot be linked.",
                f"“{text}” không phải một ngày nên không nối được với đơn vị kế tiếp.",
            )  # fmt: skip
        return _version_key(after) if after else ""

    return value


def _version_key(text: str) -> str:
    span = read_date(text)
    day = span.edtf if span else ""
    return day.removesuffix("-01-01") if _DAY.match(day) else day or norm(text)


def _day_after(text: str) -> str:
    span = read_date(text)
    if span is None or not span.end:
        return ""
    try:
        return str(date.fromisoformat(span.end[:10]) + timedelta(days=1))
    except (ValueError, OverflowError):
        return ""


def unit_level(spec: Spec, context: Context) -> Derived:
    """The level of an administrative unit (slug of v/admin): from the column `given`, else from
    the first words of its name."""
    spec.only("unit_level", "given")
    source = spec.template("unit_level")
    given = spec.template("given") if "given" in spec.value else None

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        stated = concepts.find("admin", given(values)) if given and given(values) else None
        found = stated or split_unit(source(values))[0]
        if not found and source(values):
            sheet.warn(
                "unknown-level", source.field,
                f"The level of “{source(values)}” is not known; write it in its column.",
                f"Không rõ cấp của “{source(values)}”; hãy ghi vào cột cấp.",
            )  # fmt: skip
        return found

    return value


def unit_name(spec: Spec, context: Context) -> Derived:
    """The name of an administrative unit without its level: `xã Trí Yên` is `Trí Yên`."""
    spec.only("unit_name")
    source = spec.template("unit_name")
    return lambda sheet, values: split_unit(source(values))[1]


def unit_title(spec: Spec, context: Context) -> Derived:
    """Level and name of an administrative unit: `xã Trí Yên`; `level` is a let of unit_level."""
    spec.only("unit_title", "level", required=("level",))
    source, level = spec.template("unit_title"), spec.template("level")

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        name, found = split_unit(source(values))[1], level(values)
        return f"{concepts.labels('admin', found).vi.lower()} {name}" if found and name else name

    return value


def split_unit(text: str) -> tuple[str, str]:
    """Level (slug of v/admin) and name of `Thị trấn Nham Biền`; a name without level is whole."""
    words = norm(text).split(" ")
    for count in (2, 1):
        head = " ".join(words[:count])
        found = concepts.find("admin", head) if len(words) > count else None
        # `Phủ Lý` and `Tam Đảo` are names: only a level's own label counts, and numbers stay.
        if found and concepts.labels("admin", found).vi.lower() == head.lower():
            rest = words[count:]
            if found in ("phu", "lo", "tran", "chau", "tong") and len(rest) == 1:
                continue
            return found, " ".join(rest)
    return "", norm(text)


def isbn(spec: Spec, context: Context) -> Derived:
    """The digits of an ISBN whose check digit is right (https://www.isbn-international.org)."""
    spec.only("isbn")
    source = spec.template("isbn")

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        text = source(values)
        found = re.match(r"[\d\s-]{9,17}[\dXx]?", text)
        digits = re.sub(r"[^\dX]", "", found[0].upper()) if found else ""
        if text and not _is_isbn(digits):
            sheet.warn(
                "bad-isbn", source.field, f"“{text}” is no valid ISBN; nothing is linked by it.",
                f"“{text}” không phải ISBN hợp lệ; không dùng để liên kết.",
            )  # fmt: skip
            return ""
        return digits

    return value


def _is_isbn(digits: str) -> bool:
    if re.fullmatch(r"\d{9}[\dX]", digits):
        numbers = [10 if sign == "X" else int(sign) for sign in digits]
        return sum(number * (10 - place) for place, number in enumerate(numbers)) % 11 == 0
    if re.fullmatch(r"97[89]\d{10}", digits):
        return (
            sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(digits)) % 10 == 0
        )
    return False


def first(spec: Spec, context: Context) -> Derived:
    """The first of the values in a column."""
    spec.only("first", "split")
    source, separators = spec.template("first"), spec.text("split", ";|")
    return lambda sheet, values: next(iter(pieces(source(values), separators)), "")


def public(spec: Spec, context: Context) -> Derived:
    """The web addresses and media files of a column that readers can reach, joined by `|`."""
    spec.only("public")
    source = spec.template("public")

    def value(sheet: Sheet, values: dict[str, str]) -> str:
        found = []
        for address in addresses(source(values)):
            if sheet.mint.media(address) or public_address(address):
                found.append(address)
            else:
                warn_address(sheet, source.field, address)
        return "|".join(found)

    return value


def announced(spec: Spec, context: Context) -> Derived:
    """The kind of thing that a name announces: `chùa …` is a monument, `xã …` a place."""
    spec.only("announced")
    source = spec.template("announced")
    return lambda sheet, values: head_kind(source(values)) or ""


DERIVED: dict[str, Callable[[Spec, Context], Derived]] = {
    "slug": slug,
    "first": first,
    "announced": announced,
    "public": public,
    "version": version,
    "version_after": version_after,
    "unit_level": unit_level,
    "unit_name": unit_name,
    "unit_title": unit_title,
    "isbn": isbn,
}
