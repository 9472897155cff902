"""Messages: how hedges and sentence numbers are put in findings about figures."""

from __future__ import annotations

from collections.abc import Sequence

from llmx.text.numerals import Hedge


def hedge_words(hedge: Hedge | None) -> str:
    """A hedge in words, nothing where there is none."""
    return hedge.value.replace("_", " ") if hedge else ""


def listed(numbers: Sequence[int]) -> str:
    """Sentence numbers in words."""
    return f"sentence {numbers[0]}" if len(numbers) == 1 else f"sentences {list(numbers)}"
