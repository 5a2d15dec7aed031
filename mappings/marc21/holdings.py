"""852 and 09X, or 952 of Koha: the copies a library holds
(https://www.loc.gov/marc/holdings/hd852.html).

Non-public notes ($x), prices, suppliers and dates of loans are never read.
"""

from typing import NamedTuple

from mocban.errors import RecordError
from mocban.mappings.marc21 import access
from mocban.mappings.marc21.body import Field, all_of, first
from mocban.mappings.marc21.entry import LABEL, RECORD, A, Entry
from mocban.ontology import literals
from mocban.ontology.iris import enc, numbered
from mocban.ontology.namespaces import BF, LA, MCB, RDF

_ITEM = BF.Item
_HAS_ITEM = BF.hasItem
_ITEM_OF = BF.itemOf
_HELD_BY = BF.heldBy
_SUBLOCATION = BF.sublocation
_SUBLOCATION_CLASS = BF.Sublocation
_SHELF_MARK = BF.shelfMark
_SHELF_MARK_CLASS = BF.ShelfMark
_IDENTIFIED = BF.identifiedBy
_BARCODE = BF.Barcode
_VALUE = RDF.value
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_NOTE_TYPE = BF.noteType
_MEMBER_OF = LA.member_of
_DEMO = MCB.demo
_TRUE = literals.boolean(True)


class _Shape(NamedTuple):
    """Which subfields of a holdings field say what."""

    holder: str
    places: str
    shelf: str
    barcode: str
    copy: str
    note: str
    collection: str


_SHAPES = {
    "852": _Shape("a", "bc", "khijlm", "p", "t", "z", "bc"),
    "952": _Shape("a", "c", "o", "p", "t", "z", "c8"),
}
_LOCAL_NUMBERS = ("090", "091", "092", "093", "098", "099")


def items(entry: Entry) -> None:
    """852 Location (R), or another tag by option `items`; without one, 09X Local Call Number."""
    tag = entry.desk.items_tag
    shape = _SHAPES.get(tag, _SHAPES["852"])
    fields = entry.by.get(tag, [])
    local = _local_number(entry)
    if not fields and not local:
        return
    if not fields:
        fields = [(tag, "  ", [])]
    found: list[tuple[Field, str, str]] = []
    for field in fields:
        shelf = " ".join(all_of(field, shape.shelf)) or local
        for barcode in all_of(field, shape.barcode) or [""]:
            found.append((field, shelf, barcode))
    keys = [
        enc(barcode or shelf or " ".join(all_of(field, shape.places + shape.holder)) or "1")
        for field, shelf, barcode in found
    ]
    names = numbered([(k, repr(sorted(f[0][2]))) for k, f in zip(keys, found, strict=True)])
    for name, (field, shelf, barcode) in zip(names, found, strict=True):
        _item(entry, entry.instance, entry.record_id, name, shape, field, shelf, barcode)


def _local_number(entry: Entry) -> str:
    for tag in _LOCAL_NUMBERS:
        if tag not in entry.by:
            continue
        marks = sorted(" ".join(all_of(field, "ab")) for field in entry.by[tag])
        if marks and marks[0]:
            return marks[0]
    return ""


def _item(
    entry: Entry, instance: str, rid: str, key: str, shape: _Shape, field: Field,
    shelf: str, barcode: str,
) -> None:  # fmt: skip
    out = entry.triples
    item = entry.mint.thing("item", rid, "copy", key)
    out += (
        (instance, _HAS_ITEM, item),
        (item, A, _ITEM),
        (item, RECORD, entry.node),
        (item, _ITEM_OF, instance),
        (item, _HELD_BY, _holder(entry, first(field, shape.holder), field[0])),
        (item, LABEL, literals.text(barcode or shelf or entry.title)),
    )
    places = all_of(field, shape.places)
    notes = all_of(field, shape.note)
    for place in places:
        entry.labelled(item, _SUBLOCATION, "sublocation", place, _SUBLOCATION_CLASS)
    if shelf:
        node = f"{item[:-1]}/shelf-mark/{enc(shelf)}>"
        out += (
            (item, _SHELF_MARK, node),
            (node, A, _SHELF_MARK_CLASS),
            (node, LABEL, literals.text(shelf)),
        )
    if barcode:
        node = f"{item[:-1]}/barcode/{enc(barcode)}>"
        out += (
            (item, _IDENTIFIED, node),
            (node, A, _BARCODE),
            (node, _VALUE, literals.text(barcode)),
        )
    for text in notes:
        entry.labelled(item, _NOTE, "note", text, _NOTE_CLASS)
    for text in all_of(field, shape.copy):
        node = entry.labelled(item, _NOTE, "number", text, _NOTE_CLASS)
        out.append((node, _NOTE_TYPE, '"copy number"'))
    for name in all_of(field, shape.collection):
        if name in entry.desk.collections:
            node = entry.known_heading("set", name, f"{field[0]}$b")
            out.append((entry.work, _MEMBER_OF, node))
    words = access.in_words((*places, *notes), "holding")
    access.state(entry, item, access.strictest((entry.level, *words)))
    if entry.dataset.demo:
        out.append((item, _DEMO, _TRUE))


def _holder(entry: Entry, text: str, tag: str) -> str:
    """Who holds a copy: as the record says (a code by option `holders`), else the dataset, else
    the source itself."""
    name = entry.desk.holders.get(text, text) or entry.dataset.holder or entry.dataset.source
    return entry.known_heading("group", name, f"{tag}$a")


def separate(entry: Entry) -> None:
    """A MARC holdings record (leader/06 u, v, x, y), whose 004 names the record held.

    RecordError where it names none.
    """
    held = entry.control("004").strip()
    if not held:
        raise RecordError(
            "The holdings record does not say whose holdings they are (004).",
            "Biểu ghi vốn tài liệu không cho biết thuộc biểu ghi thư mục nào (004).",
        )
    entry.record()
    access_level(entry)
    instance = entry.mint.thing("instance", held)
    shape = _SHAPES["852"]
    barcodes = [text for tag in ("876", "877", "878") for f in entry.by.get(tag, ())
                for text in all_of(f, "p")]  # fmt: skip
    fields = entry.by.get("852") or [("852", "  ", [])]
    entry.title = entry.record_id
    found = [
        (field, barcode)
        for field in fields
        for barcode in all_of(field, "p") or sorted(set(barcodes)) or [""]
    ]
    shelves = [" ".join(all_of(field, shape.shelf)) for field, _ in found]
    keys = [enc(b or s or "1") for s, (_, b) in zip(shelves, found, strict=True)]
    names = numbered([(k, repr(sorted(f[2]))) for k, (f, _) in zip(keys, found, strict=True)])
    for name, shelf, (field, barcode) in zip(names, shelves, found, strict=True):
        _item(entry, instance, entry.record_id, name, shape, field, shelf, barcode)


def access_level(entry: Entry) -> None:
    """The level of a holdings record: 506 is not used in it, so that of the dataset."""
    entry.level = entry.dataset.access
    entry.language = entry.dataset.language
