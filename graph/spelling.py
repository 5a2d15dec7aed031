"""Words of an index that a word which is in no name may stand for.

One letter more, less, other or exchanged with its neighbour (https://norvig.com/spell-correct.html),
the sounds that Vietnamese dialects and hands confuse, and a space that was left out. Words are
without tones here: the search forgives those anyway.
"""

import sqlite3

from mocban.graph.postings import known

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LONGEST = 20
_MOST = 4
# https://vi.wikipedia.org/wiki/Chính_tả_tiếng_Việt: what is heard alike somewhere.
_STARTS = (
    ("ch", "tr"), ("s", "x"), ("d", "gi"), ("d", "v"), ("gi", "v"), ("gi", "r"), ("d", "r"),
    ("l", "n"), ("ngh", "ng"), ("gh", "g"), ("c", "k"), ("c", "q"), ("qu", "w"), ("h", "qu"),
    ("ph", "f"), ("d", "z"), ("gi", "j"),
)  # fmt: skip
_ENDS = (("n", "ng"), ("nh", "n"), ("t", "c"), ("ch", "t"), ("i", "y"), ("ao", "au"), ("ai", "ay"))


def candidates(database: sqlite3.Connection, word: str) -> list[str]:
    """What a word may stand for, the likeliest first: what sounds alike, then what most names
    have."""
    if not word.isascii() or not 2 <= len(word) <= _LONGEST:
        return []
    alike = _alike(word)
    sizes = known(database, {*alike, *_one_letter(word)})
    sizes.pop(word, None)
    ranked = sorted(sizes, key=lambda each: (each not in alike, -sizes[each], each))[:_MOST]
    parts = known(database, {word[:i] for i in range(2, len(word) - 1)}
                  | {word[i:] for i in range(2, len(word) - 1)})  # fmt: skip
    split = [
        (min(parts[word[:i]], parts[word[i:]]), f"{word[:i]} {word[i:]}")
        for i in range(2, len(word) - 1)
        if word[:i] in parts and word[i:] in parts
    ]
    return [*ranked, *(both for _, both in sorted(split, reverse=True)[:2])]


def _alike(word: str) -> set[str]:
    found = set()
    for pair in _STARTS:
        for one, other in (pair, pair[::-1]):
            if word.startswith(one):
                found.add(other + word[len(one) :])
    for pair in _ENDS:
        for one, other in (pair, pair[::-1]):
            if word.endswith(one):
                found.add(word[: -len(one)] + other)
    return found


def _one_letter(word: str) -> set[str]:
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in cuts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS}
        | {a + letter + b for a, b in cuts for letter in _LETTERS}
    )
