"""The words of a SPARQL text.

They are told apart as the grammar has them
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar), so that a keyword in a string, an IRI,
a comment or a name is just text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_STRING = r"""
    |(?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*+\"{3}
        |'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*+'{3}
        |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')"""


def _pattern(strings: bool, names: bool) -> re.Pattern[str]:
    prefix = r"(?:[^\W\d_][\w.-]*+(?<!\.))?" if names else ""
    return re.compile(
        rf"""(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>){_STRING if strings else ""}
        |(?P<comment>\#[^\n\r]*)
        |(?P<variable>[?$]\w+)
        |(?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
        |(?P<blank>_:[\w.-]+)
        |(?P<name>{prefix}:(?:[\w:-]|%[0-9A-Fa-f]{{2}}|\\.|\.(?=[\w:%\\.-]))*)
        |(?P<word>(?:[^\W\d_]|{_ESCAPE})(?:\w|{_ESCAPE})*)
        |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
        |(?P<mark>\^\^|&&|\|\||[<>!]=|[^\s\w])""",
        re.VERBOSE | re.DOTALL,
    )


_PATTERNS = {
    (strings, names): _pattern(strings, names)
    for strings in (True, False)
    for names in (True, False)
}
_KINDS = frozenset(_PATTERNS[True, True].groupindex) - {"comment"}
_GOING_ON, _QUOTING = frozenset(".-"), frozenset(("mark", "string"))
_NO_PREFIX = re.compile(r"[\w.-]++(?!(?<!\.):)").match
_UNESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_IN_STRING = re.compile(rf"{_UNESCAPE.pattern}|\\(.)", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:").match
_LETTERS = dict(zip("tbnrf", "\t\b\n\r\f", strict=True))


class Token(NamedTuple):
    """A word of a query: its kind (iri, string, variable, language, blank, name, word, number,
    mark), its text as written, and where it begins and ends."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """A word in capitals, its escapes resolved; empty for other kinds."""
        return unescaped(self.text).upper() if self.kind == "word" else ""


def tokens(text: str, *kinds: str) -> Iterator[Token]:
    """The words of a text in order, without comments and white space, or only those of some
    kinds; never fails, as the engine judges the grammar."""
    wanted = frozenset(kinds or _KINDS)
    for match in _matches(text):
        kind = match.lastgroup
        if kind in wanted:
            yield Token(kind, match[0], match.start(), match.end())


def _matches(text: str) -> Iterator[re.Match[str]]:
    """The words of a text, in a time that grows only as the text does: what was looked for up
    to some place in vain is not looked for again before that place."""
    at = nameless = 0
    strings = names = True
    while True:
        for match in _PATTERNS[strings, names].finditer(text, at):
            if not names and match.start() >= nameless:
                at, names = max(at, nameless), True
                break
            yield match
            at = match.end()
            kind = match.lastgroup
            going_on = names and kind == "word" and text[at : at + 1] in _GOING_ON
            if going_on and (run := _NO_PREFIX(text, at)):
                # No name with a prefix begins in what follows, since no colon comes.
                nameless, names = run.end(), False
                break
            if strings and kind in _QUOTING and _open(match):
                # No string of this kind ends any more. The engine refuses the text for that;
                # all its words are told, those in other strings too.
                strings = False
                break
        else:
            return


def _open(match: re.Match[str]) -> bool:
    """Whether a string begins here that has no end."""
    if match.lastgroup == "mark":
        return match[0] in ('"', "'")
    return match[0] in ('""', "''") and match.string.startswith(match[0][0], match.end())


def unescaped(text: str) -> str:
    """A text with its `\\u` escapes resolved
    (https://www.w3.org/TR/sparql11-query/#codepointEscape); what stands for no character
    stays as it is."""
    return _UNESCAPE.sub(_character, text) if "\\" in text else text


def content(token: Token) -> str:
    """What a string says, without its quotes and escapes."""
    quotes = 3 if token.text[:3] in ('"""', "'''") else 1
    return _IN_STRING.sub(_said, token.text[quotes:-quotes])


def _said(match: re.Match[str]) -> str:
    return _character(match) if match[3] is None else _LETTERS.get(match[3], match[3])


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def prefixes(words: list[Token]) -> dict[str, str]:
    """The prefixes that a query declares, without the colon, and their IRIs."""
    found = {}
    for word, name, iri in zip(words, words[1:], words[2:], strict=False):
        if word.keyword == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            found[name.text[:-1]] = unescaped(iri.text[1:-1])
    return found


def resolved(token: Token, declared: dict[str, str]) -> str | None:
    """The IRI that a token stands for, or None; relative IRIs stay as they are."""
    if token.kind == "iri":
        return unescaped(token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        if prefix in declared:
            return declared[prefix] + re.sub(r"\\(.)", r"\1", unescaped(local))
    return None


def iris(words: list[Token], base: str = "") -> list[str | None]:
    """The IRI that each word stands for, by `base` and by what the query itself declares."""
    declared = prefixes(words)
    found: list[str | None] = []
    for before, word in zip([None, *words], words, strict=False):
        iri = resolved(word, declared)
        if iri is not None and base and not _ABSOLUTE(iri):
            iri = _joined(base, iri)
        if iri is not None and before is not None and before.keyword == "BASE":
            base = iri
        found.append(iri)
    return found


def _joined(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri
