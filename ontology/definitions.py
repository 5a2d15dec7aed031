"""What properties and classes mean, in Vietnamese and in English.

Of our own terms `mcb.ttl` says it; of those that others published `definitions.tsv`, in our
words and as we use them. A row of the table that names a namespace (it ends in `/`) speaks
for all terms in it that have no row of their own; `{label}` is what a term is called.
"""

import csv
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from mocban.errors import Text
from mocban.ontology import literals
from mocban.ontology.labels import curie, label
from mocban.ontology.namespaces import MCB, SKOS

_HERE = files("mocban.ontology")


def definition(name: str) -> Text | None:
    """What a property or class means, given as CURIE or as IRI, with or without angle
    brackets; None where we have no definition."""
    name = curie(name)
    known = _definitions()
    if name in known:
        return known[name]
    spaces = [space for space in known if space.endswith("/") and name.startswith(space)]
    if not spaces:
        return None
    said = known[max(spaces, key=len)]
    return Text(
        en=said.en.format(label=label(name, "en")), vi=said.vi.format(label=label(name, "vi"))
    )


def defined() -> frozenset[str]:
    """The CURIEs, and IRIs of namespaces, that have a definition."""
    return frozenset(_definitions())


@cache
def _definitions() -> dict[str, Text]:
    table = (_HERE / "definitions.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = {row["name"]: Text(en=row["en"], vi=row["vi"]) for row in rows}
    own: dict[str, dict[str, str]] = {}
    ours = (_HERE / "mcb.ttl").read_bytes()
    for subject, predicate, value, _ in ox.parse(ours, format=ox.RdfFormat.TURTLE):
        if str(predicate) == SKOS.definition and str(subject).startswith(f"<{MCB.iri}"):
            word = literals.plain(str(value))
            own.setdefault(curie(str(subject)), {})[literals.language(str(value))] = word
    return found | {name: Text(en=pair["en"], vi=pair["vi"]) for name, pair in own.items()}
