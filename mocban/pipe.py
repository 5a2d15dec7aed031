"""A way to a client that holds no more of an answer than a pipe does.

What is given to a stream of granian's stays in memory until the client has taken it, however
much that is; a file is read only as the client takes it. So an answer goes out as a file that
is the end of a pipe.
"""

import asyncio
import fcntl
import os
import sys
from typing import Self

_SIZED = sys.platform == "linux"
_SIZE = 64 * 1024


class Pipe:
    """A pipe whose far end is opened by the name `name`; closed with its context."""

    def __init__(self) -> None:
        self._far, self._near = os.pipe()
        os.set_blocking(self._near, False)
        self._holds = fcntl.fcntl(self._near, fcntl.F_GETPIPE_SZ) if _SIZED else _SIZE
        self._written = 0
        self._opened = False
        self.name = f"/dev/fd/{self._far}"

    async def write(self, data: bytes) -> None:
        """All of it, as fast as it is read. BrokenPipeError where nobody reads any more."""
        left = memoryview(data)
        while left:
            try:
                count = os.write(self._near, left)
            except BlockingIOError:
                await self._room()
                continue
            left = left[count:]
            self._written += count
            if self._written > self._holds:
                self._is_read()

    async def _room(self) -> None:
        loop = asyncio.get_running_loop()
        come: asyncio.Future[None] = loop.create_future()

        def ring() -> None:
            if not come.done():
                come.set_result(None)

        loop.add_writer(self._near, ring)
        try:
            await come
        finally:
            loop.remove_writer(self._near)
        # It was full and is not now.
        self._is_read()

    def _is_read(self) -> None:
        """Lets go of the far end once somebody else has it: our hold would hide that he leaves."""
        if not self._opened:
            self._opened = True
            os.close(self._far)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_read()
        os.close(self._near)
