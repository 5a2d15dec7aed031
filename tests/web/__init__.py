"""What tests need of the npm registry: axe-core and the HTML checker, at exact versions."""

import fcntl
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
SECONDS = 300


def file(name: str, folder: Path = FOLDER) -> Path:
    """A file of a package, fetched with the others where it is missing; the test is skipped
    where npm is missing or reaches nothing."""
    found = folder / "node_modules" / name
    with (folder / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            npm = shutil.which("npm") or pytest.skip(f"npm is not installed, which fetches {name}")
            done = subprocess.run(
                [npm, "ci", "--loglevel=error"], cwd=folder, capture_output=True, text=True,
                timeout=SECONDS, check=False,
            )  # fmt: skip
            if done.returncode or not found.exists():
                pytest.skip(f"npm could not fetch {name}: {done.stderr.strip()[:300]}")
    return found
