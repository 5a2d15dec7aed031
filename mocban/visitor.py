"""Who a request comes from."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from mocban.errors import ConfigError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Proxies:
    """Addresses or networks whose word on where a request comes from is believed. ConfigError
    where one is none."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._trusted: list[_Network] = []
        for text in trusted:
            try:
                self._trusted.append(ipaddress.ip_network(text, strict=False))
            except ValueError:
                raise ConfigError(
                    f"trusted_proxies: “{text}” is no address, such as 127.0.0.1 or 10.0.0.0/8.",
                    f"trusted_proxies: “{text}” không phải địa chỉ, ví dụ 127.0.0.1 hoặc 10.0.0.0/8.",
                ) from None

    def client(self, peer: str, headers: dict[str, str]) -> str:
        """The address of the client of a connection from `peer` (address:port): its own, or,
        where that is a proxy of ours, the last one in X-Forwarded-For that is none."""
        own = peer.rpartition(":")[0].strip("[]")
        found = _address(own)
        if found is None:
            return own
        said = headers.get("x-forwarded-for", "") if self._trusted else ""
        for text in reversed(said.split(",")):
            before = _address(text.strip())
            if before is None or not any(found in network for network in self._trusted):
                break
            found = before
        return str(found)


@lru_cache(10_000)
def _address(text: str) -> _Address | None:
    """An address; an IPv4 one also where it comes as IPv6
    (https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2)."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
