"""What this is, licences, accessibility."""

from flask import Blueprint

from mocban.graph.labels import Names
from mocban.site.current import reader
from mocban.site.page import page

blueprint = Blueprint("about", __name__)


@blueprint.get("/<lang>/about")
def about(lang: str) -> str:
    """What this is, licences, accessibility."""
    known = reader(lang)
    rows = known.snapshot.store.rows("licences")
    names = Names(known.snapshot.store, lang)
    for row in rows:
        names.tell(row["dataset"], row["title"])
    licences = {getattr(row["dataset"], "value", ""): row.get("licence") for row in rows}
    return page("about.html", known, licences=[
        (names.of(dataset).text, getattr(licence, "value", ""))
        for dataset, licence in sorted(licences.items())
    ])  # fmt: skip
