"""Concepts: what a sentence has words for, so that it can be held against its translation."""

from __future__ import annotations

from llmx.text.concepts.finding import Said, mentions, together
from llmx.text.concepts.index import ConceptIndex
from llmx.text.concepts.lexicon import has_outcomes
from llmx.text.concepts.outcome import Mention, Outcome, Side
from llmx.text.concepts.pairing import Around, around
from llmx.text.concepts.vocabulary import concepts, has_concepts

__all__ = [
    "Around",
    "ConceptIndex",
    "Mention",
    "Outcome",
    "Said",
    "Side",
    "around",
    "concepts",
    "has_concepts",
    "has_outcomes",
    "mentions",
    "together",
]
