"""MARC-8 text, by pymarc's tables (https://www.loc.gov/marc/specifications/speccharmarc8.html)."""

import contextlib
import io

from mocban.errors import DamageError


def text(raw: bytes, tag: str) -> str:
    """One field of a MARC-8 record in NFC. DamageError where it is not MARC-8 either."""
    from pymarc.marc8 import marc8_to_unicode

    # Control codes that structure the field would be dropped, so each subfield goes alone.
    # What pymarc says on stderr belongs to no record of ours.
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            return "\x1f".join(
                marc8_to_unicode(piece, hide_utf8_warnings=True) for piece in raw.split(b"\x1f")
            )
        except (ValueError, LookupError, TypeError):
            raise DamageError(
                f"Field {tag} is neither UTF-8 nor MARC-8; export the record again as UTF-8.",
                f"Trường {tag} không phải UTF-8 cũng không phải MARC-8; hãy xuất lại bằng UTF-8.",
            ) from None
