"""What the list, the map and the timeline of a search offer beside themselves: the same search as
files, for programs, and as SPARQL."""

from mocban.graph.in_sparql import in_sparql
from mocban.graph.query import VIEWS, Query
from mocban.site import answering
from mocban.site.asked import address, parameters
from mocban.site.current import Reader
from mocban.site.dates import today


def offered(known: Reader, query: Query) -> dict[str, str]:
    """The addresses of the same search as files and for programs."""
    plain = query._replace(view=VIEWS[0], page=1)
    spoken = f"&lang={known.language}" if parameters(plain) else f"?lang={known.language}"
    relation = answering.relation(query)
    text = in_sparql(query, known.links.base, known.language, today(), relation and relation.way)
    return {
        "csv": address(plain, "/api/search.csv") + spoken,
        "api": address(plain, "/api/search") + spoken,
        "geojson": address(plain, "/api/search.geojson") + spoken,
        "sparql": known.links.here("sparql", query=text),
    }
