"""One dataset into one segment, unless the same segment is there already."""

import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from mocban import __version__
from mocban.config import DatasetConfig, Source, Workspace
from mocban.convert import Report, convert, equation
from mocban.errors import BuildError, ConfigError, MocbanError, SourceError
from mocban.graph.catalog import graph_of
from mocban.graph.runs import Used
from mocban.graph.segments import Segment, SegmentWriter
from mocban.mappings.record import Dataset, Record, Triple
from mocban.ontology import codes
from mocban.ontology.iris import Minter, dec
from mocban.progress import Progress

_CODES = f"<{codes.STEM}"
_CODE_SUFFIXES = (".py", ".tsv", ".yaml", ".ttl", ".txt")


class Ingested(NamedTuple):
    """A dataset, its segment, and what its files were."""

    source: Source
    dataset: DatasetConfig
    segment: Segment
    key: str
    used: tuple[Used, ...]
    fresh: bool  # converted now, not found in the cache

    @property
    def name(self) -> str:
        """How messages and manifests call it."""
        return f"{self.source.code}/{self.dataset.name}"


def described(workspace: Workspace, source: Source, given: DatasetConfig) -> Dataset:
    """What readers and mappings are told of a dataset."""
    mapping = given.mapping
    if mapping.endswith((".yaml", ".yml")):
        mapping = str((workspace.path / mapping).resolve())
    return Dataset(
        base=workspace.base, source=source.code, name=given.name, format=given.format,
        language=given.language, access=given.access, demo=given.demo,
        holder=source.name.vi, mapping=mapping,
        options=given.options,
    )  # fmt: skip


def ingest(
    workspace: Workspace, source: Source, given: DatasetConfig, progress: Progress
) -> Ingested:
    """Convert a dataset, or find what was converted before from the same files by the same
    code. Raises SourceError or BuildError where it must not become part of a snapshot."""
    dataset = described(workspace, source, given)
    paths = paths_of(workspace, source, given)
    before = [_mark(path) for path in paths]
    used = tuple(_used(workspace, path) for path in paths)
    settings = json.dumps(
        [code_digest(), workspace.base, source.code, source.name, given.__dict__, used, _file(dataset.mapping)],
        sort_keys=True, default=str,
    )  # fmt: skip
    key = hashlib.sha256(settings.encode()).hexdigest()[:24]
    folder = workspace.work / "segments" / f"{source.code}.{given.name}"
    segment = Segment(folder / f"{key}.nq", graph_of(workspace.base, source.code, given.name))
    fresh = not segment.path.exists()
    if fresh:
        try:
            report = write_segment(
                dataset, segment, [str(path) for path in paths], given.release, progress
            )
        except MocbanError as error:
            en, vi = error.text
            name = f"{source.code}/{given.name}"
            raise type(error)(f"{name}: {en}", f"{name}: {vi}") from error
        for path, mark in zip(paths, before, strict=True):
            _unchanged(path, mark, segment)
        for old in folder.glob("*"):
            if not old.name.startswith(key):
                old.unlink()
        _quarantine(workspace, source, given, report)
    ingested = Ingested(source, given, segment, key, used, fresh)
    _tolerated(workspace, ingested)
    return ingested


def _unchanged(path: Path, mark: tuple[int, int, int], segment: Segment) -> None:
    """Throw a segment away whose file became another while it was read."""
    if _mark(path) != mark:
        segment.path.unlink()
        raise SourceError(
            f"{path.name}: the file changed while it was being read; build again when nobody "
            "writes to it.",
            f"{path.name}: tệp bị thay đổi trong khi đang đọc; hãy dựng lại khi không còn ai ghi "
            "vào tệp.",
        )


def write_segment(
    dataset: Dataset,
    segment: Segment,
    paths: list[str],
    release: tuple[str, ...],
    progress: Progress,
    with_codes: bool = False,
    partial: bool = False,
) -> Report:
    """Convert files into a segment. Records that share an id and differ are found at the end;
    then the files are read once more, with those turned away. `with_codes` adds what we know of
    the controlled terms that occur, for who has nothing but the segment; `partial` takes what
    stands before the place where a file breaks off."""
    clashing: frozenset[str] = frozenset()
    mint = Minter(dataset.base, dataset.source)
    while True:
        terms: set[str] = set()
        with SegmentWriter(segment) as writer:

            def sink(
                record: Record,
                triples: list[Triple],
                writer: SegmentWriter = writer,
                terms: set[str] = terms,
            ) -> None:
                writer.add(mint.record(record.id), triples)
                if with_codes:
                    terms.update([value for _, _, value in triples if value.startswith(_CODES)])

            report = convert(
                dataset,
                paths,
                sink,
                released=frozenset(release),
                clashing=clashing,
                tick=progress.count,
                partial=partial,
            )
            if terms:
                writer.add(segment.graph, codes.statements(sorted(terms)))
            found = writer.clashing({mint.record(rid) for rid in report.hidden})
            if not found:
                writer.finish({**report.as_dict("en"), "vi": report.as_dict("vi")})
                return report
        clashing |= {dec(term[1:-1].rpartition("/")[2]) for term in found}


def paths_of(workspace: Workspace, source: Source, given: DatasetConfig) -> list[Path]:
    """The files of a dataset, patterns filled in. ConfigError where one is not there."""
    paths: list[Path] = []
    folder = workspace.path / "sources"
    for pattern in given.files:
        found = (
            sorted(folder.glob(pattern)) if any(c in pattern for c in "*?[") else [folder / pattern]
        )
        if any(path.is_dir() for path in found):
            raise ConfigError(
                f"{source.code}/{given.name}: sources/{pattern} is a folder; name the files in it, "
                f"such as {pattern.rstrip('/')}/*.xml, in `files` in mocban.toml.",
                f"{source.code}/{given.name}: sources/{pattern} là thư mục; hãy ghi tên tệp trong đó, "
                f"ví dụ {pattern.rstrip('/')}/*.xml, ở `files` trong mocban.toml.",
            )
        missing = [path for path in found if not path.is_file()]
        if missing or not found:
            raise ConfigError(
                f"{source.code}/{given.name}: sources/{pattern} is not there; put the file in place "
                "or correct `files` in mocban.toml.",
                f"{source.code}/{given.name}: không có sources/{pattern}; hãy chép tệp vào đó "
                "hoặc sửa `files` trong mocban.toml.",
            )
        paths += found
    return list(dict.fromkeys(paths))


def _mark(path: Path) -> tuple[int, int, int]:
    """What changes when somebody writes to a file, or puts another in its place."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino


def _used(workspace: Workspace, path: Path) -> Used:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise SourceError(
            f"{path.name}: cannot be read ({error.strerror}); check the permissions.",
            f"{path.name}: không đọc được ({error.strerror}); hãy kiểm tra quyền đọc.",
        ) from error
    return Used(
        str(path.relative_to(workspace.path / "sources")), path.stat().st_size, digest.hexdigest()
    )


def _file(mapping: str) -> str:
    """What a table mapping of the workspace's own holds; the name of a shipped one."""
    if not mapping.endswith((".yaml", ".yml")) or not Path(mapping).is_file():
        return mapping
    try:
        return hashlib.sha256(Path(mapping).read_bytes()).hexdigest()
    except OSError:
        return mapping  # who reads it next says why it cannot be read


@cache
def code_digest() -> str:
    """A digest of all that decides what a record becomes: mappings and ontology as they are
    installed. A change to either makes old segments stale."""
    digest = hashlib.sha256(__version__.encode())
    for name in ("convert.py", "ingest.py"):
        digest.update((files("mocban") / name).read_bytes())
    for package in ("mocban.mappings", "mocban.ontology", "mocban.graph"):
        for name, content in sorted(_code(files(package), "")):
            digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _code(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _code(entry, name)
        elif entry.name.endswith(_CODE_SUFFIXES):
            found.append((name, entry.read_bytes()))
    return found


def _quarantine(workspace: Workspace, source: Source, given: DatasetConfig, report: Report) -> None:
    """Where restricted records stand, for the source's own staff; of secret ones the number."""
    folder = workspace.work / "quarantine"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{source.code}.{given.name}.json"
    entries: dict[str, Any] = {
        "restricted": [
            {"file": file, "position": position, "id": rid}
            for file, position, rid in report.withheld_ids
        ],
        "secret": report.withheld["secret"],
    }
    path.write_text(json.dumps(entries, ensure_ascii=False, indent=1), "utf-8")


def _tolerated(workspace: Workspace, ingested: Ingested) -> None:
    """Refuse a dataset that is broken rather than merely imperfect: so many damaged records, or
    none at all that could be used, mean a bad export, which must not replace a good one."""
    report = ingested.segment.report()
    allowed = ingested.dataset.tolerance
    allowed = float(workspace.settings["tolerance"]) if allowed is None else allowed
    unusable = report["rejected"] == report["read"] and allowed < 1
    if report["damaged"] <= allowed * report["read"] and not unusable:
        return
    place = next(
        index
        for index, each in enumerate(report["rejections"])
        if each["damaged"] or not report["damaged"]
    )
    first, vi = report["rejections"][place], report["vi"]["rejections"][place]
    counts = equation(report)
    raise BuildError(
        f"{ingested.name}: {counts.en}, of which {report['damaged']} are damaged (allowed: "
        f"{100 * allowed:g} %); the first is {first['place']}: {first['reason']} "
        "Mend the source, or raise `tolerance` for this dataset in mocban.toml.",
        f"{ingested.name}: {counts.vi}, trong đó {report['damaged']} biểu ghi hỏng (cho phép "
        f"{100 * allowed:g} %); đầu tiên là {vi['place']}: {vi['reason']} "
        "Hãy sửa nguồn, hoặc tăng `tolerance` của bộ dữ liệu này trong mocban.toml.",
    )
