"""The catalogue: which institutions give which datasets, under which licence
(DCAT 3, https://www.w3.org/TR/vocab-dcat-3/; VoID, https://www.w3.org/TR/void/)."""

from collections.abc import Iterator, Mapping

from mocban.config import Source, Workspace
from mocban.ontology.iris import Minter, enc
from mocban.ontology.literals import integer, outside, text
from mocban.ontology.namespaces import BF, CRM, DCAT, DCTERMS, MCB, PROV, RDF, RDFS, VOID


def graph_of(base: str, source: str, dataset: str) -> str:
    """The graph in which one dataset speaks."""
    return f"<{base}g/src/{enc(source)}/{enc(dataset)}>"


def lines(workspace: Workspace, sizes: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """The catalogue as N-Triples lines; `sizes` are quads by source and dataset."""
    base = workspace.base
    catalog = f"<{base}g/catalog>"
    yield f"{catalog} {RDF.type} {DCAT.Catalog}"
    for language in ("vi", "en"):
        yield f"{catalog} {DCTERMS.title} {text(workspace.title.of(language), language)}"
    yield from _service(base)
    for source in workspace.sources:
        yield from _institution(base, source)
        publisher = Minter(base, source.code).thing("group", source.code)
        licence = outside(source.licence) or text(source.licence)
        for dataset in source.datasets:
            node = graph_of(base, source.code, dataset.name)
            yield f"{catalog} {DCAT.dataset} {node}"
            yield f"{node} {RDF.type} {DCAT.Dataset}"
            yield f"{node} {RDF.type} {VOID.Dataset}"
            yield f"{node} {DCTERMS.isPartOf} <{base}source/{enc(source.code)}>"
            yield f"{node} {DCTERMS.identifier} {text(f'{source.code}/{dataset.name}')}"
            yield f"{node} {DCTERMS.publisher} {publisher}"
            yield f"{node} {DCTERMS.license} {licence}"
            yield f"{node} {MCB.inFormat} {text(dataset.format)}"
            yield f"{_endpoint(base)} {DCAT.servesDataset} {node}"
            yield f"{node} {VOID.triples} {integer(sizes.get((source.code, dataset.name), 0))}"
            for language in ("vi", "en"):
                name = dataset.title.of(language) if dataset.title else dataset.name
                title = f"{source.name.of(language)}: {name}"
                yield f"{node} {DCTERMS.title} {text(title, language)}"


def _endpoint(base: str) -> str:
    return f"<{base}g/catalog/service/sparql>"


def _service(base: str) -> Iterator[str]:
    """The SPARQL endpoint as a data service, which describes itself at its own address."""
    node, address = _endpoint(base), f"<{base}sparql>"
    yield f"<{base}g/catalog> {DCAT.service} {node}"
    yield f"{node} {RDF.type} {DCAT.DataService}"
    yield f"{node} {DCTERMS.title} {text('Điểm truy vấn SPARQL', 'vi')}"
    yield f"{node} {DCTERMS.title} {text('SPARQL endpoint', 'en')}"
    yield f"{node} {DCTERMS.conformsTo} <https://www.w3.org/TR/sparql11-protocol/>"
    yield f"{node} {DCAT.endpointURL} {address}"
    yield f"{node} {DCAT.endpointDescription} {address}"


def _institution(base: str, source: Source) -> Iterator[str]:
    """An institution as the thing it describes itself to be, and as a source."""
    mint = Minter(base, source.code)
    node, record = mint.thing("group", source.code), mint.record(source.code)
    yield f"{record} {RDF.type} {MCB.SourceRecord}"
    yield f"{record} {RDF.type} {PROV.Entity}"
    yield f"{record} {DCTERMS.identifier} {text(source.code)}"
    yield f"{node} {MCB.record} {record}"
    yield f"{node} {RDF.type} {CRM.E74_Group}"
    yield f"{node} {RDF.type} {BF.Organization}"
    if source.library_type:
        yield f"{node} {MCB.libraryType} {mint.concept('library-type', source.library_type)}"
    if source.successor:
        yield f"{node} {MCB.successor} {Minter(base, source.successor).thing('group', source.successor)}"
    entry = f"<{base}source/{enc(source.code)}>"
    yield f"{entry} {RDF.type} {DCAT.Catalog}"
    yield f"{entry} {DCTERMS.publisher} {node}"
    yield f"{entry} {DCTERMS.type} {text(source.kind)}"
    for language in ("vi", "en"):
        yield f"{node} {RDFS.label} {text(source.name.of(language), language)}"
        yield f"{entry} {DCTERMS.title} {text(source.name.of(language), language)}"
