"""What `facts.yaml` says: which paths make a fact, and how it is shown."""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from mocban.errors import Text
from mocban.graph.resource import iri


class Rule(NamedTuple):
    """One line of `facts.yaml`, its paths as plain IRIs."""

    title: Text
    paths: list[list[str]]
    show: str
    only: frozenset[str]
    but: frozenset[str]
    by: list[str]
    of: frozenset[str]
    rather: list[str]
    each: list[str]
    note: list[list[str]]
    unit: list[list[str]]
    script: list[str]
    plain: frozenset[str]
    split: list[str]
    one: bool
    moment: bool
    distinct: bool
    kinds: frozenset[str]
    key: str
    edition: bool


@cache
def rules() -> list[tuple[Text, list[Rule]]]:
    """The groups of `facts.yaml` with their facts."""
    text = (files("mocban.site") / "facts.yaml").read_text(encoding="utf-8")
    return [
        (Text(group["title"]["en"], group["title"]["vi"]), list(map(_rule, group["facts"])))
        for group in yaml.safe_load(text)
    ]


def _rule(line: dict[str, Any]) -> Rule:
    return Rule(
        title=Text(line["title"]["en"], line["title"]["vi"]),
        paths=_paths(line["path"]),
        show=line["as"],
        only=_terms(line.get("only")),
        but=_terms(line.get("but")),
        by=_path(line.get("by", "")),
        of=frozenset(_list(line.get("of"))),
        rather=_path(line.get("rather", "")),
        each=_path(line.get("each", "")),
        note=_paths(line.get("note")),
        unit=_paths(line.get("unit")),
        script=_path(line.get("script", "")),
        plain=_terms(line.get("plain")),
        split=_path(line.get("split", "")),
        one=line.get("one", False),
        moment=line.get("moment", False),
        distinct=line.get("distinct", False),
        kinds=frozenset(line.get("kinds", ())),
        key=line.get("key", ""),
        edition=line.get("edition", False),
    )


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _path(text: str) -> list[str]:
    return [iri(step.strip()) for step in text.split("/")] if text else []


def _paths(value: Any) -> list[list[str]]:
    return [_path(text) for text in _list(value)]


def _terms(value: Any) -> frozenset[str]:
    """Classes and terms: CURIEs as IRIs; IRIs, and concepts of ours (`name/ten-khac`), as they
    are."""
    return frozenset(text if "/" in text else iri(text) for text in _list(value))
