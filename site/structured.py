"""A thing in the words of schema.org, for search engines (https://schema.org), as
`structured.yaml` says. Everything comes from what the page tells already."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin

import yaml
from pyoxigraph import Literal, NamedNode

from mocban.graph.resource import Step, kind_of
from mocban.ontology.namespaces import term as curie_term
from mocban.site import postal
from mocban.site.current import Snapshot
from mocban.site.leaf import Leaf
from mocban.site.pictures import Picture

Node = dict[str, Any]

EXACT = re.compile(r"\d{4}(-\d\d(-\d\d)?)?").fullmatch
_SUMMARY = 160  # letters of a description that search engines show
_TYPE = curie_term("rdf:type")[1:-1]
_EDTF = curie_term("mcb:edtf")[1:-1]
_LANGUAGE = curie_term("crm:P72_has_language")[1:-1]


@cache
def table() -> dict[str, Any]:
    """`structured.yaml`, as it is read."""
    found: dict[str, Any] = yaml.safe_load(
        (files("mocban.site") / "structured.yaml").read_text("utf-8")
    )
    return found


@cache
def path(written: str) -> tuple[str, ...]:
    """CURIEs joined by `/` as plain IRIs; KeyError where one is not in our vocabularies."""
    return tuple(curie_term(part)[1:-1] for part in written.split("/"))


def paths(written: str | Sequence[str]) -> list[tuple[str, ...]]:
    """One path or several."""
    return [path(each) for each in ([written] if isinstance(written, str) else written)]


def types(kind: str) -> list[str]:
    """What things of a kind are, as far as their kind tells."""
    return _list(table()["kinds"].get(kind, {}).get("type", "Thing"))


class Structured:
    """The description of one leaf."""

    def __init__(self, leaf: Leaf, kind: str, snapshot: Snapshot) -> None:
        self.leaf = leaf
        self.kind = kind
        self.snapshot = snapshot
        self.resource = leaf.resource
        self.names = leaf.resource.names
        self._base = leaf.links.base

    @cached_property
    def types(self) -> list[str]:
        """What the thing is in schema.org."""
        for case in table()["kinds"].get(self.kind, {}).get("rather", ()):
            if self._fits(case):
                return _list(case["type"])
        return types(self.kind)

    def _fits(self, case: Mapping[str, Any]) -> bool:
        if "has" in case:
            return bool(self.resource.follow(path(case["has"])))
        if "is" in case:
            classes = {step.value for step in self.resource.follow([_TYPE])}
            return NamedNode(path(case["is"])[0]) in classes
        if "unit" in case:
            return any(one.is_unit for one in self.leaf.territories)
        source = self.resource.iri.rpartition("/")[2]
        return bool(self.snapshot.sources.get(source, ("",))[0] == case["source"])

    @cached_property
    def node(self) -> Node:
        """The thing as JSON-LD."""
        others = [said.text for said in self.resource.other_labels]
        found: Node = {
            "@type": _one(self.types),
            "@id": self.resource.iri,
            "name": self.resource.label.text,
            "alternateName": others,
            "url": self._page(self.resource.iri),
        }
        says = table()["kinds"].get(self.kind, {}).get("says", ())
        for name in says:
            rule = table()["properties"][name]
            found[rule.get("name", name)] = self._values(rule, self.resource.things, self.types[0])
        return {name: _one(value) for name, value in found.items() if value not in ([], "", None)}

    @cached_property
    def summary(self) -> str:
        """The thing in a sentence or two, for a list of results: what a source tells of it in
        the reader's language, else what it is and where."""
        words = self.leaf.words
        where = ", ".join(unit.text for line in self.leaf.today[:1] for unit in line.units)
        ranks = [rank.text for rank in self.leaf.ranks()]
        kind = ", ".join([words.kind(self.kind), *ranks])
        if where:
            kind = f"{kind} {words('manners.at', place=where)}"
        said = self._told() or words("home.lead")
        text = " ".join(f"{self.resource.label.text}: {kind}. {said}".split())
        return text if len(text) <= _SUMMARY else f"{text[:_SUMMARY].rpartition(' ')[0]}…"

    def _told(self) -> str:
        rules = table()["properties"]
        for name in ("description", "abstract"):
            for step in self._steps(rules[name], self.resource.things):
                if self._language(step) == self.leaf.words.language:
                    return str(getattr(step.value, "value", ""))
        return ""

    @cached_property
    def images(self) -> list[Picture]:
        """The pictures that the page shows."""
        return [one for one in self.leaf.pictures() if one.shown and one.href]

    def _steps(self, rule: Mapping[str, Any], starts: Sequence[str]) -> list[Step]:
        """The values at the end of the paths of a rule, each once."""
        found = [step for way in paths(rule["path"]) for step in self.resource.follow(way, starts)]
        for way, wanted in rule.get("where", {}).items():
            allowed = {
                self._named(one) for one in ([wanted] if isinstance(wanted, str) else wanted)
            }
            found = [step for step in found if allowed & set(self._at(step, path(way)))]
        if "without" in rule:
            found = [step for step in found if not self._at(step, path(rule["without"]))]
        if "then" in rule:
            found = [
                after
                for step in found
                if isinstance(step.value, NamedNode)
                for after in self.resource.follow(path(rule["then"]), [step.value.value])
            ]
        return list({step.value: step for step in found[::-1]}.values())[::-1]

    def _at(self, step: Step, way: Sequence[str]) -> list[str]:
        if not isinstance(step.value, NamedNode):
            return []
        return [
            str(getattr(one.value, "value", ""))
            for one in self.resource.follow(way, [step.value.value])
        ]

    def _named(self, word: str) -> str:
        if word.startswith(("v/", "http")):
            return word if word.startswith("http") else self._base + word
        return path(word)[0]

    def _values(self, rule: Mapping[str, Any], starts: Sequence[str], within: str) -> list[Any]:
        """What a rule gives, in a fixed order."""
        if rule.get("only", within) != within:
            return []
        if rule["as"] in ("address", "within", "image"):
            return list(getattr(self, f"_{rule['as']}")())[: rule.get("most", 100)]
        steps = self._steps(rule, starts)
        if rule["as"] == "text":
            mine = [step for step in steps if self._language(step) == self.leaf.words.language]
            steps = mine or steps
        if rule["as"] == "node":
            found = [self._nested(rule, step, within) for step in steps]
            found = [node for node in found if len(node) > 1]
            found.sort(key=lambda node: node.get(rule.get("by", ""), 0))
            return found[: rule.get("most", 100)]
        read = [self._value(rule, step) for step in steps]
        if rule.get("undisputed"):
            return _agreed(read)
        told = [value for value in read if value is not None]
        return [one for number, one in enumerate(told) if one not in told[:number]][
            : rule.get("most", 100)
        ]

    def _nested(self, rule: Mapping[str, Any], step: Step, within: str) -> Node:
        if not isinstance(step.value, NamedNode):
            return {}
        kind = within if rule.get("like") else rule["type"]
        found: Node = {"@type": kind}
        for name, inner in rule["says"].items():
            values = self._values(inner, [step.value.value], kind)
            if values:
                found[name] = _one(values)
        return found

    def _value(self, rule: Mapping[str, Any], step: Step) -> Any:
        value, show = step.value, rule["as"]
        if show == "exactly":
            return self._date(step)
        if isinstance(value, NamedNode):
            if show == "name":
                return self.names.of(value.value).text if self.names.all(value.value) else None
            if show == "link":
                return None if value.value.startswith(self._base) else value.value
            return self.thing(value.value, rule.get("type", ""))
        if not isinstance(value, Literal) or show == "thing":
            return None
        if show in ("number", "count"):
            return _number(value.value, whole=show == "count")
        if show == "truth":
            return {"true": True, "1": True, "false": False, "0": False}.get(value.value)
        if show == "link":
            return value.value if value.value.startswith(("http://", "https://")) else None
        return value.value

    def _date(self, step: Step) -> str | None:
        """A date where it is one without doubt; None otherwise."""
        node = getattr(step.value, "value", "")
        texts = [node] if isinstance(step.value, Literal) else [
            str(getattr(one.value, "value", "")) for one in self.resource.follow([_EDTF], [node])
        ]  # fmt: skip
        return texts[0] if texts and EXACT(texts[0]) else None

    def _language(self, step: Step) -> str:
        if isinstance(step.value, Literal) and step.value.language:
            return step.value.language
        said = self.resource.follow([_LANGUAGE], [step.at])
        return str(getattr(said[0].value, "value", "")).rpartition("/")[2] if said else ""

    def thing(self, iri: str, kind: str = "") -> Node | None:
        """Another thing: what it is, what it is called, where its page is."""
        label = self.names.of(iri).text if self.names.all(iri) else ""
        found: Node = {"@type": kind or _one(types(kind_of(iri))), "@id": iri, "name": label}
        if iri.startswith(self._base):
            found["url"] = self._page(iri)
        return found if label else None

    def _page(self, iri: str) -> str:
        return self._base + self.leaf.links.page(iri).lstrip("/")

    def _address(self) -> Iterator[Node]:
        known = list(postal.addresses(self.leaf.territories))
        written = [] if known else self.resource.follow(path("schema:address"))
        yield from known
        yield from (postal.written(str(getattr(step.value, "value", ""))) for step in written)

    def _within(self) -> Iterator[Node]:
        for line in self.leaf.today[:1]:
            yield postal.unit(line.units[0], self._base)

    def _image(self) -> Iterator[Node]:
        for one in self.images:
            found: Node = {
                "@type": "ImageObject", "contentUrl": urljoin(self._base, one.href),
                "caption": one.label.text,
                "license": _one([each.href for each in one.licences if each.href]),
                "creditText": ", ".join(credit.text for credit in one.credits),
            }  # fmt: skip
            yield {name: value for name, value in found.items() if value not in ([], "")}


def _list(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]


def _one(values: Any) -> Any:
    """A value alone instead of a list of one."""
    return values[0] if isinstance(values, list) and len(values) == 1 else values


def _agreed(values: list[Any]) -> list[Any]:
    """The one value that all sources give, the most exact of dates that agree; nothing where
    they differ or one is unsure."""
    if None in values or not values:
        return []
    longest = max(values, key=lambda value: len(str(value)))
    return [longest] if all(str(longest).startswith(str(value)) for value in values) else []


def _number(text: str, *, whole: bool) -> int | float | None:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        return None
