"""Which format a client gets."""

import pytest

from mocban.endpoint.formats import FORMATS, negotiate
from mocban.endpoint.languages import language_of


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/*", "csv"),
        ("application/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", "xml"),
        ("text/csv, */*", "csv"),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.3;level=1", "tsv"),
        ("application/json", "json"),
        ("application/xml", "xml"),
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("text/html, */*;q=0.1", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("text/csv;q=abc", None),
        ("*/*;q=0", None),
        ("image/png", None),
        ("text/turtle", None),
        (";;;, nonsense, /, a/b/c", "json"),
        ("nonsense, text/csv", "csv"),
    ],
)
def test_accept_chooses_among_result_formats(accept: str | None, extension: str | None) -> None:
    form = negotiate(accept, "result")
    assert (form.extension if form else None) == extension


@pytest.mark.parametrize(
    ("accept", "extension"),
    [
        ("*/*", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/rdf+xml, application/sparql-results+json", "rdf"),
        ("text/plain", "nt"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle, text/html;q=0.9", "ttl"),
        ("application/trig", None),
    ],
)
def test_accept_chooses_between_page_and_data(accept: str, extension: str | None) -> None:
    form = negotiate(accept, "graph", "page")
    assert (form.extension if form else None) == extension


@pytest.mark.parametrize(
    ("name", "kinds", "extension"),
    [
        ("csv", ("result",), "csv"),
        ("text/csv", ("result",), "csv"),
        ("application/sparql-results xml", ("result",), "xml"),
        ("turtle", ("graph",), "ttl"),
        ("json", ("graph",), "jsonld"),
        ("nq", ("graph", "dataset"), "nq"),
        ("pdf", ("graph",), None),
    ],
)
def test_format_parameter_goes_before_accept(
    name: str, kinds: tuple[str, ...], extension: str | None
) -> None:
    form = negotiate("application/sparql-results+json", *kinds, name=name)
    assert (form.extension if form else None) == extension


def test_an_extension_names_one_format() -> None:
    extensions = [form.extension for form in FORMATS]
    assert len(extensions) == len(set(extensions))


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("/en/e/x", "vi", "en"),
        ("/vi/e/x", "en", "vi"),
        ("/e/x", "en-GB,en;q=0.9", "en"),
        ("/e/x", "fr, en;q=0.3, vi;q=0.5", "vi"),
        ("/e/x", "fr", "vi"),
        ("/environment", None, "vi"),
        ("/e/x", "vi;q=0, en;q=0.1", "en"),
    ],
)
def test_language_is_that_of_the_path_then_of_the_header(
    path: str, accept: str | None, language: str
) -> None:
    assert language_of(path, accept) == language
