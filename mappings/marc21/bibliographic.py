"""Bibliographic records: one Work and one Instance, and what the rules make of each field."""

from mocban.mappings.marc21 import (
    access,
    control,
    description,
    holdings,
    identifiers,
    leader,
    links,
    names,
    notes,
    publication,
    subjects,
    theses,
    titles,
    vernacular,
)
from mocban.mappings.marc21.body import Marc
from mocban.mappings.marc21.entry import Desk, Entry, Rule
from mocban.mappings.record import Mapped, Record

MODULES = (
    control,
    identifiers,
    titles,
    names,
    publication,
    description,
    notes,
    theses,
    subjects,
    links,
)

RULES: dict[str, Rule] = {tag: rule for module in MODULES for tag, rule in module.RULES.items()}
"""Tag -> what is made of its fields. 245, 355, 852, 880 and 09X are read beside it, since
several rules need them; every other tag is left out."""


def convert(desk: Desk, record: Record, marc: Marc) -> Mapped:
    """One bibliographic record. RecordError where it has no title or is deleted."""
    entry = Entry(desk, record, marc)
    entry.record(control.modified(entry))
    leader.begin(entry)
    fixed = control.fixed(entry)
    control.languages(entry, fixed)
    if "880" in entry.by:
        vernacular.begin(entry)
    access.begin(entry)
    titles.begin(entry)
    for tag, fields in entry.by.items():
        rule = RULES.get(tag)
        if rule is not None:
            rule(entry, fields)
    names.finish(entry)
    publication.coded(entry, fixed)
    holdings.items(entry)
    if entry.vernacular:
        vernacular.finish(entry)
    return entry.done()
