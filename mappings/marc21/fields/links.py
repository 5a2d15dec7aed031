"""856: addresses (https://www.loc.gov/marc/bibliographic/bd856.html)."""

import re
from ipaddress import ip_address

from mocban.mappings.marc21 import access
from mocban.mappings.marc21.body import Field, all_of, trim
from mocban.mappings.marc21.entry import LABEL, RECORD, A, Entry, Rule
from mocban.ontology import literals
from mocban.ontology.iris import enc
from mocban.ontology.namespaces import BF, DC

_INSTANCE = BF.Instance
_ELECTRONIC = BF.Electronic
_HAS_INSTANCE = BF.hasInstance
_INSTANCE_OF = BF.instanceOf
_REPRODUCTION_OF = BF.reproductionOf
_LOCATOR = BF.electronicLocator
_TITLE = BF.title
_TABLE = BF.tableOfContents
_TABLE_CLASS = BF.TableOfContents
_SUPPLEMENT = BF.supplementaryContent
_SUPPLEMENT_CLASS = BF.SupplementaryContent
_CONTENTS = ("table of contents", "mục lục")
_NOTE = BF.note
_NOTE_CLASS = BF.Note
_FORMAT = DC.format
_RELATED = "2"  # second indicator of 856: another thing, such as a table of contents
_STATUS = {"0": "cong-khai", "1": "tai-cho"}  # 856 $7 open access, restricted access
_ADDRESS = re.compile(
    r"<(?:https?|ftp)://([A-Za-z0-9.-]+)(?::\d{1,5})?(?:[/?#](?:[^<>%\[\]#\s]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[^<>%\[\]#\s]|%[0-9A-Fa-f]{2})*)?>\Z"
).match
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})|[\[\]]")
_INSIDE = (".local", ".lan", ".internal", ".intranet", ".home", ".corp")


def address(text: str) -> str | None:
    """An address that anyone may be sent to, as an IRI term; None for what is no web address,
    for numbers and names that only mean something inside a house, and for written passwords."""
    term = literals.outside(text)
    if term is None:
        return None
    if "%" in term or "[" in term or "]" in term:
        term = _STRAY.sub(lambda match: f"%{ord(match[0]):02X}", term)
    match = _ADDRESS(term)
    if match is None:
        return None
    host = match[1].lower().rstrip(".")
    if "." not in host or host.endswith(_INSIDE):
        return None
    try:
        if host[-1:].isdigit():  # no name does
            ip_address(host)
            return None
    except ValueError:
        pass
    return term


def electronic(entry: Entry, fields: list[Field]) -> None:
    """856 Electronic Location and Access (R): the document as a file is an Instance of its own;
    a table of contents and other related things (ind2 = 2) belong to the Work and Instance.

    Without a stated level of access an address has none, and the filter withholds it.
    """
    for field in fields:
        said = " ".join(all_of(field, "3ayz")).lower()
        for text in all_of(field, "u"):
            term = address(text)
            if term is None:
                entry.warn(
                    "bad-address", "856$u",
                    "856 $u is no address on the open web; it was left out.",
                    "856 $u không phải địa chỉ web công khai; đã bỏ qua.",
                )  # fmt: skip
            elif any(words in said for words in _CONTENTS):
                _beside(entry, field, term, entry.work, _TABLE, _TABLE_CLASS, "contents")
            elif field[1][1] == _RELATED:
                _beside(entry, field, term, entry.instance, _SUPPLEMENT, _SUPPLEMENT_CLASS, "more")
            else:
                _file(entry, field, term)


def _file(entry: Entry, field: Field, term: str) -> None:
    node = entry.mint.thing("instance", entry.record_id, "electronic", enc(term[1:-1]))
    label = " ".join(all_of(field, "3y")) or entry.title
    entry.triples += (
        (entry.work, _HAS_INSTANCE, node),
        (node, A, _INSTANCE),
        (node, A, _ELECTRONIC),
        (node, RECORD, entry.node),
        (node, LABEL, literals.text(label, entry.language)),
        (node, _TITLE, f"{entry.instance[:-1]}/title/245>"),
        (node, _INSTANCE_OF, entry.work),
        (node, _REPRODUCTION_OF, entry.instance),
    )
    for text in all_of(field, "q"):
        entry.triples.append((node, _FORMAT, literals.text(text)))
    _located(entry, field, term, node, "yz")


def _beside(
    entry: Entry, field: Field, term: str, subject: str, predicate: str, kind: str, role: str
) -> None:
    node = f"{subject[:-1]}/{role}/{enc(term[1:-1])}>"
    entry.triples += ((subject, predicate, node), (node, A, kind))
    _located(entry, field, term, node, "3yz")


def _located(entry: Entry, field: Field, term: str, node: str, notes: str) -> None:
    """The address of a node, what is said of it, and who may follow it."""
    entry.triples.append((node, _LOCATOR, term))
    for text in all_of(field, notes):
        words = trim(text)
        if words:
            entry.labelled(node, _NOTE, "note", words, _NOTE_CLASS)
    levels = access.in_words(all_of(field, "zy3"), "policy")
    levels += [_STATUS[text] for text in all_of(field, "7") if text in _STATUS]
    if entry.stated_level:
        levels.append(entry.stated_level)
    level = access.strictest(levels) or entry.desk.digital_access
    if level:
        access.state(entry, node, level)


RULES: dict[str, Rule] = {"856": electronic}
