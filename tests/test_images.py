"""Pictures: shown with their licence and credit or only linked to, served only where something
open names them, and as a IIIF manifest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from mocban import config
from mocban.errors import ConfigError
from mocban.mappings.table.addresses import public_address
from mocban.ontology.iris import Minter
from mocban.ontology.iris import media as media_address
from mocban.site.headers import POLICY
from mocban.site.licence import is_standard, licence
from mocban.site.words import Words
from tests.leaf_app import BASE
from tests.pictures_app import demo_pictures, pictures_app

BLOCK = "/vi/e/object/block"
FRONT = "/media/btbg/" + quote("mặt trước.svg")
CANARY = "CANARY-PICTURE-1"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return pictures_app(tmp_path_factory.mktemp("pictures"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The site that shows the pictures of another server."""
    folder = tmp_path_factory.mktemp("wide")
    return pictures_app(folder, origins=("https://anh.example.org",)).test_client()


def page(client: FlaskClient, path: str) -> Any:
    reply = client.get(path)
    assert reply.status_code == 200, path
    return html.document_fromstring(reply.data, parser=html.HTMLParser(encoding="utf-8"))


def words(node: Any) -> str:
    return " ".join("".join(node.itertext()).split())


# What a leaf shows.


def test_a_picture_has_its_words_its_credit_its_keeper_and_its_licence(client: FlaskClient) -> None:
    figure = page(client, BLOCK).cssselect("figure.picture")[0]
    image = figure.cssselect("img")[0]
    assert (image.get("src"), image.get("alt")) == (FRONT, "Mặt trước")
    assert (image.get("width"), image.get("height"), image.get("loading")) == ("40", "20", None)
    credit = words(figure.cssselect(".credit")[0])
    assert credit == "Ảnh: Lê Văn A · Do Bảo tàng Bắc Giang cung cấp · Giấy phép: CC BY-SA 4.0"
    right = figure.cssselect("a[rel=license]")[0]
    assert right.get("href") == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert figure.cssselect("a.plate")[0].get("href") == FRONT


def test_words_of_another_language_say_so(client: FlaskClient) -> None:
    first, second = page(client, "/en/e/object/block").cssselect("figure.picture")
    assert first.cssselect("img")[0].get("alt") == "The front"
    assert first.cssselect(".credit span")[0].get("lang") == "vi"
    assert second.cssselect("img")[0].attrib["lang"] == "vi"
    assert second.cssselect("img")[0].get("loading") == "lazy"
    assert "No copyright – United States" in words(second)


def test_what_may_not_be_shown_is_linked_to_with_the_reason(client: FlaskClient) -> None:
    shown = page(client, BLOCK)
    assert len(shown.cssselect(".pictures img")) == 2
    rows = {words(row).partition(":")[0]: row for row in shown.cssselect(".elsewhere li")}
    assert set(rows) == {"Không phép", "Dành riêng", "Ảnh ở xa"}
    assert "chưa rõ giấy phép" in words(rows["Không phép"])
    assert rows["Không phép"].cssselect("a")[0].get("href") == "/media/btbg/unlicensed.png"
    assert "bạn đọc đã đăng ký tại Bảo tàng Bắc Giang" in words(rows["Dành riêng"])
    assert not rows["Dành riêng"].cssselect("a[href*=media]")
    assert "máy chủ anh.example.org" in words(rows["Ảnh ở xa"])
    assert "absent.png" not in html.tostring(shown).decode()


def test_a_scanned_copy_is_shown_with_its_book(client: FlaskClient) -> None:
    assert page(client, "/vi/e/work/book").cssselect("img")[0].get("src") == "/media/tvbg/p1.png"
    itself = page(client, "/vi/r/tvbg/digital/1/image/p1")
    assert itself.cssselect("figure.picture img")[0].get("src") == "/media/tvbg/p1.png"


def test_a_block_can_be_turned_over_and_other_things_cannot(client: FlaskClient) -> None:
    block = page(client, BLOCK)
    flip = block.cssselect("figure.block input[type=checkbox]")[0]
    assert words(block.cssselect(f"label[for={flip.get('id')}]")[0]) == "⇄ Xem như bản in"
    assert not page(client, "/vi/e/work/book").cssselect(".flip, .block")


def test_pictures_of_other_servers_are_shown_where_the_operator_lists_them(
    client: FlaskClient, wide: FlaskClient
) -> None:
    figures = page(wide, BLOCK).cssselect("figure.picture")
    far = next(f for f in figures if f.cssselect("img[src='https://anh.example.org/far.jpg']"))
    assert far.get("data-manifest") == "https://anh.example.org/far/manifest.json"
    policy = wide.get(BLOCK).headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://anh.example.org;" in policy
    assert "connect-src 'self' https://anh.example.org" in policy
    assert "script-src 'self';" in policy
    assert client.get(BLOCK).headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "origin",
    ["https://a.b; script-src *", "https://a.b/", "//a.b", "*", "https:", "https://*.b",
     "https://a.b 'unsafe-inline'", "data:", "https://A.b", "https://a.b\n"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(origin: str) -> None:
    assert not config.is_origin(origin)


def test_the_settings_say_so_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "mocban.toml"
    file.write_text('image_origins = ["https://a.b; script-src *"]\n', "utf-8")
    with pytest.raises(ConfigError, match="image_origins"):
        config.load(tmp_path)
    file.write_text('image_origins = ["https://a.b:8443"]\nmedia = "../pictures"\n', "utf-8")
    assert config.load(tmp_path).media == tmp_path / "../pictures"


# What is served.


def test_a_file_is_served_sealed_and_may_be_kept_and_checked(client: FlaskClient) -> None:
    reply = client.get(FRONT)
    assert (reply.status_code, reply.mimetype) == (200, "image/svg+xml")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    policy = reply.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "script" not in policy
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(FRONT, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = client.get(FRONT, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"<svg")


def test_a_document_that_an_open_record_names_is_served(client: FlaskClient) -> None:
    reply = client.get("/media/tvbg/scan.pdf")
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")


@pytest.mark.parametrize(
    "path",
    ["btbg/closed.png", "btbg/both.png", "btbg/unsaid.png", "btbg/unnamed.png", "btbg/page.html",
     "btbg/out.png", "btbg/absent.png", "btbg", "", "../secret.png", "%2e%2e/secret.png",
     "btbg/..%2f..%2fsecret.png", "..%5csecret.png", "/etc/passwd", "btbg/second.png%00.txt",
     "btbg//second.png", "btbg/./second.png", "BTBG/second.png"],
)  # fmt: skip
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    reply = client.get(f"/media/{path}")
    assert reply.status_code in (308, 404)
    assert b"CANARY" not in reply.data and b"PNG" not in reply.data


@given(st.text(max_size=60))
def test_no_path_leads_to_another_file(client_of_all: FlaskClient, path: str) -> None:
    reply = client_of_all.get("/media/" + quote(path, safe="/"))
    assert reply.status_code in (200, 308, 404)
    assert reply.status_code != 200 or path in ("btbg/mặt trước.svg", "btbg/second.png")


@pytest.fixture(scope="module")
def client_of_all(app: Flask) -> FlaskClient:
    return app.test_client()


@given(st.text(max_size=40))
def test_the_address_of_a_file_stays_in_the_folder_and_is_one_term(path: str) -> None:
    found = media_address(BASE, f"media/{path}")
    if found is not None:
        assert found.startswith(f"{BASE}media/")
        assert not any(part in (".", "..", "") for part in found[len(BASE) :].split("/"))
        assert not set(found) & set(' <>"{}|\\^`?#\n')


def test_records_name_files_by_their_path() -> None:
    mint = Minter(BASE, "btbg")
    assert mint.media("media/btbg/a.jpg") == f"<{BASE}media/btbg/a.jpg>"
    assert mint.media(" media/ả nh.jpg ") == f"<{BASE}media/%E1%BA%A3%20nh.jpg>"
    for other in ("media/../a", "media/.a", "media", "a.jpg", "/media/a", "media\\a", "media/a?b"):
        assert mint.media(other) is None
    assert public_address("media/a.jpg") is None


# IIIF.


def test_the_pictures_of_a_thing_are_a_manifest(client: FlaskClient) -> None:
    link = page(client, BLOCK).cssselect("figure a[href*=iiif]")[0].get("href")
    reply = client.get(link)
    assert reply.headers["Content-Type"] == (
        'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    )
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    made = reply.get_json(force=True)
    assert made["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert made["id"] == BASE + link.lstrip("/")
    assert set(made["label"]) == {"vi", "en"}
    assert "rights" not in made, "the pictures differ, so nothing is said of the whole"
    front, back = made["items"]
    assert (front["width"], front["height"]) == (40, 20)
    assert front["rights"] == "http://creativecommons.org/licenses/by-sa/4.0/"
    assert "Ảnh: Lê Văn A" in front["requiredStatement"]["value"]["en"]
    assert front["label"] == {"vi": ["Mặt trước"], "en": ["The front"]}
    painting = front["items"][0]["items"][0]
    assert painting["body"]["id"] == BASE.rstrip("/") + FRONT
    assert painting["target"] == front["id"]
    assert back["items"][0]["items"][0]["body"]["format"] == "image/png"
    text = reply.text
    assert "closed.png" not in text and "unlicensed.png" not in text and "absent" not in text


def test_the_manifest_is_valid(client: FlaskClient) -> None:
    prezi = pytest.importorskip("iiif_prezi3", reason="iiif-prezi3 is not installed")
    made = client.get("/iiif/e/object/block/manifest.json").get_json(force=True)
    manifest = prezi.Manifest(**made)
    assert len(manifest.items) == 2 and manifest.homepage


@pytest.mark.parametrize("path", ["e/object/none", "e/object/old", "e/%00", "r/x", "e/a b", "v/x"])
def test_without_pictures_there_is_no_manifest(client: FlaskClient, path: str) -> None:
    assert client.get(f"/iiif/{path}/manifest.json").status_code == 404


@pytest.mark.parametrize(
    ("address", "name", "href"),
    [
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0",
         "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/deed.vi", "CC BY-NC-ND 4.0",
         "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("http://rightsstatements.org/vocab/InC/1.0/", "In copyright",
         "https://rightsstatements.org/vocab/InC/1.0/"),
        ("http://rightsstatements.org/vocab/New/1.0/", "http://rightsstatements.org/vocab/New/1.0/",
         "https://rightsstatements.org/vocab/New/1.0/"),
        ("https://example.org/terms", "https://example.org/terms", "https://example.org/terms"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
    ],
)  # fmt: skip
def test_licences_have_names_that_people_know(address: str, name: str, href: str) -> None:
    found = licence(address, Words("en"))
    assert (found.name, found.href) == (name, href)
    assert found.iri.startswith("http://") or not is_standard(address)


# The demonstration.


@pytest.fixture(scope="module")
def shown(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The demonstration's snapshot with its own media folder."""
    with demo_pictures(demo, tmp_path_factory.mktemp("demo")) as app:
        yield app.test_client()


WOODBLOCKS = "e/object/moc-ban-vinh-nghiem"


def test_the_demonstration_shows_a_drawing_and_says_that_it_is_one(shown: FlaskClient) -> None:
    for language, said in (("vi", "Hình vẽ minh họa"), ("en", "A drawing")):
        figure = page(shown, f"/{language}/{WOODBLOCKS}").cssselect("figure.block")[0]
        image = figure.cssselect("img")[0]
        assert said in image.get("alt") and said in words(figure.cssselect("figcaption")[0])
        assert "mocban, hình vẽ minh họa" in words(figure) and "CC0 1.0" in words(figure)
        assert shown.get(image.get("src")).mimetype == "image/svg+xml"
    assert shown.get(f"/iiif/{WOODBLOCKS}/manifest.json").status_code == 200


def test_a_restricted_picture_is_never_served_listed_or_named(
    shown: FlaskClient, demo: Path
) -> None:
    assert (demo / "media" / "btbg" / f"{CANARY}.svg").exists(), "there is something to hide"
    assert shown.get(f"/media/btbg/{CANARY}.svg").status_code == 404
    assert shown.get(f"/vi/r/btbg/digital/MB-001/image/{CANARY}").status_code == 404
    for path in (
        f"/vi/{WOODBLOCKS}", f"/en/{WOODBLOCKS}", f"/iiif/{WOODBLOCKS}/manifest.json",
        f"/embed/{WOODBLOCKS}", f"/card/{WOODBLOCKS}.json", "/vi/r/btbg/record/MB-001",
    ):  # fmt: skip
        reply = shown.get(path)
        assert reply.status_code == 200 and CANARY.encode() not in reply.data, path


def test_the_drawing_is_made_again_byte_by_byte() -> None:
    pytest.importorskip("fontTools", reason="fontTools is not installed")
    from fontTools.ttLib import TTFont

    from mocban.demo import drawing

    if not drawing.FONT.exists():
        pytest.skip("the Hanazono font is not here (apt-get install fonts-hanazono)")
    assert drawing.drawing(TTFont(drawing.FONT)) == drawing.DRAWN.read_text("utf-8")
