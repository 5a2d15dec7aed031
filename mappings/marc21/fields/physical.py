"""300-362: extent, frequency, arrangement, numbering
(https://www.loc.gov/marc/bibliographic/bd3xx.html)."""

from mocban.mappings.marc21 import subfields
from mocban.mappings.marc21.body import Field, all_of, first
from mocban.mappings.marc21.entry import LABEL, Entry, Rule
from mocban.mappings.marc21.fields.characteristics import VOCABULARY, characteristics, listed
from mocban.mappings.marc21.punctuation import chopped, unwrapped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, SKOS

_EXTENT = BF.extent
_EXTENT_CLASS = BF.Extent
_DIMENSIONS = BF.dimensions
_FREQUENCY = BF.frequency
_FREQUENCY_CLASS = BF.Frequency
_DATE = BF.date
_STATUS = BF.status
_EXACT = SKOS.exactMatch
_ARRANGEMENT = BF.collectionArrangement
_ARRANGEMENT_CLASS = BF.CollectionArrangement
_DIGITAL = BF.digitalCharacteristic
_OBJECTS = BF.CartographicObjectType
_COUNT = BF.count
_FIRST = BF.firstIssue
_LAST = BF.lastIssue
_PHYSICAL = (f"<{VOCABULARY}mnotetype/physical>",)
_ACCOMPANYING = (f"<{VOCABULARY}mnotetype/accmat>",)
_NUMBERING = (f"<{VOCABULARY}mnotetype/number>",)
_STATUSES = {"310": f"<{VOCABULARY}mstatus/current>", "321": f"<{VOCABULARY}mstatus/former>"}
_ARRANGED = {"a": BF.collectionOrganization, "b": BF.pattern, "c": BF.hierarchicalLevel}
_BETWEEN = ":;,/=+"  # the signs between the elements of 300; its full stops shorten words


def extent(entry: Entry, fields: list[Field]) -> None:
    """300 Physical Description (R)."""
    instance = entry.instance
    for field in fields:
        for language, each in entry.spoken(field):
            words = chopped(" ".join(all_of(each, "afg")), _BETWEEN)
            holder = ""
            if words:
                holder = entry.labelled(instance, _EXTENT, "extent", words, _EXTENT_CLASS, language)
                subfields.applies_to(entry, holder, each, language)
            for code, text in each[2]:
                if code == "c":
                    size = chopped(text, _BETWEEN + ".")
                    if size:
                        value = literals.text(size, "" if each is field else language)
                        entry.triples.append((instance, _DIMENSIONS, value))
                    continue
                said = chopped(text, _BETWEEN) if code in "be" else ""
                if not said:
                    continue
                if code == "b":
                    entry.note(holder or instance, "300b", said, _PHYSICAL, language)
                else:
                    note = entry.note(instance, "300e", said, _ACCOMPANYING, language)
                    subfields.applies_to(entry, note, each, language)


def frequency(entry: Entry, fields: list[Field]) -> None:
    """310 Current Publication Frequency (NR), 321 Former Publication Frequency (R)."""
    for field in fields:
        for language, each in entry.spoken(field):
            dates = [chopped(text) for text in all_of(each, "b")]
            for text in all_of(each, "a"):
                words = chopped(text)
                if not words:
                    continue
                key = " ".join((words, *dates))
                role = f"frequency/{each[0]}"
                node = entry.node_for(entry.instance, _FREQUENCY, role, key, _FREQUENCY_CLASS)
                entry.triples += (
                    (node, LABEL, literals.text(words, language)),
                    (node, _STATUS, _STATUSES[each[0]]),
                )
                for date in dates:
                    if date:
                        tag = language if any(map(str.isalpha, date)) else ""
                        entry.triples.append((node, _DATE, literals.text(date, tag)))
                known = listed("frequencies", words)
                if known:
                    entry.triples.append((node, _EXACT, known))
                subfields.authorities(entry, node, each)
                for name in all_of(each, "2"):
                    subfields.source(entry, node, name)


def arrangement(entry: Entry, fields: list[Field]) -> None:
    """351 Organization and Arrangement of Materials (R)."""
    for field in fields:
        for language, each in entry.spoken(field):
            said = [(code, chopped(text)) for code, text in each[2] if code in _ARRANGED]
            key = " ".join([text for _, text in said if text])
            if not key:
                continue
            node = entry.node_for(entry.work, _ARRANGEMENT, "arrangement", key, _ARRANGEMENT_CLASS)
            entry.triples += [
                (node, _ARRANGED[code], literals.text(text, language))
                for code, text in said
                if text
            ]
            subfields.applies_to(entry, node, each, language)


def graphics(entry: Entry, fields: list[Field]) -> None:
    """352 Digital Graphic Representation (R): objects ($b) with their number ($c), beside what
    `characteristics` knows of it."""
    characteristics(entry, fields)
    for field in fields:
        for language, each in entry.spoken(field):
            parts = each[2]
            for place, (code, text) in enumerate(parts):
                words = chopped(text) if code == "b" else ""
                if not words:
                    continue
                count = ""
                if place + 1 < len(parts) and parts[place + 1][0] == "c":
                    count = unwrapped(parts[place + 1][1])
                node = entry.node_for(
                    entry.instance, _DIGITAL, "352b", f"{words} {count}".rstrip(), _OBJECTS
                )
                entry.triples.append((node, LABEL, literals.text(words, language)))
                if count:
                    entry.triples.append((node, _COUNT, literals.text(count)))


def numbering(entry: Entry, fields: list[Field]) -> None:
    """362 Dates of Publication and/or Sequential Designation (R): first and last issue where
    they are told in a form ($a, first indicator 0), else a note."""
    for field in fields:
        for language, each in entry.spoken(field):
            text = first(each, "a")
            for statement in _statements(text) if field[1][:1] == "0" else [text]:
                issues = _issues(statement) if field[1][:1] == "0" else None
                if issues is None:
                    if statement:
                        entry.note(entry.instance, "362", statement, _NUMBERING, language)
                    continue
                for predicate, issue in zip((_FIRST, _LAST), issues, strict=True):
                    if issue:
                        value = literals.text(issue, language)
                        entry.triples.append((entry.instance, predicate, value))


def _statements(text: str) -> list[str]:
    """A statement, or two parallel ones; of more, a person has to make sense."""
    parts = [part.strip() for part in text.split("=")]
    return parts if len(parts) == 2 and "-" in text and ";" not in text else [text]


def _issues(text: str) -> tuple[str, str] | None:
    """The first and the last issue of a statement; None where it is not plain which they are."""
    if ";" in text or "=" in text:
        return None
    begin, dash, end = text.partition(")-")
    if dash:
        begin += ")"
    else:
        begin, dash, end = text.partition("-")
        if not dash or "-" in end:
            return None
    return chopped(begin), chopped(end)


RULES: dict[str, Rule] = {
    "300": extent,
    "310": frequency,
    "321": frequency,
    "351": arrangement,
    "352": graphics,
    "362": numbering,
}
