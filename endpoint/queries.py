"""What a query is, as far as one must know before it is run."""

import re
from typing import NamedTuple

from mocban.errors import Text
from mocban.graph.tokens import tokens
from mocban.ontology.namespaces import PREFIXES

_RESULT, _GRAPH = ("result",), ("graph", "dataset")
FORMS = {"SELECT": _RESULT, "ASK": _RESULT, "CONSTRUCT": _GRAPH, "DESCRIBE": _GRAPH}
UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)

# Without one of these there is no SERVICE, however it is written.
_SUSPECT = re.compile(r"service|\\u", re.IGNORECASE).search
# How many prefixes a sentence names, and how many characters of each and of a complaint it says.
_SAID, _LONG, _MESSAGE = 10, 60, 500
_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL).match


class Query(NamedTuple):
    """A query text, its form (SELECT, ASK…, or an update's first word, or empty), and whether
    it calls on another service."""

    text: str
    form: str
    service: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of format (`formats.FORMATS`) that can hold the answer."""
        return FORMS.get(self.form, _RESULT)

    @property
    def update(self) -> bool:
        """Whether it would change the store."""
        return self.form in UPDATES

    @property
    def undeclared(self) -> tuple[str, ...]:
        """The prefixes that it uses but does not declare."""
        declared: set[str] = set()
        used: dict[str, None] = {}
        last = ""
        for token in tokens(self.text, "name", "word"):
            if token.kind == "name":
                prefix = token.text.partition(":")[0]
                if last == "PREFIX":
                    declared.add(prefix)
                else:
                    used[prefix] = None
            last = token.keyword
        return tuple(name for name in used if name not in declared)


def read(text: str) -> Query:
    """What a query text is; never fails, as the engine judges the grammar."""
    form = ""
    service = False
    wary = _SUSPECT(text) is not None
    for token in tokens(text, "word"):
        word = token.keyword
        service = service or word == "SERVICE"
        if not form and (word in FORMS or word in UPDATES):
            form = word
            if not wary:
                break
    return Query(text, form, service)


def explain(message: str, query: Query) -> Text:
    """The engine's complaint as one sentence."""
    if undeclared := query.undeclared[:_SAID]:
        names = ", ".join(f"{name[:_LONG]}:" for name in undeclared)
        ours = " ".join(
            f"PREFIX {name}: <{PREFIXES[name]}>" for name in undeclared if name in PREFIXES
        )
        return Text(
            f"The query uses prefixes that it does not declare: {names}."
            + (f" Put before it: {ours}" if ours else ""),
            f"Truy vấn dùng tiền tố chưa khai báo: {names}."
            + (f" Hãy thêm vào đầu: {ours}" if ours else ""),
        )
    match = _PLACE(message)
    if match is None:
        line = " ".join(message[:_MESSAGE].split()).rstrip(".")
        return Text(f"The query cannot be run: {line}.", f"Không chạy được truy vấn: {line}.")
    en = f"The query cannot be read at line {match[1]}, column {match[2]}"
    vi = f"Không đọc được truy vấn ở dòng {match[1]}, cột {match[2]}"
    reason = _reason(match[3])
    return Text(f"{en}{reason}.", f"{vi}{reason}.")


def _reason(expected: str) -> str:
    """The useful part of what the parser expected: a sentence, or a few words."""
    listed = [part.strip() for part in expected.removeprefix("one of ").split(", ")]
    sentences = [part for part in listed if re.match(r"[A-Z]\w+ \w+ \w", part)]
    if sentences:
        return f": {sentences[0]}"
    return ""
