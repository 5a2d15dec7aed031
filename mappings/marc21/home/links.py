"""856: where a document, or what belongs to it, is found on the web."""

from collections.abc import Iterable

from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role, slug
from mocban.ontology.namespaces import BF, DC, DCTERMS

_HAS_INSTANCE = BF.hasInstance
_ELECTRONIC = BF.Electronic
_LOCATOR = BF.electronicLocator
_CONTENTS = (BF.tableOfContents, BF.supplementaryContent)
_NOTE = BF.note
_FORMAT = DC.format
_RIGHTS = DCTERMS.accessRights
_STATUS = {"cong-khai": "0", "tai-cho": "1"}  # 856 $7 access status
_OF_NOTES = "note"  # 505 and others have addresses of their own


def links(said: Said) -> Iterable[Made]:
    """856 Electronic Location and Access (R)."""
    for node in said.nodes(_HAS_INSTANCE, said.work):
        if node != said.instance and _ELECTRONIC in said.types(node):
            label = said.text(node)
            known = {words.text for words in said.words(said.instance)}
            yield from _located(said, node, "1", "" if label in known else label)
    for predicate in _CONTENTS:
        for node in said.nodes(predicate):
            if role(node)[0] != _OF_NOTES:
                yield from _located(said, node, "2", "")


def _located(said: Said, node: str, second: str, label: str) -> Iterable[Made]:
    notes = [said.text(note) for note in said.nodes(_NOTE, node)]
    for term in said.all(node, _LOCATOR):
        made = Made("856", f"4{second}")
        if label not in notes:
            made.add("3", label)
        elif label:
            made.add("y", label)
        if second == "2" and notes:
            made.add("3", notes.pop(0))
        made.add("u", term[1:-1])
        for form in said.words(node, _FORMAT):
            made.add("q", form.text)
        for text in notes:
            made.add("z", text if text != label else "")
        made.add("7", _STATUS.get(slug(said.one(node, _RIGHTS) or "<>"), ""))
        yield made
