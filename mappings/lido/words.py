"""What LIDO sources mean by their terms: words.tsv, one meaning for each word or LIDO code."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from mocban.ontology.vietnamese import fold as folded


class EventKind(NamedTuple):
    """What an event of some type is for us."""

    role: str  # production, or the segment of its IRI
    activity: str  # slug of v/activity, or empty
    private: bool  # nothing but its date may be said


@cache
def _table() -> dict[str, dict[str, str]]:
    lines = (files("mocban.mappings.lido") / "words.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, dict[str, str]] = {}
    for group, meaning, terms in (line.split("\t") for line in lines[1:]):
        for term in terms.split(" | "):
            found.setdefault(group, {})[folded(term)] = meaning
    return found


def meaning(group: str, *terms: str) -> str:
    """What the first known of some terms means; an IRI is also known by its last segment."""
    known = _table()[group]
    for term in terms:
        for form in (term, term.rstrip("/").rpartition("/")[2].replace("_", " ")):
            if folded(form) in known:
                return known[folded(form)]
    return ""


def event_kind(terms: list[str]) -> EventKind | None:
    """The kind of an event from its type's terms and identifiers; None where unknown."""
    found = meaning("event", *terms)
    if not found:
        return None
    role, _, activity = found.partition(" ")
    return EventKind(role, activity, bool(meaning("private-event", role)))


def preference(value: str) -> int:
    """0 for a preferred term, 1 where nothing is said, 2 for an alternate one."""
    return {"preferred": 0, "alternate": 2}.get(meaning("pref", value), 1)


def language(code: str) -> str:
    """A language code of two letters where ISO 639 has one for that of three."""
    return meaning("language", code) or code


def is_private(*terms: str) -> bool:
    """Whether a text is of a kind that is never published: insurance, value, storage."""
    return bool(meaning("private", *terms))
