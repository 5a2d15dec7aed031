"""Digital copies that a LIDO record points to (lido:resourceSet)."""

from mocban.mappings.lido import words
from mocban.mappings.lido.body import Node, best, by_language, tidy
from mocban.mappings.lido.rights import level, public_address, rights
from mocban.mappings.sheet import A, Sheet
from mocban.ontology import literals
from mocban.ontology.iris import numbered, short_key, sub
from mocban.ontology.namespaces import DC, DCTERMS, DIG, LA, MCB

_IIIF = "<http://iiif.io/api/presentation/3/context.json>"


def resources(sheet: Sheet, thing: str, sets: list[Node], labels: list[tuple[str, str]]) -> None:
    """One digital object for each resource: `r/{source}/digital/{rid}/image/{its id}`. Its
    level of access is said only where the record or the option `digital_access` says it; what
    has no level is not linked to."""
    keys = numbered([(_key(node), repr(node.content())) for node in sets])
    for key, node in zip(keys, sets, strict=True):
        links = _links(sheet, node)
        if not links:
            continue
        copy = sub(sheet.mint.thing("digital", sheet.record_id), "image", key)
        sheet.add(copy, A, DIG.D1_Digital_Object)
        sheet.add(copy, MCB.record, sheet.node)
        sheet.add(copy, MCB.surrogateOf, thing)
        for link, form in links:
            sheet.add(copy, LA.access_point, link)
            if form:
                sheet.add(copy, DC.format, literals.text(form))
            if "manifest" in link.rpartition("/")[2]:
                sheet.add(copy, DCTERMS.conformsTo, _IIIF)
        described = list(by_language(node.texts("resourceDescription"), sheet.dataset.language))
        for language, text in [(code, text.text) for code, text in described] or labels:
            sheet.label(copy, text, language)
        stated = node.all("rightsResource")
        rights(sheet, copy, stated)
        access = level(stated, str(sheet.dataset.options.get("digital_access", "")))
        if access:
            sheet.access(copy, access)


def _key(node: Node) -> str:
    identifier = best(node.texts("resourceID"), "")
    if identifier:
        return short_key(identifier.text[-40:])
    found = min(
        (link.text for link in node.texts("resourceRepresentation/linkResource")), default=""
    )
    return short_key(found.rstrip("/").rpartition("/")[2][-40:])


def _links(sheet: Sheet, node: Node) -> list[tuple[str, str]]:
    """Address and media type of each representation; previews only where there is nothing else."""
    full: set[tuple[str, str]] = set()
    previews: set[tuple[str, str]] = set()
    for shown in node.all("resourceRepresentation"):
        preview = words.meaning("representation", shown.attributes.get("type", "")) == "preview"
        for link in shown.texts("linkResource"):
            address = sheet.mint.media(link.text) or public_address(link.text)
            if address is None:
                sheet.warn(
                    "inner-address", "lido:linkResource",
                    "An address that nobody outside could follow is left out.",
                    "Bỏ qua một địa chỉ mà người ngoài không truy cập được.",
                )  # fmt: skip
                continue
            form = tidy(link.attributes.get("formatResource", ""))
            (previews if preview else full).add((address, form))
    return sorted(full or previews)
