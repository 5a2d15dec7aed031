"""05X-08X, 371, 66X, 670, 678, 680, 856: class numbers, addresses, notes and sources
(https://www.loc.gov/marc/authority/ad6xx.html). 667 is for the staff, 675 names what was
searched in vain: neither is told."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.authorities.relations import About
from mocban.mappings.marc21.body import Field, all_of, first, rows, table
from mocban.mappings.marc21.entry import Entry
from mocban.mappings.marc21.fields import links
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDFS

_CLASSIFICATION = BF.classification
_PORTION = BF.classificationPortion
_SEE = RDFS.seeAlso


def notes(entry: Entry, about: About) -> None:
    """663-666 references in words, 670 Source Data Found, 678 Biographical or Historical Data,
    680 Public General Note (R), as statements. Of somebody who may be alive only the sources
    are named."""
    for tag, _, codes, kind in rows("authority_notes"):
        for field in entry.by.get(tag, ()):
            if about.living:
                if tag != "670":
                    continue
                codes = "a"
            text = " ".join(all_of(field, codes)).strip()
            if not text:
                continue
            if tag == "678" and about.kind != "person":
                kind = "history"
            entry.statement(about.thing, f"note-{tag}", text, kind=kind)
            for language, other in entry.also(field):
                words = " ".join(all_of(other, codes)).strip()
                if words:
                    entry.statement(about.thing, f"note-{tag}", words, language, kind)


def addresses(entry: Entry, about: About) -> None:
    """371 Address (R), of institutions only; e-mail ($m) is left out."""
    if about.kind != "group":
        return
    for field in entry.by.get("371", ()):
        text = ", ".join(part.rstrip(" ,;") for part in all_of(field, "abcde"))
        if text:
            entry.statement(about.thing, "note-371", text, kind="address")


def class_numbers(entry: Entry, about: About) -> None:
    """053 LC, 060 NLM, 065 Other, 080 UDC, 082 and 083 Dewey: where such things stand (R)."""
    for tag, name in table("authority_classes").items():
        for field in entry.by.get(tag, ()):
            _class_number(entry, about, field, BF[name])


def _class_number(entry: Entry, about: About, field: Field, class_: str) -> None:
    start = first(field, "a").strip()
    end = first(field, "c" if field[0] in ("082", "083") else "b").strip()
    if not start:
        return
    number = f"{start}-{end}" if end else start
    inner = entry.part(
        about.thing, _CLASSIFICATION, "classification", f"{field[0]}-{enc(number)}", class_
    )
    entry.add(inner, _PORTION, literals.text(number))
    subfields.source(entry, inner, first(field, "2"))
    subfields.institution(entry, inner, field)


def links_to(entry: Entry, about: About) -> None:
    """856 Electronic Location and Access (R): pages about it that anybody can open."""
    for field in entry.by.get("856", ()):
        for text in all_of(field, "u"):
            address = links.address(text)
            if address:
                entry.triples.append((about.thing, _SEE, address))
