"""Citations: a statement that cites far more sentences than a statement needs."""

from __future__ import annotations

from collections.abc import Iterator

from llmx.checks.finding import Finding
from llmx.checks.material import Material

_MANY = 6  # sentences; more than this, and more than half of the article, supports nothing


def check(material: Material) -> Iterator[Finding]:
    """Each citation of the answers; that there is one, and its range, is held on acceptance."""
    for citation in material.citations:
        number = len(set(citation.numbers))
        if number > max(_MANY, material.size // 2):
            said = f"{number} sentences are cited, more than one statement needs"
            yield Finding("citations", "warning", citation.pointer, said, citation.numbers)
