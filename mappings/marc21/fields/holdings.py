"""The copies a library holds: 850, 852 and 876-878 in bibliographic and in holdings records
(https://www.loc.gov/marc/holdings/), 952 of Koha
(https://wiki.koha-community.org/wiki/Holdings_data_fields_(9xx)), 09X local call numbers.

Non-public notes ($x), prices, suppliers, loans and the state of a copy are never read.
"""

from typing import NamedTuple

from mocban.errors import RecordError
from mocban.mappings.marc21 import access, subfields
from mocban.mappings.marc21.body import Field, all_of, first, trim
from mocban.mappings.marc21.entry import LABEL, RECORD, A, Entry
from mocban.mappings.marc21.fields.numbering import numbered_parts
from mocban.ontology import literals
from mocban.ontology.iris import enc, numbered
from mocban.ontology.namespaces import BF, BFLC, LA, MCB, RDF

_ITEM = BF.Item
_HAS_ITEM = BF.hasItem
_ITEM_OF = BF.itemOf
_HELD_BY = BF.heldBy
_SUBLOCATION = BF.sublocation
_SUBLOCATION_CLASS = BF.Sublocation
_SHELF_MARK = BF.shelfMark
_SHELF_MARK_CLASSES = {
    "0": BF.ShelfMarkLcc, "1": BF.ShelfMarkDdc, "2": BF.ShelfMarkNlm,
}  # fmt: skip
_SHELF_MARK_CLASS = BF.ShelfMark
_IDENTIFIED = BF.identifiedBy
_BARCODE = BF.Barcode
_VALUE = RDF.value
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_NOTE_TYPE = BF.noteType
_PART = BF.enumerationAndChronology
_PART_CLASS = BF.EnumerationAndChronology
_APPLIES = BFLC.appliesTo
_APPLIES_CLASS = BFLC.AppliesTo
_KEY = BFLC.marcKey
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
    gone: str  # withdrawn or lost, where it holds anything but 0


_SHAPES = {
    "852": _Shape("a", "bc", "khijlm", "p", "t", "z", "bc", ""),
    "952": _Shape("a", "c", "o", "p", "t", "z", "c8", "01"),
}
_LOCAL_NUMBERS = ("090", "091", "092", "093", "096", "098", "099")
_PIECES = ("876", "877", "878")
_REMARKS = ("842", "843", "844")  # form, reproduction, name of unit


class _Copy(NamedTuple):
    field: Field  # 852, or what stands for it
    shelf: str
    barcode: str
    parts: tuple[str, ...] = ()  # volumes and numbers, in words
    piece: Field | None = None  # 876-878


def items(entry: Entry) -> None:
    """852 Location (R), or another tag by option `items`, with 876-878 Item Information (R);
    without any, 850 Holding Institution (R) and 09X Local Call Number."""
    tag = entry.desk.items_tag
    shape = _SHAPES.get(tag, _SHAPES["852"])
    fields = [field for field in entry.by.get(tag, []) if not _gone(field, shape)]
    local = _local_number(entry)
    if not fields and tag not in entry.by:
        holders = [text for field in entry.by.get("850", ()) for text in all_of(field, "a")]
        fields = [("852", "  ", [("a", text)]) for text in sorted(set(holders))]
        if local and not fields:
            fields = [(tag, "  ", [])]
    if fields:
        _items(entry, entry.instance, _copies(entry, entry.instance, fields, shape, local), shape)


def _gone(field: Field, shape: _Shape) -> bool:
    return any(text.strip(" 0") for text in all_of(field, shape.gone)) if shape.gone else False


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
    entry.language = entry.dataset.language
    access.of_holdings(entry)
    entry.title = entry.record_id
    fields = entry.by.get("852") or [("852", "  ", [])]
    shape = _SHAPES["852"]
    instance = entry.mint.thing("instance", held)
    _items(entry, instance, _copies(entry, instance, fields, shape, ""), shape)


def _local_number(entry: Entry) -> str:
    for tag in _LOCAL_NUMBERS:
        if tag not in entry.by:
            continue
        marks = sorted(" ".join(all_of(field, "ab")) for field in entry.by[tag])
        if marks and marks[0]:
            return marks[0]
    return ""


def _copies(
    entry: Entry, instance: str, fields: list[Field], shape: _Shape, local: str
) -> list[_Copy]:
    """One for each barcode of each field. Pieces and numbering belong to the only field, or to
    that with the same $8; numbering that belongs to none is a note."""
    copies: list[_Copy] = []
    if len(fields) > 1:
        for text in numbered_parts(entry, "none").values():
            entry.note(instance, "866", text)
            entry.warn(
                "unlinked-holdings", "866",
                f"“{text}” does not say ($8) to which of {len(fields)} locations it belongs.",
                f"“{text}” không cho biết ($8) thuộc nơi lưu giữ nào trong {len(fields)} nơi.",
            )  # fmt: skip
    pieces = [field for tag in _PIECES for field in entry.by.get(tag, ())]
    for field in fields:
        shelf = " ".join(all_of(field, shape.shelf)) or local
        link = first(field, "8").partition(".")[0]
        own = [each for each in pieces if len(fields) == 1 or (link and _link(each) == link)]
        parts = numbered_parts(entry, "" if len(fields) == 1 else link or "none")
        barcodes = all_of(field, shape.barcode)
        copies += [_Copy(field, shelf, barcode, tuple(parts.values())) for barcode in barcodes]
        for piece in own:
            named = parts.get(first(piece, "8"), "")
            copies += [
                _Copy(field, shelf, barcode, (named,) if named else (), piece)
                for barcode in all_of(piece, "p")
                if barcode not in barcodes
            ]
        if not barcodes and not any(first(piece, "p") for piece in own):
            copies.append(_Copy(field, shelf, "", tuple(parts.values())))
    return copies


def _link(field: Field) -> str:
    return first(field, "8").partition(".")[0]


def _items(entry: Entry, instance: str, copies: list[_Copy], shape: _Shape) -> None:
    keys = [
        enc(
            each.barcode or each.shelf
            or " ".join(all_of(each.field, shape.places + shape.holder)) or "1"
        )
        for each in copies
    ]  # fmt: skip
    names = keys
    if len(set(keys)) < len(keys):
        pairs = zip(keys, copies, strict=True)
        names = numbered([(key, repr(sorted(each.field[2]))) for key, each in pairs])
    for name, each in zip(names, copies, strict=True):
        _item(entry, instance, name, shape, each)


def _item(entry: Entry, instance: str, key: str, shape: _Shape, copy: _Copy) -> None:
    out = entry.triples
    field = copy.field
    item = entry.mint.thing("item", entry.record_id, "copy", key)
    out += (
        (instance, _HAS_ITEM, item),
        (item, A, _ITEM),
        (item, RECORD, entry.node),
        (item, _ITEM_OF, instance),
        (item, _HELD_BY, _holder(entry, first(field, shape.holder), field[0])),
        (item, LABEL, literals.text(copy.barcode or copy.shelf or entry.title)),
    )
    places = all_of(field, shape.places)
    _keyed(entry, item, field, shape)
    notes = all_of(field, shape.note) + (all_of(copy.piece, "z") if copy.piece else [])
    for place in places:
        entry.labelled(item, _SUBLOCATION, "sublocation", place, _SUBLOCATION_CLASS)
    if copy.shelf:
        node = f"{item[:-1]}/shelf-mark/{enc(copy.shelf)}>"
        kind = _SHELF_MARK_CLASSES.get(field[1][0]) if field[0] == "852" else None
        out += (
            (item, _SHELF_MARK, node),
            (node, A, kind or _SHELF_MARK_CLASS),
            (node, LABEL, literals.text(copy.shelf)),
        )
    if copy.barcode:
        node = f"{item[:-1]}/barcode/{enc(copy.barcode)}>"
        out += (
            (item, _IDENTIFIED, node),
            (node, A, _BARCODE),
            (node, _VALUE, literals.text(copy.barcode)),
        )
    for text in copy.parts:
        entry.labelled(item, _PART, "part", text, _PART_CLASS)
    for text in all_of(field, "3") if field[0] == "852" else ():
        entry.labelled(item, _APPLIES, "applies", trim(text), _APPLIES_CLASS)
    for text in [*notes, *_remarks(entry, field, len(entry.by.get("852", ())))]:
        entry.labelled(item, _NOTE, "note", text, _NOTE_CLASS)
    for text in all_of(field, shape.copy) or (all_of(copy.piece, "t") if copy.piece else []):
        node = entry.labelled(item, _NOTE, "number", text, _NOTE_CLASS)
        out.append((node, _NOTE_TYPE, '"copy number"'))
    for name in all_of(field, shape.collection) if entry.desk.collections else ():
        if name in entry.desk.collections:
            node = entry.known_heading("set", name, f"{field[0]}$b")
            out.append((entry.work, _MEMBER_OF, node))
    restrictions = all_of(copy.piece, "h") if copy.piece else []
    words = access.in_words((*places, *notes, *restrictions), "holding")
    access.state(entry, item, access.strictest((entry.level, *words)))
    if entry.dataset.demo:
        out.append((item, _DEMO, _TRUE))


def _keyed(entry: Entry, item: str, field: Field, shape: _Shape) -> None:
    """bflc:marcKey of 852 where a place or shelf mark has several parts, so that they can be
    told apart again."""
    parts = [part for part in field[2] if part[0] in shape.places + shape.shelf]
    if field[0] == "852" and len(parts) > 1:
        key = subfields.key_of((field[0], field[1], parts))
        entry.triples.append((item, _KEY, literals.text(key)))


def _remarks(entry: Entry, field: Field, count: int) -> list[str]:
    """842 Textual Physical Form Designator (NR), 843 Reproduction Note (R), 844 Name of Unit
    (NR): notes on the copy, where it is clear of which."""
    if count > 1 or field[0] != "852":
        return []
    texts = [
        " ".join(all_of(each, "abcdefmn")) for tag in _REMARKS for each in entry.by.get(tag, ())
    ]
    return [text for text in texts if text]


def _holder(entry: Entry, text: str, tag: str) -> str:
    """Who holds a copy: as the record says (a code by option `holders`), else the dataset, else
    the source itself."""
    name = entry.desk.holders.get(text, text) or entry.dataset.holder or entry.dataset.source
    return entry.known_heading("group", name, f"{tag}$a")
