"""255, 300-388: extent and what a document is made of, by `codes/characteristics.tsv` read
backwards; 043 and 044."""

from collections.abc import Iterable
from functools import cache
from itertools import zip_longest

from mocban.mappings.marc21.body import rows
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import LABEL, Said, Words, role, slug
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology import codes
from mocban.ontology.namespaces import BF, RDF, term

_EXTENT = BF.extent
_DIMENSIONS = BF.dimensions
_NOTE = BF.note
_FREQUENCY = BF.frequency
_DATE = BF.date
_FIRST = BF.firstIssue
_LAST = BF.lastIssue
_SOURCE = BF.source
_CODE = BF.code
_SCALE = BF.scale
_MAP = BF.cartographicAttributes
_PROJECTION = BF.projection
_MAP_TEXTS = (
    ("c", BF.coordinates), ("d", BF.ascensionAndDeclination), ("e", BF.equinox),
    ("f", BF.outerGRing), ("g", BF.exclusionGRing),
)  # fmt: skip
_GEOGRAPHIC = BF.geographicCoverage
_ACTIVITY = BF.provisionActivity
_PLACE = BF.place
_AREAS = "/vocabulary/geographicAreas/"
_LISTED = "id.loc.gov/vocabulary/"
_LISTS = {"336": "rdacontent", "337": "rdamedia", "338": "rdacarrier"}
_PLAIN = ("263", "384")  # whose property no other field has


def description(said: Said) -> Iterable[Made]:
    """043, 044, 255, 263, 300-388."""
    yield from extents(said)
    yield from _characteristics(said)
    yield from _issues(said)
    yield from _maps(said)
    yield _coded(
        said, "043", (node for node in said.nodes(_GEOGRAPHIC, said.work) if _AREAS in node)
    )
    yield _coded(said, "044", (
        place for node in said.nodes(_ACTIVITY, said.instance) if role(node)[1][:4] == "044-"
        for place in said.nodes(_PLACE, node)
    ))  # fmt: skip


def extents(said: Said) -> Iterable[Made]:
    """300: one field for each extent; what belongs to none stands in the first."""
    found: list[Made] = []
    for extent in said.nodes(_EXTENT, said.instance):
        made = Made("300")
        made.say("a", said.words(extent))
        for note in said.nodes(_NOTE, extent):
            if role(note)[0] == "300b":
                made.say("b", said.words(note), repeatable=True)
        beside(said, extent, made)
        found.append(made)
    first = next(iter(found), Made("300"))
    notes = [note for note in said.nodes(_NOTE, said.instance) if role(note)[0][:3] == "300"]
    for note in notes:
        if role(note)[0] == "300b":
            first.say("b", said.words(note), repeatable=True)
    first.say("c", said.words(said.instance, _DIMENSIONS), repeatable=True)
    for note in notes:
        if role(note)[0] == "300e":
            first.say("e", said.words(note), repeatable=True)
    return found or [first]


@cache
def _rows() -> dict[str, list[tuple[str, str, bool, str, bool]]]:
    """Property -> tag, subfield, whether it is of the work, how it is said, whether in a node."""
    found: dict[str, list[tuple[str, str, bool, str, bool]]] = {}
    for tag, code, on, name, kinds, _, _, form in rows("characteristics"):
        found.setdefault(term(name), []).append((tag, code, on == "work", form, bool(kinds)))
    return found


def _characteristics(said: Said) -> Iterable[Made]:
    for predicate, found in _rows().items():
        for tag, code, on_work, form, in_node in found:
            owner = said.work if on_work else said.instance
            values = said.all(owner, predicate)
            if not values:
                continue
            if in_node and form in ("label", "value"):
                yield from _of_nodes(said, values, tag, code, form)
            elif form == "code" and tag in _LISTS:
                yield from (_listed(said, tag, each) for each in values if _LISTED in each)
            elif tag in _PLAIN:
                made = Made(tag)
                made.say(code, said.words(owner, predicate))
                yield made


def _of_nodes(said: Said, values: list[str], tag: str, code: str, form: str) -> Iterable[Made]:
    joined = "+" in code  # several that were read as one
    for node in values:
        if role(node)[0] == (tag if joined else tag + code):
            made = Made(tag)
            made.say(code[:1], said.words(node, LABEL if form == "label" else RDF.value))
            for source in said.nodes(_SOURCE, node):
                made.add("2", said.text(source, _CODE))
            beside(said, node, made)
            yield made


def _listed(said: Said, tag: str, node: str) -> Made:
    """A term of a list of LC's: its words, its code, the list."""
    made = Made(tag)
    names = codes.names().get(node[1:-1])
    if names:
        made.add("a", names.vi if said.language.startswith("vi") else names.en)
    made.add("b", slug(node))
    made.add("2", _LISTS[tag])
    return made


def _issues(said: Said) -> Iterable[Made]:
    """310, 321 Publication Frequency, 362 Dates of Publication."""
    for node in said.nodes(_FREQUENCY, said.instance):
        if role(node)[0] in ("310", "321"):
            made = Made(role(node)[0])
            made.say("a", said.words(node))
            made.say("b", said.words(node, _DATE))
            yield made
    first, last = said.words(said.instance, _FIRST), said.words(said.instance, _LAST)
    if first or last:
        made = Made("362", "0 ")
        begin, end = (next((w.text for w in found), "") for found in (first, last))
        made.add("a", f"{begin}-{end}")
        for begun in first:
            if begun.script:
                ended = next((words.text for words in last if words.script == begun.script), "")
                made.say_elsewhere("a", [begun._replace(text=f"{begun.text}-{ended}")])
        yield made
    for note in said.nodes(_NOTE, said.instance):
        if role(note)[0] == "362":
            made = Made("362", "1 ")
            made.say("a", said.words(note))
            yield made


def _maps(said: Said) -> Iterable[Made]:
    """255 Cartographic Mathematical Data."""
    scales = [node for node in said.nodes(_SCALE, said.work) if role(node)[0] == "255"]
    nodes = [node for node in said.nodes(_MAP, said.work) if role(node)[0] == "255"]
    for scale, node in zip_longest(scales, nodes, fillvalue=""):
        made = Made("255")
        made.say("a", said.words(scale))
        for projection in said.nodes(_PROJECTION, node):
            made.say("b", said.words(projection))
        for code, predicate in _MAP_TEXTS:
            made.say(code, said.words(node, predicate))
        yield made


def _coded(said: Said, tag: str, terms: Iterable[str]) -> Made:
    made = Made(tag)
    for each in terms:
        made.say("a", [Words(slug(each))], repeatable=True)
    return made
