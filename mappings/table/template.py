"""Values made of columns: `ma`, `{ma}/{thu_tu}`, `{thon,xa}`, `{ma}[/{tu_ngay}]`.

`{a,b}` is the first of the columns that has a value; a part in square brackets is left out
where a column in it is empty; elsewhere an empty column leaves the whole template empty.
"""

import re
from collections.abc import Callable, Mapping

_TOKEN = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]|([^{}\[\]]+|.)", re.DOTALL)

_Part = str | tuple[str, ...] | list["_Part"]


def _same(value: str) -> str:
    return value


class Template:
    """One value, or several joined, with the names of the columns that they need."""

    def __init__(self, texts: list[str], join: str = ", ", it: str = "it") -> None:
        self._alternatives = [_parse(text) for text in texts]
        self._join = join
        self._column = _alone(self._alternatives)
        names = list(dict.fromkeys(n for parts in self._alternatives for n in _names(parts)))
        self.names = sorted(names)
        # What messages and headings call it: columns of the file, where it can be told.
        self.field = "+".join(it if name == "it" else name for name in names if name[0] != "@")

    def __call__(self, values: Mapping[str, str], quote: Callable[[str], str] = _same) -> str:
        """The value for a row, each column passed through `quote`; empty where there is none."""
        if self._column:
            value = values.get(self._column, "")
            return quote(value) if value else ""
        if len(self._alternatives) == 1:
            return _fill(self._alternatives[0], values, quote)
        filled = (_fill(parts, values, quote) for parts in self._alternatives)
        return self._join.join(value for value in filled if value)


def _alone(alternatives: list[list[_Part]]) -> str:
    """The column, where a template is no more than one column; the case of nearly all rules."""
    match alternatives:
        case [[(str(name),)]]:
            return name
    return ""


def _parse(text: str) -> list[_Part]:
    if "{" not in text:
        return [(text.strip(),)]
    parts: list[_Part] = []
    for match in _TOKEN.finditer(text):
        column, group, literal = match.groups()
        if column is not None:
            parts.append(tuple(name.strip() for name in column.split(",")))
        elif group is not None:
            parts.append(_parse(group) if "{" in group else match[0])
        else:
            parts.append(literal)
    return parts


def _names(parts: list[_Part]) -> list[str]:
    names: list[str] = []
    for part in parts:
        if isinstance(part, tuple):
            names += part
        elif isinstance(part, list):
            names += _names(part)
    return names


def _fill(parts: list[_Part], values: Mapping[str, str], quote: Callable[[str], str]) -> str:
    filled = []
    for part in parts:
        if isinstance(part, str):
            filled.append(part)
        elif isinstance(part, list):
            filled.append(_fill(part, values, quote))
        else:
            value = next((values[name] for name in part if values.get(name)), "")
            if not value:
                return ""
            filled.append(quote(value))
    return "".join(filled)
