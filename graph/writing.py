"""Triples written down in a format of the web."""

import json
from collections.abc import Iterable
from typing import IO, Any, cast

from pyoxigraph import RdfFormat, Triple, serialize

from mocban.ontology.namespaces import PREFIXES, RDF

_TYPE = RDF.type[1:-1]


def write_triples(triples: Iterable[Triple], media_type: str, output: IO[bytes]) -> None:
    """A graph in one format, abbreviated with our prefixes where the format has prefixes.

    ValueError where `media_type` names no RDF format."""
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(f"{media_type} is no RDF format")
    if form == RdfFormat.JSON_LD:
        output.write(_json_ld(triples))
    else:
        serialize(triples, output, form, prefixes=PREFIXES)


def _json_ld(triples: Iterable[Triple]) -> bytes:
    """Compacted JSON-LD that carries as much of our context as it uses, so that it can be
    read without the net."""
    # pyld is slow to import, and most workers are never asked for this format.
    from mocban.ontology.jsonld import compact

    # In order of subject, since the serialiser starts a new node whenever the subject changes.
    ordered = sorted(triples, key=str)
    expanded = json.loads(cast(bytes, serialize(ordered, format=RdfFormat.JSON_LD)))
    for node in expanded:
        types = node.get(_TYPE, ())
        if types and all("@id" in each for each in types):
            node["@type"] = [each["@id"] for each in node.pop(_TYPE)]
    document = compact(expanded)
    words = document.pop("@context")
    body = {"@context": _used(words, document)} | document
    return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"


def _used(words: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The terms and prefixes of a context that a document uses, and those they rest on."""
    kept: dict[str, Any] = {}
    wanted = _words(document)
    while wanted:
        new = {key: words[key] for key in wanted if key in words and key not in kept}
        kept |= new
        wanted = _words(new) - kept.keys()
    return {key: word for key, word in words.items() if key in kept or key == "@version"}


def _words(value: object) -> set[str]:
    """All keys and strings, and what stands before their first colon."""
    if isinstance(value, str):
        return {value, value.partition(":")[0]}
    if isinstance(value, dict):
        return set().union(*map(_words, value), *map(_words, value.values()))
    return set().union(*map(_words, value)) if isinstance(value, list) else set()
