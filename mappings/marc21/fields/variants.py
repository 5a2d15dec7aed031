"""210-247 but 240 and 245: other titles (https://www.loc.gov/marc/bibliographic/bd20x24x.html).

`codes/variant_titles.tsv` says what each is: on Work or Instance, its class, its type by the
list of LC (http://id.loc.gov/vocabulary/vartitletype), and what its subfields are.
"""

from functools import cache
from typing import NamedTuple

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows, table
from mocban.mappings.marc21.entry import A, Entry, Rule, text_key
from mocban.mappings.marc21.fields import relations
from mocban.mappings.marc21.fields.titles import worded
from mocban.mappings.marc21.punctuation import unwrapped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, MCB
from mocban.ontology.vietnamese import fold

_TITLE = BF.title
_PARALLEL = BF.ParallelTitle
_QUALIFIER = BF.qualifier
_DATE = BF.date
_ASSIGNER = BF.assigner
_AGENT = BF.Agent
_CODE = BF.code
_SKIPPED = BFLC.nonSortNum
_FOLD = MCB.fold
_TYPES = "<http://id.loc.gov/vocabulary/vartitletype/"
_COUNTED = ("222", "242", "243")  # ind2 counts the signs of an article
_KEY_TITLES = "issnkey"  # who abbreviates: the ISSN network


class _Kind(NamedTuple):
    """One row of the table."""

    on_work: bool
    types: tuple[str, ...]
    as_is: bool
    parts: dict[str, str]


@cache
def _kind(tag: str, indicator: str) -> _Kind:
    found = {(row[0], row[1].replace("#", " ")): row[2:] for row in rows("variant_titles")}
    on, name, kind, form, parts = found.get((tag, indicator)) or found[tag, "*"]
    return _Kind(
        on == "work",
        (BF[name], f"{_TYPES}{kind}>") if kind else (BF[name],),
        form == "as-is",
        {part[0]: BF[part[2:]] for part in parts.split()},
    )


def variant(entry: Entry, fields: list[Field]) -> None:
    """210 Abbreviated Title (R), 222 Key Title (R), 242 Translation of Title by Cataloging
    Agency (R), 243 Collective Uniform Title (NR), 246 Varying Form of Title (R), 247 Former
    Title (R)."""
    for field in fields:
        tag, indicators, _ = field
        kind = _kind(tag, indicators[1:2])
        text = ". ".join([words for part in all_of(field, "anp") if (words := worded(part))])
        if not text or _is_the_title(entry, text):
            continue
        owner = entry.work if kind.on_work else entry.instance
        node = f"{owner[:-1]}/title/{tag}-{text_key(text)}>"
        entry.triples.append((owner, _TITLE, node))
        entry.triples += [(node, A, name) for name in kind.types]
        for language, each in entry.spoken(field):
            own = each is field
            _say(entry, node, each, kind, _language(entry, field, language) if own else language)
        skipped = indicators[1:2]
        if tag in _COUNTED and skipped.isdecimal() and skipped != "0":
            entry.triples.append((node, _SKIPPED, literals.text(skipped)))
        if tag == "210":
            code = _KEY_TITLES if kind.on_work else first(field, "2")
            _assigned(entry, node, code)
        subfields.institution(entry, node, field)
        explained = entry.by.get("547", ())
        if tag == "247" and len(fields) == len(explained) == 1:
            for words in all_of(explained[0], "a"):
                entry.note(node, "547", words)


def _is_the_title(entry: Entry, text: str) -> bool:
    """Whether a title is no other than that of 245: the one that stands in for it, or the same
    typed without marks for the sake of old search programs."""
    title = entry.title
    if text == title and "245" not in entry.by:
        return True
    if not text.isascii() or title.isascii() or fold(text) != fold(title):
        return False
    entry.triples.append((entry.work, _FOLD, literals.text(fold(text))))
    return True


def _language(entry: Entry, field: Field, language: str) -> str:
    """A translation says what it is in; of a parallel title nobody knows."""
    if field[0] == "242":
        code = first(field, "y").strip(" .")
        return table("languages").get(code, "") if code else entry.dataset.language
    if field[0] == "246" and field[1][1:2] == "1" and language == entry.language:
        return ""
    return language


def _say(entry: Entry, node: str, field: Field, kind: _Kind, language: str) -> None:
    for code, text in field[2]:
        words = text if kind.as_is else worded(text)
        predicate = kind.parts.get(code)
        if not words:
            continue
        if predicate is not None:
            if predicate == _DATE:
                words = words.rstrip(" .")
            elif predicate == _QUALIFIER and not kind.as_is:
                words = unwrapped(text)
            entry.triples.append((node, predicate, literals.text(words, language)))
        elif code == "i":
            entry.note(node, "i", words, language=language)
        elif code == "x":
            relations.numbered_serial(entry, node, words)


def _assigned(entry: Entry, node: str, code: str) -> None:
    if code:
        agent = entry.node_for(node, _ASSIGNER, "assigner", code, _AGENT)
        entry.triples.append((agent, _CODE, literals.text(code)))


RULES: dict[str, Rule] = dict.fromkeys(("210", "222", "242", "243", "246", "247"), variant)
