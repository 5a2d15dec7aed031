"""The words that the site itself says, from `texts/*.yaml`."""

from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("vi", "en")


@cache
def table() -> dict[str, dict[str, str]]:
    """Every key with its words in every language of the site."""
    found: dict[str, dict[str, str]] = {}
    for entry in (files("mocban.site") / "texts").iterdir():
        if entry.name.endswith(".yaml"):
            words = yaml.safe_load(entry.read_text(encoding="utf-8"))
            found |= {
                _said(key): {_said(tag): said for tag, said in row.items()}
                for key, row in words.items()
            }
    return found


def _said(key: object) -> str:
    # YAML 1.1 reads a bare `yes` or `no` as a truth value.
    return {True: "yes", False: "no"}[key] if isinstance(key, bool) else str(key)


class Words:
    """The words of one language; `words("leaf.all", n=3)` fills in what is asked for."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        said = table()[key][self.language]
        return said.format(**values) if values else said

    def count(self, key: str, n: int, **values: object) -> str:
        """The words for so many: those of `key`.one for one thing, where a language has them."""
        one = f"{key}.one"
        return self(one if n == 1 and self.has(one) else key, n=self.number(n), **values)

    def has(self, key: str) -> bool:
        """Whether there are words for a key that data makes (`kind.` + kind)."""
        return key in table()

    def group(self, prefix: str) -> dict[str, str]:
        """All words whose keys begin with a prefix, by the rest of the key, for a script that
        fills them in itself."""
        return {
            key.removeprefix(prefix): said[self.language]
            for key, said in table().items()
            if key.startswith(prefix)
        }

    def kind(self, kind: str, *, many: bool = False) -> str:
        """The word for a kind of thing."""
        key = f"{'kinds' if many else 'kind'}.{kind}"
        return self(key) if self.has(key) else self("kind.thing")

    def number(self, value: float) -> str:
        """A number as the language writes it: 3.050,5 and 3,050.5."""
        text = f"{value:,.10f}".rstrip("0").rstrip(".") if value % 1 else f"{int(value):,}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text
