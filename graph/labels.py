"""What a thing is called, in the reader's language: always one label, always the same one."""

from collections.abc import Iterable
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from mocban.graph.questions import Store, Term
from mocban.ontology.iris import dec
from mocban.ontology.labels import names as published

HAN = ("vi-Hani", "zh-Hani", "lzh", "zh-Hant", "zh")


REMEMBERED = 20_000
"""The labels of so many things are remembered for a snapshot, about 10 MB."""
_remembered: WeakKeyDictionary[Store, dict[str, list["Label"]]] = WeakKeyDictionary()


class Label(NamedTuple):
    """A text and its language tag, empty where it has none."""

    text: str
    language: str = ""


def label(term: Literal) -> Label:
    """The text and language of a literal."""
    return Label(term.value, term.language or "")


def choose(labels: Iterable[Label], language: str) -> Label | None:
    """The label to show: in `language`, else Vietnamese, English, untagged, any other; the
    first of those in one language."""
    order = [language, "vi", "en", ""]

    def rank(said: Label) -> tuple[int, str]:
        tag = said.language
        return (order.index(tag) if tag in order else len(order) + is_han(tag)), tag

    return min(labels, key=rank, default=None)


def is_han(language: str) -> bool:
    """Whether a language tag means Hán or Nôm characters."""
    return any(language.lower() == tag.lower() for tag in HAN)


def last_segment(iri: str) -> str:
    """What an IRI with no label is called."""
    segment = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] or iri
    try:
        return dec(segment)
    except UnicodeError:
        return segment


def node(iri: str) -> NamedNode | None:
    """The term for an IRI, or None where it is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


class Names:
    """The labels of things, asked for together and remembered."""

    def __init__(self, store: Store, language: str) -> None:
        self.store = store
        self.language = language
        self._known: dict[str, list[Label]] = {}

    def learn(self, iris: Iterable[str]) -> None:
        """Asks the store, in one question, for the labels not known yet."""
        shared = _remembered.setdefault(self.store, {}) if self.store.still else {}
        wanted = set(iris) - self._known.keys()
        told = {iri: found for iri in wanted if (found := shared.get(iri)) is not None}
        self._known.update(told)
        missing = sorted(wanted - told.keys())
        terms = [term for term in map(node, missing) if term is not None]
        self._known.update((iri, []) for iri in missing)
        if not terms:
            return
        rows = self.store.rows("labels", things=terms)
        for row in sorted(rows, key=lambda row: (str(row["rank"]), str(row["label"]))):
            self._tell(row["thing"], row["label"])
        if len(shared) + len(missing) > REMEMBERED:
            shared.clear()
        shared.update((iri, self._known[iri]) for iri in missing)

    def _tell(self, thing: Term, said: Term) -> None:
        if isinstance(thing, NamedNode) and isinstance(said, Literal):
            known = self._known.setdefault(thing.value, [])
            if label(said) not in known:
                known.append(label(said))

    def all(self, iri: str) -> list[Label]:
        """Every label of a thing, the preferred first; of what only a published vocabulary
        names, our words for it."""
        if iri not in self._known:
            self.learn([iri])
        return self._known[iri] or _published(iri)

    def of(self, iri: str) -> Label:
        """The one label to show; the end of the IRI where there is none."""
        return choose(self.all(iri), self.language) or Label(last_segment(iri))


def _published(iri: str) -> list[Label]:
    said = published(iri)
    return [Label(said.vi, "vi"), Label(said.en, "en")] if said else []
