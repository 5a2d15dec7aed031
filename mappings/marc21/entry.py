"""One bibliographic record being mapped: its sheet, its fields by tag, and the nodes it fills."""

from collections.abc import Callable
from typing import Any

from mocban.errors import ConfigError
from mocban.mappings.marc21.body import Field, Marc, first
from mocban.mappings.marc21.local import Reading, readings, reread
from mocban.mappings.marc21.local_subjects import declared
from mocban.mappings.record import Dataset, Record, Triple
from mocban.mappings.sheet import Sheet, said_of_heading
from mocban.ontology import literals
from mocban.ontology.iris import Minter, encoded
from mocban.ontology.namespaces import BF, MCB, RDF, RDFS

A = RDF.type
LABEL = RDFS.label
RECORD = MCB.record
_NOTE = BF.note
_NOTE_CLASS = BF.Note

_SHORT = 40
_KEPT = 20_000  # headings remembered; a catalogue uses the same ones over and over

Rule = Callable[["Entry", list[Field]], None]
"""What is made of all fields with one tag. Rules do not depend on each other's order."""


OPTIONS: dict[str, tuple[type, ...]] = {
    "class_scheme": (str,), "collections": (list, tuple), "digital_access": (str, bool),
    "holders": (dict,), "items": (str,), "local_subjects": (dict,),
    "public_notes": (list, tuple), "read_as": (dict,),
}  # fmt: skip


def _known(options: dict[str, Any]) -> None:
    """ConfigError where there is an option that we do not know, or one of the wrong kind."""
    for name, value in options.items():
        if name not in OPTIONS:
            names = ", ".join(OPTIONS)
            raise ConfigError(
                f"options: “{name}” is no option of MARC 21 data; they are {names}.",
                f"options: “{name}” không phải tùy chọn của dữ liệu MARC 21; các tùy chọn: {names}.",
            )
        if not isinstance(value, OPTIONS[name]):
            raise ConfigError(
                f"options: {name} = {value} is of the wrong kind; see mappings/marc21/README.md.",
                f"options: {name} = {value} sai kiểu; xem mappings/marc21/README.md.",
            )


class Desk:
    """What stays the same for all records of a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.mint = Minter(dataset.base, dataset.source)
        record = self.mint.record("")[:-1]
        self.record_end = len(record)
        self.work = self.mint.thing("work", "")[:-1]
        self.instance = self.mint.thing("instance", "")[:-1]
        self.heading = self.mint.heading("-", "")[: -len("-/>")]
        self.headings: dict[tuple[object, ...], tuple[str, tuple[Triple, ...]]] = {}
        self.spans: dict[str, tuple[tuple[str, str], ...]] = {}
        self.fields: dict[tuple[object, ...], tuple[tuple[str, ...], tuple[Triple, ...]]] = {}
        options: dict[str, Any] = dict(dataset.options)
        _known(options)
        self.collections = frozenset(str(name) for name in options.get("collections", ()))
        self.holders: dict[str, str] = dict(options.get("holders", {}))
        self.items_tag = str(options.get("items", "852"))
        self.read_as = readings(options.get("read_as", {}))
        self.local_subjects = declared(options.get("local_subjects", {}))
        self.public_notes = frozenset(str(tag) for tag in options.get("public_notes", ()))
        stated = options.get("digital_access", "")
        self.digital_access = dataset.access if stated is True else str(stated or "")


class Entry(Sheet):
    """The sheet of a record with what its rules need to know of each other."""

    __slots__ = (
        "by", "code", "desk", "instance", "language", "leader", "level", "paired",
        "stated_level", "title", "tongues", "vernacular", "work",
    )  # fmt: skip

    def __init__(self, desk: Desk, record: Record, marc: Marc) -> None:
        super().__init__(desk.dataset, desk.mint, record)
        self.desk = desk
        self.leader = marc.leader
        self.by: dict[str, list[Field]] = {}
        by = self.by
        fields = _standard(marc.fields, desk.read_as) if desk.read_as else marc.fields
        for field in fields:
            tag = field[0]
            if tag in by:
                by[tag].append(field)
            else:
                by[tag] = [field]
        name = self.node[desk.record_end :]
        self.work = desk.work + name
        self.instance = desk.instance + name
        self.code = ""  # of the language, as MARC has it
        self.language = ""  # of titles and notes, BCP 47
        self.level = desk.dataset.access
        self.stated_level = ""  # where the record itself says how it may be read
        self.title = ""
        self.vernacular: dict[tuple[str, str], list[tuple[str, Field]]] = {}
        self.paired: set[tuple[str, str]] = set()
        self.tongues: dict[int, str] = {}  # id of a field that only 880 gives -> language tag

    def control(self, tag: str) -> str:
        """The value of a control field, the least where it is repeated against the rules."""
        fields = self.by.get(tag)
        if not fields:
            return ""
        return fields[0][1] if len(fields) == 1 else min([field[1] for field in fields])

    def only(self, tag: str) -> Field | None:
        """The field of a tag that may not be repeated; the least one where it was."""
        fields = self.by.get(tag)
        if not fields:
            return None
        if len(fields) == 1:
            return fields[0]
        self.warn(
            "repeated-field", tag,
            f"Field {tag} may stand once only; one of {len(fields)} was used.",
            f"Trường {tag} chỉ được có một lần; đã dùng một trong {len(fields)} trường.",
        )  # fmt: skip
        return min(fields)

    def known_heading(
        self, kind: str, string: str, field: str, label: str = "", types: tuple[str, ...] = ()
    ) -> str:
        """`heading`, remembered from record to record; `string`, which names it, is not empty.
        `label` is what it is called, where that is less than what distinguishes it."""
        key = (kind, string, field, label, types)
        desk = self.desk
        known = desk.headings.get(key)
        if known is None:
            node = f"{desk.heading}{kind}/{encoded(string)}>"
            spoken = literals.text(label or string, desk.dataset.language)
            known = (node, said_of_heading(node, kind, spoken, field, types))
            if len(desk.headings) >= _KEPT:
                desk.headings.clear()
            desk.headings[key] = known
        self.triples += known[1]
        return known[0]

    def remembered(
        self, field: Field, made: "Callable[[Entry, Field], list[str]]"
    ) -> tuple[str, ...]:
        """What `made` returns for a field, remembered with the triples it adds. They may not
        depend on the record: only headings are made so."""
        key = (field[0], field[1], tuple(field[2]))
        known = self.desk.fields.get(key)
        if known is not None:
            self.triples += known[1]
            return known[0]
        start, warned = len(self.triples), len(self.warnings)
        values = tuple(made(self, field))
        if len(self.warnings) == warned:
            if len(self.desk.fields) >= _KEPT:
                self.desk.fields.clear()
            self.desk.fields[key] = (values, tuple(self.triples[start:]))
        return values

    def also(self, field: Field) -> list[tuple[str, Field]]:
        """What 880 gives of a field in another script: language tag and field."""
        if not self.vernacular:
            return []
        key = (field[0], first(field, "6")[4:6])
        self.paired.add(key)
        return self.vernacular.get(key, [])

    def dated(self, time: str, value: str, field: str) -> None:
        """`span`, remembered from record to record."""
        known = self.desk.spans.get(value)
        if known is not None:
            self.triples += [(time, predicate, said) for predicate, said in known]
            return
        start, warned = len(self.triples), len(self.warnings)
        self.span(time, value, field)
        if len(self.warnings) == warned:
            if len(self.desk.spans) >= _KEPT:
                self.desk.spans.clear()
            self.desk.spans[value] = tuple([triple[1:] for triple in self.triples[start:]])

    def labelled(
        self, node: str, predicate: str, role: str, text: str, kind: str, language: str = ""
    ) -> str:
        """A node with no more than a type and a text, in the record's language unless another
        is given; `{node}/{role}/{key of the text}`."""
        inner = f"{node[:-1]}/{role}/{text_key(text)}>"
        self.triples += (
            (node, predicate, inner),
            (inner, A, kind),
            (inner, LABEL, literals.text(text, language or self.language)),
        )
        return inner

    def note(
        self, node: str, tag: str, text: str, kinds: tuple[str, ...] = (), language: str = ""
    ) -> str:
        """bf:note: a Note with its text; `kinds` are IRI terms of LC's note types."""
        inner = self.labelled(node, _NOTE, f"note/{tag}", text, _NOTE_CLASS, language)
        self.triples += [(inner, A, kind) for kind in kinds]
        return inner

    def node_for(self, node: str, predicate: str, role: str, text: str, *types: str) -> str:
        """A node of its own for what one field says, `{node}/{role}/{key of text}`; `text` is
        what tells it from its siblings."""
        inner = f"{node[:-1]}/{role}/{text_key(text)}>"
        self.triples.append((node, predicate, inner))
        self.triples += [(inner, A, name) for name in types]
        return inner

    def spoken(self, field: Field) -> list[tuple[str, Field]]:
        """A field with its language tag, and what 880 gives of it in other scripts with
        theirs. A field that 880 gives alone comes with the tag of its script."""
        language = self.tongues.get(id(field), self.language) if self.tongues else self.language
        if not self.vernacular:
            return [(language, field)]
        return [(language, field), *self.also(field)]


def _standard(fields: list[Field], read_as: dict[str, Reading]) -> list[Field]:
    return [
        reread(field, read_as[field[0]]) if field[0] in read_as and field[2] else field
        for field in fields
    ]


def text_key(text: str) -> str:
    """The content key of a text: its first 40 characters, and its length where it goes on."""
    if len(text) <= _SHORT:
        return encoded(text)
    return f"{encoded(text[:_SHORT].rstrip())}.{len(text)}"
