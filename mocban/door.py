"""The door of the server: requests come in and answers go out at each client's own pace.

An RSGI application (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md)
around a WSGI one. Bodies are read, and answers sent, on one event loop, so that slow clients
hold no thread; the WSGI application works in threads, of which no client gets more than a
few. An answer that is still good is given again from memory.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from hashlib import sha256
from math import ceil
from typing import Any, Self, TypeVar

from mocban.coding import wanted
from mocban.endpoint.languages import LANGUAGES
from mocban.endpoint.quick import headers as quick_headers
from mocban.endpoint.quick import understood
from mocban.endpoint.wiring import Shared
from mocban.errors import Text
from mocban.graph.clients import network
from mocban.graph.refusals import QueryRefused, TooOften
from mocban.kept import Answers, Kept
from mocban.pipe import Pipe
from mocban.sending import Refused, again, send_away, whole
from mocban.visitor import Proxies
from mocban.wsgi import PIECE, WSGI, Reply, answered, environ_of, packed_reply

T = TypeVar("T")

log = logging.getLogger(__name__)

THREADS = 64
EACH = 16  # requests of one client at work, and large answers on their way to him; more wait
WAITING = 256  # and so many of one client may wait
ALL = 2_000
LONGEST_BODY = 1_000_000
LONGEST_HEADER = 8_000
SECONDS = 30.0  # within which a piece has to come in or to go out
_SAME = tuple(f"/{lang}/" for lang in LANGUAGES)  # answers there depend on no one's likes
_BODILESS = ("GET", "HEAD", "OPTIONS")
_SOON = 0.5  # seconds after which a client that leaves is noticed

_TOO_LONG = Text("The request is too large.", "Yêu cầu quá lớn.")
_TOO_SHORT = Text("The request broke off.", "Yêu cầu bị đứt giữa chừng.")
_TOO_SLOW = Text("The request came too slowly.", "Yêu cầu gửi tới quá chậm.")
_FAULT = Text(
    "Something went wrong here; the operator has been told.",
    "Máy chủ gặp lỗi; người quản trị đã được báo.",
)
_TAKING = Text(
    "Too many large answers are still on their way to you: take them first.",
    "Còn quá nhiều kết quả lớn đang được gửi cho bạn: hãy nhận xong rồi thử lại.",
)
_FULL = Text(
    "Too many requests are waiting just now: try again in 5 seconds.",
    "Hiện có quá nhiều yêu cầu đang chờ: hãy thử lại sau 5 giây.",
)


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
        self._taking: Counter[str] = Counter()

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
            if any(len(value) > LONGEST_HEADER for value in headers.values()):
                raise Refused(431, _TOO_LONG)
            key = _key(scope, headers, b"")
            if not self._recalled(scope, protocol, headers, key):
                await self._ask(scope, protocol, headers, key)
        except Refused as refused:
            send_away(protocol, headers, refused)
        except Exception:
            log.exception("%s %s", scope.method, scope.path)
            send_away(protocol, headers, Refused(500, _FAULT))

    def _recalled(self, scope: Any, protocol: Any, headers: dict[str, str], key: Hashable) -> bool:
        """Answers from memory where that is possible."""
        kept = None if "range" in headers else self._answers.get(key)
        if kept is not None:
            again(protocol, kept, headers, scope.method)
        return kept is not None

    async def _ask(self, scope: Any, protocol: Any, headers: dict[str, str], key: Hashable) -> None:
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
                body = b""
                if scope.method not in _BODILESS:
                    body = await _body(headers, protocol)
                    key = _key(scope, headers, body)
                    if self._recalled(scope, protocol, headers, key):
                        return
                age = self._answers.age
                reply = await self._reply(scope, protocol, headers, body, address)
                self._keep(scope, key, reply, headers, age)
            if isinstance(reply.body, bytes):
                whole(protocol, reply, scope.method)
            else:
                await self._send(scope, protocol, reply, client)
        finally:
            self._at_work[client] -= 1
            if not self._at_work[client]:
                del self._at_work[client], self._places[client]

    async def _reply(
        self, scope: Any, protocol: Any, headers: dict[str, str], body: bytes, address: str
    ) -> Reply:
        refused: QueryRefused | None = None
        with Leaving(protocol) as leaving:
            if scope.path == "/sparql" and scope.method in ("GET", "HEAD"):
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
        answer = await self._shared.pool.run_soon(quick.job, address, leaving.gone, threads)
        reply = Reply(200, quick_headers(quick, answer, self._shared), b"")
        given = (reply, answer.file, answer.size, headers.get("accept-encoding", ""))
        return await threads(packed_reply, *given) if answer.size > PIECE else packed_reply(*given)

    def _keep(
        self, scope: Any, key: Hashable, reply: Reply, asked: dict[str, str], age: int
    ) -> None:
        if reply.status != 200 or not isinstance(reply.body, bytes) or "range" in asked:
            return
        named = {name.lower(): value for name, value in reply.headers}
        tag = named.get("etag", "")
        if scope.path.startswith(_SAME) and "accept" in _varying(named):
            return
        if tag and "set-cookie" not in named and "no-store" not in named.get("cache-control", ""):
            headers = [pair for pair in reply.headers if pair[0].lower() != "content-length"]
            self._answers.keep(key, Kept(headers, tag, reply.body), age)

    async def _send(self, scope: Any, protocol: Any, reply: Reply, client: str) -> None:
        """A large answer, as the client takes it; one who takes nothing for a while is left."""
        loop = asyncio.get_running_loop()
        body: Any = reply.body
        self._taking[client] += 1
        try:
            if scope.method == "HEAD":
                protocol.response_empty(reply.status, reply.headers)
                return
            if self._taking[client] > EACH:
                raise Refused(503, _TAKING, 5)
            with Pipe() as pipe, suppress(TimeoutError, OSError):  # the client has gone
                protocol.response_file(reply.status, reply.headers, pipe.name)
                while piece := await loop.run_in_executor(self._threads, next, body, b""):
                    await asyncio.wait_for(pipe.write(piece), SECONDS)
        finally:
            self._taking[client] -= 1
            if not self._taking[client]:
                del self._taking[client]
            with suppress(ValueError):  # a thread may still be at it
                body.close()


def _joined(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case, repeated ones as one."""
    found: dict[str, str] = {}
    for name, value in items:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


async def _body(headers: dict[str, str], protocol: Any) -> bytes:
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LONGEST_BODY:
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
    if "content-length" in headers and str(len(found)) != length:
        raise Refused(400, _TOO_SHORT)
    return bytes(found)


def _varying(headers: dict[str, str]) -> set[str]:
    """On which of a client's likes, but codings, an answer depends."""
    parts = {part.strip().lower() for part in headers.get("vary", "").split(",")}
    return {part.partition("-")[0] for part in parts - {"accept-encoding"}}


def _key(scope: Any, headers: dict[str, str], body: bytes) -> bytes:
    """What an answer depends on, as far as it is kept, in a few bytes. A page is the same for
    all who ask for it, whatever their browser says of itself."""
    likes = () if scope.path.startswith(_SAME) else ("accept", "accept-language")
    named = [headers.get(name, "") for name in likes] + [wanted(headers.get("accept-encoding", ""))]
    kind = headers.get("content-type", "") if body else ""
    method = "GET" if scope.method == "HEAD" else scope.method
    told = repr((method, scope.path, scope.query_string, named, kind))
    return sha256(told.encode() + body).digest()
