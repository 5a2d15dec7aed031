"""300 Physical Description (R)."""

from collections.abc import Iterable

from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology.namespaces import BF

_EXTENT = BF.extent
_DIMENSIONS = BF.dimensions
_NOTE = BF.note


def extents(said: Said) -> Iterable[Made]:
    """300: one field for each extent; what belongs to none stands in the first."""
    found: list[Made] = []
    for extent in said.nodes(_EXTENT, said.instance):
        made = Made("300")
        made.say("a", said.words(extent))
        for note in said.nodes(_NOTE, extent):
            if role(note)[0] == "300b":
                made.say("b", said.words(note), repeatable=True)
        beside(said, extent, made)
        found.append(made)
    first = next(iter(found), Made("300"))
    notes = [note for note in said.nodes(_NOTE, said.instance) if role(note)[0][:3] == "300"]
    for note in notes:
        if role(note)[0] == "300b":
            first.say("b", said.words(note), repeatable=True)
    sizes = said.words(said.instance, _DIMENSIONS)
    first.say("c", [size for size in sizes if size.language] or sizes, repeatable=True)
    for note in notes:
        if role(note)[0] == "300e":
            first.say("e", said.words(note), repeatable=True)
    return found or [first]
