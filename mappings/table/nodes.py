"""Verbs that lead to another node: headings, things by their id, events, parts of a thing."""

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.addresses import addresses, public_address, warn_address
from mocban.mappings.table.context import Context, each
from mocban.mappings.table.path import Path
from mocban.mappings.table.row import Row, Rule, pieces
from mocban.mappings.table.spec import Spec
from mocban.ontology import concepts, literals
from mocban.ontology.dates import Span, read_date
from mocban.ontology.iris import KINDS, norm, short_key
from mocban.ontology.namespaces import CRM, MCB, RDF
from mocban.ontology.vietnamese import head_kind

_P4 = "crm:P4_has_time-span"


def heading(spec: Spec, context: Context) -> Rule:
    """A name as this source uses it. Of several kinds, the one that the name announces
    (`chùa …` a monument, `xã …` a place), else the last."""
    spec.only("heading", "kind", "property", "split", "language", required=("kind", "property"))
    source, term, kinds = spec.template("heading"), spec.term("property"), spec.texts("kind")
    values, language = each(source, spec.text("split", ";|")), spec.text("language")
    _kinds(spec, kinds)

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for value in values(row):
            kind = kinds[-1]
            if len(kinds) > 1 and (announced := head_kind(value)) in kinds:
                kind = str(announced)
            sheet.add(node, term, sheet.heading(kind, value, source.field, language))

    return rule


def thing(spec: Spec, context: Context) -> Rule:
    """A thing that has a record of its own, by its id there: `kind`, and `source` (a column
    with the code of the source; else the dataset's `registers`, else this source). `path` leads
    on from it; with `inverse` the other thing is the subject."""
    allowed = ("thing", "kind", "property", "source", "path", "inverse", "split")
    spec.only(*allowed, required=("kind", "property"))
    names, term = spec.template("thing"), spec.term("property")
    values = each(names, spec.text("split", ";|"))
    kind, inverse = spec.text("kind"), spec.flag("inverse")
    _kinds(spec, [kind])
    source = spec.template("source") if "source" in spec.value else None
    path = Path(spec, "path", ("it",)) if "path" in spec.value else None
    registers = context.dataset.options.get("registers", {})
    usual = registers.get(kind, context.dataset.source)

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        code = (source(row.values) if source else "") or usual
        for value in values(row):
            other = sheet.mint.other(code, kind, norm(value))
            if path:
                segments = path.encoded(row.saying("it", value).values)
                if segments is None:
                    sheet.warn(
                        "unlinked", names.field,
                        f"“{value}” is not linked, as the row does not say to which part of it.",
                        f"Chưa nối được với “{value}” vì dòng thiếu thông tin (ví dụ: ngày kết thúc).",
                    )  # fmt: skip
                    continue
                other = f"{other[:-1]}/{'/'.join(segments)}>"
            sheet.add(*((other, term, node) if inverse else (node, term, other)))

    return rule


def identifier(spec: Spec, context: Context) -> Rule:
    """An identifier of a scheme that other sources may use too; `kind` is a slug of
    v/identifier."""
    spec.only("identifier", "scheme", "kind", "split", required=("scheme",))
    values, scheme = each(spec.template("identifier"), spec.text("split")), spec.text("scheme")
    scheme = context.dataset.source if scheme == "@source" else scheme
    kind = spec.text("kind")
    if kind and kind not in concepts.slugs("identifier"):
        raise spec.wrong(f"there is no kind of identifier “{kind}”.", f"không có loại mã “{kind}”.")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for value in values(row):
            sheet.identifier(
                node, scheme, value, sheet.mint.concept("identifier", kind) if kind else ""
            )

    return rule


def time(spec: Spec, context: Context) -> Rule:
    """The time-span of a node. `to` makes it a span of two columns, `open: true` says that a
    missing end is still open; `calendar` is a column that names the calendar of the dates."""
    spec.only("time", "to", "open", "calendar", "property", "role")
    source, term, role = (
        spec.template("time"),
        spec.term("property", _P4),
        spec.text("role", "time"),
    )
    end = spec.template("to") if "to" in spec.value else None
    calendars = spec.template("calendar") if "calendar" in spec.value else None
    still = spec.flag("open")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        first, last = source(row.values), end(row.values) if end else ""
        if not first and not last:
            return
        named = calendars(row.values) if calendars else ""
        calendar = (concepts.find("calendar", named) or "") if named else ""
        written = " – ".join(part for part in (first, last) if part)
        if end and (last or still):
            span = _between(first, last, calendar, still)
            written = written if first and last else f"{first} – {last}"
        else:
            span = read_date(first, calendar)
        inner = sheet.part(node, term, role, short_key(written), CRM["E52_Time-Span"])
        if span or not calendar:
            sheet.span(inner, written, source.field, span=span)
            return
        sheet.add(inner, MCB.dateText, literals.text(norm(written)))
        sheet.warn(
            "bad-date", source.field,
            f"“{written}” is not a date of that calendar; it is kept as text.",
            f"“{written}” không phải ngày của lịch đó; giữ nguyên văn.",
        )  # fmt: skip

    return rule


def _between(first: str, last: str, calendar: str, still: bool) -> Span | None:
    """One span of two dates, either of which may be empty; None where one cannot be read."""
    spans = [read_date(text, calendar) if text else None for text in (first, last)]
    if (first and not spans[0]) or (last and not spans[1]):
        return None
    begin, end = spans
    said = [span.edtf if span else "" for span in spans]
    if any("/" in side for side in said):
        edtf = ""
    else:
        edtf = f"{said[0]}/{said[1] or ('..' if still else '')}"
    doubt = next((span.doubt for span in spans if span and span.doubt), None)
    return Span(edtf, begin and begin.begin, end and end.end, calendar, doubt=doubt)


def node(spec: Spec, context: Context) -> Rule:
    """A node with rules of its own, made where the value is there (for each piece of it, with
    `split`; the piece is `{it}`). Its IRI is `role` and `key` below the present node, or `iri`:
    a kind, an id, a path. With `iri` it is a thing of this record unless `shared: true`."""
    allowed = (
        "node",
        "iri",
        "role",
        "key",
        "property",
        "inverse",
        "types",
        "rules",
        "split",
        "shared",
    )
    spec.only(*allowed, required=("types",))
    source, types = spec.template("node"), spec.terms("types")
    separators, shared = spec.text("split"), spec.flag("shared")
    term = spec.term("property") if "property" in spec.value else ""
    inverse = spec.term("inverse") if "inverse" in spec.value else ""
    extra = ("it",)
    place = Path(spec, "iri", extra) if "iri" in spec.value else None
    key = Path(spec, "key", extra) if "key" in spec.value else None
    role = spec.text("role")
    if (place is None) == (not role):
        raise spec.wrong("either iri or role is wanted.", "cần đúng một trong hai: iri hoặc role.")
    if place:
        _kinds(spec, place.texts[:1])
    rules = context.rules(spec.parts("rules", extra, source.field))

    def own(sheet: Sheet, row: Row, above: str) -> str | None:
        if not place:
            segments = key.encoded(row.values) if key else ["1"]
            return f"{above[:-1]}/{role}/{'/'.join(segments)}>" if segments else None
        rid, rest = place.plain(1, row.values), place.encoded(row.values, 2)
        return sheet.mint.thing(place.texts[0], rid, *rest) if rid and rest is not None else None

    def rule(sheet: Sheet, row: Row, above: str) -> None:
        value = source(row.values)
        for piece in pieces(value, separators) if value else ():
            inside = row.saying("it", piece)
            inner = own(sheet, inside, above)
            if inner is None:
                continue
            if place and not shared:
                sheet.add(inner, MCB.record, sheet.node)
            if term:
                sheet.add(above, term, inner)
            if inverse:
                sheet.add(inner, inverse, above)
            sheet.triples += [(inner, RDF.type, name) for name in types]
            rules(sheet, inside, inner)

    return rule


def link(spec: Spec, context: Context) -> Rule:
    """A web address that readers can reach from anywhere, or a file in the media folder."""
    spec.only("link", "property", required=("property",))
    source, term = spec.template("link"), spec.term("property")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for value in addresses(source(row.values)):
            if address := sheet.mint.media(value) or public_address(value):
                sheet.add(node, term, address)
            else:
                warn_address(sheet, source.field, value)

    return rule


def _kinds(spec: Spec, kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise spec.wrong(
                f"there is no kind “{kind}”; there are {', '.join(KINDS)}.",
                f"không có loại “{kind}”; các loại: {', '.join(KINDS)}.",
            )
