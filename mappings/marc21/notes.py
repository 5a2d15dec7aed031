"""500-588: notes (https://www.loc.gov/marc/bibliographic/bd5xx.html).

Only tags of `codes/notes.tsv` become notes, and only the subfields named there. 541, 561, 583
and 590-599 speak of donors, owners and the library's own business: they are never read.
"""

from functools import cache

from mocban.mappings.marc21.body import Field, all_of, first, rows, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.dates import read_date
from mocban.ontology.iris import numbered
from mocban.ontology.namespaces import BF

_NOTE_TYPE = BF.noteType
_GENRE = BF.genreForm
_DISSERTATION = BF.dissertation
_DISSERTATION_CLASS = BF.Dissertation
_DEGREE = BF.degree
_INSTITUTION = BF.grantingInstitution
_DATE = BF.date
_POLICY = BF.usageAndAccessPolicy
_POLICY_CLASS = BF.UsageAndAccessPolicy
_PRIVATE = "0"  # first indicator


@cache
def _kinds() -> dict[str, tuple[bool, str, str, str, str]]:
    return {
        tag: (on == "work", BF[name], BF[kind], codes, literals.text(words) if words else "")
        for tag, _, on, name, kind, codes, words in ((*row, "")[:7] for row in rows("notes"))
    }


def note(entry: Entry, fields: list[Field]) -> None:
    """The notes of `codes/notes.tsv` (R)."""
    tag = fields[0][0]
    on_work, predicate, kind, codes, words = _kinds()[tag]
    subject = entry.work if on_work else entry.instance
    out = entry.triples
    start = f"{subject[:-1]}/note/{tag}-"
    texts = [" ".join([text for code, text in field[2] if code in codes]) for field in fields]
    keys = [text_key(text) for text in texts]
    if len(set(keys)) < len(keys):
        keys = numbered(list(zip(keys, texts, strict=True)))
    for text, key, field in zip(texts, keys, fields, strict=True):
        if not text:
            continue
        node = f"{start}{key}>"
        out += (
            (subject, predicate, node),
            (node, A, kind),
            (node, LABEL, literals.text(text, entry.language)),
        )
        if words:
            out.append((node, _NOTE_TYPE, words))
        if entry.vernacular:
            for language, other in entry.also(field):
                text = " ".join(all_of(other, codes))
                if text:
                    out.append((node, LABEL, literals.text(text, language)))


def dissertation(entry: Entry, fields: list[Field]) -> None:
    """502 Dissertation Note (R): degree, school, year, and the genre they show."""
    for field in fields:
        text = " ".join(all_of(field, "abcdgo"))
        if not text:
            continue
        node = f"{entry.work[:-1]}/dissertation/{text_key(text)}>"
        entry.triples += (
            (entry.work, _DISSERTATION, node),
            (node, A, _DISSERTATION_CLASS),
            (node, LABEL, literals.text(text, entry.language)),
        )
        degree = trim(first(field, "b"))
        if degree:
            entry.triples.append((node, _DEGREE, literals.text(degree, entry.language)))
        school = trim(first(field, "c"))
        if school:
            heading = entry.known_heading("group", school, "502$c")
            entry.triples.append((node, _INSTITUTION, heading))
        span = read_date(first(field, "d")) if first(field, "d") else None
        if span is not None and span.edtf:
            entry.triples.append((node, _DATE, literals.edtf(span.edtf)))
        lower = text.lower()
        genre = next((row[1] for row in rows("theses") if row[0] in lower), "")
        if genre:
            entry.triples.append((entry.work, _GENRE, entry.mint.concept("genre", genre)))


def policy(entry: Entry, fields: list[Field]) -> None:
    """506 Restrictions on Access Note (R), 540 Terms Governing Use and Reproduction Note (R)."""
    for field in fields:
        text = " ".join(all_of(field, "acdf"))
        if text:
            entry.labelled(entry.instance, _POLICY, f"policy/{field[0]}", text, _POLICY_CLASS)


RULES: dict[str, Rule] = {
    **{row[0]: note for row in rows("notes")},
    "502": dissertation,
    "506": policy,
    "540": policy,
}
