"""502: theses (https://www.loc.gov/marc/bibliographic/bd502.html), and titles that say they
are one: degree, school, year, and the genre they show. Schools write much of it in one piece:
`Luận văn Thạc sĩ Lịch sử. - Trường Đại học Sư phạm Hà Nội, 2005`.
"""

import re
from functools import cache

from mocban.mappings.marc21.body import Field, all_of, first, rows, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.dates import read_date
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF
from mocban.ontology.vietnamese import fold

_GENRE = BF.genreForm
_DISSERTATION = BF.dissertation
_DISSERTATION_CLASS = BF.Dissertation
_DEGREE = BF.degree
_INSTITUTION = BF.grantingInstitution
_DATE = BF.date
_IDENTIFIED = BF.identifiedBy
_NUMBER = BF.DissertationIdentifier
_PIECES = re.compile(r"\s*[;:/,()]\s*|\s*\.?\s+[-–—]+\s+|--|(?<!\bUniv)(?<!\bPh)(?<!\b\w)\.\s+")
_SIGNS = re.compile(r"[^\w.]+")
_SCHOOL = re.compile(
    r"\b(đại học|trường|học viện|(?<!thư )viện|univ|university|college|institute|école|hochschule)\b",
    re.IGNORECASE,
)
_OPENINGS = ("luan van", "luan an", "khoa luan", "do an tot nghiep")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@cache
def _words() -> tuple[tuple[str, str], ...]:
    return tuple((f" {fold(row[0])}", row[1]) for row in rows("theses"))


def genre_of(text: str) -> str:
    """The slug of v/genre that words such as “luận văn thạc sĩ” name, or the empty string."""
    plain = " " + _SIGNS.sub(" ", fold(text)).replace(". ", ".")
    return next((slug for words, slug in _words() if words in plain), "")


def in_one_piece(text: str) -> tuple[str, str, str]:
    """Degree, school and year that a note in one piece names, each empty where it does not."""
    degree = school = ""
    for piece in _PIECES.split(text):
        words = piece.strip(" .")
        if not school and _SCHOOL.search(words):
            school = words
        elif not degree and genre_of(words):
            degree = words
    years = _YEAR.findall(text)
    return degree, school, years[-1] if years else ""


def state(entry: Entry, text: str, said: Field, language: str) -> None:
    """A dissertation of the Work: `text` is the note, `said` has subfields as 502 has them."""
    node = f"{entry.work[:-1]}/dissertation/{text_key(text)}>"
    out = entry.triples
    out += ((entry.work, _DISSERTATION, node), (node, A, _DISSERTATION_CLASS))
    out += [
        (node, LABEL, literals.text(words.rstrip(" :;,/"), language))
        for words in all_of(said, "a") or [text]
    ]
    degree, school, year = trim(first(said, "b")), trim(first(said, "c")), trim(first(said, "d"))
    if not (degree or school or year):
        degree, school, year = in_one_piece(text)
    if degree:
        out.append((node, _DEGREE, literals.text(degree, language)))
    if school:
        out.append((node, _INSTITUTION, entry.known_heading("group", school, "502$c")))
    if year:
        span = read_date(year)
        edtf = span.edtf if span is not None else ""
        out.append((node, _DATE, literals.edtf(edtf) if edtf else literals.text(year)))
    for words in all_of(said, "g"):
        entry.note(node, "g", trim(words), language=language)
    for words in all_of(said, "o"):
        number = trim(words)
        inner = f"{node[:-1]}/number/{enc(number)}>"
        out += ((node, _IDENTIFIED, inner), (inner, A, _NUMBER))
        out.append((inner, RDF.value, literals.text(number)))
    slug = genre_of(text)
    if slug:
        out.append((entry.work, _GENRE, entry.mint.concept("genre", slug)))


def dissertation(entry: Entry, fields: list[Field]) -> None:
    """502 Dissertation Note (R)."""
    for field in fields:
        (language, _), *others = entry.spoken(field)
        text = " ".join(all_of(field, "abcdgo"))
        if not text:
            continue
        state(entry, text, field, language)
        node = f"{entry.work[:-1]}/dissertation/{text_key(text)}>"
        for tongue, other in others:
            entry.triples += [
                (node, LABEL, literals.text(words, tongue)) for words in all_of(other, "a")
            ]
            entry.triples += [
                (node, _DEGREE, literals.text(trim(words), tongue)) for words in all_of(other, "b")
            ]
            school, called = trim(first(field, "c")), trim(first(other, "c"))
            if school and called:
                group = entry.mint.heading("group", school)
                entry.triples.append((group, LABEL, literals.text(called, tongue)))


def in_title(entry: Entry, text: str) -> None:
    """245 $b that says the work is a thesis, where 502 does not: `luận văn thạc sĩ lịch sử`."""
    if "502" not in entry.by and fold(text).startswith(_OPENINGS):
        state(entry, text, ("502", "  ", [("a", text)]), entry.language)


RULES: dict[str, Rule] = {"502": dissertation}
