"""Making workspaces, and finding what is current in one."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from mocban.config import FILE, Workspace
from mocban.errors import BuildError, ConfigError
from mocban.graph.snapshots import Snapshots
from mocban.settings import SETTINGS

_FOLDERS = ("sources", "curation", "media")
_EXAMPLE = """
# One table for each institution, one for each set of files it gives.
# Mỗi đơn vị một bảng, mỗi bộ tệp của đơn vị một bảng con.
#
# [[source]]
# code = "tvbg"                      # in every IRI; never change it / nằm trong mọi IRI; không đổi
# kind = "library"                   # library museum heritage tourism archive gazetteer
# name.vi = "Thư viện tỉnh Bắc Giang"
# name.en = "Bắc Giang Provincial Library"
# licence = "https://creativecommons.org/publicdomain/zero/1.0/"
#
# [[source.dataset]]
# name = "marc"
# title.vi = "Thư mục sách"          # shown to readers / hiện cho người đọc
# title.en = "Catalogue of books"
# format = "marc21"                  # marc21 marcxml lido csv geojson
# files = ["tvbg/*.mrc"]             # in sources/ / trong sources/
# access = "cong-khai"               # cong-khai dang-ky tai-cho han-che mat
#
# [[source.dataset]]
# name = "kho"
# format = "csv"
# mapping = "kho"                    # a shipped table mapping, or "my.yaml" beside this file
# files = ["tvbg/kho.csv"]
"""


def create(folder: Path) -> None:
    """A new workspace. ConfigError where there is one already."""
    _absent(folder)
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    lines = ["# mocban", "", '# title.vi = "mộc bản"', '# title.en = "mocban"', ""]
    for setting in SETTINGS:
        value = str(setting.default).replace("'", '"')
        shown = f'"{value}"' if isinstance(setting.default, str) else value
        lines += [f"# {setting.help.en}", f"# {setting.help.vi}", f"# {setting.name} = {shown}", ""]
    (folder / FILE).write_text("\n".join(lines) + _EXAMPLE, "utf-8")


def copy_demo(folder: Path) -> None:
    """A workspace with the demonstration data. ConfigError where there is one already."""
    _absent(folder)
    with as_file(files("mocban") / "demo") as demo:
        shutil.copytree(demo, folder, dirs_exist_ok=True, copy_function=shutil.copyfile,
                        ignore=shutil.ignore_patterns("__pycache__", "*.py"))  # fmt: skip


def _absent(folder: Path) -> None:
    if (folder / FILE).exists():
        raise ConfigError(
            f"{folder}: there is a workspace here already; nothing was changed.",
            f"{folder}: đã có không gian làm việc; không thay đổi gì.",
        )


def current(workspace: Workspace) -> Path:
    """The folder of the snapshot in use. BuildError where nothing has been built."""
    path = Snapshots(workspace.snapshots).current()
    if path is None:
        raise BuildError(
            f"{workspace.path}: nothing is built yet; run `mocban build {workspace.path}`.",
            f"{workspace.path}: chưa dựng; hãy chạy `mocban build {workspace.path}`.",
        )
    return path
