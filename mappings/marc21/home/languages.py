"""041 Language Code, by `codes/components.tsv` read backwards."""

from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import rows, table
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role, slug
from mocban.mappings.marc21.home.subfields import beside, sources
from mocban.ontology.namespaces import BF, RDF

_LANGUAGE = BF.language
_VOCABULARY = "<http://id.loc.gov/vocabulary/"
_LANGUAGES = f"{_VOCABULARY}languages/"
_ISO = f"{_VOCABULARY}iso639"
_COMPONENTS = f"{_VOCABULARY}resourceComponents/"
_ACCOMPANIED = BF.accompaniedBy
_NOTE = BF.note
_TRANSLATION_OF = BF.translationOf


def codes(said: Said, node: str) -> list[str]:
    """MARC codes of the languages of a work, first that of the title."""
    found = [slug(term) for term in said.all(node, _LANGUAGE) if term.startswith(_LANGUAGES)]
    tags = table("languages")
    spoken = said.language.partition("-")[0]
    return sorted(found, key=lambda code: (tags.get(code, "").partition("-")[0] != spoken, code))


@cache
def _parts() -> dict[tuple[str, bool], str]:
    return {
        (f"{_COMPONENTS}{slug}>", kind == "work"): code
        for code, slug, kind, _ in rows("components")
    }


def languages(said: Said) -> Iterable[Made]:
    """041: the languages of the text and of its parts; a field of its own for each material
    that $3 names."""
    made = Made("041", "0 ")
    for code in codes(said, said.work):
        made.add("a", code)
    translated = bool(said.all(said.work, _TRANSLATION_OF))
    for predicate in (_ACCOMPANIED, _NOTE):
        for node in said.nodes(predicate, said.work):
            kinds = _parts()
            letter = next(
                (kinds[name, predicate == _ACCOMPANIED] for name in said.types(node)
                 if (name, predicate == _ACCOMPANIED) in kinds), "",
            )  # fmt: skip
            if not letter:
                continue
            own = Made("041", "0 ")
            beside(said, node, own)
            to = own if own.own else made
            for code in codes(said, node):
                to.add(letter, code)
            if letter == "h" and translated:
                to.indicators = "1 "
            if own.own:
                yield own
    yield made
    yield from _of_other_lists(said)


def _of_other_lists(said: Said) -> Iterable[Made]:
    """Second indicator 7: codes that are not MARC's."""
    lists: dict[str, Made] = {}
    for term in said.nodes(_LANGUAGE, said.work):
        if term.startswith(_ISO):
            source, code = term[len(_VOCABULARY) : -1].split("/", 1)
        elif (codes := [words.text for words in said.words(term, RDF.value)]) and role(term)[
            0
        ] == "language":
            source, code = next(iter(sources(said, term)), ""), codes[0]
        else:
            continue
        lists.setdefault(source, Made("041", " 7")).add("a", code)
    for source, made in lists.items():
        made.add("2", source)
        yield made
