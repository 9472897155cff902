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
    return list(dict.fromkeys(_all(material)))


def _all(material: Material) -> Iterator[Finding]:
    for check in CHECKS:
        yield from check(material)
    yield from _unverifiable(material)


def _unverifiable(material: Material) -> Iterator[Finding]:
    """An answer whose schema has none of the blocks that checks look at: nothing was verified."""
    seen = {passage.task for passage in material.passages}
    seen |= {quote.task for quote in material.quotes} | {c.task for c in material.citations}
    for task in material.answers:
        if task not in seen:
            said = "nothing of this answer is verified: its schema has no blocks of llmx.fields"
            yield Finding("citations", "info", pointer(task, ()), said)
