"""Bodies as the client likes them, and the answers that are kept in memory."""

import gzip
import io
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mocban.coding import packed, packed_file, wanted, worth
from mocban.kept import Answers, Kept
from mocban.wsgi import Reply, packed_reply


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("", ""), ("identity", ""), ("br", ""), ("gzip", "gzip"), ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"), ("GZIP", "gzip"), ("gzip;q=0.5, zstd;q=0.4", "gzip"),
        ("gzip;q=0", ""), ("gzip;q=0, *", "zstd"), ("zstd;q=0, *;q=0.3", "gzip"), ("*;q=0", ""),
        ("*;q=0, gzip", "gzip"), ("identity;q=0, gzip;q=0.1", "gzip"), ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip", "gzip"), ("gzip, identity", "gzip"), ("gzip;q=2", ""),
        ("gzip;q=nonsense", ""), (";;,,=", ""), ("gzip;q=0.000", ""), ("*", "zstd"),
    ],
)  # fmt: skip
def test_the_coding_is_the_one_the_client_likes_best(accept: str, coding: str) -> None:
    assert wanted(accept) == coding


@given(st.text(max_size=200))
def test_any_header_is_understood_somehow(accept: str) -> None:
    assert wanted(accept) in ("", "gzip", "zstd")


def _unpacked(body: bytes, coding: str) -> bytes:
    if coding == "gzip":
        return gzip.decompress(body)
    return zstandard.ZstdDecompressor().decompressobj().decompress(body)


@given(st.lists(st.binary(max_size=5000), max_size=20), st.sampled_from(["gzip", "zstd"]))
def test_packing_loses_nothing_in_one_piece_or_in_many(parts: list[bytes], coding: str) -> None:
    whole = b"".join(parts)
    assert _unpacked(packed(whole, coding), coding) == whole
    file, size = packed_file(parts, coding)
    with file:
        read = file.read()
    assert len(read) == size and _unpacked(read, coding) == whole


@pytest.mark.parametrize(
    ("kind", "much"),
    [
        ("text/html; charset=utf-8", True), ("application/sparql-results+json", True),
        ("application/n-triples", True), ("application/trig", True), ("image/svg+xml", True),
        ("application/problem+json", True), ("application/gzip", False), ("image/png", False),
        ("application/vnd.apache.parquet", False), ("font/woff2", False), ("", False),
    ],
)  # fmt: skip
def test_what_is_packed_already_is_left_alone(kind: str, much: bool) -> None:
    assert worth(kind) is much


@pytest.mark.parametrize("size", [10, 999, 1000, 70_000, 1_500_000])
@pytest.mark.parametrize("coding", ["", "gzip", "zstd"])
def test_a_reply_says_what_it_is(size: int, coding: str) -> None:
    body = b"abcdefghij" * (size // 10 + 1)
    said = Reply(200, [("Content-Type", "text/csv"), ("ETag", '"x"'), ("Vary", "Accept")], b"")
    reply = packed_reply(said, io.BytesIO(body), len(body), coding)
    sent = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    headers = {name.lower(): value for name, value in reply.headers}
    assert headers["vary"] == "Accept, Accept-Encoding"
    if coding and len(body) >= 1000:
        assert headers["content-encoding"] == coding and headers["etag"] == 'W/"x"'
        assert _unpacked(sent, coding) == body
    else:
        assert "content-encoding" not in headers and headers["etag"] == '"x"' and sent == body
    if not isinstance(reply.body, bytes):
        assert headers["content-length"] == str(len(sent))


class Memory(RuleBasedStateMachine):
    """Answers come and go as they like; the memory has its bound and gives only what was put
    there since it was last cleared."""

    LIMIT = 100_000

    def __init__(self) -> None:
        super().__init__()
        self.answers = Answers(self.LIMIT)
        self.put: dict[int, Kept] = {}
        self.old = 0

    @rule(key=st.integers(0, 60), size=st.integers(0, 9000), late=st.booleans())
    def keep(self, key: int, size: int, late: bool) -> None:
        kept = Kept([], str(key), bytes(size))
        known = self.answers.get(key) is not None
        self.answers.keep(key, kept, self.old - 1 if late else self.old)
        if not late and not known:
            self.put[key] = kept

    @rule(key=st.integers(0, 60))
    def get(self, key: int) -> None:
        found = self.answers.get(key)
        assert found is None or found is self.put[key]

    @rule()
    def clear(self) -> None:
        self.answers.clear()
        self.put.clear()
        self.old += 1
        assert self.answers.age == self.old

    @invariant()
    def bounded(self) -> None:
        found = [self.answers.get(key) for key in range(61)]
        assert sum(len(kept.body) for kept in found if kept) <= self.LIMIT


TestMemory = Memory.TestCase


def test_small_answers_with_headers_and_keys_stay_within_the_bound_too() -> None:
    tracemalloc.start()
    try:
        answers = Answers(1_000_000)
        before = tracemalloc.get_traced_memory()[0]
        for number in range(5_000):
            headers = [(f"name-{place}-{number}"[:12], f"{number:090}") for place in range(8)]
            key = number.to_bytes(32, "big")
            answers.keep(key, Kept(headers, f"{number:060}", b"x" * (number % 7)), 0)
        assert tracemalloc.get_traced_memory()[0] - before < 1_300_000
    finally:
        tracemalloc.stop()
    assert answers.get((4_999).to_bytes(32, "big")) is not None
    assert answers.get((0).to_bytes(32, "big")) is None


def test_an_answer_that_took_too_long_is_not_kept_for_the_next_snapshot() -> None:
    answers = Answers(100_000)
    age = answers.age
    answers.clear()
    answers.keep("key", Kept([], "tag", b"old"), age)
    assert answers.get("key") is None
    answers.keep("key", Kept([], "tag", b"new"), answers.age)
    answers.keep("big", Kept([], "tag", bytes(50_000)), answers.age)
    assert answers.get("key") is not None and answers.get("big") is None
