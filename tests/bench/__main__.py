"""`make bench`: the table of the README, measured on this machine.

The records are those of the open set `marc-scale`, which have no 001; each is given one,
and the larger file repeats them with other numbers and titles.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

RECORDS = Path(__file__).parents[3] / "shared/data/marc-scale/realistic.mrc"
SIZES = (2_000, 20_000)
ROUNDS = 5
TOML = """
[[source]]
code = "bench"
kind = "library"
name.vi = "Đo"
name.en = "Bench"
[[source.dataset]]
name = "marc"
format = "marc21"
language = "en"
files = ["records.mrc"]
"""


def workspace(folder: Path, size: int) -> Path:
    """A workspace with a file of so many records."""
    from pymarc import Field, MARCReader

    if not RECORDS.exists():
        raise SystemExit(f"The open records are not here: {RECORDS}")
    (folder / "sources").mkdir(parents=True)
    (folder / "mocban.toml").write_text(TOML, "utf-8")
    with RECORDS.open("rb") as stream:
        records = [record for record in MARCReader(stream) if record is not None]
    with (folder / "sources/records.mrc").open("wb") as out:
        for number in range(size):
            record = records[number % len(records)]
            record.remove_fields("001")
            record.add_ordered_field(Field(tag="001", data=f"S{number:07}"))
            title = record["245"]
            title["a"] = f"{title['a'].partition(' #')[0]} #{number // len(records)}"
            out.write(record.as_marc())
    return folder


def stage(name: str, folder: Path) -> dict[str, Any]:
    """One stage in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.stages", name, str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def clear(folder: Path, *names: str) -> None:
    """Forget what earlier stages left."""
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)


def measure(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Medians of all stages, run in turn."""
    runs: dict[str, list[dict[str, Any]]] = {}

    def run(name: str) -> None:
        runs.setdefault(name, []).append(stage(name, folder))

    for _ in range(rounds):
        for name in ("pymarc_alone", "parse", "parse_map"):
            run(name)
        clear(folder, "work", "snapshots", "curation", "composed", "ours", "theirs")
        run("convert")
        run("compose")
        run("load")
        run("oxigraph_load")
        clear(folder, "work", "snapshots", "curation", "composed", "ours", "theirs")
        run("whole")
    return {
        name: {key: median(each[key] for each in found) for key in found[0]}
        for name, found in runs.items()
    }


def took(result: dict[str, float]) -> float:
    """Seconds of a stage: those it measured itself, else those of its process."""
    return result.get("micros", 0) / 1e6 or result["clock"]


def table(small: dict[str, dict[str, float]], large: dict[str, dict[str, float]]) -> None:
    """Seconds, records or quads a second, peak memory, and growth in time per record."""
    sizes = "".join(f"{f'{size:,} records':>30}" for size in SIZES)
    print(f"{'stage':<16}{sizes}{'growth':>10}")
    print(" " * 16 + f"{'s':>10}{'per s':>10}{'MB':>10}" * 2)
    for name, first in small.items():
        cells = ""
        for result in (first, large[name]):
            count = result.get("records") or result["quads"]
            cells += f"{took(result):>10.2f}{count / took(result):>10,.0f}{result['peak']:>10.0f}"
        growth = took(large[name]) / took(first) * SIZES[0] / SIZES[1]
        print(f"{name:<16}{cells}{growth:>10.2f}")


def promises(size: int, result: dict[str, dict[str, float]]) -> None:
    """The ratios that are promised."""
    mapping = result["parse_map"]["processor"] / result["pymarc_alone"]["processor"]
    load = took(result["oxigraph_load"]) / took(result["load"])
    whole = took(result["whole"])
    parts = sum(took(result[name]) for name in ("convert", "compose", "load"))
    print(f"\n{size:,} records")
    print(f"  parse + map / pymarc alone      {mapping:.2f}  (at most 3)")
    print(f"  load / oxigraph load, quads/s   {load:.2f}  (at least 0.90)")
    print(f"  whole build / sum of its parts  {whole / parts:.2f}  (at most 1.3)")


def main() -> None:
    """Print the table and the ratios that are promised."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as temporary:
        small, large = (
            measure(workspace(Path(temporary) / str(size), size), count)
            for size, count in zip(SIZES, (rounds, max(1, rounds - 2)), strict=True)
        )
    table(small, large)
    promises(SIZES[0], small)
    promises(SIZES[1], large)


if __name__ == "__main__":
    main()
