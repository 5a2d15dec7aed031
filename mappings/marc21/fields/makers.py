"""100-111, 700-720: who made it (https://www.loc.gov/marc/bibliographic/bdx00.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field
from mocban.mappings.marc21.entry import Entry, Rule
from mocban.mappings.marc21.fields import names, uniform


def main(entry: Entry, fields: list[Field]) -> None:
    """100 Personal Name (NR), 110 Corporate Name (NR), 111 Meeting Name (NR): main entry. With
    a title of its own ($t; $k where there is no 240), like a treaty, it names a Hub as well."""
    for field in fields:
        name = uniform.name_alone(entry, field)
        _takes_part(entry, name, field, uniform.author(entry), primary=True)
        if name is not field:
            uniform.of_main_entry(entry, name, field)


def added(entry: Entry, fields: list[Field]) -> None:
    """700 Personal Name (R), 710 Corporate Name (R), 711 Meeting Name (R): added entry. With $t
    it names another work."""
    for field in fields:
        if "t" in [code for code, _ in field[2]]:
            uniform.related(entry, field)
        else:
            _takes_part(entry, field, field, "ctb")


def uncontrolled(entry: Entry, fields: list[Field]) -> None:
    """720 Added Entry - Uncontrolled Name (R)."""
    for field in fields:
        _takes_part(entry, field, field, "ctb")


def _takes_part(
    entry: Entry, name: Field, field: Field, default: str, *, primary: bool = False
) -> None:
    found = names.agent(entry, name)
    if not found:
        return
    nodes = names.contribution(entry, entry.work, found, default, primary=primary)
    codes = [code for code, _ in field[2]]
    if "3" in codes or "5" in codes:
        for node in nodes:
            subfields.applies_to(entry, node, field, entry.language)
            subfields.institution(entry, node, field)


RULES: dict[str, Rule] = {
    "100": main,
    "110": main,
    "111": main,
    "700": added,
    "710": added,
    "711": added,
    "720": uncontrolled,
}
