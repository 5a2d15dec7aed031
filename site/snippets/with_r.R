query <- '
  PREFIX mcb: <https://w3id.org/mocban/ns/>
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
  SELECT ?relic ?name WHERE {
    ?relic a mcb:Monument ; rdfs:label ?name .
    FILTER(lang(?name) = "vi")
  }'
options(HTTPUserAgent = "my-study/1.0 (me@example.org)")
address <- paste0(
  "https://mocban.example/sparql?format=csv&query=",
  URLencode(query, reserved = TRUE)
)
relics <- read.csv(address, fileEncoding = "UTF-8")
head(relics)
