"""The small verbs of table mappings: names, texts, what is true of every row.

A verb takes its part of the YAML file once and gives back a Rule, which runs for each row.
Options that many verbs share: `property` (a term), `split` (signs between several values in
one cell), `language` (BCP 47), `when` (see mapper).
"""

import re

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.context import Context, each
from mocban.mappings.table.row import Row, Rule
from mocban.mappings.table.spec import Spec
from mocban.mappings.table.words import concept_of
from mocban.ontology import concepts, literals
from mocban.ontology.iris import norm
from mocban.ontology.namespaces import RDF, SKOS

_TYPED = re.compile(r"([^:：]{1,30})[:：]\s*(.+)", re.DOTALL)


def name(spec: Spec, context: Context) -> Rule:
    """A name as a node; `label: true` makes it the label too."""
    spec.only("name", "language", "kind", "label", "split")
    values = each(spec.template("name"), spec.text("split"))
    language, kind, label = spec.text("language"), spec.text("kind"), spec.flag("label")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for value in values(row):
            sheet.name(node, value, language, kind)
            if label:
                sheet.label(node, value, language)

    return rule


def label(spec: Spec, context: Context) -> Rule:
    """The label alone."""
    spec.only("label", "language")
    source, language = spec.template("label"), spec.text("language")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if value := source(row.values):
            sheet.label(node, value, language)

    return rule


def alt_label(spec: Spec, context: Context) -> Rule:
    """Other names, each as it is or with its kind in front: `hiệu: Tiết Trai; Trạng Kế`."""
    spec.only("altLabel", "language", "split")
    values = each(spec.template("altLabel"), spec.text("split", ";|"))
    language = spec.text("language")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for value in values(row):
            kind, typed = "ten-khac", _TYPED.match(value)
            if typed and (slug := concepts.find("name", typed[1])):
                kind, value = slug, typed[2]
            sheet.name(node, value, language, kind)
            tag = language or sheet.dataset.language
            sheet.add(node, SKOS.altLabel, literals.text(norm(value), tag))

    return rule


def text(spec: Spec, context: Context) -> Rule:
    """A literal as it is written; in the dataset's language where `language` is `auto`."""
    spec.only("text", "property", "language", "split", required=("property",))
    values, term = each(spec.template("text"), spec.text("split")), spec.term("property")
    language = spec.text("language")
    language = context.dataset.language if language == "auto" else language

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for value in values(row):
            sheet.add(node, term, literals.text(norm(value), language))

    return rule


def statement(spec: Spec, context: Context) -> Rule:
    """A text about the thing; `kind` is a slug of v/statement."""
    spec.only("statement", "kind", "role", "language")
    source, kind = spec.template("statement"), spec.text("kind", "note")
    role, language = spec.text("role", kind), spec.text("language")
    if kind not in concepts.slugs("statement"):
        raise spec.wrong(
            f"there is no kind of statement “{kind}”.", f"không có loại ghi chú “{kind}”."
        )

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if value := source(row.values):
            sheet.statement(node, role, value, language, kind)

    return rule


def constant(spec: Spec, context: Context) -> Rule:
    """What is true of every row: a `term`, a `concept` (scheme/slug), a `text` or a `flag`."""
    spec.only("constant", "term", "concept", "text", "flag")
    term = spec.term("constant")
    said = [key for key in ("term", "concept", "text", "flag") if key in spec.value]
    if len(said) != 1:
        raise spec.wrong(
            "one of term, concept, text or flag is wanted here.",
            "ở đây cần đúng một mục: term, concept, text hoặc flag.",
        )
    chosen = concept_of(spec, "concept") if said == ["concept"] else None
    value = ""
    if said == ["term"]:
        value = spec.term("term")
    elif said == ["text"]:
        value = literals.text(spec.text("text"))
    elif said == ["flag"]:
        value = literals.boolean(spec.flag("flag"))

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        sheet.add(node, term, sheet.mint.concept(*chosen) if chosen else value)

    return rule


def types(spec: Spec, context: Context) -> Rule:
    """More classes of the node."""
    spec.only("types")
    terms = spec.terms("types")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for term in terms:
            sheet.add(node, RDF.type, term)

    return rule
