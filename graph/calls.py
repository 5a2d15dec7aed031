"""Whether a query calls on another service, by the grammar of the engine itself.

The words that `tokens` tells apart are those of the standard. The engine is laxer: it takes
`SERVICEa:b` for a call, and reads `?a<'x>'` as less-than and a string where the standard has an
IRI. So before a query can reach the network the engine is asked, of a text in which no call
can stand. Only for processes that may die of an outsider's text.
"""

import re

from mocban.graph.store import syntax_error

_SERVICE = re.compile("(serv)(i)(ce)", re.IGNORECASE)


def foul(query: str, base: str) -> str | None:
    """The syntax error of a query in which SERVICE has become an unknown word of the same
    length. What SERVICE means in a string, an IRI, a name or a comment is not touched by
    that, and where it is the keyword the engine itself refuses the query."""
    masked = _SERVICE.sub(
        lambda match: match[1] + ("J" if match[2] == "I" else "j") + match[3], query
    )
    return syntax_error(masked, base) if masked != query else None
