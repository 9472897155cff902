"""Resampling: seeded, exact where it can be, and right where the answer is known."""

from __future__ import annotations

from llmx.evaluation.measures import KINDS, Measure
from llmx.evaluation.resampling import Interval, difference, interval


def _measure(*hits: int, of: int = 10, kind: str = "share", first: int = 0) -> Measure:
    counts = {f"a{first + n:03}": (hit, of) for n, hit in enumerate(hits)}
    return Measure("m", *KINDS[kind], counts)


GOOD, BAD = _measure(*[9, 8, 9, 10, 9, 8]), _measure(*[1, 2, 1, 0, 2, 1])


def test_an_interval_holds_its_value_and_is_the_same_again() -> None:
    found = interval(GOOD, draws=500, seed=1)
    assert found is not None
    assert GOOD.value is not None
    assert 0.8 <= found.low < GOOD.value < found.high <= 1
    assert found == interval(GOOD, draws=500, seed=1)
    assert found != interval(_measure(*[10, 0, 10, 0]), draws=500, seed=1)


def test_more_articles_narrow_it() -> None:
    few, many = (
        interval(_measure(*([10, 0] * n)), draws=300, seed=1) or Interval(0, 0) for n in (5, 100)
    )
    assert many.high - many.low < (few.high - few.low) / 2


def test_one_article_has_no_interval() -> None:
    assert interval(_measure(5), draws=100, seed=1) is None
    assert interval(GOOD, draws=0, seed=1) is None


def test_a_difference_that_means_something() -> None:
    found = difference(BAD, GOOD, draws=1000, seed=1)
    assert found is not None
    assert found.value > 0.7
    assert found.interval is not None
    assert found.interval.low > 0.5
    assert found.p == 2 / 2**6  # all six articles point one way: the least that six can show
    back = difference(GOOD, BAD, draws=1000, seed=1)
    assert back is not None
    assert (back.value, back.p) == (-found.value, found.p)


def test_no_difference() -> None:
    found = difference(GOOD, GOOD, draws=1000, seed=1)
    assert found is not None
    assert (found.value, found.interval, found.p) == (0, Interval(0, 0), 1)


def test_chance_is_drawn_where_there_are_many_articles() -> None:
    mixed = _measure(*([9, 1] * 20)), _measure(*([1, 9] * 20))
    apart = _measure(*([2] * 40)), _measure(*([8] * 40))
    even, uneven = (difference(*pair, draws=400, seed=1) for pair in (mixed, apart))
    assert even is not None
    assert uneven is not None
    assert even.p > 0.9
    assert uneven.p == 1 / 401


def test_only_shared_articles_are_compared() -> None:
    found = difference(_measure(0, 5, 5), _measure(5, 5, 10, first=1), draws=100, seed=1)
    assert found is not None
    assert (found.value, found.articles) == (0, 2)
    assert difference(_measure(5), _measure(5, first=7), draws=10, seed=1) is None
