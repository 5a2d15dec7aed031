from urllib.parse import urlencode

import pandas as pd

query = """
    PREFIX mcb: <https://w3id.org/mocban/ns/>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/>
    SELECT ?honour ?date WHERE {
      ?designation a mcb:Designation ;
        crm:P42_assigned/skos:prefLabel ?honour ;
        crm:P4_has_time-span/crm:P82a_begin_of_the_begin ?date .
      FILTER(lang(?honour) = "vi")
    }
"""
address = "https://mocban.example/sparql?" + urlencode({"query": query, "format": "csv"})
designations = pd.read_csv(
    address, parse_dates=["date"], storage_options={"User-Agent": "my-study/1.0 (me@example.org)"}
)
print(designations.groupby(["honour", designations["date"].dt.year]).size())
