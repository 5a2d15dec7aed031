"""210-247 but 240: titles, by `codes/variant_titles.tsv` read backwards; 250."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21.body import rows, table
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import LABEL, Said, Words, role
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology.namespaces import BF, BFLC, RDF

_TITLE = BF.title
_TITLE_CLASS = BF.Title
_PARALLEL = BF.ParallelTitle
_MAIN = BF.mainTitle
_SKIPPED = BFLC.nonSortNum
_RESPONSIBILITY = BF.responsibilityStatement
_ORIGIN_DATE = BF.originDate
_VERSION = BF.version
_GENRE = BF.genreForm
_EDITION = BF.editionStatement
_ASSIGNER = BF.assigner
_CODE = BF.code
_IDENTIFIED = BF.identifiedBy
_ISSN = BF.Issn
_VALUE = RDF.value
_NOTE = BF.note
_PARTS = (("a", _MAIN), ("b", BF.subtitle), ("n", BF.partNumber), ("p", BF.partName))
_TYPES = "<http://id.loc.gov/vocabulary/vartitletype/"
_OWN = ("245", "main")  # keys of the title of a record, or of a row
_COUNTED = ("222", "242", "243")


class _Kind(NamedTuple):
    """One row of the table."""

    tag: str
    ind2: str
    on_work: bool
    types: frozenset[str]
    parts: tuple[tuple[str, str], ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(
        _Kind(
            tag, ind2.replace("#", " ").replace("*", " "), on == "work",
            frozenset((BF[name], f"{_TYPES}{kind}>") if kind else (BF[name],)),
            tuple((part[0], BF[part[2:]]) for part in parts.split()),
        )
        for tag, ind2, on, name, kind, _, parts in rows("variant_titles")
    )  # fmt: skip


def titles(said: Said) -> Iterable[Made]:
    """245 Title Statement, 210-247 other titles, 250 Edition Statement."""
    nodes = said.nodes(_TITLE, said.work) + said.nodes(_TITLE, said.instance)
    mains = [node for node in nodes if _TITLE_CLASS in said.types(node)]
    main = next((node for node in mains if role(node)[1] in _OWN), next(iter(mains), ""))
    yield _statement(said, main, nodes)
    for node in mains:
        if node.startswith(said.work[:-1]) and node != main:
            yield _whole(said, node)
    for owner in (said.work, said.instance):
        for node in said.all(owner, _TITLE):
            if node.startswith(owner[:-1]) and not _is_main(said, node):
                yield _variant(said, node, on_work=owner == said.work)
    yield from stated("250", said.words(said.instance, _EDITION))


def stated(tag: str, found: list[Words]) -> Iterable[Made]:
    """A field with $a for each statement; those in other scripts belong to the one before."""
    scripts = [words.script for words in found]
    own = "" if "" in scripts else next(iter(scripts), "")
    made: list[Made] = []
    others: list[Words] = []
    for words, name in zip(found, scripts, strict=True):
        if name in (own, None):
            made.append(Made(tag))
            made[-1].say("a", [words])
        else:
            others.append(words)
    for place, words in enumerate(others):
        made[min(place, len(made) - 1)].say("a", [words])
    return made


def _is_main(said: Said, node: str) -> bool:
    return _TITLE_CLASS in said.types(node) or role(node)[1].startswith("245-")


def _whole(said: Said, node: str) -> Made:
    """245: the parts of a title in the order of the title as a whole."""
    made = Made("245", f"{_traced(said)}{said.text(node, _SKIPPED) or '0'}")
    found = [(code, words) for code, predicate in _PARTS for words in said.words(node, predicate)]
    parts: list[tuple[str, Words]] = []
    whole = {words.language: words.text for words in said.words(node, LABEL)}
    mains = {words.text for code, words in found if code == "a"}
    for code, words in sorted(found, key=lambda each: _place(whole, *each)):
        # Where there was no $a, another part stands in its place as well.
        if code == "a" or words.text not in mains or whole.get(words.language) != words.text:
            parts.append((code, words))
    made.tell(parts)
    return made


def _statement(said: Said, node: str, nodes: list[str]) -> Made:
    """245, with what else it says of Work and Instance."""
    made = _whole(said, node)
    if not any(code == "a" for code, _ in made.own):
        made.own[:0] = [("a", words.text) for words in said.words(said.work)[:1]]
    _parallels(said, nodes, node, made)
    for code, owner, predicate in (
        ("c", said.instance, _RESPONSIBILITY), ("f", said.work, _ORIGIN_DATE),
        ("s", said.work, _VERSION),
    ):  # fmt: skip
        found = [words for words in said.words(owner, predicate) if words.language or code != "f"]
        made.say(code, found, repeatable=True)
    for code, name, owner in (("h", "medium", said.instance), ("k", "form", said.work)):
        for form in said.nodes(_GENRE, owner):
            if role(form)[0] == name:
                made.say(code, said.words(form), repeatable=True)
    return made


def _place(whole: dict[str, str], code: str, words: Words) -> tuple[int, int, str]:
    """Where a part of the title stands in it: $a first, others as they follow there."""
    at = whole.get(words.language, "").find(words.text)
    return (0 if code == "a" else 1, at, code)


def _parallels(said: Said, nodes: list[str], main: str, made: Made) -> None:
    """Parallel titles of 245, which stand in its $b, in the order of the title as a whole."""
    whole = said.text(main)
    texts = [
        " : ".join(words.text for _, name in _PARTS[:2] for words in said.words(node, name))
        for node in nodes
        if _PARALLEL in said.types(node) and role(node)[1].startswith("245-")
    ]
    for text in sorted(texts, key=lambda text: whole.find(text.partition(" : ")[0])):
        for subfields in (made.own, *made.others.values()):
            place = next((at for at, part in enumerate(subfields) if part[0] == "b"), -1)
            if place < 0:
                subfields.append(("b", f"= {text}"))
            else:
                subfields[place] = ("b", f"{subfields[place][1]} = {text}")


def _traced(said: Said) -> str:
    """Whether there is a main entry under which the title is not."""
    return "1" if any(
        BF.PrimaryContribution in said.types(node) for node in said.nodes(BF.contribution, said.work)
    ) else "0"  # fmt: skip


def _variant(said: Said, node: str, *, on_work: bool) -> Made:
    types = set(said.types(node))
    tag = role(node)[1][:3]
    fit = [kind for kind in _kinds() if kind.types <= types and kind.on_work == on_work]
    fit = [kind for kind in fit if kind.tag == tag] or fit or [_kinds()[-1]]
    kind = max(fit, key=lambda each: len(each.types))
    made = Made(kind.tag, f"1{kind.ind2}" if kind.tag == "246" else f"0{kind.ind2}")
    for note in said.nodes(_NOTE, node):
        if note.startswith(f"{node[:-1]}/note/i/"):
            made.say("i", said.words(note))
    for code, predicate in kind.parts:
        made.say(code, said.words(node, predicate), repeatable=True)
    for number in said.nodes(_IDENTIFIED, node):
        made.add("x", said.text(number, _VALUE))
    if kind.tag == "210" and not on_work:
        for agent in said.nodes(_ASSIGNER, node):
            made.add("2", said.text(agent, _CODE))
    if kind.tag == "242":
        codes = {tag: code for code, tag in table("languages").items()}
        made.add("y", codes.get(next((w.language for w in said.words(node, _MAIN)), ""), ""))
    count = said.text(node, _SKIPPED)
    if count and kind.tag in _COUNTED:
        made.indicators = made.indicators[0] + count
    beside(said, node, made)
    return made
