"""The files that people may take away: one for each dataset, one for the view, one for each
other kind of graph, with checksums.

    dumps/view.nt.gz           the default graph, as N-Triples
    dumps/{source}.{set}.nq.gz a dataset as it spoke
    dumps/links.nq.gz …        the links, decisions, vocabularies and catalogue
    dumps/SHA256SUMS           for `sha256sum --check`
    dumps/index.json           what each file is

The runs are in none of them, since they hold times: the same data gives the same bytes.
Of sizes and checksums only the index tells, as a file cannot hold its own.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_LEVEL = 2  # the higher ones take twice the time and save a tenth
_GZIP = 31  # zlib's number for a gzip header, in which it writes neither name nor time
BLOCK = 1 << 20


class Dump:
    """A gzipped file that is being written."""

    def __init__(self, path: Path, **about: str) -> None:
        """`about` is what the index says of it."""
        self._about = {"file": path.name, **about}
        self._out = path.open("wb")
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._digest = hashlib.sha256()
        self._bytes = self._lines = 0

    def write(self, block: bytes) -> None:
        """More whole or broken lines."""
        self._lines += block.count(b"\n")
        self._put(self._packer.compress(block))

    def _put(self, packed: bytes) -> None:
        self._bytes += len(packed)
        self._digest.update(packed)
        self._out.write(packed)

    def close(self) -> None:
        """Ends the file."""
        if not self._out.closed:
            self._put(self._packer.flush())
            self._out.close()

    def entry(self) -> dict[str, Any]:
        """What it has become: also its quads, bytes, and SHA-256 in hexadecimal digits."""
        return {
            **self._about, "quads": self._lines, "bytes": self._bytes,
            "sha256": self._digest.hexdigest(),
        }  # fmt: skip


class Dumps:
    """The files of one snapshot."""

    def __init__(self, folder: Path, base: str) -> None:
        """`folder` must not exist yet; `base` is where our IRIs begin."""
        folder.mkdir()
        self._folder = folder
        self._graphs = f"<{base}g/"
        self._files: dict[str, Dump] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._stack.close()
        if kind is None:
            self._finish()

    def file(self, name: str, **about: str) -> Dump:
        """The file of this name, begun where it is new."""
        if name not in self._files:
            dump = Dump(self._folder / name, **about)
            self._stack.callback(dump.close)
            self._files[name] = dump
        return self._files[name]

    def dataset(self, source: str, name: str, quads: Path) -> None:
        """A dataset's quads; a dot joins the two names, since neither can hold one."""
        dump = self.file(f"{source}.{name}.nq.gz", part="source", dataset=f"{source}/{name}")
        with quads.open("rb") as blocks:
            while block := blocks.read(BLOCK):
                dump.write(block)

    def others(self, quads: Path) -> None:
        """Quads of graphs in which no source speaks, told apart by their kind: what follows
        `{B}g/`."""
        with quads.open(encoding="utf-8") as lines:
            while batch := lines.readlines(BLOCK):
                for part, block in self._parts(batch):
                    self.file(f"{part}.nq.gz", part=part).write(block)

    def _parts(self, batch: list[str]) -> Iterator[tuple[str, bytes]]:
        parts: dict[str, list[str]] = {}
        start = len(self._graphs)
        for line in batch:
            part = line[line.rindex(" <") + 1 + start : -4].partition("/")[0]
            parts.setdefault(part, []).append(line)
        for part, lines in parts.items():
            yield part, "".join(lines).encode()

    def _finish(self) -> None:
        entries = [dump.entry() for dump in self._files.values()]
        sums = "".join(f"{entry['sha256']}  {entry['file']}\n" for entry in entries)
        (self._folder / "SHA256SUMS").write_text(sums, "utf-8")
        (self._folder / "index.json").write_text(
            json.dumps(entries, ensure_ascii=False, indent=1), "utf-8"
        )
