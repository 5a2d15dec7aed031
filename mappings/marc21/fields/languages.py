"""041 Language Code (R): the languages of parts, of translations and of what comes with it.

Those of the text itself ($a by MARC's own list) are read in `control`, since titles and notes
are in the first of them.
"""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, first, rows, table, trim
from mocban.mappings.marc21.entry import LABEL, RECORD, A, Entry, Rule
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, RDF

_LANGUAGE = BF.language
_LANGUAGE_CLASS = BF.Language
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_WORK = BF.Work
_ACCOMPANIED = BF.accompaniedBy
_TRANSLATION_OF = BF.translationOf
_PART = BF.part
_VALUE = RDF.value
_VOCABULARY = "http://id.loc.gov/vocabulary/"
_MARC = f"{_VOCABULARY}languages/"
_COMPONENTS = f"<{_VOCABULARY}resourceComponents/"
_ISO = {"639-1": "iso639-1", "639-2": "iso639-2", "639-3": "iso639-3"}
_TRANSLATED = "1"
_ORIGINAL = ('"Bản gốc"@vi', '"Original"@en')
# Subfield -> code of the component, whether it is a work of its own, and its name.
_PARTS = {code: (slug, kind == "work", name) for code, slug, kind, name in rows("components")}


def components(entry: Entry, fields: list[Field]) -> None:
    """041 Language Code (R): $b to $t by `codes/components.tsv`; $h of a translation (first
    indicator 1) is the language of the work it was made from."""
    for field in fields:
        entry.also(field)
        stem = _stem(field)
        for code, text in field[2]:
            if code not in _PARTS or (code == "a" and stem == _MARC):
                continue
            if not stem:
                _foreign(entry, field, code, text)
                continue
            for language in _codes(entry, code, text, stem):
                _said(entry, field, code, language)


def _stem(field: Field) -> str:
    """The address of the list that the codes are from, or nothing where we know none."""
    if field[1][1:2] != "7":
        return _MARC
    source = first(field, "2").lower()
    for part, name in _ISO.items():
        if part in source:
            return f"{_VOCABULARY}{name}/"
    return ""


def _codes(entry: Entry, code: str, text: str, stem: str) -> list[str]:
    """The languages of a subfield as IRI terms. Older records write two as one word: vieeng."""
    text = "".join(text.split()).lower()
    if stem != _MARC:
        return [f"<{stem}{enc(text)}>"]
    known = table("languages")
    codes = [text[at : at + 3] for at in range(0, len(text), 3)]
    for each in codes:
        if each not in known:
            entry.warn(
                "unknown-language", f"041${code}",
                f"“{each}” is no MARC language code.",
                f"“{each}” không phải mã ngôn ngữ MARC.",
            )  # fmt: skip
    return [f"<{stem}{each}>" for each in codes if each in known]


def _said(entry: Entry, field: Field, code: str, language: str) -> None:
    out = entry.triples
    work = entry.work
    if code == "a":
        out.append((work, _LANGUAGE, language))
        return
    slug, is_work, _ = _PARTS[code]
    # Materials specified in $3 have languages of their own.
    which = trim(first(field, "3"))
    key = f"{slug}.{enc(which)}" if which else slug
    if is_work:
        node = f"{work[:-1]}/accompanied/{key}>"
        out += ((work, _ACCOMPANIED, node), (node, A, _WORK), (node, RECORD, entry.node))
    else:
        node = f"{work[:-1]}/language/{key}>"
        out += ((work, _NOTE, node), (node, A, _NOTE_CLASS))
    out += ((node, A, f"{_COMPONENTS}{slug}>"), (node, _LANGUAGE, language))
    subfields.applies_to(entry, node, field, entry.language)
    if code == "h" and field[1][:1] == _TRANSLATED:
        original = f"{work[:-1]}/original/{key}>"
        out += (
            (work, _TRANSLATION_OF, original),
            (original, A, _WORK),
            (original, RECORD, entry.node),
            (original, _LANGUAGE, language),
        )
        out += [(original, LABEL, words) for words in _ORIGINAL]


def _foreign(entry: Entry, field: Field, code: str, text: str) -> None:
    """A language by a list that has no address: its code, the part, and the list."""
    slug, _, name = _PARTS[code]
    node = f"{entry.work[:-1]}/language/{slug}-{enc(text)}>"
    entry.triples += (
        (entry.work, _LANGUAGE, node),
        (node, A, _LANGUAGE_CLASS),
        (node, _VALUE, literals.text(text)),
        (node, _PART, literals.text(name, "en")),
    )
    subfields.source(entry, node, first(field, "2"), f"{_VOCABULARY}languageschemes/")


RULES: dict[str, Rule] = {"041": components}
