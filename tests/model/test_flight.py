"""Requests in flight: how the limit opens, grows, is cut, and that no permit is ever lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.model.flight import CUT, ROUND, START, Flight
from tests.builders import steady


def fill(flight: Flight, now: float) -> int:
    """Begin as many as there is room for; somebody waits in the end."""
    begun = 0
    while flight.has_room(now):
        flight.begin()
        begun += 1
    return begun


def land(flight: Flight, number: int, started: float, now: float) -> None:
    for _ in range(number):
        flight.end()
        flight.answered(started, now)


def opened(**given: int) -> Flight:
    """A flight whose first request has been answered."""
    flight = Flight(**given)
    fill(flight, 0.0)
    land(flight, 1, 0.0, 0.1)
    return flight


def cut_once(flight: Flight, now: float) -> float:
    """The limit after an episode in a full flight that began at `now`, and ended."""
    number = fill(flight, now)
    assert flight.refused(now, now + 0.1)
    for _ in range(number):
        flight.end()
    flight.begin()
    land(flight, 1, now + 0.2, now + 0.3)
    return flight.limit


def test_one_request_goes_out_alone_until_it_is_answered() -> None:
    flight = Flight()
    assert fill(flight, 0.0) == 1
    flight.end()  # it failed
    assert fill(flight, 1.0) == 1
    land(flight, 1, 1.0, 2.0)
    assert fill(flight, 2.0) == START


def test_slow_start_doubles_with_each_round() -> None:
    flight = opened(start=8)
    seen = []
    for now in range(1, 5):
        seen.append(fill(flight, float(now)))
        land(flight, seen[-1], float(now), now + 0.5)
    assert seen == [8, 16, 32, 64]


def test_what_nobody_waits_for_does_not_grow() -> None:
    flight = opened()
    for now in range(1, 50):
        flight.begin()
        land(flight, 1, float(now), now + 0.5)
    assert flight.limit == START


def test_the_ceiling_bounds_start_and_growth() -> None:
    assert fill(opened(ceiling=5), 1.0) == 5
    flight = opened(ceiling=20, start=16)
    for now in range(1, 9):
        land(flight, fill(flight, float(now)), float(now), now + 0.5)
    assert flight.limit == 20


def test_an_episode_cuts_once_whatever_is_refused_in_it() -> None:
    flight = opened()
    assert fill(flight, 1.0) == START
    assert flight.refused(1.0, 1.1)
    assert not any(flight.refused(1.0, 1.1 + n / 10) for n in range(START - 1))
    assert flight.limit == CUT * START


def test_an_episode_lasts_until_something_sent_after_the_cut_is_answered() -> None:
    flight = opened()
    fill(flight, 1.0)
    flight.refused(1.0, 1.1)
    flight.answered(1.0, 1.2)  # was sent before: it says nothing of the time after
    for now in range(2, 30):
        assert flight.refused(float(now), now + 0.1)  # news, to be waited for
    assert flight.limit == CUT * START
    flight.answered(30.0, 30.5)
    assert flight.refused(31.0, 31.5)
    assert flight.limit == pytest.approx(CUT * CUT * START)


def test_what_is_cut_is_what_was_used() -> None:
    flight = opened()
    for _ in range(10):
        flight.begin()
    flight.refused(1.0, 1.5)
    assert flight.limit == CUT * 10


def test_a_cut_never_goes_below_one() -> None:
    flight = opened()
    for now in range(1, 60):
        cut_once(flight, float(now))
    assert flight.limit >= 1
    assert flight.has_room(99.0)


def test_after_a_cut_the_limit_grows_by_a_step_a_round() -> None:
    flight = opened()
    limit = cut_once(flight, 1.0)
    now, grown_from = 1.3, limit
    while now < 1.3 + 10 * ROUND:
        started, now = now, now + 0.1
        land(flight, fill(flight, started), started, now)
    steps = (flight.limit - grown_from) / max(1.0, 0.05 * limit)
    assert 9 <= steps <= 20  # the steps grow with the limit


def test_a_quick_endpoint_does_not_grow_quicker() -> None:
    limits = []
    for latency in (0.01, 0.1):
        flight = opened(start=10)
        cut_once(flight, 1.0)
        now = 1.3
        while now < 11.3:
            started, now = now, now + latency
            land(flight, fill(flight, started), started, now)
        limits.append(flight.limit)
    assert limits[0] == pytest.approx(limits[1], rel=0.1)


def test_one_goes_alone_again_where_nobody_is_answered() -> None:
    flight = opened()
    cut_once(flight, 1.0)
    number = fill(flight, 2.0)
    flight.close()
    assert not flight.has_room(2.5)
    for _ in range(number):
        flight.end()
    assert fill(flight, 3.0) == 1
    land(flight, 1, 3.0, 3.5)
    assert flight.limit == START
    flight.answered(3.5, 4.0)
    assert flight.limit == START  # it has been cut before: no second slow start


def test_a_refusal_before_anything_was_answered_ends_no_slow_start() -> None:
    flight = Flight()
    fill(flight, 0.0)
    flight.refused(0.0, 0.1)
    flight.end()
    fill(flight, 1.0)
    land(flight, 1, 1.0, 1.1)
    first = fill(flight, 2.0)
    land(flight, first, 2.0, 2.5)
    assert (first, fill(flight, 3.0)) == (START, 2 * START)


@steady
@given(st.lists(st.sampled_from(["ok", "429", "500"]), min_size=1, max_size=300))
def test_no_permit_is_lost_and_the_limit_comes_back(outcomes: list[str]) -> None:
    flight, now = Flight(ceiling=100), 0.0
    for outcome in outcomes:
        assert flight.has_room(now)
        flight.begin()
        flight.end()
        if outcome == "ok":
            flight.answered(now, now + 0.5)
        elif outcome == "429":
            flight.refused(now, now + 0.5)
        now += 1
        assert flight.aloft == 0
        assert 1 <= flight.limit <= 100
    for _ in range(400):
        land(flight, fill(flight, now), now, now + 0.5)
        now += 1
    assert flight.limit == 100
