"""A query from outside, what it may cost, and its whole answer."""

from pathlib import Path
from typing import IO, Any, NamedTuple


class Limits(NamedTuple):
    """What one query may cost. Seconds, bytes, rows, and places in the line."""

    seconds: float = 10.0
    memory: int = 1024 * 2**20
    answer: int = 64 * 2**20
    rows: int = 1_000_000
    waiting: int = 16
    patience: float = 1.5
    moment: float = 0.5


class Job(NamedTuple):
    """A query, the media type of its answer, the base of its relative IRIs, and the dataset
    of the SPARQL protocol where the asker names one."""

    query: str
    media_type: str
    base: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    def frame(self, limits: Limits) -> dict[str, Any]:
        """What a worker is told."""
        return {
            "query": self.query,
            "format": self.media_type,
            "base": self.base,
            "default": self.default,
            "named": self.named,
            "limit": limits.answer,
            "rows": limits.rows,
            "seconds": limits.seconds,
        }


class Answer(NamedTuple):
    """A whole answer: an open file at its start, which the caller closes; its length; and
    the store that gave it."""

    file: IO[bytes]
    size: int
    store: Path
