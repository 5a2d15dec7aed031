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
    note: list[str]
    unit: list[str]
    script: list[str]
    plain: str
    split: bool
    one: bool
    moment: bool
    distinct: bool
    kinds: frozenset[str]


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
        paths=[_path(path) for path in _list(line["path"])],
        show=line["as"],
        only=frozenset(map(iri, _list(line.get("only")))),
        note=_path(line.get("note", "")),
        unit=_path(line.get("unit", "")),
        script=_path(line.get("script", "")),
        plain=line.get("plain", ""),
        split=line.get("split", False),
        one=line.get("one", False),
        moment=line.get("moment", False),
        distinct=line.get("distinct", False),
        kinds=frozenset(line.get("kinds", ())),
    )


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _path(text: str) -> list[str]:
    return [iri(step.strip()) for step in text.split("/")] if text else []
