"""Names of places and publishers as catalogues write them in 260 and 264."""

import re
from functools import cache, lru_cache

from mocban.mappings.marc21.body import table, trim

_HEAD = re.compile(r"(?:nhà\s+xuất\s+bản|nhà\s+xb|nh?\.?\s?x\.?\s?b)\b[.:]?\s*", re.IGNORECASE)
_SIGNS = re.compile(r"[^\w&-]+")


def _bare(text: str) -> str:
    """Lower case, brackets and full stops as spaces: how tables of names are looked up."""
    return " ".join(_SIGNS.sub(" ", text.lower()).split())


@cache
def _folded(name: str) -> dict[str, str]:
    return {_bare(written): full for written, full in table(name).items()}


@lru_cache(maxsize=8192)
def place_name(text: str) -> str:
    """260/264 $a as a name: `H.` is Hà Nội, `[S.l.]` is none."""
    name = trim(text).strip("[]? ")
    if name[:1] == "(" or name.count("(") != name.count(")"):
        name = name.strip("() ")
    return _folded("place_names").get(_bare(name), name)


@lru_cache(maxsize=8192)
def publisher_name(text: str) -> str:
    """260/264 $b as a name: `Nxb. Văn học` and `Văn học` are one publisher; `[s.n.]` is none."""
    name = trim(text).strip("[]? ")
    head = _HEAD.match(name) if name[:1] in "nN" else None
    rest = name[head.end() :] if head else name
    known = _folded("publishers").get(_bare(rest))
    if known is not None:
        return known
    if head is None:
        return name
    return f"Nhà xuất bản {rest[:1].upper()}{rest[1:]}" if rest else ""
