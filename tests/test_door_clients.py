"""Clients that are slow, many, greedy or gone: none of them takes what is everybody's."""

import os
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from mocban.door import EACH
from tests.bare_door import LARGE
from tests.doors import CHEAP, LONG, Got, House, descendants, opened, sparql, started, until

BIG = sparql("SELECT * { ?s ?p ?o . ?a ?b ?o } LIMIT 5000")
HUGE, SIZE = "/dump/view.nt.gz", 20_000_000


@pytest.fixture(scope="module")
def house(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("large") / "heritage"
    shutil.copytree(demo, folder, symlinks=True)
    (folder / f"snapshots/current/{HUGE.replace('dump', 'dumps')}").write_bytes(bytes(SIZE))
    with opened(folder) as found:
        yield found
        assert "Traceback" not in found.said and "panicked" not in found.said


@pytest.fixture(scope="module")
def bare() -> Iterator[House]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with started(["-m", "tests.bare_door", str(port)]) as found:
        assert until(lambda: _open(port))
        yield found


def _open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def _reads_nothing(house: House, path: str, source: str) -> socket.socket:
    """A connection on which a large answer waits, and nobody reads it."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(30)
    client.bind((source, 0))
    client.connect(("127.0.0.1", house.port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return client


def _memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def _rest(client: socket.socket) -> bytes:
    found = b""
    with suppress(OSError):
        while piece := client.recv(65536):
            found += piece
    return found


@pytest.mark.alone
def test_clients_that_read_nothing_hold_no_thread_and_no_memory(house: House) -> None:
    web = descendants(house.process.pid)[0]
    size = len(house.ask(BIG).body)
    assert size > 1_000_000
    before = _memory(web)
    with ExitStack() as stack:
        for number in range(70):
            source = f"127.0.1.{number // 14}"
            client = stack.enter_context(_reads_nothing(house, HUGE, source))
            assert client.recv(15) == b"HTTP/1.1 200 OK"
        started = time.monotonic()
        assert house.ask("/vi/", source="127.0.2.1").status == 200
        assert house.ask(sparql(CHEAP), source="127.0.2.1").status == 200
        assert len(house.ask(BIG, source="127.0.2.1").body) == size
        assert len(house.ask(HUGE, source="127.0.2.1").body) == SIZE
        assert time.monotonic() - started < 5
        assert _memory(web) - before < 70 * SIZE / 10
        assert len(os.listdir(f"/proc/{web}/fd")) > 140
    assert until(lambda: len(os.listdir(f"/proc/{web}/fd")) < 100)


def test_one_client_has_so_many_large_answers_on_their_way_and_no_more(house: House) -> None:
    with ExitStack() as stack:
        for _ in range(EACH):
            client = stack.enter_context(_reads_nothing(house, HUGE, "127.0.3.1"))
            assert client.recv(15) == b"HTTP/1.1 200 OK"
        for path in (HUGE, BIG):
            refused = house.ask(path, source="127.0.3.1", Accept_Language="en")
            assert refused.status == 503 and int(refused.headers["retry-after"]) > 0
            assert "large answers" in refused.body.decode()
        assert house.ask(sparql(CHEAP), source="127.0.3.1").status == 200
        assert house.ask(BIG, source="127.0.3.2").status == 200
    assert until(lambda: house.ask(BIG, source="127.0.3.1").status == 200)


def test_the_worker_of_a_client_that_leaves_is_freed(house: House) -> None:
    stopped = house.health()["stopped"]
    with house.connect("127.0.4.1") as client:
        client.sendall(f"GET {sparql(LONG)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert until(lambda: house.health()["long"] == 1)
    assert until(lambda: house.health()["long"] == 0, 5)
    assert until(lambda: house.health()["idle"] == 3, 5)
    assert house.health()["stopped"] == stopped + 1


def test_an_answer_that_is_not_taken_breaks_off_and_shows_it(bare: House) -> None:
    with _reads_nothing(bare, "/large", "127.0.0.1") as client:
        time.sleep(2)
        head, _, body = _rest(client).partition(b"\r\n\r\n")
        assert f"content-length: {LARGE}".encode() in head.lower()
        assert len(body) < LARGE
    assert len(bare.ask("/large").body) == LARGE


def test_a_body_that_comes_too_slowly_or_breaks_off_or_is_too_large(bare: House) -> None:
    head = b"POST /turn HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n"
    with bare.connect() as client:
        client.settimeout(10)
        client.sendall(head + b"Content-Length: 100\r\n\r\nabc")
        answer = _rest(client)
    assert answer.startswith(b"HTTP/1.1 408 ") and b"too slowly" in answer
    with bare.connect() as client:
        client.sendall(head + b"Content-Length: 100\r\n\r\nabc")
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")
    for more in (b"Content-Length: 1000001\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"):
        with bare.connect() as client:
            client.settimeout(10)
            client.sendall(head + more)
            with suppress(OSError):
                for _ in range(0 if b"Length" in more else 20):
                    client.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            answer = _rest(client)
        assert answer.startswith(b"HTTP/1.1 413 ") and b"too large" in answer
    assert bare.ask("/turn", "POST", b"x" * 1_000_000).status == 200


@pytest.mark.alone
def test_one_client_takes_turns_with_himself_and_others_are_served(bare: House) -> None:
    with ThreadPoolExecutor(70) as pool:

        def turn(source: str) -> Got:
            return bare.ask("/turn", source=source, Accept_Language="en")

        greedy = [pool.submit(turn, "127.0.5.1") for _ in range(60)]
        time.sleep(0.1)
        others = [pool.submit(turn, f"127.0.5.{number}") for number in range(2, 8)]
        assert [other.result().status for other in others] == [200] * 6
        assert not all(one.done() for one in greedy)
        answers = [one.result() for one in greedy]
    served = [one for one in answers if one.status == 200]
    refused = [one for one in answers if one.status == 503]
    assert EACH <= len(served) <= 56 and len(served) + len(refused) == 60 and refused
    assert all(one.headers["retry-after"] == "5" for one in refused)
    most = bare.ask("/most").body.decode()
    assert f"'127.0.5.1': {EACH}" in most
    assert bare.ask("/turn", source="127.0.5.1").status == 200


def test_a_fault_is_a_sentence_for_the_client_and_a_trace_for_the_operator(bare: House) -> None:
    got = bare.ask("/fault", Accept_Language="en")
    assert (
        got.status == 500
        and got.body == b"Something went wrong here; the operator has been told.\n"
    )
    assert "a fault of the application" in bare.said
    assert bare.ask("/most").status == 200


@pytest.fixture(scope="module")
def poor(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server behind the proxy 127.0.0.1, whose clients have little credit."""
    folder = tmp_path_factory.mktemp("poor") / "heritage"
    shutil.copytree(demo, folder, symlinks=True)
    config = folder / "mocban.toml"
    config.write_text('trusted_proxies = ["127.0.0.1"]\n' + config.read_text("utf-8"), "utf-8")
    little = "import mocban.graph.clients as c; c.Clients.__init__.__defaults__ = (0.2, 0.02)"
    with opened(folder, "--query-timeout", "0.6", before=little) as found:
        yield found


def _used_up(poor: House, source: str = "127.0.0.1", said: str = "") -> Got:
    poor.ask(sparql(LONG), source=source, X_Forwarded_For=said)
    return poor.ask(sparql(CHEAP), source=source, X_Forwarded_For=said, Accept_Language="en")


def test_who_has_used_up_his_credit_is_told_to_wait_and_others_are_not(poor: House) -> None:
    before = time.monotonic()
    got = _used_up(poor, source="127.0.6.1")
    assert got.status == 429 and int(got.headers["retry-after"]) > 1
    assert f"{got.headers['retry-after']} seconds" in got.body.decode()
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["access-control-allow-origin"] == "*"
    assert time.monotonic() - before > 1
    assert poor.ask(sparql(CHEAP), source="127.0.6.2").status == 200
    assert poor.ask("/vi/", source="127.0.6.1").status == 200


def test_clients_behind_our_proxy_are_told_apart_and_nobody_else_is_believed(poor: House) -> None:
    assert _used_up(poor, said="198.51.100.1, 203.0.113.5").status == 429
    other = sparql("ASK { ?x ?y ?z }")
    assert poor.ask(other, X_Forwarded_For="198.51.100.1").status == 200
    assert poor.ask(other, X_Forwarded_For="203.0.113.5, 203.0.113.6").status == 200
    assert poor.ask(other + "&", X_Forwarded_For="203.0.113.6, 203.0.113.5").status == 429
    subscriber = "2001:db8:9:1::"
    assert _used_up(poor, said=f"{subscriber}1").status == 429
    another = sparql("ASK { ?a ?y ?z }")
    assert poor.ask(another, X_Forwarded_For=f"{subscriber}ffff").status == 429
    assert poor.ask(another, X_Forwarded_For="2001:db8:9:2::1").status == 200
    assert _used_up(poor, source="127.0.6.3").status == 429
    fresh = sparql("ASK { ?b ?y ?z }")
    got = poor.ask(fresh, source="127.0.6.3", X_Forwarded_For="203.0.113.77")
    assert got.status == 429
    data = (
        f"GET {fresh}&more=x HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.5\r\n"
        "X_Forwarded_For: 203.0.113.10\r\nConnection: close\r\n\r\n"
    )
    assert poor.raw(data.encode()).startswith(b"HTTP/1.1 429 ")
    data = data.replace("X-Forwarded-For: 203.0.113.5", "X-Forwarded-For: 203.0.113.11")
    assert poor.raw(data.encode()).startswith(b"HTTP/1.1 200 ")
    data = data.replace("X_Forwarded_For: 203.0.113.10", "X-FORWARDED-FOR: 203.0.113.5")
    assert poor.raw(data.replace("more", "less").encode()).startswith(b"HTTP/1.1 429 ")
    assert "Traceback" not in poor.said
