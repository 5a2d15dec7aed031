"""What stands before the first word of a query: the prefixes, and what comments say of it.

    # vi: Di tích ở một nơi
    # en: Relics in a place
    # place: vi Nơi cần tìm / en The place to look in

A first comment without a mark before its colon is a title in no language.
"""

import re
from functools import lru_cache
from itertools import islice

from mocban.errors import Text
from mocban.graph.tokens import tokens

_FORMS = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_MARKED = re.compile(r"[?$]?([\w-]+)[ \t]*:[ \t]*(\S.*)").fullmatch
_BOTH = re.compile(r"(vi|en)[ \t]+(.+?)[ \t]+/[ \t]+(vi|en)[ \t]+(.+)").fullmatch
_LONGEST, _MOST = 300, 200


def prologue(query: str) -> str:
    """A query's text before its form; an IRI has no line ends, so every line of it that begins
    with `#` is a comment."""
    return query[: next((t.start for t in tokens(query) if t.keyword in _FORMS), 0)]


def title(query: str, parameters: frozenset[str] = frozenset()) -> Text | None:
    """What a query calls itself in each language of the house, None where it does not."""
    said: dict[str, str] = {}
    for comment in _comments(query):
        marked = _MARKED(comment)
        if marked and marked[1] in ("vi", "en"):
            said.setdefault(marked[1], marked[2])
        elif comment and not (marked and marked[1] in parameters):
            said.setdefault("", comment)
    if "vi" not in said and "en" not in said:
        return Text(said[""], said[""]) if "" in said else None
    other = said.get("en") or said["vi"]
    return Text(other, said.get("vi") or other)


def about(query: str, parameter: str) -> Text | None:
    """What a query says of one of its parameters."""
    for comment in _comments(query):
        marked = _MARKED(comment)
        if marked and marked[1] == parameter:
            both = _BOTH(marked[2])
            if both is None or both[1] == both[3]:
                return Text(marked[2], marked[2])
            said = {both[1]: both[2], both[3]: both[4]}
            return Text(said["en"], said["vi"])
    return None


@lru_cache(maxsize=8)
def _comments(query: str) -> tuple[str, ...]:
    lines = (line.strip(" \t\r") for line in prologue(query).split("\n"))
    comments = (line.lstrip("#").lstrip(" \t")[:_LONGEST] for line in lines if line[:1] == "#")
    return tuple(islice(comments, _MOST))
