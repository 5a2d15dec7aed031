"""X00, X10, X11, 720: names as headings, and who took part in what
(https://www.loc.gov/marc/bibliographic/bdx00.html)."""

import re
from functools import lru_cache

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, text_key
from mocban.mappings.marc21.fields import compound, roles
from mocban.mappings.sheet import said_of_heading
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC, CRM, MCB

ACCESS_POINT = MCB.accessPoint
MARC_KEY = BFLC.marcKey

_CONTRIBUTION = BF.contribution
_CONTRIBUTION_CLASS = BF.Contribution
_PRIMARY = BF.PrimaryContribution
_AGENT = BF.agent
_SCHEMES = "http://id.loc.gov/vocabulary/nameTitleSchemes/"

_NAMING = {"11": "ae"}  # subfields with the name as such; elsewhere $a and $b
_POINT = {"00": "abcdjkq", "10": "abcdgkn", "11": "acdegknq", "20": "a"}
_PERSON = (BF.Agent, BF.Person)
_ORGANIZATION = (BF.Agent, BF.Organization)
_TYPES = {
    "003": ("group", (BF.Agent, BF.Family)),
    "10": ("group", _ORGANIZATION),
    "101": ("group", (BF.Agent, BF.Jurisdiction)),
    "11": ("group", (BF.Agent, BF.Meeting)),
    "20": ("person", (BF.Agent, BFLC.Uncontrolled)),
    "201": ("person", (*_PERSON, BFLC.Uncontrolled)),
    "202": ("group", (*_ORGANIZATION, BFLC.Uncontrolled)),
}
_OF_PERSON = ("person", _PERSON)

_LIFE = re.compile(r"(?P<birth>[^-–]*?)\s*[-–]\s*(?P<death>[^-–]*)\Z").match
_ONLY_BIRTH = re.compile(r"(?:b|s|sinh|born|sn|sinh năm)\b\.?\s*(?P<birth>.*)", re.IGNORECASE).match
_ONLY_DEATH = re.compile(r"(?:d|m|mất|died|mất năm)\b\.?\s*(?P<death>.*)", re.IGNORECASE).match
LIVES = {
    "birth": (CRM.P98i_was_born, CRM.E67_Birth),
    "death": (CRM.P100i_died_in, CRM.E69_Death),
}
_NO_LIFE = re.compile(
    r"(?:active|fl|flor|flourished|jin shi|hoạt động|thế kỷ|tk)\b", re.IGNORECASE
).match
_YEAR = re.compile(r"(?<!\d)(?:19|2\d)\d\d(?!\d)")
_DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|tháng|ngày)|"
    r"(?<!\d)\d\d?\D+\d\d?(?!\d)",
    re.IGNORECASE,
).search  # a month, or the numbers of day and month
_TIME = CRM["P4_has_time-span"]
_SPAN = CRM["E52_Time-Span"]


def name_of(field: Field, kind: str) -> str:
    """The name that a heading field gives, without dates, titles of honour and roles.

    Vietnamese names stand as they are written: family, middle, given.
    """
    return _called(field, kind)[0]


def chained(parts: list[str]) -> str:
    """Parts with a full stop between them; one that ends in a full stop has it already."""
    return ". ".join([part.removesuffix(".") for part in parts[:-1]] + parts[-1:])


def before_title(field: Field) -> Field:
    """A name field without the title of a work that it goes on with, and what concerns that."""
    tag, indicators, parts = field = to_the_year(field)
    codes = [code for code, _ in parts]
    if "t" not in codes:
        return field
    parts = [part for part in parts[: codes.index("t")] if part[0] not in "i3"]
    return tag, f"{indicators[:1]} ", parts


def access_point(field: Field) -> str:
    """The name with all that tells it from others, as the catalogue established it."""
    return _called(to_the_year(field), "")[2]


def string_of(field: Field, kind: str) -> str:
    """The access point with the same signs between its parts, whoever typed them: what names
    the heading."""
    return _called(before_title(field), kind)[1]


def _called(field: Field, kind: str) -> tuple[str, str, str]:
    """`name_of`, `string_of` and `access_point` of a name without title, in one walk."""
    sort = field[0][1:]
    codes, naming = _POINT.get(sort, ""), _NAMING.get(sort, "ab")
    words, rest = [], []
    plain = True  # nothing beside the name as such
    for part in field[2]:
        code, text = part
        if code in naming:
            if word := trim(text):
                words.append(word)
        elif code in codes:
            plain = False
        else:
            continue
        rest.append(part)
    name = " ".join(words) if kind == "person" else chained(words)
    point = trim(" ".join([text for code, text in rest if code in codes]))
    if plain:
        return name, name, point
    string = name if sort == "00" else ""
    for code, text in rest:
        if sort != "00":
            naming_part = string and code in naming
            string = chained([trim(string), text]) if naming_part else f"{string} {text}"
        elif code not in naming and (text := trim(text).rstrip("." if code == "d" else "")):
            string += f" {text}" if text[0] == "(" else f", {text}"
    return name, trim(string.strip()), point


def marc_key(field: Field, *, other_script: bool = False) -> str:
    """bflc:marcKey: the field as the record has it, but for what nobody is to know. A subject in
    another script ends before its subdivisions, as `field` itself does."""
    if other_script and field[0][0] == "6":
        field = (field[0], field[1], compound.undivided(field))
    key = subfields.key_of(roles.told(to_the_year(field)))
    return literals.text("880" + key[3:] if other_script else key)


def agent(entry: Entry, field: Field) -> tuple[str, ...]:
    """The heading of a name field: its node, its kind, the key that contributions have of it,
    and the roles stated; nothing where the field has no name, or names who gave or owned a copy."""
    found = heading(entry, field, entry.tongues.get(id(field)) if entry.tongues else None)
    if found and entry.vernacular:
        other_scripts(entry, field, found)
    return found


def heading(entry: Entry, field: Field, language: str | None) -> tuple[str, ...]:
    """`agent`, without what 880 gives of it; `language` is that of a field which only 880 gives."""
    if language is None:
        return entry.remembered(field, _agent)
    return tuple(_agent(entry, field, language))


def other_scripts(entry: Entry, field: Field, found: tuple[str, ...]) -> None:
    """What 880 gives of a name field, for its heading."""
    for language, other in entry.also(field):
        part = before_title(other)
        name, _, point = _called(part, found[1])
        if name:
            entry.triples.append((found[0], LABEL, literals.text(name, language)))
            if point != name:
                entry.triples.append((found[0], ACCESS_POINT, literals.text(point, language)))
            if part[0] != "720":
                key = marc_key(part, other_script=True)
                entry.triples.append((found[0], MARC_KEY, key))


def private(field: Field) -> bool:
    """Whether a name field does no more than to name who gave or owned a copy."""
    stated = [role for _, those in roles.stated(field) for role in those]
    return bool(stated) and roles.PRIVATE.issuperset(stated)


def _agent(entry: Entry, field: Field, language: str | None = None) -> list[str]:
    part = before_title(field)
    tag, indicators, parts = part
    kind, types = _TYPES.get(tag[1:] + indicators[:1]) or _TYPES.get(tag[1:]) or _OF_PERSON
    name, string, point = _called(part, kind)
    if not name:
        return []
    stated = roles.roles(entry, field)
    told = [role for role in stated if role not in roles.PRIVATE] if stated else stated
    if stated and not told:
        return []
    node = _heading(entry, kind, string, f"{tag}$a", name, types, language)
    if point != name:
        said = literals.text(point, entry.dataset.language if language is None else language)
        entry.triples.append((node, ACCESS_POINT, said))
    if tag != "720":
        key = marc_key(part, other_script=language is not None)
        entry.triples.append((node, MARC_KEY, key))
    dated = kind != "person"
    for code, text in parts:
        if code == "d" and not dated:
            dated = True
            life(entry, node, text, f"{tag}$d")
        elif code == "0" or code == "1":
            subfields.same(entry, node, text)
        elif code == "2" and tag[0] != "6":
            subfields.source(entry, node, text, _SCHEMES)
    return [node, kind, _key(entry, node), *told]


def _heading(
    entry: Entry, kind: str, string: str, used: str, label: str, types: tuple[str, ...],
    language: str | None,
) -> str:  # fmt: skip
    if language is None:
        return entry.known_heading(kind, string, used, label, types)
    node = entry.mint.heading(kind, string)
    entry.triples += said_of_heading(node, kind, literals.text(label, language), used, types)
    return node


def _key(entry: Entry, node: str) -> str:
    kind, _, string = node[len(entry.desk.heading) : -1].partition("/")
    return string if kind == "person" else f"{kind}.{string}"


def named(entry: Entry, kind: str, text: str, used: str) -> tuple[str, ...]:
    """The heading of a name of which no more is known than where it stands; as `agent`."""
    node = entry.known_heading(kind, text, used)
    return node, kind, _key(entry, node)


def contribution(
    entry: Entry, node: str, found: tuple[str, ...], default: str = "ctb", *, primary: bool = False
) -> list[str]:
    """bf:contribution of a Work or Hub: one for each role of an agent, whose node they give."""
    agent_node, key, out = found[0], found[2], entry.triples
    start = f"{node[:-1]}/contribution/"
    made = []
    for role in found[3:] or (f"{roles.RELATORS}{default}>",):
        inner = f"{start}{roles.key(role)}-{key}>"
        out += (
            (node, _CONTRIBUTION, inner),
            (inner, A, _CONTRIBUTION_CLASS),
            (inner, _AGENT, agent_node),
        )
        if role[0] == "<":
            out.append((inner, roles.ROLE, role))
        else:
            roles.say(entry, inner, role, entry.dataset.language)
        if primary:
            out.append((inner, A, _PRIMARY))
        made.append(inner)
    return made


def to_the_year(field: Field) -> Field:
    """The field with no more than the year of birth of somebody who may be alive."""
    tag, indicators, parts = field
    if tag[1:] == "00":
        for code, text in parts:
            if code == "d" and len(text) > 8 and _only_year(text) != text:
                return (tag, indicators, [(c, _only_year(t) if c == "d" else t) for c, t in parts])
    return field


@lru_cache(maxsize=4096)
def _only_year(text: str) -> str:
    years = _YEAR.findall(text)
    if len(years) == 1 and _DAY(_YEAR.sub("", text)) and "death" not in dict(life_dates(text)):
        return f"{years[0]}-{text[-1] if text[-1] in ',.' else ''}"
    return text


@lru_cache(maxsize=4096)
def life_dates(text: str) -> tuple[tuple[str, str], ...]:
    """`1858-1913`, `1957-`, `-1920`, `s. 1950`, `mất 1442` as birth and death, where given."""
    text = text.strip(" ,.()")
    match = _ONLY_BIRTH(text) or _ONLY_DEATH(text) or _LIFE(text)
    if match is None:
        return ()
    return tuple(
        (event, value.strip(" ,."))
        for event, value in match.groupdict().items()
        if value and value.strip(" ,.?")
    )


def life(entry: Entry, node: str, text: str, field: str) -> None:
    """$d Dates associated with a name: birth and death as events of the heading."""
    found = life_dates(text)
    if not found and not _NO_LIFE(text):
        entry.warn(
            "bad-date", field,
            f"“{text}” does not read as dates of a life.",
            f"Không đọc được năm sinh, năm mất trong “{text}”.",
        )  # fmt: skip
    for event, value in found:
        predicate, kind = LIVES[event]
        inner = f"{node[:-1]}/{event}/1>"
        time = f"{inner[:-1]}/time/{text_key(value)}>"
        entry.triples += (
            (node, predicate, inner),
            (inner, A, kind),
            (inner, _TIME, time),
            (time, A, _SPAN),
        )
        entry.dated(time, value, field)
