"""How words are found in a name: without tones where none are typed, and as typed where some
are."""

from functools import lru_cache
from typing import NamedTuple

from mocban.ontology.vietnamese import fold, has_han, match_key

MOST_WORDS = 12


def _apart(text: str) -> str:
    """Each Hán or Nôm character as a word of its own, so that any part of a name is found."""
    return "".join(f" {c} " if has_han(c) else c for c in text) if has_han(text) else text


def folded(text: str) -> str:
    """The words of a text without tones, one space between them."""
    return " ".join(fold(_apart(match_key(text))).split())


def exact(text: str) -> str:
    """The words of a text with their tones, one space between them."""
    return " ".join(_apart(match_key(text)).split())


class Wanted(NamedTuple):
    """What somebody looks for: the words as they are compared, whether tones were typed, and
    whether the last word is only a beginning (a `*` stood behind it)."""

    words: str
    toned: bool
    beginning: bool

    def in_text(self, text: str) -> bool:
        """Whether a text has all the words; False where there are none to look for."""
        there = (exact if self.toned else folded)(text).split()
        *whole, last = self.words.split() or [""]
        if not last or not set(there).issuperset(whole):
            return False
        return any(word.startswith(last) for word in there) if self.beginning else last in there


@lru_cache(maxsize=1024)
def wanted(text: str) -> Wanted:
    """What is looked for with a text as somebody types it."""
    plain, typed = folded(text), exact(text)
    return Wanted(typed, plain != typed, text.rstrip().endswith("*"))
