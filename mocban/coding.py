"""Content codings: which one a client takes, and a body in it
(https://www.rfc-editor.org/rfc/rfc9110#name-content-codings,
https://www.rfc-editor.org/rfc/rfc8878 for zstd)."""

import re
import zlib
from collections.abc import Iterator
from typing import Protocol

import zstandard

from mocban.endpoint.formats import weighted

LEAST = 1_000  # bytes; below that a packed body is hardly shorter
_WORTH = re.compile(
    r"text/|image/svg|application/(?:.*(?:json|xml|javascript|trig|n-|problem))"
).match


class Packer(Protocol):
    """What packs a body piece by piece."""

    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def worth(content_type: str) -> bool:
    """Whether a body of this type gets much shorter."""
    return _WORTH(content_type) is not None


def wanted(accept: str) -> str:
    """`zstd` or `gzip` as the client likes best, or the empty string where it wants neither."""
    if not accept:
        return ""
    liked = dict(weighted(accept))
    best = max(("zstd", "gzip"), key=lambda coding: liked.get(coding, liked.get("*", 0.0)))
    return best if liked.get(best, liked.get("*", 0.0)) > 0 else ""


def packer(coding: str) -> Packer:
    """A new packer of a coding that `wanted` has named."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=3).compressobj()
    return zlib.compressobj(5, zlib.DEFLATED, 31)


def packed(body: bytes, coding: str) -> bytes:
    """A whole body in a coding."""
    made = packer(coding)
    return made.compress(body) + made.flush()


def pieces(body: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """A body in a coding, piece by piece; as it is where the coding is empty."""
    if not coding:
        yield from body
        return
    made = packer(coding)
    for piece in body:
        if ready := made.compress(piece):
            yield ready
    yield made.flush()
