"""853-868: which volumes and numbers of a serial are held, in words
(https://www.loc.gov/marc/holdings/hd853855.html, hd863865.html, hd866868.html)."""

from mocban.mappings.marc21.body import Field, all_of, first
from mocban.mappings.marc21.entry import Entry

_CAPTIONS = {"863": "853", "864": "854", "865": "855"}
_TEXTS = ("866", "867", "868")
_TAGS = frozenset((*_TEXTS, *_CAPTIONS))
_ENUMERATION = "abcdefgh"
_CHRONOLOGY = "ijklm"


def numbered_parts(entry: Entry, link: str) -> dict[str, str]:
    """What is held, by the field's $8 or by itself where it has none: `1.1` -> `tập 3 (2007)`.

    866-868 Textual Holdings (R) as they stand; 863-865 Enumeration and Chronology (R) with the
    captions of 853-855. `link` is the $8 of the copies they belong to; empty takes all, “none”
    those that belong to nobody.
    """
    found: dict[str, str] = {}
    if not _TAGS & entry.by.keys():
        return found
    for tag in _TEXTS:
        for field in entry.by.get(tag, ()):
            text = " ".join(all_of(field, "a"))
            if text and (not link or (_link(field) or "none") == link):
                found[text] = text
    for tag, captions in _CAPTIONS.items():
        patterns = {_link(each): each for each in sorted(entry.by.get(captions, ()), reverse=True)}
        for field in entry.by.get(tag, ()):
            text = in_words(field, patterns.get(_link(field)))
            if text and (not link or (_link(field) or "none") == link):
                found[first(field, "8") or text] = text
    return found


def in_words(field: Field, pattern: Field | None) -> str:
    """863-865 as people write it: `v.3:no.2 (2007:21)`. Captions in brackets are not printed,
    and a level so captioned is a date (`(year)`)."""
    captions = dict(pattern[2]) if pattern else {}
    numbers: list[str] = []
    dates: list[str] = []
    for code, text in field[2]:
        caption = captions.get(code, "")
        if code in _CHRONOLOGY or (code in _ENUMERATION and caption.startswith("(")):
            dates.append(text)
        elif code in _ENUMERATION:
            numbers.append(f"{caption} {text}".strip() if caption[-1:] != "." else caption + text)
    words = ":".join(numbers)
    when = ":".join(dates)
    return f"{words} ({when})" if words and when else words or when


def _link(field: Field) -> str:
    return first(field, "8").partition(".")[0]
