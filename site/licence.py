"""What a statement of rights is called, and where it is told in full."""

import re
from typing import NamedTuple

from mocban.site.words import Words

_CC = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/.*)?")
_ZERO = re.compile(r"https?://creativecommons\.org/publicdomain/zero/(\d\.\d)(?:/.*)?")
_MARK = re.compile(r"https?://creativecommons\.org/publicdomain/mark/(\d\.\d)(?:/.*)?")
_STATEMENT = re.compile(
    r"https?://rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/(\d\.\d)(?:/.*)?"
)


class Licence(NamedTuple):
    """A statement of rights: its address as the standard writes it, its page, its name."""

    iri: str
    href: str
    name: str


def licence(address: str, words: Words) -> Licence:
    """A statement of rights by its address. Those of Creative Commons and of
    rightsstatements.org are named with http, and read over https
    (https://iiif.io/api/presentation/3.0/#rights)."""
    iri, name = address, address
    if found := _CC.fullmatch(address):
        name = f"CC {found[1].upper()} {found[2]}"
        iri = f"http://creativecommons.org/licenses/{found[1]}/{found[2]}/"
    elif found := _ZERO.fullmatch(address):
        name, iri = f"CC0 {found[1]}", f"http://creativecommons.org/publicdomain/zero/{found[1]}/"
    elif found := _MARK.fullmatch(address):
        name = words("images.rights.mark")
        iri = f"http://creativecommons.org/publicdomain/mark/{found[1]}/"
    elif found := _STATEMENT.fullmatch(address):
        known = words.has(f"images.rights.{found[1]}")
        name = words("images.rights." + found[1]) if known else address
        iri = f"http://rightsstatements.org/vocab/{found[1]}/{found[2]}/"
    href = iri.replace("http://", "https://", 1) if is_standard(iri) else iri
    return Licence(iri, href if href.startswith(("http://", "https://")) else "", name)


def is_standard(iri: str) -> bool:
    """Whether the statement is one that a IIIF manifest may carry."""
    return any(each.fullmatch(iri) for each in (_CC, _ZERO, _MARK, _STATEMENT))
