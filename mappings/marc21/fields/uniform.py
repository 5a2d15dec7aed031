"""130, 240, 730, and names with a title: works that others are versions, parts or relatives of
(https://www.loc.gov/marc/bibliographic/bd130.html); 758 (bd758.html)."""

from functools import cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, Subfield, all_of, first, rows, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.mappings.marc21.fields import hubs, names, relations
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF
from mocban.ontology.vietnamese import match_key

_EXPRESSION_OF = BF.expressionOf
_HAS_PART = BF.hasPart
_RELATION = BF.relation
_RELATION_CLASS = BF.Relation
_RELATIONSHIP = BF.relationship
_RELATIONSHIPS = "http://id.loc.gov/vocabulary/relationship/"
_PART = f"<{_RELATIONSHIPS}part>"
_RELATED = f"<{_RELATIONSHIPS}relatedwork>"
_VARIANT = "<http://id.loc.gov/ontologies/bflc/hasVariantEntry>"
_SAID = ("is arrangement of", "is translation of")  # as LC's relationships are called
_TITLE = "adfghklmnoprs"  # subfields of 240
_EQUIVALENT = "<http://id.loc.gov/ontologies/bibframe/hasEquivalent>"


def author(entry: Entry) -> str:
    """The relator of a main entry that states none: author of a book, contributor to all else."""
    return "aut" if entry.leader[6:8] in ("am", "aa") else "ctb"


def uniform(entry: Entry, fields: list[Field]) -> None:
    """130 Main Entry - Uniform Title (NR), 240 Uniform Title (NR): the Hub of which the Work is
    a version. The name that 240 goes with stands in 1XX."""
    for field in fields:
        name = _main_entry(entry) if field[0] == "240" else None
        title = [] if name is None else _from(field, _TITLE)
        if name is None:
            node = hubs.hub(entry, field)
        elif title:
            node = _expressed(entry, names.before_title(name), name, field, _TITLE)
        else:
            node = ""
        if node:
            entry.triples.append((entry.work, _EXPRESSION_OF, node))


def _main_entry(entry: Entry) -> Field | None:
    for tag in ("100", "110", "111"):
        if tag in entry.by:
            return min(entry.by[tag])
    return None


def name_alone(entry: Entry, field: Field) -> Field:
    """A main entry without its title: $t, or $k where there is no 240."""
    codes = "t" if "240" in entry.by else "kt"
    for place, (code, _) in enumerate(field[2]):
        if code in codes:
            parts = field[2][:place]
            if parts:
                parts[-1] = (parts[-1][0], trim(parts[-1][1]))
            return field[0], field[1], parts
    return field


def of_main_entry(entry: Entry, name: Field, field: Field) -> None:
    """The Hub that a main entry names, whose title `name` is without."""
    node = _expressed(entry, name, field, field, "kt")
    if node:
        entry.triples.append((entry.work, _EXPRESSION_OF, node))


def _expressed(entry: Entry, name: Field, main: Field, title: Field, codes: str) -> str:
    """The Hub of a name, that of the main entry, and a title, which begins in its field with
    one of these codes."""
    tongues = entry.tongues
    language = tongues.get(id(title), tongues.get(id(main))) if tongues else None
    used = f"{title[0]}${_from(title, codes)[0][0]}"
    article = title[1][1:2] if title[0] == "240" else ""
    found = hubs.established(
        entry, _together(name, title, codes), used=used, article=article, role=author(entry),
        language=language,
    )  # fmt: skip
    if found and entry.vernacular:
        others = dict(entry.also(main))
        for spoken, other in entry.also(title):
            whole = _together(names.before_title(others.get(spoken, name)), other, codes)
            hubs.other_script(entry, found[0], whole, spoken, used)
    return found[0] if found else ""


def _from(field: Field, codes: str) -> list[Subfield]:
    """The subfields from the first with one of these codes on."""
    parts = field[2]
    for place, (code, _) in enumerate(parts):
        if code in codes:
            return parts[place:]
    return []


def _together(name: Field, title: Field, codes: str) -> Field:
    """A name and a title as one field: the title stands in $t."""
    after = _from(title, codes)
    parts = [*name[2], ("t", after[0][1]), *after[1:]] if after else name[2]
    return name[0], name[1], parts


def related(entry: Entry, field: Field) -> None:
    """730 Added Entry - Uniform Title (R), 700-711 with $t: another work, as the Hub to which
    there is a relation; ind2 = 2 says that it is contained, $i says what else it is."""
    node = hubs.hub(entry, field)
    if not node:
        return
    term, words = _relationship(field)
    relation = relations.relation(entry, f"{_last(term)}-{node.rpartition('/')[2][:-1]}", term)
    entry.triples.append((relation, relations.ASSOCIATED, node))
    language = (entry.tongues.get(id(field), "") if entry.tongues else "") or entry.language
    for text in words:
        relations.in_words(entry, relation, text, language)
    subfields.applies_to(entry, relation, field, language)
    subfields.institution(entry, relation, field)
    if term == _PART:
        entry.triples.append((entry.work, _HAS_PART, node))


@cache
def _known() -> dict[str, str]:
    return {match_key(row[0]): row[1] for row in rows("relationship_words")}


def _relationship(field: Field) -> tuple[str, list[str]]:
    """The relationship by ind2 and $i, and the words of $i that it does not say already."""
    said = all_of(field, "i")
    contained = field[1][1:2] == "2"
    if contained and not said:
        return _PART, said
    known = _known()
    terms = {word: known.get(match_key(word), "") for text in said if (word := trim(text))}
    left = [word for word, term in terms.items() if term != "part" and word not in _SAID]
    if contained and (not left or field[0] != "730"):
        return _PART, left
    term = min([term for term in terms.values() if term], default="")
    if term:
        return f"<{_RELATIONSHIPS}{term}>", left
    if field[1][1:2] == "4" and not terms:
        return _VARIANT, left
    return _RELATED, left


def uniform_added(entry: Entry, fields: list[Field]) -> None:
    """730 Added Entry - Uniform Title (R)."""
    for field in fields:
        related(entry, field)


def resource(entry: Entry, fields: list[Field]) -> None:
    """758 Resource Identifier (R): the same work elsewhere, or one in a relation to it that $4 or
    $i name."""
    for field in fields:
        terms = [subfields.authority(text)[0] for text in all_of(field, "01")]
        addresses = sorted({term for term in terms if term})
        if not addresses:
            entry.warn(
                "no-address", "758",
                "758 gives no address of the resource it speaks of; it was left out.",
                "Trường 758 không có địa chỉ của tài nguyên được nhắc tới; đã bỏ qua.",
            )  # fmt: skip
            continue
        stated = all_of(field, "4")
        kinds = {term for text in stated if "://" in text and (term := literals.outside(text))}
        words = {word for text in all_of(field, "i") if (word := trim(text))}
        words.update(text for text in stated if "://" not in text)
        if not kinds and not words:
            kinds.add(_EQUIVALENT)
        said = ".".join(sorted([text_key(word) for word in words] + [_last(k) for k in kinds]))
        relation = f"{entry.work[:-1]}/relation/{said}-{enc(addresses[0][1:-1])}>"
        out = entry.triples
        out += ((entry.work, _RELATION, relation), (relation, A, _RELATION_CLASS))
        out += [(relation, _RELATIONSHIP, kind) for kind in kinds]
        for word in words:
            relations.in_words(entry, relation, word, entry.language)
        out += [(relation, relations.ASSOCIATED, term) for term in addresses]
        label = trim(first(field, "a"))
        if label:
            out.append((relation, LABEL, literals.text(label, entry.language)))


def _last(term: str) -> str:
    return enc(term.rstrip(">/").rpartition("/")[2])


RULES: dict[str, Rule] = {
    "130": uniform,
    "240": uniform,
    "730": uniform_added,
    "758": resource,
}
