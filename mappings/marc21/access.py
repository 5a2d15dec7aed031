"""How freely a document may be read: 355, 506, 540 and words in holdings and links.

A secrecy marking gives `mat`, restricted reading `han-che`; of several levels the strictest
holds. What a level withholds is the business of the filter, not of the mapping.
"""

import re
from collections.abc import Iterable
from functools import cache

from mocban.mappings.marc21.body import Field, all_of, rows
from mocban.mappings.marc21.entry import Entry
from mocban.ontology.namespaces import DCTERMS

_RIGHTS = DCTERMS.accessRights
_STATING = frozenset(("355", "357", "506", "540", "845"))
_ORDER = ("cong-khai", "dang-ky", "tai-cho", "han-che", "mat")


@cache
def _words(where: str) -> tuple[re.Pattern[str], dict[str, str]]:
    levels = {row[0]: row[1] for row in rows("access_words") if row[2] in ("any", where)}
    longest = sorted(levels, key=lambda words: (-len(words), words))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)"), levels


def in_words(texts: Iterable[str], where: str) -> list[str]:
    """The levels that words in some texts state; `where` is `policy` or `holding`."""
    pattern, levels = _words(where)
    return [levels[found] for text in texts for found in pattern.findall(text.lower())]


def strictest(levels: Iterable[str]) -> str:
    """The level that lets the fewest people read, or the empty string."""
    return max(levels, key=_ORDER.index, default="")


def state(entry: Entry, node: str, level: str) -> None:
    """dcterms:accessRights of a node."""
    entry.triples.append((node, _RIGHTS, entry.mint.concept("access", level)))


def _with_others(entry: Entry, tag: str) -> list[Field]:
    """The fields of a tag, in every script the record gives them in."""
    return [other for field in entry.by.get(tag, ()) for _, other in entry.spoken(field)]


def begin(entry: Entry) -> None:
    """The level of a bibliographic record, stated on its Instance."""
    _read(entry)
    state(entry, entry.instance, entry.level)


def of_holdings(entry: Entry) -> None:
    """The level of a holdings record, which its copies take over."""
    entry.level = entry.dataset.access
    _read(entry)


def _read(entry: Entry) -> None:
    """355 Security Classification Control (R), 357 Originator Dissemination Control (NR), 506 Restrictions on Access Note (R), 540 and 845
    Terms Governing Use (R): the level of the record, else that of the dataset."""
    if not _STATING & entry.by.keys():
        return
    levels = []
    open_words = {row[0] for row in rows("declassified")}
    for field in _with_others(entry, "355"):
        marks = [text.lower().strip(" .") for text in all_of(field, "a")]
        if not marks or not open_words.issuperset(marks):
            levels.append("mat")
    if "357" in entry.by:
        # Who made it decides who may have it: not the web.
        levels.append("han-che")
    for field in _with_others(entry, "506"):
        found = in_words(all_of(field, "abcdef"), "policy")
        if not found and field[1][0] == "0":
            found = ["cong-khai"]
        elif not found and field[1][0] == "1":
            found = ["han-che"]
            entry.warn(
                "unread-restriction", "506",
                "506 says that access is restricted, in words we do not know; the record is "
                "withheld.",
                "Trường 506 ghi có hạn chế truy cập bằng từ ngữ chưa biết; biểu ghi bị "
                "giữ lại.",
            )  # fmt: skip
        levels += found
    for field in (*_with_others(entry, "540"), *_with_others(entry, "845")):
        levels += [
            level
            for level in in_words(all_of(field, "abcd"), "policy")
            if level in ("han-che", "mat")
        ]
    entry.stated_level = strictest(levels)
    entry.level = entry.stated_level or entry.level
