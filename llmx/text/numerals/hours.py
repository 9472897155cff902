"""Hours: whether a text gives the hour of a day roughly: "around 3 a.m."."""

from __future__ import annotations

import re

from llmx.text.numerals.folded import fold
from llmx.text.numerals.lexicon import lexicon_of
from llmx.text.numerals.numeral import ABOUT, Numeral
from llmx.text.numerals.surroundings import SIGNS, WINDOW, hedge_before

_CLOCK = re.compile(r"(?<!\w)(?:(?:[وب]?ال|لل)ساعه|ساعت|ساعات)[\s\u200c:]*\Z")  # folded


def is_rough_hour(text: str, figure: Numeral, language: str) -> bool:
    """Whether the words right before a figure, an hour, say that it is not quite that."""
    window = fold(text[max(0, figure.start - WINDOW) : figure.start])
    if SIGNS.get(window[-1:]) in ABOUT:
        return True
    lexicon = lexicon_of(language)
    before = _CLOCK.sub("", window)
    return hedge_before(before.rstrip() + " ", lexicon, vague=False) in ABOUT
