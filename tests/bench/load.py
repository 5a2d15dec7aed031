"""32 hostile clients beside one honest one.

    python -m tests.bench.load [seconds] [queries]

Serves a workspace of 2,000 records with the settings that a workspace has by default, asks
cheap queries as the honest client does, first alone, then while the hostile ones do what they
can (`tests/bench/hostile.py`) and every ten seconds a worker is killed; then sends so many
cheap queries (100,000) and looks what memory they have cost. Prints a table and whether each
promise was kept.
"""

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import quote

from mocban import build, config
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from tests.bench.__main__ import workspace
from tests.bench.hostile import ATTACKS, WAITING, Outcome, Target
from tests.bench.throughput import QUERY, free_port, running

CLIENTS = 32
LIMIT = 10.0  # seconds a query may take by default
HONEST = "127.0.2.1"


def ask(connection: http.client.HTTPConnection, text: str) -> bool:
    """Whether a query was answered."""
    try:
        connection.request("GET", f"/sparql?query={quote(text)}")
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except (OSError, http.client.HTTPException):
        connection.close()
        return False


def honest(port: int, things: list[str], seconds: float, name: str) -> tuple[list[float], int]:
    """What one honest client meets: seconds of each answer, and how many were none."""
    taken, failed, end = [], 0, time.monotonic() + seconds
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=30, source_address=(HONEST, 0)
    )
    number = 0
    while time.monotonic() < end:
        number += 1
        started = time.monotonic()
        text = QUERY.replace("THING", things[number % len(things)]) + f" # {name} {number}"
        failed += not ask(connection, text)
        taken.append(time.monotonic() - started)
        time.sleep(0.02)
    return taken, failed


def attackers(port: int, first: int, count: int, seconds: float) -> list[tuple[str, Outcome]]:
    """`count` hostile clients, each with an address of its own, one attack after another."""
    end = time.monotonic() + seconds
    names = list(ATTACKS)

    def client(number: int) -> list[tuple[str, Outcome]]:
        found, turn = [], number
        while time.monotonic() < end:
            name = names[turn % len(names)]
            turn += 1
            target = Target(port, f"127.0.1.{number + 1}")
            try:
                found.append((name, ATTACKS[name](target, turn * 1000 + number)))
            except OSError:
                found.append((name, Outcome(0, 0.0)))
        return found

    with ThreadPoolExecutor(count) as threads:
        return [each for made in threads.map(client, range(first, first + count)) for each in made]


def children(pid: int) -> list[int]:
    """All processes below one."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    below: dict[int, list[int]] = defaultdict(list)
    for line in listed.stdout.splitlines():
        child, parent = map(int, line.split())
        below[parent].append(child)
    found, left = [], [pid]
    while left:
        new = below.pop(left.pop(), [])
        found += new
        left += new
    return found


def memory(pid: int) -> float:
    """Megabytes that a server and all below it have, shared ones counted once (PSS)."""
    total = 0
    for each in [pid, *children(pid)]:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def workers(pid: int) -> list[int]:
    """The processes that work on queries."""
    found = []
    for each in children(pid):
        try:
            if b"mocban.graph.worker" in Path(f"/proc/{each}/cmdline").read_bytes():
                found.append(each)
        except OSError:
            continue
    return found


def killer(pid: int, stop: Event) -> int:
    """Kills a worker every ten seconds; how many it killed."""
    killed = 0
    while not stop.wait(10):
        for each in workers(pid)[:1]:
            os.kill(each, signal.SIGKILL)
            killed += 1
    return killed


def p95(times: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return statistics.quantiles(times, n=20)[-1] * 1000


def soak(port: int, things: list[str], count: int) -> int:
    """So many cheap queries, every one a new text, from eight connections; how many failed."""

    def some(part: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        texts = (QUERY.replace("THING", things[n % len(things)]) + f" # soak {n}"
                 for n in range(part, count, 8))  # fmt: skip
        return sum(not ask(connection, text) for text in texts)

    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(some, range(8)))


def main() -> None:
    """Prints the tables."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as room:
        folder = workspace(Path(room), 2_000)
        build.build(config.load(folder))
        snapshot = Snapshots(folder / "snapshots").current()
        assert snapshot is not None
        with GraphStore.open(snapshot / "store") as graph:
            rows = graph.select(
                "SELECT DISTINCT ?s { ?s <http://id.loc.gov/ontologies/bibframe/title> ?t } LIMIT 500"
            )
            things = [str(row["s"]) for row in rows]
        port = free_port()
        command = [sys.executable, "-m", "mocban", "serve", str(folder), "--port", str(port)]
        with running(command, f"http://127.0.0.1:{port}/sparql") as server:
            honest(port, things, 3, "warm")
            calm, calm_failed = honest(port, things, 20, "calm")
            before = memory(server.pid)
            stop = Event()
            with ProcessPoolExecutor(4) as processes, ThreadPoolExecutor(1) as aside:
                kills = aside.submit(killer, server.pid, stop)
                try:
                    share = CLIENTS // 4
                    attacks = [processes.submit(attackers, port, n * share, share, seconds)
                               for n in range(4)]  # fmt: skip
                    loaded, loaded_failed = honest(port, things, seconds, "loaded")
                    found = [each for attack in attacks for each in attack.result()]
                finally:
                    stop.set()
                killed = kills.result()
            peak = memory(server.pid)
            soak(port, things, 4_000)
            warm = memory(server.pid)
            failed = soak(port, things, count)
            after = memory(server.pid)
    report(found)
    good = p95(loaded) < 10 * p95(calm) and p95(loaded) < 1000
    late = [o for name, o in found if name not in WAITING and o.seconds > LIMIT + 2]
    print(f"\nhonest client, alone: {len(calm)} requests, {calm_failed} failed, "
          f"median {statistics.median(calm) * 1000:.1f} ms, p95 {p95(calm):.1f} ms")  # fmt: skip
    print(f"honest client, attacked: {len(loaded)} requests, {loaded_failed} failed, "
          f"median {statistics.median(loaded) * 1000:.1f} ms, p95 {p95(loaded):.1f} ms, "
          f"longest {max(loaded) * 1000:.0f} ms")  # fmt: skip
    print(f"workers killed: {killed}; memory before, after the attack: {before:.0f}, {peak:.0f} MB")
    print(f"{count:,} queries: {failed} failed, memory {warm:.0f} -> {after:.0f} MB")
    for promise, kept in (
        ("each hostile query ends within its limit + 2 s", not late),
        ("the honest client's p95 stays under ten times its own and under 1 s", good),
        ("no request of the honest client fails", not loaded_failed and not calm_failed),
        ("100,000 queries cost less than 100 MB", after - warm < 100 and not failed),
    ):
        print(("kept: " if kept else "BROKEN: ") + promise)


def report(found: list[tuple[str, Outcome]]) -> None:
    """The table of the attacks."""
    print("| attack | sent | statuses | median s | longest s |")
    print("|---|---|---|---|---|")
    for name in ATTACKS:
        mine = [outcome for kind, outcome in found if kind == name]
        if mine:
            statuses = Counter(outcome.status for outcome in mine)
            said = ", ".join(
                f"{status or 'cut off'}: {n}" for status, n in sorted(statuses.items())
            )
            middle = statistics.median(outcome.seconds for outcome in mine)
            longest = max(outcome.seconds for outcome in mine)
            print(f"| {name} | {len(mine)} | {said} | {middle:.2f} | {longest:.2f} |")


if __name__ == "__main__":
    main()
