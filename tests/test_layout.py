"""The five folders are the five subpackages, and imports go down only."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = {"endpoint", "graph", "mappings", "ontology", "site"}


def test_every_room_is_linked_into_the_package() -> None:
    package = ROOT / "mocban"
    links = {path.name: path for path in package.iterdir() if path.is_symlink()}
    if not links:  # an sdist holds copies
        assert {path.name for path in package.iterdir() if path.is_dir()} >= ROOMS
        return
    assert set(links) == ROOMS
    assert all(path.resolve() == ROOT / name for name, path in links.items())
    assert all(not path.readlink().is_absolute() for path in links.values())


def test_the_code_is_clean_typed_and_imports_go_down_only() -> None:
    if not (ROOT / "pyproject.toml").exists():
        return
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for room in (*ROOMS, "mocban")
        for path in (ROOT / room).rglob("*.py")
        if "node_modules" not in path.parts
        and (count := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert not long


def test_only_the_store_module_touches_the_engine_store() -> None:
    users = {
        path.name
        for room in (*ROOMS, "mocban")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\box\.Store\b|pyoxigraph import .*\bStore\b", path.read_text("utf-8"))
    }
    assert users == {"store.py"}


def test_no_query_is_put_together_from_strings() -> None:
    suspicious = []
    for room in (*ROOMS, "mocban"):
        for path in (ROOT / room).rglob("*.py"):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if line.lstrip().startswith(
                    ('f"SELECT ?', "f'SELECT ?", 'f"""SELECT', 'f"ASK', 'f"CONSTRUCT')
                ):
                    suspicious.append(f"{path.name}:{number}")
    assert not suspicious
