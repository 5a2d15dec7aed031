"""What commands print: reports of conversions and builds, findings of checks."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mocban.convert import equation
from mocban.errors import Text

if TYPE_CHECKING:
    from mocban.build import Built
    from mocban.graph.check import Finding
    from mocban.push import Pushed

SHOWN = 20


def write_json(path: Path, data: object) -> None:
    """A report as a JSON file."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


def report(
    reports: Mapping[str, Mapping[str, Any]], language: str, as_json: bool, err: bool = False
) -> None:
    """What became of the records of every dataset."""
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=1), err=err)
        return
    for name, found in reports.items():
        click.echo(f"{name}: {equation(found).of(language)}", err=err)
        for each in found["rejections"][:SHOWN]:
            click.echo(f"  ✗ {each['place']}: {each['reason']}", err=err)
        if (more := len(found["rejections"]) - SHOWN) > 0:
            click.echo(Text(f"  … and {more} more (--json shows all)",
                            f"  … và {more} biểu ghi nữa (--json để xem hết)").of(language), err=err)  # fmt: skip
        for title, counts in (
            (Text("withheld", "giữ lại"), found["withheld_by_reason"]),
            (Text("values withheld", "giá trị giữ lại"), found["values_withheld"]),
        ):
            if counts:
                listed = ", ".join(f"{kind} {count}" for kind, count in counts.items())
                click.echo(f"  ■ {title.of(language)}: {listed}", err=err)
        for kind, warning in found["warnings"].items():
            example = warning["examples"][0]
            click.echo(
                f"  ⚠ {kind}: {warning['count']} × ({example['id']}: {example['text']})", err=err
            )


def built(result: "Built", language: str, as_json: bool) -> None:
    """What a build did."""
    languages = {name: {**found, **found["vi"]} if language == "vi" else found
                 for name, found in result.reports.items()}  # fmt: skip
    shown = {
        name: {key: value for key, value in found.items() if key != "vi"}
        for name, found in languages.items()
    }
    links = result.links
    if as_json:
        summary = {
            "snapshot": result.snapshot.name, "written": result.written, "quads": result.quads,
            "datasets": shown,
            "problems": [each.text.of(language) for each in result.problems],
        }  # fmt: skip
        if links:
            summary |= {"entities": links.entities, "minted": links.minted,
                        "links": links.accepted, "candidates": links.candidates}  # fmt: skip
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1))
        return
    report(shown, language, False)
    for problem in result.problems:
        click.echo(f"  {'✗' if problem.severe else '⚠'} {problem.text.of(language)}")
    if not result.written:
        click.echo(Text(f"Nothing has changed; snapshot {result.snapshot.name} stays.",
                        f"Không có gì thay đổi; giữ ảnh chụp {result.snapshot.name}.").of(language))  # fmt: skip
        return
    if links:
        accepted = ", ".join(f"{method} {count}" for method, count in links.accepted.items()) or "0"
        candidates = (
            ", ".join(f"{method} {count}" for method, count in links.candidates.items()) or "0"
        )
        click.echo(Text(f"{links.entities:,} entities; links: {accepted}; candidates to look at: {candidates}",
                        f"{links.entities:,} thực thể; liên kết: {accepted}; chờ xem xét: {candidates}")
                   .of(language))  # fmt: skip
        for idle in links.idle:
            click.echo(Text(f"  ⚠ curation/decisions.csv: {idle}: no source has this (any more)",
                            f"  ⚠ curation/decisions.csv: {idle}: không nguồn nào có (nữa)").of(language))  # fmt: skip
    click.echo(Text(f"Snapshot {result.snapshot.name} with {result.quads:,} quads is in use.",
                    f"Đang dùng ảnh chụp {result.snapshot.name}, {result.quads:,} bộ tư.").of(language))  # fmt: skip


def findings(found: Sequence["Finding"], language: str, as_json: bool) -> None:
    """What a check found, by source."""
    if as_json:
        click.echo(
            json.dumps([each.as_dict(language) for each in found], ensure_ascii=False, indent=1)
        )
        return
    for source in sorted({each.source for each in found}):
        mine = [each for each in found if each.source == source]
        severe = sum(each.severe for each in mine)
        click.echo(Text(f"{source}: {severe} violations, {len(mine) - severe} warnings",
                        f"{source}: {severe} vi phạm, {len(mine) - severe} cảnh báo").of(language))  # fmt: skip
        for each in mine[:SHOWN]:
            click.echo(f"  {'✗' if each.severe else '⚠'} {each.node}: {each.text.of(language)}")
        if len(mine) > SHOWN:
            click.echo(f"  … +{len(mine) - SHOWN}")
    if not found:
        click.echo(Text("Everything is as it should be.", "Mọi thứ đều ổn.").of(language))


def pushed(result: "Pushed", language: str, as_json: bool) -> None:
    """What another server was given."""
    if as_json:
        click.echo(json.dumps(result._asdict(), ensure_ascii=False))
        return
    click.echo(Text(
        f"Sent {result.sent:,} quads in {result.graphs} graphs, dropped {result.dropped} old graphs; "
        f"the server counts {result.counted:,}, this snapshot {result.quads:,}.",
        f"Đã gửi {result.sent:,} bộ tư trong {result.graphs} đồ thị, bỏ {result.dropped} đồ thị cũ; "
        f"máy chủ đếm {result.counted:,}, ảnh chụp này {result.quads:,}.").of(language))  # fmt: skip
    if result.counted != result.quads:
        click.echo(Text("  ⚠ The numbers differ: something was not loaded, or the server writes numbers its own way.",
                        "  ⚠ Hai con số khác nhau: có phần chưa nạp, hoặc máy chủ viết lại các con số.").of(language))  # fmt: skip
    if result.cuts:
        click.echo(Text("  ⚠ The server cuts answers at a number of rows, some without saying so: lift that limit (Virtuoso: ResultSetMaxRows).",
                        "  ⚠ Máy chủ cắt kết quả theo số dòng, có khi không báo: hãy nới giới hạn đó (Virtuoso: ResultSetMaxRows).").of(language))  # fmt: skip
