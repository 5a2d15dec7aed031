"""Classification records (https://www.loc.gov/marc/classification/): each class as a concept
with its number, its caption, what stands above it and the words that lead to it."""

from mocban.errors import RecordError
from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Marc, all_of, first, trim
from mocban.mappings.marc21.entry import Desk, Entry
from mocban.mappings.marc21.fields import control
from mocban.mappings.record import Mapped, Record
from mocban.ontology import literals
from mocban.ontology.namespaces import SKOS

_CONCEPT = SKOS.Concept
_NOTATION = SKOS.notation
_ALT_LABEL = SKOS.altLabel
_HIDDEN = SKOS.hiddenLabel
_ABOVE = SKOS.note
_INDEX_TERMS = ("700", "710", "711", "730", "748", "750", "751", "753", "754")


def convert(desk: Desk, record: Record, marc: Marc) -> Mapped:
    """One classification record. RecordError where it has no number, or is deleted."""
    entry = Entry(desk, record, marc)
    entry.language = entry.dataset.language
    if entry.leader[5:6] == "d":
        raise RecordError(
            "The classification record is marked as deleted (leader/05 = d).",
            "Biểu ghi phân loại đã được đánh dấu xóa (đầu biểu/05 = d).",
        )
    field = entry.only("153")
    number = notation(field) if field is not None else ""
    if field is None or not number:
        raise RecordError(
            "The classification record has no number (153 $a).",
            "Biểu ghi phân loại không có chỉ số (153 $a).",
        )
    entry.record(control.modified(entry))
    concept = entry.thing("topic", record.id, _CONCEPT)
    entry.add(concept, _NOTATION, literals.text(number))
    captions = [trim(text) for text in all_of(field, "j")]
    entry.label(concept, " ".join(captions) or number)
    above = "--".join(trim(text) for text in all_of(field, "h"))
    if above:
        entry.add(concept, _ABOVE, literals.text(above, entry.language))
    for scheme in entry.by.get("084", ()):
        subfields.source(entry, concept, first(scheme, "a"))
    for former in entry.by.get("453", ()):
        if said := notation(former):
            entry.add(concept, _HIDDEN, literals.text(said))
    for tag in _INDEX_TERMS:
        for term in entry.by.get(tag, ()):
            words = "--".join(trim(text) for code, text in term[2] if code in "abtvxyz")
            if words:
                entry.add(concept, _ALT_LABEL, literals.text(words, entry.language))
    for note in entry.by.get("680", ()):
        text = " ".join(all_of(note, "iat")).strip()
        if text:
            entry.statement(concept, "note-680", text, kind="scope")
    return entry.done()


def notation(field: Field) -> str:
    """A class number, or the first and last of a range of numbers; a number of a table with
    the number of its table before it."""
    start, end, table = (first(field, code).strip() for code in "acz")
    number = f"{start}-{end}" if start and end else start
    return f"{table}--{number}" if table and number else number
