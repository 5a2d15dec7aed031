"""The commands that send the graph elsewhere: into a file, to another server."""

from pathlib import Path

import click

from mocban import output
from mocban.errors import Text
from mocban.terminal import EXAMPLE, FOLDER, language, progressing, say, told


@click.command(epilog=EXAMPLE + "mocban dump heritage -o heritage.nq.gz")
@click.argument("folder", type=FOLDER, default=".")
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    help="File ending in .nq, .trig, or those with .gz; - is standard output.",
)
@click.option("--runs", is_flag=True, help="With the graphs that say when each source was read.")
@click.option(
    "--for-server",
    is_flag=True,
    help="For the bulk loader of another server: with --runs, and the view as {base}g/view.",
)
@told
def dump(folder: Path, out: str, runs: bool, for_server: bool) -> None:
    """Write all published graphs, sorted: the same data gives the same bytes.

    Ghi mọi đồ thị công khai, có sắp xếp: cùng dữ liệu cho cùng byte.
    """
    from mocban import config
    from mocban.graph.engine import view as view_there
    from mocban.oneoff import dump_to
    from mocban.workspace import current

    workspace = config.load(folder)
    view = view_there(workspace.base) if for_server else ""
    count = dump_to(current(workspace) / "store", out, runs or for_server, view)
    say(Text(f"{count:,} quads written.", f"Đã ghi {count:,} bộ tư."))


@click.command(epilog=EXAMPLE + "mocban push heritage --to http://127.0.0.1:7878/store")
@click.argument("folder", type=FOLDER, default=".")
@click.option("--to", "to", help="Where the server takes the SPARQL Graph Store Protocol.")
@click.option(
    "--loaded",
    is_flag=True,
    help="Send nothing: the server's own loader has read the file of dump --for-server.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@told
def push(folder: Path, to: str | None, loaded: bool, as_json: bool) -> None:
    """Fill the server that `store` in mocban.toml names with the current snapshot.

    Graph by graph, after every build. MOCBAN_STORE_USER and MOCBAN_STORE_PASSWORD say who may write.

    Nạp ảnh chụp hiện tại vào máy chủ ghi ở `store` trong mocban.toml, sau mỗi lần dựng. Người được
    ghi khai báo trong MOCBAN_STORE_USER và MOCBAN_STORE_PASSWORD.
    """
    from mocban import config
    from mocban.push import push as run

    if (to is None) != loaded:
        raise click.UsageError("Give either --to or --loaded.")
    with progressing() as progress:
        pushed = run(config.load(folder), to, progress)
    output.pushed(pushed, language(), as_json)
