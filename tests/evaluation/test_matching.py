"""The matching of items: its rule, its threshold, and that it hangs on no order."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.evaluation.matching import alikeness, items, match
from llmx.evaluation.shape import parts_of, shape_of
from tests.builders import loaded
from tests.evaluation.support import event, events

SHAPE = shape_of(parts_of(loaded("events").answer)["events"])
LINKS = {"actor": {"a1": "a1", "a2": "a2"}, "source": {"s1": "s1"}}


def _alike(**changed: Any) -> float:
    (one,) = items(events(event()), "events", SHAPE)
    (other,) = items(events(event(**changed)), "events", SHAPE, LINKS)
    return alikeness(one, other, SHAPE, "ar")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, 1.0),
        ({"sentences": [9]}, 0.6),
        ({"sentences": [2, 3]}, 0.4 * 2 / 3 + 0.6),
        ({"place": {"name_en": "Elsewhere", "name_src": "مكان"}}, 0.75),
        ({"actor1": "a2"}, 0.8),
        ({"actor2": "a2"}, 0.9),
        ({"sub_event_type": "Grenade"}, 0.85),
        ({"sentences": [9], "sub_event_type": "Grenade"}, 0.45),
        ({"factuality": "planned", "counts": [], "claimed_by": []}, 1.0),
    ],
)
def test_what_each_thing_is_worth(changed: dict[str, Any], expected: float) -> None:
    assert _alike(**changed) == pytest.approx(expected)


def test_a_place_among_the_others_is_half_a_place() -> None:
    listed = {"name_en": "X", "name_src": "مكان", "other_places_src": ["بلدة ججج"]}
    assert _alike(place=listed) == pytest.approx(0.75 + 0.25 / 2)


def test_what_the_key_leaves_out_is_left_out_of_the_account() -> None:
    bare = {k: v for k, v in event().items() if k in ("sentences", "sub_event_type")}
    (one,) = items(events(bare), "events", SHAPE)
    (other,) = items(events(event(place={"name_en": "X", "name_src": None})), "events", SHAPE)
    assert alikeness(one, other, SHAPE, "ar") == 1


def test_less_than_half_is_no_pair() -> None:
    key = items(events(event()), "events", SHAPE)
    near = items(events(event(sentences=[9])), "events", SHAPE, LINKS)
    far = items(events(event(sentences=[9], sub_event_type="Other")), "events", SHAPE, LINKS)
    assert len(match(key, near, SHAPE, "ar")) == 1
    assert match(key, far, SHAPE, "ar") == []


def test_the_better_of_two_is_taken_in_any_order() -> None:
    better, worse = event(), event(counts=[])
    key = items(events(event()), "events", SHAPE)
    for order in ((better, worse), (worse, better)):
        answer = items(events(*order), "events", SHAPE, LINKS)
        ((_, found),) = match(key, answer, SHAPE, "ar")
        assert order[found.index] is better


def test_an_id_that_stands_for_nobody_of_the_key_is_not_its_namesake() -> None:
    (item,) = items(events(event()), "events", SHAPE, {"actor": {"a9": "a1"}, "source": {}})
    said = {slot.name: values for slot, values in item.said.items()}
    assert (said["actor1"], said["claimed_by"]) == (["?a1"], ["?s1"])
