"""Deciding: a key made of an export and a person's decisions on its items.

What was accepted is right as it stands, what was corrected as it was corrected; what was rejected
is not in the key. A person decides on what an export has: what it missed is not in the key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from llmx import decisions
from llmx.decisions import Decision
from llmx.errors import UsageError
from llmx.evaluation import gold
from llmx.evaluation.key import SCHEMA
from llmx.evaluation.shape import registers_of
from llmx.stored import Stored, records
from llmx.task import Task

Json = dict[str, Any]
Place = tuple[str, str]
"""A task, and the field of its answer that holds the items."""


@dataclass
class Made:
    """A key as JSON, how many items it has, and a line for each thing that was left out of it."""

    key: Json
    items: int = 0
    left_out: list[str] = field(default_factory=list)


def make(
    export: Path, decided: Path, find_task: Callable[[str], Task | None], *, partial: bool
) -> Made:
    """Make a key of the decisions on an export.

    A list of items is taken where every item of it is decided; under `partial` what is decided is
    taken, as if there were nothing else. A decision on what has changed since is left out, and so
    is one on nothing that the export has; each is named. Raises UsageError where nothing is left.
    """
    by_article: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in decisions.read(decided):
        by_article[decision.article].append(decision)
    made = Made({"schema": SCHEMA, "note": f"decisions on {export.name}", "articles": []})
    for record in records(export):
        ident = record.value["article"]["id"]
        if ident in by_article:
            _take(made, record, by_article.pop(ident), find_task, partial=partial)
    for ident, left in by_article.items():
        made.left_out.append(f"article {ident!r}: not in the export; {len(left)} decisions")
    if not made.key["articles"]:
        raise UsageError(
            f"no article of {str(export)!r} is decided: {'; '.join(made.left_out[:3])}",
            hint="--partial takes the items that are decided",
        )
    return made


def _take(
    made: Made,
    record: Stored,
    decided: list[Decision],
    find_task: Callable[[str], Task | None],
    *,
    partial: bool,
) -> None:
    """Take what is decided on one article into the key."""
    article = record.value["article"]
    by_place: defaultdict[Place, dict[int, Decision]] = defaultdict(dict)
    for decision in decided:
        said = _stale(record.value, decision)
        if said is None:
            task, name, index = _place(decision.path)
            by_place[task, name][index] = decision
        else:
            made.left_out.append(f"article {article['id']!r}, {decision.path}: {said}")
    answers: dict[str, Json] = {}
    for (task, name), verdicts in by_place.items():
        items = record.value["answers"][task][name]
        if len(verdicts) < len(items) and not partial:
            said = f"{len(items) - len(verdicts)} of {len(items)} items are not decided"
            made.left_out.append(f"article {article['id']!r}, /answers/{task}/{name}: {said}")
            continue
        kept = list(_kept(items, verdicts))
        answers.setdefault(task, {})[name] = kept
        made.items += len(kept)
    for task, given in answers.items():
        _complete(given, record, task, find_task)
    if answers:
        entry = {"id": article["id"], "text_sha256": article["text_sha256"], "answers": answers}
        made.key["articles"].append(entry)


def _stale(record: Json, decision: Decision) -> str | None:
    """Why a decision is not one on what the record has now."""
    place = _place(decision.path)
    task, name, index = place
    items = record["answers"].get(task, {}).get(name)
    if not isinstance(items, list) or not 0 <= index < len(items):
        return "the export has no such item"
    if decisions.digest_of(items[index]) != decision.item:
        return "the item has changed since it was decided on"
    return None


def _place(path: str) -> tuple[str, str, int]:
    """The task, the list and the number that a pointer leads to; -1 where it is no such pointer."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]
    if len(parts) != 5 or parts[:2] != ["", "answers"] or not parts[4].isdecimal():
        return "", "", -1
    return parts[2], parts[3], int(parts[4])


def _kept(items: list[Json], verdicts: Mapping[int, Decision]) -> Iterator[Json]:
    for index, item in enumerate(items):
        decision = verdicts.get(index)
        if decision is not None and decision.verdict != "reject":
            yield decision.corrected or item


def _complete(
    given: Json, record: Stored, task: str, find_task: Callable[[str], Task | None]
) -> None:
    """Add the registers that the items speak of, and hold the whole against its schema."""
    found = find_task(task)
    if found is None:
        raise UsageError(
            f"the export has the task {task!r}, which is not found",
            hint="--prompts and --schemas name its folders",
        )
    for register in registers_of(found.answer):
        given[register] = record.value["answers"][task][register]
    sentences = len(record.article.content)
    for pointer, said in gold.faults(found.answer, given, sentences):
        ident = record.value["article"]["id"]
        raise UsageError(f"article {ident!r}, /answers/{task}{pointer}: {said}")
