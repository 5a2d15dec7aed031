"""A saved query as a reference: in words, as BibTeX and as CSL-JSON."""

import json
import re
from typing import Any

from mocban.endpoint.cited import citing
from mocban.endpoint.wiring import shared
from mocban.errors import Text
from mocban.graph.citations import Saved
from mocban.graph.parameters import parameters
from mocban.graph.prologue import title

# Extension -> media type. That of CSL-JSON is registered
# (https://www.iana.org/assignments/media-types/application/vnd.citationstyles.csl+json).
MEDIA_TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
_SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip
_SPECIALS = re.compile(r"[\\~^&%$#_{}]")


def address(saved: Saved) -> str:
    """The permanent address of a saved query."""
    return f"{shared().base}q/{saved.id}"


def name_of(saved: Saved) -> Text:
    """What a query calls itself, or its id."""
    names = frozenset(each.name for each in parameters(saved.query, shared().base))
    return title(saved.query, names) or Text(f"Query {saved.id}", f"Truy vấn {saved.id}")


def reference(saved: Saved) -> Text:
    """The citation as a person writes it."""
    house, name, day = citing().title, name_of(saved), saved.saved[:10]
    return Text(
        f"{house.en} ({day[:4]}). “{name.en}”. SPARQL query, snapshot {saved.pin.number} of "
        f"{saved.pin.built[:10]}, saved on {day}; SHA-256 of the answer: {saved.sha256}. "
        f"{address(saved)}",
        f"{house.vi} ({day[:4]}). “{name.vi}”. Truy vấn SPARQL, ảnh chụp {saved.pin.number} ngày "
        f"{saved.pin.built[:10]}, lưu ngày {day}; SHA-256 của kết quả: {saved.sha256}. "
        f"{address(saved)}",
    )


def bibtex(saved: Saved, language: str) -> str:
    """An entry of BibTeX (http://www.bibtex.org/Format/), `@misc` as BibTeX itself knows no data
    sets."""
    year, month, day = saved.saved[:10].split("-")
    fields = {
        "author": f"{{{escaped(citing().title.of(language))}}}",
        "title": f"{{{escaped(name_of(saved).of(language))}}}",
        "year": year,
        "date": f"{year}-{month}-{day}",
        "howpublished": "SPARQL query",
        "version": escaped(_version(saved)),
        "url": address(saved),
        "note": escaped(f"SHA-256 of the answer: {saved.sha256}; rows: {saved.rows}"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{mocban-{saved.id},\n{lines}}}\n"


def csl(saved: Saved, language: str) -> str:
    """CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html): a list of one
    item, of type dataset."""
    item: dict[str, Any] = {
        "id": f"mocban-{saved.id}",
        "type": "dataset",
        "title": name_of(saved).of(language),
        "author": [{"literal": citing().title.of(language)}],
        "issued": {"date-parts": [[int(part) for part in saved.saved[:10].split("-")]]},
        "genre": "SPARQL query",
        "version": _version(saved),
        "URL": address(saved),
        "note": f"SHA-256 of the answer: {saved.sha256}; rows: {saved.rows}",
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def _version(saved: Saved) -> str:
    return f"snapshot {saved.pin.number} ({saved.pin.built})"


def escaped(text: str) -> str:
    """A text as BibTeX takes it between braces."""
    return _SPECIALS.sub(lambda match: _SPECIAL[match[0]], text)
