"""Control subfields on the way home: $0 $2 $3 $5, which mean the same in every field."""

from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, decoded, role
from mocban.mappings.marc21.subfields import authority
from mocban.ontology.namespaces import BF, BFLC, RDF, SKOS

_APPLIES = BFLC.appliesTo
_INSTITUTION = BFLC.applicableInstitution
_SOURCE = BF.source
_CODE = BF.code
_EXACT = SKOS.exactMatch
_IDENTIFIED = BF.identifiedBy
_VALUE = RDF.value


def beside(said: Said, node: str, made: Made) -> None:
    """$3 of which part a field speaks, at its beginning; $5 for which library."""
    first = Made(made.tag)
    for each in said.nodes(_APPLIES, node):
        first.say("3", said.words(each))
    made.own[:0] = first.own
    for name, subfields in first.others.items():
        if name in made.others or not made.own:
            made.others[name] = subfields + made.others.get(name, [])
    for term in said.nodes(_INSTITUTION, node):
        made.add("5", said.text(term, _CODE))


def authorities(said: Said, node: str, made: Made) -> None:
    """$0: the numbers that agencies gave to what a heading stands for, and addresses of it,
    but those that the field has already."""
    told = {authority(text)[0] for code, text in made.own if code in "01"}
    known = {text.replace(" ", "") for code, text in made.own if code in "01"}
    for number in said.nodes(_IDENTIFIED, node):
        kind = role(number)[0]
        if kind.startswith("id-"):
            text = f"({decoded(kind[3:])}){said.text(number, _VALUE)}"
            told.add(authority(text)[0])
            if text.replace(" ", "") not in known:
                made.add("0", text)
    for term in said.nodes(_EXACT, node):
        if term not in told:
            made.add("0", term[1:-1])


def sources(said: Said, node: str) -> list[str]:
    """$2: the codes of the lists from which something is taken."""
    return [said.text(source, _CODE) for source in said.nodes(_SOURCE, node)]
