"""250-264: edition, place, publisher, date (https://www.loc.gov/marc/bibliographic/bd25x28x.html)."""

import re
from functools import cache, lru_cache

from mocban.mappings.marc21.body import Field, all_of, first, table, trim
from mocban.mappings.marc21.control import country, year
from mocban.mappings.marc21.entry import A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.dates import read_date
from mocban.ontology.namespaces import BF

_ACTIVITY = BF.provisionActivity
_PUBLICATION = BF.Publication
_STATEMENT = BF.publicationStatement
_DATE = BF.date
_PLACE = BF.place
_AGENT = BF.agent
_EDITION = BF.editionStatement
_COPYRIGHT = BF.copyrightDate
_KINDS = {
    "0": (BF.Production, BF.productionStatement),
    "1": (_PUBLICATION, _STATEMENT),
    "2": (BF.Distribution, BF.distributionStatement),
    "3": (BF.Manufacture, BF.manufactureStatement),
}
_HEAD = re.compile(r"(?:nhà xuất bản|nhà xb|nxb|n\.x\.b|nhxb)\b[.:]?\s*", re.IGNORECASE)
_SIGNS = re.compile(r"[^\w&-]+")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


def _bare(text: str) -> str:
    """Lower case, brackets and full stops as spaces: how tables of names are looked up."""
    return " ".join(_SIGNS.sub(" ", text.lower()).split())


@cache
def _folded(name: str) -> dict[str, str]:
    return {_bare(written): full for written, full in table(name).items()}


@lru_cache(maxsize=8192)
def place_name(text: str) -> str:
    """260/264 $a as a name: `H.` is Hà Nội, `[S.l.]` is none."""
    name = trim(text).strip("[]()? ")
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
    return f"Nhà xuất bản {rest[:1].upper()}{rest[1:]}" if head and rest else name


def statements(entry: Entry, fields: list[Field]) -> None:
    """260 Publication, Distribution, etc. (R), 264 Production, Publication, Distribution,
    Manufacture, and Copyright Notice (R)."""
    out = entry.triples
    instance = entry.instance
    for field in fields:
        tag, indicators, subfields = field
        if tag == "264" and indicators[1] == "4":
            out += [(instance, _COPYRIGHT, literals.text(t)) for t in all_of(field, "c")]
            continue
        kind, predicate = _KINDS.get(indicators[1] if tag == "264" else "1", _KINDS["1"])
        text = " ".join(t for code, t in subfields if code in "abcefg").rstrip(" .,:;")
        if not text:
            continue
        node = f"{instance[:-1]}/provision/{tag}-{text_key(text)}>"
        out += (
            (instance, predicate, literals.text(text, entry.language)),
            (instance, _ACTIVITY, node),
            (node, A, kind),
        )
        for code, value in subfields:
            if code == "c":
                _dated(entry, node, value, f"{tag}$c")
            elif code == "a":
                name = place_name(value)
                if name:
                    out.append((node, _PLACE, entry.known_heading("place", name, f"{tag}$a")))
            elif code == "b":
                name = publisher_name(value)
                if name:
                    out.append((node, _AGENT, entry.known_heading("group", name, f"{tag}$b")))
        for language, other in entry.also(field):
            words = " ".join(all_of(other, "abc")).rstrip(" .,:;")
            if words:
                out.append((instance, predicate, literals.text(words, language)))


def _dated(entry: Entry, node: str, text: str, field: str) -> None:
    span = read_date(text)
    if span is None or not span.edtf:
        # Words around a year are common: “Knxb., 1998”, “in lần 2 năm 2003”.
        years = set(_YEAR.findall(text))
        span = read_date(years.pop()) if len(years) == 1 else None
    if span is not None and span.edtf:
        entry.triples.append((node, _DATE, literals.edtf(span.edtf)))
        return
    entry.warn(
        "bad-date", field,
        f"“{text}” is not a date we can read; it is kept in the statement.",
        f"Không đọc được ngày “{text}”; giữ nguyên văn trong thông tin xuất bản.",
    )  # fmt: skip


def coded(entry: Entry, fixed: str) -> None:
    """008/07-17: year and country of publication, where 260 and 264 give no date."""
    by = entry.by
    for tag in ("260", "264"):
        for field in by.get(tag, ()):
            if (tag == "260" or field[1][1] in "1 ") and first(field, "c"):
                return
    date = year(fixed)
    place = country(fixed)
    if not (date or place):
        return
    node = f"{entry.instance[:-1]}/provision/008>"
    entry.triples += ((entry.instance, _ACTIVITY, node), (node, A, _PUBLICATION))
    if date:
        entry.triples.append((node, _DATE, literals.edtf(date)))
    if place:
        entry.triples.append((node, _PLACE, place))


def edition(entry: Entry, fields: list[Field]) -> None:
    """250 Edition Statement (R)."""
    for field in fields:
        text = trim(" ".join(all_of(field, "ab")))
        if text:
            entry.triples.append((entry.instance, _EDITION, literals.text(text, entry.language)))
        for language, other in entry.also(field):
            entry.triples += [
                (entry.instance, _EDITION, literals.text(trim(t), language))
                for t in all_of(other, "a")
            ]


RULES: dict[str, Rule] = {"250": edition, "260": statements, "264": statements}
