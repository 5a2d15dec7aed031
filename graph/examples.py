"""The example queries of `graph/queries/examples`.

A file is a query under comments that say what it asks and what it teaches:

    # topic: relics
    # vi: Tên của câu hỏi
    # en: The question's name
    # vi-note: Câu hỏi này cho thấy điều gì
    # en-note: What there is to learn from it

`$language` in a query stands for the language of the reader. A file without a topic is no
example: the site asks it with parameters of its own.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pyoxigraph import Literal

from mocban.errors import Text
from mocban.graph.tokens import Token, tokens

# In the order of the gallery.
TOPICS = (
    "relics", "people", "places", "time", "library", "museum", "tourism", "text", "links",
    "quality", "statistics",
)  # fmt: skip
BASE = "https://mocban.example/"

_HEAD = re.compile(r"^# (topic|vi|en|vi-note|en-note): (.+)\n", re.MULTILINE)


class Example(NamedTuple):
    """A query to learn from: the name of its file, what it is about (`TOPICS`), its title,
    what there is to learn, and the query, which asks for Vietnamese labels and uses `BASE`."""

    name: str
    topic: str
    title: Text
    note: Text
    query: str

    def of(self, language: str, base: str = BASE) -> str:
        """The query for a reader's language and a workspace's base IRI."""
        return rebased(_spoken(_text(self.name), language), base)


@cache
def examples() -> tuple[Example, ...]:
    """All examples, topic by topic, short queries first."""
    folder = files("mocban.graph") / "queries" / "examples"
    names = [e.name[:-3] for e in folder.iterdir() if e.name.endswith(".rq")]
    found = [example for name in names if (example := _read(name))]
    return tuple(sorted(found, key=lambda e: (TOPICS.index(e.topic), len(e.query), e.name)))


def example(name: str) -> Example | None:
    """The example of this name."""
    return next((found for found in examples() if found.name == name), None)


def rebased(query: str, base: str) -> str:
    """A query whose IRIs begin with `base` where they began with `BASE`; strings and comments
    stay as they are."""
    return _rewritten(
        query,
        lambda t: f"<{base}{t.text[len(BASE) + 1 :]}" if t.text.startswith(f"<{BASE}") else None,
    )


def _rewritten(query: str, change: Callable[[Token], str | None]) -> str:
    """A query with some of its words changed."""
    parts = []
    done = 0
    for token in tokens(query):
        if (new := change(token)) is not None:
            parts += [query[done : token.start], new]
            done = token.end
    return "".join(parts) + query[done:]


@cache
def _text(name: str) -> str:
    return (files("mocban.graph") / "queries" / "examples" / f"{name}.rq").read_text("utf-8")


def _read(name: str) -> Example | None:
    text = _text(name)
    said = dict(_HEAD.findall(text))
    if "topic" not in said:
        return None
    return Example(
        name, said["topic"], Text(said["en"], said["vi"]),
        Text(said["en-note"], said["vi-note"]), _spoken(text, "vi"),
    )  # fmt: skip


def _spoken(text: str, language: str) -> str:
    query = _HEAD.sub("", text).strip() + "\n"
    return _rewritten(query, lambda t: str(Literal(language)) if t.text == "$language" else None)
