"""130, 210-247: titles (https://www.loc.gov/marc/bibliographic/bd20x24x.html)."""

from mocban.errors import RecordError
from mocban.mappings.marc21.body import Field, all_of, first, trim
from mocban.mappings.marc21.entry import LABEL, RECORD, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, MCB
from mocban.ontology.vietnamese import fold

_TITLE = BF.title
_TITLE_CLASS = BF.Title
_MAIN = BF.mainTitle
_SUBTITLE = BF.subtitle
_NUMBER = BF.partNumber
_PART = BF.partName
_PARALLEL = BF.ParallelTitle
_VARIANT = BF.VariantTitle
_RESPONSIBILITY = BF.responsibilityStatement
_HUB = BF.Hub
_EXPRESSION_OF = BF.expressionOf
_FOLD = MCB.fold
_PARTS = {"b": _SUBTITLE, "n": _NUMBER, "p": _PART}
_KINDS = {
    "210": BF.AbbreviatedTitle,
    "222": BF.KeyTitle,
    "242": _VARIANT,
    "246": _VARIANT,
    "247": _VARIANT,
}


def begin(entry: Entry) -> None:
    """245 Title Statement (NR): titles and label of Work and Instance.

    RecordError where the record has no title at all.
    """
    field = entry.only("245") or _substitute(entry)
    out = entry.triples
    language = entry.language
    work_title = f"{entry.work[:-1]}/title/245>"
    title = f"{entry.instance[:-1]}/title/245>"
    pairs = []
    named = []
    parallel = trim_start = ""
    main = ""
    for code, text in field[2]:
        if code == "a" and not main:
            main = trim(text)
            trim_start = text
        elif code in _PARTS:
            value = trim(text)
            if not value:
                continue
            if code == "b" and trim_start.endswith("="):
                parallel = value
                continue
            pairs.append((_PARTS[code], literals.text(value, language)))
            if code != "b":
                named.append(value)
        elif code == "c":
            out.append(
                (entry.instance, _RESPONSIBILITY, literals.text(text.rstrip(" ."), language))
            )
    if not main:
        main = trim(next((t for c, t in field[2] if c in "kbpnfg"), ""))
        if not main:
            raise RecordError(
                "The record has no title (245 $a).", "Biểu ghi không có nhan đề (245 $a)."
            )
    pairs.append((_MAIN, literals.text(main, language)))
    for language_880, other in entry.also(field):
        han = trim(first(other, "a"))
        if han:
            pairs.append((_MAIN, literals.text(han, language_880)))
    entry.title = ". ".join((main, *named))
    label = literals.text(entry.title, language)
    out += (
        (entry.work, LABEL, label),
        (entry.work, _TITLE, work_title),
        (work_title, A, _TITLE_CLASS),
        (entry.instance, LABEL, label),
        (entry.instance, _TITLE, title),
        (title, A, _TITLE_CLASS),
    )
    for predicate, value in pairs:
        out.append((work_title, predicate, value))
        out.append((title, predicate, value))
    if parallel:
        _variant(entry, "245", parallel, _PARALLEL, "")


def _substitute(entry: Entry) -> Field:
    """The title field of a record that lacks 245."""
    for tag in ("240", "130", "246", "740"):
        fields = entry.by.get(tag)
        if fields and any(first(field, "a") for field in fields):
            entry.warn(
                "no-title", "245",
                f"The record has no 245; its title was taken from {tag}.",
                f"Biểu ghi không có trường 245; nhan đề lấy từ trường {tag}.",
            )  # fmt: skip
            return min(field for field in fields if first(field, "a"))
    raise RecordError("The record has no title (245).", "Biểu ghi không có nhan đề (245).")


def variants(entry: Entry, fields: list[Field]) -> None:
    """210 Abbreviated Title (R), 222 Key Title (R), 242 Translation of Title (R),
    246 Varying Form of Title (R), 247 Former Title (R)."""
    for field in fields:
        text = trim(first(field, "a"))
        if not text:
            continue
        if text.isascii() and text != entry.title and fold(text) == fold(entry.title):
            # Typed without marks for the sake of old search programs: no other title.
            entry.triples.append((entry.work, _FOLD, literals.text(fold(text))))
            continue
        kind = _PARALLEL if field[0] == "246" and field[1][1] == "1" else _KINDS[field[0]]
        _variant(entry, field[0], text, kind, trim(first(field, "b")))
        for language, other in entry.also(field):
            han = trim(first(other, "a"))
            if han:
                entry.triples.append(
                    (_variant_node(entry, field[0], text), _MAIN, literals.text(han, language))
                )


def _variant_node(entry: Entry, tag: str, text: str) -> str:
    return f"{entry.instance[:-1]}/title/{tag}-{text_key(text)}>"


def _variant(entry: Entry, tag: str, text: str, kind: str, subtitle: str) -> None:
    node = _variant_node(entry, tag, text)
    entry.triples += (
        (entry.instance, _TITLE, node),
        (node, A, kind),
        (node, _MAIN, literals.text(text, entry.language)),
    )
    if subtitle:
        entry.triples.append((node, _SUBTITLE, literals.text(subtitle, entry.language)))


def uniform(entry: Entry, fields: list[Field]) -> None:
    """130 Main Entry - Uniform Title (NR), 240 Uniform Title (NR): the Hub."""
    field = min(fields)
    words = [trim(text) for text in all_of(field, "anp")]
    name = ". ".join(word for word in words if word)
    if not name:
        return
    hub = entry.mint.thing("hub", entry.record_id)
    title = f"{hub[:-1]}/title/{field[0]}>"
    text = literals.text(name, entry.dataset.language)
    entry.triples += (
        (entry.work, _EXPRESSION_OF, hub),
        (hub, A, _HUB),
        (hub, RECORD, entry.node),
        (hub, LABEL, text),
        (hub, _TITLE, title),
        (title, A, _TITLE_CLASS),
        (title, _MAIN, text),
    )
    for language, other in entry.also(field):
        han = trim(first(other, "a"))
        if han:
            entry.triples.append((title, _MAIN, literals.text(han, language)))


RULES: dict[str, Rule] = {
    "130": uniform,
    "210": variants,
    "222": variants,
    "240": uniform,
    "242": variants,
    "246": variants,
    "247": variants,
}
