"""The snapshot that a request reads, and the words and addresses of its language."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from flask import abort, current_app, g, request

from mocban.errors import Text
from mocban.graph.questions import Store
from mocban.graph.search import Search
from mocban.site.links import Links
from mocban.site.words import LANGUAGES, Words


class Snapshot(Protocol):
    """What `app.extensions["site"]` must have."""

    @property
    def store(self) -> Store: ...

    @property
    def search(self) -> Search: ...

    @property
    def folder(self) -> Path: ...

    @property
    def id(self) -> str:
        """What no other snapshot has, nor the same one under other settings."""
        ...

    @property
    def base(self) -> str: ...

    @property
    def title(self) -> Text: ...

    @property
    def sources(self) -> Mapping[str, tuple[str, Text]]: ...

    @property
    def languages(self) -> list[str]: ...


class Reader:
    """One request of one reader."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self.snapshot = snapshot
        self.language = language
        self.words = Words(language)
        self.links = Links(snapshot.base, language)

    @property
    def path(self) -> str:
        """The path of this request behind its language, query included."""
        path = request.full_path.rstrip("?").removeprefix(f"/{self.language}/")
        return path if path != request.full_path.rstrip("?") else ""

    @cached_property
    def tags(self) -> dict[str, tuple[str, str, str]]:
        """Source code -> (institution kind, the word on its tag, its name)."""
        tags = {
            code: (kind, self.words(f"source.{kind}"), name.of(self.language))
            for code, (kind, name) in self.snapshot.sources.items()
        }
        curated = self.words("source.curation")
        return tags | {"curation": ("curation", curated, curated)}

    def tagged(self, sources: Iterable[str]) -> list[tuple[str, str, str]]:
        """Tags of several sources, in the order of the configuration: those of one kind share
        a tag that says how many."""
        kinds: dict[tuple[str, str], list[str]] = {}
        order = list(self.tags)
        for code in sorted(sources, key=lambda c: (order.index(c) if c in order else -1, c)):
            kind, word, name = self.tag(code)
            kinds.setdefault((kind, word), []).append(name)
        return [
            (kind, word if len(names) == 1 else f"{word} × {len(names)}", ", ".join(names))
            for (kind, word), names in kinds.items()
        ]

    def tag(self, source: str) -> tuple[str, str, str]:
        """The tag of a source, known to us or not."""
        return self.tags.get(source, ("other", self.words("source.other"), source))


def snapshot() -> Snapshot:
    """What this application serves."""
    found: Snapshot = current_app.extensions["site"]
    return found


def reader(language: str) -> Reader:
    """The reader of this request; 404 where the site does not speak the language."""
    known = snapshot()
    if language not in LANGUAGES or language not in known.languages:
        abort(404)
    g.reader = Reader(known, language)
    found: Reader = g.reader
    return found
