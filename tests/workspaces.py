"""Small workspaces for tests: registers of relics as tables, built for real."""

from pathlib import Path

from mocban import config
from mocban.build import Built, build
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore

BASE = "https://mocban.example/"
HEAD = (
    "ma,ten,loai_hinh,cap,so_quyet_dinh,ngay_quyet_dinh,thon,xa,huyen_cu,tinh,tho,muc_cong_khai\n"
)
ROWS = (
    "R1,Chùa Vĩnh Nghiêm,Lịch sử,QGĐB,,23/12/2015,Đức La,Trí Yên,Yên Dũng,Bắc Giang,Trần Nhân Tông,\n",
    "R2,Đình Thổ Hà,KTNT,Quốc gia,,,Thổ Hà,Vân Hà,Việt Yên,Bắc Giang,Lão Tử; Đào Trí Tiến,\n",
)


def workspace(folder: Path, **files: str) -> config.Workspace:
    """A workspace with one source `a` (or `a`, `b`… for files `a`, `b`…) of relic registers."""
    files = files or {"a": HEAD + "".join(ROWS)}
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "curation").mkdir(exist_ok=True)
    toml = ""
    for code, text in files.items():
        (folder / "sources" / f"{code}.csv").write_text(text, "utf-8")
        toml += (
            f'[[source]]\ncode = "{code}"\nkind = "heritage"\nname.vi = "Sở {code}"\nname.en = "Office {code}"\n'
            f'[[source.dataset]]\nname = "di-tich"\nformat = "csv"\nmapping = "di-tich"\nfiles = ["{code}.csv"]\n'
        )
    (folder / "mocban.toml").write_text(toml, "utf-8")
    return config.load(folder)


def built(folder: Path, **files: str) -> Built:
    """The same, built."""
    return build(workspace(folder, **files))


def lines(folder: Path, part: str = "") -> set[str]:
    """The quads of the current snapshot as text; those with `part` in them."""
    current = Snapshots(folder / "snapshots").current()
    assert current is not None
    with GraphStore.open(current / "store") as store:
        return {line for quad in store.quads() if part in (line := str(quad))}


def entities(folder: Path) -> dict[str, str]:
    """Path of member -> kind/eid of its entity."""
    found = {}
    for line in lines(folder, "ns/entity>"):
        subject, _, entity, *_ = line.split(" ")
        found[subject[len(BASE) + 3 : -1]] = entity[len(BASE) + 3 : -1]
    return found
