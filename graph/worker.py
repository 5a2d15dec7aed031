"""One worker process: a read-only store, and one query at a time.

It is started as `python -m mocban.graph.worker SOCKET STORE MEMORY [ADDRESS BASE]` with a
Unix socket whose other end the pool holds. A job comes as a message, and its outcome goes
back as one, with a small answer in it or a large one as an open file.
"""

import gc
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat

from mocban.graph import confinement, parquet
from mocban.graph.calls import foul
from mocban.graph.channel import Channel, Frame
from mocban.graph.engine import Server, opened
from mocban.graph.expansion import expand
from mocban.graph.functions import functions
from mocban.graph.questions import Function, OutOfTime, Solutions, Store, StoreError
from mocban.graph.refusals import BadSearch
from mocban.graph.search import Search
from mocban.graph.spool import Full, Spool
from mocban.graph.writing import write_triples


class Extras(NamedTuple):
    """What our queries can beyond the standard: searches, and functions by name."""

    search: Search
    functions: dict[NamedNode, Function]


def _answer(store: Store, extras: Extras, job: Frame, spool: Spool) -> Frame:
    output: Any = spool
    try:
        query = _ready(job["query"], extras.search, job["base"])
        found = store.evaluate(query, job["base"], job["default"], job["named"], extras.functions)
        if not isinstance(found, Solutions | QueryBoolean):
            write_triples(spool.counted(found), job["format"], output)
        elif job["format"] == parquet.MEDIA_TYPE:
            parquet.write_parquet(found, output, job["limit"], spool.counted)
        else:
            form = QueryResultsFormat.from_media_type(job["format"])
            found.serialize(output, format=form)
    except SyntaxError as error:
        return {"end": "syntax", "why": str(error)}
    except BadSearch as error:
        return {"end": "search", "why": error.text.en, "vi": error.text.vi}
    except Full as full:
        return {"end": "large", "what": str(full)}
    except MemoryError:
        return {"end": "memory"}
    except StoreError as error:
        end = "stopped" if isinstance(error, OutOfTime) else "away"
        return {"end": end, "why": error.text.en, "vi": error.text.vi}
    except OSError as error:
        return {"end": "store", "why": str(error)}
    except (RuntimeError, ValueError) as error:
        return {"end": "query", "why": str(error)}
    return {"end": "done", "size": spool.size}


def _ready(asked: str, search: Search, base: str) -> str:
    """A query with its searches answered, found to call on no other service before as after."""
    if why := foul(asked, base):
        raise SyntaxError(why)
    query = expand(asked, search, base)
    if query != asked and (why := foul(query, base)):
        raise SyntaxError(why)
    return query


def _report(channel: Channel, outcome: Frame, spool: Spool) -> None:
    contents = spool.contents() if outcome["end"] == "done" else b""
    if isinstance(contents, bytes):
        channel.send(outcome, contents)
    else:
        channel.send(outcome, file=contents)


def work(channel: Channel, path: str, memory: int, server: Server | None) -> None:
    """Answers jobs until the pool hangs up."""
    confinement.end_with_parent()
    if server is None:
        confinement.forbid_network()
    try:
        held = confinement.hold(Path(path))
        store = opened(Path(path), server, bounded=False)
    except (StoreError, OSError) as error:
        channel.send({"end": "store", "why": str(error)})
        return
    search = Search(Path(path).parent / "search" / "labels.sqlite")
    extras = Extras(search, functions(store))
    confinement.limit_memory(memory)
    gc.freeze()
    channel.send({"end": "ready"})
    while True:
        job, _, _ = channel.receive()
        confinement.limit_cpu(job["seconds"] + 1)
        spool = Spool(job["limit"], job["rows"], job["format"])
        outcome = _answer(store, extras, job, spool)
        _report(channel, outcome, spool)
        spool.close()
        if outcome["end"] == "memory":
            break
    store.close()
    if held is not None:
        os.close(held)


def main(arguments: list[str]) -> None:
    """The command that the pool gives."""
    channel = Channel(socket.socket(fileno=int(arguments[0])))
    with suppress(EOFError, BrokenPipeError):
        server = Server(*arguments[3:]) if arguments[3:] else None
        work(channel, arguments[1], int(arguments[2]), server)


if __name__ == "__main__":
    main(sys.argv[1:])
