"""Golden tables: `{mapping}.{oddity}.csv` and the triples that it gives, one oddity for a file.

Rejected rows and warnings stand in the same file as comments. `pytest --rewrite` writes them.
"""

from pathlib import Path

import pyoxigraph as ox
import pytest

from mocban.errors import RecordError
from mocban.mappings.record import Dataset, Rejection
from mocban.mappings.table import mapping, read_csv

_GOLDEN = Path(__file__).parent / "golden" / "table"


def written(path: Path) -> str:
    """What a table gives, in the order of N-Triples lines."""
    dataset = Dataset(
        "https://mocban.example/", "src", "table", "csv", mapping=path.name.split(".")[0],
        demo=True, options={"registers": {"monument": "svhtt"}},
    )  # fmt: skip
    map_row = mapping(dataset)
    lines: set[str] = set()
    remarks: list[str] = []
    with path.open("rb") as stream:
        for row in read_csv(stream, path.name, dataset):
            if isinstance(row, Rejection):
                remarks.append(f"# rejected, line {row.position}, {row.id!r}: {row.reason.en}\n")
                continue
            try:
                made = map_row(row)
            except RecordError as error:
                remarks.append(f"# rejected, line {row.position}, {row.id!r}: {error.text.en}\n")
                continue
            lines.update(f"{' '.join(triple)} .\n" for triple in made.triples)
            remarks += [
                f"# line {row.position}, {w.kind} in {w.field}: {w.text.en}\n"
                for w in made.warnings
            ]
    return "".join((*remarks, *sorted(lines)))


@pytest.mark.parametrize("path", sorted(_GOLDEN.glob("*.csv")), ids=lambda path: path.stem)
def test_a_table_gives_the_triples_beside_it(path: Path, request: pytest.FixtureRequest) -> None:
    found = written(path)
    triples = list(ox.parse(found, format=ox.RdfFormat.N_TRIPLES))
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in triples)
    beside = path.with_suffix(".nt")
    if request.config.getoption("--rewrite", default=False):
        beside.write_text(found, encoding="utf-8")
    assert found == beside.read_text(encoding="utf-8")
