"""What an object is made of, how it was worked, and how large it is."""

import re

from mocban.mappings.lido import actors, words
from mocban.mappings.lido.body import Node, best
from mocban.mappings.sheet import Sheet
from mocban.ontology import concepts, literals
from mocban.ontology.iris import enc, norm
from mocban.ontology.namespaces import CRM

_MEASURE = re.compile(r"(\d+(?:[.,]\d+)?) ?([a-zA-Z²]{1,12})\.?")
_COUNT = "so-luong"  # of v/dimension
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")


def materials(sheet: Sheet, thing: str, event: str | None, sets: list[Node]) -> None:
    """Materials of the thing and techniques of the event (production) in which they were used.
    Without an event, techniques are kept as text."""
    for node in sets:
        structured = [term for tech in node.all("materialsTech") for term in tech.children]
        found = False
        for term in structured:
            if term.name != "termMaterialsTech":
                continue
            word = actors.term(sheet, term)
            if word is None:
                continue
            found = True
            said = words.meaning("material", term.attributes.get("type", ""))
            _word(sheet, thing, event, word, said, actors.terms(term))
        shown = node.texts("displayMaterialsTech")
        if found or not shown:
            continue
        for value in shown:
            said = words.meaning("material", value.attributes.get("label", ""))
            pieces = [piece.strip() for piece in value.text.split(";")] if said else []
            for piece in filter(None, pieces):
                word = Node("term", {}, value.language, piece)
                _word(sheet, thing, event, word, said, [piece])
            if not said:
                sheet.statement(thing, "material", value.text, value.language, "material")


def _word(
    sheet: Sheet, thing: str, event: str | None, word: Node, said: str, known_by: list[str]
) -> None:
    slug = next(filter(None, (concepts.find("material", term) for term in known_by)), None)
    if said == "material" or (slug and not said):
        target = (
            sheet.mint.concept("material", slug)
            if slug
            else actors.heading(sheet, "topic", word, "lido:termMaterialsTech")
        )
        sheet.add(thing, CRM.P45_consists_of, target)
    elif said == "technique" and event:
        technique = actors.heading(sheet, "topic", word, "lido:termMaterialsTech")
        sheet.add(event, CRM.P32_used_general_technique, technique)
    else:
        sheet.statement(thing, "material", word.text, word.language, "material")


def measurements(sheet: Sheet, thing: str, sets: list[Node]) -> None:
    """Dimensions with value and unit, and the number of parts; what cannot be taken apart stays
    as text."""
    for node in sets:
        complete = True
        structured = node.all("objectMeasurements/measurementsSet")
        for measured in structured:
            complete &= _structured(sheet, thing, measured)
        if structured and complete:
            continue
        for shown in node.texts("displayObjectMeasurements"):
            kind = shown.attributes.get("label", "")
            match = _MEASURE.fullmatch(shown.text)
            slug = concepts.find("dimension", kind) if kind else None
            unit = concepts.find("unit", match[2]) if match else None
            if match and slug and unit:
                _dimension(sheet, thing, slug, None, match[1], unit)
            else:
                sheet.statement(thing, "dimensions", shown.text, shown.language, "dimensions")


def _structured(sheet: Sheet, thing: str, measured: Node) -> bool:
    types, units = measured.texts("measurementType"), measured.texts("measurementUnit")
    types += [term for kind in measured.all("measurementType") for term in kind.texts("term")]
    units += [term for kind in measured.all("measurementUnit") for term in kind.texts("term")]
    value = min((node.text for node in measured.texts("measurementValue")), default="")
    slugs = sorted(filter(None, (concepts.find("dimension", node.text) for node in types)))
    unit = min(filter(None, (concepts.find("unit", node.text) for node in units)), default=None)
    word = best(types, sheet.dataset.language)
    if _COUNT in slugs and value.isdecimal():
        sheet.add(thing, CRM.P57_has_number_of_parts, literals.integer(int(value)))
        return True
    if not _DECIMAL.fullmatch(value) or unit is None or word is None:
        words_of = [node.text for node in (word, best(units, "")) if node]
        text = " ".join((*words_of[:1], value, *words_of[1:]))
        if value:
            sheet.statement(thing, "dimensions", text, measured.language, "dimensions")
        return bool(value)
    _dimension(sheet, thing, slugs[0] if slugs else "", word, value, unit)
    return True


def _dimension(
    sheet: Sheet, thing: str, slug: str, word: Node | None, value: str, unit: str
) -> None:
    name = slug or (norm(word.text) if word else "")
    key = enc(f"{name} {value} {unit}")
    node = sheet.part(thing, CRM.P43_has_dimension, "dimension", key, CRM.E54_Dimension)
    sheet.add(node, CRM.P90_has_value, literals.decimal(value.replace(",", ".")))
    sheet.add(node, CRM.P91_has_unit, sheet.mint.concept("unit", unit))
    if slug:
        sheet.add(node, CRM.P2_has_type, sheet.mint.concept("dimension", slug))
    elif word:
        heading = actors.heading(sheet, "topic", word, "lido:measurementType")
        sheet.add(node, CRM.P2_has_type, heading)
