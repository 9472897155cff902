"""Deriving: what code adds to the answers of an article: where its places lie."""

from __future__ import annotations

from typing import Any

from llmx.checks import places
from llmx.checks.material import Material

Json = dict[str, Any]


def derive(material: Material) -> Json:
    """The `derived` object of a record: places with a gazetteer, and which one it was."""
    gazetteer = material.gazetteer
    return {
        "places": [placed.as_json() for placed in places.derived(material)],
        "gazetteer": gazetteer.identity if gazetteer else None,
    }
