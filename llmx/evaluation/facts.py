"""Facts: whether a text states what the key wants stated, with its figures and by whose word."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import regex

from llmx.checks import Material
from llmx.errors import UsageError
from llmx.evaluation.key import Fact
from llmx.evaluation.measures import Tally
from llmx.fields import Names, marked
from llmx.text.folding import words
from llmx.text.numerals import numerals

Judge = Callable[[str, str], bool]
"""A judge of one's own: takes a fact and the text of an answer, says whether that states it."""
GROUP = "llmx.judges"
PATIENCE = 2.0
"""Seconds that a pattern of a key may take on one statement; it comes from a file."""


class _Held(NamedTuple):
    """What of a fact one statement has."""

    stated: bool
    figures: bool
    claimant: bool


def count(
    tally: Tally,
    article: str,
    task: str,
    facts: Sequence[Fact],
    statements: Sequence[str],
    judge: Judge | None = None,
) -> None:
    """Count for one article which of the facts the statements of an answer have."""
    for fact in facts:
        if judge is not None:
            verdict = _judged(judge, fact, statements, article)
            name, kind = ("judged", "share") if fact.said else ("judged_forbidden", "faults")
            tally.add(article, f"{task}.facts.{name}", (verdict, 1), kind)
        if not fact.told:
            continue
        best = max((_held(fact, said) for said in statements), default=_Held(False, False, False))
        if not fact.said:
            tally.add(article, f"{task}.forbidden", (all(best), 1), "faults")
            continue
        tally.add(article, f"{task}.fact_recall", (all(best), 1), "share")
        tally.add(article, f"{task}.facts.stated", (best.stated, 1), "share")
        for name, wanted, right in (
            ("figures", fact.figures, best.figures),
            ("claimant", fact.claimant, best.claimant),
        ):
            if wanted:
                tally.add(article, f"{task}.facts.{name}", (best.stated and right, 1), "share")


def statements(material: Material) -> list[str]:
    """What the answers of a material state: each piece of prose, with the claimant beside it."""
    found = []
    for passage in material.passages:
        block = passage.block
        names = {n for n, marker in marked(type(block)) if isinstance(marker, Names)}
        claimants = [getattr(block, name) for name in sorted(names)]
        found.append(": ".join([*(c for c in claimants if isinstance(c, str)), passage.text]))
    return found


def find_judge(name: str) -> Judge:
    """The judge that `MODULE:NAME` or `FILE.py:NAME` is, or an entry point of that name.

    Its module is imported, so it is code that is run: it is named by who runs the evaluation,
    never by a key. Raises UsageError where there is none.
    """
    where, _, attribute = name.rpartition(":")
    try:
        if where:
            found = getattr(_module(where), attribute)
        else:
            (entry,) = entry_points(group=GROUP, name=name)
            found = entry.load()
    except Exception as error:  # whatever its module raises, it gives no judge
        said = f"{type(error).__name__}: {error}"
        raise UsageError(
            f"no judge {name!r}: {said}",
            hint=f"MODULE:NAME, FILE.py:NAME, or the name of an entry point in {GROUP!r}",
        ) from error
    if not callable(found):
        raise UsageError(f"the judge {name!r} cannot be called", hint="a function (fact, text)")
    judge: Judge = found
    return judge


def _module(where: str) -> ModuleType:
    if not where.endswith(".py"):
        return importlib.import_module(where)
    file = Path(where)
    spec = importlib.util.spec_from_file_location(f"llmx_judge_{file.stem}", file.resolve())
    if spec is None or spec.loader is None:
        raise ImportError(f"{where!r} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _judged(judge: Judge, fact: Fact, statements: Sequence[str], article: str) -> bool:
    try:
        return bool(judge(fact.fact, "\n".join(statements)))
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise UsageError(f"the judge fails on article {article!r}, {fact.fact!r}: {said}") from (
            error
        )


def _held(fact: Fact, statement: str) -> _Held:
    spoken = _words(statement)
    stated = all(any(_stands(word, spoken) for word in _either(term)) for term in fact.terms)
    if fact.pattern:
        stated = stated and _matches(fact, fact.pattern, statement)
    if not fact.terms and not fact.pattern:
        stated = _figures(fact, statement)
    return _Held(
        stated,
        stated and _figures(fact, statement),
        stated and (not fact.claimant or any(_stands(name, spoken) for name in fact.claimant)),
    )


def _matches(fact: Fact, pattern: str, statement: str) -> bool:
    """Whether a pattern of a key stands in a statement; one that takes for ever is refused."""
    try:
        found = regex.search(pattern, statement, regex.IGNORECASE, timeout=PATIENCE)
    except TimeoutError:
        raise UsageError(
            f"the pattern {pattern!r} of the fact {fact.fact!r} takes more than {PATIENCE:g} s "
            f"on one statement: {statement[:60]!r}",
            hint="a repeat within a repeat, as in (a+)+, takes ever longer; write it without",
        ) from None
    return found is not None


def _figures(fact: Fact, statement: str) -> bool:
    """Whether a statement has every figure, in digits or in words."""
    if not fact.figures:
        return True
    said: set[Any] = set()
    for figure in numerals(statement, "en"):
        said |= {figure.value, figure.low, figure.high}
    return said.issuperset(fact.figures)


def _either(term: str | list[str]) -> Iterator[str]:
    yield from [term] if isinstance(term, str) else term


def _stands(term: str, spoken: Sequence[str]) -> bool:
    """Whether the words of a term stand in a row; a `*` at the end takes any ending."""
    wanted = _words(term.removesuffix("*"))
    for start in range(len(spoken) - len(wanted) + 1):
        *first, last = spoken[start : start + len(wanted)]
        ends = last.startswith(wanted[-1]) if term.endswith("*") else last == wanted[-1]
        if ends and tuple(first) == wanted[:-1]:
            return True
    return False


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text; a statement is held against every fact."""
    return tuple(word.text for word in words(text))
