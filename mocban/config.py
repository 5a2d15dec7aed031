"""A workspace and what its `mocban.toml` says: settings, sources, datasets."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mocban.errors import ConfigError, Text
from mocban.settings import LEAST, SETTINGS

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
_CODE = re.compile(r"[a-z][a-z0-9-]*\Z").match
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII).fullmatch


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
    title: Text | None = None
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
    def media(self) -> Path:
        """Where pictures are."""
        return self.path / str(self.settings["media"])

    @property
    def fonts(self) -> Path:
        """Where `mocban fonts` puts what it makes."""
        return self.path / "fonts"

    @property
    def snapshots(self) -> Path:
        """Where snapshots are."""
        return self.path / "snapshots"


def is_base(address: str) -> bool:
    """Whether IRIs may begin with this."""
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`#?]+/", address) is not None


def is_origin(address: str) -> bool:
    """Whether this is an origin and nothing more: scheme, host in small letters, port."""
    return re.fullmatch(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", address) is not None


def is_tiles(address: str) -> bool:
    """Whether map tiles can be asked for at this: a host that is spelt out, then the numbers."""
    path = re.fullmatch(r"https?://[\w.-]+(?::\d+)?(/[^\s<>\"'\\;]*)", address, re.ASCII)
    return path is not None and all(each in path[1] for each in ("{z}", "{x}", "{y}"))


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
    if settings["contact"] and not _MAIL(settings["contact"]):
        raise _wrong(file, "contact", "an e-mail address")
    if settings["tiles_url"] and not is_tiles(settings["tiles_url"]):
        raise _wrong(file, "tiles_url", "an http(s) address with {z}, {x} and {y} in its path")
    if not all(map(is_origin, settings["image_origins"])):
        raise _wrong(file, "image_origins", "a list of origins, as https://iiif.example.org")
    if not settings["media"] or "\0" in settings["media"]:
        raise _wrong(file, "media", "a folder")
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
    title = item.get("title")
    if title is not None:
        title = Text(_text(file, title, "en"), _text(file, title, "vi"))
    return DatasetConfig(**{
        **item, "name": name, "format": _text(file, item, "format"), "title": title,
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
    if name in LEAST and not LEAST[name] <= value < float("inf"):
        raise _wrong(file, name, f"a number from {LEAST[name]} up")
    return value


def _wrong(file: Path, what: str, wanted: str) -> ConfigError:
    return ConfigError(f"{file}: {what} must be {wanted}.", f"{file}: {what} phải là: {wanted}.")
