"""255, 257, 341, 370, 377, 385, 386: the content, where it comes from and whom it is for
(https://www.loc.gov/marc/bibliographic/bd3xx.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Subfield, all_of, table
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.fields.characteristics import VOCABULARY, following
from mocban.mappings.marc21.punctuation import chopped, unwrapped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, RDF, SKOS

_SCALE = BF.scale
_SCALE_CLASS = BF.Scale
_MAP = BF.cartographicAttributes
_MAP_CLASS = BF.Cartographic
_PROJECTION = BF.projection
_PROJECTION_CLASS = BF.Projection
_ORIGIN = BF.originPlace
_PLACE_CLASS = BF.Place
_ACCESSIBILITY = BF.contentAccessibility
_ACCESSIBILITY_CLASS = BF.ContentAccessibility
_LANGUAGE = BF.language
_LANGUAGE_CLASS = BF.Language
_NOTE_TYPE = BF.noteType
_CODE = BF.code
_VALUE = RDF.value
_EXACT = SKOS.exactMatch
_DEMOGRAPHIC = BFLC.demographicGroup
_DEMOGRAPHIC_CLASS = BFLC.DemographicGroup
_LANGUAGES = f"{VOCABULARY}languages/"
_SUBJECTS = f"{VOCABULARY}subjectSchemes/"
_DEMOGRAPHIC_TERMS = "http://id.loc.gov/authorities/demographicTerms/"
_NUMBERED = (("dg", _DEMOGRAPHIC_TERMS), ("sh", "http://id.loc.gov/authorities/subjects/"))
_MAP_TEXTS = {
    "c": BF.coordinates,
    "d": BF.ascensionAndDeclination,
    "e": BF.equinox,
    "f": BF.outerGRing,
    "g": BF.exclusionGRing,
}
_FEATURES = {
    "b": '"textual assistive features"',
    "c": '"visual assistive features"',
    "d": '"auditory assistive features"',
    "e": '"tactile assistive features"',
}
_MEANT = {
    "385": (BF.intendedAudience, BF.IntendedAudience),
    "386": (BFLC.creatorCharacteristic, BFLC.CreatorCharacteristic),
}


def cartography(entry: Entry, fields: list[Field]) -> None:
    """255 Cartographic Mathematical Data (R)."""
    for field in fields:
        for language, each in entry.spoken(field):
            said: list[tuple[str, str]] = []
            projections = []
            for code, text in each[2]:
                words = unwrapped(text) if code in "cde" else chopped(text)
                if not words:
                    continue
                if code == "a":
                    entry.labelled(entry.work, _SCALE, "scale/255", words, _SCALE_CLASS, language)
                elif code == "b":
                    projections.append(words)
                elif code in _MAP_TEXTS:
                    said.append((_MAP_TEXTS[code], words))
            if not (said or projections):
                continue
            key = " ".join([*projections, *[words for _, words in said]])
            node = entry.node_for(entry.work, _MAP, "cartographic/255", key, _MAP_CLASS)
            entry.triples += [(node, name, literals.text(words, language)) for name, words in said]
            for words in projections:
                entry.labelled(node, _PROJECTION, "projection", words, _PROJECTION_CLASS, language)


def producing_country(entry: Entry, fields: list[Field]) -> None:
    """257 Country of Producing Entity (R)."""
    for field in fields:
        places = entry.remembered(field, _producing_places)
        entry.triples += [(entry.instance, _ORIGIN, place) for place in places]
        _other_scripts(entry, entry.instance, field, "a")


def _producing_places(entry: Entry, field: Field) -> list[str]:
    return _places(entry, field, "a", all_of(field, "2"), "")


def origin(entry: Entry, fields: list[Field]) -> None:
    """370 Associated Place (R): $c associated country, $g place of origin of the work."""
    for field in fields:
        places = entry.remembered(field, _origin_places)
        entry.triples += [(entry.work, _ORIGIN, place) for place in places]
        _other_scripts(entry, entry.work, field, "cg")


def _origin_places(entry: Entry, field: Field) -> list[str]:
    return _places(entry, field, "cg", [], _SUBJECTS)


def _places(entry: Entry, field: Field, codes: str, sources: list[str], stem: str) -> list[str]:
    """Headings of the places in a field; `sources` say where all the names are from. Without
    them, $2 behind a name does."""
    places = []
    parts = field[2]
    for at, (code, text) in enumerate(parts):
        words = chopped(text) if code in codes else ""
        if not words:
            continue
        place = entry.known_heading("place", words, f"{field[0]}${code}")
        numbers = following(parts, at)
        subfields.authorities(entry, place, (field[0], field[1], numbers))
        after = parts[at + 1 + len(numbers) : at + 2 + len(numbers)]
        for name in sources or [text for code, text in after if code == "2"]:
            subfields.source(entry, place, name, stem)
        places.append(place)
    return places


def _other_scripts(entry: Entry, node: str, field: Field, codes: str) -> None:
    for language, other in entry.also(field):
        for text in all_of(other, codes):
            words = chopped(text)
            if words:
                entry.labelled(node, _ORIGIN, "origin", words, _PLACE_CLASS, language)


def accessibility(entry: Entry, fields: list[Field]) -> None:
    """341 Accessibility Content (R): the sense it needs ($a), and what helps those who lack it."""
    for field in fields:
        for language, each in entry.spoken(field):
            said = [(code, chopped(text)) for code, text in each[2] if code in "abcde"]
            key = " ".join([text for _, text in said if text])
            if not key:
                continue
            node = entry.node_for(
                entry.work, _ACCESSIBILITY, "accessibility", key, _ACCESSIBILITY_CLASS
            )
            for code, text in said:
                if text and code == "a":
                    entry.triples.append((node, LABEL, literals.text(text, language)))
                elif text:
                    note = entry.note(node, f"341{code}", text, language=language)
                    entry.triples.append((note, _NOTE_TYPE, _FEATURES[code]))
            for name in all_of(each, "2"):
                subfields.source(entry, node, name)
            subfields.applies_to(entry, node, each, language)


def languages(entry: Entry, fields: list[Field]) -> None:
    """377 Associated Language (R): $a in code, $l in words."""
    known = table("languages")
    for field in fields:
        for language, each in entry.spoken(field):
            for at, (code, text) in enumerate(each[2]):
                words = chopped(text) if code in "al" else ""
                if not words:
                    continue
                if code == "a" and field[1][1:] != "7" and words in known:
                    entry.triples.append((entry.work, _LANGUAGE, f"<{_LANGUAGES}{words}>"))
                    continue
                role = f"language/377{code}"
                node = entry.node_for(entry.work, _LANGUAGE, role, words, _LANGUAGE_CLASS)
                if code == "l":
                    entry.triples.append((node, LABEL, literals.text(words, language)))
                else:
                    entry.triples.append((node, _VALUE, literals.text(words)))
                    for name in all_of(each, "2"):
                        subfields.source(entry, node, name)
                numbers = following(each[2], at)
                subfields.authorities(entry, node, (each[0], each[1], numbers))
                subfields.applies_to(entry, node, each, language)


def groups(entry: Entry, fields: list[Field]) -> None:
    """385 Audience Characteristics (R), 386 Creator/Contributor Characteristics (R)."""
    predicate, kind = _MEANT[fields[0][0]]
    for field in fields:
        for language, each in entry.spoken(field):
            parts = each[2]
            named = [at for at, (code, _) in enumerate(parts) if code == "a"]
            for at in named:
                words = chopped(parts[at][1])
                if not words:
                    continue
                node = entry.node_for(entry.work, predicate, each[0], words, kind)
                entry.triples.append((node, LABEL, literals.text(words, language)))
                of_it = _of_it(parts, at)
                entry.triples += [
                    (node, _CODE, literals.text(text)) for code, text in of_it if code == "b"
                ]
                _sourced(entry, node, each, language, of_it)
                entry.triples += [(node, _EXACT, term) for term in _numbered(of_it)]
                _demographic(entry, node, _DEMOGRAPHIC, each, language)
            if not named:
                _demographic(entry, entry.work, predicate, each, language)


def _numbered(parts: list[Subfield]) -> list[str]:
    """Terms of LC's that $0 gives by their number alone: `(DLC)dg2015060010`."""
    numbers = [subfields.authority(text)[2] for code, text in parts if code == "0"]
    terms = [
        literals.outside(stem + number)
        for number in numbers for kind, stem in _NUMBERED if number.startswith(kind)
    ]  # fmt: skip
    return [term for term in terms if term]


def _of_it(parts: list[Subfield], place: int) -> list[Subfield]:
    """What stands behind a term up to the next one."""
    end = place + 1
    while end < len(parts) and parts[end][0] != "a":
        end += 1
    return parts[place + 1 : end]


def _demographic(entry: Entry, node: str, predicate: str, field: Field, language: str) -> None:
    """$m, $n: the kind of group, as a term of LC's where there is a code of it."""
    terms = [literals.outside(_DEMOGRAPHIC_TERMS + text) for text in all_of(field, "n")]
    if any(terms):
        entry.triples += [(node, predicate, term) for term in terms if term]
        return
    for text in all_of(field, "m"):
        words = chopped(text)
        if words:
            group = entry.labelled(node, predicate, "group", words, _DEMOGRAPHIC_CLASS, language)
            for name in all_of(field, "2"):
                subfields.source(entry, group, name, _SUBJECTS)


def _sourced(entry: Entry, node: str, field: Field, language: str, numbers: list[Subfield]) -> None:
    subfields.authorities(entry, node, (field[0], field[1], numbers))
    for name in all_of(field, "2"):
        subfields.source(entry, node, name, _SUBJECTS)
    subfields.applies_to(entry, node, field, language)


RULES: dict[str, Rule] = {
    "255": cartography,
    "257": producing_country,
    "341": accessibility,
    "370": origin,
    "377": languages,
    "385": groups,
    "386": groups,
}
