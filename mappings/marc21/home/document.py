"""A MARC 21 record from what the graph says of a document.

One module for each range of tags, as in the mapping itself, whose tables they read backwards.
Nothing but the graph is asked: what was withheld from it, or never said in it, stays away.
"""

from collections.abc import Callable, Iterable

from mocban.mappings.marc21.body import Marc
from mocban.mappings.marc21.home import (
    agents,
    classes,
    dates,
    description,
    fixed,
    holdings,
    imprint,
    languages,
    linked,
    links,
    made,
    notes,
    numbers,
    subjects,
    titles,
    works,
)
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said

RANGES: tuple[Callable[[Said], Iterable[Made]], ...] = (
    numbers.numbers,
    dates.administration,
    languages.languages,
    classes.classes,
    titles.titles,
    imprint.imprints,
    description.description,
    agents.agents,
    works.works,
    linked.linked,
    notes.notes,
    subjects.subjects,
    links.links,
    holdings.holdings,
)


def record(said: Said) -> Marc | None:
    """The record that says of a document, or of copies, what the graph says; None where it
    speaks of neither."""
    begun = fixed.begin(said)
    if begun is None:
        return None
    leader, control = begun
    found = made.fields(each for fill in RANGES for each in fill(said))
    return Marc(leader, [*control, *found])
