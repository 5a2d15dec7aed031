"""A LIDO record as a tree of plain values, and how texts are chosen from it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mocban.mappings.lido import words

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class Node:
    """One element without its namespace; `language` is its own or inherited xml:lang."""

    name: str
    attributes: dict[str, str]
    language: str = ""
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> list["Node"]:
        """The elements below this one at a path of names (`eventSet/event`)."""
        found = [self]
        for name in path.split("/"):
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def texts(self, path: str) -> list["Node"]:
        """Those elements at a path that have words in them."""
        return [node for node in self.all(path) if node.text]

    def content(self) -> tuple[object, ...]:
        """All that stands in this element, for comparison, whatever the order."""
        below = sorted((child.content() for child in self.children), key=repr)
        return self.name, sorted(self.attributes.items()), self.language, self.text, tuple(below)


def tidy(text: str) -> str:
    """NFC, trimmed, blank lines and indentation gone; line breaks stay."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def language_tag(value: str, inherited: str) -> str:
    """A BCP 47 tag from xml:lang, or what is inherited where it is none."""
    value = value.strip()
    if not _TAG.fullmatch(value):
        return inherited
    head, dash, rest = value.partition("-")
    return words.language(head.lower()) + dash + rest


def best(nodes: Iterable[Node], language: str) -> Node | None:
    """The one text to show: preferred before alternate, in `language` before others, in its
    sort order, and then by its letters, so that the order of elements does not matter."""

    def rank(node: Node) -> tuple[object, ...]:
        return (
            node.attributes.get("addedSearchTerm") == "yes",
            words.preference(node.attributes.get("pref", "")),
            node.language != language,
            sort_order(node),
            node.language,
            node.text,
        )

    return min((node for node in nodes if node.text), key=rank, default=None)


def by_language(nodes: Iterable[Node], default: str) -> Iterator[tuple[str, Node]]:
    """The best text of each language."""
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        groups.setdefault(node.language or default, []).append(node)
    for language in sorted(groups):
        chosen = best(groups[language], language)
        if chosen:
            yield language, chosen


def sort_order(node: Node) -> int:
    """The place that the source gives an element, in lido:sortorder."""
    value = node.attributes.get("sortorder", "")
    return int(value) if value.isdecimal() else 1_000_000
