"""CPU of the checks: milliseconds of `llmx.checks.run` for an article of 15 sentences.

The example articles with all their recorded answers, in one run, each scaled to 15 sentences; the
best of many rounds. What the checks share is prepared within the time. Bound: 1.5 ms.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from llmx import Result, process
from llmx.checks import Finding, Material, run
from llmx.checks.order import CHECKS

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 40
SENTENCES = 15
BOUND = 1.5  # milliseconds


def main() -> int:
    """Print the time of all checks and of each; exit 1 where the bound is passed."""
    logging.getLogger("llmx").setLevel(logging.ERROR)
    folder, answers = ROOT / "examples" / "articles", ROOT / "examples" / "answers.jsonl"
    results = list(process([folder], answers=str(answers), offline=True))
    examples = [result for result in results if isinstance(result, Result)]
    whole = _scaled(examples, run)
    print(f"{'check':14} {'ms':>6}   of {SENTENCES} sentences, {len(examples)} articles")
    walk = _scaled(examples, _walked)
    print(f"{'(preparing)':14} {walk:6.3f}   the walk through the answers, which all share")
    for check in CHECKS:
        alone = _scaled(examples, partial(_alone, check))
        print(f"{check.__module__.rsplit('.', 1)[-1]:14} {alone - walk:6.3f}")
    print(f"{'all':14} {whole:6.3f}   bound {BOUND}")
    print("within the bound" if whole <= BOUND else "OVER THE BOUND")
    return 0 if whole <= BOUND else 1


def _walked(material: Material) -> object:
    return material.passages


def _alone(check: Callable[[Material], Iterable[Finding]], material: Material) -> object:
    return list(check(material))


def _scaled(examples: Sequence[Result], work: Callable[[Material], object]) -> float:
    """Milliseconds for an article of 15 sentences: the best round of each, by their sentences."""
    seconds = sum(_best(example, work) for example in examples)
    sentences = sum(len(example.article.content) for example in examples)
    return 1000 * seconds * SENTENCES / sentences


def _best(example: Result, work: Callable[[Material], object]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        material = Material(example.article, example.answers)
        started = time.process_time()
        work(material)
        best = min(best, time.process_time() - started)
    return best


if __name__ == "__main__":
    sys.exit(main())
