"""Vietnamese as it was written before Unicode: TCVN3 (ABC) and VNI, recognised and converted.

Catalogues of the 1990s hold it as bytes, which pass for MARC-8, or as what became of these
bytes when a later system took them for Latin-1: `ViÖt Nam`, `Vieät Nam`. Both come here as
Latin-1 text. Which it is, only the words can tell: they must read as Vietnamese syllables when
they are converted, and not before. `codes/tcvn3.tsv` is the set VN3 of TCVN 5712:1993
(https://vanbanphapluat.co/tcvn-5712-1993-cong-nghe-thong-tin-bo-ma-chuan-8-bit-ki-tu-viet), and
the pairs by which converters write capitals with a tone; `codes/vni.tsv` is VNI for Windows.
Both were read from https://github.com/lamdao/xvnkb (tcvn.h, vni.h), and compared with iconv and
https://dothanhlong.org/unicode-va-ma-hoa-ky-tu-cu-cua-viet-nam/.

TCVN3 has no capitals with a tone: a second font (.VnTimeH) shows small letters as capitals, and
no record says which font was meant. A word that is in capitals but for such letters becomes a
word in capitals; what was typed small throughout stays small.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from mocban.mappings.marc21.body import Field, Marc, table

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    "(?:[bdđhlmnrsvx]|c|k|t|p|ch|gh?|gi|kh|ngh?|nh|ph|qu|th|tr)?(?:"
    "[iy]|i?a|[iy]ê|[eêoơ]|u?ô|u?y|ươ|[uư]a?|o[ae]|u[êơ]|uya"  # open
    "|(?:i|y|iê|yê|e|ê|o?a|o?ă|u?â|oe|o|oo|ô|uô|ơ|u|uê|uy|uyê|ư|ươ)(?:[cmnpt]|ng|nh|ch|k)"
    "|(?:o?a|ă|o?e|u?â|o|ô|ơ|u|uô|ư|ươ)i|o?ay|u?ây"
    "|(?:o?a|o?e)o|(?:a|â|ê|i|iê|yê|ư|ươ|uy)u)"
)
_STOPPED = re.compile("(?:[cptk]|ch)$")  # only sharp and heavy tones stand before these
_HINT = re.compile("[¡-©ª-\xaeµ-¹»-¾ÄÅËÏÑÖØÛÜäåëïñöøûü]")  # few texts hold these; the rest is quick
_LATER = re.compile("[^\x00-\xffŒœŠšŸŽžƒˆ˜\u2000-\u2bff]")  # no byte was ever taken for these
_DELIMITERS = re.compile("\x1f.?|\x1e")
_CAPITALS = re.compile("[A-Z].*[A-Z]")
_SMALL = re.compile("[a-z]")
_TYPED = {n: bytes([n]).decode("cp1252", "ignore") or None for n in range(0x80, 0xA0)}
"""Dashes and quotation marks, which came from the keyboard of Windows."""


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a word is spelled as Vietnamese syllables are.

    >>> [is_syllable(word) for word in ("Việt", "nghiêng", "việt", "viet", "straße", "là")]
    [True, True, True, False, False, True]
    """
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in letters if sign in _TONES]
    plain = "".join(sign for sign in letters if sign not in _TONES)
    plain = unicodedata.normalize("NFC", plain)
    if len(tones) > 1 or not _SYLLABLE.fullmatch(plain):
        return False
    return not _STOPPED.search(plain) or tones in (["\u0301"], ["\u0323"])


class Encoding(NamedTuple):
    """One way of writing Vietnamese with Latin-1 signs."""

    name: str  # also the slug under which it is reported
    letters: dict[str, str]
    code: re.Pattern[str]
    word: re.Pattern[str]
    telling: re.Pattern[str]  # what no text in this encoding is without, and few others have
    enough: int  # words; a name or two in another language may look like Vietnamese

    def fits(self, text: str) -> bool:
        """Whether the words of a text are Vietnamese in this encoding."""
        good: set[str] = set()
        bad: set[str] = set()
        sure = False
        for word in set(self.word.findall(text)):
            if len(word) == 1 or word.isascii() or is_syllable(word):
                continue  # a sign, or the same in Unicode: it says nothing
            read = self.code.sub(self._letter, word).lower()
            fits = is_syllable(read)
            (good if fits else bad).add(read)
            sure = sure or (fits and self.telling.search(word) is not None)
        return sure and len(good) >= max(self.enough, 4 * len(bad))

    def converted(self, text: str) -> str:
        """A text without MARC's delimiters in Unicode; what is Unicode already stays."""
        if text.isascii() or _LATER.search(text):
            return text
        words = self.word.findall(text)
        loud = not _SMALL.search(text) and any(map(self._is_loud, words))
        text = self.word.sub(self._word, text.translate(_TYPED))
        return text.upper() if loud else text

    def _word(self, match: re.Match[str]) -> str:
        word = match[0]
        read = self.code.sub(self._letter, word)
        return read.upper() if self._is_loud(word) else read

    def _is_loud(self, word: str) -> bool:
        return not word.isascii() and not _SMALL.search(word) and bool(_CAPITALS.search(word))

    def _letter(self, match: re.Match[str]) -> str:
        return self.letters[match[0]]


def _encoding(name: str, telling: str, enough: int) -> Encoding:
    letters = {bytes.fromhex(code).decode("latin-1"): to for code, to in table(name).items()}
    codes = sorted(map(re.escape, letters), key=len, reverse=True)
    signs = "".join(sign for sign in letters if len(sign) == 1)
    # Before a number a copyright or section sign is one, and so is × between blanks.
    word = re.compile(f"(?![©§][0-9]|× )[A-Za-zÀ-ÖØ-öø-ÿ{re.escape(signs)}]+")
    return Encoding(name, letters, re.compile("|".join(codes)), word, re.compile(telling), enough)


@cache
def _encodings() -> tuple[Encoding, ...]:
    signs = "¡-©ª-\xaeµ-¹»-¾"  # stand for letters in TCVN3
    vowels = "[AEae][ÀÁÂÃÄÅÏÕØÙÛàáâãäåïõøùû]|[Aa][ÈÉÊËÚÜèéêëúü]|[OUÔÖouôö][ÏÕØÙÛïõøùû]|[Oo][Ââ]"
    return (
        _encoding("tcvn3", f"[A-Za-z][{signs}]|[{signs}][A-Za-z]", 2),
        _encoding("vni", vowels, 3),
    )


def recognised(text: str) -> Encoding | None:
    """The encoding of a text with MARC's delimiters in it, where it is one of these."""
    if _HINT.search(text) is None:
        return None
    for encoding in _encodings():
        if encoding.telling.search(text):
            parts = _DELIMITERS.split(text)
            if encoding.fits("\n".join(part for part in parts if not _LATER.search(part))):
                return encoding
    return None


def read(text: str, oddities: list[str]) -> str:
    """A text with MARC's delimiters in it, in Unicode; the very same where it is that already.
    What it was is added to `oddities`."""
    encoding = recognised(text)
    if encoding is None:
        return text
    oddities.append(encoding.name)
    return "\x1f".join(part[:1] + encoding.converted(part[1:]) for part in text.split("\x1f"))


def mended(marc: Marc) -> Marc:
    """A record whose text came as Unicode, converted where it is not."""
    text = "\x1f".join([code + value for _, _, subs in marc.fields for code, value in subs])
    encoding = None if text.isascii() else recognised(f"\x1f{text}")
    if encoding is None:
        return marc
    turned: list[Field] = [
        (tag, value, [(code, encoding.converted(text)) for code, text in subfields])
        for tag, value, subfields in marc.fields
    ]
    return Marc(marc.leader, turned, (*marc.oddities, encoding.name))
