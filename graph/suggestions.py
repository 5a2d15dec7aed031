"""Spelling help for a search that found nothing: other words, tried before they are said."""

import sqlite3
from collections.abc import Callable, Container, Iterator
from itertools import islice, product
from typing import NamedTuple

from mocban.graph import matching, postings, spelling
from mocban.graph.query import Hit

MOST = 3
_TRIED = 24


class Suggestion(NamedTuple):
    """Words that find something, as a name that has them writes them, and how much."""

    q: str
    total: int


def suggestions(
    database: sqlite3.Connection, q: str, best: Callable[[str], tuple[int, Hit | None]]
) -> list[Suggestion]:
    """The likeliest corrections of `q` that find something; else what is left when a word is
    left out. `best` says how much some words find, and the best of it."""
    words = matching.folded(q).split()[: matching.MOST_WORDS]
    ways = {word: spelling.candidates(database, word) for word in words}
    known = postings.known(database, words)
    for tries in (_corrected(words, ways, known), _one_changed(words, ways), _shorter(words)):
        found: dict[str, Suggestion] = {}
        for tried in islice(tries, _TRIED):
            total, hit = best(" ".join(tried))
            if hit:
                found.setdefault(" ".join(tried), Suggestion(_as_written(tried, hit), total))
            if len(found) == MOST:
                break
        if found:
            return list(found.values())
    return []


def _corrected(
    words: list[str], ways: dict[str, list[str]], known: Container[str]
) -> Iterator[list[str]]:
    """Every word that is in no name put right."""
    choices = [[word] if word in known else ways[word] or [word] for word in words]
    return (list(tried) for tried in product(*choices))


def _one_changed(words: list[str], ways: dict[str, list[str]]) -> Iterator[list[str]]:
    """One word put right, which may be a word itself."""
    for place, word in enumerate(words):
        for other in ways[word]:
            yield [*words[:place], other, *words[place + 1 :]]


def _shorter(words: list[str]) -> Iterator[list[str]]:
    """One word left out."""
    for place in range(len(words) if len(words) > 1 else 0):
        yield words[:place] + words[place + 1 :]


def _as_written(words: list[str], hit: Hit) -> str:
    """The words with the tones that they have in a name."""
    tokens = [token.strip("“”\"'(),.:;") for label in hit.labels for token in label.text.split()]
    written: dict[str, str] = {}
    for token in tokens:
        written.setdefault(matching.folded(token), token)
    return " ".join(written.get(word, word) for each in words for word in each.split())
