"""Who a request comes from."""

import ipaddress
from collections.abc import Iterable

from mocban.errors import ConfigError

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
        address = peer.rpartition(":")[0].strip("[]")
        if not self._trusted or not self._knows(address):
            return address
        for text in reversed(headers.get("x-forwarded-for", "").split(",")):
            text = text.strip()
            if not _is_address(text):
                break
            address = text
            if not self._knows(text):
                break
        return address

    def _knows(self, address: str) -> bool:
        return _is_address(address) and any(
            ipaddress.ip_address(address) in network for network in self._trusted
        )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
