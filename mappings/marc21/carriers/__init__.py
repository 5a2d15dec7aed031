"""How records come: ISO 2709, MARCXML, MARC-in-JSON, and the encodings they are in."""
