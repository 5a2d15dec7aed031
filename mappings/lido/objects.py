"""A LIDO record as a thing: names, kinds, keeper, inscriptions, subjects."""

import re

from mocban.errors import RecordError
from mocban.mappings.lido import actors, words
from mocban.mappings.lido.body import Node, by_language
from mocban.mappings.lido.digital import resources
from mocban.mappings.lido.events import events
from mocban.mappings.lido.inscriptions import inscriptions
from mocban.mappings.lido.materials import materials, measurements
from mocban.mappings.lido.relations import related, subjects
from mocban.mappings.lido.rights import level, public_address, rights, stricter
from mocban.mappings.record import Dataset, Mapped, Mapper, Record
from mocban.mappings.sheet import Sheet
from mocban.ontology import concepts, literals
from mocban.ontology.iris import Minter, enc, norm
from mocban.ontology.namespaces import CRM, LA, MCB, RDFS
from mocban.ontology.vietnamese import match_key

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?")
_IDENTITY = "objectIdentificationWrap"
_KINDS = ("objectWorkTypeWrap/objectWorkType", "classificationWrap/classification")


def mapping(dataset: Dataset) -> Mapper:
    """Record -> triples of one object. Options: `held_at` (true where the keeper is itself a
    monument in which the objects stand), `digital_access` (level of all digital copies)."""
    minter = Minter(dataset.base, dataset.source)

    def map_record(record: Record) -> Mapped:
        body = record.body
        if not isinstance(body, Node):
            raise RecordError("This is no LIDO record.", "Đây không phải biểu ghi LIDO.")
        sheet = Sheet(dataset, minter, record)
        _record(sheet, body)
        return sheet.done()

    return map_record


def _record(sheet: Sheet, body: Node) -> None:
    blocks, managed = body.all("descriptiveMetadata"), body.all("administrativeMetadata")
    node = sheet.record(_modified(managed))
    for link in [
        text for block in managed for text in block.texts("recordWrap/recordInfoSet/recordInfoLink")
    ]:
        if address := public_address(link.text):
            sheet.add(node, RDFS.seeAlso, address)
    stated = [text for block in managed for text in block.all("recordWrap/recordRights")]
    rights(sheet, node, stated)

    kinds = _kinds(sheet, blocks)
    types = [CRM["E22_Human-Made_Object"]]
    if sheet.mint.concept("object-type", "moc-ban") in kinds:
        types.append(MCB.WoodblockSet)
    thing = sheet.thing("object", sheet.record_id, *types)
    for kind in sorted(set(kinds)):
        sheet.add(thing, CRM.P2_has_type, kind)
    labels = _names(sheet, thing, body, blocks)
    for published in body.texts("objectPublishedID"):
        if address := public_address(published.text):
            sheet.add(thing, LA.equivalent, address)
    _keeper(sheet, thing, blocks)
    _texts(sheet, thing, blocks)
    for block in blocks:
        identity = block.all(_IDENTITY)
        for part in identity:
            inscriptions(sheet, thing, part.all("inscriptionsWrap/inscriptions"))
            measurements(sheet, thing, part.all("objectMeasurementsWrap/objectMeasurementsSet"))
            made = part.all("objectMaterialsTechWrap/objectMaterialsTechSet")
            materials(sheet, thing, None, made)
        subjects(sheet, thing, block.all("objectRelationWrap/subjectWrap/subjectSet"))
        related(sheet, thing, block.all("objectRelationWrap/relatedWorksWrap/relatedWorkSet"))
    events(sheet, thing, blocks)
    owned = [text for block in managed for text in block.all("rightsWorkWrap/rightsWorkSet")]
    rights(sheet, thing, owned)
    access = level(owned + stated, sheet.dataset.access)
    sheet.access(thing, stricter(access, sheet.dataset.access))
    sets = [text for block in managed for text in block.all("resourceWrap/resourceSet")]
    resources(sheet, thing, sets, labels)


def _modified(managed: list[Node]) -> str:
    """The last date on which the source touched the record; names beside it are not read."""
    found = []
    for block in managed:
        for text in block.texts("recordWrap/recordInfoSet/recordMetadataDate"):
            if match := _MOMENT.match(text.text):
                found.append(f"{match[1]}T{match[2] or '00:00:00'}{match[3] or 'Z'}")
    return max(found, default="")


def _kinds(sheet: Sheet, blocks: list[Node]) -> list[str]:
    found = []
    for block in blocks:
        for path in _KINDS:
            for kind in block.all(f"objectClassificationWrap/{path}"):
                # europeana:type (IMAGE, TEXT) is about the picture, not about the thing.
                if kind.attributes.get("type", "").startswith("europeana:"):
                    continue
                said = [concepts.find("object-type", term) for term in actors.terms(kind)]
                slugs = sorted(filter(None, said))
                if slugs:
                    found.append(sheet.mint.concept("object-type", slugs[0]))
                elif word := actors.term(sheet, kind):
                    field = f"lido:{kind.name}"
                    found.append(actors.heading(sheet, "topic", word, field))
    return found


def _names(sheet: Sheet, thing: str, body: Node, blocks: list[Node]) -> list[tuple[str, str]]:
    """Labels, one for each language, and every title as a name; without a title the kind of
    the object is its label. Gives the labels back, with their languages."""
    default = sheet.dataset.language
    titles: list[Node] = []
    for block in blocks:
        for title in block.all(f"{_IDENTITY}/titleWrap/titleSet"):
            for value in title.texts("appellationValue"):
                order = {**title.attributes, **value.attributes}
                titles.append(Node(value.name, order, value.language, value.text))
    if not titles:
        sheet.warn(
            "no-title", "lido:titleSet",
            "The object has no title; its kind or number stands in.",
            "Hiện vật không có tên; dùng tạm loại hoặc số hiệu.",
        )  # fmt: skip
        path = f"objectClassificationWrap/{_KINDS[0]}"
        kinds = [
            term for block in blocks for kind in block.all(path) for term in kind.texts("term")
        ]
        shown = [(tag, kind.text) for tag, kind in by_language(kinds, default)]
        shown = shown or [("", sheet.record_id)]
        for language, text in shown:
            sheet.label(thing, text, language)
        return shown
    labels = []
    for language, chosen in by_language(titles, default):
        labels.append((language, chosen.text))
        sheet.label(thing, chosen.text, language)
    for title in titles:
        main = (title.language or default, title.text) in labels
        sheet.name(thing, title.text, title.language, "" if main else "ten-khac")
    return labels


def _keeper(sheet: Sheet, thing: str, blocks: list[Node]) -> None:
    """Keepers and inventory numbers. Rooms and shelves (repositoryLocation) are not read."""
    source, holder = sheet.dataset.source, match_key(sheet.dataset.holder)
    kept = False
    for block in blocks:
        for held in block.all(f"{_IDENTITY}/repositoryWrap/repositorySet"):
            former = words.meaning("repository", held.attributes.get("type", "")) == "former"
            scheme = source
            for keeper in held.all("repositoryName"):
                name = actors.body_name(sheet, keeper)
                if name is None:
                    continue
                group = actors.heading(sheet, "group", name, "lido:repositoryName")
                if former:
                    sheet.add(thing, CRM.P49_has_former_or_current_keeper, group)
                    continue
                kept = True
                sheet.add(thing, CRM.P50_has_current_keeper, group)
                if sheet.dataset.options.get("held_at"):
                    place = actors.heading(sheet, "monument", name, "lido:repositoryName")
                    sheet.add(thing, MCB.heldAt, place)
                if match_key(name.text) != holder:
                    # Two museums number their things alike: their numbers are two schemes.
                    scheme = f"{source}.{enc(norm(name.text)[:40])}"
            for number in held.texts("workID"):
                kind = sheet.mint.concept("identifier", "so-kiem-ke")
                inner = sheet.identifier(thing, scheme, number.text, kind)
                if former:
                    note = literals.text(held.attributes.get("type", ""))
                    sheet.add(inner, CRM.P3_has_note, note)
    if not kept and sheet.dataset.holder:
        group = sheet.heading("group", sheet.dataset.holder, "dataset")
        sheet.add(thing, CRM.P50_has_current_keeper, group)


def _texts(sheet: Sheet, thing: str, blocks: list[Node]) -> None:
    for block in blocks:
        for identity in block.all(_IDENTITY):
            for note in identity.all("objectDescriptionWrap/objectDescriptionSet"):
                if words.is_private(note.attributes.get("type", "")):
                    continue
                for text in note.texts("descriptiveNoteValue"):
                    if not words.is_private(text.attributes.get("label", "")):
                        sheet.statement(thing, "note", text.text, text.language, "description")
            for state in identity.texts("displayStateEditionWrap/displayState"):
                sheet.statement(thing, "condition", state.text, state.language, "condition")
            for edition in identity.texts("displayStateEditionWrap/displayEdition"):
                sheet.statement(thing, "edition", edition.text, edition.language, "note")
