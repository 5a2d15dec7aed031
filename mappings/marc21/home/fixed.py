"""Leader and 001-008: what kind of thing is described, and its codes, by `codes/work_types.tsv`,
`codes/issuance.tsv` and `codes/fixed.tsv` read backwards."""

from functools import cache

from mocban.mappings.marc21.body import Field, rows
from mocban.mappings.marc21.home import dates, languages
from mocban.mappings.marc21.home.said import Said, decoded, slug
from mocban.ontology import codes
from mocban.ontology.namespaces import BF, BFLC, DCTERMS, MCB, term

_ITEM_OF = BF.itemOf
_ISSUANCE = BF.issuance
_IDENTIFIED = BF.identifiedBy
_IDENTIFIER = DCTERMS.identifier
_LOCAL = BF.Local
_ASSIGNER = BF.assigner
_CODE = BF.code
_STATUS = BF.status
_ENCODING = BFLC.encodingLevel
_CONVENTIONS = BF.descriptionConventions
_MODIFIED = MCB.sourceModified
_CARTOGRAPHIC = BF.cartographicAttributes
_HOLDINGS = "00000nx  a2200000   4500"
_VOCABULARY = "<http://id.loc.gov/vocabulary/"
_STATUSES = {f"{_VOCABULARY}mstatus/c>": "c", f"{_VOCABULARY}mstatus/p>": "p"}
_FULL = "f"
_FORMS = {"aacr": "a", "isbd": "i"}
_FIRST, _LAST = 18, 35
_CONTINUING = "bis"  # leader/07
_SERIAL = "s"

_Codes = dict[str, list[tuple[bool, str, str]]]
"""Code -> what it says: on the work or on the instance, property, value."""


def begin(said: Said) -> tuple[str, list[Field]] | None:
    """Leader and control fields; None where the record is about no document."""
    number: Field = ("001", said.text(said.node, _IDENTIFIER), [])
    agency = next(
        (
            said.text(agent, _CODE)
            for node in said.nodes(_IDENTIFIED, said.node) if _LOCAL in said.types(node)
            for agent in said.nodes(_ASSIGNER, node)
        ), "",
    )  # fmt: skip
    rest: list[Field] = [("003", agency, [])] if agency else []
    modified = "".join([sign for sign in said.text(said.node, _MODIFIED) if sign.isdigit()])
    if modified:
        rest.append(("005", f"{modified[:14]}.0", []))
    if BF.Work not in said.types(said.work):
        held = next(filter(None, (said.one(node, _ITEM_OF) for node in said.things("item"))), "")
        if not held:
            return None
        return _HOLDINGS, [number, *rest[:1], ("004", decoded(slug(held)), []), *rest[1:]]
    said.language = next((words.language for words in said.words(said.work)), "")
    kind, level = _kind(said)
    leader = f"00000{_status(said)}{kind}{level} a2200000{_form(said)}4500"
    return leader, [number, *rest, ("008", _codes(said, kind, level), [])]


@cache
def _types() -> tuple[tuple[str, frozenset[str]], ...]:
    """Leader/06 and the classes it stands for, those with most classes first."""
    found = [(row[0], frozenset(BF[name] for name in row[1].split())) for row in rows("work_types")]
    return tuple(sorted(found, key=lambda each: -len(each[1])))


@cache
def _levels() -> tuple[tuple[str, frozenset[str], str], ...]:
    """Leader/07, its classes, and how such a thing is issued."""
    return tuple(
        (code, frozenset(BF[name] for name in names.split()), f"{_VOCABULARY}issuance/{issuance}>")
        for code, names, issuance in rows("issuance")
    )


def _kind(said: Said) -> tuple[str, str]:
    types = set(said.types(said.work))
    issuance = said.all(said.instance, _ISSUANCE)
    kind = next((code for code, classes in _types() if classes <= types), "a")
    fit = [level for level in _levels() if level[1] and level[1] <= types]
    fit = [level for level in fit if level[2] in issuance] or fit
    return kind, fit[0][0] if fit else "a" if issuance else "m"


def _status(said: Said) -> str:
    found = said.all(said.node, _STATUS)
    return next((_STATUSES[status] for status in found if status in _STATUSES), "n")


def _form(said: Said) -> str:
    """Leader/17-19: encoding level and form of description."""
    level = slug(said.one(said.node, _ENCODING) or f"{_VOCABULARY}{_FULL}>")
    forms = [slug(rules) for rules in said.nodes(_CONVENTIONS, said.node)]
    form = next((_FORMS[rules] for rules in forms if rules in _FORMS), "i")
    return f"{' ' if level == _FULL else level[:1]}{form} "


def _codes(said: Said, kind: str, level: str) -> str:
    """008, as far as the graph says what stands in it; what it does not say is not coded."""
    form = next((row[3] for row in rows("work_types") if row[0] == kind), "b")
    if kind == "a" and level in _CONTINUING:
        form = _SERIAL
    language = next(iter(languages.codes(said, said.work)), "   ")
    return f"{dates.entered(said)}{dates.coded(said)}{_material(said, form)}{language:3} |"


@cache
def _places(form: str) -> dict[tuple[int, int], _Codes]:
    """First and last place in 008 -> code -> what it says, on the work or on the instance."""
    found: dict[tuple[int, int], _Codes] = {}
    for forms, at, code, on, name, value in rows("fixed"):
        if form in forms:
            begin, _, end = at.partition("-")
            place = found.setdefault((int(begin), int(end or begin)), {})
            said = (on == "work", term(name), f"<{codes.STEM}{value}>")
            place.setdefault(code, []).append(said)
    return {place: _plain(codes) for place, codes in found.items()}


def _plain(known: _Codes) -> _Codes:
    """The codes that no other means the same as, those which say most first."""
    meanings = [sorted(meaning) for meaning in known.values()]
    left = {
        code: meaning for code, meaning in known.items() if meanings.count(sorted(meaning)) == 1
    }
    return dict(sorted(left.items(), key=lambda each: -len(each[1])))


def _material(said: Said, form: str) -> str:
    """008/18-34: codes of which all that they say is said."""
    data = ["|"] * (_LAST - _FIRST)
    works = [said.work, *said.nodes(_CARTOGRAPHIC, said.work)]
    told = {
        (owner != said.instance, predicate, value)
        for owner in (*works, said.instance)
        for predicate, values in said.of(owner).items()
        for value in values
    }
    for (begin, end), known in _places(form).items():
        at = begin
        for code, meaning in known.items():
            if at + len(code) <= end + 1 and told.issuperset(meaning):
                data[at - _FIRST : at - _FIRST + len(code)] = code
                at += len(code)
    return "".join(data)
