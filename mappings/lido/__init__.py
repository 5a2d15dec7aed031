"""LIDO 1.0 and 1.1, museum objects (https://lido-schema.org/), to CIDOC CRM as Linked Art has it."""

from mocban.mappings.lido.objects import mapping
from mocban.mappings.lido.reader import read_lido

__all__ = ["mapping", "read_lido"]
