"""What an object is about, and what else it belongs to."""

from mocban.mappings.lido import actors, words
from mocban.mappings.lido.body import Node, best
from mocban.mappings.sheet import Sheet
from mocban.ontology.namespaces import CRM, MCB

_FIELD = "lido:subject"


def subjects(sheet: Sheet, thing: str, sets: list[Node]) -> None:
    """People, places, events, objects and topics that an object shows or is about."""
    language = sheet.dataset.language
    for node in sets:
        found: list[str] = []
        for subject in node.all("subject"):
            for concept in subject.all("subjectConcept"):
                if word := actors.term(sheet, concept):
                    found.append(actors.heading(sheet, "topic", word, _FIELD))
            found += _named(sheet, subject, "subjectActor", "displayActor", "person")
            found += [
                heading
                for actor in subject.all("subjectActor/actor")
                if (heading := actors.actor(sheet, actor, _FIELD))
            ]
            found += _named(sheet, subject, "subjectPlace", "displayPlace", "place")
            found += [
                heading
                for place in subject.all("subjectPlace/place")
                if (heading := actors.place(sheet, place, _FIELD))
            ]
            found += _named(sheet, subject, "subjectEvent", "displayEvent", "event")
            for event in subject.all("subjectEvent/event"):
                if name := best(event.texts("eventName/appellationValue"), language):
                    found.append(actors.heading(sheet, "event", name, _FIELD))
            found += _named(sheet, subject, "subjectObject", "displayObject", "object")
        shown = best(node.texts("displaySubject"), language)
        if not found and shown:
            found.append(actors.heading(sheet, "topic", shown, _FIELD))
        for heading in found:
            sheet.add(thing, MCB.about, heading)


def _named(sheet: Sheet, subject: Node, name: str, shown: str, kind: str) -> list[str]:
    """Headings of subjects that have only a text to show."""
    structured = {"displayActor": "actor", "displayPlace": "place", "displayEvent": "event"}
    found = []
    for node in subject.all(name):
        inner = structured.get(shown)
        if inner and any(below.children for below in node.all(inner)):
            continue
        text = best(node.texts(shown), sheet.dataset.language)
        if text and kind == "place":
            found.append(actors.named_place(sheet, [text], _FIELD))
        elif text:
            found.append(actors.heading(sheet, kind, text, _FIELD))
    return found


def related(sheet: Sheet, thing: str, sets: list[Node]) -> None:
    """The whole that an object is part of as a heading; literature and other things as text.
    What is known only by a number of another record says nothing here."""
    for node in sets:
        said = [term for kind in node.all("relatedWorkRelType") for term in actors.terms(kind)]
        relation = words.meaning("relation", *said)
        for work in node.all("relatedWork"):
            shown = best(work.texts("displayObject") + _notes(work), sheet.dataset.language)
            if shown is None or words.meaning("relation", shown.text):
                continue
            if relation == "part":
                whole = actors.heading(sheet, "object", shown, "lido:relatedWork")
                sheet.add(thing, CRM.P46i_forms_part_of, whole)
            else:
                kind = "bibliography" if relation == "literature" else "relation"
                sheet.statement(thing, kind, shown.text, shown.language, kind)


def _notes(work: Node) -> list[Node]:
    return [
        note for note in work.texts("object/objectNote") if note.attributes.get("type") != "type"
    ]
