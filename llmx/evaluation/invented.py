"""Invented figures: those of an answer that neither its article has nor the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from llmx.article import Article
from llmx.checks import Material
from llmx.evaluation.measures import Tally
from llmx.text.numerals import Numeral, has_words, numerals, same

_UNPRINTED = 1
"""Figures up to this need not be printed: a person named and killed is one."""
_OTHER = frozenset({"vague", "date"})
"""Kinds that say no number, or a day: that is told from relative expressions, too."""


def count(tally: Tally, task: str, material: Material, key: Mapping[str, Any] | None) -> None:
    """Count for one answer its figures, and those of them that stand nowhere.

    Figures are the bounds of quantities and those of the English prose that is the answer's own.
    """
    article = material.article
    known = [*_of_article(material), *_of_title(article)]
    values = set(_values(known)) | set(_quantities(key))
    read = has_words(article.language)
    invented = []
    for _, quantity in material.counts:
        bounds = {b for b in (quantity.min, quantity.max) if b is not None and b > _UNPRINTED}
        if read or any(c.isdigit() for c in quantity.text_src):
            invented += [bound not in values for bound in sorted(bounds)]
    for passage in material.passages:
        if not passage.translates:
            for figure in material.english_numerals(passage.text):
                if _checked(figure, read=read):
                    invented.append(not _stands(figure, known, values))
    tally.add(article.id, f"{task}.invented_figures", (sum(invented), len(invented)), "faults")


def _of_article(material: Material) -> Iterator[Numeral]:
    for n in range(1, material.size + 1):
        yield from material.numerals(n)


def _of_title(article: Article) -> Iterator[Numeral]:
    """The figures of a title, which may have come with the article, outside its text."""
    yield from numerals(article.title or "", article.language)


def _values(figures: Iterable[Numeral]) -> Iterator[int | float]:
    for figure in figures:
        for value in (figure.value, figure.low, figure.high):
            if value is not None:
                yield value
                if value < 1:  # "half of the houses" is 50 per cent of them
                    yield value * 100


def _quantities(key: Any) -> Iterator[int | float]:
    """The bounds of the quantities of a key, wherever they stand in it."""
    if isinstance(key, Mapping):
        yield from (key[b] for b in ("min", "max") if isinstance(key.get(b), int | float))
        for value in key.values():
            yield from _quantities(value)
    elif isinstance(key, list):
        for value in key:
            yield from _quantities(value)


def _checked(figure: Numeral, *, read: bool) -> bool:
    """Whether a figure of the English can be looked up: it counts, and is not a mere "one"."""
    if figure.kind in _OTHER or figure.ordinal or not (read or figure.kind == "digits"):
        return False
    return figure.value is None or figure.value > _UNPRINTED or figure.kind == "digits"


def _stands(figure: Numeral, known: Iterable[Numeral], values: set[int | float]) -> bool:
    if any(same(figure, other) for other in known):
        return True
    return figure.value is not None and figure.value in values and not figure.percent
