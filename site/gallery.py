"""The example gallery: queries to learn from, and to begin with."""

from collections import Counter
from typing import NamedTuple

from flask import Blueprint, abort, request
from markupsafe import Markup, escape

from mocban.endpoint import queries
from mocban.graph.examples import TOPICS, examples
from mocban.graph.tokens import tokens
from mocban.site.current import reader
from mocban.site.page import page

blueprint = Blueprint("gallery", __name__)

# The format in which the answer to each form of query is offered.
_FORMATS = {"SELECT": "csv", "ASK": "json", "CONSTRUCT": "ttl", "DESCRIBE": "ttl"}
_SHOWN = {"iri": "iri", "name": "iri", "string": "string", "variable": "variable"}


class Shown(NamedTuple):
    """An example as a reader sees it; `format` is what its answer is offered in."""

    name: str
    topic: str
    title: str
    note: Markup
    query: str
    coloured: Markup
    format: str


@blueprint.get("/<lang>/examples")
def gallery(lang: str) -> str:
    """All examples, or those of one topic."""
    known = reader(lang)
    topic = request.args.get("topic", "")
    counts = Counter(example.topic for example in examples())
    if topic and topic not in counts:
        abort(404)
    shown = []
    for example in examples():
        if topic in ("", example.topic):
            query = example.of(lang, known.snapshot.base)
            form = _FORMATS[queries.read(query).form]
            shown.append(Shown(
                example.name, example.topic, example.title.of(lang), marked(example.note.of(lang)),
                query, coloured(query), form,
            ))  # fmt: skip
    topics = [(name, counts[name]) for name in TOPICS if counts[name]]
    return page("examples.html", known, examples=shown, topic=topic, topics=topics)


def coloured(query: str) -> Markup:
    """A query as HTML, its words marked by kind: keyword, iri, string, variable."""
    parts = []
    done = 0
    for token in tokens(query):
        kind = "keyword" if token.keyword else _SHOWN.get(token.kind)
        if kind:
            parts.append(escape(query[done : token.start]))
            parts.append(Markup('<span class="{}">{}</span>').format(kind, token.text))
            done = token.end
    return Markup("").join([*parts, escape(query[done:])])


def marked(text: str) -> Markup:
    """A sentence as HTML, what stands between backquotes as code."""
    pieces = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )
