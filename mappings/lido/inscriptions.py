"""What is written on an object."""

from mocban.mappings.lido.body import Node, best
from mocban.mappings.sheet import Sheet
from mocban.ontology import literals
from mocban.ontology.iris import numbered, short_key
from mocban.ontology.namespaces import CRM
from mocban.ontology.vietnamese import has_han


def inscriptions(sheet: Sheet, thing: str, nodes: list[Node]) -> None:
    """Each transcription as a crm:E34_Inscription; a description of one that is not
    transcribed stays a text about the object."""
    written = [node for node in nodes if node.texts("inscriptionTranscription")]
    texts = {id(node): best(node.texts("inscriptionTranscription"), "") for node in written}
    pairs = [
        (short_key(text.text), repr(node.content()))
        for node in written
        if (text := texts[id(node)])
    ]
    for key, node in zip(numbered(pairs), written, strict=True):
        inner = sheet.part(thing, CRM.P128_carries, "inscription", key, CRM.E34_Inscription)
        for text in node.texts("inscriptionTranscription"):
            language = _language(text, sheet.dataset.language)
            sheet.add(inner, CRM.P190_has_symbolic_content, literals.text(text.text, language))
            sheet.add(inner, CRM.P72_has_language, sheet.mint.concept("lang", language))
        for note in _described(node):
            sheet.statement(inner, "note", note.text, note.language, "inscription")
    for node in nodes:
        if not node.texts("inscriptionTranscription"):
            for note in _described(node):
                sheet.statement(thing, "inscription", note.text, note.language, "inscription")


def _described(node: Node) -> list[Node]:
    # CIMEC writes the name of the language here, with this label.
    found = node.texts("inscriptionDescription/descriptiveNoteValue")
    return [note for note in found if note.attributes.get("label") != "language"]


def _language(text: Node, default: str) -> str:
    """The record's language is not that of a stele: Chinese characters are Literary Chinese
    unless the record says what they are."""
    language = text.language or default
    return "lzh" if has_han(text.text) and language.partition("-")[2] == "" and language not in (
        "lzh", "zh", "ja", "ko"
    ) else language  # fmt: skip
