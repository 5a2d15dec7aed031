"""Whether records come home: MARC to our graph and back, subfield by subfield.

    python -m tests.bench.round_trip [FILES...]

Compares, for each record, the multisets of (tag, code, value) of the core fields, with ISBD
punctuation at the ends of values folded away, and what MARC itself writes in two ways: the
qualifier of an ISBN in $a or $q (020), prime marks (082), language codes in one $a or several
(041). A field that is repeated word for word counts once.

Not counted is what a library keeps to itself: local fields and subfields ($9), non-public notes,
copies that may not be shown, links that have no public address; nor records that are withheld.
"""

import argparse
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mocban.mappings.marc21 import read_iso2709, read_marcxml
from mocban.mappings.marc21.access import in_words, strictest
from mocban.mappings.marc21.body import Field, Marc, Subfield
from mocban.mappings.record import Dataset, Record
from mocban.oneoff import convert_to
from mocban.progress import Quiet

SAMPLES = Path(__file__).parent.parent.parent.parent / "shared/data/marc-lc-exchange"
CORE = frozenset(
    ("020", "022", "041", "082", "100", "245", "250", "260", "264", "300", "490", "700", "773",
     "852", "856", "880")
)  # fmt: skip
PRIVATE = frozenset(("541", "561", "583"))
NON_PUBLIC = {"852": "x", "856": "hijklmx"}
CLOSED = ("han-che", "mat")
_EDGES = " .,:;/=+()[]-–—"
_ISBN = re.compile(r"([\dXx-]{10,17})\s*\(([^)]*)\)?(?:\s*:\s*(.*))?").match

Said = tuple[str, str, str]
"""Tag, code, folded value."""


class Score(NamedTuple):
    """Subfields of one tag: how many there were, came back equal, and came back beside them."""

    read: int
    back: int
    more: int


def is_core(field: Field) -> bool:
    """Whether a field is one of those that should come home."""
    tag, _, parts = field
    if not parts or tag[1:2] == "9" or tag in PRIVATE:
        return False
    if tag == "852" and strictest(in_words([text for _, text in parts], "holding")) in CLOSED:
        return False
    if tag == "856" and not any(code == "u" for code, _ in parts):
        return False
    return tag in CORE or (tag[0] in "56" and tag[2] != "9")


def folded(code: str, text: str) -> str:
    """A value without the ISBD punctuation at its ends; of $6 only which tag it links to."""
    if code == "6":
        return text[:3]
    return " ".join(unicodedata.normalize("NFC", text).strip(_EDGES).split())


def _as_today(tag: str, code: str, text: str) -> list[Subfield]:
    """A subfield as MARC has it today."""
    if tag == "020" and code in "az":
        match = _ISBN(text)
        number = (match[1] if match else text).replace("-", "")
        return [
            (code, number),
            *zip("qc", filter(None, match.groups()[1:] if match else ()), strict=False),
        ]
    if tag == "041" and len(text) > 3 and len(text) % 3 == 0:
        return [(code, text[at : at + 3]) for at in range(0, len(text), 3)]
    return [(code, text.replace("/", "") if tag == "082" else text)]


def subfields(marc: Marc) -> Counter[Said]:
    """The core subfields of a record."""
    found: Counter[Said] = Counter()
    distinct = {(field[0], field[1], tuple(field[2])): field for field in marc.fields}
    for tag, _, parts in filter(is_core, distinct.values()):
        for code, text in parts:
            if code in "89" or code in NON_PUBLIC.get(tag, ""):
                continue
            for own, value in _as_today(tag, code, text):
                if folded(own, value):
                    found[tag, own, folded(own, value)] += 1
    return found


def taken_home(path: Path, dataset: Dataset) -> bytes:
    """The MARCXML that comes back for a file."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "home.xml"
        convert_to(dataset, (str(path),), "marcxml", str(out), Quiet())
        return out.read_bytes()


def records(data: bytes, name: str, dataset: Dataset) -> dict[str, Marc]:
    """The records of a file by their ids."""
    read = read_marcxml if data.lstrip(b"\xef\xbb\xbf \n\r")[:1] == b"<" else read_iso2709
    found = read(io.BytesIO(data), name, dataset)
    return {each.id: each.body for each in found if isinstance(each, Record)}


def pairs(path: Path) -> Iterator[tuple[str, Counter[Said], Counter[Said]]]:
    """Of each record that came back: its id, its core subfields before and after."""
    data = path.read_bytes()
    form = "marcxml" if data.lstrip(b"\xef\xbb\xbf \n\r")[:1] == b"<" else "marc21"
    dataset = Dataset(
        "https://mocban.example/", "home", "bench", form, language="en",
        options={"digital_access": "cong-khai"},
    )  # fmt: skip
    before = records(data, path.name, dataset)
    after = records(taken_home(path, dataset), path.name, dataset)
    for rid, marc in after.items():
        if rid in before:
            yield rid, subfields(before[rid]), subfields(marc)


def scores(paths: Iterable[Path]) -> tuple[dict[str, Score], Counter[Said]]:
    """What came back of each tag, and what did not."""
    counts: dict[str, list[int]] = {}
    lost: Counter[Said] = Counter()
    for path in paths:
        for _, before, after in pairs(path):
            lost += before - after
            for place, found in enumerate((before, before & after, after - before)):
                for (tag, _, _), count in found.items():
                    counts.setdefault(tag, [0, 0, 0])[place] += count
    return {tag: Score(*numbers) for tag, numbers in sorted(counts.items())}, lost


def total(found: Iterable[Score]) -> Score:
    """The sum of scores."""
    return Score(*(sum(numbers) for numbers in zip(*found, strict=True)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="MARC files; default: " + SAMPLES.name)
    parser.add_argument("--lost", type=int, default=0, help="print so many values that were lost")
    parser.add_argument("--tag", default="", help="of this tag only")
    given = parser.parse_args()
    files = given.files or sorted(SAMPLES.glob("*.xml"))
    found, lost = scores(files)
    print(f"{'tag':6}{'read':>8}{'back':>8}{'%':>8}{'more':>8}")
    for tag, score in (*found.items(), ("all", total(found.values()))):
        share = f"{100 * score.back / score.read:8.2f}" if score.read else f"{'':8}"
        print(f"{tag:6}{score.read:8}{score.back:8}{share}{score.more:8}")
    left = [each for each in sorted(lost.items()) if each[0][0].startswith(given.tag)]
    by_code: Counter[str] = Counter()
    for (tag, code, _), count in left:
        by_code[tag + code] += count
    if given.lost:
        print("\nlost, by subfield:", ", ".join(f"{k} {v}" for k, v in by_code.most_common(40)))
        for (tag, code, value), count in left[: given.lost]:
            print(f"{tag} ${code} {count} × {value}")


if __name__ == "__main__":
    main()
