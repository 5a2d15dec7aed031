"""850 and 852: the copies a library holds."""

from collections.abc import Iterable

from mocban.mappings.marc21.access import in_words
from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.home import keys
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role, slug
from mocban.ontology.namespaces import BF, BFLC, DCTERMS, RDF

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
_RIGHTS = DCTERMS.accessRights
_APPLIES = BFLC.appliesTo
_SHELVED = {
    BF.ShelfMarkLcc: "0", BF.ShelfMarkDdc: "1", BF.ShelfMarkNlm: "2",
}  # fmt: skip


def holdings(said: Said) -> Iterable[Made]:
    """852 Location (R), one for each copy, and 866 Textual Holdings (R), linked with it by $8
    where there are several."""
    items = [item for item in said.things("item") if _ITEM in said.types(item)]
    usual = said.one(said.instance, _RIGHTS)
    for number, item in enumerate(items, 1):
        made = Made("852", f"{_shelving(said, item)} ")
        held = _labels(said, item, _PART)
        if held and len(items) > 1:
            made.add("8", str(number))
        for text in _labels(said, item, _APPLIES):
            made.add("3", text)
        for holder in said.nodes(_HELD_BY, item):
            made.say("a", said.words(holder))
        keyed = keys.of(said, item).own
        if keyed:
            made.indicators = keyed[0][1]
            made.own += keyed[0][2]
        else:
            for code, found in (("b", _SUBLOCATION), (_shelved(made), _SHELF_MARK)):
                for text in _labels(said, item, found):
                    made.add(code, text)
        for node in said.nodes(_IDENTIFIED, item):
            if _BARCODE in said.types(node):
                made.add("p", said.text(node, _VALUE))
        for node in said.nodes(_NOTE, item):
            made.add("t" if said.text(node, _NOTE_TYPE) == _COPY else "z", said.text(node))
        level = said.one(item, _RIGHTS)
        if level != usual and slug(level or "<>") not in in_words(
            [text for _, text in made.own], "holding"
        ):
            made.add("z", _restriction(slug(level or "<>")))
        yield made
        for place, text in enumerate(held, 1):
            volumes = Made("866", " 0")
            if len(items) > 1:
                volumes.add("8", f"{number}.{place}")
            volumes.add("a", text)
            yield volumes
    yield from _unlinked(said)


def _unlinked(said: Said) -> Iterable[Made]:
    """What is held, where it is not known in which place."""
    for note in said.nodes(_NOTE, said.instance):
        if role(note)[0] == "866":
            made = Made("866", " 0")
            made.add("a", said.text(note))
            yield made


def _restriction(level: str) -> str:
    """Words for how a copy may be read, which the mapping reads as this level again."""
    found = [
        words for words, own, where in rows("access_words") if own == level and where != "policy"
    ]
    return next(iter(found), "")


def _shelving(said: Said, item: str) -> str:
    """The shelving scheme, first indicator of 852."""
    classes = [name for mark in said.nodes(_SHELF_MARK, item) for name in said.types(mark)]
    return next(
        (_SHELVED[name] for name in classes if name in _SHELVED), " " if not classes else "8"
    )


def _shelved(made: Made) -> str:
    """$h where the shelf mark is a class mark, else $j."""
    return "h" if made.indicators[0] in "012" else "j"


def _labels(said: Said, node: str, predicate: str) -> list[str]:
    return [said.text(each) for each in said.nodes(predicate, node)]
