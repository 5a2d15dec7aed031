"""Sorting on disk gives what sorting in memory gives."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.graph import sorting
from mocban.graph.segments import Segment, SegmentWriter, changes

LINES = st.lists(
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), min_size=1)
)


@given(LINES, st.integers(1, 5), st.integers(2, 4))
def test_runs_on_disk_are_merged_in_order_and_without_repeats(
    lines: list[str], run: int, runs: int
) -> None:
    before = sorting.RUN_LINES, sorting.RUNS
    sorting.RUN_LINES, sorting.RUNS = run, runs
    try:
        with sorting.Sorter() as sorter:
            for line in lines:
                sorter.add([line])
            assert list(sorter) == sorted(set(lines))
    finally:
        sorting.RUN_LINES, sorting.RUNS = before


def written(folder: Path, name: str, records: dict[str, str]) -> Segment:
    segment = Segment(folder / f"{name}.nq", "<https://mocban.example/g/src/a/b>")
    with SegmentWriter(segment) as writer:
        for record, value in records.items():
            writer.add(f"<r:{record}>", [(f"<r:{record}>", "<p:p>", f'"{value}"')])
        assert not writer.clashing()
        assert writer.finish({}) == len(records)
    return segment


def test_a_segment_says_which_records_were_added_changed_and_removed(tmp_path: Path) -> None:
    old = written(tmp_path, "old", {"a": "1", "b": "1", "c": "1"})
    new = written(tmp_path, "new", {"b": "2", "c": "1", "d": "1"})
    assert [tuple(change) for change in changes(old.ids, new.ids)] == [
        ("removed", "<r:a>"), ("changed", "<r:b>"), ("added", "<r:d>"),
    ]  # fmt: skip
    assert [change.kind for change in changes(None, new.ids)] == ["added"] * 3


@pytest.mark.parametrize("values, clash", [(("1", "1"), False), (("1", "2"), True)])
def test_one_id_with_two_contents_is_found(
    tmp_path: Path, values: tuple[str, str], clash: bool
) -> None:
    segment = Segment(tmp_path / "x.nq", "<g:g>")
    with SegmentWriter(segment) as writer:
        for value in values:
            writer.add("<r:a>", [("<r:a>", "<p:p>", f'"{value}"')])
        assert writer.clashing() == ({"<r:a>"} if clash else frozenset())
