"""The Library of Congress converter's output and ours, compared as sets of property paths.

    python -m tests.bench.lc [--missing N] [--range RANGE] [--extra] [--by-tag] [FILES ...]

lc_paths.py says what a path is, lc_convert.py how LC's come about and by which field of a
record, lc_equal.tsv where the same stands in another form with us, and lc_different.tsv what
is meant to differ.
"""

import argparse
import io
import os
import signal
from collections import Counter
from pathlib import Path

from lxml import etree

from mocban.errors import MocbanError
from mocban.mappings import format_named
from mocban.mappings.record import Dataset, Record
from mocban.ontology import codes
from mocban.ontology.iris import enc
from tests.bench.lc_convert import Converter
from tests.bench.lc_count import RANGES, Comparison, shapes
from tests.bench.lc_paths import Steps, paths
from tests.bench.lc_records import default_files, records

BASE = "https://mocban.example/"
DATASET = Dataset(base=BASE, source="bench", name="marc", format="marcxml", language="en")
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mocban-bench"
DESCRIPTION = """\
Compares what the Library of Congress converter and ours say of records, as sets of paths of
properties. A path is a value with the properties that lead to it from the work (W) or the
instance (I).

  LC paths  those of LC's converter
  strict    those of them which are also ours, to the letter
  equal     also those which we have in a form that lc_equal.tsv calls the same, or with
            other ISBD punctuation
  aside     those which we lack and, says lc_different.tsv, mean to lack
  left      LC paths without those aside
  found     equal as a share of those left

A path belongs to the fields which, added to a record with a dummy title, bring it about. A
path that several fields bring about is in the row of each; one that none does alone is in
the row “several”."""


class Ours:
    """Our mapping, before anything is kept from readers."""

    def __init__(self) -> None:
        self._format = format_named("marcxml")
        self._mapping = self._format.mapping(DATASET)

    def __call__(self, record: etree._Element) -> set[Steps] | None:
        """The paths of a record; None where we refuse it."""
        try:
            read = next(iter(self._format.read(io.BytesIO(etree.tostring(record)), "", DATASET)))
            if not isinstance(read, Record):
                return None
            triples = self._mapping(read).triples
        except MocbanError:
            return None
        triples += codes.statements({value for _, _, value in triples})
        named = f"{BASE}r/{DATASET.source}/{{}}/{enc(read.id)}"
        roots = {f"<{named.format('work')}>": "W", f"<{named.format('instance')}>": "I"}
        return paths(triples, roots, BASE)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.lc",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=DESCRIPTION,
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILES",
        help="MARCXML or ISO 2709, also gzipped; by default all open sets of MARC records",
    )  # fmt: skip
    parser.add_argument(
        "--missing", type=int, default=0, metavar="N",
        help="also list the N most frequent shapes of paths which LC has and we have not, "
        "differences that are meant left out",
    )  # fmt: skip
    parser.add_argument(
        "--range", default="", choices=RANGES, metavar="RANGE",
        help=f"only what comes of these fields: {', '.join(RANGES)}",
    )  # fmt: skip
    parser.add_argument(
        "--extra", action="store_true",
        help="also list the most frequent shapes which only we have, of all fields (40 of them, "
        "or N of --missing)",
    )  # fmt: skip
    parser.add_argument("--by-tag", action="store_true", help="a row for each tag, not each range")
    parser.add_argument(
        "--stylesheets", type=Path, default=CACHE, metavar="DIR",
        help="where LC's stylesheets are, or are put when fetched from PyPI, and where what they "
        "made of each record is kept for the next time (default: %(default)s)",
    )  # fmt: skip
    return parser.parse_args()


def main() -> None:
    """Compare, and print."""
    asked = arguments()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` is no error
    converter, mapping, comparison = Converter(asked.stylesheets), Ours(), Comparison(asked.range)
    passed: Counter[str] = Counter()
    for source in records(asked.files or default_files(), passed):
        theirs = converter(source.element)
        ours = mapping(source.element)
        if theirs is None or ours is None:
            passed["given up by LC" if theirs is None else "refused by us"] += 1
            continue
        comparison.add(source, theirs, ours)
    upstream = converter.upstream
    print(f"{upstream['repository']} {upstream['tag']}")
    print(f"{comparison.records} records compared; passed over:", end=" ")
    print(", ".join(f"{count} {why}" for why, count in passed.most_common()) or "none")
    comparison.table(asked.by_tag)
    if asked.missing:
        shapes("Missing", comparison.missing, asked.missing)
    if asked.extra:
        shapes("Only ours", comparison.extra, asked.missing or 40)


if __name__ == "__main__":
    main()
