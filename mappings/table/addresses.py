"""Web addresses that readers can reach: no intranet, no file of somebody's own computer."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from mocban.mappings.sheet import Sheet
from mocban.ontology import literals

_INSIDE = (".local", ".lan", ".internal", ".intranet", ".localhost", ".home", ".corp")
_BETWEEN = re.compile(r"[;|\n]\s*(?=\S)|\s+(?=https?://)")


def addresses(text: str) -> list[str]:
    """The addresses in a cell; a space inside one is left to be encoded."""
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def public_address(text: str) -> str | None:
    """An http or https address as an IRI term, or None where nobody outside can reach it."""
    try:
        parts = urlsplit(text.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host or host.endswith(_INSIDE):
        return None
    if parts.username or parts.password:
        return None
    try:
        return literals.outside(text) if ip_address(host).is_global else None
    except ValueError:
        return literals.outside(text)


def warn_address(sheet: Sheet, field: str, text: str) -> None:
    """Say that an address is left out."""
    sheet.warn(
        "bad-address", field, f"“{text}” is no public web address; it is left out.",
        f"“{text}” không phải địa chỉ web công khai; không đưa vào.",
    )  # fmt: skip
