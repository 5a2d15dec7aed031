"""008/00-17: when a record was made, when and where the document came out; 040 and 042."""

from collections.abc import Iterable

from mocban.mappings.marc21.home import keys
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import Said, role, slug
from mocban.ontology.namespaces import BF, RDFS

_ACTIVITY = BF.provisionActivity
_PRODUCTION = BF.Production
_DATE = BF.date
_PLACE = BF.place
_COPYRIGHT = BF.copyrightDate
_ORIGIN = BF.originDate
_STATUS = BF.status
_NOTE = BF.note
_AUTHENTICATION = BF.descriptionAuthentication
_COUNTRIES = "/vocabulary/countries/"
_CEASED = "<http://id.loc.gov/vocabulary/mstatus/ceased>"
_MIDNIGHT = "T00:00:00"
_CODED = "008"
_OPEN = "9999"


def entered(said: Said) -> str:
    """008/00-05: when the record was made."""
    days = [words.text for words in said.words(said.node, _DATE) if words.text.endswith(_MIDNIGHT)]
    return min(days)[2:10].replace("-", "") if days else " " * 6


def coded(said: Said) -> str:
    """008/06-17: type of date, dates, country."""
    nodes = sorted(said.nodes(_ACTIVITY, said.instance), key=lambda node: role(node)[1] != _CODED)
    country = next(
        (slug(place) for node in nodes for place in said.nodes(_PLACE, node)
         if _COUNTRIES in place), "|||",
    )  # fmt: skip
    for node in nodes:
        for words in said.words(node, _DATE):
            found = _type(said, node, words.text)
            if found:
                return f"{found}{country[:3]:3}"
    return f"{'|' * 9}{country[:3]:3}"


def _type(said: Said, node: str, edtf: str) -> str:
    """008/06-14 for a date, or the empty string."""
    first, slash, last = edtf.partition("/")
    begin = _digits(first)
    if not begin:
        return ""
    if "~" in edtf or "?" in edtf:
        return f"q{begin}{_digits(last) or begin}"
    if begin == "uuuu":
        return "nuuuuuuuu"
    if slash and last == "..":
        return f"c{begin}{_OPEN}"
    if slash:
        production = _PRODUCTION in said.types(node)
        ended = _CEASED in said.all(node, _STATUS)
        kind = "i" if production else "d" if ended else "m" if last else "u"
        if production and any(
            "bulk" in w.text for n in said.nodes(_NOTE, node) for w in said.words(n)
        ):
            kind = "k"
        return f"{kind}{begin}{_digits(last) or 'uuuu'}"
    if len(first) > 4:
        return f"e{begin}{first[5:].replace('-', ''):4}"
    return _with_second(said, begin)


def _with_second(said: Said, begin: str) -> str:
    """A date beside which there may be that of a copyright, of production, of the original."""
    for kind, found in (
        ("p", [w for node in said.nodes(_ACTIVITY, said.instance)
               if role(node)[1] == f"{_CODED}-production" for w in said.words(node, _DATE)]),
        ("r", said.words(said.work, _ORIGIN)),
        ("t", said.words(said.instance, _COPYRIGHT)),
    ):  # fmt: skip
        years = [words.text for words in found if len(words.text) == len(begin)]
        second = next(filter(None, map(_digits, years)), "")
        if second:
            return f"{kind}{begin}{second}"
    return f"s{begin}    "


def _digits(edtf: str) -> str:
    """The four digits of a year."""
    year = edtf[:4].replace("X", "u")
    return year if len(year) == 4 and all(sign.isdigit() or sign == "u" for sign in year) else ""


def administration(said: Said) -> Iterable[Made]:
    """040 Cataloging Source, 042 Authentication Code."""
    for note in said.nodes(_NOTE, said.node):
        for words in said.words(note, RDFS.label):
            if words.text.startswith("040"):
                made = Made("040")
                made.take(keys.parsed(words.text))
                yield made
    made = Made("042")
    for term in said.nodes(_AUTHENTICATION, said.node):
        made.add("a", slug(term))
    yield made
