"""Rights, levels of access and addresses that may be published."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from mocban.mappings.lido import actors, words
from mocban.mappings.lido.body import Node
from mocban.mappings.sheet import Sheet
from mocban.ontology import concepts, literals
from mocban.ontology.namespaces import DCTERMS

_STATEMENT = re.compile(
    r"https?://(?:www\.)?((?:creativecommons|rightsstatements)\.org/|europeana\.eu/rights/)\S+"
)
_LEVELS = ("cong-khai", "dang-ky", "tai-cho", "han-che", "mat")
_INSIDE = (".local", ".lan", ".internal", ".intranet", ".localdomain", ".home", ".corp")


def rights(sheet: Sheet, node: str, stated: Iterable[Node]) -> None:
    """Rights statements of rightsstatements.org and Creative Commons as dcterms:rights; where
    there is none, the words of the record; who gets the credit."""
    found, texts, credits = set(), [], []
    for block in stated:
        for kind in block.all("rightsType"):
            said = actors.terms(kind) or [kind.text]
            iris = {_statement(term) for term in said} - {None}
            found |= iris
            if not iris and (word := actors.term(sheet, kind)) and not _is_level(word.text):
                texts.append(word)
        credits += block.texts("creditLine")
    for iri in sorted(filter(None, found)):
        sheet.add(node, DCTERMS.rights, iri)
    if not found:
        for word in texts:
            sheet.statement(node, "rights", word.text, word.language, "rights")
    for line in credits:
        sheet.statement(node, "credit", line.text, line.language, "credit")


def _statement(term: str) -> str | None:
    address = term if _STATEMENT.fullmatch(term) else words.meaning("right", term)
    return literals.outside(address.replace("https://", "http://", 1)) if address else None


def _is_level(term: str) -> bool:
    return concepts.find("access", term) is not None


def level(stated: Iterable[Node], default: str) -> str:
    """The strictest level of access that some rights name, or `default` where they name none."""
    found = [
        slug
        for block in stated
        for kind in block.all("rightsType")
        for term in (actors.terms(kind) or [kind.text])
        if (slug := concepts.find("access", term))
    ]
    return max(found, key=_LEVELS.index, default=default)


def stricter(one: str, other: str) -> str:
    """The stricter of two levels of access."""
    return max(one, other, key=_LEVELS.index)


def public_address(address: str) -> str | None:
    """A web address as an IRI term where people outside could follow it: http or https, no
    password, no host of an inner network."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").rstrip(".").lower()
        if parts.scheme.lower() not in ("http", "https") or parts.username or parts.password:
            return None
    except ValueError:
        return None
    try:
        if not ipaddress.ip_address(host).is_global:
            return None
    except ValueError:
        if "." not in host or host.endswith(_INSIDE):
            return None
    return literals.outside(address)
