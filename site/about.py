"""What this is; how far it can be read by everybody; what it keeps of its readers."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app

from mocban.site.current import Reader, reader
from mocban.site.datasets import Licence, built, shown
from mocban.site.dates import day
from mocban.site.page import page

blueprint = Blueprint("about", __name__)

# When the statement on accessibility was last gone over.
REVIEWED = "2026-11-22"


@blueprint.get("/<lang>/about")
def about(lang: str) -> str:
    """What this is, where the data comes from, licences, how to have a mistake mended."""
    known = reader(lang)
    return page(
        "about.html", known, licences=_licences(known), built=built(known), contact=contact()
    )


@blueprint.get("/<lang>/accessibility")
def accessibility(lang: str) -> str:
    """The accessibility statement (https://www.w3.org/WAI/planning/statements/)."""
    known = reader(lang)
    reviewed = day(REVIEWED, known.words)
    return page("accessibility.html", known, contact=contact(), reviewed=reviewed)


@blueprint.get("/<lang>/privacy")
def privacy(lang: str) -> str:
    """What becomes known of a reader, and what does not."""
    return page("privacy.html", reader(lang), contact=contact(), elsewhere=elsewhere())


def contact() -> str:
    """The e-mail address that the operator gives readers, or the empty string."""
    return str(current_app.config.get("CONTACT", ""))


def elsewhere() -> list[str]:
    """The servers of map tiles and pictures that the operator lets pages load from."""
    tiles, _ = current_app.config.get("TILES", ("", ""))
    asked = [tiles, *current_app.config.get("IMAGE_ORIGINS", ())]
    return sorted({urlsplit(address).netloc for address in asked} - {""})


def _licences(known: Reader) -> dict[str, list[Licence]]:
    """The licences of each source, by its code."""
    found: dict[str, list[Licence]] = {}
    for each in shown(known):
        given = found.setdefault(each.given.source, [])
        if each.licence.name and each.licence not in given:
            given.append(each.licence)
    return found
