"""Reading: files, folders and streams made into articles with numbered sentences."""

from llmx.reading.assembly import article_from_text
from llmx.reading.options import ReadingOptions
from llmx.reading.reader import Originals, Reader, read
from llmx.reading.sources import Entry, Plan, plan

__all__ = [
    "Entry",
    "Originals",
    "Plan",
    "Reader",
    "ReadingOptions",
    "article_from_text",
    "plan",
    "read",
]
