"""What the graph says of one record and of the headings it uses."""

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from mocban.mappings.marc21.body import rows
from mocban.ontology import literals
from mocban.ontology.iris import dec
from mocban.ontology.namespaces import RDF, RDFS

Nodes = dict[str, dict[str, list[str]]]
"""Subject -> predicate -> values, each an N-Triples term, values in order."""

_A = RDF.type
LABEL = RDFS.label
_NOTHING: dict[str, list[str]] = {}


class Words(NamedTuple):
    """A text, its language tag, and its script as $6 of 880 names it: the empty string for that
    of the record itself, None where that cannot be told."""

    text: str
    language: str = ""
    script: str | None = ""


class Said:
    """One record: its Work, its Instance, its copies, and a way to ask for anything else."""

    __slots__ = ("_about", "_nodes", "_own", "instance", "language", "node", "rid", "work")

    def __init__(self, own: str, rid: str, nodes: Nodes, about: Callable[[str], Nodes]) -> None:
        """`own` is how the IRIs of the source begin (`<…/r/tvbg/`), `rid` the record's id as
        it stands in them; `about` tells what is said of a node that no record owns."""
        self._nodes = nodes
        self._about = about
        self.rid = rid
        self._own = own
        self.work = f"{own}work/{rid}>"
        self.instance = f"{own}instance/{rid}>"
        self.node = f"{own}record/{rid}>"
        self.language = ""  # of titles and notes

    def of(self, node: str) -> dict[str, list[str]]:
        """Predicate -> values of a node."""
        found = self._nodes.get(node)
        if found is None and node[:1] == "<":
            found = self._about(node).get(node)
        return _NOTHING if found is None else found

    def all(self, node: str, predicate: str) -> list[str]:
        """The values of a property."""
        return self.of(node).get(predicate, [])

    def one(self, node: str, predicate: str) -> str:
        """The first value of a property, or the empty string."""
        return next(iter(self.all(node, predicate)), "")

    def types(self, node: str) -> list[str]:
        """The classes of a node."""
        return self.all(node, _A)

    def words(self, node: str, predicate: str = LABEL) -> list[Words]:
        """The literals of a property, those in the record's own language first."""
        found = [
            self.told(literals.plain(term), literals.language(term))
            for term in self.all(node, predicate)
            if term[0] == '"'
        ]
        if len(found) > 1:
            found.sort(key=lambda words: words.language != self.language)
        return found

    def told(self, text: str, language: str = "") -> Words:
        """A text in a language. Some languages have one tag for their own script and for a
        romanisation: there only the letters tell."""
        tagged = _tags().get(language)
        if tagged is None:
            return Words(text, language, "" if language else script(text))
        found = script(text)
        if language == self.language:
            return Words(text, language, found)
        return Words(text, language, found or tagged)

    def text(self, node: str, predicate: str = LABEL) -> str:
        """The first literal of a property, or the empty string."""
        return next((words.text for words in self.words(node, predicate)), "")

    def nodes(self, predicate: str, *owners: str) -> list[str]:
        """The nodes that are values of a property of the Work, the Instance or other owners."""
        found = (
            value
            for owner in owners or (self.work, self.instance)
            for value in self.all(owner, predicate)
            if value[0] == "<"
        )
        return list(dict.fromkeys(found))

    def things(self, kind: str) -> list[str]:
        """The nodes of this record of a kind (`item`), without their parts."""
        stem = f"{self._own}{kind}/{self.rid}"
        return [node for node in self._nodes if node.startswith(stem)]

    def is_own(self, node: str) -> bool:
        """Whether a node is of this source; terms of others may have names as well."""
        return node.startswith(self._own)

    def is_heading(self, node: str) -> bool:
        """Whether a node is a heading, not a part of one, which records of the source share."""
        start = f"{self._own}heading/"
        return node.startswith(start) and node.count("/", len(start)) == 1

    def __bool__(self) -> bool:
        return bool(self._nodes)


def role(node: str) -> tuple[str, str]:
    """The last two segments of the IRI of a part: `note/500-Ghi_20chu` is (note, 500-Ghi_20chu)."""
    rest, _, key = node[:-1].rpartition("/")
    return rest.rpartition("/")[2], key


def slug(term: str) -> str:
    """The last segment of an IRI."""
    return term[1:-1].rstrip("/").rpartition("/")[2]


def decoded(segment: str) -> str:
    """The words that a segment of an IRI was made from."""
    try:
        return dec(segment)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return segment


@cache
def _tags() -> dict[str, str]:
    """Language tag -> script, of `codes/scripts.tsv`."""
    return {row[2]: row[0] for row in reversed(rows("scripts")) if len(row) > 2 and row[2]}


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "").partition(" ")[0] if character.isalpha() else ""


_SCRIPTS = {
    "CJK": "$1", "HIRAGANA": "$1", "KATAKANA": "$1", "HANGUL": "$1", "CYRILLIC": "(N",
    "ARABIC": "(3", "HEBREW": "(2", "GREEK": "(S", "THAI": "Thai", "LAO": "Laoo",
    "KHMER": "Khmr", "DEVANAGARI": "Deva", "TAMIL": "Taml", "GEORGIAN": "Geor",
    "ARMENIAN": "Armn", "ETHIOPIC": "Ethi", "MONGOLIAN": "Mong", "TIBETAN": "Tibt",
    "BENGALI": "Beng", "MYANMAR": "Mymr", "TAI": "Tavt", "CHAM": "Cham", "TIFINAGH": "Tfng",
    "GUJARATI": "Gujr", "GURMUKHI": "Guru", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "SINHALA": "Sinh", "SYRIAC": "Syrc", "YI": "Yiii",
}  # fmt: skip


def script(text: str) -> str | None:
    """The script of a text as $6 of 880 names it: that of most letters that are not Latin; the
    empty string where all are, None where there are no letters."""
    found: dict[str, int] = {}
    latin = False
    for character in text:
        name = _script(character)
        if name in _SCRIPTS:
            code = _SCRIPTS[name]
            found[code] = found.get(code, 0) + 1
        elif name == "LATIN":
            latin = True
    if found:
        return max(found, key=lambda code: (found[code], code))
    return "" if latin else None
