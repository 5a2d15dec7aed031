"""037 and 038: where a document may be had, and whose the record is. What one library paid to
whom for its copy (541) is its own business and stands elsewhere."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule
from mocban.mappings.marc21.fields.identifiers import terms
from mocban.mappings.marc21.fields.origins import spoken_words
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, BFLC, RDF

_SOURCE = BF.acquisitionSource
_SOURCE_CLASS = BF.AcquisitionSource
_IDENTIFIED = BF.identifiedBy
_STOCK = BF.StockNumber
_VALUE = RDF.value
_LICENSOR = BFLC.metadataLicensor
_LICENSOR_CLASS = BFLC.MetadataLicensor
_WHEN = {"2": "intervening source/nguồn trung gian", "3": "current source/nguồn hiện nay"}


def source(entry: Entry, fields: list[Field]) -> None:
    """037 Source of Acquisition (R): $a stock number, $b who has it, $c at what price."""
    for field in fields:
        (language, _), *_others = entry.spoken(field)
        text = " ".join(all_of(field, "abcfgn3"))
        if not text:
            continue
        node = entry.node_for(entry.instance, _SOURCE, "acquisition", text, _SOURCE_CLASS)
        when = spoken_words(entry, _WHEN.get(field[1][:1], ""))
        if when:
            entry.note(node, "037", when, language=entry.dataset.language)
        for language, each in entry.spoken(field):
            for code, words in each[2]:
                if code == "a":
                    number = f"{node[:-1]}/stock-number/{enc(words)}>"
                    entry.triples += (
                        (node, _IDENTIFIED, number),
                        (number, A, _STOCK),
                        (number, _VALUE, literals.text(words)),
                    )
                elif code == "b" and trim(words):
                    entry.triples.append((node, LABEL, literals.text(trim(words), language)))
                elif code == "c":
                    terms(entry, node, words, language)
                elif code in "fgn" and trim(words):
                    entry.note(node, code, trim(words), language=language)
            subfields.applies_to(entry, node, each, language)
        subfields.institution(entry, node, field)


def licensor(entry: Entry, fields: list[Field]) -> None:
    """038 Record Content Licensor (NR)."""
    for field in fields:
        for language, each in entry.spoken(field):
            for text in all_of(each, "a"):
                entry.labelled(entry.node, _LICENSOR, "licensor", text, _LICENSOR_CLASS, language)


RULES: dict[str, Rule] = {"037": source, "038": licensor}
