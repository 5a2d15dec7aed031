"""How the pool and a worker speak: messages over a Unix socket.

A message is eight bytes of lengths, so much JSON, and so many bytes of an answer; an open
file may go along with it.
"""

import array
import json
import os
import socket
import struct
from typing import IO, Any

Frame = dict[str, Any]

_LENGTHS = struct.Struct("!II")
_BUFFER = 320 * 1024  # an answer that is not a file, and what goes before it


class Channel:
    """One end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._buffer = bytearray(_BUFFER)

    def fileno(self) -> int:
        """The number of the socket, negative once it is closed."""
        return self._end.fileno()

    def send(self, frame: Frame, body: bytes = b"", file: IO[bytes] | None = None) -> None:
        """One message; OSError where the other side has gone."""
        head = json.dumps(frame).encode()
        message = b"".join((_LENGTHS.pack(len(head), len(body)), head, body))
        if file is not None:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file.fileno()]))]
            sent = self._end.sendmsg([message], rights)
            message = message[sent:]
        self._end.sendall(message)

    def receive(self) -> tuple[Frame, bytes, IO[bytes] | None]:
        """The next message; EOFError where none will come."""
        whole = memoryview(self._buffer)
        have, file = self._more(whole, with_file=True)
        while have < _LENGTHS.size:
            have += self._more(whole[have:])[0]
        head, body = _LENGTHS.unpack_from(whole)
        end = _LENGTHS.size + head + body
        if end > len(whole):
            grown = bytearray(end)
            grown[:have] = whole[:have]
            whole = memoryview(grown)
        while have < end:
            have += self._more(whole[have:end])[0]
        start = _LENGTHS.size + head
        return json.loads(bytes(whole[_LENGTHS.size : start])), bytes(whole[start:end]), file

    def close(self) -> None:
        """Hangs up."""
        self._end.close()

    def _more(self, room: memoryview, with_file: bool = False) -> tuple[int, IO[bytes] | None]:
        space = socket.CMSG_SPACE(4) if with_file else 0
        try:
            count, extra, _, _ = self._end.recvmsg_into([room], space)
        except ConnectionError:
            count, extra = 0, []
        if not count:
            raise EOFError
        for level, kind, data in extra:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                return count, os.fdopen(array.array("i", data)[0], "rb")
        return count, None
