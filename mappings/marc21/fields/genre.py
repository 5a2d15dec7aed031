"""655: what form it has; 755, which 655 took the place of
(https://www.loc.gov/marc/bibliographic/bd655.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first
from mocban.mappings.marc21.entry import Entry, Rule
from mocban.mappings.marc21.fields import compound
from mocban.ontology import concepts
from mocban.ontology.namespaces import BF

GENRE = BF.genreForm


def known(entry: Entry, word: str) -> bool:
    """bf:genreForm to the concept of v/genre with this name, if there is one."""
    slug = concepts.find("genre", word)
    if slug:
        entry.triples.append((entry.work, GENRE, entry.mint.concept("genre", slug)))
    return slug is not None


def form(entry: Entry, fields: list[Field]) -> None:
    """655 Index Term - Genre/Form (R), 755 Added Entry - Physical Characteristics (R): a
    concept of v/genre where we know the words, and always a heading with them."""
    layout = compound.layouts()["655"]
    for field in fields:
        for each in _single(field):
            language = entry.tongues.get(id(field), "") if entry.tongues else ""
            nodes = _nodes(entry, each, language) if language else entry.remembered(each, _nodes)
            if not nodes:
                continue
            compound.concern(entry, nodes[0], each, GENRE)
            entry.triples += [(entry.work, GENRE, node) for node in nodes]
            word = layout.words(each)
            if word and not known(entry, word) and not all_of(each, "02"):
                entry.warn(
                    "unmapped-genre", f"{field[0]}$a",
                    f"“{word}” is no genre we know; it is kept as words.",
                    f"Chưa biết thể loại “{word}”; giữ nguyên chữ.",
                )  # fmt: skip
            if entry.vernacular and entry.also(each):
                made = compound.headings(entry, each, layout)
                if made is not None:
                    compound.other_scripts(entry, each, layout, made)


def _single(field: Field) -> list[Field]:
    """A field with several $a, against the rules, as one field for each."""
    terms = [text for code, text in field[2] if code == "a"]
    if len(terms) < 2 or first(field, "b"):
        return [field]
    rest = [(code, text) for code, text in field[2] if code != "a"]
    return [(field[0], field[1], [("a", text), *rest]) for text in terms]


def _nodes(entry: Entry, field: Field, language: str = "") -> list[str]:
    made = compound.headings(entry, field, compound.layouts()["655"], language)
    if made is None:
        return []
    compound.thesaurus(entry, made.whole, field, compound.GENRES)
    subfields.authorities(entry, made.whole, field)
    return [node for node in dict.fromkeys((made.whole, made.main)) if node]


RULES: dict[str, Rule] = {"655": form, "755": form}
