"""Which encoding the bytes of an ISO 2709 record are in.

Leader/09 says MARC-8 (blank) or UTF-8 (a), and is often wrong: bytes that are UTF-8 are taken for
that, and then for Vietnamese from before Unicode, before MARC-8 is tried, which fits anything
(https://www.loc.gov/marc/specifications/speccharintro.html).
"""

import unicodedata

from mocban.errors import DamageError
from mocban.mappings.marc21.carriers import marc8, vietnamese_legacy


def texts(
    leader: str, tags: list[str], parts: list[bytes], base: int, oddities: list[str]
) -> list[str]:
    """The fields as text in NFC. DamageError where they are in no encoding; what had to be guessed
    is added to `oddities`. `base` is the byte of the record at which the fields begin."""
    whole = b"\x1e".join(parts)
    escaped = b"\x1b" in whole
    declared = leader[9:10] == "a"
    try:
        if whole.isascii() and not escaped:
            text = whole.decode("ascii")
            return (text if declared else marc8.unescaped(text)).split("\x1e")
        if declared or not escaped:
            text = unicodedata.normalize("NFC", whole.decode("utf-8"))
            if not declared:
                oddities.append("undeclared-utf8")
            return vietnamese_legacy.read(text, oddities).split("\x1e")
    except UnicodeDecodeError as error:
        latin = whole.decode("latin-1")
        text = latin if escaped else vietnamese_legacy.read(latin, oddities)
        if text is not latin:
            return text.split("\x1e")
        if declared or _is_mostly_utf8(whole):
            tag, place = tags[whole.count(b"\x1e", 0, error.start)], base + error.start
            raise DamageError(
                f"Field {tag} is not UTF-8 at byte {place} of the record, although the "
                f"{'leader says so' if declared else 'rest is'}; export the record again as UTF-8.",
                f"Trường {tag} không phải UTF-8 tại byte {place} của biểu ghi dù "
                f"{'đầu biểu ghi khai là' if declared else 'phần còn lại là'} UTF-8; hãy xuất lại "
                "bằng UTF-8.",
            ) from None
    return marc8.texts(tags, parts, oddities)


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few; MARC-8 hardly ever looks like it."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text) > 4 * broken
