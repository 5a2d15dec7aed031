"""Vietnamese text: folded for search, keyed for matching, ordered for lists."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng, the order of dictionaries
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# Two spellings put the tone of an open syllable on either vowel (hòa, hoà); one key for both.
_MOVED = (
    {
        _nfc(first + tone) + second: first + _nfc(second + tone)
        for first, second, tone in product("o", "ae", _TONES)
    }
    | {_nfc("u" + tone) + "y": "u" + _nfc("y" + tone) for tone in _TONES}
    | {
        "g" + _nfc("i" + tone) + second: "gi" + _nfc(second + tone)
        for second, tone in product("aoơu", _TONES)
    }
)
_MISPLACED = re.compile("|".join(_MOVED))
_PLAIN_WORDS = re.compile("[a-z0-9]+").findall


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without tones or marks, đ as d, spaces collapsed: for search boxes only."""
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.lower())
        text = "".join(c for c in text if unicodedata.category(c) != "Mn").replace("đ", "d")
    return " ".join(_nfc(text.lower()).split())


def has_han(text: str) -> bool:
    """Whether any Chinese or Nôm character stands in a text."""
    return not text.isascii() and _HAN.search(text) is not None


@cache
def generic_heads() -> dict[str, str]:
    """Words before the name proper (chùa, khu di tích) -> the kind of thing they announce."""
    table = (files("mocban.ontology") / "generic_heads.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines()[1:] if line)
    return {_words(head): kind for head, kind in rows}


@cache
def _head_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    heads = "|".join(sorted(map(re.escape, generic_heads()), key=len, reverse=True))
    return re.compile(f"({heads}) (?=.)"), re.compile(f"(.+?) ?[(,] ?({heads})(?: ?[:,)](.*)|$)")


def _respelled(text: str) -> str:
    if text.isascii():
        return text.lower()
    lower = _nfc(_nfc(text).lower())
    return _MISPLACED.sub(lambda match: _MOVED[match[0]], lower)


def _words(text: str) -> str:
    if text.isascii():
        return " ".join(_PLAIN_WORDS(text.lower()))
    kept = (
        c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in _respelled(text)
    )
    return " ".join("".join(kept).split())


@lru_cache(maxsize=8192)
def match_key(text: str) -> str:
    """What two spellings of one name have in common: case, tone placement and punctuation are
    gone, a generic head stands in front (`Vĩnh Nghiêm (chùa)` = `Chùa Vĩnh Nghiêm`). Tones
    stay, since they make different words; so do i and y, which make different names."""
    if "(" in text or "," in text:
        inverted = _head_patterns()[1].match(" ".join(_respelled(text).split()))
        if inverted:
            text = f"{inverted[2]} {inverted[1]} {inverted[3] or ''}"
    return _words(text)


@lru_cache(maxsize=8192)
def split_head(text: str) -> tuple[str, str]:
    """The generic heads of a name and what is left of its match key: `Lễ hội chùa Vĩnh
    Nghiêm` is (`lễ hội chùa`, `vĩnh nghiêm`). A name that is only a head keeps it."""
    key = match_key(text)
    start = 0
    while found := _head_patterns()[0].match(key, start):
        start = found.end()
    return key[:start].rstrip(), key[start:]


def core(text: str) -> str:
    """The match key of a name without its generic heads."""
    return split_head(text)[1]


def head_kind(text: str) -> str | None:
    """The kind of thing that the first generic head of a name announces, if it has one."""
    found = _head_patterns()[0].match(match_key(text))
    return generic_heads()[found[1]] if found else None


@lru_cache(maxsize=8192)
def _weights(character: str) -> tuple[bytes, int, int]:
    """Weights of letter, tone and case. Space, signs, digits, our letters, other scripts."""
    decomposed = unicodedata.normalize("NFD", character)
    base, marks = decomposed[0], decomposed[1:]
    tone = max((_TONES.find(mark) + 1 for mark in marks), default=0)
    letter = _nfc(base + "".join(mark for mark in marks if mark not in _TONES)).lower()
    place = LETTERS.find(letter)
    if place < 0 and (place := LETTERS.find(base.lower())) >= 0:
        tone = 6
    if place >= 0:
        return bytes([0x10 + place]), tone, character.isupper()
    code = ord(base).to_bytes(3)
    if base.isspace():
        return b"\x01", 0, 0
    if base.isdigit():
        return b"\x03" + code, 0, 0
    return (b"\x40" if base.isalpha() else b"\x02") + code, tone, 0


def letter_key(letter: str) -> bytes:
    """How the sort keys begin of all names that begin with one of LETTERS."""
    return _weights(letter)[0]


def sort_key(text: str) -> bytes:
    """Bytes that sort in the order of Vietnamese dictionaries: letters of the whole string
    first (a ă â … d đ …), then tones (ngang huyền hỏi ngã sắc nặng), then case."""
    weights = [_weights(character) for character in _nfc(text).strip()]
    return b"".join(
        (
            b"".join(letter for letter, _, _ in weights),
            b"\0",
            bytes(tone + 1 for _, tone, _ in weights),
            b"\0",
            bytes(case + 1 for _, _, case in weights),
        )
    )
