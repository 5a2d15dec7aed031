from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore

remote = Graph(
    SPARQLStore(
        "https://mocban.example/sparql",
        returnFormat="json",
        headers={"User-Agent": "my-study/1.0 (me@example.org)"},
    )
)
names = remote.query("""
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?name WHERE { <https://mocban.example/e/monument/vinh-nghiem> rdfs:label ?name }
""")
for (name,) in names:
    print(name, name.language)
