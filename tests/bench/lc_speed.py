"""How fast both converters are, on the same records, on one core.

    python -m tests.bench.lc_speed [--rounds N] [--large N]

The records are those of the open sets that LC's stylesheets do not give up on, once as MARCXML
for both and once as ISO 2709 for pymarc and for ours. Each side runs in a process of its own,
in turn; medians are printed. LC works through lxml in batches of 100.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, BinaryIO

import click
import pyoxigraph as ox
from lxml import etree
from pymarc import MARCReader, parse_xml_to_array
from pymarc.exceptions import PymarcException

from mocban.convert import collecting_rarely
from mocban.errors import RecordError
from mocban.mappings import format_named
from mocban.mappings.record import Dataset, Format, Mapper, Record, Triple
from tests.bench.lc_convert import Converter, stylesheets
from tests.bench.lc_records import NAMESPACE, default_files, records

BATCH = 100
SCALE = "realistic.mrc"
_OPEN = f'<collection xmlns="{NAMESPACE}">'.encode()


def prepare(folder: Path, cache: Path) -> Counter[str]:
    """The files of both sides in `folder`; what was passed over, by reason."""
    passed: Counter[str] = Counter()
    convert = Converter(cache)
    kept = 0
    (folder / "batches").mkdir()
    batch: list[bytes] = []
    with (folder / "all.xml").open("wb") as xml, (folder / "all.mrc").open("wb") as iso:
        xml.write(_OPEN)
        for source in records(default_files(), passed):
            if convert(source.element) is None:
                passed["given up by LC"] += 1
                continue
            text = etree.tostring(_numbered(source.element, kept), encoding="unicode").encode()
            try:
                (parsed,) = parse_xml_to_array(BytesIO(_OPEN + text + b"</collection>"))  # type: ignore[no-untyped-call]
                parsed.leader = parsed.leader[:9] + "a" + parsed.leader[10:]
                iso.write(parsed.as_marc())
            except (PymarcException, ValueError, TypeError):  # what ISO 2709 cannot hold
                passed["not for ISO 2709"] += 1
                continue
            xml.write(text)
            batch.append(text)
            kept += 1
            if len(batch) == BATCH:
                _write(folder, kept, batch)
        xml.write(b"</collection>")
    if batch:
        _write(folder, kept, batch)
    passed["used"] = kept
    return passed


def _numbered(record: etree._Element, number: int) -> etree._Element:
    """A copy with a number of its own, since sets share numbers."""
    copy = deepcopy(record)
    for field in list(copy):
        if field.get("tag") == "001":
            copy.remove(field)
    field = etree.Element(f"{{{NAMESPACE}}}controlfield", tag="001")
    field.text = f"b{number}"
    copy.insert(1, field)
    return copy


def _write(folder: Path, kept: int, batch: list[bytes]) -> None:
    content = b"".join((_OPEN, *batch, b"</collection>"))
    (folder / "batches" / f"{kept:06}.xml").write_bytes(content)
    batch.clear()


def lc(folder: Path, cache: Path) -> dict[str, int]:
    """LC's stylesheets over all batches; parsing the batch is part of the time, as it is with
    us, reading the result is not."""
    transform = etree.XSLT(etree.parse(stylesheets(cache) / "marc2bibframe2.xsl"))
    micros = triples = count = 0
    for path in sorted((folder / "batches").glob("*.xml")):
        content = path.read_bytes()
        started = time.process_time()
        tree = etree.fromstring(content)
        result = transform(tree)
        micros += round(1e6 * (time.process_time() - started))
        count += len(tree)
        triples += sum(
            1 for _ in ox.parse(etree.tostring(result), ox.RdfFormat.RDF_XML, lenient=True)
        )
    return {"micros": micros, "records": count, "triples": triples}


def _dataset(form: str) -> Dataset:
    return Dataset("https://mocban.example/", "bench", "marc", form, language="en")


def _mapped(mapping: Mapper, record: Record) -> list[Triple]:
    """The triples of a record; none where it has no title, which we refuse and LC does not."""
    try:
        return mapping(record).triples
    except RecordError:
        return []


@collecting_rarely()
def ours(path: Path, form: str) -> dict[str, int]:
    """Reading and mapping. Tables and patterns are loaded before, as LC's stylesheets are."""
    formed, dataset = format_named(form), _dataset(form)
    with path.open("rb") as stream:
        _run(formed, dataset, stream, BATCH)
    started = time.process_time()
    with path.open("rb") as stream:
        count = _run(formed, dataset, stream)
    return {"micros": round(1e6 * (time.process_time() - started)), "records": count}


def _run(formed: Format, dataset: Dataset, stream: BinaryIO, most: int = 0) -> int:
    mapping, count = formed.mapping(dataset), 0
    for item in formed.read(stream, "records", dataset):
        if isinstance(item, Record):
            _mapped(mapping, item)
            count += 1
            if count == most:
                break
    return count


def triples(path: Path, form: str) -> int:
    """How many triples we make of the records of a file, each once for a record."""
    formed, dataset = format_named(form), _dataset(form)
    mapping = formed.mapping(dataset)
    with path.open("rb") as stream:
        return sum(
            len(set(_mapped(mapping, item)))
            for item in formed.read(stream, path.name, dataset)
            if isinstance(item, Record)
        )


def bare(path: Path) -> dict[str, int]:
    """pymarc's reading of the ISO 2709 file, and nothing else."""
    started = time.process_time()
    with path.open("rb") as stream:
        count = sum(1 for _ in MARCReader(stream))
    return {"micros": round(1e6 * (time.process_time() - started)), "records": count}


def repeated(folder: Path, size: int) -> Path:
    """A file of so many records of the set `marc-scale`, each with its own number."""
    from tests.bench.__main__ import workspace

    return workspace(folder / str(size), size) / "sources/records.mrc"


def run(name: str, *arguments: str) -> dict[str, Any]:
    """One side in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.lc_speed", "--side", name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def side(name: str, arguments: tuple[str, ...]) -> None:
    """Run one side and print what it took."""
    paths = [Path(each) for each in arguments]
    found: dict[str, Any]
    if name == "lc":
        found = lc(paths[0], paths[1])
    elif name == "bare":
        found = bare(paths[0])
    elif name == "triples":
        found = {"triples": triples(paths[0], "marcxml")}
    else:
        found = ours(paths[0], name)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**found, "peak": peak}))


def together(path: Path, count: int) -> float:
    """Seconds that so many processes take at once, each for the whole file."""
    command = [sys.executable, "-m", "tests.bench.lc_speed", "--side", "marc21", str(path)]
    started = time.perf_counter()
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(count)]
    for each in running:
        each.wait()
    return time.perf_counter() - started


@click.command(help=__doc__)
@click.option("--rounds", default=5, help="How often each side runs.")
@click.option("--large", default=200_000, help="Records of the file that shows what memory does.")
@click.option(
    "--stylesheets",
    "cache",
    type=click.Path(path_type=Path),
    default=Path.home() / ".cache/mocban-bench",
    help="Where LC's stylesheets are kept.",
)
@click.option("--side", "only", default="", hidden=True)
@click.argument("arguments", nargs=-1)
def main(rounds: int, large: int, cache: Path, only: str, arguments: tuple[str, ...]) -> None:
    """Print the figures and the ratios that are promised."""
    if only:
        side(only, arguments)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        passed = prepare(folder, cache)
        print(", ".join(f"{count:,} {reason}" for reason, count in passed.items()))
        xml, iso = str(folder / "all.xml"), str(folder / "all.mrc")
        sides = {"lc": ("lc", temporary, str(cache)), "ours, MARCXML": ("marcxml", xml),
                 "ours, ISO 2709": ("marc21", iso), "pymarc, bare": ("bare", iso)}  # fmt: skip
        took: dict[str, list[dict[str, Any]]] = {}
        for _ in range(rounds):
            for name, arguments_ in sides.items():
                took.setdefault(name, []).append(run(*arguments_))
        made = run("triples", xml)["triples"]
        report(took, made)
        pairs = [(together(Path(iso), 1), together(Path(iso), 2)) for _ in range(rounds)]
        ratio = median(2 * one / two for one, two in pairs)
        print(f"two processes / one, records a second   {ratio:5.2f}  (at least 1.7)")
        for size in (2_000, large):
            peak = run("marc21", str(repeated(folder, size)))["peak"]
            print(f"peak memory, {size:>9,} records        {peak:5.0f} MB")


def report(took: dict[str, list[dict[str, Any]]], made: int) -> None:
    """The table and the ratios."""
    seconds = {name: median(each["micros"] for each in runs) / 1e6 for name, runs in took.items()}
    count = took["lc"][0]["records"]
    of = {"lc": took["lc"][0]["triples"], "ours, MARCXML": made, "ours, ISO 2709": made}
    print(f"\n{'':<16}{'s':>8}{'records/s':>12}{'triples/s':>12}{'triples':>12}")
    for name, spent in seconds.items():
        triples_ = of.get(name, 0)
        print(f"{name:<16}{spent:>8.2f}{count / spent:>12,.0f}"
              f"{triples_ / spent:>12,.0f}{triples_:>12,}")  # fmt: skip
    lc_, mine = seconds["lc"], seconds["ours, MARCXML"]
    print(f"\nours / LC, records a second             {lc_ / mine:5.1f}  (at least 10)")
    print(
        f"ours / LC, triples a second             {made / mine / (of['lc'] / lc_):5.1f}  (at least 10)"
    )
    ratio = seconds["ours, ISO 2709"] / seconds["pymarc, bare"]
    print(f"parse + map / pymarc's bare parsing     {ratio:5.2f}  (at most 3)")


if __name__ == "__main__":
    main()
