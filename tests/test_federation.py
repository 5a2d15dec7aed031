"""SERVICE with a real partner, `oxigraph serve-read-only`, and with partners who mean harm."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from pyoxigraph import RdfFormat, Store, parse, serialize

from mocban.endpoint import federation
from mocban.endpoint.addresses import address, is_public
from mocban.endpoint.federation import Federation
from mocban.endpoint.partner import Partner
from mocban.endpoint.problems import Problem
from mocban.errors import ConfigError
from mocban.graph.refusals import Busy, PartnerFailed, PartnerTooLarge
from mocban.graph.store import GraphStore
from tests.serving import BASE, Reply, Server, served

VINH_NGHIEM = f"{BASE}e/monument/vinh-nghiem"
# What the partner knows: names of places, one of them of ours, and a thing without a name.
ELSEWHERE = f"""
<{VINH_NGHIEM}> <https://partner.example/height> 12 ;
  <https://partner.example/note> "a \\"quoted\\"\\n}} SERVICE <http://127.0.0.1:9/> {{"@vi-VN .
<https://partner.example/hue> <https://partner.example/height> 7 ;
  <https://partner.example/part> [ <https://partner.example/height> 1 ] .
"""
OPENING = "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"


@pytest.fixture(scope="module")
def partner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real endpoint on another port."""
    folder = tmp_path_factory.mktemp("partner")
    quads = folder / "data.nq"
    quads.write_bytes(
        serialize(parse(ELSEWHERE.encode(), RdfFormat.TURTLE), format=RdfFormat.N_QUADS) or b""
    )
    with GraphStore.create(folder / "store") as store:
        store.load(quads)
        store.flush()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = Path(sys.executable).with_name("oxigraph")
    process = subprocess.Popen(
        [command, "serve-read-only", "--location", folder / "store", "--bind", f"127.0.0.1:{port}"],
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/query"
    try:
        for _ in range(300):
            try:
                urlopen(f"{url}?{urlencode({'query': 'ASK {}'})}", timeout=5).close()
                break
            except URLError:
                time.sleep(0.05)
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def server(partner: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("federation"), partners=[partner, GONE]) as server:
        yield server


# A partner that is not there: port 1 of this machine.
GONE = "http://127.0.0.1:1/sparql"


def ask(server: Server, query: str, language: str = "vi") -> Reply:
    return server.ask(
        f"/sparql?{urlencode({'query': query})}",
        Accept="application/sparql-results+json, text/plain;q=0.1",
        Accept_Language=language,
    )


def rows(reply: Reply) -> list[dict[str, str]]:
    assert reply.status == 200, reply.text
    found = json.loads(reply.body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_rows_of_a_partner_are_joined_with_ours(server: Server, partner: str) -> None:
    query = f"""PREFIX there: <https://partner.example/>
      PREFIX mcb: <https://w3id.org/mocban/ns/>
      SELECT ?thing ?height ?rank {{
        ?thing mcb:currentRank ?rank .
        SERVICE <{partner}> {{ ?thing there:height ?height # in metres }}
        }} }}"""
    assert rows(ask(server, query)) == [
        {"thing": VINH_NGHIEM, "height": "12", "rank": f"{BASE}v/rank/quoc-gia-dac-biet"}
    ]


def test_terms_arrive_as_they_were_sent(server: Server, partner: str) -> None:
    query = f"SELECT ?n {{ SERVICE <{partner}> {{ ?s <https://partner.example/note> ?n }} }}"
    (row,) = json.loads(ask(server, query).body)["results"]["bindings"]
    assert row["n"] == {
        "type": "literal",
        "value": 'a "quoted"\n} SERVICE <http://127.0.0.1:9/> {',
        "xml:lang": "vi-vn",
    }


def test_relative_iris_and_prefixed_addresses_mean_what_they_mean_here(
    server: Server, partner: str
) -> None:
    query = f"""PREFIX p: <{partner.removesuffix("query")}>
      SELECT ?h {{ SERVICE p:query {{ <e/monument/vinh-nghiem> <https://partner.example/height> ?h }} }}"""
    assert rows(ask(server, query)) == [{"h": "12"}]


def test_unbound_stays_unbound_and_more_than_one_call_can_be_made(
    server: Server, partner: str
) -> None:
    query = f"""SELECT ?s ?n ?m {{
      SERVICE <{partner}> {{ ?s <https://partner.example/height> ?h FILTER(?h > 5)
                             OPTIONAL {{ ?s <https://partner.example/note> ?n }} }}
      OPTIONAL {{ SERVICE <{partner}> {{ ?s <https://partner.example/part> ?m }} }} }}
      ORDER BY ?h"""
    first, second = rows(ask(server, query))
    assert set(first) == {"s", "m"}
    assert set(second) == {"s", "n"}


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("?s <https://partner.example/none> ?h", 0),
        ("<https://partner.example/hue> <https://partner.example/height> 7", 1),
        ("<https://partner.example/hue> <https://partner.example/height> 8", 0),
        ("SELECT ?s { ?s <https://partner.example/height> ?h } ORDER BY ?h LIMIT 2", 2),
    ],
)
def test_no_rows_and_no_variables_keep_their_meaning(
    server: Server, partner: str, body: str, count: int
) -> None:
    query = f"SELECT * {{ SERVICE <{partner}> {{ {body} }} }}"
    assert len(rows(ask(server, query))) == count


def test_a_blank_node_of_a_partner_gets_an_iri_of_its_own(server: Server, partner: str) -> None:
    query = f"""SELECT ?part ?height {{ SERVICE <{partner}> {{
      ?s <https://partner.example/part> ?part . ?part <https://partner.example/height> ?height }} }}"""
    (row,) = rows(ask(server, query))
    assert row["part"].startswith(f"{BASE}.well-known/genid/")
    assert row["height"] == "1"


def test_an_answer_with_foreign_rows_is_not_kept(server: Server, partner: str) -> None:
    query = f"ASK {{ SERVICE <{partner}> {{ ?s <https://partner.example/height> 12 }} }}"
    reply = ask(server, query)
    assert json.loads(reply.body)["boolean"] is True
    assert "ETag" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}", "only call the partners"),
        ("SELECT * {{ SERVICE <{0}#> {{ ?s ?p ?o }} }}", "only call the partners"),
        ("SELECT * {{ SERVICE <query> {{ ?s ?p ?o }} }}", "only call the partners"),
        ("SELECT * {{ SERVICE ?where {{ ?s ?p ?o }} }}", "no variable"),
        ("SELECT * {{ SERVICE SILENT $where {{ ?s ?p ?o }} }}", "no variable"),
        ("SELECT * {{ SERVICE p:x {{ ?s ?p ?o }} }}", "no variable"),
        ("SELECT * {{ SERVICE <{0}> {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}", "not hold another"),
        (
            r"SELECT * {{ SERVICE <{0}> {{ \u0053ERVICE <http://127.0.0.1:9/> {{ }} }} }}",
            "not hold another",
        ),
        ("SELECT * {{" + "SERVICE <{0}> {{ ?s ?p ?o }}" * 11 + "}}", "10 SERVICE clauses"),
    ],
)
def test_what_may_not_be_called_is_refused_with_a_sentence(
    server: Server, partner: str, query: str, words: str
) -> None:
    reply = ask(server, query.format(partner), language="en")
    assert reply.status == 403
    assert words in reply.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o ",
        "SELECT * {{ SERVICE <{0}> ?s }}",
        "SELECT * {{ SERVICE <{0}>",
    ],
)
def test_a_clause_without_its_braces_is_400(server: Server, partner: str, query: str) -> None:
    assert ask(server, query.format(partner)).status == 400


def test_fault_is_found_in_the_line_where_it_is(server: Server, partner: str) -> None:
    query = f"SELECT * {{\n SERVICE <{partner}> {{\n ?s\n ?p\n ?o }}\n ?a foo ?b }}"
    reply = ask(server, query, language="en")
    assert reply.status == 400
    assert "line 6" in reply.text


def test_a_partner_that_is_not_there_is_502_and_named(server: Server) -> None:
    reply = ask(server, f"ASK {{ SERVICE <{GONE}> {{ ?s ?p ?o }} }}", language="en")
    assert reply.status == 502
    assert f"The partner {GONE} cannot be reached." in reply.text


def test_a_part_that_the_partner_cannot_read_is_502(server: Server, partner: str) -> None:
    reply = ask(server, f"ASK {{ SERVICE <{partner}> {{ ?s ?p }} }}", language="en")
    assert reply.status == 502
    assert "status 400" in reply.text


def test_silent_makes_of_a_failure_one_empty_solution(server: Server) -> None:
    query = f"SELECT ?s ?x {{ BIND(1 AS ?x) SERVICE SILENT <{GONE}> {{ ?s ?p ?o }} }}"
    assert rows(ask(server, query)) == [{"x": "1"}]


def test_service_is_off_where_there_are_no_partners() -> None:
    with pytest.raises(Problem, match="switched off") as caught:
        Federation((), BASE).expand("ASK { SERVICE <https://example.org/> { } }", "me")
    assert caught.value.status == 403
    assert not Federation((), BASE)


# Hostile partners


def _request(line: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and (piece := line.recv(65536)):
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(field.lower().split(b": ", 1) for field in head.split(b"\r\n")[1:])
    length = int(fields.get(b"content-length", b"0"))
    while len(body) < length and (piece := line.recv(65536)):
        body += piece
    return head + b"\r\n\r\n" + body


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """A socket that reads a request and answers as it is told; its address, and the
    beginnings of what it was sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with line:
                    line.settimeout(10)
                    heard.append(_request(line))
                    try:
                        answer(line)
                    except OSError:
                        continue

        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}/sparql", heard
        finally:
            door.shutdown(socket.SHUT_RDWR)
            thread.join()


def saying(text: str | bytes) -> Callable[[socket.socket], None]:
    return lambda line: line.sendall(text.encode() if isinstance(text, str) else text)


def expand(url: str, silent: str = "") -> str:
    return Federation([url], BASE).expand(
        f"SELECT * {{ SERVICE {silent} <{url}> {{ ?s ?p ?o }} }}", "me"
    )


def results(*cells: str, names: str = '"s"') -> str:
    return f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{",".join(cells)}]}}}}'


def cell(value: str, kind: str = "uri", more: str = "") -> str:
    return f'{{"s":{{"type":"{kind}","value":{json.dumps(value)}{more}}}}}'


def test_a_partner_is_asked_as_the_protocol_has_it() -> None:
    with listening(saying(f"{OPENING}\r\n{results(cell('https://x/'))}")) as (url, heard):
        query = f'BASE <https://b/> PREFIX a: <c#> SELECT * {{ SERVICE <{url}> {{ ?s a:b "}}" }} }}'
        assert "VALUES (?s ) {(<https://x/>) }" in Federation([url], BASE).expand(query, "me")
    head, _, body = heard[0].partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert lines[0] == "post /sparql http/1.1"
    assert "content-type: application/sparql-query" in lines
    assert "accept: application/sparql-results+json" in lines
    assert "accept-encoding: identity" in lines
    assert f"host: {url.split('/')[2]}" in lines
    assert not any(line.startswith(("cookie", "authorization", "x-")) for line in lines)
    assert body.decode() == (
        f'BASE <{BASE}> BASE <https://b/> PREFIX a: <c#> SELECT * WHERE {{ ?s a:b "}}" }}'
    )


def test_a_redirect_is_not_followed() -> None:
    with listening(saying(OPENING)) as (inner, heard):
        moved = f"HTTP/1.1 302 Found\r\nLocation: {inner}\r\nContent-Length: 0\r\n\r\n"
        with listening(saying(moved)) as (url, _), pytest.raises(PartnerFailed, match="points to"):
            expand(url)
    assert not heard


@pytest.mark.parametrize(
    "head",
    ["", "HTTP/1.1 200 OK\r\n", OPENING + "Content-Length: 100000\r\n\r\n"],
    ids=["status", "headers", "body"],
)
def test_a_partner_that_sends_drop_by_drop_is_given_up(
    head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(federation, "SECONDS", 1.0)
    over = Event()

    def drip(line: socket.socket) -> None:
        line.sendall(head.encode() or b"H")
        while not over.wait(0.05):
            line.sendall(b"x")

    began = time.monotonic()
    with listening(drip) as (url, _):
        with pytest.raises(PartnerFailed, match="did not answer in time"):
            expand(url)
        over.set()
    assert time.monotonic() - began < 8


def test_all_calls_of_a_query_have_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federation, "SECONDS", 1.5)

    def late(line: socket.socket) -> None:
        time.sleep(1)
        line.sendall(f"{OPENING}\r\n{results()}".encode())

    with listening(late) as (url, _):
        query = f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} SERVICE <{url}> {{ ?s ?p ?o }} }}"
        with pytest.raises(PartnerFailed, match="in time"):
            Federation([url], BASE).expand(query, "me")


def test_a_partner_that_never_ends_is_cut_off() -> None:
    def pour(line: socket.socket) -> None:
        line.sendall(f"{OPENING}\r\n".encode())
        while True:
            line.sendall(b" " * 65536)

    with (
        listening(pour) as (url, _),
        pytest.raises(PartnerTooLarge, match="10,000 rows and 10 MiB"),
    ):
        expand(url)


def test_too_many_rows_are_refused_also_where_silent_is_said() -> None:
    body = results(*[cell(f"https://x/{number}") for number in range(10_001)])
    with listening(saying(f"{OPENING}\r\n{body}")) as (url, _), pytest.raises(PartnerTooLarge):
        expand(url, "SILENT")
    body = results(*[cell(f"https://x/{number}") for number in range(10_000)])
    with listening(saying(f"{OPENING}\r\n{body}")) as (url, _):
        assert len(list(Store().query(expand(url)))) == 10_000  # type: ignore[arg-type]


DEEP = '{"type":"triple","value":{"subject":{"type":"uri","value":"x:a"},"object":'


@pytest.mark.parametrize(
    "body",
    [
        "garbage",
        "",
        '{"boolean":true}',
        '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"x:a"}}',
        results(cell("x:a> } SERVICE <http://127.0.0.1:9/> { <x:b")),
        results(cell("relative")),
        results(cell("a", "literal", ',"xml:lang":"vi> ."')),
        results(cell("a", "literal", ',"datatype":"x:y> ."')),
        results('{"t":{"type":"uri","value":"x:a"}}', names='"t"'),
        results(names='"s) { } } #"'),
        '{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + DEEP * 50_000,
        "[" * 1_000_000,
        '"' + '\\"' * 500_000,
        '{"s":"' * 200_000,
        "\\" * 1_000_000,
        '"\\',
    ],
    ids=lambda body: body[:20],
)
def test_an_answer_that_makes_no_sense_is_a_failure_of_the_partner(body: str) -> None:
    with listening(saying(f"{OPENING}\r\n{body}")) as (url, _):
        with pytest.raises(PartnerFailed, match="cannot be read"):
            expand(url)
        assert expand(url, "SILENT").replace("\n", "") == "SELECT * {  { }  }"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "SPARQL JSON"),
        (f"{OPENING}Content-Encoding: gzip\r\n\r\n\x1f\x8b", "SPARQL JSON"),
        ("HTTP/1.1 503 Busy\r\n\r\n", "status 503"),
        ("HTTP/1.1 204 Nothing\r\n\r\n", "status 204"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "cannot be reached"),
        ("", "cannot be reached"),
        (OPENING + "X: y\r\n" * 1000 + "\r\n", "cannot be reached"),
        (f"{OPENING}Transfer-Encoding: chunked\r\n\r\nzz\r\n", "cannot be reached"),
    ],
)
def test_an_answer_of_another_kind_is_a_failure_of_the_partner(head: str, words: str) -> None:
    with (
        listening(saying(head and head + results())) as (url, _),
        pytest.raises(PartnerFailed, match=words),
    ):
        expand(url)


# Where a connection may go


def test_a_name_that_leads_home_is_refused_and_figures_are_meant() -> None:
    with listening(saying(f"{OPENING}\r\n{results()}")) as (url, heard):
        for host in ("localhost", "127.1", "2130706433", "0x7f.1"):
            with pytest.raises(PartnerFailed):
                expand(url.replace("127.0.0.1", host))
        assert not heard
        assert "VALUES" in expand(url)


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", False),
        ("::127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("2002:0a00:0001::1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b:1::7f00:1", False),
        ("2001:0:7f00:1::", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_public_internet_pass(ip: str, public: bool) -> None:
    assert is_public(ip) is public


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["2606:4700::1", "::ffff:10.0.0.1"], []],
)
def test_every_address_of_a_name_must_be_public(found: list[str]) -> None:
    partner = Partner(address("http://partner.example/"), lambda host, port: found)
    with pytest.raises(PartnerFailed, match="private network"):
        partner.ask("ASK {}", time.monotonic() + 5, 1000)


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_judged() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        # Reserved by IANA: no machine answers there.
        return ["2d00::1"] if len(asked) == 1 else ["127.0.0.1"]

    with listening(saying(f"{OPENING}\r\n{results()}")) as (url, heard):
        where = address(url.replace("127.0.0.1", "partner.example"))
        with pytest.raises(PartnerFailed):
            Partner(where, rebinding).ask("ASK {}", time.monotonic() + 1, 1000)
        assert not heard
    assert asked == ["partner.example"]


def test_the_partner_is_told_the_name_and_no_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    with listening(saying(f"{OPENING}\r\n{results()}")) as (url, heard):
        where = address(url.replace("127.0.0.1", "partner.example"))
        partner = Partner(where, lambda host, port: ["127.0.0.1"], lambda ip: True)
        assert partner.ask("ASK {}", time.monotonic() + 5, 1000) == results().encode()
    assert f"Host: {where.authority}\r\n".encode() in heard[0]
    assert where.authority.startswith("partner.example:")


def test_a_look_up_that_hangs_is_given_up() -> None:
    over = Event()

    def hanging(host: str, port: int) -> list[str]:
        over.wait(20)
        return []

    partner = Partner(address("http://partner.example/"), hanging)
    with pytest.raises(PartnerFailed, match="in time"):
        partner.ask("ASK {}", time.monotonic() + 0.3, 1000)
    over.set()


def test_a_certificate_that_nobody_trusts_is_refused(tmp_path: Path) -> None:
    import ssl

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
             "-subj", "/CN=partner", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", key, "-out", certificate],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    seen: list[bytes] = []

    def talk(door: socket.socket) -> None:
        line, _ = door.accept()
        try:
            with context.wrap_socket(line, server_side=True) as secure:
                seen.append(secure.recv(10))
        except OSError:
            return

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=talk, args=(door,), daemon=True)
        thread.start()
        with pytest.raises(PartnerFailed, match="cannot be reached"):
            expand(f"https://127.0.0.1:{door.getsockname()[1]}/sparql")
        thread.join(10)
    assert not seen


@pytest.mark.parametrize(
    "text",
    ["", "example.org/sparql", "ftp://example.org/", "file:///etc/passwd", "https://",
     "https://a:b@example.org/", "https://example.org/#x", "https://example.org:x/",
     "https://example.org/ x", "https://example.org/\r\nX: y", "https://[::1/"],
)  # fmt: skip
def test_an_entry_that_is_no_address_is_a_fault_of_the_configuration(text: str) -> None:
    with pytest.raises(ConfigError, match="federation"):
        Federation([text], BASE)


def test_few_are_with_the_partners_at_one_time_and_one_of_each_client() -> None:
    over = Event()

    def wait(line: socket.socket) -> None:
        over.wait(20)

    with socket.create_server(("127.0.0.1", 0), backlog=16) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}/"
        known = Federation([url], BASE)
        query = f"ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
        with ThreadPoolExecutor(4) as threads:
            waiting = [threads.submit(known.expand, query, f"client {n}") for n in range(3)]
            lines = [door.accept()[0] for _ in waiting]
            with pytest.raises(Busy) as caught:
                known.expand(query, "client 0")
            assert caught.value.retry_after
            waiting.append(threads.submit(known.expand, query, "client 3"))
            lines.append(door.accept()[0])
            with pytest.raises(Busy):
                known.expand(query, "client 4")
            for line in lines:
                line.close()
            for each in waiting:
                with pytest.raises(PartnerFailed):
                    each.result(20)
        assert known.expand("ASK { }", "client 4") == "ASK { }"
