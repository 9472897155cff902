"""The manifest: what a run came to and took, and what it takes over from the runs before."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from llmx.article import Rejection
from llmx.bulk import Failed
from llmx.export.manifest import Before, before, manifest
from llmx.export.resume import Kept
from llmx.export.tally import Tally
from llmx.model.answers import Answers
from llmx.model.pricing import Budget, Price, Pricing
from llmx.model.usage import Meter, Usage
from llmx.pipeline import Pipeline
from tests.builders import article, loaded, outcome

FIRST = outcome(article())
BROKEN = Failed(Rejection(None, "in.jsonl", 7, "skipped", "bad_row", "not JSON"))
REFUSED = Failed(Rejection("0123", "b.txt", None, "failed", "refused", "declined"))
PAID = Usage(100, 10, attempts=2, unknown=1)


class Account:
    def __init__(self, usage: Usage) -> None:
        self.usage = usage


def _meter(usage: Usage) -> Meter:
    meter = Meter()
    with meter.following(Account(usage)):
        pass
    return meter


def _manifest(
    tally: Tally,
    *,
    model: str = "gpt-4o-mini",
    budget: Budget | None = None,
    price: Price | None = None,
    **changes: Any,
) -> dict[str, Any]:
    pipeline = Pipeline([loaded("brief")], model, Answers(), budget=budget, price=price)
    values = {"state": "finished", "ignored": {".pdf": 2, ".doc": 1}} | changes
    return manifest(pipeline, ["in", "/abs/path/x.txt", "-"], tally, **values)


def test_a_tally() -> None:
    tally = Tally(_meter(PAID))
    tally.add(FIRST)
    assert not tally.incomplete
    for failed in (BROKEN, REFUSED):
        tally.add(failed)
        assert tally.incomplete
    tally.keep(Kept("ok", answers=3, unverified=2, repaired=1))
    tally.keep(Kept("failed"))
    assert dict(tally.counts) == {
        **{"ok": 2, "cached": 1, "answers": 4, "skipped": 1, "failed": 2},
        **{"unverified": 2, "in_doubt": 1, "repaired": 1},
    }
    assert tally.usage == PAID


def test_a_tally_counts_time_by_its_clock() -> None:
    now = [10.0]
    tally = Tally(clock=lambda: now[0])
    now[0] += 2.5
    assert tally.seconds == 2.5


def test_what_a_request_has_cost_counts_while_it_is_under_way() -> None:
    meter, account = Meter(), Account(Usage(attempts=1))
    with suppress(KeyError), meter.following(account):
        account.usage += Usage(attempts=1)
        assert meter.usage == Usage(attempts=2)
        account.usage += Usage(5, attempts=0)
        raise KeyError
    assert meter.usage == Usage(5, attempts=2)


def test_a_manifest_says_what_a_run_took() -> None:
    tally = Tally(_meter(PAID))
    for result in (FIRST, REFUSED):
        tally.add(result)
    value = _manifest(tally)
    assert value["schema"] == "llmx.run/1"
    assert value["settings"] == {
        "model": "gpt-4o-mini",
        "tasks": ["brief"],
        "sources": ["in", "x.txt", "-"],
    }
    assert value["counts"] == {"ok": 1, "failed": 1, "skipped": 0}
    assert list(value["ignored"].items()) == [(".doc", 1), (".pdf", 2)]
    assert value["answers"] == {"total": 1, "cached": 1}
    assert value["attempts"] == 2
    assert value["tokens"] == {
        "input": 100,
        "output": 10,
        "estimated": False,
        "attempts_of_unknown_cost": 1,
    }
    assert value["cost_usd"]["gpt-4o-mini"] > 0
    assert {"llmx", "python", "openai", "instructor", "pydantic"} <= set(value["versions"])
    json.dumps(value, allow_nan=False)


def test_a_cost_is_nothing_unknown_or_more_than_nothing() -> None:
    paid, free = Tally(_meter(PAID)), Tally()
    assert _manifest(free, model="of my own")["cost_usd"] == {"of my own": 0.0}
    assert _manifest(paid, model="of my own")["cost_usd"] == {"of my own": None}
    unsaid = Tally(_meter(Usage(attempts=1, unknown=1)))
    assert _manifest(unsaid)["cost_usd"] == {"gpt-4o-mini": None}


# --- over resumes --------------------------------------------------------------------------------


def _read(folder: Path, value: Any) -> Before:
    file = folder / "run.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return before(file)


def test_what_the_runs_before_took_is_added(tmp_path: Path) -> None:
    now = [0.0]
    tally = Tally(_meter(PAID), clock=lambda: now[0])
    now[0] = 1.5
    tally.add(FIRST)
    once = _manifest(tally, state="stopped") | {"made_with": "x"}
    earlier = _read(tmp_path, once)
    assert (earlier.state, earlier.made_with, earlier.cached) == ("stopped", "x", 1)
    assert earlier.results["counts"] == {"ok": 1, "failed": 0, "skipped": 0}
    twice = _manifest(tally, earlier=earlier)
    assert twice["attempts"] == 4
    assert twice["tokens"] == {
        "input": 200,
        "output": 20,
        "estimated": False,
        "attempts_of_unknown_cost": 2,
    }
    cost = once["cost_usd"]["gpt-4o-mini"]
    assert twice["cost_usd"] == {"gpt-4o-mini": pytest.approx(2 * cost)}
    assert twice["duration_seconds"] == 3.0
    assert twice["counts"] == once["counts"]  # of the output, not of the runs


def test_the_cost_is_told_by_model_and_unknown_where_a_part_is(tmp_path: Path) -> None:
    paid = Tally(_meter(PAID))
    first = _read(tmp_path, _manifest(paid))
    both = _manifest(paid, model="of my own", earlier=first)["cost_usd"]
    assert both == {**first.cost, "of my own": None}
    unknown = _read(tmp_path, _manifest(paid, model="of my own"))
    assert _manifest(Tally(), model="of my own", earlier=unknown)["cost_usd"] == {"of my own": None}


def test_a_budget_counts_all_that_was_spent_before(tmp_path: Path) -> None:
    even = Pricing("m", Price(1.0, 1.0, 1.0))
    assert Before(cost={"m": 2.0, "other": 1.0}).spent(even) == 3.0
    unsaid = Before(cost={"m": None}, usage=Usage(1_000_000, 0, attempts=2, unknown=1))
    assert unsaid.spent(even) == 1.0
    assert Before(cost={"m": None}, usage=Usage(attempts=1, unknown=1)).spent(even) == 0.0


def test_what_a_budget_has_come_to_is_taken_over(tmp_path: Path) -> None:
    even = Pricing("m", Price(1.0, 1.0, 1.0))
    budget = Budget(5.0, even)
    with budget.aside(Usage(1_000_000, 0, attempts=1)) as aside:
        aside.took = Usage(attempts=1, unknown=1)  # which counts as it was estimated
    value = _manifest(Tally(_meter(aside.took)), budget=budget)
    assert value["budget_usd"] == 1.0
    assert _read(tmp_path, value).spent(even) == 1.0
    assert _manifest(Tally())["budget_usd"] is None
    paid = Tally(_meter(Usage(1_000_000, 0, attempts=1)))  # by a run without a budget
    more = _manifest(paid, earlier=_read(tmp_path, value), price=even.given)["budget_usd"]
    assert more == 2.0


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"schema": "llmx.run/1"},
        {"schema": "other", "state": "stopped"},
        {"schema": "llmx.run/1", "tokens": [], "attempts": "x"},
    ],
)
def test_what_is_no_manifest_says_nothing(tmp_path: Path, value: Any) -> None:
    assert _read(tmp_path, value) == Before()
    assert before(tmp_path / "none.json") == Before()


@pytest.mark.parametrize("name", ["attempts", "cost_usd", "answers", "duration_seconds", "state"])
def test_a_manifest_with_something_missing_says_nothing(tmp_path: Path, name: str) -> None:
    value = _manifest(Tally())
    del value[name]
    assert _read(tmp_path, value) == Before()
