"""Measures: made of sums over articles; what was not there to measure is no 0."""

from __future__ import annotations

from llmx.evaluation.measures import KINDS, Tally, f1, total


def test_f1_of_counts() -> None:
    assert f1((2, 4, 4)) == 0.5
    assert f1((0, 3, 0)) == 0
    assert f1((0, 0, 0)) is None
    assert f1(()) is None


def test_shares_and_faults() -> None:
    assert {name: score((1, 2, 4)) for name, (_, score) in KINDS.items()} == {
        "f1": 2 / 6,
        "precision": 0.5,
        "recall": 0.25,
        "share": 0.5,
        "faults": 0.5,
    }
    assert KINDS["share"][1]((0, 0)) is None
    assert {name for name, (better, _) in KINDS.items() if better == "lower"} == {"faults"}


def test_what_is_counted_adds_up() -> None:
    tally = Tally()
    for article, hit in (("a", 1), ("a", 0), ("b", 1)):
        tally.add(article, "brief.fact_recall", (hit, 1), "share")
    tally.add("a", "events.planned_as_done", (0, 0), "faults")
    (measure,) = tally.measures()
    assert measure.value == 2 / 3
    assert measure.counts == {"a": (1, 2), "b": (1, 1)}
    assert total([]) == ()
