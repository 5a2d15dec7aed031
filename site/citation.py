"""The page of a saved query: what was asked, what was answered, how to cite it, and what has
changed since."""

import io
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, request

from mocban.endpoint import bibliography, cited
from mocban.endpoint.cited import Changes, citing
from mocban.endpoint.problems import problem
from mocban.endpoint.queries import FORMS
from mocban.endpoint.recited import Wanted, known, wanted
from mocban.endpoint.wiring import shared, snapshot
from mocban.errors import MocbanError
from mocban.graph.canonical import GRAPH, TABLE
from mocban.graph.citations import Saved
from mocban.graph.parameters import parameters
from mocban.site import results
from mocban.site.current import Reader, reader
from mocban.site.dates import day
from mocban.site.editor import ADDRESS, choices
from mocban.site.page import page
from mocban.site.results import Result

blueprint = Blueprint("citation", __name__)

PREVIEW = 50


def register(app: Flask) -> None:
    """Puts the page into an application that keeps queries."""
    if "mocban.citing" in app.extensions:
        app.register_blueprint(blueprint)
        app.config["QUERY_PAGE"] = True


class Shown(NamedTuple):
    """An answer on the page: its first rows, how it was come by, of which snapshot, and whether
    its hash is the one that was saved (None where it was not looked at)."""

    found: Result
    how: str
    snapshot: int
    verified: bool | None = None


class Since(NamedTuple):
    """What has changed: today's answer, and the rows that are new and gone."""

    changes: Changes
    added: Result | None
    removed: Result | None


@blueprint.get("/<lang>/q/<id>")
def query(lang: str, id: str) -> Response:
    """The page of a saved query. `?snapshot=pinned` asks it again as it was, `?snapshot=current`
    and values for its parameters ask today's data."""
    reading = reader(lang)
    saved = known(id)
    status, said, shown, since = 200, "", None, None
    asked = None
    try:
        asked = wanted(saved)
        shown = _shown(saved, asked, reading)
    except MocbanError as error:
        said, status = error.text.of(lang), problem(error).status_code
    filled = bool(asked and asked.filled)
    moved = citing().saved.snapshot(saved.pin) != snapshot().folder
    unsaid = ""
    if moved and not filled:
        try:
            since = _since(cited.changes(saved), saved, reading)
        except MocbanError as error:
            unsaid = error.text.of(lang)
    written = page(
        "citation.html", reading, saved=saved, name=bibliography.name_of(saved).of(lang),
        address=bibliography.address(saved), state=_state(saved), said=said, shown=shown,
        filled=filled, moved=moved, since=since, unsaid=unsaid, inputs=_inputs(saved),
        reference=bibliography.reference(saved).of(lang), bibtex=bibliography.bibtex(saved, lang),
        csl=bibliography.csl(saved, lang), formats=_formats(saved), day=day, preview=PREVIEW,
        short=len(saved.query.encode()) <= ADDRESS,
        made=day(saved.pin.built[:10], reading.words), again=bool(request.args),
        date=day(saved.saved[:10], reading.words),
        time=datetime.fromisoformat(saved.saved).strftime("%H:%M"),
    )  # fmt: skip
    response = Response(written, status)
    response.headers["Cache-Control"] = "no-cache" if status == 200 else "no-store"
    return response


def _shown(saved: Saved, asked: Wanted, reading: Reader) -> Shown:
    if asked.filled or asked.snapshot == "current":
        media_type = GRAPH if saved.graph else TABLE
        if asked.snapshot == "current":
            given = cited.current(asked.query, media_type)
        else:
            found = cited.pinned(saved, asked.query, media_type)
            if found is None:
                raise cited.gone(saved)
            given = found
        with given.file:
            table = results.table(given.file, saved.graph, reading.links, PREVIEW)
        return Shown(table, given.how, given.snapshot)
    kept = None if "snapshot" in request.args else cited.archived(saved)
    answer = (cited.canonical(saved, kept), kept) if kept else cited.as_it_was(saved)
    if answer is None:
        raise cited.gone(saved)
    form, given = answer
    with form.file:
        table = results.table(form.file, saved.graph, reading.links, PREVIEW)
    return Shown(table, given.how, given.snapshot, form.sha256 == saved.sha256)


def _since(changes: Changes, saved: Saved, reading: Reader) -> Since:
    if not changes.rest or saved.form == "ASK":
        return Since(changes, None, None)
    sides = []
    for side in ("added", "removed"):
        lines = changes.rest[f"rows_{side}"]
        head = [changes.head] if saved.form == "SELECT" else []
        text = "".join(f"{line}\n" for line in (*head, *lines))
        table = results.table(io.BytesIO(text.encode()), saved.graph, reading.links)
        sides.append(table._replace(total=changes.rest[side]))
    return Since(changes, sides[0], sides[1])


def _state(saved: Saved) -> str:
    """What is left of the snapshot that is cited: `kept`, `rebuilt`, `archived`, `gone`."""
    if citing().saved.snapshot(saved.pin):
        return "kept"
    kept = citing().saved.archived(saved)
    return "archived" if kept else "rebuilt" if citing().saved.rebuilt(saved.pin) else "gone"


def _inputs(saved: Saved) -> list[dict[str, Any]]:
    """The fields of the form for parameters, filled in as they were sent."""
    return [
        {
            "name": each.name,
            "about": each.about,
            "kind": each.kind,
            "values": request.args.getlist(each.name) or [term.value for term in each.default],
        }
        for each in parameters(saved.query, shared().base)
    ]


def _formats(saved: Saved) -> list[tuple[str, str]]:
    """The formats to download, and where; with values of parameters, the answer to those."""
    kinds = FORMS.get(saved.form, ("result",))
    asked = request.query_string.decode("ascii", "ignore")
    found = []
    for form in choices(*kinds):
        path = f"/q/{saved.id}.{form.name}"
        found.append((form.called, f"{path}?{asked}" if asked else path))
    return found
