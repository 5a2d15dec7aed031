"""Where in a query properties stand: a reading of its triple patterns, on its words.

What is read is known to be SPARQL (https://www.w3.org/TR/sparql11-query/#sparqlGrammar, with
the quoted triples of RDF 1.2), so nothing is judged here; a text that is not ends in `Lost`.
"""

from typing import NamedTuple

from mocban.graph.tokens import Token

_DEEPEST = 100
_VERB = frozenset(("variable", "iri", "name", "A", "^", "!", "("))
_TERM = frozenset(("variable", "iri", "name", "blank", "number", "TRUE", "FALSE"))


class Lost(Exception):
    """The text cannot be followed: it is no SPARQL, or nested more deeply than anyone writes."""


class Property(NamedTuple):
    """A property in a triple pattern: which of the words it is; and whether it stands alone
    behind a variable that begins a statement, in a pattern that is matched (not in the
    template of a CONSTRUCT, in brackets or in a path)."""

    word: int
    leads: bool


def properties(words: list[Token]) -> list[Property]:
    """All the properties of a query. Lost where the text cannot be followed."""
    reader = _Reader(words)
    reader.query()
    if reader.at < len(words):
        raise Lost
    return reader.found


def begins_property(word: Token | None) -> bool:
    """Whether what comes behind a `;` is a further property of the same subject."""
    return word is not None and sign_of(word) in _VERB


def sign_of(word: Token) -> str:
    """A keyword in capitals, a mark as it is, else the kind of the word."""
    return word.keyword or (word.text if word.kind == "mark" else word.kind)


class _Reader:
    def __init__(self, words: list[Token]) -> None:
        self.at = 0
        self.found: list[Property] = []
        self._words = words
        self._signs = [sign_of(word) for word in words]
        self._deep = 0

    def query(self) -> None:
        """A query up to its end, or up to the brace behind a subquery."""
        template = False
        while (sign := self._sign()) not in ("", "}"):
            if sign == "CONSTRUCT":
                self._take()
                if self._sign() == "{":
                    self._group(template=True)
                else:  # CONSTRUCT WHERE: what is matched is the template as well
                    template = True
            elif sign == "{":
                self._group(template)
            elif sign == "(":
                self._parenthesis()
            elif sign == "VALUES":
                self._data()
            else:
                self._take()

    def _sign(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self._signs[place] if place < len(self._signs) else ""

    def _take(self, *expected: str) -> None:
        if self.at >= len(self._signs) or (expected and self._signs[self.at] not in expected):
            raise Lost
        self.at += 1

    def _open(self, *expected: str) -> None:
        self._take(*expected)
        self._deep += 1
        if self._deep > _DEEPEST:
            raise Lost

    def _close(self, *expected: str) -> None:
        self._take(*expected)
        self._deep -= 1

    def _group(self, template: bool = False) -> None:
        self._open("{")
        if self._sign() == "SELECT":
            self.query()
        while (sign := self._sign()) != "}":
            match sign:
                case "{":
                    self._group()
                case "." | "OPTIONAL" | "MINUS" | "UNION" | "LATERAL":
                    self._take()
                case "GRAPH" | "SERVICE":
                    while self._sign() != "{":
                        self._take()
                case "FILTER":
                    while self._sign() not in ("(", "{"):
                        self._take()
                    if self._sign() == "(":
                        self._parenthesis()
                case "BIND":
                    self._take()
                    self._parenthesis()
                case "VALUES":
                    self._data()
                case _:
                    self._statement(template)
        self._close("}")

    def _parenthesis(self) -> None:
        """An expression; EXISTS may have patterns in it."""
        self._open("(")
        while (sign := self._sign()) != ")":
            if sign == "(":
                self._parenthesis()
            elif sign == "{":
                self._group()
            else:
                self._take()
        self._close(")")

    def _data(self) -> None:
        self._take("VALUES")
        while self._sign() != "{":
            self._take()
        while self._sign() != "}":
            self._take()
        self._take("}")

    def _statement(self, template: bool) -> None:
        variable = self._sign() == "variable"
        self._node()
        if self._sign() in _VERB:
            self._list(leads=variable and not template)

    def _list(self, leads: bool = False) -> None:
        """The properties of a subject and their objects."""
        while True:
            self._verb(leads)
            self._object()
            while self._sign() == ",":
                self._take()
                self._object()
            if self._sign() != ";":
                return
            while self._sign() == ";":
                self._take()
            if self._sign() not in _VERB:
                return
            leads = False

    def _verb(self, leads: bool) -> None:
        start = self.at
        while True:
            while self._sign() in ("^", "!"):
                self._take()
            if self._sign() == "(":
                self._path()
            else:
                self._take("variable", "iri", "name", "A")
            while self._sign() in ("*", "+", "?"):
                self._take()
            if self._sign() not in ("/", "|"):
                break
            self._take()
        self._note(start, leads and self.at == start + 1)

    def _path(self) -> None:
        self._open("(")
        while self._sign() != ")":
            if self._sign() == "(":
                self._path()
            else:
                self._take()
        self._close(")")

    def _note(self, start: int, leads: bool = False) -> None:
        for place in range(start, self.at):
            if self._signs[place] in ("iri", "name"):
                self.found.append(Property(place, leads))

    def _object(self) -> None:
        self._node()
        while self._sign() == "~" or (self._sign(), self._sign(1)) == ("{", "|"):
            if self._sign() == "~":
                self._take()
                if self._sign() in _TERM:
                    self._take()
            else:
                self._open("{")
                self._take("|")
                self._list()
                self._take("|")
                self._close("}")

    def _node(self) -> None:
        match self._sign():
            case "(":
                self._open("(")
                while self._sign() != ")":
                    self._node()
                self._close(")")
            case "[":
                self._open("[")
                if self._sign() != "]":
                    self._list()
                self._close("]")
            case "<":
                self._quoted()
            case "string":
                self._take()
                if self._sign() == "language":
                    self._take()
                elif self._sign() == "^^":
                    self._take()
                    self._take("iri", "name")
            case "+" | "-":
                self._take()
                self._take("number")
            case _:
                self._take(*_TERM)

    def _quoted(self) -> None:
        """A quoted triple; nothing in it is matched by itself."""
        start, deep = self.at, 0
        while True:
            pair = (self._sign(), self._sign(1))
            if pair in (("<", "<"), (">", ">")):
                self._take()
                deep += 1 if pair[0] == "<" else -1
            self._take()
            if not deep:
                break
        self._note(start)
