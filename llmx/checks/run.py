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
from llmx.checks.finding import Finding
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
