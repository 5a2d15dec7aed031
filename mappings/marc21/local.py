"""Fields of a library's own (9XX, X9X, XX9), which only its configuration explains.

    read_as = { 930 = "852 b=k p=a", 949 = "653" }

reads each 930 as if it were an 852 whose $b stands in $k and whose $p in $a, and each 949 as a
653. A local field that is not named is not read at all: it may hold loans, prices, readers.
Local subjects (69X) have an option of their own, see `local_subjects`.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from mocban.errors import ConfigError
from mocban.mappings.marc21.body import Field

_LOCAL = re.compile(r"(?:9[0-9]{2}|[0-57-8]9[0-9]|[0-8][0-8]9)\Z").match
_MEANING = re.compile(r"([0-8][0-9]{2})((?:\s+[a-z0-9]=[a-z0-9])*)\Z").match


class Reading(NamedTuple):
    """What a local field is read as. Without `codes` its subfields mean what they always do."""

    tag: str
    codes: dict[str, tuple[str, ...]]  # code in the file -> codes in the standard field


def readings(option: Any) -> dict[str, Reading]:
    """The option `read_as` of a dataset, by local tag. ConfigError where it makes no sense."""
    if not isinstance(option, Mapping):
        raise _wrong(str(option))
    found: dict[str, Reading] = {}
    for tag, meaning in option.items():
        match = _MEANING(str(meaning).strip())
        if match is None or not _LOCAL(str(tag)):
            raise _wrong(f"{tag} = {meaning}")
        codes: dict[str, tuple[str, ...]] = {}
        for pair in match[2].split():
            to, _, code = pair.partition("=")
            codes[code] = (*codes.get(code, ()), to)
        found[str(tag)] = Reading(match[1], codes)
    return found


def reread(field: Field, reading: Reading) -> Field:
    """A local field as the standard one it stands for."""
    if not reading.codes:
        return (reading.tag, field[1], field[2])
    said = [(to, text) for code, text in field[2] for to in reading.codes.get(code, ())]
    return (reading.tag, field[1], said)


def _wrong(text: str) -> ConfigError:
    return ConfigError(
        f"read_as: “{text}” should name a local tag and what it stands for, such as "
        '930 = "852 b=k p=a".',
        f"read_as: “{text}” phải ghi nhãn trường cục bộ và trường chuẩn tương ứng, ví dụ "
        '930 = "852 b=k p=a".',
    )
