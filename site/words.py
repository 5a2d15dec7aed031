"""The words that the site itself says, from the gettext catalogues in `translations/`.

A message is named by a key (`leaf.all`) and written in both languages; {name} in it is filled
in. https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

import gettext
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("vi", "en")
_DIGITS = "#,##0.##########"


class Catalogue(NamedTuple):
    """Every key with its words: of what is counted, those for each plural form; `form` says
    which form a number takes in the language."""

    said: dict[str, tuple[str, ...]]
    form: Callable[[int], int]


@cache
def catalogue(language: str) -> Catalogue:
    """The words of one language, as its `messages.po` has them."""
    path = files("mocban.site") / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        read = read_po(file, locale=language, abort_invalid=True)
    said = {}
    for message in read:
        key = message.id if isinstance(message.id, str) else message.id[0]
        words = message.string or ""
        if key:
            said[key] = (words,) if isinstance(words, str) else tuple(words)
    return Catalogue(said, gettext.c2py(read.plural_expr))


@cache
def table() -> dict[str, dict[str, str]]:
    """Every key with its words in every language of the site; of counted words the last form."""
    every = {language: catalogue(language).said for language in LANGUAGES}
    return {
        key: {language: said[key][-1] for language, said in every.items() if key in said}
        for key in sorted(set().union(*every.values()))
    }


@lru_cache(maxsize=4096)
def _decimal(value: float, language: str) -> str:
    return format_decimal(value, _DIGITS, language)


class Words:
    """The words of one language; `words("leaf.all", n=3)` fills in what is asked for."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._said, self._form = catalogue(language)

    def __call__(self, key: str, **values: object) -> str:
        said = self._said[key][-1]
        return said.format(**values) if values else said

    def count(self, key: str, n: int, **values: object) -> str:
        """The words for so many, in the plural form that the language has for the number;
        {n} in them is the number as the language writes it."""
        forms = self._said[key]
        said = forms[self._form(n)] if len(forms) > 1 else forms[0]
        return said.format(n=self.number(n), **values)

    def has(self, key: str) -> bool:
        """Whether there are words for a key that data makes (`kind.` + kind)."""
        return key in self._said

    def group(self, prefix: str) -> dict[str, str]:
        """All words whose keys begin with a prefix, by the rest of the key, for a script that
        fills them in itself."""
        return {
            key.removeprefix(prefix): forms[-1]
            for key, forms in self._said.items()
            if key.startswith(prefix)
        }

    def kind(self, kind: str, *, many: bool = False) -> str:
        """The word for a kind of thing."""
        key = f"{'kinds' if many else 'kind'}.{kind}"
        return self(key) if self.has(key) else self("kind.thing")

    def number(self, value: float) -> str:
        """A number as the language writes it: 3.050,5 and 3,050.5."""
        return _decimal(value, self.language)
