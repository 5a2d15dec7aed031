"""Files of real institutions, built whole: every record is accounted for, every term exists."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from mocban import config
from mocban.build import Built, build
from mocban.graph.snapshots import Snapshots
from mocban.graph.store import GraphStore
from mocban.ontology.namespaces import PREFIXES, RDF, published_terms

TABLES = Path(__file__).parent / "tables"
FOLDERS = (
    "marc-lc-exchange", "marc-evergreen", "lido-cimec", "heritage-listed-newcastle",
    "osm-memorials-us", "vn-places",
)  # fmt: skip
DATASETS = (
    ("lc", "exchange", "marcxml", "", "en", ["marc-lc-exchange/*.xml"]),
    ("evergreen", "bib", "marc21", "", "en",
     ["marc-evergreen/*.mrc", "marc-evergreen/*.marc", "marc-evergreen/RDA/*.mrc"]),
    ("evergreen", "xml", "marcxml", "", "en", ["marc-evergreen/*.xml"]),
    ("cimec", "lido", "lido", "", "ro", ["lido-cimec/*.xml"]),
    ("newcastle", "listed", "csv", "newcastle.yaml", "en", ["heritage-listed-newcastle/*.csv"]),
    ("osm", "memorials", "geojson", "memorials.yaml", "en", ["osm-memorials-us/*.geojson"]),
    ("gso", "units", "csv", "vn-units.yaml", "vi", ["vn-places/units_2025_bac_ninh.csv"]),
    ("gso", "shapes", "geojson", "vn-units.yaml", "vi", ["vn-places/communes_2025_bac_ninh.geojson"]),
    ("gso", "legacy", "csv", "legacy-units.yaml", "vi",
     ["vn-places/legacy_units_bac_giang_bac_ninh.csv"]),
)  # fmt: skip
COUNTS = {  # read, converted, rejected, withheld
    "lc/exchange": (396, 396, 0, 0),
    "evergreen/bib": (2185, 1023, 1162, 0),
    "evergreen/xml": (24, 16, 8, 0),
    "cimec/lido": (301, 301, 0, 0),
    "newcastle/listed": (778, 764, 14, 0),
    "osm/memorials": (2998, 2998, 0, 0),
    "gso/units": (99, 99, 0, 0),
    "gso/shapes": (99, 99, 0, 0),
    "gso/legacy": (313, 313, 0, 0),
}
REJECTED = {  # file, first words of the reason, damaged
    ("auth-1066.mrc", "The authority record has no 100", False): 1064,
    ("auth-1066.mrc", "The authority record only refers", False): 2,
    ("nepali.marc", "The record has no number", False): 96,
    ("serials_marc21.xml", "The record has no number", False): 1,
    ("serials_mfhd.xml", "The holdings record does not say", False): 7,
    ("listed_buildings.csv", "several records have this id", True): 14,
}
_OWN = re.compile(
    r"https://mocban\.example/(?:"
    r"r/[a-z]+/(?:record|heading/[a-z]+|[a-z]+)/[A-Za-z0-9_~-]+(?:/[A-Za-z0-9_~.-]+)*"
    r"|v/[a-z-]+/[a-z0-9-]+|g/src/[a-z]+/[a-z]+)"
    r"|http://id\.loc\.gov/vocabulary/(?:organizations|\w+[Ss]chemes)/[\w-]+"  # a code of a list
    r"|https://ld\.zdb-services\.de/resource/organisations/DE-[\w-]+"
)


@pytest.fixture(scope="module")
def real(
    shared_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Built]:
    """A workspace of open data, built."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "curation").mkdir()
    (folder / "sources").mkdir()
    for name in FOLDERS:
        (folder / "sources" / name).symlink_to(shared_data(name), target_is_directory=True)
    for table in TABLES.glob("*.yaml"):
        shutil.copy(table, folder)
    toml, known = "", ""
    for code, name, form, mapping, language, files in DATASETS:
        if code != known:
            kind = "gazetteer" if code == "gso" else "library"
            toml += f'[[source]]\ncode = "{code}"\nkind = "{kind}"\nname.vi = "{code}"\nname.en = "{code}"\n'
        known = code
        toml += (
            f'[[source.dataset]]\nname = "{name}"\nformat = "{form}"\nmapping = "{mapping}"\n'
            f'language = "{language}"\nfiles = {files}\n'
        )
    (folder / "mocban.toml").write_text(toml, "utf-8")
    return folder, build(config.load(folder))


def test_every_record_is_converted_rejected_or_withheld(real: tuple[Path, Built]) -> None:
    found = {
        name: tuple(report[key] for key in ("read", "converted", "rejected", "withheld"))
        for name, report in real[1].reports.items()
    }
    assert found == COUNTS
    for read, converted, rejected, withheld in found.values():
        assert read == converted + rejected + withheld


def _rejections(built: Built) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [
        pair
        for report in built.reports.values()
        for pair in zip(report["rejections"], report["vi"]["rejections"], strict=True)
    ]


def test_every_rejection_says_where_and_why_in_both_languages(real: tuple[Path, Built]) -> None:
    kinds: Counter[tuple[str, str, bool]] = Counter()
    for en, vi in _rejections(real[1]):
        assert en["file"] and en["position"] > 0 and en["file"] in en["place"]
        assert str(en["position"]) in en["place"] and str(en["position"]) in vi["place"]
        assert len(en["reason"]) > 20 and len(vi["reason"]) > 20
        assert en["reason"] != vi["reason"] and not vi["reason"].isascii()
        key = next(
            key for key in REJECTED if key[0] == en["file"] and en["reason"].startswith(key[1])
        )
        kinds[*key[:2], en["damaged"]] += 1
    assert kinds == REJECTED


def test_records_without_an_element_around_them_are_read(real: tuple[Path, Built]) -> None:
    ids = (real[0] / "work/segments/evergreen.xml").glob("*.ids")
    assert any("/record/21061>" in line for path in ids for line in path.read_text().splitlines())


def test_what_is_emitted_is_well_formed_and_every_term_of_it_exists(
    real: tuple[Path, Built],
) -> None:
    lists = {iri: terms for prefix, iri in PREFIXES.items() if (terms := published_terms(prefix))}
    assert {"bf", "crm", "la", "geo", "schema", "mcb"} <= {
        prefix for prefix, iri in PREFIXES.items() if iri in lists
    }
    used: set[str] = set()
    own: set[str] = set()
    a = RDF.type[1:-1]
    quads = 0
    for path in (real[0] / "work/segments").glob("*/*.nq"):
        # The parser refuses whatever is no IRI and no literal.
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            quads += 1
            assert isinstance(quad.subject, ox.NamedNode), quad
            assert not isinstance(quad.object, ox.BlankNode), quad
            own.add(quad.subject.value)
            used.add(quad.predicate.value)
            if isinstance(quad.object, ox.NamedNode):
                if quad.predicate.value == a:
                    used.add(quad.object.value)
                elif quad.object.value.startswith("https://mocban.example/"):
                    own.add(quad.object.value)
    assert quads > 250_000
    unknown = {
        term
        for term in used
        for iri, terms in lists.items()
        if term.startswith(iri) and term.removeprefix(iri) not in terms
    }
    assert not unknown
    assert not [iri for iri in own if not _OWN.fullmatch(iri)][:5]


def test_nothing_restricted_is_in_the_store(real: tuple[Path, Built]) -> None:
    current = Snapshots(real[0] / "snapshots").current()
    assert current is not None
    with GraphStore.open(current / "store") as store:
        assert not store.ask("check/leak")
        assert len(store) == real[1].quads
