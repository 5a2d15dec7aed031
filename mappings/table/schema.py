"""Table mappings: the YAML file that says what the columns of an institution's table mean.

title:    {vi: ..., en: ...}
optional: true                    columns may be absent, but for those that are required
columns:  ma: {is: [Mã, code], required: true} / ten_khac: [Tên khác] / ...
ignore:   [columns that are known and left out]
bounds:   [west, south, east, north]   where its coordinates must lie
id:       "{ma}"                  the id of the record
let:      values worked out of columns before the rules (derive.py)
thing:    what a row is about: kind, id, types, cases
rules:    a list; each rule is one verb (VERBS in mapper.py) with its options
examples: rows, and triples that they must give; executed by the tests
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from mocban.errors import ConfigError
from mocban.mappings.table.row import column_key
from mocban.mappings.table.spec import Spec
from mocban.mappings.table.template import Template

_KEYS = (
    "title",
    "optional",
    "columns",
    "ignore",
    "bounds",
    "id",
    "let",
    "thing",
    "rules",
    "examples",
)
SPECIAL = frozenset({"@holder", "@demo", "@source"})
"""Values that come from the dataset, not from the row."""


class Column(NamedTuple):
    """A column of the table."""

    title: str  # for people
    optional: bool  # may be absent from the header
    required: bool  # every row must fill it


class Table(NamedTuple):
    """A table mapping as its file states it; rules are compiled by `mapper`."""

    name: str
    columns: dict[str, Column]
    aliases: dict[str, str]  # column_key of a title -> column
    ignored: frozenset[str]
    id: Template
    spec: Spec

    def column_of(self, title: str) -> str | None:
        """The column that a title in a file means."""
        return self.aliases.get(column_key(title))

    def ignores(self, title: str) -> bool:
        """Whether the mapping leaves a column out knowingly."""
        return column_key(title) in self.ignored


class _Loader(yaml.SafeLoader):
    """YAML that refuses the same key twice."""


def _unique(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.MarkedYAMLError(
                problem=f"“{key}” stands there twice", problem_mark=node.start_mark
            )
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique)


def shipped() -> list[str]:
    """The names of the table mappings that come with mocban."""
    names = (entry.name for entry in (files("mocban.mappings.table") / "tables").iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load(name: str) -> Table:
    """A table mapping by its shipped name, or by the path of a YAML file. Raises ConfigError
    where there is none, or where it says something that cannot be meant."""
    if name in shipped():
        return _shipped(name)
    path = Path(name)
    if not name or path.suffix.lower() not in (".yaml", ".yml"):
        known = ", ".join(shipped())
        raise ConfigError(
            f"“{name}” is no table mapping; give the path of a YAML file, or one of: {known}.",
            f"“{name}” không phải bảng ánh xạ; hãy cho đường dẫn tệp YAML hoặc một trong: {known}.",
        )
    try:
        return parse(path.name, path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise ConfigError(
            f"The table mapping {path.name} cannot be read ({reason}).",
            f"Không đọc được bảng ánh xạ {path.name} ({reason}).",
        ) from error


@lru_cache
def _shipped(name: str) -> Table:
    text = (files("mocban.mappings.table") / "tables" / f"{name}.yaml").read_text(encoding="utf-8")
    return parse(f"{name}.yaml", text)


def parse(file: str, text: str) -> Table:
    """A table mapping from the text of its file, whose name is used in messages."""
    try:
        value = yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or " ".join(str(error).split()) or "?"
        raise ConfigError(
            f"{file}, line {line}: this is not valid YAML ({problem}).",
            f"{file}, dòng {line}: không đúng cú pháp YAML ({problem}).",
        ) from error
    top = Spec(file, "table", value, frozenset())
    top.only(*_KEYS, required=("columns", "id", "thing", "rules"))
    columns, aliases = _columns(top)
    lets = top.part("let") if "let" in value else None
    if lets:
        lets.only(*lets.value)
    names = frozenset(columns) | SPECIAL | frozenset(lets.value if lets else ())
    spec = Spec(file, "table", value, names)
    record_id = Spec(file, "id", value, frozenset(columns))
    ignored = frozenset(column_key(title) for title in top.texts("ignore"))
    return Table(file, columns, aliases, ignored, record_id.template_of(value["id"], "/"), spec)


def _columns(top: Spec) -> tuple[dict[str, Column], dict[str, str]]:
    usual = top.flag("optional")
    inner = top.part("columns")
    inner.only(*inner.value)
    columns: dict[str, Column] = {}
    aliases: dict[str, str] = {}
    for name, value in inner.value.items():
        if not isinstance(name, str) or set(name) & set("{}[],@+") or name == "it":
            raise inner.wrong(
                f"“{name}” cannot be the name of a column; use letters, digits and _.",
                f"“{name}” không dùng làm tên cột được; hãy dùng chữ, số và dấu _.",
            )
        if isinstance(value, dict):
            one = inner.part(name)
            one.only("is", "required", "optional")
            titles, required = one.texts("is"), one.flag("required")
            optional = not required and one.flag("optional", usual)
        else:
            titles, required, optional = inner.texts(name), False, usual
        columns[name] = Column(titles[0] if titles else name, optional, required)
        for title in (name, *titles):
            other = aliases.setdefault(column_key(title), name)
            if other != name:
                raise inner.wrong(
                    f"“{title}” names both “{other}” and “{name}”.",
                    f"“{title}” vừa là tên cột “{other}” vừa là tên cột “{name}”.",
                )
    return columns, aliases
