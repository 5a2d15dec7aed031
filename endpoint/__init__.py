"""Protocols for machines: SPARQL, content negotiation, data about one thing."""
