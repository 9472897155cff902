"""Every check in its order: the findings on an article and its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from llmx.checks import (
    alignment,
    citations,
    coverage,
    dates,
    figures,
    injection,
    names,
    outcomes,
    places,
    translation,
    wording,
)
from llmx.checks.finding import Finding, pointer
from llmx.checks.material import Material
from llmx.checks.witnesses import Witnesses
from llmx.text import calendars
from llmx.text.concepts import has_concepts, has_outcomes

CHECKS: tuple[Callable[[Material], Iterable[Finding]], ...] = (
    citations.check,
    coverage.check,
    figures.check,
    dates.check,
    outcomes.check,
    names.check,
    places.check,
    translation.check,
    alignment.check,
    wording.check,
    injection.check,
)


def run(material: Material) -> list[Finding]:
    """All findings, each once, in the order of the checks and of the answers."""
    return list(dict.fromkeys(Witnesses(material).settled(_all(material))))


def _all(material: Material) -> Iterator[Finding]:
    for check in CHECKS:
        yield from check(material)
    yield from _unread(material)
    yield from _unverifiable(material)


def _unread(material: Material) -> Iterator[Finding]:
    """What cannot be checked in the article's language, besides its number words."""
    language = material.language
    for check, known, said in (
        ("dates", calendars.has_words, "date words of {} are not read; figures are checked"),
        ("outcomes", has_outcomes, "words of {} for what befell people are not read"),
        ("citations", has_concepts, "words of {} are not read: a citation may hold another matter"),
    ):
        if not known(language):
            yield Finding(check, "info", "/article/language", said.format(repr(language)))


def _unverifiable(material: Material) -> Iterator[Finding]:
    """An answer whose schema has none of the blocks that checks look at: nothing was verified."""
    seen = {passage.task for passage in material.passages}
    seen |= {quote.task for quote in material.quotes} | {c.task for c in material.citations}
    for task in material.answers:
        if task not in seen:
            said = "nothing of this answer is verified: its schema has no blocks of llmx.fields"
            yield Finding("citations", "info", pointer(task, ()), said)
