from SPARQLWrapper import JSON, SPARQLWrapper

endpoint = SPARQLWrapper(
    "https://mocban.example/sparql",
    agent="my-study/1.0 (me@example.org)",
    returnFormat=JSON,
)
endpoint.setQuery("""
    PREFIX mcb: <https://w3id.org/mocban/ns/>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?relic ?name WHERE {
      ?relic a mcb:Monument ; rdfs:label ?name .
      FILTER(lang(?name) = "vi")
    }
""")
for row in endpoint.queryAndConvert()["results"]["bindings"]:
    print(row["name"]["value"], row["relic"]["value"])
