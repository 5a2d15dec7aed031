"""Tables: any institution's CSV, by a YAML file that says what its columns mean."""

from mocban.mappings.table.mapper import mapping
from mocban.mappings.table.reader import read_csv

read = read_csv

__all__ = ["mapping", "read", "read_csv"]
