"""007 Physical Description Fixed Field (R): what a copy is made of and needs to be read or
played, by `codes/material.tsv` (https://www.loc.gov/marc/bibliographic/bd007.html)."""

from functools import cache, lru_cache
from typing import NamedTuple

from mocban.mappings.marc21.body import Field, first, rows
from mocban.mappings.marc21.entry import Entry, Rule
from mocban.mappings.marc21.fields.control import blanked
from mocban.ontology import codes, literals
from mocban.ontology.namespaces import BF, term

_DIMENSIONS = BF.dimensions
_REDUCTION = BF.reductionRatio
_REDUCTION_CLASS = BF.ReductionRatio
_SOUND = BF.soundCharacteristic
_MICROFORM = "h"
_DISC_OR_TAPE = "s"
# Fields that say the same in words, before which a code stands back.
_INSTEAD = {BF.content: "336", BF.media: "337"}
# 007/05 of a sound recording -> what it is, and 007/03 (speed) for which it is another.
_GROOVES = {"m": ("micro", "i", "finepitch"), "s": ("coarse", "h", "stanpitch")}


class _Said(NamedTuple):
    on_work: bool
    predicate: str
    value: str


@cache
def _table() -> dict[tuple[str, int], dict[str, list[_Said]]]:
    """Form and position -> code -> what it says."""
    found: dict[tuple[str, int], dict[str, list[_Said]]] = {}
    for form, at, code, on, name, value in rows("material"):
        predicate = term(name)
        said = literals.text(value) if predicate == _DIMENSIONS else f"<{codes.STEM}{value}>"
        place = found.setdefault((form, int(at)), {})
        place.setdefault(code, []).append(_Said(on == "work", predicate, said))
    return found


@lru_cache(maxsize=4096)
def _coded(value: str) -> tuple[_Said, ...]:
    known, form = _table(), value[:1]
    found: list[_Said] = []
    for at, code in enumerate(value):
        found += known.get((form, at), {}).get(code, ())
    if form == _DISC_OR_TAPE and value[5:6] in _GROOVES:
        usual, speed, other = _GROOVES[value[5]]
        groove = other if value[3] == speed else usual
        found.append(_Said(False, _SOUND, f"<{codes.STEM}vocabulary/mgroove/{groove}>"))
    return tuple(dict.fromkeys(found))


def physical(entry: Entry, fields: list[Field]) -> None:
    """007 Physical Description Fixed Field (R)."""
    by = entry.by
    measured = any(first(field, "c") for field in by.get("300", ()))
    for field in fields:
        value = blanked(field[1])
        if not value.isascii():
            entry.warn(
                "bad-007", "007",
                f"“{value}” has no codes of a physical description.",
                f"“{value}” không phải các mã mô tả vật lý.",
            )  # fmt: skip
            continue
        for on_work, predicate, said in _coded(value):
            if predicate == _DIMENSIONS and measured or _INSTEAD.get(predicate) in by:
                continue
            entry.triples.append((entry.work if on_work else entry.instance, predicate, said))
        ratio = value[6:9]
        if value[:1] == _MICROFORM and len(ratio) == 3 and ratio.isalnum():
            entry.labelled(entry.instance, _REDUCTION, "reduction", ratio, _REDUCTION_CLASS, "en")


RULES: dict[str, Rule] = {"007": physical}
