"""The demonstration site, walked from its first pages along its links, and one page of each
kind. Kinds are told by the routes of the application, so that a new page is in every test."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit
from zlib import crc32

from flask import Flask
from lxml import etree, html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from mocban.graph.store import GraphStore

LANGUAGES = ("vi", "en")
STARTS = ("/vi/", "/en/")
# So many pages of a kind that has many; of the others it is asked whether the graph has them.
FEW = 12
MANY = re.compile(r"/(?:r/[^/]+/([^/]+)|(v/[^/]+)|(link/[^/]+))/")
# What no link leads to, or only with the parameters that a reader chooses.
MORE = (
    "search?q=vinh+nghiem", "search?q=khong-co-gi-nhu-the", "search?q=chua&view=map",
    "search?q=chua&view=time", "e/monument/khong-co", "sparql/result?query=ASK%7B%7D",
    "/embed/e/monument/vinh-nghiem",
)  # fmt: skip
DATA = "/data/"
THING = re.compile("/(e|r|v|link)/")


class Visit(NamedTuple):
    """An address, and what came back."""

    address: str
    kind: str
    status: int
    type: str
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.type == "text/html"

    @property
    def document(self) -> html.HtmlElement:
        return html.document_fromstring(self.body, parser=html.HTMLParser(encoding="utf-8"))


@dataclass
class Walk:
    """The whole site as it was found."""

    visits: dict[str, Visit] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    """The routes that were met."""
    offered: set[str] = field(default_factory=set)
    """The routes that the application has for reading."""

    @property
    def pages(self) -> Iterator[Visit]:
        """What is HTML and there."""
        return (visit for visit in self.visits.values() if visit.is_page)

    @cached_property
    def kinds(self) -> dict[str, Visit]:
        """The largest page of each kind, in either language."""
        found: dict[str, Visit] = {}
        for visit in sorted(self.pages, key=lambda each: (-len(each.body), each.address)):
            found.setdefault(visit.kind, visit)
        return dict(sorted(found.items()))

    def examples(self) -> dict[str, str]:
        """A name and an address without its language for one page of each kind, and for what
        only a reader's choice leads to."""
        found = {kind: bare(visit.address) for kind, visit in self.kinds.items()}
        return found | {more: more for more in MORE}


def bare(address: str) -> str:
    """An address without its language; one that has none keeps its slash."""
    return re.sub(r"^/(vi|en)/", "", address)


def addressed(path: str, language: str) -> str:
    """The address of a page of `Walk.examples` in a language."""
    return path if path.startswith("/") else f"/{language}/{path}"


class Walker:
    """Follows the links of an application; `whole`: renders every page instead of asking for
    most source records only whether the graph has them."""

    def __init__(self, app: Flask, store: GraphStore, base: str, whole: bool = False) -> None:
        self._client = app.test_client()
        self._routes = app.url_map.bind("localhost")
        self._store, self._base, self._whole = store, base, whole
        self._todo: deque[tuple[str, str]] = deque((start, "") for start in STARTS)
        self._todo.extend((addressed(path, tag), "") for tag in LANGUAGES for path in MORE)
        self._known = {self._key(address) for address, _ in self._todo}
        self._met: Counter[str] = Counter()
        self._ids: dict[str, set[str]] = {}
        self._anchors: set[tuple[str, str, str]] = set()
        self.walk = Walk()
        self.walk.offered = {
            str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
        }

    def all(self) -> Walk:
        """The walk from beginning to end."""
        while self._todo:
            self._visit(*self._todo.popleft())
        for page, target, anchor in sorted(self._anchors):
            if target in self._ids and anchor not in self._ids[target]:
                self.walk.broken.append(f"{page}: no #{anchor} in {target}")
        return self.walk

    def _key(self, address: str) -> tuple[str, tuple[str, ...]]:
        """What is visited once: a path with the names of its parameters, whatever they say."""
        parts = urlsplit(address)
        named = parse_qsl(parts.query, keep_blank_values=True)
        start = address if address in STARTS else _page(parts.path)
        return start, tuple(sorted({name for name, _ in named}))

    def _visit(self, address: str, source: str) -> None:
        kind = self._kind(urlsplit(address).path)
        if not self._whole and self._is_one_of_many(address, kind):
            path = unquote(_page(urlsplit(address).path))
            if path.startswith(DATA):
                path = path.removeprefix(DATA).rpartition(".")[0]
            if not (urlsplit(address).query or self._store.has(self._base + path)):
                self.walk.broken.append(f"{source}: {address} is not in the graph")
            return
        answer = self._client.get(address, headers={"Accept": "text/html"})
        body = answer.get_data()
        answer.close()
        visit = Visit(address, kind, answer.status_code, answer.mimetype or "", body)
        self.walk.visits[address] = visit
        if answer.status_code in (301, 302, 303, 307, 308):
            self._found(address, urljoin(address, answer.location or ""))
        elif answer.status_code != 200 and source:
            self.walk.broken.append(f"{source}: {address} is {answer.status_code}")
        elif visit.is_page:
            self._read(visit)

    def _is_one_of_many(self, address: str, kind: str) -> bool:
        """Whether enough like this have been rendered."""
        parts = urlsplit(address)
        if parts.path.startswith(DATA):
            name = parts.path.split("/")[2] + parts.path.rpartition(".")[2]
        elif parts.query:
            name = f"{kind}?{self._key(address)[1]}"
        elif found := MANY.match(f"/{bare(parts.path)}"):
            name = str(found[1] or found[2] or found[3])
        else:
            return False
        self._met[name] += 1
        return self._met[name] > FEW

    def _kind(self, path: str) -> str:
        try:
            rule, values = self._routes.match(path, "GET", return_rule=True)
        except RequestRedirect:
            return "redirect"
        except HTTPException:
            return "nothing"
        self.walk.rules.add(str(rule))
        top = values.get("top")
        if top == "e":
            return f"e/{values['rest'].partition('/')[0]}"
        return top or str(rule)

    def _read(self, visit: Visit) -> None:
        document = visit.document
        ids = set(document.xpath("//@id"))
        self._ids[visit.address] = ids
        for link in set(document.xpath("//@href | //@src | //form[not(@method)]/@action")):
            whole = urljoin(f"http://localhost{visit.address}", str(link))
            address, _, anchor = whole.partition("#")
            own = f"http://localhost{visit.address}".partition("#")[0]
            if anchor:
                self._anchors.add((visit.address, _local(address, self._base), unquote(anchor)))
            if address != own:
                self._found(visit.address, _local(address, self._base))

    def _found(self, source: str, address: str) -> None:
        address = _local(urljoin("http://localhost/", address), self._base)
        if not address.startswith("/"):
            return
        key = self._key(address)
        if key in self._known:
            return
        self._known.add(key)
        path = _page(address)
        if not path.startswith("/") and "?" not in address:
            # Each path is visited in one language, half of them in either.
            address = f"/{LANGUAGES[crc32(repr(key).encode()) % 2]}/{path}"
        self._todo.append((address, source))


def _page(address: str) -> str:
    """The page of an address without its language; that of a thing stands for the thing."""
    return bare(address) if not THING.match(address) else address[1:]


def _local(address: str, base: str) -> str:
    """An address within the site as a path; that of another site as it is."""
    for start in ("http://localhost/", base):
        if address.startswith(start):
            return "/" + address.removeprefix(start)
    return address


def texts(document: html.HtmlElement) -> Iterator[tuple[str, str, html.HtmlElement]]:
    """Each text that a reader sees or hears, the language it is said to be in, and where it
    stands: text nodes, names of controls and pictures; no code, no scripts."""
    for element in document.iter():
        if not isinstance(element.tag, str) or _is_silent(element):
            continue
        tag = _language(element)
        if element.text and element.text.strip():
            yield element.text, tag, element
        for child in element:
            if child.tail and child.tail.strip():
                yield child.tail, tag, element
        for name in ("alt", "title", "aria-label", "placeholder"):
            if element.get(name, "").strip():
                yield element.get(name, ""), tag, element


def _is_silent(element: etree._Element) -> bool:
    silent = {"link", "script", "style", "code", "pre", "textarea", "svg", "template", "kbd"}
    return any(
        each.tag in silent or each.get("translate") == "no"
        for each in (element, *element.iterancestors())
    )


def _language(element: etree._Element) -> str:
    for each in (element, *element.iterancestors()):
        if each.get("lang") is not None:
            return str(each.get("lang"))
    return ""
