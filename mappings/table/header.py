"""Which column of a file is which column of the mapping."""

from mocban.errors import SourceError
from mocban.mappings.table.schema import Table

_SHOWN = 30  # columns in a message
_LONG = 40  # characters of each


class Header:
    """The line of column names of one file, understood by one table mapping."""

    def __init__(self, filename: str, table: Table, titles: list[str]) -> None:
        titles = list(titles)
        while titles and not titles[-1]:
            titles.pop()
        self._names: list[str | None] = []
        unknown: list[str] = []
        at: dict[str, str] = {}
        for title in titles:
            name = table.column_of(title)
            if name is None and title and not table.ignores(title):
                unknown.append(title)
            if name is not None and name in at:
                raise SourceError(
                    f"{filename}: the columns “{at[name]}” and “{title}” are the same column “{name}”; "
                    "remove or rename one of them.",
                    f"{filename}: cột “{at[name]}” và “{title}” trùng nhau (cùng là cột “{name}”); "
                    "hãy bỏ hoặc đổi tên một cột.",
                )
            if name is not None:
                at[name] = title
            self._names.append(name)
        for name, column in table.columns.items():
            if not column.optional and name not in at:
                found = _listed(titles)
                raise SourceError(
                    f"{filename}: the mapping {table.name} needs a column “{name}”, "
                    f"which is not there; rename a column, or name it in the mapping. Found: {found}.",
                    f"{filename}: bảng ánh xạ {table.name} cần cột “{name}” nhưng tệp không có; "
                    f"hãy đổi tên cột, hoặc khai tên cột trong bảng ánh xạ. Các cột tìm thấy: {found}.",
                )
        self.unknown = tuple(unknown)

    def __len__(self) -> int:
        return len(self._names)

    def values(self, cells: list[str]) -> dict[str, str]:
        """The cells of a row that say something, by column; a short row ends in empty cells."""
        return {
            name: cell
            for name, cell in zip(self._names, cells, strict=False)
            if name is not None and cell
        }


def _listed(titles: list[str]) -> str:
    shown = [" ".join(title.split()) for title in titles if title]
    return ", ".join(
        title if title.isprintable() and len(title) <= _LONG else f"{ascii(title[:_LONG])[1:-1]}…"
        for title in shown[:_SHOWN]
    ) + (f", … +{len(shown) - _SHOWN}" if len(shown) > _SHOWN else "")
