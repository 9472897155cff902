"""`--max-cost`: a run stops in time, keeps what it paid for, and goes on where there is more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.support import Llmx, endpoint, live, names, rows, whole, write_articles
from tests.provider import Provider

PRICE = (
    "--price",
    "1000/1000",
)  # dollars for a million tokens, so that a request is a dollar or so


def test_a_run_stops_in_time_and_goes_on(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 12)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url, *PRICE)
        run = ("export", "in", "-o", "out.jsonl", "--task", "translate", "--jobs", "2", *to)
        done = llmx(*run, "--max-cost", "10")
        assert (done.code, done.out) == (4, "")
        assert "the budget is reached: $" in done.said
        assert "of $10 spent" in done.said
        assert "--max-cost" in done.said
        assert "out.jsonl" not in names(home)
        paid = serving.count
        assert 0 < paid < 12
        manifest = whole(home / "out.jsonl.run.json")
        assert manifest["state"] == "stopped"
        assert f"${manifest['budget_usd']:.4f} of $10 spent" in done.said
        cost = manifest["cost_usd"]["test-model"]
        assert 5 < cost <= 10

        assert llmx(*run, "--max-cost", "1000").code == 0
        assert serving.count == 12  # nothing is paid for twice
    assert len(rows(home / "out.jsonl")) == 12


def test_what_is_stored_costs_nothing(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 3)
    with Provider(endpoint()) as serving:
        to = live(serving.base_url, *PRICE)
        run = ("export", "in", "-o", "out.jsonl", "--task", "translate", *to)
        assert llmx(*run).code == 0
        assert llmx(*run, "--force", "--max-cost", "0.0001").code == 0
        assert serving.count == 3


def test_one_article_is_held_to_it_too(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    with Provider(endpoint()) as serving:
        done = llmx(
            "summarize", "in/001.txt", "--max-cost", "0.01", *live(serving.base_url, *PRICE)
        )
        assert (done.code, done.out, serving.count) == (4, "", 0)


def test_without_a_price_there_is_no_limit_to_keep(llmx: Llmx, home: Path) -> None:
    write_articles(home / "in", 1)
    with Provider(endpoint()) as serving:
        run = ("summarize", "in/001.txt", "--max-cost", "1", *live(serving.base_url))
        done = llmx(*run)
        assert (done.code, serving.count) == (2, 0)
        assert done.said.startswith("llmx: error: --max-cost needs a price")
        assert "'test-model'" in done.said
        assert "--price" in done.said


@pytest.mark.parametrize(
    "options", [("--max-cost", "0"), ("--max-cost", "-1"), ("--price", "cheap")]
)
def test_what_is_no_amount_is_refused(llmx: Llmx, home: Path, options: tuple[str, str]) -> None:
    write_articles(home / "in", 1)
    done = llmx("summarize", "in/001.txt", *options)
    assert done.code == 2
    assert done.said.startswith("llmx: error: ")
