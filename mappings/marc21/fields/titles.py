"""245: the title of a record (https://www.loc.gov/marc/bibliographic/bd245.html).
Other titles of the same book stand in `variants`."""

from mocban.errors import RecordError
from mocban.mappings.marc21.body import Field, first, trim
from mocban.mappings.marc21.entry import LABEL, A, Entry, text_key
from mocban.mappings.marc21.fields import theses
from mocban.mappings.marc21.punctuation import chopped
from mocban.ontology import literals
from mocban.ontology.namespaces import BF, BFLC

_TITLE = BF.title
_TITLE_CLASS = BF.Title
_MAIN = BF.mainTitle
_SUBTITLE = BF.subtitle
_NUMBER = BF.partNumber
_PART = BF.partName
_PARALLEL = BF.ParallelTitle
_SKIPPED = BFLC.nonSortNum
_RESPONSIBILITY = BF.responsibilityStatement
_ORIGIN_DATE = BF.originDate
_VERSION = BF.version
_GENRE = BF.genreForm
_GENRE_CLASS = BF.GenreForm
_PARTS = {"a": _MAIN, "b": _SUBTITLE, "n": _NUMBER, "p": _PART}
_NAMING = "kbpnfg"  # what may stand for $a where it is missing
_OF_THESES = frozenset("LlKkĐđ")  # how words such as “luận văn” begin


def worded(text: str) -> str:
    """Text without the punctuation around it, nor a full stop behind several sentences."""
    words = chopped(text)
    return trim(words) if words[-1:] == "." else words


def begin(entry: Entry) -> None:
    """245 Title Statement (NR): titles and label of Work and Instance.

    RecordError where the record has no title at all.
    """
    fields = entry.by.get("245", [])
    if len(fields) > 1 and entry.tongues:
        fields = [each for each in fields if id(each) not in entry.tongues] or fields
    field = fields[0] if len(fields) == 1 else min(fields) if fields else _substitute(entry)
    if len(fields) > 1:
        entry.warn(
            "repeated-field", "245",
            f"Field 245 may stand once only; the record is called after one of {len(fields)}.",
            f"Trường 245 chỉ được có một lần; biểu ghi mang tên của một trong {len(fields)} trường.",
        )  # fmt: skip
    (language, _), *others = entry.spoken(field)
    said, parallels = _read(field)
    main, parts = "", []
    for predicate, value in said:
        if predicate == _MAIN:
            main = main or value
        elif predicate in (_NUMBER, _PART):
            parts.append(value)
    if not main:
        main = worded(next((text for code, text in field[2] if code in _NAMING), ""))
        if not main:
            raise RecordError(
                "The record has no title (245 $a).", "Biểu ghi không có nhan đề (245 $a)."
            )
        said.append((_MAIN, main))
    entry.title = ". ".join((main, *parts)) if parts else main
    label = literals.text(entry.title, language)
    entry.triples += ((entry.work, LABEL, label), (entry.instance, LABEL, label))
    titles = _titles(entry, "245")
    _say(entry, titles, field, said, language)
    for tongue, other in others:
        also, more = _read(other)
        _say(entry, titles, other, also, tongue)
        parallels += more
    for other in entry.by.get("245", ()):
        if other != field:
            parallels += _another(entry, other)
    for text in parallels:
        _parallel(entry, text)
    for predicate, value in said:
        if predicate == _SUBTITLE and value[0] in _OF_THESES:
            theses.in_title(entry, value)


def _another(entry: Entry, field: Field) -> list[str]:
    """A second 245, or one that only 880 gives: a title of its own. Its parallel titles."""
    said, parallels = _read(field)
    if said:
        language = entry.tongues.get(id(field), entry.language)
        titles = _titles(entry, f"245-{text_key(said[0][1])}")
        for tongue, each in [(language, field), *entry.also(field)]:
            _say(entry, titles, each, _read(each)[0], tongue)
    return parallels


def _titles(entry: Entry, key: str) -> tuple[str, str]:
    """A new title of the Work and one of the Instance."""
    work, instance = entry.work, entry.instance
    work_title, title = f"{work[:-1]}/title/{key}>", f"{instance[:-1]}/title/{key}>"
    entry.triples += (
        (work, _TITLE, work_title),
        (work_title, A, _TITLE_CLASS),
        (instance, _TITLE, title),
        (title, A, _TITLE_CLASS),
    )
    return work_title, title


def _read(field: Field) -> tuple[list[tuple[str, str]], list[str]]:
    """The parts of a title, and its parallel titles, which stand behind ` = ` ($b only: in $a
    it may well be an equation)."""
    said: list[tuple[str, str]] = []
    parallels: list[str] = []
    before = ""
    for code, text in field[2]:
        if code not in _PARTS:
            continue
        predicate = _PARTS[code]
        own = text
        if code == "b":
            if text[:1] == "=":
                before, text = "=", text[1:].strip()
            own, *others = text.split(" = ") if " = " in text else (text,)
            if before[-1:] == "=":
                others.insert(0, own)
                own = ""
            parallels += others
        value = worded(own)
        if value:
            said.append((predicate, value))
        before = text
    return said, parallels


def _say(
    entry: Entry, titles: tuple[str, str], field: Field, said: list[tuple[str, str]], language: str
) -> None:
    """What a field in one script says; the label of the Work's title is all of it, with the
    signs between its parts."""
    out = entry.triples
    work_title, title = titles
    whole = worded(" ".join([text for code, text in field[2] if code in _PARTS]))
    if whole:
        out.append((work_title, LABEL, literals.text(whole, language)))
    for predicate, value in said:
        literal = literals.text(value, language)
        out += ((work_title, predicate, literal), (title, predicate, literal))
    if field[0] != "245":
        return
    skipped = field[1][1:2]
    if skipped.isdecimal() and skipped != "0":
        count = literals.text(skipped, language if language != entry.language else "")
        out += ((work_title, _SKIPPED, count), (title, _SKIPPED, count))
    for code, text in field[2]:
        if code in "abnp":
            continue
        words = worded(text)
        if not words:
            continue
        if code == "c":
            out.append((entry.instance, _RESPONSIBILITY, literals.text(words, language)))
        elif code == "h":  # [electronic resource]: what 336-338 say now
            medium = words.strip("[] ")
            entry.labelled(entry.instance, _GENRE, "medium", medium, _GENRE_CLASS, language)
        elif code == "s":
            out.append((entry.work, _VERSION, literals.text(words, language)))
        elif code == "k":
            entry.labelled(entry.work, _GENRE, "form", words, _GENRE_CLASS, language)
        elif code == "g" or (code == "f" and not _dated_elsewhere(entry)):
            out.append((entry.work, _ORIGIN_DATE, literals.text(words.rstrip(" ."), language)))


def _dated_elsewhere(entry: Entry) -> bool:
    return any(first(field, "k") for field in entry.by.get("046", ()))


def _parallel(entry: Entry, text: str) -> None:
    """A title in another language, of which nothing says which it is."""
    main, *rest = (worded(part) for part in text.split(" : ", 1))
    if not main:
        return
    node = f"{entry.instance[:-1]}/title/245-{text_key(main)}>"
    entry.triples += (
        (entry.instance, _TITLE, node),
        (node, A, _PARALLEL),
        (node, _MAIN, literals.text(main)),
    )
    entry.triples += [(node, _SUBTITLE, literals.text(part)) for part in rest if part]


def _substitute(entry: Entry) -> Field:
    """The title field of a record that lacks 245."""
    for tag in ("240", "130", "246", "740"):
        fields = entry.by.get(tag)
        if fields and any(first(field, "a") for field in fields):
            entry.warn(
                "no-title", "245",
                f"The record has no 245; its title was taken from {tag}.",
                f"Biểu ghi không có trường 245; nhan đề lấy từ trường {tag}.",
            )  # fmt: skip
            return min(field for field in fields if first(field, "a"))
    raise RecordError("The record has no title (245).", "Biểu ghi không có nhan đề (245).")
