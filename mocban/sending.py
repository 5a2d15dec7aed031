"""How a reply goes out, in the words of RSGI
(https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md)."""

from typing import Any

from mocban.endpoint.languages import language_of
from mocban.errors import Text
from mocban.kept import Headers, Kept
from mocban.wsgi import Reply


class Refused(Exception):
    """A request that is sent away at the door: status, sentence, seconds to wait."""

    def __init__(self, status: int, sentence: Text, retry: int = 0) -> None:
        self.status = status
        self.sentence = sentence
        self.retry = retry


def whole(protocol: Any, reply: Reply, method: str) -> None:
    """A reply in one piece."""
    if reply.status in (204, 304):
        protocol.response_empty(reply.status, reply.headers)
        return
    headers = [pair for pair in reply.headers if pair[0].lower() != "content-length"]
    _bytes(protocol, reply.status, headers, reply.body, method)


def _bytes(protocol: Any, status: int, headers: Headers, body: Any, method: str) -> None:
    if method == "HEAD":
        protocol.response_empty(status, [*headers, ("content-length", str(len(body)))])
    else:
        protocol.response_bytes(status, headers, body)


def again(protocol: Any, kept: Kept, asked: dict[str, str], method: str) -> None:
    """An answer from memory, or 304 where the client has it."""
    tags = asked.get("if-none-match", "")
    if tags and (tags.strip() == "*" or kept.tag.removeprefix("W/") in tags):
        headers = [pair for pair in kept.headers if not pair[0].lower().startswith("content-")]
        protocol.response_empty(304, headers)
    else:
        _bytes(protocol, 200, kept.headers, kept.body, method)


def send_away(protocol: Any, asked: dict[str, str], refused: Refused) -> None:
    """A refusal as one sentence."""
    language = language_of("", asked.get("accept-language"), "vi")
    headers = [
        ("content-type", "text/plain; charset=utf-8"), ("content-language", language),
        ("cache-control", "no-store"), ("access-control-allow-origin", "*"),
    ]  # fmt: skip
    if refused.retry:
        headers.append(("retry-after", str(refused.retry)))
    protocol.response_bytes(refused.status, headers, f"{refused.sentence.of(language)}\n".encode())
