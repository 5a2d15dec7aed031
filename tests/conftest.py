"""What the tests share: the switch that rewrites golden files, and where open data stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
_SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="write the golden files anew; review the difference"
    )


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
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration workspace, built once; tests read it and leave it as it is."""
    from mocban import config
    from mocban.build import build
    from mocban.workspace import copy_demo

    folder = tmp_path_factory.mktemp("demo") / "heritage"
    copy_demo(folder)
    build(config.load(folder))
    return folder
