"""XML read element by element: what was used is let go, and a fault is told in one line."""

from lxml import etree


def reason(parser: etree.XMLPullParser, error: etree.XMLSyntaxError) -> tuple[int, str]:
    """The line of the first fault, and what the parser says of it."""
    # Of an entity that nobody declared the exception itself knows nothing.
    fatal = (each for each in parser.feed_error_log if each.level == etree.ErrorLevels.FATAL)
    first = next(fatal, None)
    line, said = (first.line, first.message) if first else (error.lineno or 0, error.msg or "")
    return line, " ".join(said.split()).partition(", see ")[0].rstrip(".")


def forget(element: etree._Element) -> None:
    """Empties an element that was used, and drops what stands before it, so that memory does
    not grow with the file."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
