"""The assignment: held against every pairing that there is."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from llmx.evaluation.assignment import assign
from tests.builders import steady

_TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(-3, 9), min_size=width, max_size=width), min_size=1, max_size=5
    )
)


def _best(values: list[list[int]]) -> int:
    if len(values) > len(values[0]):
        values = [list(row) for row in zip(*values, strict=True)]
    orders = permutations(range(len(values[0])), len(values))
    return max(sum(max(row[c], 0) for row, c in zip(values, o, strict=True)) for o in orders)


@steady
@given(_TABLES)
def test_no_pairing_is_worth_more(values: list[list[int]]) -> None:
    pairs = assign(values)
    assert sum(values[row][column] for row, column in pairs) == _best(values)
    assert len({row for row, _ in pairs}) == len(pairs) == len({column for _, column in pairs})
    assert all(values[row][column] > 0 for row, column in pairs)


def test_the_greedy_pairing_is_not_taken() -> None:
    assert assign([[10, 9], [9, 1]]) == [(0, 1), (1, 0)]


def test_of_nothing_there_is_nothing() -> None:
    assert assign([]) == assign([[], []]) == assign([[0, -1]]) == []


def test_large_numbers_stay_exact() -> None:
    large = 10**30
    assert assign([[large, large + 1], [large, large]]) == [(0, 1), (1, 0)]
