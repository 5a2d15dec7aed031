"""A page as a reference for a bibliography: BibTeX and RIS."""

from flask import Response

from mocban.endpoint.bibliography import escaped
from mocban.graph.labels import last_segment

# Name in the address -> media type
# (https://www.iana.org/assignments/media-types/ has neither: these are the usual ones).
FORMS = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


def reference(form: str, name: str, house: str, iri: str, day: str) -> Response:
    """A page seen on a day (yyyy-mm-dd), as a file; KeyError where the form is not in FORMS."""
    write = {"bib": _bibtex, "ris": _ris}[form]
    clean = " ".join(name.split())
    answer = Response(
        write(clean, " ".join(house.split()), iri, day),
        content_type=f"{FORMS[form]}; charset=utf-8",
    )
    file = last_segment(iri).encode("ascii", "ignore").decode().replace("/", "")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{file or 'mocban'}.{form}")
    return answer


def _bibtex(name: str, house: str, iri: str, day: str) -> str:
    # http://www.bibtex.org/Format/: @misc, as BibTeX itself knows no data sets.
    fields = {
        "author": f"{{{escaped(house)}}}", "title": f"{{{escaped(name)}}}", "year": day[:4],
        "url": iri, "urldate": day,
    }  # fmt: skip
    key = "".join(sign for sign in last_segment(iri) if sign.isascii() and sign.isalnum())
    lines = "".join(f"  {field} = {{{value}}},\n" for field, value in fields.items())
    return f"@misc{{mocban-{key},\n{lines}}}\n"


def _ris(name: str, house: str, iri: str, day: str) -> str:
    # https://en.wikipedia.org/wiki/RIS_(file_format): two letters, two spaces, a hyphen.
    lines = (("TY", "ELEC"), ("TI", name), ("PB", house), ("UR", iri),
             ("Y2", day.replace("-", "/")), ("ER", ""))  # fmt: skip
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)
