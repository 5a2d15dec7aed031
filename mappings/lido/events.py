"""LIDO events: how an object was made, found, used, shown."""

from mocban.mappings.lido import actors, words
from mocban.mappings.lido.body import Node, best
from mocban.mappings.lido.materials import materials
from mocban.mappings.lido.words import EventKind
from mocban.mappings.sheet import Sheet
from mocban.ontology import edtf, literals
from mocban.ontology.dates import Span, read_date
from mocban.ontology.iris import enc, norm, numbered
from mocban.ontology.namespaces import CRM, RDFS


def events(sheet: Sheet, thing: str, blocks: list[Node]) -> None:
    """Every event of an object. The same event told in several languages is one node: its kind
    and its date are its key. Of an acquisition only kind and date are told: from whom a thing
    came, and for how much, is nobody's business but the museum's."""
    merged: dict[tuple[str, str], list[Node]] = {}
    for block in blocks:
        found = [node for node in block.all("eventWrap/eventSet/event")]
        keys = numbered([(_key(sheet, node), repr(node.content())) for node in found])
        for key, node in zip(keys, found, strict=True):
            merged.setdefault((key, _kind(sheet, node).role), []).append(node)
    for (key, _), nodes in sorted(merged.items(), key=lambda pair: pair[0]):
        _event(sheet, thing, key, _kind(sheet, nodes[0]), nodes)


def _kind(sheet: Sheet, event: Node) -> EventKind:
    found = [term for kind in event.all("eventType") for term in actors.terms(kind)]
    # Who gave or sold a thing may stand under any name: what we do not know, we do not tell.
    return words.event_kind(found) or EventKind("event", "", True)


def _key(sheet: Sheet, event: Node) -> str:
    kind = _kind(sheet, event)
    parts = [kind.role]
    if kind.role == "event":
        parts += [node.text for node in _type_terms(sheet, event)[:1]]
    text, span = _when([event], sheet.dataset.language)
    parts += [span.edtf.replace("/", " ") if span and span.edtf else text] if text else []
    return enc(norm(" ".join(parts))[:60])


def _type_terms(sheet: Sheet, event: Node) -> list[Node]:
    found = [actors.term(sheet, kind) for kind in event.all("eventType")]
    return sorted((node for node in found if node), key=lambda node: node.text)


def _event(sheet: Sheet, thing: str, key: str, kind: EventKind, nodes: list[Node]) -> None:
    if kind.role == "production":
        node = sheet.part(thing, CRM.P108i_was_produced_by, "production", key, CRM.E12_Production)
    else:
        known = kind.role != "event"
        term = CRM.E7_Activity if known else CRM.E5_Event
        node = sheet.part(thing, CRM.P12i_was_present_at, "event", key, term)
        if not known:
            sheet.warn(
                "unknown-event", "lido:eventType",
                "A kind of event that we do not know: only its date is published.",
                "Loại sự kiện chưa biết: chỉ công bố ngày tháng.",
            )  # fmt: skip
        _type(sheet, node, kind, nodes)
    text, span = _when(nodes, sheet.dataset.language)
    if text:
        sheet.time(node, text, "lido:eventDate", span=span)
    if kind.private:
        return
    for event in nodes:
        for name in event.all("eventPlace"):
            _place(sheet, node, name)
        for acting in event.all("eventActor"):
            _actor(sheet, node, acting)
        for period in event.all("periodName") + event.all("culture"):
            if (word := actors.term(sheet, period)) is not None:
                sheet.statement(node, "period", word.text, word.language, "note")
        for note in event.all("eventDescriptionSet"):
            for value in note.texts("descriptiveNoteValue"):
                if not words.is_private(note.attributes.get("type", "")):
                    sheet.statement(node, "note", value.text, value.language, "note")
        materials(sheet, thing, node, event.all("eventMaterialsTech"))


def _type(sheet: Sheet, node: str, kind: EventKind, nodes: list[Node]) -> None:
    if kind.activity:
        sheet.add(node, CRM.P2_has_type, sheet.mint.concept("activity", kind.activity))
        return
    found = [word for event in nodes for word in _type_terms(sheet, event)]
    word = best(found, sheet.dataset.language)
    if word:
        sheet.add(node, CRM.P2_has_type, actors.heading(sheet, "topic", word, "lido:eventType"))


def _place(sheet: Sheet, node: str, where: Node) -> None:
    found = [actors.place(sheet, place, "lido:eventPlace") for place in where.all("place")]
    headings = [heading for heading in found if heading]
    shown = best(where.texts("displayPlace"), sheet.dataset.language)
    if not headings and shown:
        headings = [actors.named_place(sheet, [shown], "lido:eventPlace")]
    for heading in headings:
        sheet.add(node, CRM.P7_took_place_at, heading)


def _actor(sheet: Sheet, node: str, acting: Node) -> None:
    for inner in acting.all("actorInRole") or [acting]:
        name = None
        for person in inner.all("actor"):
            name = actors.actor(sheet, person, "lido:eventActor")
        if name is None:
            shown = best(
                inner.texts("displayActorInRole") + acting.texts("displayActorInRole"),
                sheet.dataset.language,
            )
            if shown is None:
                continue
            text = shown.text.partition(" (")[0]
            kind = actors.actor_kind(inner, shown)
            name = sheet.heading(kind, text, "lido:eventActor", shown.language)
        sheet.add(node, CRM.P14_carried_out_by, name)
        for role in inner.all("roleActor"):
            _role(sheet, node, name, role)


def _role(sheet: Sheet, node: str, name: str, role: Node) -> None:
    """One person's share of an event, with what he did there."""
    word = actors.term(sheet, role)
    if word is None:
        return
    key = f"{enc(norm(word.text)[:40])}.{name[:-1].rpartition('/')[2]}"
    share = sheet.part(node, CRM.P9_consists_of, "share", key, CRM.E7_Activity)
    sheet.add(share, CRM.P14_carried_out_by, name)
    sheet.add(share, RDFS.label, literals.text(norm(word.text), word.language))
    relator = actors.relator(role)
    if relator:
        sheet.add(share, CRM.P2_has_type, relator)


def _when(nodes: list[Node], language: str) -> tuple[str, Span | None]:
    """The date of an event as written, and what it means: the record's earliest and latest
    date where it has them, else the text."""
    dates = [date for node in nodes for date in node.all("eventDate")]
    shown = best([text for date in dates for text in date.texts("displayDate")], language)
    said = read_date(shown.text) if shown else None
    limits = [
        (min((n.text for n in date.texts("earliestDate")), default=""),
         min((n.text for n in date.texts("latestDate")), default=""))
        for date in (inner for outer in dates for inner in outer.all("date"))
    ]  # fmt: skip
    for earliest, latest in sorted(limits):
        span = _limited(earliest, latest)
        if span:
            if said:
                span = span._replace(
                    calendar=said.calendar, era=said.era, era_year=said.era_year, doubt=said.doubt
                )
            text = shown.text if shown else "/".join(filter(None, (earliest, latest)))
            return text, span
    return (shown.text, said) if shown else ("", None)


def _limited(earliest: str, latest: str) -> Span | None:
    first, last = read_date(earliest), read_date(latest)
    begin, end = first and first.begin, last and last.end
    if first is None or last is None or begin is None or end is None:
        return None
    for form in (latest[:4], latest[:7], latest):
        extent = edtf.extent(form)
        if extent and extent[0] and extent[1] and (
            (edtf.stamp(extent[0]), edtf.stamp(extent[1], end=True)) == (begin, end)
        ):  # fmt: skip
            return Span(form, begin, end)
    said = f"{first.edtf.partition('/')[0]}/{last.edtf.rpartition('/')[2]}"
    return Span(said, begin, end) if edtf.extent(said) else None
