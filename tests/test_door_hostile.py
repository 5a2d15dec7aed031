"""Requests that no browser sends: each gets a clean refusal or a right answer, and the server
has nothing to say about them on its standard error."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors import House, opened, sparql

HOST = b"Host: x\r\nConnection: close\r\nAccept-Language: en\r\n"
END = b"\r\n\r\n"
WEBSOCKET = (
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"


def _get(target: bytes, more: bytes = b"") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + more + b"\r\n"


@pytest.fixture(scope="module")
def house(demo: Path) -> Iterator[House]:
    with opened(demo) as found:
        yield found
        assert found.ask("/vi/").status == 200
        assert "Traceback" not in found.said and "panicked" not in found.said, found.said
        assert len(found.said.splitlines()) == 1


REQUESTS = {
    "a path that is no UTF-8": (_get(b"/vi/%ff"), 404),
    "a query that is no UTF-8": (_get(b"/sparql?query=%ff"), 400),
    "a surrogate in a query": (_get(b"/sparql?query=%ed%a0%80"), 400),
    "bytes outside of ASCII": (_get(b"/\xff\xfe?query=\xff"), 400),
    "letters outside of ASCII": (_get("/vi/e/đ?query=đ".encode()), 404),
    "a NUL in a path": (_get(b"/vi/%00"), 404),
    "a NUL in a name of data": (_get(b"/data/e/x%00.ttl"), 404),
    "a NUL in a query": (_get(b"/sparql?query=ASK%00%7B%7D"), 400),
    "a NUL as it is": (_get(b"/\x00"), 400),
    "a long path": (_get(b"/vi/" + b"a" * 60_000), 404),
    "a path that is too long": (_get(b"/vi/" + b"a" * 70_000), 414),
    "a path without end": (_get(b"/vi/" + b"a" * 600_000), 431),
    "a way out of a folder": (_get(b"/dump/..%2f..%2fcatalog.ttl"), 404),
    "a way out that is not hidden": (_get(b"/assets/../../../etc/passwd"), 404),
    "a way out with backslashes": (_get(b"/assets/..%5c..%5cpages.py"), 404),
    "a way out into the package": (_get(b"/assets/..%2f..%2fpages.py"), 404),
    "a new line in a path": (_get(b"/vi/e/%0d%0aSet-Cookie:%20a=b"), 404),
    "an unknown method": (b"BREW /vi/ HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "a method of WebDAV": (b"PROPFIND /sparql HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "TRACE": (b"TRACE /vi/ HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "CONNECT": (b"CONNECT evil.example:80 HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "DELETE": (b"DELETE /sparql HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "too many headers": (_get(b"/vi/", b"".join(b"X-%d: y\r\n" % n for n in range(5000))), 431),
    "a header that is too long": (_get(b"/vi/", b"Accept: " + b"a/b," * 3_000 + b"\r\n"), 431),
    "a header without end": (_get(b"/vi/", b"Accept: " + b"a/b," * 200_000 + b"\r\n"), 431),
    "one header too often": (_get(b"/vi/", b"Accept: a/b, c/d;q=x\r\n" * 90), 200),
    "a header that is no text": (_get(b"/vi/", b"Accept-Language: \xff\xfe\r\n"), 200),
    "a header in two lines": (_get(b"/vi/", b"X: a\r\n b\r\n"), 400),
    "a range that is none": (_get(b"/dump/SHA256SUMS", b"Range: bytes=5-1,a,,\r\n"), 416),
    "a tag that is none": (_get(b"/assets/site.css", b'If-None-Match: "\r\n'), 200),
    "a date that is none": (_get(b"/assets/site.css", b"If-Modified-Since: soon\r\n"), 200),
    "another host in the target": (_get(b"http://evil.example/vi/"), 200),
    "an address that is none": (_get(b"http://"), 400),
    "two hosts": (_get(b"/vi/", b"Host: y\r\n"), 200),
    "a host that is none": (b"GET /vi/ HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n", 200),
    "no host": (b"GET /vi/ HTTP/1.1\r\nConnection: close\r\n\r\n", 200),
    "two lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", 400),
    "a length that is none": (POST + b"Content-Length: -5\r\n\r\nhello", 400),
    "a length beyond all numbers": (POST + b"Content-Length: " + b"9" * 6_000 + END, 400),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n4\r\nASK \r\n2\r\n{}\r\n0\r\n\r\n", 200),
    "chunks that are none": (POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nASK \r\n", 400),
    "a body that is no UTF-8": (POST + b"Content-Length: 3\r\n\r\n\xff\xfe\xfd", 400),
    "a body with NULs": (POST + b"Content-Length: 4\r\n\r\nASK\x00", 400),
    "a form of nothing but fields": (
        POST.replace(b"sparql-query", b"x-www-form-urlencoded")
        + b"Content-Length: 900000\r\n\r\n" + b"a=b&" * 225_000,
        413,
    ),
    "a form without a boundary": (
        POST.replace(b"application/sparql-query", b"multipart/form-data; boundary=")
        + b"Content-Length: 5\r\n\r\nhello",
        400,
    ),
    "a websocket": (_get(b"/sparql", WEBSOCKET), 400),
    "the beginning of TLS": (bytes.fromhex("160301020001000100"), 400),
    "HTTP of the first days": (b"GET /\r\n\r\n", 400),
    "HTTP of tomorrow": (b"GET /vi/ HTTP/3.0\r\n\r\n", 400),
    "HTTP/1.0": (b"GET /vi/ HTTP/1.0\r\n\r\n", 200),
}  # fmt: skip


@pytest.mark.parametrize("what", REQUESTS)
def test_it_is_answered_cleanly(house: House, what: str) -> None:
    request, status = REQUESTS[what]
    answer = house.raw(request)
    match = re.match(rb"HTTP/1\.[01] (\d+) ", answer)
    assert match, answer[:200]
    assert int(match[1]) == status, answer[:500]
    head, _, body = answer.partition(END)
    assert b"Traceback" not in body and b'File "' not in body
    assert b"set-cookie" not in head.lower()
    if status in (404, 405):
        assert body.strip()


def test_http_2_without_asking_is_not_spoken(house: House) -> None:
    answer = house.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000"))
    assert not answer or answer.startswith(b"HTTP/1.1 4")


def test_a_redirect_stays_here_whatever_the_path_says(house: House) -> None:
    for path in (b"//evil.example", b"/\\evil.example", b"/%2f%2fevil.example", b"/%0d%0aX:%20y"):
        head = house.raw(_get(path)).partition(END)[0].decode()
        found = re.search(r"(?im)^location: (\S+)", head)
        if found is not None:
            assert re.match(r"(http://x)?/[^/\\]", found[1]), found[1]
        assert not re.search(r"(?im)^x: ", head)


def test_repeated_headers_are_one(house: House) -> None:
    both = b"Accept: image/png\r\nAccept: text/csv\r\n"
    answer = house.raw(_get(sparql("SELECT * {} LIMIT 1").encode(), both))
    assert b"content-type: text/csv" in answer.lower()


def test_requests_in_one_go_are_answered_in_order(house: House) -> None:
    asked = [sparql(f"SELECT ({number} AS ?n) {{}}", format="csv") for number in range(8)]
    one = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in asked)
    answer = house.raw(one.encode() + _get(b"/health"))
    assert re.findall(rb"\r\nn\r\n(\d)\r\n", answer) == [b"%d" % number for number in range(8)]
    assert json.loads(answer.rpartition(END)[2])["status"] == "ok"


def test_a_query_is_what_was_sent_however_it_is_written(house: House) -> None:
    for written in ("%C4%91%E1%BB%81n", "đền"):
        path = f"/sparql?query=SELECT%20(%22{written}%22%20AS%20?x)%20%7B%7D&format=csv"
        for more in ("", "&more=x"):
            answer = house.raw(_get((path + more).encode()))
            assert answer.partition(END)[2].decode() == "x\r\nđền\r\n"


def test_what_is_no_utf_8_is_not_read_as_something_else(house: House) -> None:
    form = "SELECT%20(%22%ff%22%20AS%20?x)%20%7B%7D"
    for path in (f"/sparql?query={form}", f"/sparql?query={form}&more=x"):
        got = house.ask(path, Accept_Language="en")
        assert got.status == 400 and got.body == b"The query is not UTF-8.\n"
    for kind in ("application/x-www-form-urlencoded", "application/sparql-query"):
        body = f"query={form}".encode() if "form" in kind else b'SELECT ("\xff" AS ?x) {}'
        got = house.ask("/sparql", "POST", body, Content_Type=kind, Accept_Language="en")
        assert got.status == 400 and got.body == b"The query is not UTF-8.\n"


def test_a_client_that_closes_at_any_time_does_no_harm(house: House) -> None:
    request = _get(sparql("SELECT * { ?s ?p ?o } LIMIT 3000").encode())
    for length in range(0, len(request), 7):
        with house.connect() as client:
            client.sendall(request[:length])
    for read in (0, 1, 100, 100_000):
        for _ in range(5):
            with house.connect() as client:
                client.sendall(request)
                if read:
                    client.recv(read)
    assert house.health()["workers"] == 3
