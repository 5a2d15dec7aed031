"""100-111, 700-720: who made it, as bflc:marcKey has the names."""

from collections.abc import Iterable

from mocban.mappings.marc21.body import Field
from mocban.mappings.marc21.fields import roles
from mocban.mappings.marc21.home import keys
from mocban.mappings.marc21.home.made import Made
from mocban.mappings.marc21.home.said import LABEL, Said, script
from mocban.mappings.marc21.home.subfields import beside
from mocban.ontology.namespaces import BF, BFLC, CRM, MCB

_CONTRIBUTION = BF.contribution
_PRIMARY = BF.PrimaryContribution
_AGENT = BF.agent
_ROLE = BF.role
_CODE = BF.code
_UNCONTROLLED = BFLC.Uncontrolled
_ENDINGS = {BF.Meeting: "11", BF.Organization: "10", BF.Jurisdiction: "10", BF.Family: "00"}
_UNSTATED = frozenset({f"{roles.RELATORS}aut>", f"{roles.RELATORS}ctb>"})
_NOT_NAME = "3568iw"  # what a key has of its record, but roles
_LIVES = (CRM.P98i_was_born, CRM.P100i_died_in)
_TIME = CRM["P4_has_time-span"]
_DATE = MCB.dateText


def agents(said: Said) -> Iterable[Made]:
    """100, 110, 111 main entry; 700, 710, 711, 720 added entries."""
    parts: dict[tuple[str, bool], list[str]] = {}
    for node in said.nodes(_CONTRIBUTION, said.work):
        primary = _PRIMARY in said.types(node)
        for agent in said.nodes(_AGENT, node):
            parts.setdefault((agent, primary), []).append(node)
    main = False
    for (agent, primary), nodes in sorted(parts.items(), key=lambda each: not each[0][1]):
        first = "1" if primary and not main else "7"
        main = main or primary
        made = named(said, agent, first, frozenset(role(said, node) for node in nodes))
        for node in nodes[:1]:
            beside(said, node, made)
        yield made


def role(said: Said, contribution: str) -> str:
    """A role as the mapping has it: an IRI term, `=` and a code, `?` and words."""
    for node in said.nodes(_ROLE, contribution):
        if not said.is_own(node):
            return node
        code = said.text(node, _CODE)
        words = said.text(node)
        return f"={code}" if code else f"?{words}" if words else node
    return ""


def named(said: Said, agent: str, first: str, stated: frozenset[str]) -> Made:
    """A field with the name of an agent in these roles; `first` is the first digit of its tag."""
    types = said.types(agent)
    ending = next((_ENDINGS[name] for name in types if name in _ENDINGS), "00")
    if first == "7" and _UNCONTROLLED in types:
        ending = "20"
    made = Made(first + ending, "  ")
    own, others, own_script = keys.of(said, agent, made.tag)
    key = best(own, made.tag, stated)
    if key is None:
        _plainly(said, agent, made)
        in_roles(made, stated - _UNSTATED)
        return made
    made.tag = first + key[0][1:]
    agreed = _roles(key) == stated or (not _roles(key) and stated <= _UNSTATED)
    codes = _NOT_NAME if agreed else f"{_NOT_NAME}{_worded(key)}4"
    made.take((made.tag, key[1][:1] + " ", keys.without(key[2], codes)), own_script)
    if not agreed:
        in_roles(made, stated)
    elsewhere(made, others)
    return made


def best(own: list[Field], tag: str, stated: frozenset[str] = frozenset()) -> Field | None:
    """Of the ways in which records name a heading, that of this tag and these roles: most of all
    the kind of name, then the roles, then the tag, then the fullest."""
    return max(
        own,
        key=lambda key: (
            key[0][1:] == tag[1:], _roles(key) == stated, key[0][:1] == tag[:1], len(key[2])
        ),
        default=None,
    )  # fmt: skip


def elsewhere(made: Made, others: list[Field], left: str = _NOT_NAME) -> None:
    """The forms of a name in other scripts, without the subfields `left`; one for each script."""
    known: set[str] = set()
    for other in others:
        tag, name = keys.linked(other)
        parts = keys.without(other[2], left)
        name = name or script(" ".join([text for _, text in parts])) or ""
        if tag[1:] in ("", made.tag[1:]) and name not in known:
            known.add(name)
            made.take_elsewhere(parts, name)


def _roles(key: Field) -> frozenset[str]:
    return frozenset(role for _, found in roles.stated(key) for role in found)


def _worded(field: Field) -> str:
    return "j" if field[0][1:] == "11" else "e"


def in_roles(made: Made, stated: Iterable[str]) -> None:
    """$4 and $e, before any subdivisions."""
    place = next(
        (at for at, (code, _) in enumerate(made.own) if made.tag[0] == "6" and code in "vxyz"),
        len(made.own),
    )
    divided = made.own[place:]
    del made.own[place:]
    for each in sorted(stated):
        if each.startswith(roles.RELATORS):
            made.add("4", each[len(roles.RELATORS) : -1])
        elif each[:1] == "<":
            made.add("4", each[1:-1])
        elif each:
            made.add("4" if each[0] == "=" else _worded((made.tag, "", [])), each[1:])
    made.own += divided


def _plainly(said: Said, agent: str, made: Made) -> None:
    """A name of which no record in MARC speaks."""
    types = said.types(agent)
    made.say("a", said.words(agent, LABEL))
    if made.tag == "720":
        kinds = [kind for kind, name in (("1", BF.Person), ("2", BF.Organization)) if name in types]
        made.indicators = (kinds or [" "])[0] + " "
    elif made.tag[1:] == "00":
        made.indicators = "0 "  # as it is written
        years = [
            next((said.text(time, _DATE) for time in said.nodes(_TIME, event)), "")
            for predicate in _LIVES
            for event in said.nodes(predicate, agent)[:1] or [""]
        ]
        if any(years):
            made.add("d", "-".join(years))
