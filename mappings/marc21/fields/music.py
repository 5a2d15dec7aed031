"""031, 047, 048: music in codes."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first, rows, table
from mocban.mappings.marc21.entry import A, Entry, Rule
from mocban.mappings.marc21.fields.origins import spoken_words
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF

_GENRE = BF.genreForm
_GENRE_CLASS = BF.GenreForm
_CODE = BF.code
_MEDIUM = BF.musicMedium
_MEDIUM_CLASS = BF.MusicMedium
_COUNT = BF.count
_QUALIFIER = BF.qualifier
_VALUE = RDF.value
_NOTE_TYPE = BF.noteType
_FORMS = "<http://id.loc.gov/authorities/genreForms/"
_MEDIUMS = "<http://id.loc.gov/authorities/performanceMediums/"
_SCHEMES = "http://id.loc.gov/vocabulary/musiccompschemes/"
_SOLO = "b"
# Code -> property of BIBFRAME and term of LC's list.
_PLAYED = {code: (BF[kind], f"{_MEDIUMS}{term}>") for code, term, kind, _ in rows("music_mediums")}


def incipit(entry: Entry, fields: list[Field]) -> None:
    """031 Musical Incipits Information (R): the first words and notes, by which songs without
    a title are told apart."""
    for field in fields:
        notes = "".join(all_of(field, "p"))
        for language, each in entry.spoken(field):
            words = [*all_of(each, "d"), *all_of(each, "m"), *all_of(each, "r"), *all_of(each, "t")]
            text = ". ".join(words) or notes
            if not text:
                continue
            node = entry.note(entry.work, "031", text, language=language)
            entry.triples.append((node, _NOTE_TYPE, '"incipit"'))
            if notes:
                entry.triples.append((node, _VALUE, literals.text(notes)))
            for code in all_of(each, "2"):
                subfields.source(entry, node, code)


def forms(entry: Entry, fields: list[Field]) -> None:
    """047 Form of Musical Composition Code (R): by MARC's list, else by that of $2."""
    known = table("music_forms")
    for field in fields:
        for code in all_of(field, "a"):
            code = code.strip()
            if field[1][1:2] != "7":
                if code in known:
                    entry.triples.append((entry.work, _GENRE, f"{_FORMS}{known[code]}>"))
                continue
            node = f"{entry.work[:-1]}/form/047-{enc(code)}>"
            entry.triples += (
                (entry.work, _GENRE, node),
                (node, A, _GENRE_CLASS),
                (node, _CODE, literals.text(code)),
            )
            subfields.source(entry, node, first(field, "2"), _SCHEMES)


def mediums(entry: Entry, fields: list[Field]) -> None:
    """048 Number of Musical Instruments or Voices Code (R): $a performers, $b soloists; two
    letters for what is played or sung, two digits for how many."""
    for field in fields:
        for code, text in field[2]:
            if code not in "ab" or text[:2] not in _PLAYED:
                continue
            predicate, term = _PLAYED[text[:2]]
            count = int(text[2:4]) if text[2:4].isdecimal() else 1
            solo = "-solo" if code == _SOLO else ""
            node = f"{entry.work[:-1]}/medium/048-{text[:2]}{count}{solo}>"
            entry.triples += (
                (entry.work, _MEDIUM, node),
                (node, A, _MEDIUM_CLASS),
                (node, predicate, term),
                (node, _COUNT, f'"{count}"'),
            )
            if solo:
                words = spoken_words(entry, "solo/độc tấu, đơn ca")
                if words:
                    entry.triples.append(
                        (node, _QUALIFIER, literals.text(words, entry.dataset.language))
                    )


RULES: dict[str, Rule] = {"031": incipit, "047": forms, "048": mediums}
