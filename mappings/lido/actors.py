"""People, groups and places that a LIDO record names: headings of the source."""

from collections.abc import Iterable

from mocban.mappings.lido import words
from mocban.mappings.lido.body import Node, best
from mocban.mappings.sheet import Sheet
from mocban.ontology.iris import norm
from mocban.ontology.vietnamese import head_kind

_RELATOR = "http://id.loc.gov/vocabulary/relators/"


def term(sheet: Sheet, concept: Node) -> Node | None:
    """The term by which a concept is called here; other languages and alternates give way."""
    return best(concept.texts("term"), sheet.dataset.language)


def terms(concept: Node) -> list[str]:
    """Every term and identifier of a concept, to look it up by."""
    return sorted(node.text for name in ("conceptID", "term") for node in concept.texts(name))


def heading(sheet: Sheet, kind: str, name: Node, field: str) -> str:
    """The heading for a name as an element has it."""
    return sheet.heading(kind, norm(name.text), field, name.language)


def actor_kind(actor: Node, name: Node) -> str:
    """`group` or `person`: as the record says, else as the name begins (Thư viện, Bảo tàng)."""
    said = words.meaning("actor", actor.attributes.get("type", ""))
    if said:
        return said
    return "group" if head_kind(name.text) == "group" else "person"


def actor(sheet: Sheet, node: Node, field: str) -> str | None:
    """The heading of a lido:actor, or None where it has no name."""
    name = best(node.texts("nameActorSet/appellationValue"), sheet.dataset.language)
    return heading(sheet, actor_kind(node, name), name, field) if name else None


def body_name(sheet: Sheet, body: Node) -> Node | None:
    """The name of a legal body (a museum, an archive)."""
    return best(body.texts("legalBodyName/appellationValue"), sheet.dataset.language)


def place(sheet: Sheet, node: Node, field: str) -> str | None:
    """The heading of a lido:place with the places it is part of (`Đức La, Trí Yên, Yên Dũng`);
    a temple or another monument is a monument. None where it has no name."""
    names: list[Node] = []
    below: Iterable[Node] = [node]
    while found := [
        name
        for part in below
        if (name := best(part.texts("namePlaceSet/appellationValue"), sheet.dataset.language))
    ]:
        names.append(min(found, key=lambda name: name.text))
        below = [outer for part in below for outer in part.all("partOfPlace")]
    return named_place(sheet, names, field) if names else None


def named_place(sheet: Sheet, names: list[Node], field: str) -> str:
    """The heading of a place from its name and the names of what it lies in."""
    first = names[0]
    vietnamese = (first.language or sheet.dataset.language).startswith("vi")
    monument = vietnamese and head_kind(first.text) == "monument"
    string = ", ".join(dict.fromkeys(norm(name.text) for name in names))
    return sheet.heading("monument" if monument else "place", string, field, first.language)


def relator(role: Node) -> str | None:
    """The relator of the Library of Congress that a role names by its IRI."""
    for identifier in sorted(node.text for node in role.texts("conceptID")):
        code = identifier.replace("https:", "http:").removeprefix(_RELATOR)
        if code.isalpha() and code != identifier:
            return f"<{_RELATOR}{code}>"
    return None
