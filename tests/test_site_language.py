"""Every kind of page speaks one language: all that the site itself says comes from its catalogues,
and what comes from data in another language says so.

To tell them apart the pages are written once in a language without letters: each word of the
catalogues is hidden (`•••`), and any letter that is left must come from data.
https://www.w3.org/TR/WCAG22/#language-of-parts
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import Literal, NamedNode

from mocban import config
from mocban.app import create_app
from mocban.errors import Text
from mocban.graph.store import GraphStore
from mocban.ontology.labels import labelled, names
from mocban.site import words
from tests.demo_site import LANGUAGES, Walk, addressed, texts

HIDDEN = "•"
# Names that are the same in every language, and letters that are no words.
NAMES = re.compile(
    "sparql|rdf|xml|json|ld|n|turtle|triples|csv|tsv|geojson|parquet|html|txt|ics|icalendar|bibtex|ris"
    "|csl|iris?|uri|url|api|https?|get|post|iiif|oembed|void|dcat|mocban|w3id|wikidata|viaf|edtf|wkt"
    "|marc|marcxml|lido|gnd|isbn|issn|id|utf|cc|by|sa|nc|nd|zero|x|i|v|b|e|m|s|k|kb|mb|gb|gz|nq|nt|ttl"
    "|trig|quads|sha|unesco|python|r|jupyter|excel|google|sheets|curl|wcag|aa|skos|sums|oxigraph|pyoxigraph"
    "|rdflib|apache|jena|木版",
    re.IGNORECASE,
).fullmatch
# Addresses, names of files, names from a vocabulary, numbers of all kinds.
ADDRESS = re.compile(r"\S*\w[./#_:@-]+[\w%]\S*|\b[IVX]+\b|\b\d\w*")
# Names of persons, places and publishers within a sentence need not say their language (WCAG
# 3.1.2 excepts proper names), and a title cannot.
NAMING = (
    "ancestor-or-self::*[self::title or @id='editions' or @class='lead' or @class='meta' or @class='cite'"
    " or @class='note' or @id='origin' or @data-label]"
)
STEMS = "Giáp Ất Bính Đinh Mậu Kỷ Canh Tân Nhâm Quý"
BRANCHES = "Tý Sửu Dần Mão Thìn Tỵ Ngọ Mùi Thân Dậu Tuất Hợi"
PIECE = re.compile(r"[^\s•·,;:()\[\]“”\"'–—/|→←…!?]+(?:[ ’'./-]+[^\s•·,;:()\[\]“”\"'–—/|→←…!?]+)*")
WORD = re.compile(r"[^\W\d_]+")


def hidden(said: str) -> str:
    """A text of the catalogues without its letters; what is filled in and markup stay."""
    parts = re.split(r"(\{\w*\}|<[^>]*>|&\w+;)", said)
    return "".join(part if n % 2 else WORD.sub(HIDDEN, part) for n, part in enumerate(parts))


@pytest.fixture(scope="module")
def wordless(demo: Path) -> Iterator[FlaskClient]:
    """The site, in which all that its catalogues say is hidden."""
    real: Callable[[str], words.Catalogue] = words.catalogue
    of = Text.of

    def catalogue(language: str) -> words.Catalogue:
        found = real(language)
        said = {key: tuple(map(hidden, forms)) for key, forms in found.said.items()}
        return found._replace(said=said)

    app, pool, current = create_app(config.load(demo))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "catalogue", catalogue)
        patch.setattr(Text, "of", lambda self, language: hidden(of(self, language)))
        yield app.test_client()
    pool.close()
    current.close()


class Corpus:
    """All that the data says, by language: the site may say it again."""

    def __init__(self, store: GraphStore) -> None:
        said: dict[str, list[str]] = {"": []}
        for quad in store.quads():
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, Literal):
                    tag = (term.language or "").partition("-")[0]
                    said.setdefault(tag, []).append(term.value)
                elif isinstance(term, NamedNode):
                    said[""].append(re.split("[/#]", term.value)[-1])
        for stem in STEMS.split():  # the names of lunar years, which are reckoned
            said[""] += [f"{stem} {branch}" for branch in BRANCHES.split()]
        for iri in labelled():
            name = names(iri)
            for tag, words_ in (("vi", name.vi), ("en", name.en)) if name else ():
                said[tag].append(words_)
        self._said = {
            tag: "\n".join(dict.fromkeys(" ".join(each.split()).casefold() for each in found))
            for tag, found in said.items()
        }

    def languages(self, piece: str) -> set[str]:
        """The languages in which the data says this; the empty one where it names none."""
        piece = piece.casefold().strip(" .-’'")
        return {tag for tag, text in self._said.items() if piece in text}


@pytest.fixture(scope="module")
def corpus(demo: Path) -> Corpus:
    with GraphStore.open(demo / "snapshots/current/store") as store:
        return Corpus(store)


def left(text: str) -> Iterator[str]:
    """The pieces of a text that have words other than names known everywhere."""
    for piece in PIECE.findall(ADDRESS.sub("•", " ".join(text.split()))):
        if not all(map(NAMES, WORD.findall(piece))):
            yield piece


def is_name(text: str, element: html.HtmlElement) -> bool:
    """Whether a text can only be a name within a sentence, or within the name of a control, which
    can be in one language only."""
    return bool(element.xpath(NAMING)) or (HIDDEN in text and text in element.values())


def pages(walk: Walk) -> Iterator[tuple[str, str]]:
    for path in walk.examples().values():
        for language in LANGUAGES:
            yield addressed(path, language), language


def test_what_the_site_says_comes_from_its_catalogues(
    wordless: FlaskClient, corpus: Corpus, walk: Walk
) -> None:
    unknown: dict[str, str] = {}
    foreign: dict[str, str] = {}
    for address, language in pages(walk):
        answer = wordless.get(address, headers={"Accept": "text/html"})
        document = html.document_fromstring(answer.get_data(as_text=True))
        asked = unquote_plus(address).casefold()
        for text, tag, element in texts(document):
            for piece in left(text):
                if piece.casefold() in asked:
                    continue
                spoken = corpus.languages(piece)
                where = (
                    f"{address}: {piece!r} in <{element.tag} class={element.get('class', '')!r}>"
                )
                if not spoken:
                    unknown.setdefault(piece, where)
                elif tag == language and not (spoken & {"", language} or is_name(text, element)):
                    foreign.setdefault(piece, f"{where} is {', '.join(sorted(spoken))}")
    assert [*unknown.values(), *foreign.values()] == []


def test_no_key_of_a_catalogue_is_shown(walk: Walk) -> None:
    keys = {key for key in words.table() if "." in key}
    shown = {
        f"{visit.address}: {text.strip()}"
        for visit in walk.kinds.values()
        for text, _, _ in texts(visit.document)
        if text.strip() in keys
    }
    assert shown == set()
