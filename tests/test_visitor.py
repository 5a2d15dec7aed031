"""Who a request comes from: proxies are believed only as far as they are ours."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mocban.errors import ConfigError
from mocban.graph.clients import network
from mocban.visitor import Proxies

OURS = Proxies(["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"])


@pytest.mark.parametrize(
    ("peer", "said", "who"),
    [
        ("203.0.113.5:4711", "", "203.0.113.5"),
        ("[2001:db8:9::1]:4711", "", "2001:db8:9::1"),
        ("203.0.113.5:4711", "198.51.100.1", "203.0.113.5"),
        ("10.1.2.3:4711", "198.51.100.1", "198.51.100.1"),
        ("192.0.2.7:80", "198.51.100.1", "198.51.100.1"),
        ("192.0.2.8:80", "198.51.100.1", "192.0.2.8"),
        ("[2001:db8:1::5]:80", "2001:db8:9::1", "2001:db8:9::1"),
        ("[::ffff:10.1.2.3]:80", "198.51.100.1", "198.51.100.1"),
        ("[::ffff:203.0.113.5]:80", "198.51.100.1", "203.0.113.5"),
    ],
)
def test_only_a_trusted_peer_is_believed(peer: str, said: str, who: str) -> None:
    assert OURS.client(peer, {"x-forwarded-for": said}) == who


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.9.9.9, 192.0.2.7", "203.0.113.9"),
        ("10.9.9.9,10.8.8.8", "10.9.9.9"),
        ("198.51.100.1, unknown", "10.0.0.1"),
        ("198.51.100.1, , 10.9.9.9", "10.9.9.9"),
        ("198.51.100.1, 10.9.9.9:80", "10.0.0.1"),
        ("<script>", "10.0.0.1"),
        ("198.51.100.1\x00", "10.0.0.1"),
        (",,,,", "10.0.0.1"),
        ("9" * 5000, "10.0.0.1"),
    ],
)
def test_the_last_address_that_is_no_proxy_counts_and_garbage_does_not(said: str, who: str) -> None:
    assert OURS.client("10.0.0.1:4711", {"x-forwarded-for": said}) == who


@given(st.text(), st.ip_addresses())
def test_whatever_stands_before_it_the_last_address_counts(
    said: str, last: ipaddress.IPv4Address | ipaddress.IPv6Address
) -> None:
    one = Proxies(["10.0.0.1"])
    found = one.client("10.0.0.1:1", {"x-forwarded-for": f"{said},{last}"})
    mapped = getattr(last, "ipv4_mapped", None)
    if str(mapped or last) != "10.0.0.1":
        assert found == str(mapped or last)
    ipaddress.ip_address(found)


@given(st.text(max_size=60))
def test_nothing_that_a_stranger_says_makes_him_another(said: str) -> None:
    assert OURS.client("203.0.113.5:9", {"x-forwarded-for": said}) == "203.0.113.5"
    assert Proxies().client("10.0.0.1:9", {"x-forwarded-for": said}) == "10.0.0.1"


@pytest.mark.parametrize("wrong", ["", "proxy.example", "10.0.0.0/33", "10.0.0", "all"])
def test_a_proxy_that_is_no_address_is_refused_in_one_sentence(wrong: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Proxies(["127.0.0.1", wrong])
    assert "trusted_proxies" in caught.value.text.en and f"“{wrong}”" in caught.value.text.vi


def test_a_subscriber_is_one_client_whichever_of_his_addresses_he_uses() -> None:
    assert network("2001:db8:9:1::1") == network("2001:db8:9:1:ffff::2")
    assert network("2001:db8:9:1::1") != network("2001:db8:9:2::1")
    assert network("::ffff:198.51.100.1") == network("198.51.100.1") == "198.51.100.1"
    assert network("198.51.100.1") != network("198.51.100.2")
    assert network("fe80::1%eth0") == network("fe80::2%eth1")
    assert network("not:an:address") == "not:an:address"
