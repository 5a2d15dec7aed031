"""What the query builder offers, as SHACL that Sparnatural reads
(https://docs.sparnatural.eu/how-to-configure-shacl/How-to-configure-Sparnatural-shacl.html):
of the kinds and ways of `ontology.ways`, those that lead somewhere in a snapshot."""

from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from mocban.graph.questions import Store, Way, question
from mocban.ontology.labels import names
from mocban.ontology.literals import text
from mocban.ontology.namespaces import RDF, RDFS, SKOS
from mocban.ontology.ways import Kind, Path, Step, kinds, properties

SHAPES = "https://w3id.org/mocban/shapes/ask/"
CORE = "http://data.sparna.fr/ontologies/sparnatural-config-core#"
LIST, SEARCH = f"{CORE}ListProperty", f"{CORE}AutocompleteProperty"
_PREFIXES = {
    "core": CORE, "dash": "http://datashapes.org/dash#", "rdfs": RDFS.iri, "s": SHAPES,
    "ds": "http://data.sparna.fr/ontologies/sparnatural-config-datasources#",
    "sh": "http://www.w3.org/ns/shacl#",
}  # fmt: skip
# Terms are so few that they are chosen from a list.
_LISTED = (SKOS.Concept[1:-1],)
_DATASOURCES = ("list", "search", "contains")
_LABELS = (RDFS.label[1:-1], SKOS.prefLabel[1:-1])


def turtle(store: Store) -> str:
    """The configuration for a snapshot, in Turtle."""
    return "".join(_lines(store))


def _lines(store: Store) -> Iterator[str]:
    for prefix, iri in _PREFIXES.items():
        yield f"@prefix {prefix}: <{iri}> .\n"
    for name in _DATASOURCES:
        query = text(question(f"builder/{name}"))
        yield f"\ns:{name} a ds:SparqlDatasource ; ds:queryString {query} .\n"
    asked = [kind for kind in kinds() if _labels(store, kind)]
    types = {kind.type: kind.key for kind in asked}
    indexed = {
        each for each in types if store.ask("builder/entities", **{"class": NamedNode(each)})
    }
    for order, kind in enumerate(asked, 1):
        ways = [*_longer(store, kind, types), *_direct(store, kind, types)]
        yield from _shape(order, kind, {_key(kind, way, types): way for way in ways}, indexed)
        yield from _label(kind, _labels(store, kind), offered=bool(ways))


def _labels(store: Store, kind: Kind) -> list[str]:
    """The properties by which things of a kind are called; none where there are no things."""
    type = NamedNode(kind.type)
    ways = {each: Way((((NamedNode(each), False),),)) for each in _LABELS}
    return [
        each for each, way in ways.items() if store.ask("builder/says", **{"class": type}, way=way)
    ]


def _direct(store: Store, kind: Kind, types: Mapping[str, str]) -> Iterator[Path]:
    """The properties of the shapes that lead from this kind to one that can be asked about."""
    rows = store.rows(
        "builder/between",
        **{"class": NamedNode(kind.type)},
        properties=[NamedNode(each) for each in properties()],
        ranges=[NamedNode(each) for each in types],
    )
    told = {(path.steps, path.range) for path in kind.paths}
    for iri, range in sorted({(str(r["property"])[1:-1], str(r["range"])[1:-1]) for r in rows}):
        said = names(iri)
        if said and ((Step(iri),), range) not in told:
            yield Path((Step(iri),), False, range, "", said)


def _longer(store: Store, kind: Kind, types: Mapping[str, str]) -> Iterator[Path]:
    """The ways that `ways.ttl` tells, where they lead anywhere."""
    for path in kind.paths:
        way = Way((tuple((NamedNode(step.iri), step.back) for step in path.steps),))
        type = NamedNode(kind.type)
        if path.range in types:
            end = NamedNode(path.range)
            there = store.ask("builder/leads", **{"class": type}, way=way, range=end)
        else:
            there = bool(path.datatype) and store.ask("builder/says", **{"class": type}, way=way)
        if there:
            yield path


def _key(kind: Kind, path: Path, types: Mapping[str, str]) -> str:
    """A name for a way that no other way has."""
    steps = [f"{_last(step.iri)}{'-of' * step.back}" for step in path.steps]
    return "-".join((kind.key, *steps, types.get(path.range) or _last(path.datatype)))


def _last(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _shape(order: int, kind: Kind, ways: Mapping[str, Path], indexed: set[str]) -> Iterator[str]:
    offered = " , ".join(f"s:{key}" for key in (f"{kind.key}-label", *ways))
    yield (
        f"\ns:{kind.key} a sh:NodeShape ; sh:order {order} ; sh:targetClass <{kind.type}> ;\n"
        f"  rdfs:label {text(kind.name.vi, 'vi')} , {text(kind.name.en, 'en')} ;\n"
        f"  sh:property {offered} .\n"
    )
    for key, path in ways.items():
        widget = path.widget or (LIST if path.range in _LISTED else SEARCH)
        end = f"sh:class <{path.range}>" if path.range else f"sh:datatype <{path.datatype}>"
        found = "search" if path.range in indexed else "contains"
        source = {LIST: "list", SEARCH: found}.get(widget)
        datasource = f" ds:datasource s:{source} ;" if source else ""
        yield (
            f"s:{key} sh:path {_path(path)} ; {end} ;{datasource}\n"
            f"  dash:searchWidget <{widget}> ;\n"
            f"  sh:name {text(path.name.vi, 'vi')} , {text(path.name.en, 'en')} .\n"
        )


def _path(path: Path) -> str:
    steps = [f"[ sh:inversePath <{s.iri}> ]" if s.back else f"<{s.iri}>" for s in path.steps]
    if path.repeated:
        steps[-1] = f"[ sh:oneOrMorePath {steps[-1]} ]"
    return steps[0] if len(steps) == 1 else f"( {' '.join(steps)} )"


def _label(kind: Kind, labels: list[str], *, offered: bool) -> Iterator[str]:
    """The name of things of a kind. A kind from which no way leads is only chosen as the end
    of one, for which its name must not be offered."""
    listed = " ".join(f"<{each}>" for each in labels)
    path = listed if len(labels) == 1 else f"[ sh:alternativePath ( {listed} ) ]"
    yield (
        f"s:{kind.key}-label sh:path {path} ; sh:datatype <{RDF.langString[1:-1]}> ;\n"
        f"  dash:propertyRole dash:LabelRole ; dash:searchWidget core:SearchProperty ;\n"
        f"  sh:deactivated {str(not offered).lower()} ; "
        f"sh:name {text('có tên', 'vi')} , {text('is called', 'en')} .\n"
    )
