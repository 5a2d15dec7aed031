"""What a topic is, as people write it, and what is told of the mistakes in its file."""

from pathlib import Path
from typing import Any, NamedTuple

from mocban.errors import Text, one_line

FOLDER = "topics"
LANGUAGES = ("vi", "en")

Said = dict[str, str]
"""A text by language."""


class Pick(NamedTuple):
    """A thing chosen by hand (its path), and what is said of it here."""

    thing: str
    note: Said


class Section(NamedTuple):
    """One section; `place` names it to those who wrote it, `search` are the parameters of a
    search in their order."""

    key: str
    place: Text
    heading: Said
    text: Said
    picks: list[Pick]
    search: list[tuple[str, str]]


class Topic(NamedTuple):
    """A topic as its file has it; `file` is the path under the curation folder."""

    name: str
    file: str
    title: Said
    lead: Said
    by: Said
    revised: str
    licence: str
    sources: list[Said]
    sections: list[Section]


class Problem(NamedTuple):
    """What is wrong in a file: a sentence in both languages; `severe` where a whole topic or
    section is left out for it."""

    file: str
    text: Text
    severe: bool


class Told(Exception):
    """A part that cannot be used; the problem was told already."""


class File:
    """The reading of one file."""

    def __init__(self, path: Path) -> None:
        self.file = f"{FOLDER}/{path.name}"
        self.problems: list[Problem] = []

    def tell(self, place: Text, en: str, vi: str, *, severe: bool = False) -> None:
        said = Text(
            f"curation/{self.file}{place.en}: {en}", f"curation/{self.file}{place.vi}: {vi}"
        )
        self.problems.append(Problem(self.file, Text(*map(one_line, said)), severe))

    def table(
        self, value: object, place: Text, keys: tuple[str, ...], en: str, vi: str
    ) -> dict[str, Any]:
        """A table with these keys; others are told and left out."""
        if not isinstance(value, dict):
            self.tell(place, f"{en} must be lines of the form “key: value”.",
                      f"{vi} phải gồm các dòng dạng “khóa: giá trị”.", severe=True)  # fmt: skip
            raise Told
        for key in value:
            if key not in keys:
                self.tell(place, f"“{key}” is not known here; use {', '.join(keys)}.",
                          f"không có mục “{key}”; hãy dùng {', '.join(keys)}.")  # fmt: skip
        return {key: value[key] for key in keys if value.get(key) is not None}

    def said(self, value: object, place: Text, en: str, vi: str) -> Said:
        """A text in both languages; what one of them lacks is told."""
        if value is None:
            return {}
        if isinstance(value, str):
            value = {"vi": value}
        found = {language: str(value[language]).strip() for language in LANGUAGES
                 if isinstance(value, dict) and isinstance(value.get(language), str | int | float)
                 and not isinstance(value[language], bool)}  # fmt: skip
        found = {language: text for language, text in found.items() if text}
        for language in LANGUAGES:
            if language not in found:
                self.tell(place, f"{en} is missing in “{language}”; write “{language}: …”.",
                          f"{vi} thiếu ngôn ngữ “{language}”; hãy viết thêm “{language}: …”.")  # fmt: skip
        return found
