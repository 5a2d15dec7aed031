"""A workspace and what its `mocban.toml` says: settings, sources, datasets."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from mocban.errors import ConfigError, Text

FILE = "mocban.toml"
ACCESS = ("cong-khai", "dang-ky", "tai-cho", "han-che", "mat")
KINDS = ("library", "museum", "heritage", "tourism", "archive", "gazetteer")
_OPTIONAL = ("licence", "library_type", "successor")
_SOURCE_KEYS = ("code", "kind", "name", "dataset", *_OPTIONAL)
_KEYS = (
    ("mapping", str, "a text"), ("language", str, "a text"), ("access", str, "a text"),
    ("demo", bool, "true or false"), ("release", list, "a list of record ids"),
    ("tolerance", int | float, "a number from 0 to 1"), ("options", dict, "a table: { key = value }"),
)  # fmt: skip
# The least that a setting may be.
_LEAST = {
    "workers": 1, "query_timeout": 0.1, "query_memory": 16, "query_bytes": 1, "query_rows": 1,
    "cache_bytes": 0,
}  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9-]*\Z").match


class Setting(NamedTuple):
    """A name, what it is when nobody sets it, and what it does."""

    name: str
    default: Any
    help: Text


SETTINGS = (
    Setting("base", "https://mocban.example/", Text(
        "Where all IRIs begin; never change it once data is published.",
        "Phần đầu của mọi IRI; không đổi sau khi đã công bố dữ liệu.")),
    Setting("languages", ["vi", "en"], Text(
        "Languages of the site, the first is shown when the reader asks for none.",
        "Các ngôn ngữ của trang; ngôn ngữ đầu được dùng khi người đọc không chọn.")),
    Setting("tolerance", 0.05, Text(
        "The share of a dataset's records that may be damaged before the build refuses it.",
        "Tỷ lệ biểu ghi hỏng tối đa của một bộ dữ liệu trước khi lần dựng bị từ chối.")),
    Setting("keep_snapshots", 3, Text(
        "How many snapshots are kept, the current one included.",
        "Số ảnh chụp được giữ lại, kể cả bản đang dùng.")),
    Setting("festival_years", [2024, 2035], Text(
        "First and last year for which festival dates are computed.",
        "Năm đầu và năm cuối được tính ngày lễ hội.")),
    Setting("jobs", 0, Text(
        "Processes that read large files at once; 0 means as many as there are processors.",
        "Số tiến trình cùng đọc các tệp lớn; 0 là bằng số bộ xử lý.")),
    Setting("workers", 3, Text(
        "Worker processes for queries from outside; at least half of them are kept for short ones.",
        "Số tiến trình phục vụ truy vấn từ bên ngoài; ít nhất một nửa dành cho truy vấn ngắn.")),
    Setting("query_timeout", 10.0, Text(
        "Seconds a query may take.", "Số giây tối đa cho một truy vấn.")),
    Setting("query_memory", 1536, Text(
        "Megabytes of memory a query may use; the machine needs as many for each worker.",
        "Bộ nhớ tối đa (MB) cho một truy vấn; máy cần chừng đó cho mỗi tiến trình.")),
    Setting("query_bytes", 100_000_000, Text(
        "Bytes an answer may have, before it is packed.",
        "Số byte tối đa của một kết quả, trước khi nén.")),
    Setting("query_rows", 1_000_000, Text(
        "Rows an answer may have, or triples.", "Số dòng, hoặc bộ ba, tối đa của một kết quả.")),
    Setting("cache_bytes", 64_000_000, Text(
        "Bytes of memory for answers that may be asked for again.",
        "Bộ nhớ (byte) giữ các kết quả có thể được hỏi lại.")),
    Setting("trusted_proxies", [], Text(
        "Addresses of proxies whose X-Forwarded-For is believed, such as [\"127.0.0.1\"]; without "
        "it all who come through a proxy count as one client.",
        "Địa chỉ các proxy mà trường X-Forwarded-For được tin dùng, ví dụ [\"127.0.0.1\"]; nếu "
        "thiếu, mọi người đi qua proxy bị tính là một.")),
    Setting("federation", [], Text(
        "Addresses of other SPARQL endpoints that a query may name in SERVICE.",
        "Địa chỉ các điểm cuối SPARQL khác mà truy vấn được gọi bằng SERVICE.")),
    Setting("store", "", Text(
        "Address of a SPARQL server that holds the graph instead of this machine; empty for none.",
        "Địa chỉ máy chủ SPARQL giữ đồ thị thay cho máy này; để trống nếu không có.")),
    Setting("saved_queries", 10_000, Text(
        "How many citable queries visitors may save in all.",
        "Tổng số truy vấn trích dẫn được mà người dùng có thể lưu.")),
    Setting("keep_cited", 20, Text(
        "How many snapshots that a saved query cites are kept beyond keep_snapshots.",
        "Số ảnh chụp được truy vấn đã lưu trích dẫn mà vẫn giữ, ngoài keep_snapshots.")),
    Setting("dumps", True, Text(
        "Whether a build also writes the files that people may download.",
        "Mỗi lần dựng có ghi các tệp để tải về hay không.")),
)  # fmt: skip


@dataclass(frozen=True)
class DatasetConfig:
    """One set of files in one format, from one source."""

    name: str
    format: str
    files: tuple[str, ...]
    mapping: str = ""
    language: str = "vi"
    access: str = "cong-khai"
    demo: bool = False
    release: tuple[str, ...] = ()
    tolerance: float | None = None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """An institution that gives records."""

    code: str
    kind: str
    name: Text
    licence: str = "https://creativecommons.org/publicdomain/zero/1.0/"
    library_type: str = ""
    successor: str = ""
    datasets: tuple[DatasetConfig, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """A folder made by `mocban init`, and its configuration."""

    path: Path
    title: Text
    sources: tuple[Source, ...]
    settings: dict[str, Any]

    @property
    def base(self) -> str:
        """The base IRI, with its slash."""
        return str(self.settings["base"])

    @property
    def curation(self) -> Path:
        """Where decisions are; the only folder that cannot be rebuilt."""
        return self.path / "curation"

    @property
    def work(self) -> Path:
        """Segments and caches; may be deleted at any time."""
        return self.path / "work"

    @property
    def snapshots(self) -> Path:
        """Where snapshots are."""
        return self.path / "snapshots"


def is_base(address: str) -> bool:
    """Whether IRIs may begin with this."""
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", address) is not None


def load(path: Path) -> Workspace:
    """Read `mocban.toml` in a folder. Raises ConfigError with what is wrong and where."""
    file = path / FILE
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no {FILE} here; make a workspace with `mocban init {path}`.",
            f"{path}: không có {FILE}; hãy tạo không gian làm việc bằng `mocban init {path}`.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(
            f"{file}: this is not valid TOML: {error}", f"{file}: sai cú pháp TOML: {error}"
        ) from None
    sources = data.pop("source", [])
    title = data.pop("title", {"vi": "mộc bản", "en": "mocban"})
    known = {setting.name: setting.default for setting in SETTINGS}
    for name in data:
        if name not in known:
            raise _wrong(file, f"“{name}”", f"a setting ({', '.join(known)})")
    settings = {name: _typed(file, name, data.get(name, default), default)
                for name, default in known.items()}  # fmt: skip
    if not is_base(settings["base"]):
        raise _wrong(file, "base", "an http(s) address that ends in /")
    if not isinstance(sources, list):
        raise _wrong(file, "“source”", "tables that begin with [[source]]")
    codes = [_text(file, item, "code") for item in sources]
    for code in codes:
        if not _CODE(code) or codes.count(code) > 1:
            raise _wrong(file, f"source code “{code}”", "lower-case letters, used once")
    return Workspace(
        path, Text(_text(file, title, "en"), _text(file, title, "vi")),
        tuple(_source(file, item) for item in sources), settings,
    )  # fmt: skip


def _source(file: Path, item: dict[str, Any]) -> Source:
    code, kind = item["code"], _text(file, item, "kind")
    if kind not in KINDS:
        raise _wrong(file, f"{code}: kind “{kind}”", " | ".join(KINDS))
    name = item.get("name", {})
    given = {key: _text(file, item, key) for key in _OPTIONAL if key in item}
    for key in item:
        if key not in _SOURCE_KEYS:
            raise _wrong(file, f"{code}: source key “{key}”", ", ".join(_SOURCE_KEYS))
    if not isinstance(item.get("dataset", []), list):
        raise _wrong(file, f"{code}: “dataset”", "tables that begin with [[source.dataset]]")
    datasets = tuple(_dataset(file, code, each) for each in item.get("dataset", []))
    names = [dataset.name for dataset in datasets]
    for each in names:
        if names.count(each) > 1:
            raise _wrong(file, f"{code}: dataset “{each}”", "a name used once in its source")
    return Source(
        code,
        kind,
        Text(_text(file, name, "en"), _text(file, name, "vi")),
        datasets=datasets,
        **given,
    )


def _dataset(file: Path, code: str, item: dict[str, Any]) -> DatasetConfig:
    allowed = DatasetConfig.__dataclass_fields__
    for key in item:
        if key not in allowed:
            raise _wrong(file, f"{code}: dataset key “{key}”", ", ".join(allowed))
    name = _text(file, item, "name")
    if not _CODE(name):
        raise _wrong(file, f"{code}: dataset name “{name}”", "lower-case letters, digits and -")
    files = item.get("files", [])
    where = f"{code}/{name}"
    if not files or not isinstance(files, list) or not all(map(_inside, files)):
        raise _wrong(file, f"{where}: files", "a list of files in sources/")
    for key, kind, wanted in _KEYS:
        if key in item and not isinstance(item[key], kind):
            raise _wrong(file, f"{where}: {key}", wanted)
    if item.get("access", ACCESS[0]) not in ACCESS:
        raise _wrong(file, f"{where}: access “{item['access']}”", " | ".join(ACCESS))
    if not 0 <= item.get("tolerance", 0) <= 1:
        raise _wrong(file, f"{where}: tolerance", "a number from 0 to 1")
    return DatasetConfig(**{
        **item, "name": name, "format": _text(file, item, "format"),
        "files": tuple(files), "release": tuple(item.get("release", ())),
    })  # fmt: skip


def _inside(path: object) -> bool:
    """Whether this is a path or pattern that stays in sources/."""
    return isinstance(path, str) and bool(path) and not path.startswith("/") and ".." not in path


def _text(file: Path, item: dict[str, Any], key: str) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    if not isinstance(value, str) or not value:
        raise _wrong(file, f"“{key}”", "a text, and it is missing")
    return value


def _typed(file: Path, name: str, value: Any, default: Any) -> Any:
    accepted = (int, float) if isinstance(default, float) else type(default)
    fits = isinstance(value, accepted) and isinstance(value, bool) == isinstance(default, bool)
    if fits and isinstance(default, list):
        # A list that is empty by default is one of texts.
        kind = type(default[0]) if default else str
        fits = bool(value or not default) and all(type(each) is kind for each in value)
    if not fits:
        raise _wrong(file, name, f"like {default!r}" if default != [] else "a list of texts")
    if name in _LEAST and not _LEAST[name] <= value < float("inf"):
        raise _wrong(file, name, f"a number from {_LEAST[name]} up")
    return value


def _wrong(file: Path, what: str, wanted: str) -> ConfigError:
    return ConfigError(f"{file}: {what} must be {wanted}.", f"{file}: {what} phải là: {wanted}.")
