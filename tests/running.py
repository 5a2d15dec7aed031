"""A workspace, served by the real command, for tests that ask as visitors do."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(workspace: Path) -> Iterator[str]:
    """The address of a server of this workspace, without its last slash, until the block
    ends."""
    server = subprocess.Popen(
        [sys.executable, "-m", "mocban", "serve", str(workspace), "--port", "0"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "MOCBAN_LANG": "en"},
    )  # fmt: skip
    try:
        assert server.stderr is not None
        said = server.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        yield found[0].rstrip("/")
    finally:
        server.terminate()
        server.wait(20)
