"""Verbs for words that are chosen from a scheme: ranks, kinds, levels of access."""

from mocban.mappings.sheet import Sheet
from mocban.mappings.table.context import Context, keep
from mocban.mappings.table.row import Row, Rule, pieces
from mocban.mappings.table.spec import Spec
from mocban.ontology import concepts
from mocban.ontology.vietnamese import fold

_SEVERAL = ";,|"


def find_concept(schemes: list[str], words: dict[str, str], text: str) -> tuple[str, str] | None:
    """Scheme and slug of a word: by the mapping's own list of words, then by the schemes."""
    own = words.get(fold(text))
    for scheme in schemes:
        slug = own or concepts.find(scheme, text)
        if slug and (not own or slug in concepts.slugs(scheme)):
            return scheme, slug
    return None


def schemes_of(spec: Spec, key: str = "scheme") -> list[str]:
    """Names of schemes that exist."""
    names = spec.texts(key)
    known = concepts.schemes()
    for name in names:
        if name not in known:
            raise spec.wrong(
                f"there is no scheme “{name}”; there are {', '.join(known)}.",
                f"không có hệ khái niệm “{name}”; hiện có: {', '.join(known)}.",
            )
    return names


def words_of(spec: Spec, schemes: list[str]) -> dict[str, str]:
    """The mapping's own list of words -> slugs."""
    if "words" not in spec.value:
        return {}
    inner = spec.part("words")
    inner.only(*inner.value)
    for word in inner.value:
        slug = inner.text(word)
        if not any(slug in concepts.slugs(scheme) for scheme in schemes):
            raise inner.wrong(
                f"there is no concept “{slug}” in {', '.join(schemes)}.",
                f"không có khái niệm “{slug}” trong {', '.join(schemes)}.",
            )
    return {fold(str(word)): slug for word, slug in inner.value.items()}


def concept_of(spec: Spec, key: str) -> tuple[str, str]:
    """`list/bao-vat-quoc-gia` as a scheme and a slug that exist."""
    scheme, _, slug = spec.text(key).partition("/")
    if scheme not in concepts.schemes() or slug not in concepts.slugs(scheme):
        raise spec.wrong(
            f"there is no concept “{scheme}/{slug}”.", f"không có khái niệm “{scheme}/{slug}”."
        )
    return scheme, slug


def concept(spec: Spec, context: Context) -> Rule:
    """Words from one of our schemes, or from several; `words` maps an institution's own."""
    spec.only("concept", "scheme", "property", "split", "words", required=("scheme", "property"))
    source, term, schemes = spec.template("concept"), spec.term("property"), schemes_of(spec)
    words, separators = words_of(spec, schemes), spec.text("split", _SEVERAL)

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        if not (value := source(row.values)):
            return
        # A label may itself hold a comma.
        whole = find_concept(schemes, words, value)
        for piece in [value] if whole else pieces(value, separators):
            found = whole or find_concept(schemes, words, piece)
            if found:
                sheet.add(node, term, sheet.mint.concept(*found))
                continue
            sheet.warn(
                "unmapped-value", source.field,
                f"“{piece}” is not in {', '.join(schemes)}; it is kept as a note.",
                f"“{piece}” không có trong {', '.join(schemes)}; giữ lại thành ghi chú.",
            )  # fmt: skip
            keep(context, sheet, node, source.field, piece)

    return rule


def access(spec: Spec, context: Context) -> Rule:
    """How freely a node may be read. An empty cell means what the dataset says; a word that we
    do not know means restricted, for nobody can take back what was published by mistake."""
    spec.only("access")
    source = spec.template("access")

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        level = sheet.dataset.access
        if value := source(row.values):
            level = concepts.find("access", value) or ""
        if not level:
            level = "han-che"
            sheet.warn(
                "unknown-access", source.field,
                f"“{value}” is no level of access we know; the record is treated as restricted.",
                f"Không rõ mức công khai “{value}”; biểu ghi được coi là hạn chế.",
            )  # fmt: skip
        sheet.access(node, level)

    return rule
