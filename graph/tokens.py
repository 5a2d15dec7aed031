"""The words of a SPARQL text.

They are told apart as the grammar has them
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar), so that a keyword in a string, an IRI,
a comment or a name is just text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)
    |(?P<string>\"{{3}}(?:[^"\\]|\\.|\"{{1,2}}(?!\"))*\"{{3}}
        |'{{3}}(?:[^'\\]|\\.|'{{1,2}}(?!'))*'{{3}}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<comment>\#[^\n\r]*)
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
    |(?P<blank>_:[\w.-]+)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:-]|%[0-9A-Fa-f]{{2}}|\\.|\.(?=[\w:%\\.-]))*)
    |(?P<word>(?:[A-Za-z]|{_ESCAPE})(?:\w|{_ESCAPE})*)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<mark>\^\^|&&|\|\||[<>!]=|[^\s\w])""",
    re.VERBOSE | re.DOTALL,
)
_UNESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


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


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order, without comments and white space; never fails, as the
    engine judges the grammar."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind != "comment":
            yield Token(kind, match[0], match.start(), match.end())


def unescaped(text: str) -> str:
    """A text with its `\\u` escapes resolved
    (https://www.w3.org/TR/sparql11-query/#codepointEscape); what stands for no character
    stays as it is."""
    return _UNESCAPE.sub(_character, text)


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
