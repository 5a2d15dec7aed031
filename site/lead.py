"""The sentence at the head of a page: what a source says of the thing, else one put together
from the facts ("Di tích quốc gia đặc biệt ở xã Trí Yên; thờ Trần Nhân Tông.")."""

import re
from collections.abc import Iterable, Mapping

from mocban.site.facts import Fact
from mocban.site.territory import Territory
from mocban.site.values import Value
from mocban.site.words import Words

LONGEST = 600
"""A description of more characters stands among the facts, and its beginning here."""
_NAMED = 3
_SENTENCES = re.compile(r"(.{80,420}?[.!?…])\s", re.DOTALL)
# Kind -> the facts that say what sort of thing it is, then those of the sentence.
_TOLD = {
    "monument": (("rank", "type"), ("where", "venerates")),
    "person": ((), ("born", "died", "native")),
    "work": (("genre",), ("maker", "year", "about")),
    "object": (("type",), ("material", "made", "keeper", "held")),
    "ich": (("type",), ("practised", "venerates", "commemorates")),
    "event": (("type",), ("date", "location")),
    "archive": (("type",), ("date", "whole", "keeper")),
    "group": (("type",), ("where",)),
    "place": (("type",), ("was", "heir", "where")),
    "attraction": (("type",), ("address", "presents")),
    "trip": ((), ("stops",)),
}  # fmt: skip


def described(facts: Iterable[Fact]) -> tuple[Value, bool] | None:
    """What a source says of the thing in the language of the page, and whether that is all it
    says."""
    for fact in facts:
        if fact.key == "description":
            for value in fact.values:
                if not value.language and not value.note:
                    return _beginning(value)
    return None


def _beginning(value: Value) -> tuple[Value, bool]:
    if len(value.text) <= LONGEST:
        return value, True
    cut = _SENTENCES.match(value.text)
    text = cut[1] if cut else f"{value.text[:300].rsplit(' ', 1)[0]}…"
    return value._replace(text=text), False


def composed(kind: str, facts: Iterable[Fact], further: Mapping[str, str], words: Words) -> str:
    """A sentence from the facts of a thing of a kind; `further` has what is no fact (`where`,
    `stops`). Empty where there is nothing to say."""
    if kind not in _TOLD:
        return ""
    sorts, told = _TOLD[kind]
    known = {fact.key: fact for fact in facts if fact.key}
    parts = [
        words("lead." + key, x=text)
        for key in told
        if (text := further.get(key) or _text(known.get(key), words))
    ]
    if not parts:
        return ""
    named = (known[key].values[0].text for key in sorts if key in known)
    sort = further.get("sort") or next(named, words.kind(kind))
    first, *rest = parts
    comma = "" if first.startswith((",", ":")) else " "
    sentence = f"{sort}{comma}{first}" + "".join(f"; {part.lstrip(',: ')}" for part in rest)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def of_unit(place: Territory, words: Words) -> dict[str, str]:
    """What to say of an administrative unit: in force, within which; gone, when it was and
    where its ground lies now."""
    own = [line for line in place.lines if line.own]
    now = next((line for line in own if line.now), None)
    if now:
        where = ", ".join(unit.text for unit in now.units[1:])
        return {"sort": words("lead.unit"), "where": where} if where else {}
    heirs = [line for line in place.lines if line.now]
    heir = ", ".join(unit.text for unit in heirs[0].units) if len(heirs) == 1 else ""
    was = ", ".join(line.when for line in own[::-1] if line.when)
    return {"sort": words("lead.unit.former"), "was": was, "heir": heir}


def _text(fact: Fact | None, words: Words) -> str:
    """The values of a fact in a row; where sources differ, all that they say."""
    if fact is None:
        return ""
    texts = list(dict.fromkeys(value.text for value in fact.values))
    if fact.others:
        contested = dict.fromkeys((*texts, *(value.text for value in fact.others)))
        return words("lead.contested", x=words("lead.or").join(list(contested)[:_NAMED]))
    return ", ".join(texts[:_NAMED]) + ("…" if len(texts) > _NAMED else "")
