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
    """$3 of which part a field speaks, $5 for which library."""
    for each in said.nodes(_APPLIES, node):
        made.say("3", said.words(each))
    for term in said.nodes(_INSTITUTION, node):
        made.add("5", said.text(term, _CODE))


def authorities(said: Said, node: str, made: Made) -> None:
    """$0: the numbers that agencies gave to what a heading stands for, and addresses of it."""
    told = set()
    for number in said.nodes(_IDENTIFIED, node):
        kind = role(number)[0]
        if kind.startswith("id-"):
            text = f"({decoded(kind[3:])}){said.text(number, _VALUE)}"
            told.add(authority(text)[0])
            made.add("0", text)
    for term in said.nodes(_EXACT, node):
        if term not in told:
            made.add("0", term[1:-1])
