"""The manners of the web: typed links, tags, languages, methods, cards."""

import importlib.util
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from mocban.site import freshness
from tests.leaf_app import BASE, small_app
from tests.visits import Seen, Visit, visit

PAGODA = "e/monument/vinh-nghiem"
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"
FORMATS = {
    "ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}  # fmt: skip
PATHS = ("", PAGODA, "about", "search", "search?q=chua", "datasets", "browse/monument", "examples")
LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[a-z-]+=\"[^\"]*\")*)")


@pytest.fixture(scope="module")
def ask(served: str) -> Visit:
    return visit(served)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with small_app(tmp_path_factory.mktemp("manners")).test_client() as client:
        yield client


class Head(HTMLParser):
    """The `meta` and `link` elements of a page, and its title."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.title = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self._inside = tag == "title" and not self.title
        if tag == "meta":
            self.meta[str(said.get("name") or said.get("property"))] = str(said.get("content"))
        if tag == "link":
            self.links.append(said)

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False


def signs(seen: Seen) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """The typed links of an answer, by relation."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for target, said in LINK.findall(seen.headers.get("link", "")):
        named = dict(re.findall(r'([a-z-]+)="([^"]*)"', said))
        for relation in named.pop("rel").split():
            found.setdefault(relation, []).append((target, named))
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_page_shows_machines_the_way(ask: Visit, lang: str) -> None:
    """https://signposting.org/FAIR/#level1: one cite-as, a type of page and one of thing,
    descriptions with their media types, a licence."""
    other = {"vi": "en", "en": "vi"}[lang]
    found = signs(ask(f"/{lang}/{PAGODA}"))
    assert found["cite-as"] == [(f"{BASE}{PAGODA}", {})]
    assert found["canonical"] == [(f"{BASE}{lang}/{PAGODA}", {})]
    types = [target.removeprefix("https://schema.org/") for target, _ in found["type"]]
    assert types == ["AboutPage", "TouristAttraction", "LandmarksOrHistoricalBuildings"]
    data = {(f"/data/{PAGODA}.{name}", kind) for name, kind in FORMATS.items()}
    assert {(target, said["type"]) for target, said in found["describedby"]} == data
    assert data | {(f"{BASE}{other}/{PAGODA}", "text/html")} == {
        (target, said["type"]) for target, said in found["alternate"]
    }
    assert [said.get("hreflang") for _, said in found["alternate"]].count(other) == 1
    assert found["license"] == [(ZERO, {})]


def test_data_show_the_way_back(ask: Visit) -> None:
    """https://signposting.org/FAIR/#metadata: a description names the page that it describes."""
    for extension, media_type in FORMATS.items():
        found = signs(ask(f"/data/{PAGODA}.{extension}"))
        assert found["cite-as"] == [(f"{BASE}{PAGODA}", {})]
        pages = {f"{BASE}{lang}/{PAGODA}" for lang in ("vi", "en")}
        assert {target for target, _ in found["describes"]} == pages | {f"{BASE}{PAGODA}"}
        kinds = [said["type"] for _, said in found["alternate"]]
        assert kinds.count("text/html") == 2 and media_type not in kinds
        assert len(kinds) == 2 + len(FORMATS) - 1
        assert found["license"] == [(ZERO, {})]
        assert found["collection"] == [("/.well-known/void", {"type": "text/turtle"})]


def test_a_thing_shows_all_ways_before_one_is_taken(ask: Visit) -> None:
    got = ask(f"/{PAGODA}", Accept="text/html", Accept_Language="en")
    assert (got.status, got.headers["location"]) == (303, f"/en/{PAGODA}")
    assert {part.strip() for part in got.headers["vary"].split(",")} >= {
        "Accept",
        "Accept-Language",
    }
    assert len(signs(got)["alternate"]) == 2 + len(FORMATS)


def test_every_way_that_is_shown_can_be_gone(ask: Visit) -> None:
    for path in (f"/vi/{PAGODA}", f"/data/{PAGODA}.ttl"):
        for targets in signs(ask(path)).values():
            for target, said in targets:
                target = target.replace(f"{BASE}vi/", "/vi/").replace(f"{BASE}en/", "/en/")
                if target.startswith("/") and "type" in said:
                    got = ask(target, "HEAD")
                    assert got.status == 200, target
                    assert got.headers["content-type"].startswith(said["type"])


def test_a_part_leads_to_its_whole(small: FlaskClient) -> None:
    links = small.get("/vi/e/work/tvbg.BG1").headers.getlist("Link")
    assert '</vi/e/work/tvbg.BG2>; rel="collection"; type="text/html"' in links


def test_a_licence_is_told_for_each_source_that_speaks(ask: Visit) -> None:
    assert "license" not in signs(ask("/vi/v/rank/quoc-gia-dac-biet"))
    assert signs(ask("/vi/e/person/hoang-hoa-tham"))["license"] == [(ZERO, {})]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_who_has_a_page_is_not_sent_it_again(ask: Visit, lang: str, path: str) -> None:
    got = ask(f"/{lang}/{path}")
    assert got.status == 200
    tag = got.headers["etag"]
    assert tag.startswith('W/"') and got.headers["cache-control"] == "no-cache"
    assert got.headers["content-language"] == lang
    again = ask(f"/{lang}/{path}", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag and again.headers["cache-control"] == "no-cache"
    assert ask(f"/{lang}/{path}", If_None_Match='W/"other"').status == 200
    head = ask(f"/{lang}/{path}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["etag"] == tag
    assert head.headers["content-length"] == got.headers["content-length"]


def test_a_problem_has_no_tag_and_is_not_kept(ask: Visit) -> None:
    for path in ("/vi/e/monument/nowhere", "/vi/nowhere", "/xx/"):
        got = ask(path, Accept="text/html", If_None_Match="*")
        assert got.status == 404
        assert "etag" not in got.headers and got.headers["cache-control"] == "no-store"


def test_what_is_new_each_time_is_not_kept(ask: Visit) -> None:
    got = ask("/vi/sparql/result?query=SELECT%20(RAND()%20AS%20%3Fx)%20%7B%7D")
    assert got.status == 200 and "etag" not in got.headers
    assert got.headers["cache-control"] == "no-store"


def test_a_tag_is_another_one_tomorrow_and_after_an_upgrade(
    small: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At eight in the evening of Greenwich it is tomorrow in Vietnam."""

    def tag() -> str:
        return small.get("/vi/").headers["ETag"]

    first = tag()
    assert tag() == first
    monkeypatch.setattr(freshness, "today", lambda: "2031-05-06")
    second = tag()
    monkeypatch.setattr(freshness, "version", lambda: "another")
    assert len({first, second, tag()}) == 3


def test_a_file_asked_for_by_its_print_is_good_for_ever(ask: Visit) -> None:
    page = ask("/vi/").text
    address = re.findall(r"/assets/site\.css\?v=[0-9a-f]+", page)[0]
    assert ask(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in ("/assets/site.css", "/assets/site.css?v=0", "/assets/site.css?v="):
        assert ask(other).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/vi/", f"/vi/{PAGODA}", f"/{PAGODA}", f"/data/{PAGODA}.ttl", "/sitemap.xml"]
)
def test_the_methods_of_an_address_are_told(ask: Visit, path: str) -> None:
    got = ask(path, "OPTIONS")
    assert got.status == 200
    assert {part.strip() for part in got.headers["allow"].split(",")} >= {"GET", "HEAD", "OPTIONS"}
    refused = ask(path, "DELETE")
    assert refused.status == 405 and "GET" in refused.headers["allow"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_tells_those_to_whom_it_is_sent_what_it_is(ask: Visit, lang: str, path: str) -> None:
    """https://ogp.me#metadata: title, type, image, url; the rest is for their cards."""
    head = Head(ask(f"/{lang}/{path}").text)
    meta = head.meta
    assert meta["og:title"] and head.title.startswith(meta["og:title"])
    assert len(meta["og:title"]) <= 70
    assert 40 <= len(meta["description"]) <= 320 and meta["og:description"] == meta["description"]
    assert meta["og:type"] == ("website" if not path else "article")
    assert meta["og:url"] == f"{BASE}{lang}/{path}"
    locales = {"vi": "vi_VN", "en": "en_US"}
    assert meta["og:locale"] == locales.pop(lang)
    assert [meta["og:locale:alternate"]] == list(locales.values())
    assert meta["twitter:card"] in ("summary", "summary_large_image")
    if "og:image" in meta:
        assert meta["og:image"].startswith("https://") and meta["og:image:alt"]
    assert (meta.get("robots") == "noindex, follow") == ("?" in path)
    pages = [link for link in head.links if link["rel"] == "canonical" or link.get("hreflang")]
    assert len(pages) == 4 and all(str(link["href"]).startswith(BASE) for link in pages)


def test_no_two_things_describe_themselves_alike(small: FlaskClient) -> None:
    things = ("monument/vinh-nghiem", "object/moc-ban-vinh-nghiem", "person/hoang-hoa-tham",
              "ich/le-hoi-vinh-nghiem", "work/tvbg.BG1", "trip/tay-yen-tu")  # fmt: skip
    said = [Head(small.get(f"/vi/e/{each}").get_data(as_text=True)).meta for each in things]
    assert len({meta["description"] for meta in said}) == len(things)
    assert all(len(meta["description"]) <= 161 for meta in said)


def test_a_home_screen_gets_a_name_and_a_seal(ask: Visit) -> None:
    head = Head(ask("/en/").text)
    (address,) = [str(link["href"]) for link in head.links if link["rel"] == "manifest"]
    got = ask(address)
    assert got.headers["content-type"] == "application/manifest+json"
    assert '"lang": "en"' in got.text and '"start_url": "/en/"' in got.text
    icon = ask("/favicon.ico")
    assert icon.status == 302 and ask(icon.headers["location"]).status == 200


def test_the_card_is_as_large_as_is_asked_for() -> None:
    """1200 by 630, in the colours of paper and seal."""
    path = Path(__file__).parent.parent / "site/frontend/seal.py"
    if not path.exists():
        pytest.skip("the sources of the assets are not here")
    spec = importlib.util.spec_from_file_location("seal", path)
    assert spec is not None and spec.loader is not None
    seal = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(seal)
    made = seal.picture(60, 40, 32)
    assert made.startswith(b"\x89PNG\r\n\x1a\n") and made.endswith(b"IEND\xaeB`\x82")
    assert made[16:24] == (60).to_bytes(4) + (40).to_bytes(4)
    assert len(seal.strokes()[0]) > 8 and ("card.png", 1200, 630, 380) in seal.PICTURES


def test_a_page_that_somebody_has_asked_for_comes_from_memory_for_all(ask: Visit) -> None:
    """The door gives it in a fraction of the time, whatever a browser says of itself."""
    path, browsers = "/vi/e/place/bac-giang", [f"vi,x-{n};q=0.{n}" for n in range(1, 10)]

    def took(path: str, language: str) -> float:
        start = time.perf_counter()
        assert ask(path, Accept_Language=language, Accept="text/html").status == 200
        return time.perf_counter() - start

    first = took(path, "en")
    again = sorted(took(path, each) for each in browsers)[4]
    fresh = sorted(took(f"{path}?{n}", "vi") for n in range(9))[4]
    assert again < first and again < fresh / 2
