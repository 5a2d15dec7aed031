from urllib.parse import urlencode

from rdflib import RDFS, Graph, Namespace

MCB = Namespace("https://w3id.org/mocban/ns/")

query = """
    PREFIX mcb: <https://w3id.org/mocban/ns/>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    CONSTRUCT { ?work mcb:about ?relic . ?relic rdfs:label ?name }
    WHERE {
      ?work mcb:about ?relic .
      ?relic a mcb:Monument ; rdfs:label ?name .
      FILTER(lang(?name) = "vi")
    }
"""
graph = Graph()
graph.parse(
    "https://mocban.example/sparql?" + urlencode({"query": query, "format": "ttl"}),
    format="turtle",
)
for relic in sorted(set(graph.objects(None, MCB.about))):
    works = list(graph.subjects(MCB.about, relic))
    print(graph.value(relic, RDFS.label), len(works))
