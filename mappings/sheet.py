"""The sheet on which a mapping writes what one record says.

The patterns that every format shares (record, name, identifier, time-span, statement,
heading, place, geometry) are written here once, as the data model has them.
"""

from mocban.errors import Text
from mocban.mappings.record import Dataset, Mapped, Record, Triple, Warned
from mocban.ontology import literals
from mocban.ontology.dates import Span, read_date
from mocban.ontology.iris import Minter, enc, norm, short_key, sub
from mocban.ontology.namespaces import AAT, BF, CRM, DCTERMS, GEO, MCB, PROV, RDF, RDFS, WGS

A = RDF.type
_LABEL = RDFS.label
_USED = MCB.usedIn
_HEADING_TYPES: dict[str, tuple[str, ...]] = {
    "person": (BF.Agent, BF.Person),
    "group": (BF.Agent, BF.Organization),
    "place": (BF.Place,),
    "topic": (BF.Topic,),
    "work": (BF.Work,),
    "hub": (BF.Hub,),
    "monument": (MCB.Monument,),
    "ich": (MCB.IntangibleHeritage,),
    "event": (CRM.E5_Event,),
    "object": (CRM["E22_Human-Made_Object"],),
    "set": ("<https://linked.art/ns/terms/Set>",),
}


def said_of_heading(
    node: str, kind: str, words: str, field: str, types: tuple[str, ...] = ()
) -> tuple[Triple, ...]:
    """All that is ever said of a heading: its types, its words, the field they stand in.
    `types` stand in for those of its kind, where the source knows them better."""
    said = [(node, _LABEL, words), (node, _USED, f'"{field}"')]
    for name in types or _HEADING_TYPES[kind]:
        said.append((node, A, name))
    return tuple(said)


class Sheet:
    """Triples and warnings of one record; one new sheet for each record."""

    __slots__ = ("dataset", "mint", "node", "record_id", "triples", "warnings")

    def __init__(self, dataset: Dataset, minter: Minter, record: Record) -> None:
        self.dataset = dataset
        self.mint = minter
        self.record_id = record.id
        self.triples: list[Triple] = []
        self.warnings: list[Warned] = []
        self.node = minter.record(record.id)

    def add(self, subject: str, predicate: str, value: str) -> None:
        """One triple of three N-Triples terms."""
        self.triples.append((subject, predicate, value))

    def warn(self, kind: str, field: str, en: str, vi: str) -> None:
        """Something worth mending, which does not stop the record."""
        self.warnings.append(Warned(kind, field, Text(en, vi)))

    def done(self) -> Mapped:
        """What the mapping returns."""
        return Mapped(self.triples, self.warnings)

    def record(self, modified: str = "") -> str:
        """The record itself; `modified` is an xsd:dateTime that the source states."""
        node = self.node
        self.triples += (
            (node, A, MCB.SourceRecord),
            (node, A, PROV.Entity),
            (node, DCTERMS.identifier, literals.text(self.record_id)),
            (node, MCB.inFormat, literals.text(self.dataset.format)),
        )
        if modified:
            self.add(node, MCB.sourceModified, literals.datetime(modified))
        return node

    def thing(self, kind: str, rid: str, *types: str) -> str:
        """A thing that this record describes: its types and the record it comes from."""
        node = self.mint.thing(kind, rid)
        self.triples += [(node, A, name) for name in types]
        self.add(node, MCB.record, self.node)
        return node

    def part(self, node: str, predicate: str, role: str, key: str, *types: str) -> str:
        """A node that is part of another, `{node}/{role}/{key}`; `key` is already encoded."""
        inner = sub(node, role, key)
        self.add(node, predicate, inner)
        self.triples += [(inner, A, name) for name in types]
        return inner

    def access(self, node: str, level: str) -> None:
        """How freely a node may be read: a slug of v/access."""
        self.add(node, DCTERMS.accessRights, self.mint.concept("access", level))

    def label(self, node: str, value: str, language: str = "") -> None:
        """rdfs:label, in the dataset's language unless another is given."""
        self.add(node, RDFS.label, literals.text(norm(value), language or self.dataset.language))

    def name(self, node: str, value: str, language: str = "", kind: str = "") -> str:
        """A name as a node of its own; `kind` is a slug of v/name (ten-chinh, hieu, tu…),
        without which it is the preferred name (AAT 300404670)."""
        language = language or self.dataset.language
        value = norm(value)
        inner = self.part(
            node,
            CRM.P1_is_identified_by,
            "name",
            f"{language}-{short_key(value)}",
            CRM.E33_E41_Linguistic_Appellation,
        )
        self.add(inner, CRM.P190_has_symbolic_content, literals.text(value))
        self.add(inner, CRM.P72_has_language, self.mint.concept("lang", language))
        self.add(
            inner,
            CRM.P2_has_type,
            self.mint.concept("name", kind) if kind else AAT["300404670"],
        )
        return inner

    def identifier(self, node: str, scheme: str, value: str, kind: str = "") -> str:
        """An identifier, `{node}/id-{scheme}/{enc(value)}`; two things with the same scheme
        and value may be linked by it. `kind` is a type term."""
        value = norm(value)
        inner = self.part(
            node, CRM.P1_is_identified_by, f"id-{scheme}", enc(value), CRM.E42_Identifier
        )
        self.add(inner, CRM.P190_has_symbolic_content, literals.text(value))
        if kind:
            self.add(inner, CRM.P2_has_type, kind)
        return inner

    def statement(
        self, node: str, role: str, value: str, language: str = "", kind: str = ""
    ) -> None:
        """A text about a node (note, description); `kind` is a slug of v/statement."""
        value = value.strip()
        key = short_key(value)
        if len(value) > 40:  # two long texts may begin alike
            key = f"{key}.{len(value)}"
        inner = self.part(node, CRM.P67i_is_referred_to_by, role, key, CRM.E33_Linguistic_Object)
        language = language or self.dataset.language
        self.add(inner, CRM.P190_has_symbolic_content, literals.text(value, language))
        self.add(inner, CRM.P72_has_language, self.mint.concept("lang", language))
        if kind:
            self.add(inner, CRM.P2_has_type, self.mint.concept("statement", kind))

    def time(self, node: str, value: str, field: str, *, span: Span | None = None) -> None:
        """The time-span of an event-like node, from its text; a text that is no date is kept
        as it is written, with a warning."""
        inner = self.part(
            node, CRM["P4_has_time-span"], "time", short_key(value), CRM["E52_Time-Span"]
        )
        self.span(inner, value, field, span=span)

    def span(self, inner: str, value: str, field: str, *, span: Span | None = None) -> None:
        """What a time-span node says, from the text of the source."""
        self.add(inner, MCB.dateText, literals.text(norm(value)))
        span = span or read_date(value)
        if span is None:
            self.warn(
                "bad-date", field,
                f"“{value}” is not a date we can read; it is kept as text.",
                f"Không đọc được ngày “{value}”; giữ nguyên văn.",
            )  # fmt: skip
            return
        if span.doubt:
            self.warnings.append(Warned("doubtful-date", field, span.doubt))
        if span.edtf:
            self.add(inner, MCB.edtf, literals.edtf(span.edtf))
        if span.begin:
            self.add(inner, CRM.P82a_begin_of_the_begin, literals.datetime(span.begin))
        if span.end:
            self.add(inner, CRM.P82b_end_of_the_end, literals.datetime(span.end))
        if span.calendar:
            self.add(inner, MCB.calendar, self.mint.concept("calendar", span.calendar))
        if span.era and span.era_year:
            self.add(inner, MCB.eraYear, literals.text(f"{span.era} {span.era_year}"))

    def heading(self, kind: str, string: str, field: str, language: str = "") -> str:
        """A name used by this source: one node for source, kind and string. `field` says where
        the string stands (`651$a`, `noi`) and is the evidence of later links."""
        string = norm(string)
        node = self.mint.heading(kind, string)
        words = literals.text(string, language or self.dataset.language)
        self.triples += said_of_heading(node, kind, words, field)
        return node

    def geometry(self, node: str, lon: str, lat: str, wkt: str = "", metres: int = 0) -> str:
        """A point (decimal degrees, CRS84), or the WKT of a larger shape with a point for it."""
        inner = self.part(node, GEO.hasDefaultGeometry, "geometry", "1", GEO.Geometry)
        self.add(inner, GEO.asWKT, literals.typed(wkt or f"POINT({lon} {lat})", GEO.wktLiteral))
        self.add(inner, WGS["lat"], literals.decimal(lat))
        self.add(inner, WGS["long"], literals.decimal(lon))
        if metres:
            self.add(inner, MCB.precisionMetres, literals.integer(metres))
        return inner
