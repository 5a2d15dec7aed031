"""How our IRIs are made, and from what.

    record   {B}/r/{source}/record/{rid}
    thing    {B}/r/{source}/{kind}/{rid}[/{role}/{key}]...
    heading  {B}/r/{source}/heading/{kind}/{enc(string)}
    entity   {B}/e/{kind}/{eid}
    concept  {B}/v/{scheme}/{slug}
    file     {B}/media/{path}

Everything is spelled from what the source itself says, with no digest and no counter,
so that the same record has the same IRIs for ever and `dec` gives the words back.
All makers return N-Triples terms, angle brackets included.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote

KINDS: Final = (
    "work", "hub", "instance", "item", "person", "group", "place", "monument", "object", "ich",
    "event", "archive", "set", "digital", "attraction", "trip", "lodging", "designation",
    "document", "topic",
)  # fmt: skip

_PLAIN = re.compile(r"[A-Za-z0-9-]+\Z").match
_ODD = re.compile(r"[^A-Za-z0-9_-]").findall
_HEX = re.compile(r"_([0-9A-F]{2})")
# No way up or to a hidden file, nothing that means something in an address.
_MEDIA = re.compile(r"media(?:/[^/\\?#%\x00-\x1f\x7f.][^/\\?#%\x00-\x1f\x7f]*)+").fullmatch


class _Segments(dict[int, str]):
    """What each character becomes in a segment, remembered once it was seen."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = character.isascii() and (character.isalnum() or character == "-")
        data = character.encode("utf-8", "surrogatepass")
        segment = character if kept else "".join(f"_{byte:02X}" for byte in data)
        self[code] = segment
        return segment


_SEGMENTS = _Segments()


def norm(text: str) -> str:
    """NFC, trimmed, white space collapsed: what `enc` keeps of a string."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


@lru_cache(maxsize=16384)
def enc(text: str) -> str:
    """A string as one IRI segment of letters, digits, `-` and `_HH`; `dec` undoes it.

    Neither `.` nor `~` nor `/` ever comes out, so they are free as structure.
    """
    return text if _PLAIN(text) else encoded(norm(text))


def encoded(text: str) -> str:
    """`enc` of a string that is normalised already, and not worth remembering."""
    if not text.isascii():
        return text.translate(_SEGMENTS)
    # Replacements are three times as quick; what is left after these is one or two signs.
    coded = text.replace("_", "_5F").replace(" ", "_20").replace(",", "_2C").replace(".", "_2E")
    for character in _ODD(coded):
        coded = coded.replace(character, _SEGMENTS[ord(character)])
    return coded


def dec(segment: str) -> str:
    """The normalised string that `enc` made this segment from."""
    raw = _HEX.sub(lambda match: chr(int(match[1], 16)), segment)
    return raw.encode("latin-1").decode("utf-8", "surrogatepass")


def sub(node: str, role: str, key: str) -> str:
    """A node that is part of another: `{node}/{role}/{key}`; `key` is already encoded."""
    return f"{node[:-1]}/{role}/{key}>"


def short_key(text: str) -> str:
    """The content key of a long text: its first 40 characters, encoded."""
    return enc(norm(text)[:40])


def numbered(keys: list[tuple[str, str]]) -> list[str]:
    """Keys made distinct: of (key, full value) pairs that share a key, the second in order
    of value becomes `key~2`, the third `key~3`; equal pairs share one name."""
    taken: dict[str, list[str]] = {}
    for key, value in sorted(set(keys)):
        taken.setdefault(key, []).append(value)
    names = []
    for key, value in keys:
        place = taken[key].index(value)
        names.append(key if place == 0 else f"{key}~{place + 1}")
    return names


def media(base: str, path: str) -> str | None:
    """The address at which a file of the workspace's media folder is served, from its path
    there (`media/btbg/a.jpg`); None for what is no such path."""
    path = unicodedata.normalize("NFC", path.strip())
    try:
        found = quote(path, safe="/:@!$&'()*+,;=~-._")
    except UnicodeEncodeError:
        return None
    return base + found if _MEDIA(path) else None


class Minter:
    """Makes the IRIs of one source under one base."""

    def __init__(self, base: str, source: str) -> None:
        self.base = base if base.endswith("/") else base + "/"
        self.source = source
        self._own = f"<{self.base}r/{enc(source)}/"

    def record(self, rid: str) -> str:
        """The record as such, to which every thing made from it points."""
        return f"{self._own}record/{enc(rid)}>"

    def thing(self, kind: str, rid: str, *path: str) -> str:
        """What a record describes. `path` segments (role, key) are already encoded."""
        tail = "".join(f"/{segment}" for segment in path)
        return f"{self._own}{kind}/{enc(rid)}{tail}>"

    def heading(self, kind: str, string: str) -> str:
        """A name as this source's catalogue uses it, shared by all its records."""
        return f"{self._own}heading/{kind}/{enc(string)}>"

    def other(self, source: str, kind: str, rid: str) -> str:
        """A thing of another source, which a register names by its id there."""
        return f"<{self.base}r/{enc(source)}/{kind}/{enc(rid)}>"

    def concept(self, scheme: str, slug: str) -> str:
        """A concept of one of our own schemes."""
        return f"<{self.base}v/{scheme}/{slug}>"

    def media(self, path: str) -> str | None:
        """A file of the workspace's media folder; None for what is no path in it."""
        found = media(self.base, path)
        return found and f"<{found}>"
