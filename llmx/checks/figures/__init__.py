"""Figures: every figure of the English stands in its source, and every one of the source survives.

A figure is its value, its hedge and its percent sign. English prose is held against the sentences
that it cites; a translated sentence against its own, in both directions; a count against the
figure that its surface form is.
"""

from __future__ import annotations

from collections.abc import Iterator

from llmx.checks.figures import counts, exchanged, prose
from llmx.checks.figures.source import Source
from llmx.checks.finding import Finding
from llmx.checks.material import Material, Passage
from llmx.text.numerals import has_words

__all__ = ["check"]


def check(material: Material) -> Iterator[Finding]:
    """Every figure of the answers, and every figure of the sentences that they translate."""
    if not has_words(material.language):
        said = f"number words of {material.language!r} are not read; figures in digits are checked"
        yield Finding("figures", "info", "/article/language", said)
    source = Source(material)
    for passage in material.passages:
        if passage.sentences:
            yield from _passage(source, passage, passage.sentences)
    for piece, count in material.counts:
        if piece.sentences:
            yield from counts.check(material, piece, count)


def _passage(source: Source, passage: Passage, numbers: tuple[int, ...]) -> Iterator[Finding]:
    english = source.material.english_numerals(passage.text)
    if not english and not passage.translates:
        return
    cited = source.cited(numbers)
    if english:
        places = [cited.like(figure) for figure in english]
        yield from prose.supported(source, passage, cited, english, places)
        if len(cited.figures) > 1:
            yield from exchanged.check(source, passage, cited, english, places)
    if passage.translates and cited.figures:
        yield from prose.survivors(passage, cited, english)
