"""What a thing is linked with: a list by relation, a drawing of it on demand, and JSON."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from flask import Blueprint, Response, abort, jsonify, request

from mocban.errors import Text
from mocban.graph.labels import Label, Names
from mocban.graph.neighbours import COUNTED, neighbours
from mocban.graph.related import way
from mocban.graph.resource import kind_of
from mocban.graph.store import Way
from mocban.site.current import Reader, reader
from mocban.site.marks import MARKS, Mark, mark
from mocban.site.page import page
from mocban.site.relations import relations, roles
from mocban.site.words import LANGUAGES

blueprint = Blueprint("neighbours", __name__)
EACH = 24
"""So many things of one group are listed and drawn."""
MOST = 150
"""So many things are listed and drawn in all."""
_PATH = re.compile(r"e/[a-z]+/[^\s<>\"{}|^`\\\x00-\x20]{1,300}").fullmatch


class Thing(NamedTuple):
    """One thing and its page."""

    iri: str
    label: Label
    kind: str
    href: str


class Group(NamedTuple):
    """Things of one relation; `number` is in words, `href` the search that finds them all,
    where not all stand here."""

    key: str
    title: str
    things: list[Thing]
    number: str
    href: str


class Around(NamedTuple):
    """A thing and what it is linked with."""

    thing: Thing
    groups: list[Group]

    @property
    def marks(self) -> dict[str, Mark]:
        """The mark of each kind that is here, in order of first appearance."""
        kinds = [self.thing.kind, *(each.kind for group in self.groups for each in group.things)]
        return {kind: mark(kind) for kind in kinds}


@cache
def _ways() -> list[tuple[str, Text, Way, frozenset[str], bool]]:
    """Key, title, path, kinds, and whether the search knows it, of all relations: first those
    that lead away, then those that lead here."""
    text = (files("mocban.site") / "neighbours.yaml").read_text(encoding="utf-8")
    away = [
        (
            line["key"], Text(line["title"]["en"], line["title"]["vi"]),
            way([line["path"]] if isinstance(line["path"], str) else line["path"]),
            frozenset(line.get("of", ())), False,
        )
        for line in yaml.safe_load(text)
    ]  # fmt: skip
    here = [(each.key, each.title, each.way, each.of, True) for each in relations()]
    return away + here


def around(known: Reader) -> Around:
    """What is around the thing that the address names in `of`; 404 where it names none."""
    path = request.args.get("of", "")
    iri = f"{known.snapshot.base}{path}"
    if not _PATH(path) or not known.snapshot.store.has(iri):
        abort(404)
    names = Names(known.snapshot.store, known.language)
    own = roles(iri)
    ways = {key: (title, steps, searched) for key, title, steps, of, searched in _ways()
            if not of or of & own}  # fmt: skip
    found = neighbours(
        known.snapshot.store,
        iri,
        [(key, steps) for key, (_, steps, _) in ways.items()],
        names,
        EACH,
    )
    left = MOST - 1
    groups = []
    for group in found:
        shown = group.things[:left]
        left -= len(shown)
        title, _, searched = ways[group.key]
        more = known.links.here("search", of=path, by=group.key) if searched else ""
        number = known.words.number(min(group.total, COUNTED))
        groups.append(Group(
            group.key, title.of(known.language),
            [_thing(known, thing, label) for thing, label in shown],
            known.words("leaf.more", n=number) if group.total > COUNTED else number,
            more if group.total > len(shown) else "",
        ))  # fmt: skip
    return Around(_thing(known, iri, names.of(iri)), [each for each in groups if each.things])


def _thing(known: Reader, iri: str, label: Label) -> Thing:
    return Thing(iri, label, kind_of(iri), known.links.page(iri))


@blueprint.get("/<lang>/graph")
def graph(lang: str) -> str:
    """The page: `of` is the path of a thing, e/monument/vinh-nghiem."""
    known = reader(lang)
    found = around(known)
    # A drawing may grow by things of kinds that are not here yet.
    marks = {
        kind: {"shape": each.shape, "colour": each.colour, "word": known.words.kind(kind)}
        for kind, each in MARKS.items()
    }
    return page("graph.html", known, around=found, marks=marks, path=request.args["of"])


@blueprint.get("/api/neighbours")
def found() -> Response:
    """`of` (the path of a thing) and `lang` -> the thing, and by relation what it is linked
    with: at most 24 of each, 150 in all; `number` says how many there are."""
    language = request.args.get("lang", LANGUAGES[0])
    known = reader(language if language in LANGUAGES else LANGUAGES[0])
    here = around(known)
    answer = jsonify(
        {
            **_told(known, here.thing),
            "groups": [
                {
                    "key": group.key, "title": group.title, "number": group.number,
                    "all": group.href, "things": [_told(known, each) for each in group.things],
                }
                for group in here.groups
            ],
        }
    )  # fmt: skip
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.cache_control.max_age = 300
    return answer


def _told(known: Reader, thing: Thing) -> dict[str, Any]:
    return {
        "id": thing.iri, "kind": thing.kind, "label": thing.label.text,
        "language": thing.label.language, "page": thing.href,
    }  # fmt: skip
