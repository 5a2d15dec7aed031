"""600-662: what it is about; 655: what form it has
(https://www.loc.gov/marc/bibliographic/bd6xx.html)."""

from functools import cache

from mocban.mappings.marc21.body import Field, all_of, first, rows, trim
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.names import life
from mocban.ontology import concepts, literals
from mocban.ontology.namespaces import BF

_SUBJECT = BF.subject
_GENRE = BF.genreForm
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_NOTE_TYPE = BF.noteType
_DIVISIONS = "vxyz"
_AGENTS = ("person", "group", "event")
_UNCONTROLLED = {"1": "person", "2": "group", "3": "event", "5": "place"}


@cache
def _headings() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[2], row[3]) for row in rows("subjects")}


def controlled(entry: Entry, fields: list[Field]) -> None:
    """600-662 (R), as `codes/subjects.tsv` names them.

    `$aBắc Giang$xLịch sử` is the topic “Bắc Giang--Lịch sử”; its main part and each place in
    $z are subjects of their own as well, of their own kind.
    """
    out = entry.triples
    work = entry.work
    for field in fields:
        nodes = entry.remembered(field, _nodes)
        out += [(work, _SUBJECT, node) for node in nodes]
        if entry.vernacular and nodes:
            for language, other in entry.also(field):
                han = trim(first(other, "a"))
                if han:
                    out.append((nodes[0], LABEL, literals.text(han, language)))


def _nodes(entry: Entry, field: Field) -> list[str]:
    """The headings of one field, its main part first."""
    tag, indicators, subfields = field
    kind, codes = _headings()[tag]
    if tag == "600" and indicators[0] == "3":
        kind = "group"
    words = [trim(text) for code, text in subfields if code in codes]
    main = (". " if kind == "group" else " ").join([word for word in words if word])
    title = trim(first(field, "t")) if kind in _AGENTS else ""
    if title:
        kind, main = "work", f"{main}. {title}" if main else title
    nodes = []
    if main:
        nodes.append(entry.known_heading(kind, main, f"{tag}$a"))
        dates = first(field, "d") if kind == "person" else ""
        if dates:
            life(entry, nodes[0], dates, f"{tag}$d")
    divisions = [(code, trim(text)) for code, text in subfields if code in _DIVISIONS]
    if divisions:
        string = "--".join([part for part in (main, *(t for _, t in divisions)) if part])
        if string:
            nodes.append(entry.known_heading("topic", string, tag))
        nodes += [
            entry.known_heading("place", text, f"{tag}$z")
            for code, text in divisions
            if code == "z" and text
        ]
    return nodes


def uncontrolled(entry: Entry, fields: list[Field]) -> None:
    """653 Index Term - Uncontrolled (R): most Vietnamese records have no other subjects."""
    for field in fields:
        if field[1][1] == "6":
            form(entry, [field])
            continue
        kind = _UNCONTROLLED.get(field[1][1], "topic")
        for text in all_of(field, "a"):
            word = trim(text)
            if word:
                node = entry.known_heading(kind, word, "653$a")
                entry.triples.append((entry.work, _SUBJECT, node))


def form(entry: Entry, fields: list[Field]) -> None:
    """655 Index Term - Genre/Form (R)."""
    for field in fields:
        for text in all_of(field, "a"):
            word = trim(text)
            slug = concepts.find("genre", word) if word else None
            if slug:
                entry.triples.append((entry.work, _GENRE, entry.mint.concept("genre", slug)))
            elif word:
                node = entry.labelled(entry.work, _NOTE, "genre", word, _NOTE_CLASS)
                entry.triples.append((node, _NOTE_TYPE, '"genre"'))
                entry.warn(
                    "unmapped-genre", f"{field[0]}$a",
                    f"“{word}” is no genre we know; it is kept as a note.",
                    f"Chưa biết thể loại “{word}”; giữ lại thành phụ chú.",
                )  # fmt: skip


RULES: dict[str, Rule] = {
    **{row[0]: controlled for row in rows("subjects")},
    "653": uncontrolled,
    "655": form,
}
