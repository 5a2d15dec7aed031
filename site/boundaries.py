"""The boundaries under a map, as GeoJSON (RFC 7946, https://www.rfc-editor.org/rfc/rfc7946)."""

import json
import re
from datetime import date

from flask import Blueprint, Response, request

from mocban.graph import boundaries
from mocban.graph.points import Box
from mocban.site.current import snapshot
from mocban.site.dates import today
from mocban.site.links import Links
from mocban.site.words import LANGUAGES, Words

blueprint = Blueprint("boundaries", __name__)
_BOX = re.compile(r"-?\d{1,3}(?:\.\d{1,9})?(?:,-?\d{1,3}(?:\.\d{1,9})?){3}").fullmatch


def day_of(text: str) -> str:
    """A day as yyyy-mm-dd, of which the month and the day may be left out; today where the
    text is none."""
    given = text.strip()
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", given):
        given = (given + "-01-01")[:10]
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return today()


@blueprint.get("/api/boundaries.geojson")
def found() -> Response:
    """The administrative units in force `on` a day (today where it is missing), those that
    `bbox` touches (west,south,east,north), the largest first and at most 500;
    `numberMatched` says how many there are. Names are in `lang`."""
    known = snapshot()
    language = request.args.get("lang", LANGUAGES[0])
    language = language if language in LANGUAGES else LANGUAGES[0]
    day = day_of(request.args.get("on", ""))
    asked = request.args.get("bbox", "")
    box = Box(*map(float, asked.split(","))) if _BOX(asked) else Box(-180, -90, 180, 90)
    valid = boundaries.valid(known.folder / "search" / boundaries.FILE, day, language, box)
    links, words = Links(known.base, language), Words(language)
    collection = {
        "type": "FeatureCollection", "on": day, "numberMatched": valid.total,
        "numberReturned": len(valid.units), "features": [],
    }  # fmt: skip
    # Geometries are texts already, which are not read to be written again.
    features = ",".join(_feature(unit, links, words) for unit in valid.units)
    answer = Response(
        json.dumps(collection).removesuffix("]}") + features + "]}",
        content_type="application/geo+json",
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.cache_control.max_age = 300
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _feature(unit: boundaries.Boundary, links: Links, words: Words) -> str:
    feature = {
        "type": "Feature", "id": unit.unit,
        "properties": {
            "id": unit.unit, "label": unit.label, "level": unit.level, "from": unit.begin,
            "to": unit.end, "page": links.absolute(words.language, links.path(unit.unit)),
        },
    }  # fmt: skip
    return json.dumps(feature).removesuffix("}") + f',"geometry":{unit.geometry}}}'
