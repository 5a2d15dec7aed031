"""What the tests share: the switch that rewrites golden files, where open data stands, the
demonstration built once, and how tests are dealt out to processes that run at the same time."""

import fcntl
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask

from tests.browsing import chromium
from tests.demo_site import Walk, Walker
from tests.running import running

GOLDEN = Path(__file__).parent / "golden"
_SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
# Files whose tests share what is dear to make: the walk over the whole site.
TOGETHER = frozenset({"test_browser", "test_site", "test_site_language"})
# What takes long, longest first: what is begun last should be short.
LONG = ("the site", "test_real_files", "test_invariants", "test_ten_visits", "test_layout")

# How long an example takes says little where two tests share a core.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="write the golden files anew; review the difference"
    )
    parser.addoption(
        "--whole",
        action="store_true",
        help="render each page of the demonstration when it is walked",
    )


def _group(name: str) -> str:
    """The tests that a test is kept with, by the name of its file."""
    return "the site" if name in TOGETHER else name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts first what takes longest."""

    def place(item: pytest.Item) -> int:
        group = _group(item.path.stem)
        return LONG.index(group) if group in LONG else len(LONG)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deals the tests out to processes (`-n`) by groups, in their order: what the tests of a file
    share is made once. (`--dist loadgroup` of xdist 3.8 groups nothing under pytest 9.)"""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return _group(Path(nodeid.partition("::")[0]).stem)

    config.option.loadscopereorder = False
    return Groups(config, log)


def _common(config: pytest.Config) -> Path | None:
    """The folder that all processes of this run share; None where there is but one."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    return factory.getbasetemp().parent


@contextmanager
def _held(path: Path, way: int) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, way)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Lets a test that is marked `alone` wait until no other runs, and others wait for it.
    Whoever wants in passes a door first, so that one who waits for all to leave is not
    overtaken for ever."""
    common = _common(item.config)
    if common is None:
        return (yield)
    alone = item.get_closest_marker("alone") is not None
    with (common / "room").open("w") as room:
        with _held(common / "door", fcntl.LOCK_EX):
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        return (yield)


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--rewrite"))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """The path of a set or file of open data; the test is skipped where it is not there."""

    def path(name: str) -> Path:
        found = _SHARED / name
        if not found.exists():
            pytest.skip(f"open data not here: shared/data/{name}")
        return found

    return path


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of golden pairs."""
    return GOLDEN


@pytest.fixture(scope="session")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration workspace, built once for all processes; tests read it and leave it
    as it is."""
    from mocban import config
    from mocban.build import build
    from mocban.workspace import copy_demo

    room = _common(request.config) or tmp_path_factory.mktemp("demo")
    folder, done = room / "heritage", room / "heritage.built"
    with _held(room / "heritage.lock", fcntl.LOCK_EX):
        if not done.exists():
            copy_demo(folder)
            build(config.load(folder))
            done.touch()
    return folder


@pytest.fixture(scope="session")
def served(demo: Path) -> Iterator[str]:
    """The address of the demonstration as the real command serves it, for tests that look at
    pages; what counts or limits queries has a server of its own."""
    with running(demo) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def demo_app(demo: Path) -> Iterator[Flask]:
    """The application over the demonstration, in this process."""
    from mocban import config
    from mocban.app import create_app

    app, pool, current = create_app(config.load(demo))
    try:
        yield app
    finally:
        pool.close()
        current.close()


@pytest.fixture(scope="session")
def walk(demo: Path, request: pytest.FixtureRequest) -> Walk:
    """The whole site of the demonstration, walked along its links."""
    from mocban import config
    from mocban.app import create_app
    from mocban.graph.store import GraphStore

    workspace = config.load(demo)
    app, pool, current = create_app(workspace)
    try:
        with GraphStore.open(demo / "snapshots/current/store") as store:
            whole = bool(request.config.getoption("--whole"))
            return Walker(app, store, workspace.base, whole).all()
    finally:
        pool.close()
        current.close()
