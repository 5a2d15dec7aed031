"""bflc:marcKey, a field in one line: `1001 $aNguyễn Du,$d1766-1820`."""

import re
from functools import lru_cache
from typing import NamedTuple

from mocban.mappings.marc21.body import Field, Subfield
from mocban.mappings.marc21.home.said import Said, script
from mocban.ontology.namespaces import BFLC

_KEY = BFLC.marcKey
_CODE = re.compile(r"\$([a-z0-9])(?=\S)")
_OTHER_SCRIPT = "880"
_OF_PERSONS = "013"  # first indicators of X00 that X10 does not have


@lru_cache(maxsize=8192)
def parsed(key: str) -> Field:
    """The field that a key writes down."""
    pieces = _CODE.split(key[5:])
    found = zip(pieces[1::2], pieces[2::2], strict=True)
    return key[:3], key[3:5], [(code, text.strip()) for code, text in found if text.strip()]


class Keyed(NamedTuple):
    """How records name a node."""

    own: list[Field]  # in the script of the record
    others: list[Field]  # in others
    script: str  # that of `own` where only 880 gives the field


def of(said: Said, node: str, tag: str = "") -> Keyed:
    """The fields in which a node was named. `tag` is that of a field which only 880 gives."""
    own: list[Field] = []
    others: list[Field] = []
    for words in said.words(node, _KEY):
        (others if words.text.startswith(_OTHER_SCRIPT) else own).append(parsed(words.text))
    if own or not others or not tag:
        return Keyed(own, others, "")
    _, indicators, parts = others[0]
    ending = tag[1:]
    if ending == "30" and any(code == "t" for code, _ in parts):
        ending = "00" if indicators[0] in _OF_PERSONS else "10"
    name = script(" ".join([text for _, text in parts])) or ""
    return Keyed([(tag[0] + ending, indicators, without(parts, "6"))], [], name)


def linked(field: Field) -> tuple[str, str]:
    """The tag that a field in another script stands for, and its script, as far as $6 says."""
    link = next((text for code, text in field[2] if code == "6"), "")
    return link[:3], link[7:].removesuffix("/r") if link[6:7] == "/" else ""


def without(parts: list[Subfield], codes: str) -> list[Subfield]:
    """Subfields but those with one of these codes."""
    return [part for part in parts if part[0] not in codes]
