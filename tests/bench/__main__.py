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


def main() -> None:
    """Print the table and the ratios that are promised."""
    if not RECORDS.exists():
        raise SystemExit(f"The open records are not here: {RECORDS}")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as temporary:
        found = {
            size: measure(
                workspace(Path(temporary) / str(size), size), rounds if size == SIZES[0] else 3
            )
            for size in SIZES
        }
    small, large = (found[size] for size in SIZES)
    print(f"{'stage':<16}{'2,000 records':>30}{'20,000 records':>30}{'growth':>10}")
    print(f"{'':<16}{'s':>10}{'per s':>10}{'MB':>10}{'s':>10}{'per s':>10}{'MB':>10}")
    for name in small:
        cells = [name]
        for result in (small[name], large[name]):
            seconds = result.get("micros", 0) / 1e6 or result["clock"]
            count = result.get("records") or result["quads"]
            cells += [f"{seconds:.2f}", f"{count / seconds:,.0f}", f"{result['peak']:.0f}"]
        growth = cells[4], cells[1]
        print(f"{cells[0]:<16}" + "".join(f"{cell:>10}" for cell in cells[1:])
              + f"{float(growth[0]) / float(growth[1]) / 10:>10.2f}")  # fmt: skip

    def seconds(result: dict[str, float]) -> float:
        return result.get("micros", 0) / 1e6 or result["clock"]

    for size, result in found.items():
        parts = sum(seconds(result[name]) for name in ("convert", "compose", "load"))
        print(f"\n{size:,} records")
        print(
            f"  parse + map / pymarc alone      {result['parse_map']['processor'] / result['pymarc_alone']['processor']:.2f}  (at most 1.5)"
        )
        print(
            f"  load / oxigraph load, quads/s   {seconds(result['oxigraph_load']) / seconds(result['load']):.2f}  (at least 0.90)"
        )
        print(
            f"  whole build / sum of its parts  {seconds(result['whole']) / parts:.2f}  (at most 1.3)"
        )
        print(
            f"  of which parse + map + load     {seconds(result['whole']) / (seconds(result['parse_map']) + seconds(result['load'])):.2f}"
        )
    for name in ("parse_map", "convert", "compose"):
        time_growth = seconds(large[name]) / seconds(small[name]) * SIZES[0] / SIZES[1]
        print(
            f"{name}: time per record x {time_growth:.2f} (at most 1.1), memory {small[name]['peak']:.0f} -> {large[name]['peak']:.0f} MB"
        )


if __name__ == "__main__":
    main()
