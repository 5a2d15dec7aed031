"""Content codings: which one a client takes, and a body in it
(https://www.rfc-editor.org/rfc/rfc9110#name-content-codings,
https://www.rfc-editor.org/rfc/rfc8878 for zstd)."""

import re
import tempfile
import zlib
from collections.abc import Iterable
from typing import IO, Protocol

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
    liked = dict(weighted(accept))
    rest = liked.get("*", 0.0)
    best = max(("zstd", "gzip"), key=lambda coding: liked.get(coding, rest))
    quality = liked.get(best, rest)
    return best if quality > 0 and quality >= liked.get("identity", 0.0) else ""


def packer(coding: str) -> Packer:
    """A new packer of a coding that `wanted` has named."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=3).compressobj()
    return zlib.compressobj(5, zlib.DEFLATED, 31)


def packed(body: bytes, coding: str) -> bytes:
    """A whole body in a coding."""
    made = packer(coding)
    return made.compress(body) + made.flush()


def packed_file(body: Iterable[bytes], coding: str) -> tuple[IO[bytes], int]:
    """A whole body in a coding, as a file that stands at its start, and its length."""
    made = packer(coding)
    file = tempfile.TemporaryFile(prefix="mocban-")  # noqa: SIM115 closed by who takes it
    for piece in body:
        file.write(made.compress(piece))
    file.write(made.flush())
    size = file.tell()
    file.seek(0)
    return file, size
