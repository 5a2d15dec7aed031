"""What the view holds, counted in one pass over its sorted lines: which classes and
properties are really used, how often, and how they are joined.

Memory grows with the vocabulary, not with the data.
"""

from collections import Counter
from pathlib import Path
from typing import Self

from mocban.graph.sorting import Sorter
from mocban.ontology.namespaces import RDF, XSD

ALL = ""  # in the place of a class: things of any class or none
_HELD = 50_000  # references or shapes that are held in memory
_TYPE = RDF.type
_LAST = "\U0010ffff"  # after every term

Kinds = tuple[str, ...]  # the classes of a thing, sorted


class Counts:
    """What was counted. Classes, properties, datatypes and examples are N-Triples terms."""

    def __init__(self) -> None:
        self.triples = 0
        self.subjects = 0
        self.entities = 0  # subjects of which we mint the IRI
        self.instances: Counter[str] = Counter()  # by class
        self.within: Counter[str] = Counter()  # triples about its instances, by class
        self.examples: dict[str, str] = {}  # an instance, by class
        self.statements: Counter[tuple[str, str]] = Counter()  # by class or ALL, and property
        self.users: Counter[tuple[str, str]] = Counter()  # distinct subjects, by the same
        self.datatypes: Counter[tuple[str, str, str]] = Counter()  # by the same and datatype
        self.links: Counter[tuple[str, str, str]] = Counter()  # class, property, class of value


class Counting:
    """Takes the lines of sorted N-Triples, a batch at a time."""

    def __init__(self, own: str, folder: Path | None = None) -> None:
        """`own` is how the IRIs of entities begin; `folder` takes what memory does not hold."""
        self._own = f"<{own}"
        self._counts = Counts()
        self._subject = ""
        self._classes: list[str] = []  # of the thing that is being told of
        self._shape: list[str] = []  # its properties, those of literals with what ends them
        self._values: list[tuple[str, str]] = []
        self._kinds: dict[Kinds, int] = {}
        self._senders: dict[tuple[int, str], str] = {}  # kinds and property -> number
        self._shapes: Counter[tuple[int, tuple[str, ...]]] = Counter()
        self._pending: dict[str, int] = {}  # value and number of a sender -> how often
        self._fresh: list[str] = []
        self._runs = 0
        self._things = Sorter(folder)  # thing, number of its kinds
        self._references = Sorter(folder)  # value, number of a sender, how often, run

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._things.__exit__(None, None, None)
        self._references.__exit__(None, None, None)

    def add(self, lines: list[str]) -> None:
        """More lines, with full stop and line end, in order within and across batches."""
        last, kinds, shape, values = self._subject, self._classes, self._shape, self._values
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if subject != last:
                if last:
                    self._close(last)
                last = subject
            if value[0] == '"':
                shape.append(predicate + value[value.rindex('"') : -3])
            elif predicate == _TYPE:
                kinds.append(value[:-3])
            else:
                shape.append(predicate)
                values.append((value[:-2], predicate))
        self._subject = last

    def _close(self, subject: str) -> None:
        """Takes what was said of one thing."""
        kinds, pending, senders = tuple(self._classes), self._pending, self._senders
        kind = self._kinds.setdefault(kinds, len(self._kinds))
        for value, predicate in self._values:
            key = value + senders.setdefault((kind, predicate), str(len(senders)))
            pending[key] = pending.get(key, 0) + 1
        self._shapes[kind, tuple(self._shape)] += 1
        own = subject.startswith(self._own)
        self._counts.entities += own
        if kinds:
            self._fresh.append(f"{subject} {kind}")
            examples = self._counts.examples
            for each in kinds:
                if each not in examples or (own and not examples[each].startswith(self._own)):
                    examples[each] = subject
        self._classes.clear()
        self._shape.clear()
        self._values.clear()
        if len(pending) > _HELD or len(self._fresh) > _HELD:
            self._put_by()
        if len(self._shapes) > _HELD:
            self._sum()

    def _put_by(self) -> None:
        # The number of the run keeps apart what two runs have in common.
        self._runs += 1
        self._references.add([f"{key} {n} {self._runs}" for key, n in self._pending.items()])
        self._things.add(self._fresh)
        self._pending.clear()
        self._fresh.clear()

    def _sum(self) -> None:
        """Adds the shapes met so far to the counts."""
        counts, known = self._counts, list(self._kinds)
        for (kind, shape), things in self._shapes.items():
            kinds = known[kind]
            size = things * (len(shape) + len(kinds))
            counts.subjects += things
            counts.triples += size
            for each in kinds:
                counts.instances[each] += things
                counts.within[each] += size
            used = Counter({_TYPE: len(kinds)} if kinds else {})
            for name, times in Counter(shape).items():
                predicate, quote, tail = name.partition('"')
                used[predicate] += times
                if quote:
                    for each in (ALL, *kinds):
                        counts.datatypes[each, predicate, _datatype(tail)] += things * times
            for predicate, times in used.items():
                for each in (ALL, *kinds):
                    counts.statements[each, predicate] += things * times
                    counts.users[each, predicate] += things
        self._shapes.clear()

    def counts(self) -> Counts:
        """What was counted; ends the taking in."""
        if self._subject:
            self._close(self._subject)
        self._put_by()
        self._sum()
        senders, known = list(self._senders), list(self._kinds)
        for (sender, kind), times in self._met().items():
            source, predicate = senders[sender]
            for each in known[source]:
                for other in known[kind]:
                    self._counts.links[each, predicate, other] += times
        return self._counts

    def _met(self) -> Counter[tuple[int, int]]:
        """How often a sender leads to things of the same kinds."""
        found: Counter[tuple[int, int]] = Counter()
        things = iter(self._things)
        thing = kind = ""
        for line in self._references:
            value, sender, times, _ = line.split(" ")
            while thing < value:
                thing, _, kind = next(things, _LAST).partition(" ")
            if thing == value:
                found[int(sender), int(kind)] += int(times)
        return found


def _datatype(tail: str) -> str:
    """The datatype of a literal, from what follows its closing quotation mark."""
    if tail.startswith("^^"):
        return tail[2:]
    return RDF.langString if tail else XSD.string
