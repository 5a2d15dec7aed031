"""How commands speak to a person: in which language, with what progress, and of what failed."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from mocban.errors import MocbanError, Text, one_line
from mocban.progress import Live, Progress, Quiet

FOLDER = click.Path(path_type=Path, file_okay=False)
EXAMPLE = "\n\n\b\nExample / Ví dụ:\n  "


def language() -> str:
    """The language of messages: MOCBAN_LANG, else that of the system; English unless `vi`."""
    for name in ("MOCBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "vi" if value.lower().startswith("vi") else "en"
    return "en"


def say(text: Text) -> None:
    """One sentence on standard error."""
    click.echo(text.of(language()), err=True)


@contextmanager
def progressing() -> Iterator[Progress]:
    """A live line where the terminal is one."""
    if not sys.stderr.isatty():
        yield Quiet()
        return
    live = Live(language())
    with live.shown():
        yield live


def told(function: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever goes wrong is one sentence and exit code 1, never a traceback."""

    @wraps(function)
    def command(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except MocbanError as error:
            click.echo(f"mocban: {error.text.of(language())}", err=True)
        except BrokenPipeError:
            sys.stderr.close()
        except KeyboardInterrupt:
            click.echo(err=True)
        except OSError as error:
            click.echo(f"mocban: {error.filename or ''}: {error.strerror or error}", err=True)
        except Exception as error:
            if os.environ.get("MOCBAN_DEBUG"):
                raise
            notes = "; ".join(getattr(error, "__notes__", ()))
            said = one_line(f"{type(error).__name__}: {error}" + (f"; {notes}" if notes else ""))
            say(Text(
                f"mocban: something we did not foresee ({said}); run again with MOCBAN_DEBUG=1 and report it.",
                f"mocban: lỗi không lường trước ({said}); hãy chạy lại với MOCBAN_DEBUG=1 và báo cho chúng tôi.",
            ))  # fmt: skip
        sys.exit(1)

    return command
