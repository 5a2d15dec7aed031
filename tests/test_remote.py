"""The endpoint and the site over servers of other makers: the same answers as our own engine."""

import json
import re
import shutil
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from mocban import config
from mocban.errors import ConfigError, MocbanError
from mocban.graph.engine import Server, opened, server, view
from mocban.graph.outgoing import outgoing
from mocban.graph.questions import Away, OutOfTime, Solutions, Store, StoreError
from mocban.graph.remote import RemoteStore
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from mocban.oneoff import dump_to
from mocban.progress import Quiet
from mocban.push import Pushed, push
from tests import remotes
from tests.remotes import Engine
from tests.running import running
from tests.serving import snapshot
from tests.test_competency import QUESTIONS, expected, question

BASE = "https://mocban.example/"
HERE = Path(__file__).parent / "competency"
ENGINES = ("oxigraph", "virtuoso")


class Site(NamedTuple):
    """A running `mocban serve`."""

    address: str

    def ask(
        self, path: str, accept: str = "text/html", form: dict[str, str] | None = None
    ) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        body = urlencode(form).encode() if form else None
        headers = {"Accept": accept, "Accept-Language": "en"}
        request = urllib.request.Request(self.address + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"], error.read()

    def rows(self, query: str, **form: str) -> list[dict[str, str]]:
        """What a SELECT gives, as plain values."""
        json_form = "application/sparql-results+json"
        status, _, body = self.ask("/sparql", json_form, {"query": query, **form})
        assert status == 200, body.decode()
        found = json.loads(body)["results"]["bindings"]
        return [{name: cell["value"] for name, cell in row.items()} for row in found]


@pytest.fixture(scope="module")
def workspace(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Copies of the demonstration whose graph a server holds."""

    def copy(address: str) -> Path:
        folder = tmp_path_factory.mktemp("remote") / "heritage"
        shutil.copytree(demo, folder, symlinks=True)
        toml = folder / config.FILE
        short = "query_timeout = 2\nworkers = 2\n"
        toml.write_text(f'store = "{address}"\n{short}{toml.read_text("utf-8")}', "utf-8")
        return folder

    return copy


@pytest.fixture(scope="module")
def local(demo: Path) -> Iterator[GraphStore]:
    with GraphStore.open(demo / "snapshots" / "current" / "store") as store:
        yield store


@pytest.fixture(scope="module")
def running_engine(
    demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Engine]]:
    """The servers, each started when it is first asked for, filled by its own loader."""
    file = tmp_path_factory.mktemp("dump") / "all.nq"
    dump_to(demo / "snapshots" / "current" / "store", str(file), True, view(BASE))
    started: dict[str, Engine] = {}
    with ExitStack() as stack:

        def start(name: str) -> Engine:
            if name not in started:
                make = {"oxigraph": remotes.oxigraph, "virtuoso": remotes.virtuoso}[name]
                folder = tmp_path_factory.mktemp(name) / "data"
                started[name] = stack.enter_context(make(folder, file))
            return started[name]

        yield start


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, running_engine: Callable[[str], Engine]) -> Engine:
    return running_engine(request.param)


@pytest.fixture(scope="module")
def remote(engine: Engine, demo: Path) -> Store:
    path = (demo / "snapshots" / "current" / "store").resolve()
    return opened(path, Server(engine.query, BASE))


@pytest.fixture(scope="module")
def site(engine: Engine, workspace: Callable[[str], Path]) -> Iterator[Site]:
    with running(workspace(engine.query)) as address:
        yield Site(address)


@pytest.fixture(scope="module")
def ours(demo: Path) -> Iterator[Site]:
    with running(demo) as address:
        yield Site(address)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_competency_questions_have_the_same_answers_on_every_engine(
    remote: Store, name: str
) -> None:
    found = remote.evaluate(question(name), BASE)
    if isinstance(found, ox.QueryBoolean):
        given = ["?ask", "true" if found else "false"]
    else:
        assert isinstance(found, Solutions)
        rows = ("\t".join("" if c is None else str(c) for c in row) for row in found)
        given = ["\t".join(f"?{v.value}" for v in found.variables), *sorted(rows)]
    assert given == expected(name)


PAGES = (
    "/vi/", "/en/", "/vi/e/monument/vinh-nghiem", "/en/e/person/hoang-hoa-tham",
    "/vi/e/work/dia-chi-bac-giang", "/vi/e/place/bac-giang", "/vi/e/ich/le-hoi-vinh-nghiem",
    "/vi/e/trip/tay-yen-tu", "/vi/e/event/chien-thang-xuong-giang", "/vi/r/tvbg/record/BG000001",
    "/vi/r/tvbg/work/BG000001", "/vi/search?q=vinh+nghiem",
    "/en/search?of=e/monument/vinh-nghiem&by=about&place=e/place/bac-ninh", "/vi/browse/monument", "/vi/about",
    "/data/e/person/hoang-hoa-tham.ttl",
)  # fmt: skip


def told(body: bytes) -> tuple[Counter[str], Counter[str]]:
    """The links of a page and the words between its tags, without head and foot."""
    text = re.sub(r"<script.*?</script>", "", body.decode(), flags=re.DOTALL)
    _, _, text = text.rpartition("<main")
    words = (unescape(found).strip() for found in re.findall(r">([^<]+)<", text))
    return Counter(re.findall(r'href="([^"]+)"', text)), Counter(word for word in words if word)


@pytest.mark.parametrize("page", PAGES)
def test_pages_tell_the_same_whichever_engine_holds_the_graph(
    site: Site, ours: Site, page: str
) -> None:
    status, _, body = site.ask(page)
    expected = ours.ask(page)
    assert (status, told(body)) == (expected[0], told(expected[2]))
    assert status == 200 and len(body) > 1000


def test_a_server_of_another_maker_holds_the_same_graph(
    remote: Store, local: GraphStore, engine: Engine
) -> None:
    assert len(remote) == len(local) and remote.graphs() == local.graphs()
    thing = f"{BASE}e/monument/vinh-nghiem"
    assert set(remote.triples(thing)) == set(local.triples(thing))
    assert remote.has(thing) and not remote.has(f"{BASE}e/none") and not remote.has("no iri")
    # Virtuoso rounds the coordinates of a geometry.
    wkt = "http://www.opengis.net/ont/geosparql#asWKT"
    theirs = {str(t) for t in remote.construct("graph") if wkt not in str(t)}
    assert theirs == {str(t) for t in local.construct("graph") if wkt not in str(t)}
    assert len(theirs) > 30_000


LABELS = f"{{ <{BASE}e/monument/vinh-nghiem> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"


@pytest.mark.parametrize(
    "query, accept, part",
    [
        (f"SELECT ?l {LABELS}", "text/csv", b"l\r\n"),
        (f"SELECT ?l {LABELS}", "text/tab-separated-values", b'"@vi'),
        (f"SELECT ?l {LABELS}", "application/sparql-results+xml", b"</sparql>"),
        (f"SELECT ?l {LABELS}", "application/sparql-results+json", b'"xml:lang"'),
        (f"ASK {LABELS}", "application/sparql-results+json", b'"boolean":true'),
        (f"CONSTRUCT {LABELS} WHERE {LABELS}", "text/turtle", b"rdfs:label"),
        (f"CONSTRUCT {LABELS} WHERE {LABELS}", "application/rdf+xml", b"<rdf:RDF"),
        (f"CONSTRUCT {LABELS} WHERE {LABELS}", "application/ld+json", b"@context"),
        (f"DESCRIBE <{BASE}e/monument/vinh-nghiem>", "application/n-triples", b" .\n"),
    ],
)
def test_every_format_is_ours_on_every_engine(
    site: Site, query: str, accept: str, part: bytes
) -> None:
    status, media_type, body = site.ask("/sparql", accept, {"query": query})
    assert status == 200, body.decode()
    assert media_type.startswith(accept) and part in body


def test_true_and_false_are_written_as_in_the_source(site: Site) -> None:
    query = "SELECT DISTINCT ?o { ?s <https://w3id.org/mocban/ns/computed> ?o }"
    assert site.rows(query) == [{"o": "true"}]


def test_a_query_sees_the_view_and_the_readable_graphs_and_no_others(
    site: Site, engine: Engine, local: GraphStore
) -> None:
    names = {row["g"] for row in site.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert names == set(local.graphs())
    count = "SELECT (COUNT(?s) AS ?n) {} {{ ?s ?p ?o }}"
    links = f"{BASE}g/links"
    (all_of_it,) = site.rows(count.format(""))
    assert all_of_it["n"] == str(sum(1 for _ in local.quads(ox.DefaultGraph())))
    expected = [{"n": str(sum(1 for _ in local.quads(ox.NamedNode(links))))}]
    assert site.rows(count.format(f"FROM <{links}>")) == expected
    assert site.rows(count.format(""), **{"default-graph-uri": links}) == expected
    # The protocol goes before the query, and the server's own graphs are nobody's business.
    other = {"default-graph-uri": links}
    assert site.rows(count.format(f"FROM <{BASE}g/catalog>"), **other) == expected
    for foreign in (view(BASE), "http://www.openlinksw.com/schemas/virtrdf#", "urn:none"):
        assert site.rows(count.format(f"FROM <{foreign}>")) == [{"n": "0"}]
    assert site.rows(f"SELECT ?s FROM <{links}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []


SORTED = """PREFIX mcb: <https://w3id.org/mocban/ns/>
SELECT ?l { ?s mcb:dateText ?l } ORDER BY mcb:sortKey(?l)"""


@pytest.mark.parametrize(
    "query, status, words",
    [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", 405, "for reading"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("SELECT * { ?s ?p", 400, "line 1"),
        ('DEFINE input:same-as "yes" SELECT * { ?s ?p ?o }', 400, "input"),
        ("SELECT (<bif:sys_stat>('st_dbms_name') AS ?x) {}", 400, "does not have the function"),
        ("PREFIX b: <sql:> SELECT (b:x() AS ?x) {}", 400, "does not have the function"),
        ("BASE <BIF:x> SELECT (<now>() AS ?x) {}", 400, "does not have the function"),
        ("SELECT (<urn:none>(1) AS ?x) {}", 400, "urn:none"),
        (SORTED, 400, "does not have the function"),
    ],
)
def test_what_an_outsider_may_not_do_is_refused_with_a_sentence(
    site: Site, query: str, status: int, words: str
) -> None:
    name = "update" if query.startswith("INSERT") else "query"
    path = f"/sparql?{urlencode({name: query})}"
    request = urllib.request.Request(site.address + path, headers={"Accept-Language": "en"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    assert caught.value.code == status
    said = caught.value.read().decode()
    assert words in said and "Traceback" not in said


def test_a_query_that_takes_too_long_is_a_504_and_the_next_one_is_answered(site: Site) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a a ?b . ?c ?d ?e FILTER(STR(?b) < STR(?e)) }"
    status, _, body = site.ask("/sparql", "application/json", {"query": slow})
    assert status == 504, body.decode()
    assert site.rows("SELECT (1 + 1 AS ?n) {}") == [{"n": "2"}]


OTHER = "https://other.example/"


def test_a_push_replaces_what_the_server_has_of_this_workspace_and_nothing_else(
    engine: Engine, remote: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCBAN_STORE_USER", remotes.USER)
    monkeypatch.setenv("MOCBAN_STORE_PASSWORD", remotes.PASSWORD)
    monkeypatch.setattr("mocban.push._PIECE", 20_000)
    toml = f'base = "{OTHER}"\nstore = "{engine.query}"\n'
    (tmp_path / config.FILE).write_text(toml, "utf-8")
    before = len(remote)
    many = "".join(f"<urn:a> <urn:n> {number} .\n" for number in range(3000))
    graphs = [f"{OTHER}g/{name}" for name in ("links", "src/one", "src/two")]
    store = RemoteStore(engine.query, OTHER, graphs)

    def pushed(number: int, trig: str) -> Pushed:
        snapshot(tmp_path, number, trig)
        return push(config.load(tmp_path), engine.graphs, Quiet())

    old = pushed(1, f"{many} <{graphs[0]}> {{ <urn:a> <urn:b> 1 }} <{graphs[1]}> {{ {many} }}")
    assert old == (6001, 3, 0, 6001, 6001, False)
    assert len(store) == 6001 and len(store.triples("urn:a")) == 3000
    mark = Snapshots(tmp_path / "snapshots").pushed()
    new = pushed(2, f"<urn:a> <urn:b> 2 . <{graphs[2]}> {{ <urn:a> <urn:b> 3 }}")
    assert new == (2, 2, 2, 2, 2, False)
    assert [str(t.object.value) for t in store.triples("urn:a")] == ["2"]  # type: ignore[union-attr]
    assert len(store) == 2 and len(remote) == before
    assert Snapshots(tmp_path / "snapshots").pushed() > mark > 0


def test_the_site_says_that_the_server_is_away_and_recovers_by_itself(
    workspace: Callable[[str], Path], tmp_path: Path
) -> None:
    port = remotes.free_port()
    folder = workspace(f"http://127.0.0.1:{port}/query")
    thing = "/en/e/monument/vinh-nghiem"
    whole, file = tmp_path / "all.nq", tmp_path / "some.nq"
    dump_to((folder / "snapshots" / "current").resolve() / "store", str(whole), True, view(BASE))
    with whole.open(encoding="utf-8") as lines:
        file.write_text("".join(line for line in lines if "vinh-nghiem" in line), "utf-8")
    with running(folder) as address:
        site = Site(address)
        for path in (thing, "/sparql?query=ASK{?s+?p+?o}"):
            status, _, body = site.ask(path, "text/html, application/sparql-results+json")
            assert status == 503
            assert "server that holds the graph does not answer" in body.decode()
        with remotes.oxigraph(tmp_path / "data", file, port):
            for path in (thing, "/sparql?query=ASK{?s+?p+?o}&format=json"):
                assert _soon(lambda path=path: site.ask(path)[0] == 200)  # type: ignore[misc]
        # What was told before is told from memory; what was not cannot be.
        assert site.ask(thing)[0] == 200
        assert site.ask(thing.replace("/en/", "/vi/"))[0] == 503


def _soon(test: Callable[[], bool]) -> bool:
    from time import monotonic, sleep

    end = monotonic() + 10
    while not test():
        if monotonic() > end:
            return False
        sleep(0.2)
    return True


class _Bad(BaseHTTPRequestHandler):
    """A server that answers as its address says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        head = b'{"head":{"vars":["s"]},"results":{"bindings":['
        row = b'{"s":{"type":"literal","value":"a"}}'
        match self.path:
            case "/short":
                self._answer(head + row + b",", length=1000)
            case "/torn":
                self._answer(head + row + b"]The SPARQL operation has been cancelled")
            case "/torn-triples":
                self._answer(b"<urn:a> <urn:b> <urn:c> .\nThe SPARQL operation has")
            case "/partial":
                self._answer(head + row + b"]}}", {"X-SQL-State": "S1TAT"})
            case "/endless":
                self._answer(head + b",".join([row] * 100_000) + b"]}}")
            case "/time":
                body = b"Virtuoso S1T00 Error SR171: Transaction timed out\n\nSPARQL query:"
                self._answer(body, status=500)
            case "/secret":
                self._answer(b"who are you?", status=401)
            case "/html":
                self._answer(b"<html>It works!</html>")

    def _answer(
        self, body: bytes, headers: dict[str, str] | None = None, status: int = 200, length: int = 0
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length or len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def bad() -> Iterator[str]:
    made = HTTPServer(("127.0.0.1", 0), _Bad)
    Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize(
    "path, error",
    [
        ("short", StoreError), ("torn", StoreError), ("partial", OutOfTime), ("endless", StoreError),
        ("time", OutOfTime), ("secret", Away), ("html", StoreError),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_whole_is_an_error(
    bad: str, path: str, error: type[Exception]
) -> None:
    store = RemoteStore(f"{bad}/{path}", BASE, [], limit=1_000_000)
    with pytest.raises(error):
        list(store.select("SELECT ?s { ?s ?p ?o }"))


def test_triples_that_break_off_are_an_error(bad: str) -> None:
    with pytest.raises(StoreError):
        RemoteStore(f"{bad}/torn-triples", BASE, []).triples("urn:a")


def test_an_answer_that_virtuoso_cuts_at_a_number_of_rows_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "all.nq"
    file.write_text("".join(f'<urn:s> <urn:p> "{n}" <{view(BASE)}> .\n' for n in range(200)))
    with remotes.virtuoso(tmp_path / "data", file, rows=100) as engine:
        store = RemoteStore(engine.query, BASE, [])
        assert store.cuts()
        assert len(list(store.select("SELECT ?s { ?s ?p ?o } LIMIT 99"))) == 99
        with pytest.raises(OutOfTime):
            list(store.select("SELECT ?s { ?s ?p ?o }"))


def test_clauses_of_a_query_are_found_where_they_are_and_nowhere_else() -> None:
    text = (
        "PREFIX g: <urn:g:> SELECT ?from FROM <urn:a> FROM NAMED g:b # FROM <c>\n"
        'WHERE { ?from ?p "FROM <d>" }'
    )
    found = outgoing(text, BASE)
    assert (found.form, found.default, found.named) == ("SELECT", ["urn:a"], ["urn:g:b"])
    assert found.text == (
        f"BASE <{BASE}> PREFIX g: <urn:g:> SELECT ?from "
        + " " * 27
        + ' # FROM <c>\nWHERE { ?from ?p "FROM <d>" }'
    )
    assert outgoing("ASK FROM <g/a> {}", BASE).default == [f"{BASE}g/a"]
    plain = outgoing("ASK { <e/x> ?p ?o }", BASE)
    assert plain == (f"BASE <{BASE}> ASK {{ <e/x> ?p ?o }}", "ASK", None, None)
    assert outgoing("BASE <urn:b:> ASK {}", BASE).text == "BASE <urn:b:> ASK {}"


@pytest.mark.parametrize("address", ["ftp://a.example/", "https://u:p@a.example/", "sparql"])
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigError):
        server(address, BASE)
    assert server("", BASE) is None


def test_a_push_that_cannot_be_done_says_why(
    demo: Path, workspace: Callable[[str], Path], bad: str
) -> None:
    with pytest.raises(ConfigError, match="store"):
        push(config.load(demo), "http://127.0.0.1:9/", Quiet())
    away = config.load(workspace("http://127.0.0.1:9/"))
    with pytest.raises(MocbanError, match="does not answer"):
        push(away, "http://127.0.0.1:9/", Quiet())
    with pytest.raises(MocbanError, match="501"):
        push(away, f"{bad}/x", Quiet())
