"""Bibliographic records: one Work and one Instance, and what the rules make of each field."""

from mocban.mappings.marc21 import access, vernacular
from mocban.mappings.marc21.body import Marc
from mocban.mappings.marc21.entry import Desk, Entry, Rule
from mocban.mappings.marc21.fields import (
    acquisition,
    administration,
    characteristics,
    classification,
    content,
    control,
    coverage,
    fixed_length,
    hierarchical,
    holdings,
    identifiers,
    isbn_issn,
    languages,
    leader,
    linking,
    links,
    makers,
    material,
    music,
    notes,
    origins,
    performance,
    physical,
    publication,
    series,
    subjects,
    systems_and_species,
    theses,
    titles,
    uniform,
    variants,
)
from mocban.mappings.record import Mapped, Record

MODULES = (
    control,
    administration,
    fixed_length,
    material,
    identifiers,
    isbn_issn,
    acquisition,
    origins,
    coverage,
    languages,
    music,
    classification,
    variants,
    uniform,
    makers,
    publication,
    characteristics,
    physical,
    content,
    performance,
    notes,
    theses,
    subjects,
    hierarchical,
    systems_and_species,
    series,
    linking,
    links,
)

RULES: dict[str, Rule] = {tag: rule for module in MODULES for tag, rule in module.RULES.items()}
"""Tag -> what is made of its fields. 245, 355, 852, 880 and 09X are read beside it, since
several rules need them; every other tag is left out."""


def convert(desk: Desk, record: Record, marc: Marc) -> Mapped:
    """One bibliographic record. RecordError where it has no title or is deleted."""
    entry = Entry(desk, record, marc)
    changed = control.modified(entry)
    entry.record(changed)
    leader.begin(entry)
    fixed = control.fixed(entry)
    control.languages(entry, fixed)
    administration.begin(entry, fixed, changed)
    fixed_length.begin(entry, fixed)
    if "880" in entry.by:
        vernacular.begin(entry)
    access.begin(entry)
    titles.begin(entry)
    for tag, fields in entry.by.items():
        rule = RULES.get(tag)
        if rule is not None:
            rule(entry, fields)
    publication.coded(entry, fixed)
    holdings.items(entry)
    if entry.vernacular:
        vernacular.finish(entry)
    return entry.done()
