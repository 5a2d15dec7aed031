"""How many cheap queries a second, and how long each takes, beside `oxigraph serve-read-only`.

    python -m tests.bench.throughput [rounds] [records]

Both servers hold the same store and are asked in turn by wrk (https://github.com/wg/wrk): one
client and eight, with queries about one entity each, every one a text that was never sent
before, and with a hundred that come again and again.
"""

import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from mocban import build, config
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from tests.bench.__main__ import workspace

SECONDS = 6
DISTINCT = 60_000
# One entity: what is said of it and of the things to which that leads.
QUERY = "SELECT ?way ?p ?o { { THING ?p ?o } UNION { THING ?way ?part . ?part ?p ?o } }"
# No more than what is said of it.
LOOK_UP = "SELECT ?p ?o { THING ?p ?o }"
SCRIPT = """
local queries, place = {}, 0
init = function(arguments)
  for line in io.lines(arguments[1]) do queries[#queries + 1] = line end
  place = tonumber(arguments[3])
end
request = function()
  place = place % #queries + 1
  return wrk.format("GET", wrk.path .. queries[place], {["Accept"] = "application/sparql-results+json"})
end
"""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], address: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server, until the block ends."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urlopen(f"{address}?query=ASK%7B%7D", timeout=5).close()
                break
            except OSError:
                time.sleep(0.05)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield server
    finally:
        server.terminate()
        server.wait(20)


def wrk(address: str, queries: Path, clients: int, start: int) -> tuple[float, float, float]:
    """Requests a second, and the median and the 99th percentile in milliseconds."""
    script = queries.with_name("wrk.lua")
    script.write_text(SCRIPT)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--latency", "-s", str(script), address,
         "--", str(queries), "x", str(start)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = done.stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    shares = {
        share: _milliseconds(time)
        for share, time in re.findall(r"^ +(\d+)% +([\d.]+[mu]?s)$", said, re.MULTILINE)
    }
    assert rate
    return float(rate[1]), shares["50"], shares["99"]


def _milliseconds(text: str) -> float:
    for unit, factor in (("us", 0.001), ("ms", 1.0), ("s", 1000.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    raise ValueError(text)


def write_queries(store: Path, folder: Path) -> dict[str, Path]:
    """Files of addresses: a description of one entity each, a look-up of one each, every text
    a new one, and a hundred descriptions that are repeated."""
    with GraphStore.open(store) as graph:
        rows = graph.select(
            "SELECT DISTINCT ?s { ?s <http://id.loc.gov/ontologies/bibframe/title> ?t } LIMIT 500"
        )
        things = [str(row["s"]) for row in rows]

    def line(query: str, number: int) -> str:
        text = f"{query.replace('THING', things[number % len(things)])} # {number}"
        return f"?query={quote(text)}\n"

    found = {}
    for name, query, count in (
        ("description", QUERY, DISTINCT), ("look-up", LOOK_UP, DISTINCT), ("repeated", QUERY, 100),
    ):  # fmt: skip
        found[name] = folder / name
        found[name].write_text("".join(line(query, number) for number in range(count)))
    return found


def main() -> None:
    """Prints the table."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed (Debian: apt-get install wrk)")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory() as room:
        folder = workspace(Path(room), size)
        build.build(config.load(folder))
        store = Snapshots(folder / "snapshots").current()
        assert store is not None
        queries = write_queries(store / "store", Path(room))
        ports = free_port(), free_port()
        addresses = {
            "mocban": f"http://127.0.0.1:{ports[0]}/sparql",
            "oxigraph": f"http://127.0.0.1:{ports[1]}/query",
        }
        here = Path(sys.executable).parent
        ours = [sys.executable, "-m", "mocban", "serve", str(folder), "--port", str(ports[0])]
        theirs = [str(here / "oxigraph"), "serve-read-only", "--location", str(store / "store"),
                  "--bind", f"127.0.0.1:{ports[1]}"]  # fmt: skip
        found: dict[tuple[str, int, str], list[tuple[float, float, float]]] = {}
        with running(ours, addresses["mocban"]), running(theirs, addresses["oxigraph"]):
            for turn in range(rounds):
                for kind, file in queries.items():
                    for clients in (1, 8):
                        for name, address in addresses.items():
                            start = (turn * 2 + clients // 8) * DISTINCT // (rounds * 2)
                            result = wrk(address, file, clients, start)
                            found.setdefault((kind, clients, name), []).append(result)
        print("| queries | clients | server | a second | median ms | p99 ms | ratio |")
        print("|---|---|---|---|---|---|---|")
        for (kind, clients, name), results in found.items():
            rate, middle, worst = (
                statistics.median(column) for column in zip(*results, strict=True)
            )
            other = statistics.median(row[0] for row in found[kind, clients, "oxigraph"])
            ratio = f"{rate / other:.2f}" if name == "mocban" else ""
            print(
                f"| {kind} | {clients} | {name} | {rate:,.0f} | {middle:.2f} | {worst:.2f} | {ratio} |"
            )


if __name__ == "__main__":
    main()
