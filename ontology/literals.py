"""Literals and outside IRIs as N-Triples terms (https://www.w3.org/TR/n-triples/)."""

import re
from urllib.parse import quote

import pyoxigraph as ox

from mocban.ontology.namespaces import EDTF, XSD

# What neither RDF/XML nor JSON can carry, and what no catalogue means to say.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r'["\\\n\r]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.").match
_UNESCAPE = re.compile(r"\\([tbnrf\"'\\])|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

_INTEGER = "^^" + XSD.integer
_DECIMAL = "^^" + XSD.decimal
_DATE = "^^" + XSD.date
_DATETIME = "^^" + XSD.dateTime
_BOOLEAN = "^^" + XSD.boolean


def text(value: str, language: str = "") -> str:
    """A string, with its language tag (BCP 47) where it has one."""
    if not value.isprintable() or '"' in value or "\\" in value:
        value = _ESCAPE.sub(lambda match: _ESCAPES[match[0]], _CONTROL.sub("", value))
    return f'"{value}"@{language}' if language else f'"{value}"'


def integer(value: int) -> str:
    """xsd:integer."""
    return f'"{value}"{_INTEGER}'


def decimal(value: str) -> str:
    """xsd:decimal, from its digits as a string."""
    return f"{text(value)}{_DECIMAL}"


def boolean(value: bool) -> str:
    """xsd:boolean."""
    return f'"{"true" if value else "false"}"{_BOOLEAN}'


def date(value: str) -> str:
    """xsd:date, from `yyyy-mm-dd`."""
    return f"{text(value)}{_DATE}"


def datetime(value: str) -> str:
    """xsd:dateTime, from its lexical form."""
    return f"{text(value)}{_DATETIME}"


def edtf(value: str) -> str:
    """An EDTF level 1 date (https://www.loc.gov/standards/datetime/)."""
    return f"{text(value)}^^{EDTF}"


def typed(value: str, datatype: str) -> str:
    """Any other datatype; `datatype` is an N-Triples term."""
    return f"{text(value)}^^{datatype}"


def outside(address: str) -> str | None:
    """A web address as an IRI term, its spaces and odd signs percent-encoded; None where it
    is no absolute IRI."""
    address = quote(_CONTROL.sub("", address).strip(), safe=":/?#@!$&'()*+,;=%~-._")
    address = _PERCENT.sub("%25", address)
    if not _SCHEME(address):
        return None
    try:
        return str(ox.NamedNode(address))
    except ValueError:
        return None


def plain(term: str) -> str:
    """The words of a literal term, or the address of an IRI term."""
    if term.startswith("<"):
        return term[1:-1]
    value = term[1 : term.rindex('"')]
    if "\\" not in value:
        return value
    return _UNESCAPE.sub(
        lambda m: chr(int(m[2] or m[3], 16)) if m[2] or m[3] else _PLAIN.get(m[1], m[1]), value
    )


def language(term: str) -> str:
    """The language tag of a literal term, or the empty string."""
    tail = term[term.rindex('"') + 1 :] if term.startswith('"') else ""
    return tail[1:] if tail.startswith("@") else ""
