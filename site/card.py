"""What a card says of a thing: the little that another site shows of it, with its sources."""

from typing import NamedTuple

from mocban.graph.labels import Label
from mocban.graph.resource import Resource
from mocban.site.current import Reader
from mocban.site.leaf import Leaf
from mocban.site.pictures import Picture

LONGEST = 240


class Card(NamedTuple):
    """A thing on a card, in one language; `facts` are a few lines such as when and where."""

    iri: str
    url: str
    title: Label
    kind: str
    text: Label | None
    facts: list[str]
    picture: Picture | None
    sources: list[str]


def card(resource: Resource, known: Reader, kind: str) -> Card:
    """The card of a thing for a reader; `kind` is the word for what it is."""
    leaf = Leaf(resource, known.words, known.links, list(known.snapshot.sources))
    held, lead = leaf.festival(), leaf.lead
    facts = [rank.text for rank in leaf.ranks()[:1]]
    facts += [day.solar for day in held.next[:1]] if held else [leaf.dates]
    facts += [", ".join(unit.text for unit in line.units) for line in leaf.today[:1]]
    text = Label(shortened(lead.text), lead.language or known.language) if lead.text else None
    # A picture of ours can be seen from anywhere; those of other servers only where they say so.
    shown = [each for each in leaf.pictures() if each.shown and each.local]
    return Card(
        resource.iri, known.links.absolute(known.language, known.links.path(resource.iri)),
        resource.label, kind, text, [fact for fact in facts if fact],
        shown[0] if shown else None, [known.tag(code)[2] for code in leaf.sources],
    )  # fmt: skip


def shortened(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text, cut between words."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head, _, _ = text[:longest].rpartition(" ")
    return (head or text[:longest]).rstrip(" ,;:.–-") + "…"
