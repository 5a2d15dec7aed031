"""600, 610, 611, 630: persons, corporate bodies, meetings and works as subjects
(https://www.loc.gov/marc/bibliographic/bd600.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, trim
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.fields import compound, hubs, names
from mocban.ontology import literals
from mocban.ontology.iris import dec
from mocban.ontology.namespaces import BF

_SUBJECT = BF.subject
_OF_NAMES = ("/authorities/names/", "(DE-588)", "(viaf)", "(VIAF)", "(isni)", "(orcid)")
_BESIDE = "eivw012345678"
_LAYOUT = compound.Layout(compound.TOPIC, "", "vxyz")


def named(entry: Entry, fields: list[Field]) -> None:
    """600 Personal Name, 610 Corporate Name, 611 Meeting Name, 630 Uniform Title: subject added
    entries (R). The agent or, with $t, the work; with subdivisions the compound heading too."""
    for field in fields:
        tag = entry.desk.local_subjects.get(field[0], field[0])
        language = entry.tongues.get(id(field), "") if entry.tongues else ""
        divisions = _LAYOUT.divisions(field)
        own = (tag, field[1], compound.undivided(field)) if divisions else (tag, *field[1:])
        if language:
            entry.tongues[id(own)] = language
        work = tag == "630" or bool(first(own, "t"))
        found = (hubs.hub(entry, own),) if work else names.agent(entry, own)
        if language:
            del entry.tongues[id(own)]
        if not found or not found[0]:
            continue
        whole = main = found[0]
        if divisions:
            whole = _compound(entry, field, own, main, language)
        compound.concern(entry, whole, field, _SUBJECT, None if work else found[3:])
        compound.thesaurus(entry, main, field)
        entry.triples += [(entry.work, _SUBJECT, node) for node in dict.fromkeys((whole, main))]


def _compound(entry: Entry, field: Field, own: Field, main: str, language: str) -> str:
    """The heading of a name with its subdivisions; each place in $z is a subject as well."""
    divisions = _LAYOUT.divisions(field)
    parts = compound.of_divisions(entry, field[0], divisions, language)
    key = compound.string(dec(main[main.rindex("/") + 1 : -1]), divisions)
    label = compound.string(_label(own), divisions)
    spoken = language or entry.dataset.language
    whole = compound.heading(entry, compound.TOPIC, key, field[0], language, label)
    point = compound.string(_point(own), divisions)
    if point != label:
        entry.triples.append((whole, names.ACCESS_POINT, literals.text(point, spoken)))
    compound.compose(entry, whole, [main, *parts])
    compound.thesaurus(entry, whole, field)
    numbers = all_of(field, "0")
    of_name = [text for text in numbers if any(sign in text for sign in _OF_NAMES)]
    for node, texts in (
        (main, of_name + all_of(field, "1")),
        (whole, [text for text in numbers if text not in of_name]),
    ):
        subfields.authorities(entry, node, ("", "", [("0", text) for text in texts]))
    entry.triples += [
        (entry.work, _SUBJECT, part)
        for part, (code, _) in zip(parts, divisions, strict=True)
        if code == "z"
    ]
    if entry.vernacular:
        for tongue, other in entry.also(field):
            there = (own[0], other[1], compound.undivided(other))
            text = compound.string(_point(there), _LAYOUT.divisions(other))
            if text:
                entry.triples.append((whole, LABEL, literals.text(text, tongue)))
    return whole


def _label(own: Field) -> str:
    """The name without dates and the like, or name and title."""
    if own[0] == "630" or first(own, "t"):
        return _point(own)
    return names.name_of(own, "person" if own[0] == "600" else "group")


def _point(own: Field) -> str:
    """Name and title as the catalogue established them."""
    name, title = hubs.split(own)
    words = trim(" ".join([text for code, text in title[2] if code not in _BESIDE]))
    if not name[2]:
        return words
    point = names.access_point(name)
    return f"{point}. {words}" if words else point


RULES: dict[str, Rule] = {tag: named for tag in ("600", "610", "611", "630")}
