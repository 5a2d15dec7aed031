"""The door of the server: requests come in and answers go out at each client's own pace.

An RSGI application (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md)
around a WSGI one. Bodies are read, and answers sent, on one event loop, so that slow clients
hold no thread; the WSGI application works in threads, of which no client gets more than a
few. An answer that is still good is given again from memory.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import ceil
from typing import Any, Self, TypeVar

from mocban.endpoint.languages import language_of
from mocban.endpoint.quick import headers as quick_headers
from mocban.endpoint.quick import understood
from mocban.endpoint.wiring import Shared
from mocban.errors import Text
from mocban.graph.clients import network
from mocban.graph.refusals import QueryRefused, TooOften
from mocban.kept import Answers, Kept
from mocban.visitor import Proxies
from mocban.wsgi import WSGI, Reply, answered, environ_of, packed_reply

T = TypeVar("T")

THREADS = 64
EACH = 16  # requests of one client at work at a time; further ones wait
WAITING = 256  # and so many of one client may wait
ALL = 2_000
LONGEST_BODY = 1_000_000
SECONDS = 30.0  # within which a piece has to come in or to go out
_SOON = 0.5  # seconds after which a client that leaves is noticed

_TOO_LONG = Text("The request is too large.", "Yêu cầu quá lớn.")
_TOO_SLOW = Text("The request came too slowly.", "Yêu cầu gửi tới quá chậm.")
_FULL = Text(
    "Too many requests are waiting just now: try again in 5 seconds.",
    "Hiện có quá nhiều yêu cầu đang chờ: hãy thử lại sau 5 giây.",
)


class Refused(Exception):
    """A request that is sent away at the door: status, sentence, seconds to wait."""

    def __init__(self, status: int, sentence: Text, retry: int = 0) -> None:
        self.status = status
        self.sentence = sentence
        self.retry = retry


class Leaving:
    """Notices that a client has left while a thread works for it."""

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._left = False
        self._timer: asyncio.TimerHandle | None = None
        self._watch: asyncio.Task[None] | None = None

    def gone(self) -> bool:
        """Whether it has left."""
        return self._left

    async def watched(self, threads: Executor, function: Callable[..., T], *arguments: Any) -> T:
        """What a function gives, run in a thread, the client being watched meanwhile."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            self._timer = loop.call_later(_SOON, self._begin, loop)
        return await loop.run_in_executor(threads, function, *arguments)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watch = loop.create_task(self._look())

    async def _look(self) -> None:
        await self._protocol.client_disconnect()
        self._left = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()


class Door:
    """`application`, and what it shares with its handlers, behind the `answers` that are kept;
    `leave` is called when the server ends."""

    def __init__(
        self, application: WSGI, shared: Shared, answers: Answers, proxies: Proxies,
        leave: Callable[[], None],
    ) -> None:  # fmt: skip
        self._application = application
        self._shared = shared
        self._clients = shared.pool.clients
        self._answers = answers
        self._proxies = proxies
        self._leave = leave
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._at_work: Counter[str] = Counter()
        self._places: dict[str, asyncio.Semaphore] = {}

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server begins."""

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server ends."""
        self._leave()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """One request."""
        if scope.proto != "http":
            protocol.close(None)
            return
        headers = _joined(scope.headers.items())
        try:
            body = await _body(scope.method, headers, protocol)
            key = _key(scope, headers, body)
            kept = None if "range" in headers else self._answers.get(key)
            if kept is not None:
                _again(protocol, kept, headers)
                return
            await self._ask(scope, protocol, headers, body, key)
        except Refused as refused:
            _send_away(protocol, headers, refused)

    async def _ask(
        self, scope: Any, protocol: Any, headers: dict[str, str], body: bytes, key: Hashable
    ) -> None:
        address = self._proxies.client(scope.client, headers)
        client = network(address)
        if scope.path == "/sparql" and (wait := self._clients.wait(client)):
            # One who asks on regardless gets his answer late: it costs us nothing and slows him.
            await asyncio.sleep(1)
            raise Refused(429, TooOften(ceil(wait)).text, ceil(wait))
        if self._at_work[client] >= EACH + WAITING or self._at_work.total() >= ALL:
            raise Refused(503, _FULL, 5)
        self._at_work[client] += 1
        place = self._places.setdefault(client, asyncio.Semaphore(EACH))
        try:
            async with place:
                age = self._answers.age
                reply = await self._reply(scope, protocol, headers, body, address)
                self._keep(key, reply, headers, age)
                if isinstance(reply.body, bytes):
                    _whole(protocol, reply, scope.method)
                    return
            await self._send(protocol, reply)
        finally:
            self._at_work[client] -= 1
            if not self._at_work[client]:
                del self._at_work[client], self._places[client]

    async def _reply(
        self, scope: Any, protocol: Any, headers: dict[str, str], body: bytes, address: str
    ) -> Reply:
        refused: QueryRefused | None = None
        with Leaving(protocol) as leaving:
            if scope.path == "/sparql" and scope.method == "GET":
                try:
                    reply = await self._soon(scope, headers, address, leaving)
                    if reply is not None:
                        return reply
                except QueryRefused as error:
                    refused = error
            environ = environ_of(scope, headers, body, address)
            environ |= {"mocban.gone": leaving.gone, "mocban.refused": refused}
            reply = await leaving.watched(self._threads, answered, self._application, environ)
            return reply

    async def _soon(
        self, scope: Any, headers: dict[str, str], address: str, leaving: Leaving
    ) -> Reply | None:
        if "if-none-match" in headers:
            return None
        quick = understood(scope.query_string, headers.get("accept"), self._shared)
        if quick is None:
            return None
        threads = partial(leaving.watched, self._threads)
        alone = self._at_work.total() == 1
        answer = await self._shared.pool.run_soon(quick.job, address, leaving.gone, threads, alone)
        reply = Reply(200, quick_headers(quick, answer, self._shared), b"")
        return packed_reply(reply, answer.file, answer.size, headers.get("accept-encoding", ""))

    def _keep(self, key: Hashable, reply: Reply, asked: dict[str, str], age: int) -> None:
        if reply.status != 200 or not isinstance(reply.body, bytes) or "range" in asked:
            return
        named = {name.lower(): value for name, value in reply.headers}
        tag = named.get("etag", "")
        if tag and "set-cookie" not in named and "no-store" not in named.get("cache-control", ""):
            headers = [pair for pair in reply.headers if pair[0].lower() != "content-length"]
            self._answers.keep(key, Kept(headers, tag, reply.body), age)

    async def _send(self, protocol: Any, reply: Reply) -> None:
        """A large answer, each piece as the client takes it; one who takes nothing for a while
        is left."""
        assert not isinstance(reply.body, bytes)
        loop = asyncio.get_running_loop()
        stream = protocol.response_stream(reply.status, reply.headers)
        try:
            while piece := await loop.run_in_executor(self._threads, next, reply.body, b""):
                await asyncio.wait_for(stream.send_bytes(piece), SECONDS)
        except Exception as error:  # the client has gone, or the connection broke
            if not isinstance(error, TimeoutError | RuntimeError | OSError):
                raise
        finally:
            with suppress(ValueError):  # a thread may still be at it
                reply.body.close()  # type: ignore[attr-defined]


def _joined(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case, repeated ones as one."""
    found: dict[str, str] = {}
    for name, value in items:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


async def _body(method: str, headers: dict[str, str], protocol: Any) -> bytes:
    if method in ("GET", "HEAD", "OPTIONS"):
        return b""
    if headers.get("content-length", "0").isdecimal() and (
        int(headers.get("content-length", "0")) > LONGEST_BODY
    ):
        raise Refused(413, _TOO_LONG)
    found = bytearray()

    async def read() -> None:
        async for piece in protocol:
            found.extend(piece)
            if len(found) > LONGEST_BODY:
                raise Refused(413, _TOO_LONG)

    try:
        await asyncio.wait_for(read(), SECONDS)
    except TimeoutError:
        raise Refused(408, _TOO_SLOW) from None
    return bytes(found)


def _key(scope: Any, headers: dict[str, str], body: bytes) -> Hashable:
    """What an answer depends on, as far as it is kept."""
    named = (headers.get(name, "") for name in ("accept", "accept-encoding", "accept-language"))
    kind = headers.get("content-type", "") if body else ""
    return (scope.method, scope.path, scope.query_string, *named, kind, body)


def _whole(protocol: Any, reply: Reply, method: str) -> None:
    if method == "HEAD" or reply.status in (204, 304):
        protocol.response_empty(reply.status, reply.headers)
        return
    headers = [pair for pair in reply.headers if pair[0].lower() != "content-length"]
    protocol.response_bytes(reply.status, headers, reply.body)


def _again(protocol: Any, kept: Kept, asked: dict[str, str]) -> None:
    tags = asked.get("if-none-match", "")
    if tags and (tags.strip() == "*" or kept.tag.removeprefix("W/") in tags):
        headers = [pair for pair in kept.headers if not pair[0].lower().startswith("content-")]
        protocol.response_empty(304, headers)
    else:
        protocol.response_bytes(200, kept.headers, kept.body)


def _send_away(protocol: Any, asked: dict[str, str], refused: Refused) -> None:
    language = language_of("", asked.get("accept-language"), "vi")
    headers = [
        ("content-type", "text/plain; charset=utf-8"), ("content-language", language),
        ("cache-control", "no-store"), ("access-control-allow-origin", "*"),
    ]  # fmt: skip
    if refused.retry:
        headers.append(("retry-after", str(refused.retry)))
    protocol.response_bytes(refused.status, headers, f"{refused.sentence.of(language)}\n".encode())
