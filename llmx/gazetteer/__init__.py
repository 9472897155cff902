"""The gazetteer: where the places of an answer lie, looked up offline and never guessed."""

from __future__ import annotations

from llmx.gazetteer.place import Entry, Resolution
from llmx.gazetteer.resolve import Context, Resolver
from llmx.gazetteer.store import Gazetteer, default_file, open_gazetteer

__all__ = [
    "Context",
    "Entry",
    "Gazetteer",
    "Resolution",
    "Resolver",
    "default_file",
    "open_gazetteer",
]
