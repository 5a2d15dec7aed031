"""What a person is told when something cannot be done.

Every error that reaches a user is one sentence in Vietnamese and one in English,
and names the file, the record, the field and the remedy where there is one.
"""

from typing import NamedTuple, Self


class Text(NamedTuple):
    """One sentence in both languages of the house."""

    en: str
    vi: str

    def of(self, language: str) -> str:
        """The sentence in `language` ("vi", else English)."""
        return self.vi if language.startswith("vi") else self.en


def one_line(text: str) -> str:
    """A sentence as it can be shown: it may quote a file, and a file may hold anything."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


class MocbanError(Exception):
    """The root of what the command line and the site show as one sentence."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.text = Text(one_line(en), one_line(vi))

    def __reduce__(self) -> tuple[type[Self], Text]:
        return type(self), self.text  # from one process to another


class ConfigError(MocbanError):
    """`mocban.toml`, or a table mapping, says something that cannot be meant."""


class SourceError(MocbanError):
    """A whole file cannot be read: wrong format, empty, cut short."""


class RecordError(MocbanError):
    """One record cannot be read or mapped; the rest of its file goes on."""


class DamageError(RecordError):
    """One record is broken: cut short, bytes that are no text, a number used twice. Many of
    these mean a broken file."""


class BuildError(MocbanError):
    """A build stops; the snapshot that was being served stays."""
