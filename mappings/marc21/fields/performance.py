"""382, 383: what music is played on, and its numbers
(https://www.loc.gov/marc/bibliographic/bd3xx.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Subfield, all_of, first, table
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.mappings.marc21.fields.characteristics import VOCABULARY
from mocban.mappings.marc21.punctuation import chopped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, RDF

_ENSEMBLE = BF.ensemble
_ENSEMBLE_CLASS = BF.Ensemble
_SIZE = BF.ensembleType
_MEDIUM = BF.musicMedium
_MEDIUM_CLASS = BF.MusicMedium
_COUNT = BF.count
_QUALIFIER = BF.qualifier
_SOURCE = BF.source
_SOURCE_CLASS = BF.Source
_CODE = BF.code
_STATUS = BF.status
_IDENTIFIED = BF.identifiedBy
_IDENTIFIER = BF.Identifier
_VALUE = RDF.value
_PARTIAL = f"<{VOCABULARY}mstatus/part>"
_NOTES = {
    "d": (f"<{VOCABULARY}mnotetype/doubling>",),
    "p": (f"<{VOCABULARY}mnotetype/alternative>",),
    "v": (),
}
_LCMPT = "lcmpt"
_MEDIUMS = "<http://id.loc.gov/authorities/performanceMediums>"
_LARGE = 10
_NUMBERS = {"a": BF.musicSerialNumber, "b": BF.musicOpusNumber, "c": BF.musicThematicNumber}


def mediums(entry: Entry, fields: list[Field]) -> None:
    """382 Medium of Performance (R): one ensemble a field, and in it one medium for each $a or
    $b (soloist) with what follows it: doubling ($d), number ($n, $e), alternative ($p), note."""
    for field in fields:
        for language, each in entry.spoken(field):
            key = " ".join([text for code, text in each[2] if code in "abdepnrstv3"])
            if not all_of(each, "abrst"):
                continue
            work = entry.work
            node = entry.node_for(work, _ENSEMBLE, "ensemble", key, _ENSEMBLE_CLASS)
            for place, (code, _) in enumerate(each[2]):
                if code in "ab":
                    _medium(entry, node, each, place, language)
            size = _size(each)
            if size:
                entry.triples.append((node, _SIZE, size))
            if each[1][:1] == "1":
                entry.triples.append((node, _STATUS, _PARTIAL))
            subfields.applies_to(entry, node, each, language)


def _medium(entry: Entry, ensemble: str, field: Field, place: int, language: str) -> None:
    code, text = field[2][place]
    words = chopped(text)
    if not words:
        return
    parts = _of_it(field[2], place)
    key = text_key(" ".join([words, *[text for _, text in parts]]))
    node = f"{ensemble[:-1]}/medium/{code}-{key}>"
    entry.triples += (
        (ensemble, _MEDIUM, node),
        (node, A, _MEDIUM_CLASS),
        (node, LABEL, literals.text(words, language)),
    )
    if code == "b":
        entry.triples.append((node, _QUALIFIER, '"solo"@en'))
    counted = next((text for code, text in parts if code in "en"), "")
    if counted:
        entry.triples.append((node, _COUNT, literals.text(counted)))
    for code, text in parts:
        if code in _NOTES:
            entry.note(node, f"382{code}", text, _NOTES[code], language)
    subfields.authorities(entry, node, (field[0], field[1], parts))
    for name in all_of(field, "2"):
        if name.strip(" .") == _LCMPT:
            entry.triples += (
                (node, _SOURCE, _MEDIUMS),
                (_MEDIUMS, A, _SOURCE_CLASS),
                (_MEDIUMS, _CODE, f'"{_LCMPT}"'),
            )
        else:
            subfields.source(entry, node, name)


def _of_it(parts: list[Subfield], place: int) -> list[Subfield]:
    """What is said of a medium: the subfields behind it up to the next one."""
    end = place + 1
    while end < len(parts) and parts[end][0] in "denpv01":
        end += 1
    return parts[place + 1 : end]


def _size(field: Field) -> str:
    """What an ensemble of so many performers ($s), or of several ensembles ($t), is called."""
    number = first(field, "s").strip()
    if first(field, "t") or (number.isdecimal() and int(number) >= _LARGE):
        return '"large ensemble"@en'
    name = table("ensemble_sizes").get(number, "")
    return f'"{name}"@en' if name else ""


def numbers(entry: Entry, fields: list[Field]) -> None:
    """383 Numeric Designation of Musical Work or Expression (R): serial ($a), opus ($b) and
    thematic index number ($c), with the index ($d) or the publisher ($e) they are of."""
    for field in fields:
        for language, each in entry.spoken(field):
            sources = [*all_of(each, "d"), *all_of(each, "e")][:1]
            for code, text in each[2]:
                words = chopped(text) if code in _NUMBERS else ""
                if not words:
                    continue
                work = entry.work
                entry.triples.append((work, _NUMBERS[code], literals.text(words, language)))
                role = f"number/383{code}"
                node = entry.node_for(work, _IDENTIFIED, role, words, _IDENTIFIER)
                entry.triples.append((node, _VALUE, literals.text(words)))
                for name in sources:
                    subfields.source(entry, node, chopped(name))
                subfields.applies_to(entry, node, each, language)


RULES: dict[str, Rule] = {"382": mediums, "383": numbers}
