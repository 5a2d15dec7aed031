"""Every address that the site prints.

A thing and its page differ only in the language before the path:
`{B}/e/monument/x` is a thing, `/vi/e/monument/x` its page in Vietnamese.
"""

import hashlib
from functools import cache
from importlib.resources import files
from urllib.parse import quote, urlencode

FORMATS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("rdf", "RDF/XML"), ("nt", "N-Triples"))
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
_PAGED = ("e/", "r/", "v/", "link/")


@cache
def _print_of(name: str) -> str:
    """A few characters that change with the content of an asset; empty where it is absent."""
    path = files("mocban.site") / "static" / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


def asset(name: str) -> str:
    """The address of a static file, new whenever its content is; empty where it is absent."""
    mark = _print_of(name)
    return f"/assets/{name}?v={mark}" if mark else ""


def content(name: str) -> bytes:
    """A static file."""
    return (files("mocban.site") / "static" / name).read_bytes()


class Links:
    """The addresses of one language; `base` is the base of our IRIs."""

    def __init__(self, base: str, language: str) -> None:
        self.base = base if base.endswith("/") else base + "/"
        self.language = language

    def path(self, iri: str) -> str:
        """An IRI of ours without the base, or the empty string where it has no page."""
        if not iri.startswith(self.base):
            return ""
        path = iri[len(self.base) :]
        return path if path.startswith(_PAGED) else ""

    def page(self, iri: str) -> str:
        """The page of a thing of ours; of anything else that is on the web, its address;
        the empty string for what cannot be followed."""
        path = self.path(iri)
        if path:
            return f"/{self.language}/{quote(path, safe='/~._-')}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def home(self) -> str:
        """The first page."""
        return f"/{self.language}/"

    def here(self, name: str, **query: str | int) -> str:
        """A page of the site by its path: `search`, `sparql`, `about`, `browse/work`."""
        asked = {key: value for key, value in query.items() if value not in ("", None)}
        return f"/{self.language}/{name}" + (f"?{urlencode(asked)}" if asked else "")

    def group(self, iri: str, key: str) -> str:
        """The page that lists a whole group of relations of a thing."""
        return f"{self.page(iri)}?{urlencode({'group': key})}"

    def data(self, iri: str, extension: str) -> str:
        """The description of a thing in a format of FORMATS."""
        return f"/data/{quote(self.path(iri), safe='/~._-')}.{extension}"

    def manifest(self, iri: str) -> str:
        """The IIIF manifest of a thing's pictures."""
        return f"/iiif/{quote(self.path(iri), safe='/~._-')}/manifest.json"

    def oembed(self, iri: str) -> str:
        """What a content system asks to embed the page of a thing (https://oembed.com/)."""
        page = self.absolute(self.language, quote(self.path(iri), safe="/~._-"))
        return f"{self.base}oembed?{urlencode({'format': 'json', 'url': page})}"

    def absolute(self, language: str, path: str) -> str:
        """The full address of a page in a language; `path` begins after the language."""
        return f"{self.base}{language}/{path.lstrip('/')}"
