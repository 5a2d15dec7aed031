"""The command `mocban`: one function for each thing a person can ask it to do."""

import sys
from pathlib import Path

import click

from mocban import __version__, output, outward
from mocban.errors import Text
from mocban.mappings import FORMATS
from mocban.terminal import EXAMPLE, FOLDER, language, progressing, say, told

PORT = click.IntRange(0, 65_535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mocban")
def main() -> None:
    """Linked open data for cultural heritage: libraries, museums, relics and tourism in one graph.

    Dữ liệu liên kết mở cho di sản văn hóa: thư viện, bảo tàng, di tích, du lịch trong một đồ thị.
    """


@main.command(epilog=EXAMPLE + "mocban demo --port 8080")
@click.argument("folder", type=FOLDER, default="heritage")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="0 takes a free one.")
@told
def demo(folder: Path, host: str, port: int) -> None:
    """Make a workspace with the Bắc Giang data, build it, serve it.

    Tạo không gian làm việc với dữ liệu Bắc Giang, dựng và mở trang web.
    """
    from mocban import config
    from mocban.serve import serve as run
    from mocban.workspace import copy_demo

    if not (folder / config.FILE).exists():
        copy_demo(folder)
        say(
            Text(
                f"Made {folder}/ with the demonstration data.",
                f"Đã tạo {folder}/ với dữ liệu minh họa.",
            )
        )
    _build(folder)
    run(config.load(folder), host, port, say)


@main.command(epilog=EXAMPLE + "mocban init heritage")
@click.argument("folder", type=FOLDER)
@told
def init(folder: Path) -> None:
    """Make a new, empty workspace with a commented mocban.toml.

    Tạo không gian làm việc mới với mocban.toml có chú thích.
    """
    from mocban.workspace import create

    create(folder)
    say(Text(
        f"Made {folder}/. Put files into {folder}/sources/, describe them in {folder}/mocban.toml, "
        f"then run `mocban build {folder}`.",
        f"Đã tạo {folder}/. Hãy chép tệp vào {folder}/sources/, khai báo trong {folder}/mocban.toml, "
        f"rồi chạy `mocban build {folder}`.",
    ))  # fmt: skip


@main.command(epilog=EXAMPLE + "mocban convert --from marc21 --source tvbg -o tvbg.nq tvbg.mrc")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--from",
    "form",
    required=True,
    help=f"{', '.join(FORMATS)}; with --to marcxml also nquads, ntriples …",
)
@click.option(
    "--to",
    "to",
    default="nquads",
    show_default=True,
    help="nquads, ntriples, turtle, trig, jsonld, rdfxml; marcxml takes records home",
)
@click.option("--source", default="local", show_default=True, help="Code of the institution.")
@click.option(
    "--base", default="https://mocban.example/", show_default=True, help="Where IRIs begin."
)
@click.option(
    "--mapping", default="", help="For tables and GeoJSON: a shipped name or a YAML file."
)
@click.option(
    "--language", "lang", default="vi", show_default=True, help="Language of the records."
)
@click.option("-o", "--output", "out", default="-", help="File to write; - is standard output.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the report as JSON.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on standard error.")
@told
def convert(
    files: tuple[str, ...], form: str, to: str, source: str, base: str, mapping: str, lang: str,
    out: str, report: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Convert FILES, without a workspace. `-` reads standard input.

    Chuyển đổi một lần, không cần không gian làm việc.
    """
    from mocban.mappings.record import Dataset
    from mocban.oneoff import convert_to

    dataset = Dataset(base=base.rstrip("/") + "/", source=source, name=form, format=form,
                      language=lang, mapping=mapping)  # fmt: skip
    with progressing() as progress:
        result = convert_to(dataset, files, to, out, progress)
    found = result.as_dict(language())
    if report:
        output.write_json(report, found)
    output.report({source: found}, language(), as_json, err=True)


@main.command(epilog=EXAMPLE + "mocban build heritage")
@click.argument("folder", type=FOLDER, default=".")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@told
def build(folder: Path, as_json: bool) -> None:
    """Read what changed, link, write a new snapshot and switch to it.

    Đọc phần đã đổi, liên kết, ghi ảnh chụp mới và chuyển sang dùng nó.
    """
    _build(folder, as_json)


def _build(folder: Path, as_json: bool = False) -> None:
    from mocban import build as pipeline
    from mocban import config

    workspace = config.load(folder)
    with progressing() as progress:
        built = pipeline.build(workspace, progress)
    output.built(built, language(), as_json)


@main.command(epilog=EXAMPLE + "mocban check heritage")
@click.argument("folder", type=FOLDER, default=".")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@told
def check(folder: Path, as_json: bool) -> None:
    """Check the current snapshot: SHACL shapes and integrity, for each source.

    Kiểm tra ảnh chụp hiện tại: hình dạng SHACL và tính toàn vẹn, theo từng nguồn.
    """
    from mocban import config
    from mocban.graph.check import check as run
    from mocban.topic_check import topic_findings
    from mocban.workspace import current

    workspace = config.load(folder)
    store = current(workspace) / "store"
    findings = [*run(store), *topic_findings(workspace, store)]
    output.findings(findings, language(), as_json)
    if any(finding.severe for finding in findings):
        sys.exit(1)


ASKING = """mocban query heritage 'SELECT * { ?s a ?class } LIMIT 5'
  mocban query heritage -f relics.rq -o relics.csv
  mocban query heritage --example cq04-special-relics
  mocban query heritage -f works.rq --param place=https://… --to json
  mocban query --endpoint https://… --example points-for-a-map -o map.csv
  cat relics.rq | mocban query heritage - | less -S"""


@main.command(epilog=EXAMPLE + ASKING)
@click.argument("arguments", nargs=-1, metavar="[DIR] [QUERY]")
@click.option("-f", "--file", "file", help="Read the query from a file; - is standard input.")
@click.option("--example", help="Ask one of the examples of the site by its name.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of a snapshot.")
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for a parameter, VALUES $name { … } in the query; may be repeated.",
)
@click.option(
    "--to",
    default="",
    help="table, csv, tsv, json, xml, parquet; turtle, ntriples, jsonld, rdfxml. By default what "
    "the name of the output file says, else a table or Turtle.",
)
@click.option("-o", "--output", "out", default="-", help="File to write; - is standard output.")
@click.option("--json", "as_json", is_flag=True, help="The same as --to json.")
@told
def query(
    arguments: tuple[str, ...], file: str | None, example: str | None, endpoint: str | None,
    params: tuple[str, ...], to: str, out: str, as_json: bool,
) -> None:  # fmt: skip
    """Ask the current snapshot of a workspace, or an endpoint, in SPARQL.

    QUERY is the query itself, or - for standard input.

    Hỏi ảnh chụp hiện tại, hoặc một điểm truy vấn ở xa, bằng SPARQL.
    """
    from mocban import asking, rendering

    given = asking.Given(arguments, file, example, endpoint, params)
    target = rendering.Target(out, "json" if as_json else to)
    rows = asking.ask(given, target, language())
    if rows is not None:
        say(rendering.counted(rows))


@main.command(epilog=EXAMPLE + "mocban fonts heritage")
@click.argument("folder", type=FOLDER, default=".")
@click.option(
    "--font", "fonts", multiple=True, type=click.Path(path_type=Path, dir_okay=False),
    help="Cut from this font; may be repeated, the first that has a character gives it.",
)  # fmt: skip
@told
def fonts(folder: Path, fonts: tuple[Path, ...]) -> None:
    """Cut a font of the Chinese and Nôm characters that the snapshot has, for the site to offer.

    Cắt một phông chữ gồm các chữ Hán, chữ Nôm có trong ảnh chụp, để trang web đưa cho người đọc.
    """
    from mocban import config
    from mocban.fonts import make
    from mocban.graph.store import GraphStore
    from mocban.workspace import current

    workspace = config.load(folder)
    with GraphStore.open(current(workspace) / "store") as store:
        made = make(store, workspace.fonts, fonts)
    size = sum(path.stat().st_size for path in made.files) // 1000
    lost = made.missing[:40]
    say(Text(
        f"{made.wanted - len(made.missing)} of {made.wanted} characters in {workspace.fonts}/, "
        f"{size} kB." + (f" No font has {lost}" if lost else ""),
        f"{made.wanted - len(made.missing)} trên {made.wanted} chữ trong {workspace.fonts}/, "
        f"{size} kB." + (f" Không phông nào có {lost}" if lost else ""),
    ))  # fmt: skip


@main.command(epilog=EXAMPLE + "mocban serve heritage --port 8080")
@click.argument("folder", type=FOLDER, default=".")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=PORT, default=8000, show_default=True, help="0 takes a free one.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Worker processes for queries; default from mocban.toml.",
)
@click.option(
    "--query-timeout", type=click.FloatRange(0.1, 86_400), help="Seconds a query may take."
)
@click.option("--query-memory", type=click.IntRange(16), help="Megabytes a query may use.")
@told
def serve(
    folder: Path,
    host: str,
    port: int,
    workers: int | None,
    query_timeout: float | None,
    query_memory: int | None,
) -> None:
    """Serve the SPARQL endpoint and the site.

    What a query may cost stands in mocban.toml; an option given here goes before it. Behind a proxy
    set trusted_proxies there, or all its visitors count as one.

    Mở điểm truy vấn SPARQL và trang web. Giới hạn của truy vấn ghi trong mocban.toml; tùy chọn ở
    đây được ưu tiên. Đứng sau proxy thì đặt trusted_proxies trong đó, nếu không mọi người dùng bị
    tính là một.
    """
    from mocban import config
    from mocban.serve import serve as run

    workspace = config.load(folder)
    given = {"workers": workers, "query_timeout": query_timeout, "query_memory": query_memory}
    workspace.settings.update({name: value for name, value in given.items() if value is not None})
    run(workspace, host, port, say)


main.add_command(outward.dump)
main.add_command(outward.push)
