"""What there is to take away, and what DCAT 3 and VoID say of it
(https://www.w3.org/TR/vocab-dcat-3/#Class:Distribution).

A build writes the files with an index. Sizes and checksums are told in what is served, never
in the store: a file cannot hold its own.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, Triple

from mocban.errors import Text
from mocban.graph.partitions import view_of
from mocban.graph.questions import Store, Term
from mocban.ontology.namespaces import DCAT, DCTERMS, RDF, VOID, XSD, Vocabulary

SPDX = Vocabulary("spdx", "http://spdx.org/rdf/terms#")
_MEDIA = "https://www.iana.org/assignments/media-types/application/"

# What files hold that are not one source's dataset.
PARTS = {
    "view": Text("The merged graph: what a plain query sees",
                 "Đồ thị chung: những gì một truy vấn thông thường nhìn thấy"),
    "links": Text("Which records speak of the same thing, and why",
                  "Những biểu ghi nào nói về cùng một đối tượng, và vì sao"),
    "curation": Text("What people have decided", "Những quyết định của người biên tập"),
    "vocab": Text("Controlled vocabularies", "Các bộ từ vựng có kiểm soát"),
    "ontology": Text("The mocban vocabulary itself", "Chính bộ từ vựng mộc bản"),
    "catalog": Text("The catalogue of datasets, and statistics",
                    "Danh mục các bộ dữ liệu và số liệu thống kê"),
}  # fmt: skip


class Dump(NamedTuple):
    """A file: its name, what it holds (a part, or `source`), the dataset (`tvbg/marc`, or the
    empty string), quads, bytes, SHA-256 in hexadecimal digits."""

    file: str
    part: str
    quads: int
    bytes: int
    sha256: str
    dataset: str = ""

    @property
    def syntax(self) -> str:
        """The media type of the file when it is unpacked, without `application/`."""
        return "n-triples" if ".nt." in self.file else "n-quads"

    def about(self, base: str) -> str:
        """The IRI of the dataset or graph that the file holds."""
        if self.part == "view":
            return view_of(base)[1:-1]
        return f"{base}g/src/{self.dataset}" if self.dataset else f"{base}g/{self.part}"


_licences: WeakKeyDictionary[Store, dict[str, Term]] = WeakKeyDictionary()


def listing(folder: Path) -> list[Dump]:
    """The files of a snapshot; none where it was built without."""
    index = folder / "dumps" / "index.json"
    return [Dump(**entry) for entry in json.loads(index.read_bytes())] if index.is_file() else []


def manifest(folder: Path) -> dict[str, Any]:
    """What a snapshot says of itself (when it was `built`, how many `quads` and `entities`, by
    which `version`); empty where it says nothing."""
    file = folder / "manifest.json"
    found: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {}
    return found


def licences(store: Store) -> dict[str, Term]:
    """The licence of each dataset, by the dataset's IRI; every page names some, so they are
    remembered of a store that stands still."""
    known = _licences.get(store)
    if known is None:
        known = {row["dataset"].value: row["licence"] for row in store.rows("licences")
                 if isinstance(row["dataset"], NamedNode) and "licence" in row}  # fmt: skip
        if store.still:
            _licences[store] = known
    return known


def described(folder: Path, base: str, known: Mapping[str, Term]) -> Iterator[Triple]:
    """What DCAT says of the files of a snapshot, with the `known` licences."""
    built = manifest(folder).get("built")
    for dump in listing(folder):
        dataset = NamedNode(dump.about(base))
        node = NamedNode(f"{base}g/catalog/distribution/{dump.file}")
        checksum = NamedNode(f"{node.value}/sha256")
        address = NamedNode(f"{base}dump/{dump.file}")
        if dump.part in PARTS and dump.part != "catalog":
            yield Triple(NamedNode(f"{base}g/catalog"), _node(DCAT.dataset), dataset)
            yield Triple(dataset, _node(RDF.type), _node(DCAT.Dataset))
            for language, said in (("vi", PARTS[dump.part].vi), ("en", PARTS[dump.part].en)):
                title = Literal(said, language=language)
                yield Triple(dataset, _node(DCTERMS.description), title)
        yield Triple(dataset, _node(DCAT.distribution), node)
        yield Triple(dataset, _node(VOID.dataDump), address)
        yield Triple(checksum, _node(RDF.type), _node(SPDX.Checksum))
        yield Triple(checksum, _node(SPDX.algorithm), _node(SPDX.checksumAlgorithm_sha256))
        yield Triple(checksum, _node(SPDX.checksumValue), _typed(dump.sha256, XSD.hexBinary))
        said_of: list[tuple[str, Term]] = [
            (RDF.type, _node(DCAT.Distribution)),
            (DCTERMS.title, Literal(dump.file)),
            (DCAT.accessURL, NamedNode(f"{base}dump/")),
            (DCAT.downloadURL, address),
            (DCAT.mediaType, NamedNode(_MEDIA + dump.syntax)),
            (DCAT.compressFormat, NamedNode(f"{_MEDIA}gzip")),
            (DCAT.byteSize, _typed(str(dump.bytes), XSD.nonNegativeInteger)),
            (SPDX.checksum, checksum),
        ]
        if dataset.value in known:
            said_of.append((DCTERMS.license, known[dataset.value]))
        if built:
            said_of.append((DCTERMS.issued, _typed(built, XSD.dateTime)))
        for predicate, value in said_of:
            yield Triple(node, _node(predicate), value)


def _node(term: str) -> NamedNode:
    return NamedNode(term[1:-1])


def _typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=_node(datatype))
