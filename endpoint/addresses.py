"""Addresses of partners, and which IP addresses are of the public Internet."""

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from mocban.errors import ConfigError

# What a public IPv6 address begins with, and what NAT64 puts before an IPv4 address
# (https://www.rfc-editor.org/rfc/rfc6052).
_UNICAST, _NAT64 = ipaddress.ip_network("2000::/3"), ipaddress.ip_network("64:ff9b::/96")
_DOCUMENTATION = ipaddress.ip_network("3fff::/20")


class Address(NamedTuple):
    """Where a partner answers, as the operator wrote it (`text`) and in its parts."""

    text: str
    secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.secure else 80
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def in_figures(self) -> bool:
        """Whether the host is an IP address and not a name."""
        return _ip(self.host) is not None


def address(text: str) -> Address:
    """The parts of a partner's address; ConfigError where it is no plain http(s) address."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _unusable(text) from None
    host = parts.hostname or ""
    plain = text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`{|}')
    if parts.scheme not in ("http", "https") or not host or not plain:
        raise _unusable(text)
    if parts.username is not None or parts.password is not None or "#" in text:
        raise _unusable(text)
    secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(text, secure, host, port or (443 if secure else 80), target)


def is_public(text: str) -> bool:
    """Whether an IP address is one of the public Internet, also where it carries another
    inside (mapped, 6to4, NAT64)."""
    found = _ip(text)
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return _is_open(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if found.sixtofour is not None and not _is_open(found.sixtofour):
            return False
        return found in _UNICAST and found not in _DOCUMENTATION and _is_open(found)
    return found is not None and _is_open(found)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_open(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _unusable(text: str) -> ConfigError:
    return ConfigError(
        f"federation: “{text}” must be a plain http or https address.",
        f"federation: “{text}” phải là một địa chỉ http hoặc https thông thường.",
    )
