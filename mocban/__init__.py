"""mocban: a linked-open-data knowledge graph for cultural heritage."""

__version__ = "0.1.0"
