"""What a person sees while something long runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from mocban.errors import Text


class Progress(Protocol):
    """Is told which step began, and how far it has come."""

    def step(self, text: Text) -> None:
        """A new step has begun."""

    def count(self, done: int) -> None:
        """So many records of this step are done."""


class Quiet:
    """Says nothing."""

    def step(self, text: Text) -> None:
        """Nothing."""

    def count(self, done: int) -> None:
        """Nothing."""


class Live:
    """A line with a spinner where the terminal is one, else nothing until the end."""

    def __init__(self, language: str) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        self._language = language
        self._bar = Bar(
            SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[done]}"),
            TimeElapsedColumn(), console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._bar.add_task("", done="")

    def step(self, text: Text) -> None:
        """A new step has begun."""
        self._bar.update(self._task, description=text.of(self._language), done="")

    def count(self, done: int) -> None:
        """So many records of this step are done."""
        self._bar.update(self._task, done=f"{done:,}")

    @contextmanager
    def shown(self) -> Iterator["Live"]:
        """While the step goes on."""
        with self._bar:
            yield self
