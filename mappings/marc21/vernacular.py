"""880 Alternate Graphic Representation (R): fields in the script they were printed in."""

import re

from mocban.mappings.marc21.body import Field, first, rows
from mocban.mappings.marc21.entry import Entry
from mocban.ontology.vietnamese import has_han

_TAGGED = re.compile(r"[0-9]{3}\Z").match
_TAG = re.compile(r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\]")


def language(code: str, script: str) -> str:
    """The BCP 47 tag of a script (MARC's `$1`, `(3`, or ISO 15924) in a record whose language
    has this MARC code: Vietnamese in `$1` is vi-Hani, Chinese is Literary Chinese."""
    found = {(row[0], row[1]): row[2] for row in rows("scripts")}
    return found.get((script, code)) or found.get((script, ""), "")


def begin(entry: Entry) -> None:
    """Notes which 880 belongs to which field; rules take what they know of with `also`. One
    that belongs to none (occurrence 00) is taken for a field of its tag."""
    partners = {
        (field[0], first(field, "6")[4:6])
        for fields in entry.by.values()
        for field in fields
        if field[2] and field[0] != "880" and field[2][0][0] == "6"
    }
    for field in sorted(entry.by.pop("880", ())):
        link = first(field, "6")
        given = _TAG.search(first(field, "7"))
        script = link[7:] if link[6:7] == "/" else ""
        script = script.removesuffix("/r")
        if not script and any(has_han(text) for _, text in field[2]):
            script = "$1"
        tag = given[1] if given else language(entry.code, script)
        target: Field = (link[:3], field[1], field[2])
        key = (link[:3], link[4:6])
        if key in partners:
            entry.vernacular.setdefault(key, []).append((tag, target))
        elif _TAGGED(link[:3]):
            entry.by.setdefault(link[:3], []).append(target)
            entry.tongues[id(target)] = tag
        else:
            entry.warn(
                "unpaired-880", "880",
                f"880 does not say which field it stands for ($6 “{link}”).",
                f"Trường 880 không cho biết ứng với trường nào ($6 “{link}”).",
            )  # fmt: skip


def finish(entry: Entry) -> None:
    """A warning for every 880 that no rule asked for."""
    for tag, occurrence in entry.vernacular.keys() - entry.paired:
        entry.warn(
            "unpaired-880", f"880-{tag}",
            f"880 for {tag}-{occurrence} belongs to no field that is converted.",
            f"Trường 880 của {tag}-{occurrence} không ứng với trường nào được chuyển đổi.",
        )  # fmt: skip
