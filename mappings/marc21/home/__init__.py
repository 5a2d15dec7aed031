"""The way home: from what the graph says of a document back to a MARC 21 record."""
