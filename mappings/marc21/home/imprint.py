"""260 and 264: who published it where and when, as the book says it."""

from collections.abc import Iterable

from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, Words, role
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology.namespaces import BF, BFLC, RDF

_ACTIVITY = BF.provisionActivity
_STATEMENT = BF.publicationStatement
_KINDS = {
    BF.Production: ("0", BF.productionStatement),
    BF.Publication: ("1", _STATEMENT),
    BF.Distribution: ("2", BF.distributionStatement),
    BF.Manufacture: ("3", BF.manufactureStatement),
}
_SIMPLE = (("a", BFLC.simplePlace), ("b", BFLC.simpleAgent), ("c", BFLC.simpleDate))
_MADE = {"a": "e", "b": "f", "c": "g"}  # of manufacture, in 260
_HEADINGS = (("a", BF.place), ("b", BF.agent))
_DATE = BF.date
_COPYRIGHT = BF.copyrightDate
_STATUS = BF.status
_CURRENT = "<http://id.loc.gov/vocabulary/mstatus/current>"
_IDENTIFIED = BF.identifiedBy
_NUMBER = BF.PublisherNumber
_VALUE = RDF.value
_CODES = ("008", "044")  # tags that tell of it in codes


def imprints(said: Said) -> Iterable[Made]:
    """260 Publication, Distribution, etc. (R), 264 Production, Publication, Distribution,
    Manufacture, and Copyright Notice (R)."""
    found: list[Made] = []
    for node in said.nodes(_ACTIVITY, said.instance):
        tag = role(node)[1][:3]
        if tag in _CODES:
            continue
        made = _imprint(said, node, "260" if tag == "260" else "264")
        before = next((each for each in found if each.tag == "260"), None)
        if before is not None and any(code in "efg" for code, _ in made.own):
            before.join(made)
        else:
            found.append(made)
    if not any(found):
        for statement in said.words(said.instance, _STATEMENT):
            made = Made("264", " 1")
            made.say("a", [statement])
            found.append(made)
    yield from found
    old = any(each.tag == "260" for each in found)
    for date in said.words(said.instance, _COPYRIGHT):
        if old and date.text.isdigit():
            continue  # 260 $c says it, and 008
        made = Made("264", " 4")
        made.add("c", f"©{date.text}" if date.text[:1].isdigit() else date.text)
        yield made


def _imprint(said: Said, node: str, tag: str) -> Made:
    kinds = [_KINDS[name][0] for name in said.types(node) if name in _KINDS]
    kind = next(iter(kinds), "1")
    made = Made(tag, f" {kind}" if tag == "264" else "  ")
    if _CURRENT in said.all(node, _STATUS):
        made.indicators = "3" + made.indicators[1]
    whole = next((words.text for words in said.words(said.instance, _STATEMENT)), "")
    parts: list[tuple[str, Words]] = [
        (code, words) for code, predicate in _SIMPLE for words in said.words(node, predicate)
    ]
    if not parts:
        parts = [
            (code, words)
            for code, predicate in _HEADINGS
            for each in said.nodes(predicate, node)
            if said.is_own(each)
            for words in said.words(each)[:1]
        ]
        parts += [("c", words) for words in said.words(node, _DATE)[:1]]
    letters = _MADE if tag == "260" and kind == "3" else {}
    ordered = sorted(parts, key=lambda part: (part[0], whole.find(part[1].text)))
    made.tell((letters.get(code, code), words) for code, words in ordered)
    beside(said, node, made)
    return made
