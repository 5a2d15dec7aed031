"""753: what it runs on; 754: which living beings it is about
(https://www.loc.gov/marc/bibliographic/bd753.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, trim
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.fields import compound
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, SKOS

_SUBJECT = BF.subject
_ALSO = SKOS.altLabel
_REQUIREMENT = BF.systemRequirement
_SYSTEMS = {
    "a": BFLC.MachineModel,
    "b": BFLC.ProgrammingLanguage,
    "c": BFLC.OperatingSystem,
}


def system(entry: Entry, fields: list[Field]) -> None:
    """753 System Details Access to Computer Files (R): make of machine, programming language,
    operating system, each with the $0 that follow it."""
    for field in fields:
        for language, each in entry.spoken(field):
            node = ""
            for code, text in each[2]:
                words = trim(text)
                if code in _SYSTEMS and words:
                    node = entry.labelled(
                        entry.instance, _REQUIREMENT, f"system/{code}", words, _SYSTEMS[code],
                        language,
                    )  # fmt: skip
                    if first(each, "2"):
                        subfields.source(entry, node, first(each, "2"))
                elif code in "01" and node:
                    subfields.authorities(entry, node, ("", "", [(code, text)]))


def species(entry: Entry, fields: list[Field]) -> None:
    """754 Added Entry - Taxonomic Identification (R): $a taxonomic names from the kingdom down,
    $d what they are commonly called, $x a note; $z is not for the public."""
    for field in fields:
        language = entry.tongues.get(id(field), "") if entry.tongues else ""
        nodes = _taxon(entry, field, language) if language else entry.remembered(field, _taxon)
        if not nodes:
            continue
        entry.triples += [(entry.work, _SUBJECT, node) for node in nodes]
        for text in all_of(field, "x"):
            entry.note(entry.work, "754", trim(text), language=language)
        if entry.vernacular:
            for tongue, other in entry.also(field):
                text = "--".join(_ranks(other))
                if text:
                    entry.triples.append((nodes[0], LABEL, literals.text(text, tongue)))


def _ranks(field: Field) -> list[str]:
    return [word for text in all_of(field, "a") if (word := trim(text))]


def _taxon(entry: Entry, field: Field, language: str = "") -> list[str]:
    ranks = _ranks(field)
    if not ranks:
        return []
    parts = [compound.heading(entry, compound.TOPIC, text, "754$a", language) for text in ranks]
    node = last = parts[-1]
    if len(parts) > 1:
        node = compound.heading(entry, compound.TOPIC, "--".join(ranks), "754", language)
        compound.compose(entry, node, parts)
    for text in all_of(field, "d"):
        said = literals.text(trim(text), language or entry.dataset.language)
        entry.triples.append((last, _ALSO, said))
    compound.thesaurus(entry, node, field, "")
    subfields.authorities(entry, node, field)
    return list(dict.fromkeys((node, last)))


RULES: dict[str, Rule] = {"753": system, "754": species}
