"""Roles: $4 Relationship, $e and $j Relator term (https://www.loc.gov/marc/relators/).

A role is told as a text: an IRI term (`<…/relators/edt>`), `=` and a code that is none, or `?`
and words that are in no table.
"""

import re
from functools import cache, lru_cache

from mocban.mappings.marc21.body import Field, Subfield, rows
from mocban.mappings.marc21.entry import LABEL, A, Entry, text_key
from mocban.ontology import codes, literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF
from mocban.ontology.vietnamese import match_key

RELATORS = "<http://id.loc.gov/vocabulary/relators/"
PRIVATE = frozenset(f"{RELATORS}{code}>" for code in ("dnr", "dpt", "fmo", "len", "own"))
"""Who gave, lent or owned a copy is nobody's business."""
_OWNER = f"{RELATORS}own>"

ROLE = BF.role
_ROLE_CLASS = BF.Role
_CODE = BF.code
_CODED = re.compile(r"(?:https?://id\.loc\.gov/vocabulary/relators/)?([a-z]{3})\Z").match
_BETWEEN = re.compile(r"[,;/&+]|\s[-–—]\s|\b(?:và|and|et|und|y|e|и)\b")
_ADDED = re.compile(r"\s*[.:]?\s*[(\[].*")  # `composer (expression)`
_OF_COPIES = re.compile(  # in words that no table has
    r"\b(?:tặng|biếu|hiến sách|người hiến|sở hữu|chủ cũ|ký gửi|cho mượn)\b|"
    r"\bown(?:er|ed)|donor|donat|gift|provenan|proveni|besitz|eigentüm|schenk|possess|"
    r"propri[eé]ta|дарит|владел"
).search
_EDGES = " .,:;()[]…"


@cache
def _codes() -> dict[str, str]:
    """Relator code -> term."""
    start = RELATORS[1:]
    return {iri.removeprefix(start): f"<{iri}>" for iri in codes.names() if iri.startswith(start)}


@cache
def _known() -> dict[str, str]:
    """Words -> term: LC's own and their translations, the codes themselves, `relators.tsv`."""
    terms = _codes()
    named = {terms[code]: codes.names()[terms[code][1:-1]] for code in sorted(terms, reverse=True)}
    words = {match_key(name.vi): term for term, name in named.items()}
    words |= {match_key(name.en): term for term, name in named.items()}
    return words | terms | {match_key(row[0]): terms[row[1]] for row in rows("relators")}


def _of_word(text: str) -> str:
    """The term for one role in words, or the empty string."""
    known = _known()
    return known.get(match_key(text)) or known.get(match_key(_ADDED.sub("", text)), "")


@lru_cache(maxsize=4096)
def of_words(text: str) -> tuple[str, ...]:
    """The roles that words stand for: `Sưu tầm, biên soạn` are two."""
    whole = _of_word(text)
    if whole:
        return (whole,)
    parts = [words.strip(_EDGES) for words in _BETWEEN.split(text)]
    return tuple([_of_word(words) or _unknown(words, "?") for words in parts if words])


@lru_cache(maxsize=4096)
def of_code(text: str) -> tuple[str, ...]:
    """The roles that $4 stands for: a relator code, the address of a role, or words."""
    bare = text.strip(_EDGES)
    match = _CODED(bare.lower())
    if match and match[1] in _codes():
        return (_codes()[match[1]],)
    if "://" in bare:
        return (literals.outside(bare) or f"={text}",)
    return (_of_word(text) or _unknown(text, "="),) if bare else ()


def _unknown(words: str, sort: str) -> str:
    return _OWNER if _OF_COPIES(words.lower()) else sort + words


def stated(field: Field) -> list[tuple[Subfield, tuple[str, ...]]]:
    """The subfields of a name field that state roles, by $4 and by words alike."""
    worded = _worded(field)
    found = []
    for part in field[2]:
        code, text = part
        if code == worded:
            found.append((part, of_words(text)))
        elif code == "4":
            found.append((part, of_code(text)))
    return found


def _worded(field: Field) -> str:
    return "j" if field[0][1:] == "11" else "e"


def told(field: Field) -> Field:
    """The field without roles that are private."""
    said = stated(field)
    if not said:
        return field
    hidden = [part for part, found in said if not PRIVATE.isdisjoint(found)]
    if not hidden:
        return field
    return field[0], field[1], [part for part in field[2] if part not in hidden]


def roles(entry: Entry, field: Field) -> list[str]:
    """The roles that a name field states, by $4 and by words alike."""
    said = stated(field)
    if not said:
        return []
    found = sorted({role for _, those in said for role in those})
    for role in found:
        if role[0] != "<":
            entry.warn(
                "unmapped-role", f"{field[0]}${'4' if role[0] == '=' else _worded(field)}",
                f"“{role[1:]}” is no role we know; it is kept as it is written.",
                f"Chưa biết vai trò “{role[1:]}”; giữ nguyên văn.",
            )  # fmt: skip
    return found


@lru_cache(maxsize=1024)
def key(role: str) -> str:
    """The key of a role in the IRI of a contribution."""
    if role.startswith(RELATORS):
        return role[len(RELATORS) : -1]
    return enc(role[1:-1]) if role[0] == "<" else text_key(role[1:])


def say(entry: Entry, node: str, role: str, language: str) -> None:
    """bf:role of a contribution that is no term: a Role of its own for what is in no table."""
    inner = f"{node[:-1]}/role/{text_key(role[1:])}>"
    code = role[0] == "="
    entry.triples += (
        (node, ROLE, inner),
        (inner, A, _ROLE_CLASS),
        (inner, _CODE if code else LABEL, literals.text(role[1:], "" if code else language)),
    )
