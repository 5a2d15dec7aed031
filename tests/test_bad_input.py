"""Bad files: one clear sentence for each, nothing lost silently, nothing of ours broken."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mocban import config
from mocban.build import build
from mocban.cli import main
from mocban.convert import Report
from mocban.errors import MocbanError, SourceError, Text
from mocban.oneoff import dump_to
from mocban.progress import Quiet
from tests.faults import FILES, STRANGE, converted, cuts, demo_file, doubled, name_of
from tests.workspaces import HEAD, ROWS

XML = ("marcxml", "marc-authority", "lido")
_REMEDY = re.compile(r"\b(?:export|check|use|save|unpack|copy|name|rename|turn|give|number|end)\b")


def told(text: Text, *names: str) -> None:
    """One good sentence in both languages that names all these."""
    for said in text:
        assert said.isprintable(), said
        assert "Traceback" not in said and "Error" not in said
        assert all(name in said for name in names), said
        assert len(said) < 1000
    assert text.en != text.vi
    assert _REMEDY.search(text.en) and "hãy" in text.vi, text


def refused(folder: Path, form: str, data: bytes) -> Text:
    with pytest.raises(SourceError) as caught:
        converted(folder, form, data)
    told(caught.value.text, name_of(form))
    return caught.value.text


def balanced(report: Report) -> bool:
    return report.read == report.converted + len(report.rejected) + report.withheld.total()


# Wrong from the first byte


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("fault", STRANGE)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, form: str, fault: str) -> None:
    refused(tmp_path, form, STRANGE[fault])


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("other", FILES)
def test_a_file_of_another_of_our_formats_is_refused(tmp_path: Path, form: str, other: str) -> None:
    if form == other or {form, other} == {"marcxml", "marc-authority"}:
        report, _ = converted(tmp_path, form, demo_file(other))
        assert report.converted and not report.rejected
    else:
        refused(tmp_path, form, demo_file(other))


@pytest.mark.parametrize("form", FILES)
def test_utf16_is_read_where_the_format_has_it_and_refused_elsewhere(
    tmp_path: Path, form: str
) -> None:
    text = demo_file(form).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    if form == "lido":
        assert converted(tmp_path, form, text.encode("utf-16"))[0].converted == 12
    else:
        assert "UTF-16" in refused(tmp_path, form, text.encode("utf-16")).vi


# Wrong somewhere within


@pytest.mark.parametrize("form", [form for form in FILES if form != "csv"])
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, form: str) -> None:
    data = demo_file(form)
    for cut in cuts(data, 40):
        if data[cut:].strip():
            refused(tmp_path, form, data[:cut])


def test_a_table_cut_within_a_row_has_a_damaged_row(tmp_path: Path) -> None:
    data = demo_file("csv")
    assert data.endswith(b"\n")
    last = data.rindex(b"\n", 0, -1) + 1
    whole = converted(tmp_path, "csv", data[:last])[0].read
    for cut in range(last + 1, data.rindex(b",") + 2, 3):
        try:
            report, _ = converted(tmp_path, "csv", data[:cut])
        except SourceError as error:  # within a letter
            told(error.text, "di-tich.csv", "UTF-8")
            continue
        assert balanced(report) and report.read == whole + 1
        assert [each.damaged for each in report.rejected] == [True]
    for cut in cuts(data, 25):
        try:
            assert balanced(converted(tmp_path, "csv", data[:cut])[0])
        except SourceError as error:
            told(error.text, "di-tich.csv")


@pytest.mark.parametrize("form", FILES)
def test_records_that_share_an_id_and_differ_are_all_turned_away(tmp_path: Path, form: str) -> None:
    single, _ = converted(tmp_path, form, demo_file(form))
    report, quads = converted(tmp_path, form, doubled(form))
    assert report.read == 2 * single.read and balanced(report)
    clashing = [each for each in report.rejected if each.damaged]
    assert len(clashing) > 3 and len(clashing) % 2 == 0
    assert "have this id and differ" in clashing[0].reason.en
    assert "trùng mã" in clashing[0].reason.vi
    text = quads.read_text("utf-8")
    for each in clashing:
        assert f'identifier> "{each.id}" ' not in text


def test_a_record_given_open_and_restricted_is_published_from_neither(tmp_path: Path) -> None:
    for rows in ("R1,CANARY,,,,,,,,,,\nR1,Chùa,,,,,,,,,,Hạn chế\n",
                 "R1,Chùa,,,,,,,,,,Mật\nR1,CANARY,,,,,,,,,,\n"):  # fmt: skip
        report, quads = converted(tmp_path, "csv", (HEAD + rows + ROWS[1]).encode())
        assert balanced(report) and report.converted == 1
        assert "CANARY" not in quads.read_text("utf-8")


_NO_ID: dict[str, Callable[[str], str]] = {
    "marc21": lambda text: re.sub(r"(?<=4500)001", "009", text),
    "marcxml": lambda text: text.replace('tag="001"', 'tag="009"'),
    "marc-authority": lambda text: text.replace('tag="001"', 'tag="009"'),
    "marcjson": lambda text: text.replace('"001"', '"009"'),
    "lido": lambda text: re.sub(r"(<lido:lidoRecID[^>]*>)[^<]*", r"\1 ", text),
    "csv": lambda text: "\n".join(f",{line.partition(',')[2]}" for line in text.split("\n")),
    "geojson": lambda text: re.sub(r'"(id|ma)": "DD[^"]*"', r'"\1": ""', text),
}


@pytest.mark.parametrize("form", FILES)
def test_records_without_an_id_are_rejected_with_the_remedy(tmp_path: Path, form: str) -> None:
    text = demo_file(form).decode()
    if form == "csv":
        head, _, rows = text.partition("\n")
        data = "ma" + head.removeprefix("ma") + "\n" + "\n".join(
            f",{line.partition(',')[2]}" for line in rows.splitlines()
        ) + "\n"  # fmt: skip
    else:
        data = _NO_ID[form](text)
    report, _ = converted(tmp_path, form, data.encode())
    assert balanced(report) and not report.converted and not report.withheld
    assert not any(each.damaged for each in report.rejected)
    told(report.rejected[0].reason)


def test_a_table_without_the_column_of_the_id_is_refused_with_the_columns_it_has(
    tmp_path: Path,
) -> None:
    said = refused(tmp_path, "csv", b"so,ten\n1,A\n")
    assert "“ma”" in said.en and "so, ten" in said.en


@pytest.mark.parametrize("form", FILES)
def test_letters_that_are_no_utf8_are_named_by_their_place(tmp_path: Path, form: str) -> None:
    data = demo_file(form)
    at = next(at for at in range(len(data) // 2, len(data)) if data[at] > 0xC3)
    broken = data[:at] + b"\xff" + data[at + 1 :]
    if form in ("marc21", "marcjson"):
        report, _ = converted(tmp_path, form, broken)
        (bad,) = [each for each in report.rejected if each.damaged]
        assert balanced(report) and "byte" in bad.reason.en and bad.position > 1
        told(bad.reason)
        return
    said = refused(tmp_path, form, broken)
    line = broken.count(b"\n", 0, at) + 1
    assert (f"byte {at}" if form == "geojson" else f"line {line}") in said.en


# Attacks, and things too large


def _marcxml(inner: str) -> str:
    return (
        "<collection><record><leader>00000nam a2200000 i 4500</leader><controlfield tag='001'>x1"
        "</controlfield><datafield tag='245' ind1=' ' ind2=' '><subfield code='a'>T "
        f"{inner}</subfield></datafield></record></collection>"
    )


def _lido(inner: str) -> str:
    return (
        "<lido:lido xmlns:lido='http://www.lido-schema.org'><lido:lidoRecID>x1</lido:lidoRecID>"
        "<lido:descriptiveMetadata xml:lang='vi'><lido:objectIdentificationWrap><lido:titleWrap>"
        f"<lido:titleSet><lido:appellationValue>T {inner}</lido:appellationValue></lido:titleSet>"
        "</lido:titleWrap></lido:objectIdentificationWrap></lido:descriptiveMetadata></lido:lido>"
    )


_DOCUMENT = {"marcxml": _marcxml, "lido": _lido}
_LAUGHS = "<!DOCTYPE c [<!ENTITY a 'ha'>{}]>".format(
    "".join(f"<!ENTITY {name} '{f'&{chr(ord(name) - 1)};' * 10}'>" for name in "bcdefghijk")
)


@pytest.mark.parametrize("form", _DOCUMENT)
@pytest.mark.parametrize("where", ["text", "attribute"])
def test_an_entity_that_grows_without_end_is_refused_at_once(
    tmp_path: Path, form: str, where: str
) -> None:
    inner = "&k;" if where == "text" else "<i a='&k;'/>"
    began = time.process_time()
    try:
        report, quads = converted(tmp_path, form, (_LAUGHS + _DOCUMENT[form](inner)).encode())
    except SourceError as error:
        told(error.text, name_of(form))
    else:
        assert report.read == 1 and quads.stat().st_size < 10_000
    assert time.process_time() - began < 2


@pytest.mark.parametrize("form", _DOCUMENT)
@pytest.mark.parametrize(
    "declared", ["<!ENTITY x SYSTEM '{}'>", "<!ENTITY % p SYSTEM '{}'> %p; <!ENTITY x 'y'>"]
)
def test_an_entity_in_another_file_is_not_read(tmp_path: Path, form: str, declared: str) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text("<!ENTITY x 'CANARY'>CANARY")
    for address in (secret.as_uri(), "file:///etc/passwd"):
        doctype = f"<!DOCTYPE c [{declared.format(address)}]>"
        report, quads = converted(tmp_path, form, (doctype + _DOCUMENT[form]("&x;")).encode())
        text = quads.read_text("utf-8")
        assert report.converted == 1 and "T &x" in text
        assert "CANARY" not in text and "root:" not in text


def test_an_entity_that_is_not_declared_is_named(tmp_path: Path) -> None:
    for form, document in _DOCUMENT.items():
        assert "'nope'" in refused(tmp_path, form, document("\n&nope;").encode()).en


@pytest.mark.parametrize("form", _DOCUMENT)
@pytest.mark.parametrize("inner", ["<b>" * 5000 + "</b>" * 5000, "a\x00b", "&#1;", "&#xD800;"])
def test_xml_that_xml_does_not_allow_is_refused(tmp_path: Path, form: str, inner: str) -> None:
    assert "line 1" in refused(tmp_path, form, _DOCUMENT[form](inner).encode()).en


def _feature(properties: str = '"ten": "A"', geometry: str = "null", rid: str = '"x1"') -> bytes:
    return (
        f'{{"type": "FeatureCollection", "features": [{{"type": "Feature", "id": {rid}, '
        f'"properties": {{"loai": "Điểm du lịch", {properties}}}, "geometry": {geometry}}}]}}'
    ).encode()


_LARGE = {
    "marcxml": _marcxml("x" * 1_000_000).encode(),
    "lido": _lido("x" * 1_000_000).encode(),
    "csv": f'ma,ten,xa\nA1,"{"x" * 10_000_000}",y\n'.encode(),
    "geojson": _feature(f'"ten": "{"x" * 1_000_000}"'),
}


@pytest.mark.parametrize("form", _LARGE)
def test_a_very_long_value_is_kept_whole(tmp_path: Path, form: str) -> None:
    report, quads = converted(tmp_path, form, _LARGE[form])
    assert report.converted == 1 and "x" * 1_000_000 in quads.read_text("utf-8")


def test_a_very_long_marc_field_is_kept_whole(tmp_path: Path) -> None:
    # What a leader cannot count is still there to be read.
    data = demo_file("marc21").replace(b"\x1e\x1d", b"x" * 1_000_000 + b"\x1e\x1d", 1)
    report, _ = converted(tmp_path, "marc21", data)
    assert balanced(report) and not report.rejected


def test_a_line_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    data = b'ma,ten\nA1,"' + b"x" * 17_000_000 + b'"\n'
    with pytest.raises(SourceError, match="line 2"):
        converted(tmp_path, "csv", data)
    with pytest.raises(SourceError):
        converted(tmp_path, "marc21", demo_file("marc21")[:900] + b"x" * 17_000_000)


@pytest.mark.parametrize("names", ["c{}", ""])
def test_a_hundred_thousand_columns_are_read_in_time(tmp_path: Path, names: str) -> None:
    began = time.process_time()
    more = ",".join(names.format(number) for number in range(100_000))
    report, _ = converted(tmp_path, "csv", f"ma,ten,{more}\nA,B\n".encode())
    assert report.converted == 1
    assert time.process_time() - began < 10


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\ufffe", "\u202e"])
def test_signs_that_nobody_sees_do_no_harm(tmp_path: Path, sign: str) -> None:
    for form, data in {
        "csv": f"ma,ten\nA{sign}1,Chùa {sign}Vĩnh\n".encode(),
        "geojson": _feature(f'"ten": {json.dumps(f"Chùa {sign}")}', rid=json.dumps(f"A{sign}1")),
        "marc21": demo_file("marc21").replace(b" ", sign.encode()),
    }.items():
        report, quads = converted(tmp_path, form, data)
        assert balanced(report)
        for each in report.rejected:
            assert each.reason.en
        list(ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("depth", [2, 20, 300, 700, 950, 5_000, 200_000])
def test_json_may_be_nested_as_deep_as_it_likes(tmp_path: Path, depth: int) -> None:
    point = '{"type": "Point", "coordinates": [106.3, 21.2]}'
    inside = '{"type": "GeometryCollection", "geometries": ['
    for data in (
        _feature(f'"ten": "A", "a": {"[" * depth}1{"]" * depth}'),
        _feature('"ten": "A", "a": ' + '{"b":' * depth + "1" + "}" * depth),
        _feature(geometry=f'{{"type": "Polygon", "coordinates": {"[" * depth}1{"]" * depth}}}'),
        _feature(geometry=inside * depth + point + "]}" * depth),
    ):
        try:
            report, _ = converted(tmp_path, "geojson", data)
        except SourceError as error:
            assert depth > 500
            told(error.text, "diem.geojson")
            assert "deep" in error.text.en
        else:
            assert report.read == 1 and balanced(report)


@pytest.mark.parametrize("rid", ["true", "{}", "[]", "null", '""', '" "'])
def test_what_is_no_name_is_no_id(tmp_path: Path, rid: str) -> None:
    report, _ = converted(tmp_path, "geojson", _feature(rid=rid))
    assert len(report.rejected) == 1


@pytest.mark.parametrize(
    "geometry",
    ['"x"', '{"type": "GeometryCollection", "geometries": true}', '{"type": "Point"}', "[[]]",
     '{"type": "MultiPolygon", "coordinates": [[]]}', '{"type": "Point", "coordinates": [1e999, 2]}',
     '{"type": "Point", "coordinates": [NaN, Infinity]}', '{"type": 5, "coordinates": {}}'],
)  # fmt: skip
def test_a_geometry_that_is_none_does_not_cost_the_feature(tmp_path: Path, geometry: str) -> None:
    report, quads = converted(tmp_path, "geojson", _feature(geometry=geometry))
    assert report.converted == 1 and "asWKT" not in quads.read_text("utf-8")


class _Meddler(Quiet):
    """Writes to a file while it is being read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def count(self, done: int) -> None:
        self.path.write_text(HEAD + ROWS[0], "utf-8")


def test_a_file_that_changes_while_it_is_read_stops_the_build(tmp_path: Path) -> None:
    space = _space(tmp_path)
    with pytest.raises(SourceError) as caught:
        build(space, _Meddler(tmp_path / "sources/bad/a.csv"))
    assert "a.csv" in caught.value.text.en and "changed" in caught.value.text.en
    assert build(space).reports["bad/set"]["read"] == 1


# As people see it


class Fault(NamedTuple):
    """A second dataset, `bad/set`, that is bad in one way; what the sentence must name."""

    names: tuple[str, ...]
    data: bytes = (HEAD + "".join(ROWS)).encode()
    form: str = "csv"
    mapping: str = "di-tich"
    file: str = "bad/a.csv"
    more: str = ""  # lines for mocban.toml
    yaml: str = ""  # the text of mine.yaml


_YAML = "columns: {ma: , ten: }\nid: ma\nthing: {kind: monument, types: mcb:Monument}\nrules:\n  - label: ten\n"
FAULTS = {
    "empty file": Fault(("a.csv",), b""),
    "wrong format": Fault(("a.csv", "MARC"), demo_file("marc21")),
    "cut in the middle": Fault(("b.mrc", "4", "byte"), demo_file("marc21")[:2500], "marc21", "", "bad/b.mrc"),
    "broken XML": Fault(("c.xml", "4"), b"<collection>\n<record>\n<leader>x</leader>\n</collection>", "marcxml", "", "bad/c.xml"),
    "one id twice": Fault(("a.csv", "2 (R1)"), (HEAD + ROWS[0] + ROWS[1].replace("R2", "R1")).encode()),
    "no id column": Fault(("a.csv", "“ma”"), b"so,ten\n1,A\n"),
    "no id at all": Fault(("a.csv", "2", "ma"), (HEAD + ROWS[0].replace("R1", "")).encode()),
    "broken UTF-8": Fault(("a.csv", "2", "byte"), HEAD.encode() + b"R1,Ch\xf9a\n"),
    "signs in names": Fault(("a.csv",), b'"\x1b[31mma\nx","\x00"\n1,2\n'),
    "column not in the file": Fault(("a.csv", "mine.yaml", "“so_nha”"), mapping="mine.yaml", yaml=_YAML.replace("ma:", "so_nha: , ma:")),
    "column not in the mapping": Fault(("mine.yaml", "“tem”"), mapping="mine.yaml", yaml=_YAML.replace("label: ten", "label: tem")),
    "broken YAML": Fault(("mine.yaml", "2"), mapping="mine.yaml", yaml="columns: {ma: \nid: ]"),
    "YAML that is a list": Fault(("mine.yaml",), mapping="mine.yaml", yaml="- a\n- b\n"),
    "empty YAML": Fault(("mine.yaml",), mapping="mine.yaml", yaml="\n"),
    "deep YAML": Fault(("mine.yaml",), mapping="mine.yaml", yaml="[" * 2000),
    "a date in YAML": Fault(("mine.yaml",), mapping="mine.yaml", yaml="columns: 2020-99-99"),
    "unknown verb": Fault(("mine.yaml", "“lable”"), mapping="mine.yaml", yaml=_YAML.replace("label", "lable")),
    "mapping missing": Fault(("none.yaml",), mapping="none.yaml"),
    "mapping unknown": Fault(("di-tick", "di-tich"), mapping="di-tick"),
    "format unknown": Fault(("papyrus", "marc21"), form="papyrus"),
    "file missing": Fault(("sources/bad/none.csv",), file="bad/none.csv"),
    "a folder": Fault(("sources/bad",), file="bad"),
    "no file at all": Fault(("sources/*.xyz",), file="*.xyz"),
    "a file outside": Fault(("files", "sources/"), file="../mocban.toml"),
    "unknown key": Fault(("“acces”",), more='acces = "mat"'),
    "unknown level": Fault(("“kín”", "mat"), more='access = "kín"'),
    "number for a text": Fault(("language",), more="language = 5"),
    "broken TOML": Fault(("mocban.toml",), more="demo = ["),
    "not a share": Fault(("tolerance",), more="tolerance = 7"),
}  # fmt: skip
IN_A_PROCESS = (
    "empty file", "cut in the middle", "one id twice", "signs in names", "column not in the file",
    "file missing", "unknown level",
)  # fmt: skip
_GOOD = (
    '[[source]]\ncode = "good"\nkind = "heritage"\nname.vi = "Sở"\nname.en = "Office"\n'
    '[[source.dataset]]\nname = "set"\nformat = "csv"\nmapping = "di-tich"\nfiles = ["good.csv"]\n'
)


def _space(folder: Path, fault: Fault | None = None) -> config.Workspace:
    fault = fault or Fault(())
    for name in ("sources/bad", "curation"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "sources/good.csv").write_text(HEAD + ROWS[0], "utf-8")
    _break(folder, fault)
    return config.load(folder)


def _break(folder: Path, fault: Fault) -> None:
    (folder / "mocban.toml").write_text(
        f'{_GOOD}[[source]]\ncode = "bad"\nkind = "heritage"\nname.vi = "Sở"\nname.en = "Office"\n'
        f'[[source.dataset]]\nname = "set"\nformat = "{fault.form}"\nmapping = "{fault.mapping}"\n'
        f'files = ["{fault.file}"]\n{fault.more}\n', "utf-8",
    )  # fmt: skip
    name = fault.file.rpartition("/")[2]
    if name in ("a.csv", "b.mrc", "c.xml"):
        (folder / "sources/bad" / name).write_bytes(fault.data)
    if fault.yaml:
        (folder / "mine.yaml").write_text(fault.yaml, "utf-8")


def _dump(folder: Path) -> bytes:
    dump_to(folder / "snapshots/current/store", str(folder / "dump.nq"), runs=True)
    return (folder / "dump.nq").read_bytes()


@pytest.fixture(scope="module")
def bad_space(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A workspace that was built when all was well, and its dump."""
    folder = tmp_path_factory.mktemp("bad")
    build(_space(folder))
    return folder, _dump(folder)


def _said(done: str) -> str:
    assert done.startswith("mocban: ") and done.endswith("\n"), done
    said = done.removesuffix("\n")
    assert said.isprintable() and "Traceback" not in said and "foresee" not in said, said
    return said


@pytest.mark.parametrize("fault", FAULTS)
def test_the_command_says_one_sentence_and_the_snapshot_in_use_stays(
    bad_space: tuple[Path, bytes], fault: str
) -> None:
    folder, before = bad_space
    _break(folder, FAULTS[fault])
    heard = {}
    for language in ("en", "vi"):
        environment = {"MOCBAN_LANG": language}
        if fault in IN_A_PROCESS:
            done = subprocess.run(
                [sys.executable, "-m", "mocban", "build", str(folder)], capture_output=True,
                env={**os.environ, **environment}, timeout=60, check=False,
            )  # fmt: skip
            code, out, err = done.returncode, done.stdout.decode(), done.stderr.decode()
        else:
            run = CliRunner().invoke(main, ["build", str(folder)], env=environment)
            code, out, err = run.exit_code, run.stdout, run.stderr
        assert code == 1 and not out
        heard[language] = _said(err)
        for name in FAULTS[fault].names:
            assert name in heard[language], heard[language]
    assert heard["en"] != heard["vi"]
    assert os.readlink(folder / "snapshots/current") == "000001"
    assert not list((folder / "snapshots").glob(".building*"))
    assert _dump(folder) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    space = _space(tmp_path)
    (tmp_path / "sources/bad/a.csv").chmod(0)
    with pytest.raises(SourceError, match=r"a\.csv.*permissions"):
        build(space)


def test_a_refusal_of_the_system_is_told_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = _space(tmp_path)

    def refuse(self: Path, *rest: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    run = CliRunner().invoke(main, ["build", str(space.path)], env={"MOCBAN_LANG": "vi"})
    assert run.exit_code == 1
    assert "Permission denied" in _said(run.stderr)


@pytest.mark.parametrize(
    "toml",
    ["source = 5", "source = ['a']", "title = 5", "[source]\ncode = 'a'", "languages = []",
     "festival_years = ['a', 'b']", "[[source]]\ncode = 5", "[[source]]\ncode='a'\nkind='museum'\nname=5",
     _GOOD + "files2 = 1", _GOOD.replace('"set"', '"Tập 1"'), _GOOD.replace('["good.csv"]', "[1]"),
     _GOOD.replace('["good.csv"]', '"good.csv"'), _GOOD.replace('["good.csv"]', '["/etc/passwd"]'),
     _GOOD + "options = 5", _GOOD + "release = 'R1'", _GOOD + "demo = 'có'", "a = " + "[" * 5000,
     _GOOD.replace("[[source.dataset]]", "[source.dataset]"), _GOOD.replace("kind =", "kinds = 1\nkind =")],
)  # fmt: skip
def test_a_configuration_that_cannot_be_meant_is_named_in_one_sentence(
    tmp_path: Path, toml: str
) -> None:
    (tmp_path / "mocban.toml").write_text(toml, "utf-8")
    for language in ("en", "vi"):
        run = CliRunner().invoke(main, ["build", str(tmp_path)], env={"MOCBAN_LANG": language})
        assert run.exit_code == 1, toml
        assert "mocban.toml" in _said(run.stderr)


def test_convert_turns_away_what_clashes_and_fails_where_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + ROWS[0] + ROWS[1].replace("R2", "R1"), "utf-8")
    arguments = ["convert", "--from", "csv", "--mapping", "di-tich", "-o", str(tmp_path / "o.nq")]
    run = CliRunner().invoke(main, [*arguments, str(path)], env={"MOCBAN_LANG": "en"})
    assert run.exit_code == 1 and "a.csv, line 2 (R1)" in _said(run.stderr)
    assert not (tmp_path / "o.nq").exists()
    path.write_text(HEAD + ROWS[0] + ROWS[1].replace("R2", "R1") + ROWS[1], "utf-8")
    run = CliRunner().invoke(main, [*arguments, str(path)], env={"MOCBAN_LANG": "en"})
    assert run.exit_code == 0 and "rejected 2" in run.stderr
    assert "/R1" not in (tmp_path / "o.nq").read_text("utf-8")


# By chance


_PIECES = st.sampled_from(
    [b"", b"\x00", b"\xff", b"\x1d", b"\x1e", b"\x1f", b"<", b">", b"&", b'"', b"\n", b",", b"{", b"]",
     b"</record>", b"<lido:lido>", b"\xef\xbb\xbf", b"\\ud800", b"9" * 30, b"&#0;", "ấ".encode(), b"  "]
)  # fmt: skip
_CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.integers(0, 40), _PIECES), min_size=1, max_size=8
)


@pytest.mark.parametrize("form", FILES)
@given(changes=_CHANGES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_file_with_anything_done_to_it_gives_records_rejections_or_one_sentence(
    form: str, changes: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(demo_file(form)[:12_000] if form in ("marc21", "csv") else demo_file(form))
    for place, length, piece in changes:
        place %= len(data) + 1
        data[place : place + length] = piece
    with tempfile.TemporaryDirectory() as folder:
        try:
            report, quads = converted(Path(folder), form, bytes(data))
        except MocbanError as error:
            told(error.text, name_of(form))
            return
        assert balanced(report)
        count = sum(1 for _ in ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS))
        assert bool(count) == bool(report.converted)
        json.dumps(report.as_dict("vi"), ensure_ascii=False).encode()


def test_every_format_has_its_demonstration_file() -> None:
    from mocban.mappings import FORMATS

    assert set(FILES) == set(FORMATS)
    assert all(demo_file(form) for form in FILES)
