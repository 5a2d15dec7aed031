"""ISBD punctuation, which a catalogue puts around what it transcribes."""

import re
from functools import lru_cache

from mocban.mappings.marc21.body import table

ENDS = ".:;,/="
"""What stands at the end of an element before the next begins."""

_ODD = re.compile(r"[\[\](){}\"]").search
_LEADS = ";="
_SENTENCE = re.compile(r"[.?!]").search
_INITIAL = re.compile(r"(?:^|[ .])[A-Z](?=\.|$)").search


@lru_cache(maxsize=16384)
def chopped(text: str, ends: str = ENDS) -> str:
    """Text without the punctuation at its ends. A full stop stays after an initial, after a
    known abbreviation, and behind more than one sentence. A bracket or quotation mark that has
    lost its partner to another subfield goes; a square one, which means that the cataloguer
    supplied the words, gets its partner back."""
    if not _ODD(text):
        return _bare(text, ends)
    while True:
        text = " ".join(text.split())
        if not text:
            return ""
        if text[0] in _LEADS:
            text = text[1:]
            continue
        lone = _lone(text)
        if lone >= 0:
            text = text[:lone] + text[lone + 1 :]
        elif text[-1] not in ends or (text[-1] == "." and _own(text[:-1])):
            return _squared(text)
        else:
            text = text[:-1]


def _bare(text: str, ends: str) -> str:
    """`chopped`, of a text without brackets and quotation marks."""
    if text[-1:].isalnum() and text[0] not in " ;=":
        return text
    text = " ".join(text.split()).lstrip(" ;=")
    while text and text[-1] in ends:
        if text[-1] == "." and _own(text[:-1]):
            break
        text = text[:-1].rstrip(" ")
    return text


@lru_cache(maxsize=2048)
def unwrapped(text: str) -> str:
    """Text without punctuation and without the round brackets that it stands in."""
    text = text.strip()
    while text[:1] == "(":
        end = text.rfind(")")
        text = (text[1:end] + text[end + 1 :] if end > 1 else text[1:]).strip()
    return chopped(text.rstrip(ENDS + " "))


def bracketed(text: str) -> str:
    """Text in square brackets, where those around it are in other subfields."""
    return text if text[:1] == "[" and text[-1:] == "]" else f"[{text}]"


def _lone(text: str) -> int:
    """Where a round bracket or a quotation mark without partner stands, or -1."""
    start, end = text.find("("), text.find(")")
    if start >= 0 and text.rfind(")") < start:
        return start
    if end >= 0 and (start < 0 or start > end):
        return end
    return text.index('"') if text.count('"') == 1 else -1


def _own(text: str) -> bool:
    """Whether a full stop behind this text is part of it."""
    word = text[text.rfind(" ") + 1 :].lstrip("[(")
    if (len(word) == 1 and word.isupper()) or word.lower() in table("abbreviations"):
        return True
    if word[-2:-1] == "." and word[-1:].isupper():
        return True
    return bool(_SENTENCE(text)) and not _INITIAL(text)


def _squared(text: str) -> str:
    if "[" in text and "]" not in text[text.index("[") :]:
        return f"{text}]"
    if "]" in text and "[" not in text[: text.index("]")]:
        return f"[{text}"
    return text
