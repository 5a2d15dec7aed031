"""The pipeline: what reads like the picture in the architecture.

sources -> segments -> links -> view -> snapshot
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from mocban import __version__
from mocban.config import FILE, Workspace
from mocban.errors import BuildError, Text
from mocban.graph import (
    boundaries,
    catalog,
    curated,
    curation,
    facets,
    points,
    roll,
    runs,
    search,
    topics,
)
from mocban.graph.citations import Citations
from mocban.graph.derive import derived
from mocban.graph.entities import entries
from mocban.graph.ledger import Ledger
from mocban.graph.link import Counts, link
from mocban.graph.links import Links
from mocban.graph.segments import Segment, changes
from mocban.graph.snapshots import Snapshots, building
from mocban.graph.sorting import Sorter
from mocban.graph.store import GraphStore
from mocban.graph.topic_forms import Problem
from mocban.graph.view import View
from mocban.ingest import Ingested, code_digest
from mocban.ontology import codes, concepts
from mocban.progress import Progress, Quiet
from mocban.publish import publish
from mocban.reading import read_all
from mocban.topic_check import allowed, topic_problems


@dataclass
class Built:
    """What a build did."""

    snapshot: Path
    written: bool  # False: nothing had changed
    reports: dict[str, dict[str, Any]]
    links: Counts | None = None
    quads: int = 0
    problems: list[Problem] = field(default_factory=list)  # what is wrong in curation/topics


def build(workspace: Workspace, progress: Progress | None = None) -> Built:
    """Read what changed, link, print, write a snapshot and switch to it.

    Raises a MocbanError, with the snapshot in use left as it was, where a source cannot be
    read, too many of its records are bad, or a check on the result fails.
    """
    progress = progress or Quiet()
    with building(workspace.work):
        started = datetime.now(UTC)
        snapshots = Snapshots(workspace.snapshots)
        ingested = read_all(workspace, progress)
        reports = {each.name: each.segment.report() for each in ingested}
        manifest = snapshots.manifest()
        current = snapshots.current()
        if current is not None and manifest.get("inputs") == _inputs(workspace, ingested):
            return Built(current, False, reports, quads=manifest["quads"],
                         problems=topic_problems(workspace, current / "store"))  # fmt: skip
        with snapshots.new() as folder:
            paths, counts, problems = compose(workspace, ingested, folder, progress)
            paths += _runs(workspace, ingested, folder, current, started)
            progress.step(Text("Loading the store", "Đang nạp kho"))
            quads = _load(workspace, ingested, paths, folder)
            for path in paths:
                if path.parent == folder:
                    path.unlink()
            manifest = {
                "inputs": _inputs(workspace, ingested),
                "datasets": {each.name: each.key for each in ingested},
                "quads": quads,
                "entities": counts.entities,
                "version": __version__,
                "built": started.strftime("%Y-%m-%dT%H:%M:%SZ"),
            }
            snapshot = snapshots.switch(folder, manifest)
        cited = Citations(workspace.path).cited()
        settings = workspace.settings
        snapshots.prune(int(settings["keep_snapshots"]), cited, int(settings["keep_cited"]))
        return Built(snapshot, True, reports, counts, quads, problems)


def _inputs(workspace: Workspace, ingested: list[Ingested]) -> str:
    """A digest of all that a snapshot is a function of."""
    digest = hashlib.sha256(code_digest().encode())
    digest.update((workspace.path / FILE).read_bytes())
    for path in sorted(path for path in workspace.curation.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(workspace.curation)).encode() + path.read_bytes())
    digest.update(json.dumps([(each.name, each.key) for each in ingested]).encode())
    return digest.hexdigest()


def compose(
    workspace: Workspace, ingested: list[Ingested], folder: Path, progress: Progress
) -> tuple[list[Path], Counts, list[Problem]]:
    """Link, print the view and index it: all that comes before the engine. Gives the files to
    load; those that are in `folder` are not part of the snapshot. Gives what is wrong in the
    topics too."""
    base, work = workspace.base, workspace.work
    segments = [each.segment for each in ingested]
    sizes = {
        (each.source.code, each.dataset.name): int(each.segment.report()["quads"])
        for each in ingested
    }
    segments.append(_catalog(workspace, sizes, folder))
    ledger = Ledger(work / "ledger.sqlite", base)
    try:
        progress.step(Text("Linking", "Đang liên kết"))
        for rank, segment in enumerate(segments):
            ledger.read(segment, rank)
        ledger.index()
        counts = link(ledger, workspace.curation)
        progress.step(Text("Printing the view", "Đang in bản chung"))
        statements = list(curated.statements(workspace.curation, base))
        found, problems = topics.topics(
            workspace.curation,
            allowed(workspace, topics.in_ledger(ledger, base, statements)),
        )
        statements += [line for topic in found for line in topics.lines(topic, base)]
        printed = _print(workspace, ledger, segments, statements, folder)
        (folder / "search").mkdir()
        search.write(
            folder / "search" / "labels.sqlite",
            chain(
                entries(ledger, base, curated.names(statements, base)), topics.entries(found, base)
            ),
        )
    finally:
        ledger.close()
        (work / "ledger.sqlite").unlink(missing_ok=True)
    return [*(segment.path for segment in segments), *printed], counts, problems


def _catalog(workspace: Workspace, sizes: dict[tuple[str, str], int], folder: Path) -> Segment:
    """The catalogue as a segment of its own, and as a Turtle file for people."""
    segment = Segment(folder / "catalog.nq", f"<{workspace.base}g/catalog>")
    lines = sorted(set(catalog.lines(workspace, sizes)))
    segment.path.write_text("".join(f"{line} {segment.graph} .\n" for line in lines), "utf-8")
    triples = ox.parse("".join(f"{line} .\n" for line in lines), ox.RdfFormat.N_TRIPLES)
    with (folder / "catalog.ttl").open("wb") as out:
        ox.serialize((quad.triple for quad in triples), out, ox.RdfFormat.TURTLE)
    return segment


def _print(
    workspace: Workspace,
    ledger: Ledger,
    segments: list[Segment],
    statements: list[str],
    folder: Path,
) -> list[Path]:
    """The view (the default graph), and the named graphs that no source speaks in."""
    base = workspace.base
    decisions = curation.decisions(workspace.curation)
    view = View(ledger, base, curated.labelled(statements, base), curated.rejected(decisions, base))
    links = Links(ledger, base)
    with Sorter(workspace.work) as printed, Sorter(workspace.work) as named:
        for segment in segments:
            _feed(printed, view.lines(segment))
        _feed(printed, view.names())
        _feed(printed, view.classes())
        _feed(printed, statements)
        _feed(named, (f"{line} <{base}g/curation>" for line in statements))
        memberships = f"<{base}g/links>"
        for line in links.memberships():
            printed.add((line,))
            named.add((f"{line} {memberships}",))
        for each in links.accepted(decisions):
            _feed(printed, links.write(each, rewritten=view.named(each.subject)))
            _feed(named, (f"{line} {memberships}" for line in links.write(each)))
            if each.method == "curation" and each.property != curated.ENTITY:
                printed.add((links.statement(each, view.named(each.subject)),))
        for quad in concepts.quads(base):
            line = quad.rstrip(" .\n")
            named.add((line,))
            if "/g/vocab/" in line[line.rindex(" ") :]:
                printed.add((line[: line.rindex(" ")],))
        for triple in codes.statements(codes.known()):
            printed.add((" ".join(triple),))
            named.add((f"{' '.join(triple)} <{base}g/vocab/codes>",))
        candidates = sorted({line for each in links.candidates() for line in links.write(each)})
        (folder / "candidates.nq").write_text(
            "".join(f"{line} <{base}g/links/candidate> .\n" for line in candidates), "utf-8"
        )
        return [_out(folder / "view.nq", printed), _out(folder / "named.nq", named)]


def _feed(sorter: Sorter, lines: Iterator[str] | list[str]) -> None:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) >= 5_000:
            sorter.add(batch)
            batch = []
    sorter.add(batch)


def _out(path: Path, lines: Sorter) -> Path:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(f"{line} .\n")
    return path


def _runs(
    workspace: Workspace,
    ingested: list[Ingested],
    folder: Path,
    previous: Path | None,
    started: datetime,
) -> list[Path]:
    """Carry the runs of the snapshot before, and add one for every source that changed."""
    ids, log = folder / "records", folder / "runs"
    ids.mkdir()
    log.mkdir()
    if previous is not None:
        shutil.copytree(previous / "runs", log, dirs_exist_ok=True)
    for source in workspace.sources:
        mine = [each for each in ingested if each.source is source]
        found = []
        for each in mine:
            name = f"{source.code}.{each.dataset.name}.ids"
            shutil.copyfile(each.segment.ids, ids / name)
            old = previous / "records" / name if previous else None
            found += list(changes(old, each.segment.ids))
        if found:
            reports = [each.segment.report() for each in mine]
            summary = ", ".join(
                f"{name} {sum(report[name] for report in reports)}"
                for name in ("read", "converted", "rejected", "withheld")
            )
            runs.write(
                log, workspace.base, source.code, started,
                [used for each in mine for used in each.used], summary, found, f"mocban {__version__}",
            )  # fmt: skip
    return sorted(log.glob("*.nq"))


def _load(workspace: Workspace, ingested: list[Ingested], paths: list[Path], folder: Path) -> int:
    """The store; gives its number of quads. What must never be there stops the build."""
    with GraphStore.create(folder / "store") as store:
        for path in paths:
            store.load(path)
        first, last = workspace.settings["festival_years"]
        lines = sorted(set(derived(store, (first, last))))
        path = folder / "derived.nq"
        path.write_text("".join(f"{line} .\n" for line in lines), "utf-8")
        store.load(path)
        path.unlink()
        if store.ask("check/leak"):
            raise BuildError(
                "The new snapshot holds something restricted and is thrown away; please report this.",
                "Bản dựng mới có dữ liệu hạn chế nên bị bỏ; xin hãy báo lỗi này.",
            )
        publish(workspace, ingested, store, folder, lines)
        points.write(folder / "search" / "labels.sqlite", store)
        facets.write(folder / "search" / "labels.sqlite", store, workspace.base)
        boundaries.write(folder / "search" / boundaries.FILE, store)
        known = curation.entities(workspace.curation)
        roll.write(folder / roll.FILE, store, workspace.base, known)
        store.flush()
        return len(store)
