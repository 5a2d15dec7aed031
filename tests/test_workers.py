"""Queries from outside: their limits, and what one of them may cost the others."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mocban.graph import process, refusals
from mocban.graph.clients import Clients
from mocban.graph.gate import Gate, Long
from mocban.graph.line import Line
from mocban.graph.spool import IN_MEMORY
from mocban.graph.store import StoreError
from mocban.graph.workers import Job, Limits, WorkerPool
from tests.serving import snapshot

MANY = "".join(f'<http://x/{n}> <http://x/p> "chùa {n}" .\n' for n in range(2000))
LIMITS = Limits(seconds=1.5, memory=200 * 2**20, answer=2**20, waiting=4, patience=4, moment=0.3)

CHEAP = "SELECT ?o { <http://x/1> ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
REGEX = 'ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(?c, ?f, ?i), "(a|b|ù)*x$")) }'
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?c LIMIT 1"
CONCAT = "SELECT (GROUP_CONCAT(CONCAT(?c, ?f)) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
EVERYTHING = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("workers"), 1, MANY) / "store"


@pytest.fixture
def pool(store: Path) -> Iterator[WorkerPool]:
    pool = WorkerPool(store, 2, LIMITS)
    yield pool
    pool.close()


def ask(pool: WorkerPool, query: str, client: str = "honest") -> str:
    """The answer as CSV."""
    answer = pool.run(Job(query, "text/csv", "http://x/"), client)
    with answer.file as file:
        body = file.read()
    assert len(body) == answer.size
    return body.decode()


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition: object, seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def pids(pool: WorkerPool) -> set[int]:
    return set(pool.pids())


def test_an_answer_is_whole(pool: WorkerPool) -> None:
    assert ask(pool, CHEAP) == "o\r\nchùa 1\r\n"


@pytest.mark.alone
@pytest.mark.parametrize("query", [COUNT, REGEX])
def test_a_query_that_runs_on_is_stopped_at_its_limit(pool: WorkerPool, query: str) -> None:
    started = time.monotonic()
    with pytest.raises(refusals.Timeout):
        ask(pool, query)
    assert LIMITS.seconds <= time.monotonic() - started < LIMITS.seconds + 1
    assert ask(pool, CHEAP)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
@pytest.mark.parametrize("query", [SORT, CONCAT])
def test_a_query_that_eats_memory_is_stopped(store: Path, query: str) -> None:
    pool = WorkerPool(store, 1, LIMITS._replace(seconds=20, memory=60 * 2**20))
    try:
        with pytest.raises(refusals.OutOfMemory, match="60 MiB"):
            ask(pool, query)
        assert ask(pool, CHEAP)
    finally:
        pool.close()


def test_an_answer_past_its_limit_is_an_error_not_a_part(pool: WorkerPool) -> None:
    with pytest.raises(refusals.AnswerTooLarge):
        ask(pool, EVERYTHING)


@pytest.mark.alone
def test_a_cheap_query_of_another_client_is_answered_beside_runaway_ones(
    pool: WorkerPool,
) -> None:
    with ThreadPoolExecutor(8) as threads:
        bad = [
            threads.submit(ask, pool, query, "hostile")
            for query in (COUNT, SORT, CONCAT, REGEX, COUNT)
        ]
        waits = []
        while not all(future.done() for future in bad):
            started = time.monotonic()
            assert ask(pool, CHEAP) == "o\r\nchùa 1\r\n"
            waits.append(time.monotonic() - started)
            time.sleep(0.05)
        errors = [future.exception() for future in bad]
    assert all(isinstance(error, refusals.QueryRefused) for error in errors)
    assert len(waits) > 3
    assert max(waits) < 2


def test_a_killed_worker_costs_one_query(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(1) as threads:
        lost = threads.submit(ask, pool, COUNT)
        assert wait_until(lambda: pool.state() | {"idle": 1, "long": 1} == pool.state())
        busy = pids(pool) - set(pool.pids(idle=True))
        os.kill(busy.pop(), signal.SIGKILL)
        with pytest.raises(refusals.WorkerLost):
            lost.result()
    assert ask(pool, CHEAP)
    assert wait_until(lambda: pool.state()["workers"] == 2)


def test_a_worker_killed_while_idle_costs_nothing(pool: WorkerPool) -> None:
    assert wait_until(lambda: pool.state()["idle"] == 2)
    old = pids(pool)
    for pid in old:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not any(running(pid) for pid in old))
    assert ask(pool, CHEAP)


def test_a_query_that_crashes_the_engine_costs_only_itself(pool: WorkerPool) -> None:
    with pytest.raises(refusals.EngineFault):
        ask(pool, "ASK { FILTER" + "(" * 30_000 + "1" + ")" * 30_000 + "}")
    assert ask(pool, CHEAP)


def test_too_many_waiting_are_sent_away_at_once(store: Path) -> None:
    pool = WorkerPool(store, 1, LIMITS._replace(waiting=1, patience=0.5))
    try:
        with ThreadPoolExecutor(4) as threads:
            futures = [threads.submit(ask, pool, COUNT) for _ in range(4)]
            errors = [future.exception() for future in futures]
        busy = [error for error in errors if isinstance(error, refusals.Busy)]
        assert len(busy) == 3
        assert all(error.retry_after and error.retry_after >= 1 for error in busy)
    finally:
        pool.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?o<'>') SeRvIcE ?s { ?a ?b ?c } FILTER('a'='a') }",
        "SELECT * { ?s ?p ?o #\rSERVICE <http://127.0.0.1:9/> { ?a ?b ?c }\n}",
    ],
)
def test_a_worker_never_calls_another_service(pool: WorkerPool, query: str) -> None:
    with pytest.raises(refusals.BadQuery, match="error at 1:"):
        ask(pool, query)


def test_the_word_service_may_stand_wherever_it_is_not_the_keyword(pool: WorkerPool) -> None:
    query = (
        "PREFIX service: <http://x/service#> # SERVICE\n"
        'SELECT ?service { BIND("SERVICE <x>" AS ?service) FILTER(?service != service:service) }'
    )
    assert ask(pool, query) == "service\r\nSERVICE <x>\r\n"


@pytest.mark.parametrize("query", ["SELECT * {", "", "ASK { FILTER(<http://x/f>(1)) }"])
def test_a_bad_query_is_refused_and_the_worker_lives(pool: WorkerPool, query: str) -> None:
    with pytest.raises(refusals.BadQuery):
        ask(pool, query)
    assert pool.state()["stopped"] == 0


def test_graphs_of_the_protocol_make_the_dataset(tmp_path: Path) -> None:
    trig = "<http://x/s> <http://x/p> 1 . <http://x/g> { <http://x/s> <http://x/p> 2 }"
    pool = WorkerPool(snapshot(tmp_path, 1, trig) / "store", 1, LIMITS)

    def values(query: str, default: tuple[str, ...] | None, named: tuple[str, ...]) -> list[str]:
        answer = pool.run(Job(query, "text/csv", "http://x/", default, named))
        with answer.file as file:
            return file.read().decode().split()[1:]

    try:
        graph = ("http://x/g",)
        plain, by_name = "SELECT ?o { ?s ?p ?o }", "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
        assert ask(pool, plain).split() == ["o", "1"]
        assert values(plain, graph, ()) == ["2"]
        assert values(plain, ("http://x/unknown",), ()) == []
        assert values(plain, (), graph) == []
        assert values(by_name, (), graph) == ["2"]
        assert values(by_name, graph, ()) == []
    finally:
        pool.close()


def test_a_switch_drops_no_running_query_and_leaves_no_old_worker(
    pool: WorkerPool, tmp_path: Path
) -> None:
    new = snapshot(tmp_path, 2, '<http://x/1> <http://x/p> "new" .') / "store"
    assert wait_until(lambda: pool.state()["idle"] == 2)
    old = pids(pool)
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    with ThreadPoolExecutor(1) as threads:
        running_on = threads.submit(ask, pool, slow)
        time.sleep(0.05)
        pool.switch(new)
        assert running_on.result() == "n\r\n4000000\r\n"
    assert wait_until(lambda: not pids(pool) & old and pool.state()["idle"] == 2)
    assert ask(pool, CHEAP) == "o\r\nnew\r\n"
    assert not any(running(pid) for pid in old)


def test_closing_leaves_no_process_and_asking_then_is_refused(store: Path) -> None:
    pool = WorkerPool(store, 2, LIMITS)
    assert wait_until(lambda: pool.state()["workers"] == 2)
    started = pids(pool)
    pool.close()
    assert not any(running(pid) for pid in started)
    with pytest.raises(refusals.Busy):
        ask(pool, CHEAP)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does this on Linux only")
def test_workers_end_with_a_parent_that_is_killed_even_in_mid_query(store: Path) -> None:
    code = (
        "import sys, threading, time; from pathlib import Path\n"
        "from mocban.graph.workers import *\n"
        "pool = WorkerPool(Path(sys.argv[1]), 2, Limits(seconds=60))\n"
        "run = lambda: pool.run(Job(sys.argv[2], 'text/csv', 'http://x/'))\n"
        "threading.Thread(target=run, daemon=True).start()\n"
        "while pool.state()['long'] < 1 or pool.state()['workers'] < 2: time.sleep(0.02)\n"
        "print(*pool.pids(), flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(store), COUNT]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    started = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(started) == 2
    assert all(running(pid) for pid in started)
    parent.kill()
    parent.communicate()
    assert wait_until(lambda: not any(running(pid) for pid in started))


def test_a_worker_holds_the_lock_of_its_snapshot(store: Path) -> None:
    pool = WorkerPool(store, 1, LIMITS)
    lock = ["flock", "--exclusive", "--nonblock", str(store.parent / ".lock"), "true"]
    try:
        assert subprocess.run(lock, check=False).returncode == 1
    finally:
        pool.close()
    assert subprocess.run(lock, check=False).returncode == 0


def test_a_pool_on_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No worker could open"):
        WorkerPool(tmp_path / "none", 1, LIMITS)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does this on Linux only")
def test_a_process_without_network_opens_no_socket_but_a_unix_one() -> None:
    code = (
        "import socket; from mocban.graph.confinement import forbid_network\n"
        "print(forbid_network()); socket.socketpair()\n"
        "try: socket.socket()\n"
        "except PermissionError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    if done.stdout.startswith("False"):
        pytest.skip("this kernel has no seccomp")
    assert done.stdout.split() == ["True", "refused"]


@pytest.mark.alone
def test_a_query_known_to_be_long_leaves_the_short_ones_alone(pool: WorkerPool) -> None:
    for query in (COUNT, REGEX):
        with pytest.raises(refusals.Timeout):
            ask(pool, query, "greedy")
    with ThreadPoolExecutor(4) as threads:
        bad = [threads.submit(ask, pool, query, "greedy") for query in (COUNT, REGEX, COUNT, REGEX)]
        assert wait_until(lambda: pool.state() | {"idle": 1, "long": 1} == pool.state())
        waits = []
        while not bad[0].done():
            started = time.monotonic()
            ask(pool, CHEAP)
            waits.append(time.monotonic() - started)
            time.sleep(0.02)
    assert max(waits) < 0.3


@pytest.mark.alone
def test_one_whose_queries_cost_much_waits_beside_his_like(pool: WorkerPool) -> None:
    with pytest.raises(refusals.Timeout):
        ask(pool, COUNT, "greedy")
    with ThreadPoolExecutor(4) as threads:
        bad = [threads.submit(ask, pool, f"{COUNT} # {n}", "greedy") for n in range(4)]
        assert wait_until(lambda: pool.state() | {"idle": 1, "long": 1} == pool.state())
        waits = []
        while not bad[0].done():
            started = time.monotonic()
            ask(pool, CHEAP)
            waits.append(time.monotonic() - started)
            time.sleep(0.02)
    assert max(waits) < 0.3, "queries never seen before have kept the honest one waiting"


def test_who_has_used_up_his_credit_is_told_when_to_come_again(pool: WorkerPool) -> None:
    pool.clients = Clients(credit=1, refill=0.5)
    with pytest.raises(refusals.Timeout):
        ask(pool, COUNT, "2001:db8::1")
    with pytest.raises(refusals.TooOften) as refused:
        ask(pool, CHEAP, "2001:db8::2")
    assert refused.value.retry_after in (1, 2)
    assert ask(pool, CHEAP, "2001:db8:0:1::1")


def test_credit_fills_again_and_many_askers_do_not_fill_the_memory() -> None:
    clients = Clients(credit=1, refill=100)
    clients.charge("a", 1.5, long=True)
    clients.charge("b", 0.5)
    assert clients.wait("a") > 0 and clients.costly("a")
    assert not clients.wait("b") and not clients.costly("b")
    assert wait_until(lambda: not clients.wait("a"))
    for number in range(10_050):
        clients.charge(str(number), 5)
    assert len(clients._known) == 10_000


@pytest.mark.alone
def test_a_query_for_which_nobody_waits_is_stopped(pool: WorkerPool) -> None:
    started = time.monotonic()
    with pytest.raises(refusals.Abandoned):
        pool.run(Job(COUNT, "text/csv", "http://x/"), gone=lambda: time.monotonic() - started > 0.5)
    assert time.monotonic() - started < LIMITS.seconds
    assert ask(pool, CHEAP)


@pytest.mark.parametrize("media_type", [
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv",
    "text/tab-separated-values", "application/n-triples", "text/turtle",
])  # fmt: skip
def test_an_answer_with_too_many_rows_is_an_error(store: Path, media_type: str) -> None:
    pool = WorkerPool(store, 1, LIMITS._replace(rows=500))
    form = "CONSTRUCT { ?s ?p ?o }" if "tri" in media_type or "turtle" in media_type else "SELECT *"
    try:
        few = pool.run(Job(f"{form} {{ ?s ?p ?o }} LIMIT 490", media_type, "http://x/"))
        few.file.close()
        with pytest.raises(refusals.TooManyRows):
            pool.run(Job(f"{form} {{ ?s ?p ?o }} LIMIT 510", media_type, "http://x/"))
    finally:
        pool.close()


def test_a_large_answer_comes_as_a_file_and_a_small_one_from_memory(pool: WorkerPool) -> None:
    small = pool.run(Job(CHEAP, "text/csv", "http://x/"))
    large = pool.run(Job("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 6000", "text/csv", "http://x/"))
    with small.file, large.file:
        assert isinstance(small.file, io.BytesIO) and not isinstance(large.file, io.BytesIO)
        body = large.file.read()
    assert len(body) == large.size > IN_MEMORY and body.count(b"\r\n") == 6001


def test_a_worker_is_replaced_after_so_many_queries(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "JOBS", 5)
    pool = WorkerPool(store, 1, LIMITS)
    try:
        first = pids(pool)
        for _ in range(5):
            ask(pool, CHEAP)
        assert wait_until(lambda: pids(pool) and not pids(pool) & first)
        assert ask(pool, CHEAP)
    finally:
        pool.close()


def test_what_was_long_once_and_is_short_now_is_forgotten() -> None:
    memory = Long(most=2)
    for query in (1, 2, 3):
        memory.note(query, True)
    assert [query for query in (1, 2, 3) if query in memory] == [2, 3]
    memory.note(2, False)
    assert 2 not in memory


def test_what_was_long_is_forgotten_after_a_while() -> None:
    memory = Long(seconds=0)
    memory.note(1, True)
    assert 1 not in memory


def test_a_place_that_is_left_goes_to_the_next_in_the_line() -> None:
    gate = Gate(1, 1)
    assert gate.enter("a", 0)
    assert not gate.slip_in()
    assert not gate.enter("a", 0)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(gate.enter, "b", 5)
        assert wait_until(lambda: gate.waiting == 1)
        gate.leave()
        assert waiting.result()
    gate.leave()
    assert gate.inside == 0


def test_clients_take_turns_in_the_line() -> None:
    line: Line[str] = Line(10)
    for client, item in [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1")]:
        assert line.join(client, item) is None
    line.leave("a", "a2")
    assert [line.next() for _ in range(4)] == ["a1", "b1", "a3", None]


def test_a_full_line_sends_away_the_last_of_the_greediest() -> None:
    line: Line[str] = Line(2)
    line.join("a", "a1")
    line.join("a", "a2")
    assert line.join("a", "a3") == "a3"
    assert line.join("b", "b1") == "a2"
    assert line.join("b", "b2") == "b2"
    assert line.join("c", "c1") == "c1"
    assert len(line) == 2
