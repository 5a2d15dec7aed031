"""662, 751, 752: places, alone or from the country down
(https://www.loc.gov/marc/bibliographic/bd752.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, trim
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.fields import compound
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, SKOS

_SUBJECT = BF.subject
_PLACE = BF.place
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_ALSO = SKOS.altLabel


def about(entry: Entry, fields: list[Field]) -> None:
    """662 Subject Added Entry - Hierarchical Place Name (R)."""
    _each(entry, fields, _SUBJECT)


def added(entry: Entry, fields: list[Field]) -> None:
    """751 Added Entry - Geographic Name (R), 752 Added Entry - Hierarchical Place Name (R):
    where it was made, or what else $e says."""
    _each(entry, fields, _PLACE)


def _each(entry: Entry, fields: list[Field], predicate: str) -> None:
    for field in fields:
        language = entry.tongues.get(id(field), "") if entry.tongues else ""
        nodes = _nodes(entry, field, language) if language else entry.remembered(field, _nodes)
        if not nodes:
            continue
        compound.concern(entry, nodes[0], field, predicate)
        entry.triples.append((entry.work, predicate, nodes[0]))
        if entry.vernacular:
            for tongue, other in entry.also(field):
                text = "--".join([words for _, words in _levels(other)])
                if text:
                    entry.triples.append((nodes[0], LABEL, literals.text(text, tongue)))


def _levels(field: Field) -> list[tuple[str, str]]:
    """The places that a field names, the largest first."""
    codes = "a" if field[0] == "751" else "abcdfgh"
    found = [(code, trim(text)) for code, text in field[2] if code in codes]
    return [each for each in found if each[1]]


def _nodes(entry: Entry, field: Field, language: str = "") -> list[str]:
    """The heading “Việt Nam--Bắc Giang--Yên Thế” of its parts; it is also called “Yên Thế, Bắc
    Giang”, as places are in a 651."""
    tag, levels = field[0], _levels(field)
    parts = [
        compound.heading(entry, compound.PLACE, text, f"{tag}${code}", language)
        for code, text in levels
    ]
    if not parts:
        return []
    node = parts[0]
    spoken = language or entry.dataset.language
    if len(parts) > 1:
        string = "--".join([text for _, text in levels])
        node = compound.heading(entry, compound.PLACE, string, tag, language)
        compound.compose(entry, node, parts)
        plain = ", ".join([text for code, text in reversed(levels) if code != "a"])
        entry.triples.append((node, _ALSO, literals.text(plain, spoken)))
    compound.thesaurus(entry, node, field, compound.SUBJECTS if tag == "662" else "")
    subfields.authorities(entry, node, field)
    if tag == "751":
        for text in all_of(field, "g"):
            entry.labelled(node, _NOTE, "note/g", trim(text), _NOTE_CLASS, spoken)
    return [node]


RULES: dict[str, Rule] = {"662": about, "751": added, "752": added}
