"""The assignment: which one of some things goes with which one of others, for the most in total.

Exact, and in whole numbers, so that every machine comes to the same.
"""

from __future__ import annotations

from collections.abc import Sequence


def assign(values: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The pairs (row, column) with the highest sum of values, each row and column at most once.

    A pair that is worth nothing (0 or less) is never made. The Hungarian method: n² m steps for
    n rows and m columns, the fewer of them taken for rows.
    """
    if not values or not values[0]:
        return []
    if len(values) > len(values[0]):
        turned = list(zip(*values, strict=True))
        return sorted((row, column) for column, row in assign(turned))
    owners = _owners(values)
    pairs = ((owner, column) for column, owner in enumerate(owners) if owner is not None)
    return sorted(pair for pair in pairs if values[pair[0]][pair[1]] > 0)


def _owners(values: Sequence[Sequence[int]]) -> list[int | None]:
    """The row of each column, every row having one; there are at least as many columns."""
    width = len(values[0])
    price = [0] * width
    gain = [0] * len(values)
    owners: list[int | None] = [None] * width
    for row in range(len(values)):
        _place(row, values, (gain, price), owners)
    return owners


def _place(
    row: int,
    values: Sequence[Sequence[int]],
    potentials: tuple[list[int], list[int]],
    owners: list[int | None],
) -> None:
    """Give one more row a column, moving others where that costs least (a shortest path)."""
    gain, price = potentials
    width = len(owners)
    seen: list[int] = []
    slack: list[int | None] = [None] * width
    before: list[int | None] = [None] * width
    current, column = row, None
    while True:
        if column is not None:
            seen.append(column)
        open_ = [c for c in range(width) if c not in seen]
        for c in open_:
            cost = max(values[current][c], 0)
            reduced = -cost - gain[current] - price[c]
            known = slack[c]
            if known is None or reduced < known:
                slack[c], before[c] = reduced, column
        nearest = min(open_, key=lambda c: slack[c] or 0)
        step = slack[nearest] or 0
        gain[row] += step
        for c in seen:
            owner = owners[c]
            price[c] -= step
            if owner is not None:
                gain[owner] += step
        for c in open_:
            slack[c] = (slack[c] or 0) - step
        column = nearest
        owner = owners[column]
        if owner is None:
            break
        current = owner
    while column is not None:
        previous = before[column]
        owners[column] = row if previous is None else owners[previous]
        column = previous
