"""MARC-8 text, by pymarc's tables (https://www.loc.gov/marc/specifications/speccharmarc8.html)."""

import contextlib
import io
import re
import unicodedata

from mocban.errors import DamageError

_REFERENCE = re.compile("&#x([0-9A-Fa-f]{2,6});")


def texts(tags: list[str], parts: list[bytes], oddities: list[str]) -> list[str]:
    """The fields of a MARC-8 record in NFC. DamageError where one is not MARC-8 either."""
    oddities.append("marc8")
    # pymarc puts a blank for what it does not know, a blank among others, and tells stderr alone.
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        found = [unescaped(text(part, tag)) for tag, part in zip(tags, parts, strict=True)]
    if any(" 0x20 " not in line for line in said.getvalue().splitlines()):
        oddities.append("marc8-lost")
    return found


def text(raw: bytes, tag: str) -> str:
    """One field of a MARC-8 record in NFC. DamageError where it is not MARC-8."""
    from pymarc.marc8 import marc8_to_unicode

    # Control codes that structure the field would be dropped, so each subfield goes alone.
    try:
        return "\x1f".join(marc8_to_unicode(piece) for piece in raw.split(b"\x1f"))
    except (ValueError, LookupError, TypeError):
        raise DamageError(
            f"Field {tag} is neither UTF-8 nor MARC-8; export the record again as UTF-8.",
            f"Trường {tag} không phải UTF-8 cũng không phải MARC-8; hãy xuất lại bằng UTF-8.",
        ) from None


def unescaped(text: str) -> str:
    """Text with the signs that MARC-8 has only as `&#xFFFF;`
    (https://www.loc.gov/marc/specifications/speccharconversion.html#lossless).

    >>> unescaped("Th&#x1EA3;o")
    'Thảo'
    """
    if "&#x" not in text:
        return text
    return unicodedata.normalize("NFC", _REFERENCE.sub(_referred, text))


def _referred(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    if code < 0xA0 or code > 0x10FFFF or unicodedata.category(chr(code)) in ("Cs", "Cn"):
        return match[0]
    return chr(code)
