"""What the site is in the words of schema.org: a web site, and datasets by the rules of
https://developers.google.com/search/docs/appearance/structured-data/dataset; and where a page
stands in it (https://developers.google.com/search/docs/appearance/structured-data/breadcrumb)."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode

from mocban.endpoint.distributions import Dump, licences, listing
from mocban.graph import roll
from mocban.site.current import Reader
from mocban.site.structured import Node

# A museum is only a place in schema.org.
_TYPES: dict[str, str | list[str]] = {
    "library": "Library", "museum": ["Museum", "Organization"], "archive": "ArchiveOrganization",
}  # fmt: skip


def of_page(known: Reader, title: str) -> list[Node]:
    """What a page of the site is, but that of a thing: the first page is the site and all its
    data, that of the datasets tells each, others tell where they stand."""
    name = known.path.partition("?")[0]
    if not name:
        return [website(known), dataset(known)]
    found = [crumbs(known, [("", known.words("nav.home")), (name, title)])]
    return [*found, dataset(known, parts=True)] if name == "datasets" else found


def crumbs(known: Reader, steps: Iterable[tuple[str, str]]) -> Node:
    """The way to a page: paths behind the language, with their names."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem", "position": number, "name": name,
                "item": known.links.absolute(known.language, path),
            }
            for number, (path, name) in enumerate(steps, 1)
        ],
    }  # fmt: skip


def website(known: Reader) -> Node:
    """The site, and how to search in it."""
    home = known.links.absolute(known.language, "")
    return {
        "@type": "WebSite", "@id": f"{known.links.base}#site", "url": home,
        "name": known.snapshot.title.of(known.language), "alternateName": known.words("brand"),
        "inLanguage": known.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search?q={{words}}"},
            "query-input": "required name=words",
        },
    }  # fmt: skip


def dataset(known: Reader, *, parts: bool = False) -> Node:
    """All data as one dataset; with `parts` also what each institution gives."""
    snapshot, words, base = known.snapshot, known.words, known.links.base
    given = {iri: term.value for iri, term in sorted(licences(snapshot.store).items())
             if isinstance(term, NamedNode)}  # fmt: skip
    files = listing(snapshot.folder)
    extent = roll.extent(snapshot.folder / roll.FILE)
    count = sum(snapshot.search.kinds().values())
    title = snapshot.title.of(known.language)
    found: Node = {
        "@type": "Dataset",
        "@id": f"{base}g/view",
        "name": title,
        "description": words(
            "manners.dataset", n=words.number(count), m=words.number(len(snapshot.sources))
        ),
        "url": known.links.absolute(known.language, ""),
        "inLanguage": list(snapshot.languages),
        "isAccessibleForFree": True,
        "license": _one(sorted(set(given.values()))),
        "creator": _one([_institution(known, code) for code in snapshot.sources]),
        "includedInDataCatalog": {
            "@type": "DataCatalog", "@id": f"{base}g/catalog", "name": title,
            "url": f"{base}.well-known/void",
        },
        "distribution": [
            *(_download(dump, base) for dump in files if dump.part == "view"),
            {"@type": "DataDownload", "name": "SPARQL", "contentUrl": f"{base}sparql",
             "encodingFormat": "application/sparql-results+json"},
        ],
    }  # fmt: skip
    if extent.box:
        found["spatialCoverage"] = {
            "@type": "Place", "geo": {"@type": "GeoShape", "box": " ".join(map(str, extent.box))},
        }  # fmt: skip
    if extent.years:
        found["temporalCoverage"] = extent.years
    if extent.changed:
        found["dateModified"] = extent.changed
    if parts:
        found["hasPart"] = [_part(known, iri, licence, files) for iri, licence in given.items()]
    return {name: value for name, value in found.items() if value not in ([], "", None)}


def _part(known: Reader, iri: str, licence: str, files: list[Dump]) -> Node:
    code, _, name = iri.removeprefix(f"{known.links.base}g/src/").partition("/")
    source = known.tag(code)[2]
    mine = [_download(dump, known.links.base) for dump in files if dump.dataset == f"{code}/{name}"]
    found: Node = {
        "@type": "Dataset", "@id": iri, "name": f"{source}: {name}",
        "description": known.words(
            "manners.dataset.of", name=name, source=source,
            site=known.snapshot.title.of(known.language),
        ),
        "url": known.links.absolute(known.language, "datasets"),
        "license": licence, "creator": _institution(known, code),
    }  # fmt: skip
    return found | ({"distribution": mine} if mine else {})


def _download(dump: Dump, base: str) -> Node:
    return {
        "@type": "DataDownload", "name": dump.file, "contentUrl": f"{base}dump/{dump.file}",
        "encodingFormat": f"application/{dump.syntax}", "contentSize": f"{dump.bytes} B",
    }  # fmt: skip


def _institution(known: Reader, code: str) -> Node:
    kind, _, name = known.tag(code)
    iri = f"{known.links.base}e/group/{code}"
    return {
        "@type": _TYPES.get(kind, "Organization"), "@id": iri, "name": name,
        "url": known.links.base + known.links.page(iri).lstrip("/"),
    }  # fmt: skip


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
