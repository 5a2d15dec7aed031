"""The directory of an ISO 2709 record, and what is done where its numbers are wrong.

Each entry is a tag, the length of the field (four digits) and its start (five digits):
https://www.loc.gov/marc/specifications/specrecstruc.html#direct. Systems count characters for
bytes, sort the entries but not the fields, and write records that five digits cannot count.
Every field ends with a terminator all the same, and mostly that is enough.
"""

from itertools import accumulate

from mocban.errors import DamageError

_ENTRY = 12
_STARTS = 100_000  # how many starts five digits can state; systems begin again at 0


def in_order(entries: str, parts: list[bytes]) -> bool:
    """Whether the fields stand one behind the other as the directory says, as in nearly
    every file; then splitting is enough."""
    if len(parts) * _ENTRY != len(entries) or not parts:
        return False
    starts = [0, *accumulate([len(part) + 1 for part in parts])]
    starts.pop()
    try:
        return [int(entries[at : at + 5]) for at in range(7, len(entries), _ENTRY)] == starts
    except ValueError:
        return False


def mended(
    entries: str, parts: list[bytes], raw: bytes, base: int, oddities: list[str]
) -> tuple[str, list[bytes]]:
    """A directory that `parts`, the fields as they stand, do not follow, and the fields that it
    means: entries of twelve characters, as many as fields. `oddities` are added to. DamageError
    where nobody can say which field has which tag."""
    if len(entries) % _ENTRY or not entries:
        entries = _with_wide_numbers(entries, parts)
    exact = _where_it_points(entries, raw, base)
    if exact is not None:
        if len(exact) < len(parts):
            oddities.append("unlisted-fields")
        return entries, exact
    count = len(entries) // _ENTRY
    if len(parts) != count:
        raise DamageError(
            f"The directory names {count} fields, but {len(parts)} were found; export the record "
            "again.",
            f"Vùng danh mục ghi {count} trường nhưng tìm thấy {len(parts)} trường; hãy xuất lại "
            "biểu ghi.",
        )
    oddities.append("wrong-directory")
    return entries, _in_best_order(entries, parts)


def _with_wide_numbers(entries: str, parts: list[bytes]) -> str:
    """The entries, where a writer gave numbers that are too large the digits they need."""
    at = start = 0
    found = []
    for part in parts:
        numbers = f"{len(part) + 1:04d}{start:05d}"
        if not entries.startswith(numbers, at + 3):
            break
        found.append(f"{entries[at : at + 3]}0000{start % _STARTS:05d}")
        start += len(part) + 1
        at += 3 + len(numbers)
    if at == len(entries) and found:
        return "".join(found)
    raise DamageError(
        f"The directory of the record is {len(entries)} bytes long, not a multiple of 12; export "
        "the record again.",
        f"Vùng danh mục của biểu ghi dài {len(entries)} byte, không phải bội số của 12; hãy xuất "
        "lại biểu ghi.",
    )


def _where_it_points(entries: str, raw: bytes, base: int) -> list[bytes] | None:
    """The fields where the directory puts them, or None where it points elsewhere."""
    parts = {}
    for at in range(0, len(entries), _ENTRY):
        numbers = entries[at + 3 : at + _ENTRY]
        if not (numbers.isascii() and numbers.isdigit()):
            return None
        start = base + int(numbers[4:])
        stop = start + int(numbers[:4]) - 1
        part = raw[start:stop]
        ends = raw[start - 1 : start], raw[stop : stop + 1]
        if stop <= start or ends != (b"\x1e", b"\x1e") or b"\x1e" in part:
            return None
        parts[start] = part
    # Two entries for one place would hide what stands at another.
    return list(parts.values()) if len(parts) * _ENTRY == len(entries) else None


def _in_best_order(entries: str, parts: list[bytes]) -> list[bytes]:
    """The fields as they stand, or by ascending start: whichever agrees with more of the
    lengths that the directory states."""
    places = range(0, len(entries), _ENTRY)
    starts = [entries[at + 7 : at + _ENTRY] for at in places]
    by_start: list[bytes] = [b""] * len(parts)
    for part, index in zip(parts, sorted(range(len(parts)), key=starts.__getitem__), strict=True):
        by_start[index] = part

    def agreement(order: list[bytes]) -> int:
        pairs = zip((entries[at + 3 : at + 7] for at in places), order, strict=True)
        return sum(stated in _lengths(part) for stated, part in pairs)

    return max(parts, by_start, key=agreement)


def _lengths(part: bytes) -> tuple[str, str]:
    """The length of a field in bytes and in characters, its terminator included."""
    return f"{len(part) + 1:04d}", f"{len(part.decode('utf-8', 'replace')) + 1:04d}"
