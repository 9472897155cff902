"""The run manifest: what a run was, what it came to, and what it took, over all its resumes."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from llmx import __version__
from llmx.export.tally import Tally
from llmx.model.pricing import Pricing
from llmx.model.usage import Usage
from llmx.pipeline import Pipeline

Json = dict[str, Any]
State = Literal["running", "stopped", "finished"]

SCHEMA = "llmx.run/1"

_LIBRARIES = ("openai", "instructor", "pydantic", "trafilatura", "sentencex")
_RESULTS = ("counts", "unverified", "repaired", "answers")


@dataclass(frozen=True, slots=True)
class Before:
    """What the runs before have left: their state, what shaped their records, what they took.

    `results` holds the parts of their manifest that count results, `reckoned` is what the budget
    of the last one came to, attempts of unknown cost included. `mends`: the last one was to mend
    the failures of one that had ended.
    """

    state: str | None = None
    made_with: str | None = None
    usage: Usage = field(default_factory=Usage)
    cost: Mapping[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    results: Mapping[str, Any] = field(default_factory=dict)
    reckoned: float = 0.0
    mends: bool = False

    def spent(self, pricing: Pricing) -> float:
        """What they have cost, in US dollars, as a budget counts it: nothing unknown is free."""
        known = sum(cost for cost in self.cost.values() if cost is not None)
        if None in self.cost.values():
            known = max(known, pricing.cost(self.usage) or 0.0)
        return max(known, self.reckoned)

    @property
    def cached(self) -> int:
        """How many answers of their records were stored before."""
        return int(self.results["answers"]["cached"]) if self.results else 0


def before(file: Path) -> Before:
    """What a manifest says of the runs before; nothing where there is none that can be read."""
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
        if value["schema"] != SCHEMA:
            return Before()
        tokens = value["tokens"]
        usage = Usage(
            int(tokens["input"]),
            int(tokens["output"]),
            attempts=int(value["attempts"]),
            unknown=int(tokens["attempts_of_unknown_cost"]),
            estimated=bool(tokens["estimated"]),
        )
        costs = {m: None if c is None else float(c) for m, c in value["cost_usd"].items()}
        results = {name: value[name] for name in _RESULTS}
        int(results["answers"]["cached"])
        return Before(
            str(value["state"]),
            value.get("made_with"),
            usage,
            costs,
            float(value["duration_seconds"]),
            results,
            float(value.get("budget_usd") or 0.0),
            bool(value.get("mends")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Before()


def manifest(
    pipeline: Pipeline,
    sources: Sequence[str],
    tally: Tally,
    *,
    state: State,
    ignored: Mapping[str, int],
    earlier: Before | None = None,
) -> Json:
    """What a run was and what it took, with `earlier` ones of the same output.

    Holds no secret and no absolute path.
    """
    earlier = earlier or Before()
    usage = earlier.usage + tally.usage
    return {
        "schema": SCHEMA,
        "state": state,
        "versions": versions(),
        "settings": {
            "model": pipeline.model,
            "tasks": [task.name for task in pipeline.tasks],
            "sources": [_shown(source) for source in sources],
        },
        "counts": {name: tally.counts[name] for name in ("ok", "failed", "skipped")},
        "ignored": dict(sorted(ignored.items())),
        "unverified": {"findings": tally.counts["unverified"], "records": tally.counts["in_doubt"]},
        "repaired": tally.counts["repaired"],
        "answers": {"total": tally.counts["answers"], "cached": tally.counts["cached"]},
        "attempts": usage.attempts,
        "tokens": {
            "input": usage.input_tokens,
            "output": usage.output_tokens,
            "estimated": usage.estimated,
            "attempts_of_unknown_cost": usage.unknown,
        },
        "cost_usd": _costs(pipeline.pricing, tally.usage, earlier.cost),
        "budget_usd": _reckoned(pipeline, tally.usage, earlier),
        "duration_seconds": round(earlier.seconds + tally.seconds, 3),
    }


def _reckoned(pipeline: Pipeline, usage: Usage, earlier: Before) -> float | None:
    """What the budget has come to; where this run has none, with what it is known to have cost."""
    if pipeline.budget:
        return round(pipeline.budget.spent, 6)
    if not earlier.reckoned:
        return None
    return round(earlier.reckoned + (pipeline.pricing.cost(usage) or 0.0), 6)


@cache
def versions(libraries: tuple[str, ...] = _LIBRARIES) -> Mapping[str, str]:
    """The versions of llmx, Python and libraries."""
    from importlib import metadata  # a tenth of what a short command may take to start

    found = {"llmx": __version__, "python": platform.python_version()}
    return found | {name: metadata.version(name) for name in libraries}


def _costs(
    pricing: Pricing, usage: Usage, earlier: Mapping[str, float | None]
) -> dict[str, float | None]:
    """The cost by model; a sum with a part that is unknown is unknown."""
    cost, model = pricing.cost(usage), pricing.model
    known = earlier.get(model, 0.0)
    both = None if cost is None or known is None else round(known + cost, 6)
    return {**earlier, model: both}


def _shown(source: str) -> str:
    """A source as it was named: never absolute, and in characters that JSON can hold."""
    name = Path(source).name if Path(source).is_absolute() else source
    return os.fsencode(name).decode("utf-8", "backslashreplace")
