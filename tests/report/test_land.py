"""Land: only what lies around the places, with the rings whole."""

from __future__ import annotations

from itertools import pairwise

from llmx.report.land import around


def _names(*places: tuple[float, float]) -> set[str]:
    land = around(places)
    assert land is not None
    return {country["name"] for country in land["countries"]}


def test_no_places_need_no_land() -> None:
    assert around([]) is None


def test_only_what_is_near_is_taken() -> None:
    names = _names((36.2, 37.2))
    assert {"Syria", "Turkey", "Lebanon", "Iraq"} <= names
    assert not names & {"Brazil", "Japan", "France", "Iran"}
    assert "Brazil" in _names((36.2, 37.2), (-15.0, -47.0))


def test_rings_are_closed_and_name_arcs_that_are_there() -> None:
    land = around([(33.5, 36.3)])
    assert land is not None
    lines = []
    for arc in land["arcs"]:
        x = y = 0
        lines.append(
            [(x := x + dx, y := y + dy) for dx, dy in zip(arc[::2], arc[1::2], strict=True)]
        )
    for country in land["countries"]:
        for ring in country["rings"]:
            parts = [lines[n] if n >= 0 else lines[~n][::-1] for n in ring]
            points = [point for part in parts for point in part]
            assert points[0] == points[-1]
            for one, after in pairwise(parts):
                assert one[-1] == after[0]
