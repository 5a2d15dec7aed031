"""050-086: class marks, by `codes/classifications.tsv` read backwards; 072."""

from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role
from mocban.mappings.marc21.home.subfields import authorities
from mocban.ontology.namespaces import BF

_CLASSIFICATION = BF.classification
_PORTION = BF.classificationPortion
_ITEM = BF.itemPortion
_ASSIGNER = BF.assigner
_EDITION = BF.edition
_STATUS = BF.status
_SOURCE = BF.source
_CODE = BF.code
_SUBJECT = BF.subject
_EDITIONS = {"full": "0", "abridged": "1"}
_HELD = {
    "<http://id.loc.gov/vocabulary/mstatus/uba>": "0",
    "<http://id.loc.gov/vocabulary/mstatus/nuba>": "1",
}
_DECIMAL = ("080", "082", "083")
_DEWEY = ("082", "083")
_GOVERNMENTS = {"sudocs": "0", "cacodoc": "1"}
_ORGANIZATIONS = "/vocabulary/organizations/"


@cache
def _kinds() -> dict[str, str]:
    """Class -> tag, the first of those that have it."""
    return {BF[row[2]]: row[0] for row in reversed(rows("classifications"))}


def classes(said: Said) -> Iterable[Made]:
    """One field for each class mark of the Work."""
    for node in said.nodes(_CLASSIFICATION, said.work):
        yield _mark(said, node)
    for node in said.nodes(_SUBJECT, said.work):
        if role(node)[1].startswith("072-"):
            made = Made("072", " 7")
            made.add("a", said.text(node, _CODE))
            _source(said, node, made)
            yield made


def _mark(said: Said, node: str) -> Made:
    key = role(node)[1]
    tag = key[:3] if key[3:4] == "-" and key[:3].isdigit() else ""
    made = Made(tag or next((_kinds()[n] for n in said.types(node) if n in _kinds()), "084"))
    cancelled = made.tag == "086" and bool(said.all(node, _STATUS))
    made.add("z" if cancelled else "a", said.text(node, _PORTION) or said.text(node))
    made.add("b", said.text(node, _ITEM))
    authorities(said, node, made)
    first, second = " ", "4" if made.tag in (*_DEWEY, "050", "060") else " "
    if made.tag in _DECIMAL:
        first = _EDITIONS.get(said.text(node, _EDITION), "0" if made.tag in _DEWEY else " ")
    for agent in said.nodes(_ASSIGNER, node):
        if _ORGANIZATIONS in agent:
            second = "0"
        else:
            made.say("q", said.words(agent))
    first = next((_HELD[term] for term in said.all(node, _STATUS) if term in _HELD), first)
    if made.tag == "080":
        made.say("x", said.words(node, _CODE), repeatable=True)
    elif made.tag == "083":
        for code, predicate in (("c", BF.spanEnd), ("y", BF.tableSeq), ("z", BF.table)):
            made.say(code, said.words(node, predicate))
    _source(said, node, made)
    if made.tag == "086" and made.own[-1][1] in _GOVERNMENTS:
        first = _GOVERNMENTS[made.own.pop()[1]]
    made.indicators = first + second
    return made


def _source(said: Said, node: str, made: Made) -> None:
    for source in said.nodes(_SOURCE, node)[:1]:
        made.add("2", said.text(source, _CODE))
