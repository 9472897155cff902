"""Figures: every figure of the English stands in its source, and every one of the source survives.

A figure is its value, its hedge and its percent sign. English prose is held against the sentences
that it cites; a translated sentence against its own, in both directions; a count against the
figure that its surface form is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from llmx.checks.figures import ages, counts, crossed, exchanged, impossible, prose
from llmx.checks.figures.source import PLAIN, Source
from llmx.checks.finding import Finding
from llmx.checks.material import Material, Passage
from llmx.text.numerals import Numeral, has_words

__all__ = ["check"]


def check(material: Material) -> Iterator[Finding]:
    """Every figure of the answers, and every figure of the sentences that they translate."""
    if not has_words(material.language):
        said = f"number words of {material.language!r} are not read; figures in digits are checked"
        yield Finding("figures", "info", "/article/language", said)
    source = Source(material)
    for passage in material.passages:
        if passage.sentences:
            english = material.english_numerals(passage.text)
            if passage.translates:
                yield from _translation(source, passage, english)
            elif english:
                yield from _passage(source, passage, english)
    for piece, count in material.counts:
        if piece.sentences:
            yield from counts.check(source, piece, count)


def _translation(source: Source, passage: Passage, english: Sequence[Numeral]) -> Sequence[Finding]:
    """The findings on a translation, which most often says all figures as its source does."""
    numbers = passage.sentences or ()
    figures = source.material.numerals(numbers[0])
    if not figures and not english:
        return ()
    same = len(numbers) == 1 and _say_the_same(english, figures)
    if same and not prose.may_lose_hedge(passage.text, english):
        if all(figure.kind != "time" for figure in english):
            return ()
        return [*prose.sharper_hours(source, passage, source.cited(numbers), english)]
    return [
        *(_passage(source, passage, english) if english else ()),
        *prose.survivors(source, passage, source.cited(numbers), english),
    ]


def _say_the_same(english: Sequence[Numeral], figures: Sequence[Numeral]) -> bool:
    """Whether one figure after the other says exactly the same, as a date or as no date."""
    if [figure[5:12] for figure in english] != [figure[5:12] for figure in figures]:
        return False
    for one, other in zip(english, figures, strict=True):
        if one.kind != other.kind and not (one.kind in PLAIN and other.kind in PLAIN):
            return False
    return True


def _passage(source: Source, passage: Passage, english: Sequence[Numeral]) -> Sequence[Finding]:
    """The findings on the figures of a text; most say exactly what those of the source do."""
    cited = source.cited(passage.sentences or ())
    found: list[Finding] = []
    exact = cited.exact
    places = [exact.get(figure[5:12], ()) for figure in english]
    if () in places or prose.is_to_be_read(passage.text, english):
        places = [cited.like(figure) for figure in english]
        found += prose.supported(source, passage, cited, english, places)
        found += prose.sharper_hours(source, passage, cited, english)
    found += ages.check(passage, english)
    if len(cited.figures) > 1:
        found += exchanged.check(source, passage, cited, english, places)
        found += crossed.check(source, passage, english, places)
    if len(english) > 1:
        read = source.material.english(passage.text)
        found += impossible.check(passage, read, cited.figures.values())
    return found
