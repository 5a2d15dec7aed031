"""Authority and classification records: persons, groups, places, works, topics and classes."""
