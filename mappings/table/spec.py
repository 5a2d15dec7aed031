"""Reading a part of a table mapping, with a sentence for whatever cannot be meant."""

from collections.abc import Iterable
from typing import Any

from mocban.errors import ConfigError
from mocban.mappings.table.template import Template
from mocban.ontology.namespaces import term


class Spec:
    """A part of a table mapping file, which knows where in the file it stands."""

    def __init__(
        self, file: str, where: str, value: Any, names: frozenset[str], it: str = "it"
    ) -> None:
        self.file = file
        self.where = where
        self.value = value
        self.names = names
        self.it = it  # the column of which `it` is a piece

    def wrong(self, en: str, vi: str) -> ConfigError:
        """The error that says what is wrong here."""
        return ConfigError(f"{self.file}, {self.where}: {en}", f"{self.file}, {self.where}: {vi}")

    def part(self, key: str | int, extra: Iterable[str] = (), it: str = "") -> "Spec":
        """What stands under a key, where `extra` names may be used too."""
        where = f"{self.where}.{key}" if isinstance(key, str) else f"{self.where}[{key + 1}]"
        names = self.names | frozenset(extra)
        return Spec(self.file, where.lstrip("."), self.value[key], names, it or self.it)

    def parts(self, key: str, extra: Iterable[str] = (), it: str = "") -> list["Spec"]:
        """The members of the list under a key; none where the key is not there."""
        if key not in self.value:
            return []
        inner = self.part(key, extra, it)
        if not isinstance(inner.value, list):
            raise inner.wrong("a list is wanted here.", "ở đây cần một danh sách.")
        return [inner.part(index) for index in range(len(inner.value))]

    def without(self, *keys: str) -> "Spec":
        """The same part without some keys."""
        value = {key: each for key, each in self.value.items() if key not in keys}
        return Spec(self.file, self.where, value, self.names, self.it)

    def only(self, *allowed: str, required: Iterable[str] = ()) -> None:
        """Nothing but these keys may stand here."""
        if not isinstance(self.value, dict):
            raise self.wrong(
                "“key: value” lines are wanted here.", "ở đây cần các dòng “khóa: giá trị”."
            )
        known = ", ".join(allowed)
        for key in self.value:
            if key not in allowed:
                raise self.wrong(
                    f"“{key}” is not known here; what may stand here: {known}.",
                    f"không có mục “{key}” ở đây; các mục được dùng: {known}.",
                )
        for key in required:
            if key not in self.value:
                raise self.wrong(f"“{key}” is missing.", f"thiếu mục “{key}”.")

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        value = self.value.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(
                f"“{key}” must be text; put it in quotation marks.",
                f"“{key}” phải là chữ; hãy đặt trong dấu ngoặc kép.",
            )
        return value

    def texts(self, key: str) -> list[str]:
        """One text or a list of texts."""
        value = self.value.get(key)
        values = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(each, str) for each in values):
            raise self.wrong(
                f"“{key}” must be text; put each in quotation marks.",
                f"“{key}” phải là chữ; hãy đặt từng mục trong dấu ngoặc kép.",
            )
        return values

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(f"“{key}” must be true or false.", f"“{key}” phải là true hoặc false.")
        return value

    def number(self, key: str) -> int | None:
        """A whole number."""
        value = self.value.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.wrong(f"“{key}” must be a whole number.", f"“{key}” phải là số nguyên.")
        return value

    def term(self, key: str, default: str = "") -> str:
        """`crm:P2_has_type` as an N-Triples term of a vocabulary that has it."""
        return self._term(self.text(key, default))

    def terms(self, key: str) -> list[str]:
        """One term or several."""
        return [self._term(curie) for curie in self.texts(key)]

    def _term(self, curie: str) -> str:
        try:
            return term(curie)
        except (KeyError, AttributeError):
            raise self.wrong(
                f"“{curie}” is no term of a vocabulary we write with, as crm:P2_has_type is.",
                f"“{curie}” không phải thuật ngữ của bộ từ vựng nào đang dùng (ví dụ: crm:P2_has_type).",
            ) from None

    def template(self, key: str) -> Template:
        """The value under a key: a column, a template of columns, or a list that is joined."""
        return self.template_of(self.value.get(key))

    def template_of(self, value: Any, join: str = ", ") -> Template:
        """A column name, a template such as `{xa}[, {tinh}]`, or a list of them."""
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(each, str) and each for each in texts):
            raise self.wrong(
                "a column, a template or a list of columns is wanted here.",
                "ở đây cần tên cột, khuôn ghép cột hoặc danh sách cột.",
            )
        made = Template(texts, join, self.it)
        for name in made.names:
            if name not in self.names:
                known = ", ".join(sorted(each for each in self.names if not each.startswith("@")))
                raise self.wrong(
                    f"there is no column “{name}” under columns or let; there are {known}.",
                    f"không có cột “{name}” trong columns hay let; các cột: {known}.",
                )
        return made
