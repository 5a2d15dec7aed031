"""The files to take away hold what is served, all of it and nothing else."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, VOID, XSD, Graph, Literal, Namespace, URIRef

from mocban import config, publish
from mocban.app import create_app
from mocban.build import build
from mocban.graph.store import GraphStore
from mocban.publish import together
from mocban.workspace import copy_demo
from tests.workspaces import HEAD, ROWS, built

BASE = "https://mocban.example/"
CANARIES = (Path(__file__).parent / "canaries.txt").read_bytes().split()
SPDX = Namespace("http://spdx.org/rdf/terms#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")


@pytest.fixture(scope="module")
def dumps(demo: Path) -> Path:
    return (demo / "snapshots/current").resolve() / "dumps"


@pytest.fixture(scope="module")
def client(demo: Path) -> Iterator[FlaskClient]:
    app, pool, current = create_app(config.load(demo))
    yield app.test_client()
    pool.close()
    current.close()


@pytest.fixture(scope="module")
def catalogue(client: FlaskClient) -> Graph:
    answer = client.get("/.well-known/void")
    assert answer.status_code == 200
    return Graph().parse(data=answer.data, format="turtle")


# The files


def test_the_index_the_sums_and_the_files_agree(dumps: Path) -> None:
    entries = json.loads((dumps / "index.json").read_bytes())
    sums = dict(
        line.split("  ")[::-1] for line in (dumps / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    files = {path.name for path in dumps.glob("*.gz")}
    assert files == {entry["file"] for entry in entries} == sums.keys()
    assert {path.name for path in dumps.iterdir()} == files | {"index.json", "SHA256SUMS"}
    for entry in entries:
        packed = (dumps / entry["file"]).read_bytes()
        assert hashlib.sha256(packed).hexdigest() == entry["sha256"] == sums[entry["file"]]
        assert len(packed) == entry["bytes"]
        assert gzip.decompress(packed).count(b"\n") == entry["quads"]
        assert packed[3:8] == bytes(5), "a gzip header with a name or a time"


def test_all_files_together_are_the_served_graphs_but_for_the_runs(demo: Path, dumps: Path) -> None:
    loaded = ox.Store()
    for path in dumps.glob("*.gz"):
        form = ox.RdfFormat.N_TRIPLES if ".nt." in path.name else ox.RdfFormat.N_QUADS
        with gzip.open(path) as lines:
            loaded.bulk_load(lines, form)  # type: ignore[arg-type]
    with GraphStore.open(demo / "snapshots/current/store") as store:
        served = {str(quad) for quad in store.quads()}
    runs = {line for line in served if f" <{BASE}g/prov/" in line}
    assert runs
    assert {str(quad) for quad in loaded} == served - runs


def test_each_file_holds_the_graphs_that_its_name_says(dumps: Path) -> None:
    for entry in json.loads((dumps / "index.json").read_bytes()):
        text = gzip.decompress((dumps / entry["file"]).read_bytes()).decode()
        if entry["part"] == "view":
            continue
        about = f"src/{entry['dataset']}" if entry["part"] == "source" else entry["part"]
        graphs = set(re.findall(rf"<{BASE}g/([^>]*)> \.$", text, re.MULTILINE))
        assert graphs and all(graph.startswith(about) for graph in graphs), entry["file"]


def test_the_merged_graph_is_sorted_and_says_nothing_twice(dumps: Path) -> None:
    lines = gzip.decompress((dumps / "view.nt.gz").read_bytes()).decode().splitlines(True)
    assert lines == sorted(set(lines)) and len(lines) > 30_000


def test_what_is_restricted_is_in_no_file(dumps: Path) -> None:
    assert len(CANARIES) > 10
    for path in dumps.iterdir():
        body = path.read_bytes()
        text = gzip.decompress(body) if path.suffix == ".gz" else body
        assert not [token for token in CANARIES if token in text], path.name


def test_a_second_build_from_nothing_gives_the_same_bytes(tmp_path: Path, dumps: Path) -> None:
    copy_demo(tmp_path / "again")
    snapshot = build(config.load(tmp_path / "again")).snapshot
    for path in dumps.iterdir():
        assert (snapshot / "dumps" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_workspace_that_wants_no_dumps_gets_statistics_only(tmp_path: Path) -> None:
    built(tmp_path)
    toml = (tmp_path / "mocban.toml").read_text("utf-8")
    (tmp_path / "mocban.toml").write_text(f"dumps = false\n{toml}", "utf-8")
    space = config.load(tmp_path)
    snapshot = build(space).snapshot
    assert not (snapshot / "dumps").exists()
    app, pool, current = create_app(space)
    try:
        client = app.test_client()
        assert client.get("/dump/view.nt.gz").status_code == 404
        assert client.get("/dump/SHA256SUMS").status_code == 404
        page = client.get("/en/datasets")
        assert page.status_code == 200 and "mocban.toml" in page.text
        assert b"classPartition" in client.get("/.well-known/void").data
        assert not Graph().parse(data=client.get("/dump/?format=ttl").data)
    finally:
        pool.close()
        current.close()


@pytest.mark.parametrize("block", [1, 20, 10_000])
def test_a_few_lines_find_their_places_among_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(publish, "BLOCK", block)
    many = [f"<x:{letter}> <x:p> <x:{number}> .\n" for letter in "bdf" for number in range(9)]
    few = sorted([many[3], many[-1], *(f"<x:{letter}> <x:p> <x:5> .\n" for letter in "aaceg")])
    path = tmp_path / "many.nq"
    path.write_text("".join(many), "utf-8")
    found = [line for batch in together(path, few) for line in batch]
    assert found == sorted({*many, *few})
    path.write_text("", "utf-8")
    assert [line for batch in together(path, few) for line in batch] == few


# Over HTTP


def test_a_file_is_given_whole_with_its_checksum_as_tag(client: FlaskClient, dumps: Path) -> None:
    for entry in json.loads((dumps / "index.json").read_bytes()):
        answer = client.get(f"/dump/{entry['file']}")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest() == entry["sha256"]
        assert answer.headers["ETag"] == f'"{entry["sha256"]}"'
        assert answer.headers["Content-Length"] == str(entry["bytes"])
        assert answer.headers["Content-Type"] == "application/gzip"
        assert "Content-Encoding" not in answer.headers
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"/dump/{entry['file']}", headers=tag).status_code == 304
        head = client.head(f"/dump/{entry['file']}")
        assert (head.headers["Content-Length"], head.data) == (str(entry["bytes"]), b"")
    assert client.get("/dump/SHA256SUMS").data == (dumps / "SHA256SUMS").read_bytes()


def test_a_part_of_a_file_can_be_asked_for(client: FlaskClient, dumps: Path) -> None:
    whole = (dumps / "view.nt.gz").read_bytes()
    for asked, part in (
        ("bytes=5-14", whole[5:15]), ("bytes=-20", whole[-20:]), ("bytes=100-", whole[100:]),
    ):  # fmt: skip
        answer = client.get("/dump/view.nt.gz", headers={"Range": asked})
        assert (answer.status_code, answer.data) == (206, part)
        assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")
    beyond = client.get("/dump/view.nt.gz", headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416
    other = {"Range": "bytes=5-14", "If-Range": '"another"'}
    assert client.get("/dump/view.nt.gz", headers=other).data == whole


@pytest.mark.parametrize(
    "name",
    [
        "index.json", "../manifest.json", "..%2Fmanifest.json", "%2e%2e/manifest.json",
        "..%5Cmanifest.json", "/etc/passwd", "%2Fetc%2Fpasswd", "view.nt.gz%00", "view.nt", ".",
        "..", "...", "tvbg.marc.nq.gz/", "a" * 5_000,
    ],
)  # fmt: skip
def test_nothing_but_the_files_can_be_had(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/dump/{name}")
    assert answer.status_code in (303, 404)
    assert b"root:" not in answer.data and b"inputs" not in answer.data


def test_a_file_that_is_being_read_stays_readable_when_its_snapshot_goes(tmp_path: Path) -> None:
    snapshot = built(tmp_path).snapshot
    whole = (snapshot / "dumps" / "view.nt.gz").read_bytes()
    app, pool, current = create_app(config.load(tmp_path))
    try:
        answer = app.test_client().get("/dump/view.nt.gz", buffered=False)
        built(tmp_path, a=HEAD + ROWS[0])
        shutil.rmtree(snapshot / "dumps")
        assert b"".join(answer.iter_encoded()) == whole
        answer.close()
        assert app.test_client().get("/dump/view.nt.gz").data != whole
    finally:
        pool.close()
        current.close()


def test_the_list_is_a_page_for_people_and_dcat_for_machines(client: FlaskClient) -> None:
    page = client.get("/dump/", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert (page.status_code, page.headers["Location"]) == (303, "/en/datasets")
    for accept in ("text/turtle", "application/ld+json", "application/json"):
        answer = client.get("/dump/", headers={"Accept": accept})
        assert answer.status_code == 200 and "Accept" in answer.headers["Vary"]
        form = "turtle" if accept == "text/turtle" else "json-ld"
        graph = Graph().parse(data=answer.data, format=form)
        assert len(set(graph.subjects(RDF.type, DCAT.Distribution))) > 15
    assert client.get("/dump/", headers={"Accept": "image/png"}).status_code == 406


def test_the_page_lists_every_file_with_source_licence_size_and_checksum(
    client: FlaskClient, dumps: Path
) -> None:
    for language in ("vi", "en"):
        page = client.get(f"/{language}/datasets").text
        for entry in json.loads((dumps / "index.json").read_bytes()):
            assert f'href="/dump/{entry["file"]}"' in page and entry["sha256"] in page
            number = f"{entry['quads']:,}"
            assert (number if language == "en" else number.replace(",", ".")) in page
        assert "https://creativecommons.org/publicdomain/zero/1.0/" in page
        assert f'href="/{language}/schema"' in page and "/.well-known/void" in page


# What machines are told


def test_every_file_is_a_distribution_with_its_size_checksum_and_licence(
    catalogue: Graph, dumps: Path
) -> None:
    entries = json.loads((dumps / "index.json").read_bytes())
    for entry in entries:
        address = URIRef(f"{BASE}dump/{entry['file']}")
        (node,) = catalogue.subjects(DCAT.downloadURL, address)
        assert (node, RDF.type, DCAT.Distribution) in catalogue
        size = Literal(str(entry["bytes"]), datatype=XSD.nonNegativeInteger)
        assert catalogue.value(node, DCAT.byteSize) == size
        checksum = catalogue.value(node, SPDX.checksum)
        assert (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256) in catalogue
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == entry["sha256"]
        assert catalogue.value(node, DCTERMS.issued) is not None
        (dataset,) = catalogue.subjects(DCAT.distribution, node)
        assert (dataset, VOID.dataDump, address) in catalogue
        if entry["part"] == "source":
            assert (node, DCTERMS.license, None) in catalogue
            assert (dataset, DCTERMS.publisher, None) in catalogue
    assert len(list(catalogue.subjects(RDF.type, DCAT.Distribution))) == len(entries)


def test_the_catalogue_tells_of_the_endpoint_and_of_itself(catalogue: Graph) -> None:
    root = URIRef(f"{BASE}g/catalog")
    (service,) = catalogue.objects(root, DCAT.service)
    assert (service, RDF.type, DCAT.DataService) in catalogue
    assert catalogue.value(service, DCAT.endpointURL) == URIRef(f"{BASE}sparql")
    described = set(catalogue.objects(root, DCAT.dataset))
    assert set(catalogue.objects(service, DCAT.servesDataset)) <= described
    assert {URIRef(f"{BASE}g/src/tvbg/marc"), URIRef(f"{BASE}g/view")} <= described
    document = URIRef(f"{BASE}.well-known/void")
    assert (document, RDF.type, VOID.DatasetDescription) in catalogue
    assert catalogue.value(document, FOAF.primaryTopic) == URIRef(f"{BASE}g/view")
    view = catalogue.value(document, FOAF.primaryTopic)
    assert int(str(catalogue.value(view, VOID.triples))) > 30_000
    assert not [node for node in catalogue.all_nodes() if not isinstance(node, URIRef | Literal)]


def test_the_catalogue_is_not_sent_twice_to_one_who_has_it(client: FlaskClient) -> None:
    first = client.get("/.well-known/void")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/.well-known/void", headers=tag).status_code == 304
    other = client.get("/.well-known/void?format=nt", headers=tag)
    assert other.status_code == 200 and other.mimetype == "application/n-triples"
