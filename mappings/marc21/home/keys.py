"""bflc:marcKey, a field in one line: `1001 $aNguyễn Du,$d1766-1820`."""

import re
from functools import lru_cache

from mocban.mappings.marc21.body import Field, Subfield
from mocban.mappings.marc21.home.said import Said
from mocban.ontology.namespaces import BFLC

_KEY = BFLC.marcKey
_CODE = re.compile(r"\$([a-z0-9])(?=\S)")
_OTHER_SCRIPT = "880"


@lru_cache(maxsize=8192)
def parsed(key: str) -> Field:
    """The field that a key writes down."""
    pieces = _CODE.split(key[5:])
    found = zip(pieces[1::2], pieces[2::2], strict=True)
    return key[:3], key[3:5], [(code, text.strip()) for code, text in found if text.strip()]


def of(said: Said, node: str) -> tuple[list[Field], list[Field]]:
    """The fields in which a node was named: in the script of its records, and in others."""
    own: list[Field] = []
    others: list[Field] = []
    for words in said.words(node, _KEY):
        (others if words.text.startswith(_OTHER_SCRIPT) else own).append(parsed(words.text))
    return own, others


def linked(field: Field) -> tuple[str, str]:
    """The tag that a field in another script stands for, and its script, as far as $6 says."""
    link = next((text for code, text in field[2] if code == "6"), "")
    return link[:3], link[7:].removesuffix("/r") if link[6:7] == "/" else ""


def without(parts: list[Subfield], codes: str) -> list[Subfield]:
    """Subfields but those with one of these codes."""
    return [part for part in parts if part[0] not in codes]
