"""The shortest way for the commonest request: a GET that is one query and nothing else.

It is the same answer as `sparql.sparql` gives, without the framework; whatever is not quite
so simple goes the other way.
"""

from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes

from mocban.endpoint import queries
from mocban.endpoint.formats import Format, negotiate
from mocban.endpoint.sparql import Asked, tag_of
from mocban.endpoint.wiring import OPEN, Shared
from mocban.graph.jobs import Answer, Job

Headers = list[tuple[str, str]]


class Quick(NamedTuple):
    """A request understood: the query for the workers, the format of its answer, and the tag
    that the answer has on the snapshot in use."""

    job: Job
    form: Format
    tag: str | None
    snapshot: str


def understood(query_string: str, accept: str | None, given: Shared) -> Quick | None:
    """What a GET of /sparql asks for; None where it has to go the long way."""
    try:
        # One field is the common case, and parse_qsl takes twice as long for it.
        if query_string.startswith("query=") and "&" not in query_string:
            written = query_string[6:].replace("+", " ")
            values = {"query": unquote_to_bytes(written).decode()}
        else:
            pairs = parse_qsl(
                query_string, keep_blank_values=True, errors="strict", max_num_fields=3
            )
            values = dict(pairs)
            if len(values) != len(pairs):
                return None
    except ValueError:
        return None
    text = values.get("query", "")
    if values.keys() - {"query", "format"} or "\ufffd" in text:
        return None
    if not text.strip() or len(text) > given.longest:
        return None
    query = queries.read(text)
    form = negotiate(accept, *query.kinds, name=values.get("format"))
    if query.update or query.service or form is None:
        return None
    snapshot = given.current.id
    asked = Asked(text, [], [], values.get("format"))
    return Quick(
        Job(text, form.media_type, given.base), form, tag_of(asked, form, snapshot), snapshot
    )


def headers(quick: Quick, answer: Answer, given: Shared) -> Headers:
    """The headers of an answer. A worker may have gone on to the next snapshot already, or may
    not have yet: then the answer has no tag."""
    same = answer.store == given.current.store and quick.snapshot == given.current.id
    found = [("content-type", quick.form.content_type), ("vary", "Accept"), *OPEN]
    if quick.tag and same:
        return [*found, ("cache-control", "no-cache"), ("etag", f'W/"{quick.tag}"')]
    return [*found, ("cache-control", "no-store")]
