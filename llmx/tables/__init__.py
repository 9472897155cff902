"""Tables: what records say, as typed columns and rows that every table format writes."""

from llmx.tables.columns import Column
from llmx.tables.layout import Entry, Layout, Table

__all__ = ["Column", "Entry", "Layout", "Table"]
