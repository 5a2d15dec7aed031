"""Values of MARCXML and MARC-in-JSON as the body of a record has them: NFC, without loose space."""

import unicodedata

from mocban.mappings.marc21.body import Field, Subfield

_NO_LEADER = "     nam a22     i 4500"


def leader(text: str) -> tuple[str, tuple[str, ...]]:
    """The leader and, where there is none to speak of, the oddity of one that was made up."""
    text = text.strip("\r\n\t")
    return (text, ()) if len(text) >= 10 else (_NO_LEADER, ("no-leader",))


def control_field(tag: str, text: str) -> Field:
    """A field without subfields."""
    value = nfc(text).strip("\r\n\t")
    # Where a data field is given as a control field, rules still look at indicators.
    return tag, value if tag < "010" else f"{value:2}", []


def data_field(tag: str, first: str, second: str, subfields: list[Subfield]) -> Field:
    """A field with subfields; those that say nothing are left out."""
    tidy = [(code, value) for code, text in subfields if (value := " ".join(nfc(text).split()))]
    return tag, indicators(first, second), tidy


def indicators(first: str, second: str) -> str:
    """Two signs, a blank where there is none."""
    return f"{first or ' ':.1}{second or ' ':.1}"


def nfc(text: str) -> str:
    """NFC (https://unicode.org/reports/tr15/)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
