"""Local-history topics as people write them: one file each in `curation/topics/`.

    title: {vi: …, en: …}
    lead: {vi: …, en: …}
    by: {vi: …, en: …}            who chose and wrote it
    revised: 2026-11-20
    licence: https://…
    sources: [{vi: …, en: …}, …]  what was read for it
    sections:
      - heading: {vi: …, en: …}
        text: {vi: …, en: …}      paragraphs with an empty line between them
        things:                   a list chosen by hand, in order
          - e/work/…
          - {thing: e/event/…, note: {vi: …, en: …}}
        search: {type: work, of: e/monument/…, by: about}   or the parameters of a search

What is wrong costs the topic no more than the part that is wrong, and is always told.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

import yaml
from pyoxigraph import NamedNode

from mocban.errors import Text
from mocban.graph.topic_forms import FOLDER, File, Pick, Problem, Section, Told, Topic
from mocban.ontology.vietnamese import fold

_TOPIC = ("title", "lead", "by", "revised", "licence", "sources", "sections")
_SECTION = ("heading", "text", "things", "search")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch
_THING = re.compile(r"e/[a-z]+/[A-Za-z0-9_.~-]+").fullmatch
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+").fullmatch
_LARGEST = 1_000_000


def read(folder: Path) -> tuple[list[Topic], list[Problem]]:
    """The topics of a curation folder, in order of name, and what is wrong with their files."""
    topics, problems = [], []
    for path in sorted((folder / FOLDER).glob("*")):
        if path.name.startswith("."):
            continue
        reading = File(path)
        with suppress(Told):
            topics.append(_topic(reading, path))
        problems += reading.problems
    return topics, problems


def _topic(reading: File, path: Path) -> Topic:
    nowhere = Text("", "")
    if path.suffix != ".yaml" or not _NAME(path.stem):
        reading.tell(
            nowhere, "a topic is a file such as khoi-nghia-yen-the.yaml, its name in small letters "
            "a–z, digits and hyphens; rename it.",
            "mỗi chủ đề là một tệp như khoi-nghia-yen-the.yaml, tên chỉ gồm chữ thường không dấu, "
            "chữ số và gạch nối; hãy đổi tên.", severe=True,
        )  # fmt: skip
        raise Told
    given = reading.table(_yaml(reading, path), nowhere, _TOPIC, "the file", "tệp")
    title = reading.said(given.get("title"), nowhere, "the title", "nhan đề (title)")
    if not title:
        reading.tell(nowhere, "the topic has no title and is left out; write “title: {vi: …, en: …}”.",
                     "chủ đề không có nhan đề nên bị bỏ; hãy viết “title: {vi: …, en: …}”.",
                     severe=True)  # fmt: skip
        raise Told
    sources = [
        reading.said(source, nowhere, "a source", "một nguồn (sources)")
        for source in _list(reading, given.get("sources"), nowhere, "sources")
    ]
    return Topic(
        path.stem, reading.file, title,
        reading.said(given.get("lead"), nowhere, "the lead", "lời dẫn (lead)"),
        reading.said(given.get("by"), nowhere, "“by”", "mục “by”"),
        _revised(reading, given.get("revised")), _licence(reading, given.get("licence")),
        [source for source in sources if source], list(_sections(reading, given.get("sections"))),
    )  # fmt: skip


def _yaml(reading: File, path: Path) -> object:
    nowhere = Text("", "")
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST:
            raise ValueError("1 MB")
        # Aliases can blow a small file up, and nobody needs them here.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(data)):
            raise ValueError("*…")
        found = yaml.safe_load(data)
        # Half of a character, written as an escape, is text that cannot be written out again.
        json.dumps(found, ensure_ascii=False, default=str, skipkeys=True).encode()
        return found
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reading.tell(
            nowhere, f"line {line} cannot be read ({error}); check spaces at the beginning of lines, "
            "quotation marks around texts with a colon, and that it is saved as UTF-8.",
            f"không đọc được dòng {line} ({error}); hãy xem lại dấu cách đầu dòng, dấu ngoặc kép "
            "quanh chữ có dấu hai chấm, và lưu bằng UTF-8.", severe=True,
        )  # fmt: skip
        raise Told from None


def _list(reading: File, value: object, place: Text, key: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        reading.tell(place, f"“{key}” must be a list, each line with a hyphen before it.",
                     f"“{key}” phải là danh sách, mỗi dòng có gạch nối ở đầu.", severe=True)  # fmt: skip
        return []
    return value


def _revised(reading: File, value: object) -> str:
    try:
        return (
            value.isoformat() if type(value) is date else date.fromisoformat(str(value)).isoformat()
        )
    except ValueError:
        reading.tell(Text("", ""), "“revised” must be a day such as 2026-11-20.",
                     "“revised” phải là một ngày, ví dụ 2026-11-20.")  # fmt: skip
        return ""


def _licence(reading: File, value: object) -> str:
    with suppress(ValueError):
        if isinstance(value, str) and _ADDRESS(value):
            return NamedNode(value).value
    reading.tell(
        Text("", ""), "“licence” must be an address such as https://creativecommons.org/licenses/by/4.0/.",
        "“licence” phải là một địa chỉ, ví dụ https://creativecommons.org/licenses/by/4.0/.",
    )  # fmt: skip
    return ""


def _sections(reading: File, value: object) -> Iterator[Section]:
    taken: set[str] = set()
    for number, given in enumerate(_list(reading, value, Text("", ""), "sections"), 1):
        place = Text(f", section {number}", f", mục {number}")
        try:
            yield _section(reading, given, place, taken)
        except Told:
            continue


def _section(reading: File, value: object, place: Text, taken: set[str]) -> Section:
    given = reading.table(value, place, _SECTION, "a section", "mỗi mục")
    heading = reading.said(given.get("heading"), place, "the heading", "tiêu đề (heading)")
    if not heading:
        reading.tell(place, "the section has no heading and is left out; write “heading: {vi: …, en: …}”.",
                     "mục không có tiêu đề nên bị bỏ; hãy viết “heading: {vi: …, en: …}”.",
                     severe=True)  # fmt: skip
        raise Told
    name = next(iter(heading.values()))
    place = Text(f"{place.en} (“{name}”)", f"{place.vi} (“{name}”)")
    # A section keeps its address when others are put before it.
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(name)))[:60].strip("-") or "muc"
    key = slug
    while key in taken:
        key = f"{slug}~{len(taken) + 1}"
    taken.add(key)
    picks = [
        pick
        for each in _list(reading, given.get("things"), place, "things")
        if (pick := _pick(reading, each, place))
    ]
    return Section(
        key, place, heading, reading.said(given.get("text"), place, "the text", "phần chữ (text)"),
        list({pick.thing: pick for pick in picks}.values()),
        list(_search(reading, given.get("search"), place)),
    )  # fmt: skip


def _pick(reading: File, value: object, place: Text) -> Pick | None:
    given: Mapping[str, object] = value if isinstance(value, dict) else {"thing": value}
    thing = str(given.get("thing", "")).strip().strip("/")
    if not _THING(thing):
        reading.tell(
            place, f"“{thing}” is no thing and is left out; copy what stands after the language in "
            "the address of its page, such as e/work/dia-chi-bac-giang.",
            f"“{thing}” không phải mã đối tượng nên bị bỏ; hãy chép phần sau ngôn ngữ trong địa chỉ "
            "trang của nó, ví dụ e/work/dia-chi-bac-giang.",
        )  # fmt: skip
        return None
    return Pick(thing, reading.said(given.get("note"), place, f"the note on {thing}",
                                    f"lời chú về {thing}"))  # fmt: skip


def _search(reading: File, value: object, place: Text) -> Iterator[tuple[str, str]]:
    if value is None:
        return
    if not isinstance(value, dict):
        reading.tell(place, "“search” must be parameters, such as {type: work, of: e/monument/…, by: about}.",
                     "“search” phải là các tham số, ví dụ {type: work, of: e/monument/…, by: about}.",
                     severe=True)  # fmt: skip
        return
    for name, given in value.items():
        for each in given if isinstance(given, list) else [given]:
            # YAML 1.1 reads a bare `yes` or `no` as a truth value.
            spoken = {True: "yes", False: "no"}[each] if isinstance(each, bool) else str(each)
            yield str(name), spoken
