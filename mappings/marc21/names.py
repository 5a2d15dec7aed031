"""100-111, 700-720: who made it (https://www.loc.gov/marc/bibliographic/bdx00.html)."""

import re
from functools import cache, lru_cache

from mocban.mappings.marc21.body import Field, first, table, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, Rule, text_key
from mocban.ontology import literals
from mocban.ontology.iris import enc, numbered
from mocban.ontology.namespaces import BF, CRM

_CONTRIBUTION = BF.contribution
_CONTRIBUTION_CLASS = BF.Contribution
_PRIMARY = BF.PrimaryContribution
_AGENT = BF.agent
_ROLE = BF.role
_HAS_PART = BF.hasPart
_RELATORS = "<http://id.loc.gov/vocabulary/relators/"
_OF_COPIES = frozenset(("dnr", "fmo", "own"))  # donors and owners are nobody's business
_CODE = re.compile(r"(?:https?://id\.loc\.gov/vocabulary/relators/)?([a-z]{3})\Z").match
_BETWEEN = re.compile(r"\s*(?:[,;/&]|\bvà\b|\band\b)\s*")
_LIFE = re.compile(r"(?P<birth>[^-–]*?)\s*[-–]\s*(?P<death>[^-–]*)\Z").match
_ONLY_BIRTH = re.compile(r"(?:b|s|sinh|born|sn|sinh năm)\b\.?\s*(?P<birth>.*)", re.IGNORECASE).match
_ONLY_DEATH = re.compile(r"(?:d|m|mất|died|mất năm)\b\.?\s*(?P<death>.*)", re.IGNORECASE).match
LIVES = {
    "birth": (CRM.P98i_was_born, CRM.E67_Birth),
    "death": (CRM.P100i_died_in, CRM.E69_Death),
}
_TIME = CRM["P4_has_time-span"]
_SPAN = CRM["E52_Time-Span"]


def name_of(field: Field, kind: str) -> str:
    """The name that a heading field gives, without dates, titles of honour and roles.

    Vietnamese names stand as they are written: family, middle, given.
    """
    words = [trim(text) for code, text in field[2] if code in "ab"]
    return (" " if kind == "person" else ". ").join([word for word in words if word])


def _agent(entry: Entry, field: Field) -> list[str]:
    """Of a name field: kind, string and node of the heading, and the relators stated; nothing
    where it has no name, or names who gave or owned a copy."""
    kind = _kind(field)
    string = name_of(field, kind)
    if not string:
        return []
    roles = relators(entry, field)
    if roles and _OF_COPIES.issuperset(roles):
        return []
    node = entry.known_heading(kind, string, f"{field[0]}$a")
    if kind == "person":
        dates = first(field, "d")
        if dates:
            life(entry, node, dates, f"{field[0]}$d")
    return [kind, string, node, *roles]


def _contribute(entry: Entry, field: Field, primary: bool, default: str) -> None:
    found = entry.remembered(field, _agent)
    if not found:
        return
    kind, string, node, *roles = found
    for role in roles or (default,):
        entry.agents.append((role, string, node, primary))
    if entry.vernacular:
        for language, other in entry.also(field):
            han = name_of(other, kind)
            if han:
                entry.triples.append((node, LABEL, literals.text(han, language)))


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
    if not found:
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


@cache
def _plain(text: str) -> str:
    return " ".join(text.lower().strip(" .,:;()[]").split())


@cache
def _roles() -> dict[str, str]:
    return {_plain(words): code for words, code in table("relators").items()}


def relators(entry: Entry, field: Field) -> list[str]:
    """Relator codes by $4 and by the words of $e ($j of meetings); none where none is stated."""
    codes: set[str] = set()
    for code, text in field[2]:
        if code == "4":
            match = _CODE(text.strip(" .,"))
            if match:
                codes.add(match[1])
                continue
        elif code != ("j" if field[0][1:] == "11" else "e"):
            continue
        whole = _roles().get(_plain(text))
        if whole:
            codes.add(whole)
            continue
        for words in _BETWEEN.split(text):
            known = _roles().get(_plain(words))
            if known:
                codes.add(known)
            elif _plain(words):
                entry.warn(
                    "unmapped-role", f"{field[0]}${code}",
                    f"“{words}” is no role we know.",
                    f"Chưa biết vai trò “{words}”.",
                )  # fmt: skip
    return sorted(codes)


def _kind(field: Field) -> str:
    if field[0][1:] == "00":
        return "group" if field[1][0] == "3" else "person"
    if field[0] == "720":
        return "group" if field[1][0] == "2" else "person"
    return "group"


def main(entry: Entry, fields: list[Field]) -> None:
    """100 Personal Name (NR), 110 Corporate Name (NR), 111 Meeting Name (NR): main entry."""
    for field in fields:
        _contribute(entry, field, True, "aut")


def added(entry: Entry, fields: list[Field]) -> None:
    """700 Personal Name (R), 710 Corporate Name (R), 711 Meeting Name (R), 720 Uncontrolled
    Name (R): added entry. With $t it names another work, which ind2 = 2 says is contained."""
    for field in fields:
        work = trim(first(field, "t"))
        if not work:
            _contribute(entry, field, False, "ctb")
        elif field[1][1] == "2":
            heading = entry.known_heading("work", work, f"{field[0]}$t")
            entry.triples.append((entry.work, _HAS_PART, heading))


def finish(entry: Entry) -> None:
    """One Contribution for each agent and role of the record."""
    agents = entry.agents
    if not agents:
        return
    keys = [f"{agent[0]}-{enc(agent[1])}" for agent in agents]
    if len(set(keys)) < len(keys):
        keys = numbered([(key, agent[2]) for key, agent in zip(keys, agents, strict=True)])
    out = entry.triples
    work = entry.work
    start = f"{work[:-1]}/contribution/"
    for key, (relator, _, agent_node, primary) in zip(keys, agents, strict=True):
        node = f"{start}{key}>"
        out += (
            (work, _CONTRIBUTION, node),
            (node, A, _CONTRIBUTION_CLASS),
            (node, _AGENT, agent_node),
            (node, _ROLE, f"{_RELATORS}{relator}>"),
        )
        if primary:
            out.append((node, A, _PRIMARY))


RULES: dict[str, Rule] = {
    "100": main,
    "110": main,
    "111": main,
    "700": added,
    "710": added,
    "711": added,
    "720": added,
}
