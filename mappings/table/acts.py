"""Verbs for what heritage registers record: decisions, recognitions, feasts that come back."""

import csv
import re
from functools import cache
from importlib.resources import files

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.context import Context, keep, not_read
from mocban.mappings.table.row import Row, Rule
from mocban.mappings.table.spec import Spec
from mocban.mappings.table.template import Template
from mocban.mappings.table.words import concept_of, find_concept, schemes_of
from mocban.ontology import concepts, literals
from mocban.ontology.iris import norm
from mocban.ontology.namespaces import CRM, DCTERMS, MCB, RDF

_DAY_MONTH = re.compile(r"0*(\d{1,2})(?:\s*[/-]\s*0*(\d{1,2}))?\Z")


@cache
def _document_words() -> dict[str, str]:
    text = (files("mocban.mappings.table") / "document_words.tsv").read_text(encoding="utf-8")
    return {row["code"]: row["word"] for row in csv.DictReader(text.splitlines(), delimiter="\t")}


def document_label(number: str) -> str:
    """`548/QĐ-TTg` as people call it: `Quyết định 548/QĐ-TTg`."""
    if not number[:1].isdigit():
        return number
    code = re.search(r"/([A-ZĐa-zđ]+)", re.sub(r"/\d{4}(?=/)", "", number))
    return f"{_document_words().get(code[1].upper() if code else '', 'Quyết định')} {number}"


def add_document(sheet: Sheet, node: str, term: str, number: str) -> None:
    """The document with a number, which many records of a source may name."""
    number = norm(number)
    paper = sheet.mint.thing("document", number)
    sheet.add(node, term, paper)
    sheet.add(paper, RDF.type, CRM.E31_Document)
    sheet.label(paper, document_label(number), "vi")
    sheet.add(paper, DCTERMS.identifier, literals.text(number))


def document(spec: Spec, context: Context) -> Rule:
    """The decision or other paper in which a node is documented, by its number."""
    spec.only("document", "property")
    source, term = spec.template("document"), spec.term("property", "crm:P70i_is_documented_in")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if number := source(row.values):
            add_document(sheet, node, term, number)

    return rule


def designation(spec: Spec, context: Context) -> Rule:
    """The act by which the thing was given a rank or put on a list: `rank` (a column, with its
    `scheme`) or `concept` (the same for all), `number` of the decision, `date`, `by`, `batch`;
    `id` stands in its IRI, `name` in its label."""
    allowed = ("designation", "id", "scheme", "concept", "number", "date", "by", "batch", "name")
    spec.only(*allowed, required=("id",))
    trigger, rid = spec.template("designation"), spec.template("id")
    schemes = schemes_of(spec)
    fixed = concept_of(spec, "concept") if "concept" in spec.value else None
    if bool(fixed) == bool(schemes):
        raise spec.wrong(
            "either scheme or concept is wanted.", "cần đúng một trong hai: scheme hoặc concept."
        )
    number, date, by, batch, name = (
        spec.template(key) if key in spec.value else None
        for key in ("number", "date", "by", "batch", "name")
    )

    def rule(sheet: Sheet, row: Row, thing: str) -> None:
        word = trigger(row.values)
        found = fixed or (find_concept(schemes, {}, word) if word else None)
        if not word or not rid(row.values):
            return
        if found is None:
            sheet.warn(
                "unmapped-value", trigger.field,
                f"“{word}” is not in {', '.join(schemes)}; it is kept as a note.",
                f"“{word}” không có trong {', '.join(schemes)}; giữ lại thành ghi chú.",
            )  # fmt: skip
            keep(context, sheet, thing, trigger.field, word)
            return
        node = sheet.mint.thing("designation", rid(row.values), found[1])
        sheet.add(node, RDF.type, MCB.Designation)
        sheet.add(node, RDF.type, CRM.E17_Type_Assignment)
        sheet.add(node, MCB.record, sheet.node)
        sheet.add(node, CRM.P41_classified, thing)
        sheet.add(node, CRM.P42_assigned, sheet.mint.concept(*found))
        words = concepts.labels(*found)
        called = f": {name(row.values)}" if name and name(row.values) else ""
        sheet.label(node, words.vi + called, "vi")
        sheet.label(node, words.en + called, "en")
        if date and (value := date(row.values)):
            sheet.time(node, value, date.field)
        if number and (value := number(row.values)):
            add_document(sheet, node, CRM.P70i_is_documented_in, value)
        if by and (value := by(row.values)):
            sheet.add(node, CRM.P14_carried_out_by, sheet.heading("group", value, by.field))
        if batch and (value := batch(row.values)):
            sheet.add(node, MCB.batch, literals.text(norm(value)))

    return rule


def recurrence(spec: Spec, context: Context) -> Rule:
    """The days of each year on which a feast comes back: `lunar` or `solar` (the first day, as
    `12` or `12/2`), `to`, `month`."""
    spec.only("recurrence", "calendar", "to", "month", required=("calendar", "to"))
    calendar = spec.text("calendar")
    if calendar not in ("lunar", "solar"):
        raise spec.wrong("calendar is lunar or solar.", "calendar phải là lunar hoặc solar.")
    kind = calendar.capitalize()
    first, last = spec.template("recurrence"), spec.template("to")
    month = spec.template("month") if "month" in spec.value else None
    longest = 30 if calendar == "lunar" else 31

    def day_of(source: Template, row: Row) -> tuple[int, int]:
        match = _DAY_MONTH.match(source(row.values))
        return (int(match[1]), int(match[2] or 0)) if match else (0, 0)

    def rule(sheet: Sheet, row: Row, thing: str) -> None:
        if not (written := first(row.values)):
            return
        begin, in_month = day_of(first, row)
        end, to_month = day_of(last, row) if last(row.values) else (begin, in_month)
        if month and (value := month(row.values)):
            in_month = to_month = int(value) if value.isdigit() else 0
        # A feast has one month in our model; one that runs into the next is kept as a note.
        if not (1 <= begin <= end <= longest and 1 <= in_month <= 12 and to_month in (0, in_month)):
            whole = " – ".join(part for part in (written, last(row.values)) if part)
            en, vi = f"a {calendar} day and month", "ngày và tháng trong năm"
            not_read(context, sheet, thing, first.field, whole, en, vi)
            return
        node = sheet.part(thing, MCB.recurs, "recur", calendar, MCB[f"{kind}Recurrence"])
        sheet.add(node, MCB[f"{calendar}Month"], literals.integer(in_month))
        sheet.add(node, MCB[f"{calendar}DayFrom"], literals.integer(begin))
        sheet.add(node, MCB[f"{calendar}DayTo"], literals.integer(end))
        if calendar == "lunar":
            sheet.add(node, MCB.leapPolicy, literals.text("regular"))

    return rule
