"""A table mapping made ready: the YAML is read and checked once, each row only runs closures."""

from collections.abc import Callable, Iterable
from typing import Any

from mocban.errors import RecordError
from mocban.mappings.record import Dataset, Mapped, Record
from mocban.mappings.sheet import Sheet
from mocban.mappings.table import acts, nodes, shapes, values, verbs, words
from mocban.mappings.table.context import Context
from mocban.mappings.table.derive import DERIVED, Derived
from mocban.mappings.table.row import Row, Rule, is_true
from mocban.mappings.table.schema import SPECIAL, Table, load
from mocban.mappings.table.spec import Spec
from mocban.ontology.iris import KINDS, Minter
from mocban.ontology.namespaces import RDF
from mocban.ontology.vietnamese import fold

VERBS: dict[str, Callable[[Spec, Context], Rule]] = {
    "name": verbs.name,
    "label": verbs.label,
    "altLabel": verbs.alt_label,
    "text": verbs.text,
    "statement": verbs.statement,
    "constant": verbs.constant,
    "types": verbs.types,
    "concept": words.concept,
    "access": words.access,
    "integer": values.integer,
    "decimal": values.decimal,
    "boolean": values.boolean,
    "date": values.date,
    "edtf": values.edtf,
    "heading": nodes.heading,
    "thing": nodes.thing,
    "identifier": nodes.identifier,
    "time": nodes.time,
    "node": nodes.node,
    "link": nodes.link,
    "geometry": shapes.geometry,
    "document": acts.document,
    "designation": acts.designation,
    "recurrence": acts.recurrence,
}

_Test = Callable[[Row], bool]


def mapping(dataset: Dataset) -> Callable[[Record], Mapped]:
    """The function that makes triples of each row, after the table mapping `dataset.mapping`.

    Raises ConfigError where the mapping says something that cannot be meant; the function
    raises RecordError for a row in which a required column is empty.
    """
    return compiled(load(dataset.mapping), dataset)


def compiled(table: Table, dataset: Dataset) -> Callable[[Record], Mapped]:
    """The same for a mapping that has been read already."""
    spec = table.spec
    context = Context(dataset, table, lambda specs: _rules(specs, context))
    lets = _lets(spec, context)
    make = _thing(spec, context)
    rules = _rules(spec.parts("rules"), context)
    minter = Minter(dataset.base, dataset.source)
    required = [name for name, column in table.columns.items() if column.required]
    special = {
        "@holder": dataset.holder,
        "@demo": "true" if dataset.demo else "",
        "@source": dataset.source,
    }
    says_access = _states_access(spec.value["rules"], frozenset(required))

    def map_row(record: Record) -> Mapped:
        sheet = Sheet(dataset, minter, record)
        row: Row = record.body
        for name in required:
            if name not in row.values:
                raise RecordError(
                    f"the column {name} is empty; every row must fill it.",
                    f"cột {name} để trống; dòng nào cũng phải có.",
                )
        for title in row.unknown:
            sheet.warn(
                "unknown-column", title,
                f"The mapping {table.name} does not know the column “{title}”; it is not converted.",
                f"Bảng ánh xạ {table.name} không có cột “{title}”; cột này không được chuyển đổi.",
            )  # fmt: skip
        known = {**row.values, **special}
        for name, let in lets:
            known[name] = let(sheet, known)
        row = row._replace(values=known)
        sheet.record()
        node = make(sheet, row)
        # A table that is silent about access must not open what its dataset closes.
        if not says_access and dataset.access != "cong-khai":
            sheet.access(node, dataset.access)
        rules(sheet, row, node)
        return sheet.done()

    return map_row


def _states_access(rules: list[Any], required: frozenset[str]) -> bool:
    """Whether some rule states the level of access of every row, whatever its cells are."""
    always = [rule for rule in rules if not {"when", "unless"} & set(rule)]
    return any(
        "access" in rule
        or (rule.get("node") in required and _states_access(rule.get("rules", []), required))
        for rule in always
    )


def _lets(spec: Spec, context: Context) -> list[tuple[str, Derived]]:
    made: list[tuple[str, Derived]] = []
    if "let" not in spec.value:
        return made
    inner = spec.part("let")
    for name in inner.value:
        if name in context.table.columns or name in SPECIAL:
            raise inner.wrong(f"“{name}” is a column already.", f"“{name}” đã là tên cột.")
        one = inner.part(name)
        one.only(*(one.value if isinstance(one.value, dict) else ()))
        made.append((name, DERIVED[_verb(one, DERIVED)](one, context)))
    return made


def _verb(spec: Spec, known: Iterable[str]) -> str:
    """The verb of a rule, which stands first in it; its options follow."""
    first = str(next(iter(spec.value), ""))
    if first not in known:
        names = ", ".join(known)
        raise spec.wrong(
            f"“{first}” stands where one of these is wanted: {names}.",
            f"“{first}” đứng ở chỗ cần một trong các mục: {names}.",
        )
    return first


def _rules(specs: list[Spec], context: Context) -> Rule:
    """One rule of many, in their order."""
    made: list[tuple[_Test | None, Rule]] = []
    for spec in specs:
        if not isinstance(spec.value, dict):
            raise spec.wrong(
                "a rule is wanted here, such as “- name: ten”.",
                "ở đây cần một quy tắc, ví dụ “- name: ten”.",
            )
        bare = spec.without("when", "unless")
        made.append((_test(spec), VERBS[_verb(bare, VERBS)](bare, context)))

    def rule(sheet: Sheet, row: Row, node: str) -> None:
        for test, one in made:
            if test is None or test(row):
                one(sheet, row, node)

    return rule


def _test(spec: Spec) -> _Test | None:
    """`when` must hold and `unless` must not: `{kieu: cong-trinh}` holds where the column has
    that value, or one of several, among its values; true and false mean yes and no, `any` and
    `none` that there is something or nothing."""
    parts = [(key == "when", spec.part(key)) for key in ("when", "unless") if key in spec.value]
    tests = [(wanted, _matches(inner, name)) for wanted, inner in parts for name in _keys(inner)]
    if not tests:
        return None
    return lambda row: all(test(row) == wanted for wanted, test in tests)


def _keys(spec: Spec) -> list[str]:
    spec.only(*(spec.value if isinstance(spec.value, dict) else ()))
    return list(spec.value)


def _matches(spec: Spec, name: str) -> _Test:
    source, wanted = spec.template_of(name), spec.value[name]
    if isinstance(wanted, bool):
        return lambda row: bool(is_true(source(row.values))) == wanted
    if wanted in ("any", "none"):
        return lambda row: bool(source(row.values)) == (wanted == "any")
    words = frozenset(fold(word) for word in spec.texts(name))
    return lambda row: any(fold(word.strip()) in words for word in source(row.values).split(";"))


def _thing(spec: Spec, context: Context) -> Callable[[Sheet, Row], str]:
    """What a row is about: `kind`, `id` (else that of the record), `types`, and of `cases` the
    types of the first whose `when` holds."""
    inner = spec.part("thing")
    inner.only("kind", "id", "types", "cases", required=("kind",))
    kind, types = inner.text("kind"), inner.terms("types")
    if kind not in KINDS:
        raise inner.wrong(f"there is no kind “{kind}”.", f"không có loại “{kind}”.")
    rid = inner.template("id") if "id" in inner.value else None
    cases = []
    for case in inner.parts("cases"):
        case.only("when", "unless", "types", required=("types",))
        cases.append((_test(case), case.terms("types")))

    def make(sheet: Sheet, row: Row) -> str:
        chosen = next((more for test, more in cases if test is None or test(row)), [])
        name = rid(row.values) if rid else sheet.record_id
        if not name:
            raise RecordError(
                "the columns that name the thing are empty.",
                "các cột dùng làm mã của đối tượng để trống.",
            )
        node = sheet.thing(kind, name, *types)
        sheet.triples += [(node, RDF.type, name) for name in chosen]
        return node

    return make
