"""850 and 852: the copies a library holds."""

from collections.abc import Iterable

from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said
from mocban.ontology.namespaces import BF, BFLC, RDF

_ITEM = BF.Item
_HELD_BY = BF.heldBy
_SUBLOCATION = BF.sublocation
_SHELF_MARK = BF.shelfMark
_IDENTIFIED = BF.identifiedBy
_BARCODE = BF.Barcode
_VALUE = RDF.value
_NOTE = BF.note
_NOTE_TYPE = BF.noteType
_COPY = "copy number"
_PART = BF.enumerationAndChronology
_APPLIES = BFLC.appliesTo
_SHELVED = {
    BF.ShelfMarkLcc: "0", BF.ShelfMarkDdc: "1", BF.ShelfMarkNlm: "2",
}  # fmt: skip


def holdings(said: Said) -> Iterable[Made]:
    """852 Location (R) and 866 Textual Holdings (R), one for each copy."""
    for item in said.things("item"):
        if _ITEM not in said.types(item):
            continue
        made = Made("852", f"{_shelving(said, item)} ")
        for text in _labels(said, item, _APPLIES):
            made.add("3", text)
        for holder in said.nodes(_HELD_BY, item):
            made.say("a", said.words(holder))
        places = _labels(said, item, _SUBLOCATION)
        for code, text in zip("b" + "c" * len(places), places, strict=False):
            made.add(code, text)
        for text in _labels(said, item, _SHELF_MARK):
            made.add("h" if made.indicators[0] in "012" else "j", text)
        for node in said.nodes(_IDENTIFIED, item):
            if _BARCODE in said.types(node):
                made.add("p", said.text(node, _VALUE))
        for node in said.nodes(_NOTE, item):
            made.add("t" if said.text(node, _NOTE_TYPE) == _COPY else "z", said.text(node))
        yield made
        for text in _labels(said, item, _PART):
            held = Made("866", " 0")
            held.add("a", text)
            yield held


def _shelving(said: Said, item: str) -> str:
    """The shelving scheme, first indicator of 852."""
    classes = [name for mark in said.nodes(_SHELF_MARK, item) for name in said.types(mark)]
    return next(
        (_SHELVED[name] for name in classes if name in _SHELVED), " " if not classes else "8"
    )


def _labels(said: Said, node: str, predicate: str) -> list[str]:
    return [said.text(each) for each in said.nodes(predicate, node)]
