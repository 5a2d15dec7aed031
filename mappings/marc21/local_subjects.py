"""690-699 Local Subject Access Fields: what they are, only the library can tell.

local_subjects = { 690 = "topic", 691 = "place", 699 = "genre" }
"""

from collections.abc import Mapping
from typing import Any

from mocban.errors import ConfigError
from mocban.mappings.marc21.body import table

TAGS = tuple(f"69{last}" for last in range(10))


def declared(option: Any) -> dict[str, str]:
    """The option `local_subjects` of a dataset: local tag -> the tag as which it is read.
    ConfigError where it makes no sense."""
    if not isinstance(option, Mapping):
        raise _wrong(str(option))
    found = {}
    for tag, kind in option.items():
        standard = table("local_subjects").get(str(kind).strip())
        if standard is None or str(tag) not in TAGS:
            raise _wrong(f"{tag} = {kind}")
        found[str(tag)] = standard
    return found


def _wrong(text: str) -> ConfigError:
    kinds = ", ".join(table("local_subjects"))
    return ConfigError(
        f"local_subjects: “{text}” should name a tag from 690 to 699 and one of {kinds}, such as "
        '690 = "topic".',
        f"local_subjects: “{text}” phải ghi nhãn trường từ 690 đến 699 và một trong các loại "
        f'{kinds}, ví dụ 690 = "topic".',
    )
