"""Verbs for numbers, days, and yes or no."""

import re

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.context import Context, not_read
from mocban.mappings.table.row import Row, Rule, is_true
from mocban.mappings.table.spec import Spec
from mocban.ontology import literals
from mocban.ontology.dates import read_date

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[., \u00a0]\d{3})+\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def whole_number(value: str) -> int | None:
    """`3.050`, `3 050` and `3050` as a number; None where it is not whole."""
    if _GROUPED.match(value):
        value = re.sub(r"[^\d+-]", "", value)
    return int(value) if re.fullmatch(r"[+-]?\d{1,30}", value) else None


def decimal_digits(value: str) -> str | None:
    """`21,2034`, `1.234,5` and `21.2034` as digits of xsd:decimal; None where it is none."""
    value = re.sub(r"[\s\u00a0]", "", value).replace("−", "-")
    if "," in value and "." in value:
        thousands = "," if value.rindex(".") > value.rindex(",") else "."
        value = value.replace(thousands, "")
    value = value.replace(",", ".").removeprefix("+")
    if not re.fullmatch(r"-?(?:\d+(?:\.\d*)?|\.\d+)", value):
        return None
    sign, digits = ("-", value[1:]) if value[0] == "-" else ("", value)
    return sign + ("0" + digits if digits[0] == "." else digits.removesuffix("."))


def integer(spec: Spec, context: Context) -> Rule:
    """A whole number, within `min` and `max` where they are given."""
    spec.only("integer", "property", "min", "max", required=("property",))
    source, term = spec.template("integer"), spec.term("property")
    least, most = spec.number("min"), spec.number("max")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if not (value := source(row.values)):
            return
        number = whole_number(value)
        if (
            number is None
            or (least is not None and number < least)
            or (most is not None and number > most)
        ):
            span = f" ({least}–{most})" if least is not None and most is not None else ""
            en, vi = f"a whole number{span}", f"số nguyên{span}"
            not_read(context, sheet, node, source.field, value, en, vi)
        else:
            sheet.add(node, term, literals.integer(number))

    return rule


def decimal(spec: Spec, context: Context) -> Rule:
    """A number with a decimal comma or point."""
    spec.only("decimal", "property", required=("property",))
    source, term = spec.template("decimal"), spec.term("property")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if not (value := source(row.values)):
            return
        digits = decimal_digits(value)
        if digits is None:
            not_read(context, sheet, node, source.field, value, "a number", "số")
        else:
            sheet.add(node, term, literals.decimal(digits))

    return rule


def boolean(spec: Spec, context: Context) -> Rule:
    """Yes or no; with `only_true` no is not said, and what cannot be read counts as yes where
    `unread: true` says that silence would be the greater harm."""
    spec.only("boolean", "property", "only_true", "unread", required=("property",))
    source, term = spec.template("boolean"), spec.term("property")
    only_true, unread = spec.flag("only_true"), spec.flag("unread")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if not (value := source(row.values)):
            return
        answer = is_true(value)
        if answer is None:
            not_read(context, sheet, node, source.field, value, "yes or no", "có hoặc không")
            answer = True if unread else None
        if answer or (answer is False and not only_true):
            sheet.add(node, term, literals.boolean(answer))

    return rule


def date(spec: Spec, context: Context) -> Rule:
    """A single day as xsd:date."""
    spec.only("date", "property", required=("property",))
    source, term = spec.template("date"), spec.term("property")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if not (value := source(row.values)):
            return
        span = read_date(value)
        if span is None or not _DAY.match(span.edtf):
            not_read(context, sheet, node, source.field, value, "a day", "một ngày")
        else:
            sheet.add(node, term, literals.date(span.edtf))

    return rule


def edtf(spec: Spec, context: Context) -> Rule:
    """A date as an EDTF literal."""
    spec.only("edtf", "property", required=("property",))
    source, term = spec.template("edtf"), spec.term("property")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if not (value := source(row.values)):
            return
        span = read_date(value)
        if span is None or not span.edtf:
            not_read(context, sheet, node, source.field, value, "a date", "ngày tháng")
        else:
            sheet.add(node, term, literals.edtf(span.edtf))

    return rule
