let
  Query = "PREFIX mcb: <https://w3id.org/mocban/ns/>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?relic ?name WHERE {
      ?relic a mcb:Monument ; rdfs:label ?name .
      FILTER(lang(?name) = ""vi"")
    }",
  Answer = Web.Contents("https://mocban.example/sparql", [Query = [query = Query, format = "csv"]]),
  Table = Csv.Document(Answer, [Delimiter = ",", Encoding = 65001])
in
  Table.PromoteHeaders(Table)
