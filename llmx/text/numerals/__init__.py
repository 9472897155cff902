"""Numerals: every figure of a sentence, in digits of any script and in words.

Number words, duals, vague figures and hedges are read in Arabic, Persian, Russian and English;
elsewhere digits, percent signs, dates in figures, times and codes.
"""

from __future__ import annotations

from llmx.text.numerals.comparing import hedge_kept, near, part_of, same
from llmx.text.numerals.finding import numerals
from llmx.text.numerals.hours import is_rough_hour
from llmx.text.numerals.lexicon import has_words
from llmx.text.numerals.numeral import ABOUT, ABOVE, BELOW, Hedge, Kind, Numeral
from llmx.text.numerals.pairs import is_singular, unlisted_duals

__all__ = [
    "ABOUT",
    "ABOVE",
    "BELOW",
    "Hedge",
    "Kind",
    "Numeral",
    "has_words",
    "hedge_kept",
    "is_rough_hour",
    "is_singular",
    "near",
    "numerals",
    "part_of",
    "same",
    "unlisted_duals",
]
