"""MARC 21 (https://www.loc.gov/marc/): bibliographic, authority, holdings and class records."""

from mocban.mappings.marc21 import bibliographic
from mocban.mappings.marc21.authorities import classes as class_records
from mocban.mappings.marc21.authorities import records as authority
from mocban.mappings.marc21.body import Marc
from mocban.mappings.marc21.carriers.iso2709 import read_iso2709
from mocban.mappings.marc21.carriers.marcjson import read_marcjson
from mocban.mappings.marc21.carriers.marcxml import read_marcxml
from mocban.mappings.marc21.carriers.oddities import warn_of
from mocban.mappings.marc21.entry import Desk, Entry
from mocban.mappings.marc21.fields import holdings
from mocban.mappings.record import Dataset, Mapped, Mapper, Record

__all__ = ["mapping", "read", "read_iso2709", "read_marcjson", "read_marcxml", "read_xml"]

read = read_iso2709
read_xml = read_marcxml


def mapping(dataset: Dataset) -> Mapper:
    """The mapping of MARC 21 to BIBFRAME and CIDOC CRM; pure, as record.py asks.

    Options of the dataset: `items` (tag of copies: "852", or Koha's "952"), `holders` (code of
    a library in it -> its name), `collections` (names of stacks which are collections),
    `digital_access` (level of files in 856 of which the record says nothing; true means that of
    the dataset), `public_notes` (541, 561, 583 may be told where they are marked as not
    private), `class_scheme` (what an 084 without $2 is a class of), `read_as` (what the library's own fields stand for, see `local`), `local_subjects`
    (tag from 690 to 699 -> topic, place, genre…: what local subjects are, see `local_subjects`).
    """
    desk = Desk(dataset)

    def convert(record: Record) -> Mapped:
        marc: Marc = record.body
        kind = marc.leader[6:7]
        if kind == "z":
            mapped = authority.convert(desk, record, marc)
        elif kind == "w":
            mapped = class_records.convert(desk, record, marc)
        elif kind and kind in "uvxy":
            entry = Entry(desk, record, marc)
            holdings.separate(entry)
            mapped = entry.done()
        else:
            mapped = bibliographic.convert(desk, record, marc)
        if marc.oddities:
            warn_of(marc.oddities, mapped)
        return mapped

    return convert
