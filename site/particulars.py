"""What a card tells of a thing beside its name: who made it, when it was, where it is."""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from mocban.graph.resource import Resource, kind_of
from mocban.site.dates import in_words
from mocban.site.values import unknown
from mocban.site.words import Words

_SEVERAL = 2  # makers and places; more of them make no card clearer


def particulars(resource: Resource, words: Words, things: Iterable[str]) -> dict[str, str]:
    """For each of some things a line of a few words, where there is anything to say."""
    groups: dict[str, list[NamedNode]] = {"works": [], "people": [], "others": []}
    for thing in dict.fromkeys(things):
        name = {"work": "works", "person": "people"}.get(kind_of(thing), "others")
        groups[name].append(NamedNode(thing))
    rows = resource.store.rows("cards", **groups) if any(groups.values()) else []
    said: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        node, what, value = row["thing"], row["what"], row["value"]
        if isinstance(node, NamedNode) and isinstance(value, NamedNode | Literal):
            key = what.value if isinstance(what, Literal) else ""
            said.setdefault(node.value, {}).setdefault(key, set()).add(value.value)
    named = ("maker", "place", "rank", "type")
    resource.names.learn(
        value for each in said.values() for key in named for value in each.get(key, ())
    )
    return {thing: _line(resource, words, each) for thing, each in said.items()}


def _line(resource: Resource, words: Words, said: dict[str, set[str]]) -> str:
    def names(key: str) -> str:
        found = [value for value in said.get(key, ()) if value != resource.iri]
        texts = sorted({resource.names.of(value).text for value in found})
        return ", ".join(texts[:_SEVERAL]) + ("…" if len(texts) > _SEVERAL else "")

    def dates(*keys: str) -> str:
        first = next((said[key] for key in keys if key in said), set())
        known = sorted(value for value in first if not unknown(value))
        return " / ".join(dict.fromkeys(in_words(value, words) for value in known))

    born, died = dates("born"), dates("died")
    life = words("date.span", a=born, b=died) if born and died else born or died and f"† {died}"
    what = names("rank") or names("type")
    parts = [what, names("maker"), life, dates("year", "coded", "date"), names("place")]
    return " · ".join(dict.fromkeys(filter(None, parts)))
