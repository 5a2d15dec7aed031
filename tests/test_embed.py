"""Cards on other sites: the frame, the data of the component, oEmbed, the code to copy."""

import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from mocban.site.card import shortened
from tests.leaf_app import BASE
from tests.pictures_app import pictures_app

THING = "e/object/block"
document: Any = parser.document_fromstring
fragment: Any = parser.fragment_fromstring
fragments: Any = parser.fragments_fromstring


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return pictures_app(tmp_path_factory.mktemp("embed"))


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_only_the_card_may_be_framed(client: FlaskClient) -> None:
    framed = client.get(f"/embed/{THING}").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in framed and "script" not in framed
    assert "default-src 'none'" in framed
    for path in (f"/vi/{THING}", "/vi/", "/en/about", "/vi/nowhere"):
        reply = client.get(path, headers={"Accept": "text/html"})
        assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "spoken"), [("vi", "vi"), ("en", "en"), ("fr", "vi"), ("", "vi"), ("<b>", "vi")]
)
def test_the_card_speaks_the_language_that_is_asked_for(
    client: FlaskClient, asked: str, spoken: str
) -> None:
    reply = client.get(f"/embed/{THING}?lang={quote(asked)}")
    card = document(reply.data)
    assert card.get("lang") == spoken
    assert reply.headers["Content-Language"] == spoken
    assert not card.cssselect("script") and "<b>" not in reply.text.partition("<h1>")[0]
    link = card.cssselect("h1 a")[0]
    assert link.get("href") == f"/{spoken}/{THING}"
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert card.cssselect("link[rel=canonical]")[0].get("href") == f"{BASE}{spoken}/{THING}"
    assert card.cssselect("meta[name=robots]")[0].get("content") == "noindex"


def test_a_picture_on_a_card_has_its_credit_and_licence(client: FlaskClient) -> None:
    card = document(client.get(f"/embed/{THING}").data)
    assert card.cssselect("img")[0].get("alt")
    assert "Ảnh: Lê Văn A" in "".join(card.itertext())
    assert card.cssselect("a[rel~=license]")[0].get("href").startswith("https://creativecommons")


def test_the_component_gets_its_data_from_anywhere(client: FlaskClient) -> None:
    reply = client.get(f"/card/{THING}.json?lang=en")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    said = reply.get_json()
    assert (said["title"], said["kind"], said["text"]) == (
        "Printing block & print", "Object", "One block.",
    )  # fmt: skip
    assert said["url"] == f"{BASE}en/{THING}" and said["id"] == BASE + THING
    assert said["picture"]["src"].startswith(f"{BASE}media/")
    assert said["picture"]["licence"][0]["name"] == "CC BY-SA 4.0"
    assert "closed" not in reply.text
    again = client.get(
        f"/card/{THING}.json?lang=en", headers={"If-None-Match": reply.headers["ETag"]}
    )
    assert again.status_code == 304
    script = client.get("/card.js")
    assert script.mimetype == "text/javascript"
    assert script.headers["Access-Control-Allow-Origin"] == "*"
    assert "innerHTML" not in script.text and len(script.data) < 4500


@pytest.mark.parametrize("path", ["/embed/e/object/none", "/card/e/object/none.json",
                                  "/embed/e/%00", "/card/e/a%20b.json", "/embed/v/access/cong-khai"])  # fmt: skip
def test_of_what_is_not_known_there_is_no_card(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_card_of_what_was_merged_is_that_of_its_survivor(client: FlaskClient) -> None:
    reply = client.get("/embed/e/object/old?lang=en")
    assert (reply.status_code, reply.headers["Location"]) == (301, f"/embed/{THING}?lang=en")
    reply = client.get("/card/e/object/old.json")
    assert (reply.status_code, reply.headers["Location"]) == (301, f"/card/{THING}.json")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


# oEmbed.


def oembed(client: FlaskClient, **asked: str) -> tuple[int, dict[str, Any]]:
    reply = client.get(f"/oembed?{urlencode(asked)}")
    return reply.status_code, (reply.get_json(silent=True) or {})


def test_a_content_system_finds_the_frame_of_a_page(client: FlaskClient) -> None:
    page = document(client.get(f"/en/{THING}").data)
    link = page.cssselect("link[type='application/json+oembed']")[0]
    assert link.get("href").startswith(f"{BASE}oembed?")
    reply = client.get("/" + link.get("href").removeprefix(BASE))
    said = reply.get_json()
    assert (said["version"], said["type"], said["title"]) == (
        "1.0",
        "rich",
        "Printing block & print",
    )
    assert said["provider_url"] == BASE
    frame = fragment(said["html"])
    assert frame.get("src") == f"{BASE}embed/{THING}?lang=en"
    assert frame.get("title") == "Printing block & print"
    assert "allow-scripts" not in frame.get("sandbox")
    assert (frame.get("width"), frame.get("height")) == (str(said["width"]), str(said["height"]))


def test_the_size_that_is_asked_for_is_kept_to(client: FlaskClient) -> None:
    url = f"{BASE}vi/{THING}"
    _, free = oembed(client, url=url)
    _, small = oembed(client, url=url, maxwidth="300", maxheight="200")
    assert (small["width"], small["height"]) == (300, 200)
    for odd in ("-5", "0", "x", "99999999999999999999", "1e3", "٣٠٠", ""):
        assert oembed(client, url=url, maxwidth=odd) == (200, free)


@pytest.mark.parametrize(
    "url",
    ["", "x", "https://evil.example/vi/e/object/block", f"{BASE}vi/e/object/none", f"{BASE}vi/about",
     "//mocban.example/vi/e/object/block", f"ftp://mocban.example/{THING}", "https://[", f"{BASE}%FF",
     "https://mocban.example@evil.example/vi/e/object/block", f"{BASE}vi/r/btbg/digital/1/image/closed"],
)  # fmt: skip
def test_an_unknown_address_is_404(client: FlaskClient, url: str) -> None:
    assert oembed(client, url=url)[0] == 404


def test_another_format_is_501(client: FlaskClient) -> None:
    assert oembed(client, url=f"{BASE}vi/{THING}", format="xml")[0] == 501
    assert oembed(client, url=f"{BASE}vi/{THING}", format="json")[0] == 200
    assert oembed(client, url=f"{BASE}{THING}?x=1#y")[0] == 200


@given(st.text(max_size=80), st.sampled_from(["url", "maxwidth", "maxheight", "format", "lang"]))
def test_whatever_is_asked_is_answered(client: FlaskClient, text: str, name: str) -> None:
    asked = {"url": f"{BASE}vi/{THING}"} | {name: text}
    assert oembed(client, **asked)[0] in (200, 404, 501)
    assert client.get(f"/embed/{THING}?{urlencode({name: text})}").status_code == 200


# The code to copy.


def test_every_entity_shows_code_that_works_when_it_is_pasted(client: FlaskClient) -> None:
    page = document(client.get(f"/vi/{THING}").data)
    code = page.cssselect("#embed-card")[0].text
    assert '<b>"' not in code, "what is copied is escaped for the page it goes to"
    pasted = fragments(code)
    card = pasted[1]
    assert (card.tag, card.get("lang")) == ("moc-ban-card", "vi")
    assert card.get("src") == f"{BASE}card/{THING}.json"
    assert card[0].get("href") == f"{BASE}vi/{THING}" and card[0].text == 'Ván in <b>"một"</b>'
    frame = fragment(page.cssselect("#embed-frame")[0].text)
    assert frame.get("title") == 'Ván in <b>"một"</b>'
    for button in page.cssselect("[data-copy]"):
        assert button.get("hidden") is not None, "without scripts there is no button"
        assert page.get_element_by_id(button.get("data-copy")) is not None
    other = document(client.get("/vi/r/btbg/digital/1/image/front").data)
    assert not other.cssselect(".embed")


@given(st.text(), st.integers(5, 300))
def test_a_shortened_text_is_its_beginning(text: str, longest: int) -> None:
    found = shortened(text, longest)
    assert len(found) <= longest + 1
    assert " ".join(text.split()).startswith(re.sub("…$", "", found)) or found == text
