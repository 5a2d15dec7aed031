"""What a page says in its main part."""

from flask.testing import FlaskClient
from lxml import html


def page(client: FlaskClient, path: str, language: str = "en") -> html.HtmlElement:
    """The main part of a page that must be there."""
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200, path
    main = html.document_fromstring(answer.text).find(".//main")
    assert main is not None
    return main


def words(element: html.HtmlElement) -> str:
    """What an element says, in one line."""
    return " ".join(element.text_content().split())
