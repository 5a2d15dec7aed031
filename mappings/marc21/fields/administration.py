"""What a record says of itself: bf:AdminMetadata, which is the node of the record.

The Library of Congress makes a node for each time that somebody worked on a record; with us it
is one, since no MARC field tells which of its agencies did what and when.
"""

import re
from functools import lru_cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, table
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule
from mocban.mappings.marc21.fields.control import moment
from mocban.mappings.record import Triple
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, MCB, RDF, XSD

_ADMIN = BF.adminMetadata
_ADMIN_CLASS = BF.AdminMetadata
_STATUS = BF.status
_DATE = BF.date
_AGENT = BF.agent
_AGENT_CLASS = BF.Agent
_ASSIGNER = BF.assigner
_MODIFIER = BF.descriptionModifier
_LANGUAGE = BF.descriptionLanguage
_LANGUAGE_CLASS = BF.Language
_CONVENTIONS = BF.descriptionConventions
_CONVENTIONS_CLASS = BF.DescriptionConventions
_LEVEL = BF.descriptionLevel
_AUTHENTICATION = BF.descriptionAuthentication
_AUTHENTICATION_CLASS = BF.DescriptionAuthentication
_ENCODING = BFLC.encodingLevel
_PROCESS = BF.generationProcess
_PROCESS_CLASS = BF.GenerationProcess
_CODE = BF.code
_IDENTIFIED = BF.identifiedBy
_LOCAL = BF.Local
_VALUE = RDF.value
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_VOCABULARY = "http://id.loc.gov/vocabulary/"
_INTERNAL = f"<{_VOCABULARY}mnotetype/internal>"
_ENTRY = f"<{_VOCABULARY}mnotetype/metaentry>"
_NEW = f"<{_VOCABULARY}mstatus/n>"
_STATUSES = {
    code: f"<{_VOCABULARY}mstatus/{slug}>"
    for code, slug in (("a", "c"), ("c", "c"), ("n", "n"), ("p", "p"))
}
# Leader/17; the letters are what OCLC gives for input in full and in part.
_LEVELS = {
    **{code: f"<{_VOCABULARY}menclvl/{code}>" for code in "1234578"},
    **{code: f"<{_VOCABULARY}menclvl/f>" for code in " ^#\\IL"},
    **{code: f"<{_VOCABULARY}menclvl/7>" for code in "KM"},
}
_FORMS = {
    code: f"<{_VOCABULARY}descriptionConventions/{slug}>"
    for code, slug in (("a", "aacr"), ("c", "isbd"), ("i", "isbd"), ("p", "aacr"), ("r", "aacr"))
}
_SAME_RULES = {"aacr2": "aacr", "aacr2r": "aacr"}  # editions, which have no code of their own
_OF_AACR = "apr"  # leader/18 that a record by RDA keeps from before
_PROCESS = BF.generationProcess
_OURS = MCB.marc21ToBibframe
_VERSION = "<http://id.loc.gov/ontologies/bibframe-2-6-0/>"
_MOMENT = f"^^{XSD.dateTime}"
# 008/34 of a continuing resource: by which entry its changes of title are catalogued.
_ENTRIES = {
    "0": ("0 - successive", "0 - mô tả kế tiếp"),
    "1": ("1 - latest", "1 - mô tả theo nhan đề mới nhất"),
    "2": ("2 - integrated", "2 - mô tả tích hợp"),
}
_ENTERED = re.compile(r"([0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])").match
_FIRST_YEAR = "65"  # no record is older than MARC
_IS_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/:.-]*\Z").match
_IS_TERM = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]*\Z").match


def begin(entry: Entry, fixed: str, changed: str) -> None:
    """Leader/05, 17 and 18, 001 Control Number (NR), 003 Control Number Identifier (NR), 005 and
    008/00-05: who made the record, when, and how fully it describes. `changed` is the time that
    005 gives."""
    node, out, leader = entry.node, entry.triples, entry.leader
    out += (
        (entry.work, _ADMIN, node),
        (node, A, _ADMIN_CLASS),
        (node, _STATUS, _NEW),
        (node, _LEVEL, _VERSION),
        (node, _PROCESS, _OURS),
    )
    status = _STATUSES.get(leader[5:6])
    if status and status != _NEW:
        out.append((node, _STATUS, status))
    level = _LEVELS.get(leader[17:18])
    if level:
        out.append((node, _ENCODING, level))
    _dated(entry, fixed, changed)
    _conventions(entry)
    number = entry.control("001").strip()
    if number:
        local = entry.node_for(node, _IDENTIFIED, "local", number, _LOCAL)
        out.append((local, _VALUE, literals.text(number)))
        _agency(entry, local, _ASSIGNER, entry.control("003"))
    if leader[6:7] == "a" and leader[7:8] in ("b", "i", "s"):
        names = _ENTRIES.get(fixed[34:35])
        if names:
            inner = entry.labelled(node, _NOTE, "note/008", names[0], _NOTE_CLASS, "en")
            out += ((inner, LABEL, literals.text(names[1], "vi")), (inner, A, _ENTRY))


def _dated(entry: Entry, fixed: str, changed: str) -> None:
    """When the record was entered, which is never after it was changed, and when it was changed."""
    match = _ENTERED(fixed)
    if match:
        century = "20" if match[1] < _FIRST_YEAR else "19"
        entered = f"{century}{match[1]}-{match[2]}-{match[3]}"
        if changed:
            entered = min(entered, changed[:10])
        entry.triples.append((entry.node, _DATE, f'"{entered}T00:00:00"{_MOMENT}'))
    if changed:
        entry.triples.append((entry.node, _DATE, f'"{changed}"{_MOMENT}'))


def _conventions(entry: Entry) -> None:
    """Leader/18: ISBD or AACR, unless 040 $e says RDA, whose records keep a code of AACR."""
    form = entry.leader[18:19]
    if form not in _FORMS:
        return
    if form in _OF_AACR:
        rules = [text for field in entry.by.get("040", ()) for text in all_of(field, "e")]
        if rules and all(text.lower() == "rda" for text in rules):
            return
    entry.triples.append((entry.node, _CONVENTIONS, _FORMS[form]))


@lru_cache(maxsize=2048)
def _organization(text: str) -> tuple[str, tuple[Triple, ...]]:
    """`subfields.organization` of what looks like a code."""
    return subfields.organization(text) if _IS_CODE(text) else ("", ())


def _agency(entry: Entry, node: str, predicate: str, text: str) -> None:
    """An organization by its MARC code; one that a library wrote out is a node with its name,
    and one with a symbol that MARC does not know, a node with that."""
    text = text.strip(" .")
    term, said = _organization(text)
    if term:
        entry.triples.append((node, predicate, term))
        entry.triples += said
    elif _IS_CODE(text):
        subfields.organized(entry, node, predicate, text)
    elif " " in text or not text.isascii():
        entry.labelled(node, predicate, "agency", text, _AGENT_CLASS)
    elif text:
        inner = entry.node_for(node, predicate, "agency", text, _AGENT_CLASS)
        entry.triples.append((inner, _CODE, literals.text(text)))


def cataloguing(entry: Entry, fields: list[Field]) -> None:
    """040 Cataloging Source (NR): $a who catalogued it, $b in what language, $c who transcribed
    it, $d who changed it, $e by what rules."""
    node, known = entry.node, table("languages")
    for field in fields:
        for _, each in entry.spoken(field):
            for code, text in each[2]:
                if code == "a":
                    _agency(entry, node, _AGENT, text)
                elif code == "c":
                    _agency(entry, node, _ASSIGNER, text)
                elif code == "d":
                    _agency(entry, node, _MODIFIER, text)
                elif code == "b":
                    stem = f"{_VOCABULARY}languages/" if text.lower() in known else ""
                    _by_code(entry, _LANGUAGE, _LANGUAGE_CLASS, stem, text)
                elif code == "e":
                    text = _SAME_RULES.get(text.lower(), text)
                    stem = f"{_VOCABULARY}descriptionConventions/" if _IS_TERM(text) else ""
                    _by_code(entry, _CONVENTIONS, _CONVENTIONS_CLASS, stem, text)
            key = subfields.key_of(each)
            note = entry.node_for(node, _NOTE, "note/040", key, _NOTE_CLASS, _INTERNAL)
            entry.triples.append((note, LABEL, literals.text(key)))


def _by_code(entry: Entry, predicate: str, kind: str, stem: str, text: str) -> None:
    """A term of a list, or a node with the code where the list has none such."""
    node = entry.node
    if stem:
        entry.triples.append((node, predicate, f"<{stem}{text.lower()}>"))
        return
    inner = entry.node_for(node, predicate, "code", text, kind)
    entry.triples.append((inner, _CODE, literals.text(text)))


def authenticated(entry: Entry, fields: list[Field]) -> None:
    """042 Authentication Code (NR): $a by what programme the record was looked at."""
    for field in fields:
        for text in all_of(field, "a"):
            stem = f"{_VOCABULARY}marcauthen/" if _IS_TERM(text) else ""
            _by_code(entry, _AUTHENTICATION, _AUTHENTICATION_CLASS, stem, text)


def converted(entry: Entry, fields: list[Field]) -> None:
    """884 Description Conversion Information (R): $a $u by what a record was converted before it
    came here, $g when, $q by whom."""
    node = entry.node
    for field in fields:
        name, address = first(field, "a"), literals.outside(first(field, "u"))
        if address:
            entry.triples.append((node, _PROCESS, address))
        elif name:
            entry.labelled(node, _PROCESS, "process", name, _PROCESS_CLASS)
        _agency(entry, node, _AGENT, first(field, "q"))
        when = moment(first(field, "g").ljust(14, "0"))
        if when:
            entry.triples.append((node, _DATE, literals.datetime(when)))


RULES: dict[str, Rule] = {"040": cataloguing, "042": authenticated, "884": converted}
