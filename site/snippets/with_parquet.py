from urllib.parse import urlencode

import pandas as pd

query = """
    PREFIX geo: <http://www.opengis.net/ont/geosparql#>
    PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?name ?latitude ?longitude WHERE {
      ?thing rdfs:label ?name ; geo:hasDefaultGeometry ?point .
      ?point wgs:lat ?latitude ; wgs:long ?longitude .
    }
"""
places = pd.read_parquet(
    "https://mocban.example/sparql?" + urlencode({"query": query, "format": "parquet"})
)
print(places[places["name_lang"] == "vi"][["latitude", "longitude"]].mean())
