"""SPARQL servers of other makers, started in a folder on free ports and filled by their own
bulk loaders, for the tests of a graph that another server holds."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest

USER = PASSWORD = "dba"
_OXIGRAPH = shutil.which("oxigraph", path=os.path.dirname(sys.executable)) or "oxigraph"
_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 20
"""


class Engine(NamedTuple):
    """A running server: where it takes queries, and where it takes graphs."""

    name: str
    query: str
    graphs: str
    process: int


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def oxigraph(folder: Path, file: Path | None = None, port: int = 0) -> Iterator[Engine]:
    """Oxigraph's server on a folder, into which a file is loaded first."""
    if file is not None:
        command = [_OXIGRAPH, "load", "--location", str(folder), "--file", str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    port = port or free_port()
    command = [_OXIGRAPH, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, server)
        yield Engine("oxigraph", f"{address}/query", f"{address}/store", server.pid)
    finally:
        server.kill()
        server.wait(20)


@contextmanager
def virtuoso(folder: Path, file: Path | None = None, rows: int = 10_000_000) -> Iterator[Engine]:
    """Virtuoso in a folder, which reads a file there; at most so many rows in an answer. The
    test is skipped where Virtuoso is not installed."""
    missing = [name for name in ("virtuoso-t", "isql-vt") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{missing[0]} is not here: apt-get install virtuoso-opensource-7")
    sql, http = free_port(), free_port()
    folder.mkdir(exist_ok=True)
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=sql, http=http, rows=rows))
    server = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+configfile", str(ini)],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{http}"
    try:
        _await(f"{address}/sparql", server)
        if file is not None:
            shutil.copy(file, folder / "all.nq")
            said = _isql(sql, f"ld_dir('{folder}', 'all.nq', ''); rdf_loader_run(); checkpoint;")
            assert "Error" not in said, said
        graphs = f"{address}/sparql-graph-crud-auth"
        yield Engine("virtuoso", f"{address}/sparql", graphs, server.pid)
    finally:
        server.kill()
        server.wait(20)


def _isql(port: int, commands: str) -> str:
    command = ["isql-vt", f"127.0.0.1:{port}", USER, PASSWORD, f"exec={commands}"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def _await(address: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            if time.monotonic() > end or server.poll() is not None:
                raise
            time.sleep(0.05)
