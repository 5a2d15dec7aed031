curl --fail --silent --show-error --get https://mocban.example/sparql \
  --user-agent 'my-study/1.0 (me@example.org)' \
  --header 'Accept: text/csv' \
  --output relics.csv \
  --data-urlencode 'query=
    PREFIX mcb: <https://w3id.org/mocban/ns/>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?relic ?name WHERE {
      ?relic a mcb:Monument ; rdfs:label ?name .
      FILTER(lang(?name) = "vi")
    }'
