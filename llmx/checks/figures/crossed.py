"""Crossed: two figures of a text, each said of what the sentence of the other one tells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from llmx.checks.english import English
from llmx.checks.figures.source import Place, Source
from llmx.checks.finding import Finding
from llmx.checks.material import Passage
from llmx.text.numerals import Numeral

_PARTED = (re.compile(r"[;:]\s|\.\s"), re.compile(r",\s"), re.compile(r"\s(?:while|but|against)\s"))
_ENDS = re.compile(r"[;:]\s|\.\s")
_CLEARLY = 3  # by how many words two clauses are more like each other's sentence than their own
_SOME = 2


def check(
    source: Source,
    passage: Passage,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
) -> Iterator[Finding]:
    """Pairs of figures whose clauses tell what each other's sentences do, in their translation."""
    translation = source.material.translation
    numbers = [n for n in passage.sentences or () if n in translation]
    if passage.translates or len(numbers) < _SOME or len(english) < _SOME:
        return
    stated = [
        (figure, own[0][0])
        for figure, own in zip(english, places, strict=True)
        if own and own[0][0] == own[-1][0] in numbers and _counts(figure)
    ]
    for one, other in itertools.combinations(stated, 2):
        if one[1] != other[1] and _are_crossed(source, passage.text, one, other):
            said = f"{one[0].text!r} and {other[0].text!r} stand in each other's sentences"
            yield Finding("figures", "warning", passage.pointer, said, passage.sentences or ())


def _counts(figure: Numeral) -> bool:
    """Whether a figure may be put in the place of another."""
    return figure.kind in ("digits", "word") and not figure.ordinal and not figure.percent


def _are_crossed(
    source: Source, text: str, one: tuple[Numeral, int], other: tuple[Numeral, int]
) -> bool:
    """Whether each clause is more like the sentence of the other's figure than that of its own."""
    (figure, here), (rival, there) = one, other
    middle = next(
        (m for p in _PARTED if (m := p.search(text, figure.end, rival.start)) is not None), None
    )
    if middle is None:
        return False
    first = max([m.end() for m in _ENDS.finditer(text, 0, figure.start)], default=0)
    last = _ENDS.search(text, rival.end)
    before = English(text[first : middle.start()], ())
    after = English(text[middle.end() : last.start() if last else len(text)], ())
    material = source.material
    own, its = (material.english(material.translation[n].text).stems for n in (here, there))
    left = len(before.stems & its - own) - len(before.stems & own - its)
    right = len(after.stems & own - its) - len(after.stems & its - own)
    return left > 0 and right > 0 and left + right >= _CLEARLY
