"""Coding: what is counted of items and slots; a perfect answer is 1, damage never helps."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.evaluation import coding
from llmx.evaluation.measures import Tally
from tests.builders import answer, article, loaded, steady
from tests.evaluation.support import event, events

Json = dict[str, Any]

TYPES = ("Armed clash", "Grenade", "Other")
WHERE = ("a", "ar")
EVENTS = ("events", loaded("events").answer)


def _measured(key: Json, answered: Json, task: tuple[str, Any] = EVENTS) -> dict[str, float]:
    tally = Tally()
    coding.count(tally, WHERE, task, key, answered)
    return {m.name: m.value for m in tally.measures() if m.value is not None}


_events = st.builds(
    event,
    st.integers(1, 8),
    sub_event_type=st.sampled_from(TYPES),
    factuality=st.sampled_from(["occurred", "claimed", "planned"]),
    actor1=st.sampled_from(["a1", "a2", None]),
    counts=st.lists(
        st.builds(
            lambda n, what: {"what": what, "min": n, "max": n, "text_src": f"{n} قتلى"},
            st.integers(1, 9),
            st.sampled_from(["killed", "wounded"]),
        ),
        max_size=3,
    ),
)
_lists = st.lists(_events, min_size=1, max_size=6)
_TOTALS = ("events.f1", "events.typed_f1", "events.slot_f1")


@steady
@given(_lists)
def test_a_perfect_answer_scores_1(found: list[Json]) -> None:
    for name, value in _measured(events(*found), events(*found)).items():
        assert value == (0 if name.endswith("planned_as_done") else 1), name


@steady
@given(_lists, _lists)
def test_f1_is_symmetric(one: list[Json], other: list[Json]) -> None:
    there, back = _measured(events(*one), events(*other)), _measured(events(*other), events(*one))
    for name in _TOTALS:
        assert there[name] == back[name], name
    assert there.get("events.precision") == back.get("events.recall")


@steady
@given(_lists, _lists, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(
    one: list[Json], other: list[Json], chance: random.Random
) -> None:
    before = _measured(events(*one), events(*other))
    chance.shuffle(one)
    chance.shuffle(other)
    after = _measured(events(*one), events(*other))
    assert {n: before[n] for n in _TOTALS} == {n: after[n] for n in _TOTALS}


DAMAGE: dict[str, Callable[[Json], object]] = {
    "sub_event_type": lambda e: e.update(sub_event_type="Suicide bomb"),
    "actor1": lambda e: e.update(actor1="a2" if e["actor1"] != "a2" else "a1"),
    "place": lambda e: e["place"].update(name_en="Nowhere", name_src="لا مكان"),
    "when": lambda e: e["when"].update(start="2001-01-01"),
    "counts": lambda e: e["counts"].append({"what": "fled", "min": 7, "max": 7, "text_src": "7"}),
    "claimed_by": lambda e: e.update(claimed_by=[]),
    "territory": lambda e: e.update(territory="besieged"),
    "sentences": lambda e: e.update(sentences=[99]),
    "factuality": lambda e: e.update(factuality="denied"),
}


@steady
@given(_lists, st.sampled_from(sorted(DAMAGE)), st.integers(0, 5))
def test_damage_lowers_the_score(found: list[Json], what: str, index: int) -> None:
    damaged = copy.deepcopy(found)
    DAMAGE[what](damaged[index % len(damaged)])
    whole, less = (_measured(events(*found), events(*some)) for some in (found, damaged))
    assert less["events.slot_f1"] < whole["events.slot_f1"]
    assert less[f"events.slots.{what}"] < 1
    assert less["events.f1"] <= whole["events.f1"]
    if what == "sub_event_type":
        assert less["events.typed_f1"] < 1


def test_a_missed_and_an_invented_event() -> None:
    one, two = event(2), event(3)
    missed = _measured(events(one, two), events(one))
    assert missed["events.precision"] == 1
    assert missed["events.recall"] == 0.5
    assert missed["events.f1"] == pytest.approx(2 / 3)
    invented = _measured(events(one), events(one, two))
    assert (invented["events.precision"], invented["events.recall"]) == (0.5, 1)
    assert invented["events.slot_f1"] == pytest.approx(2 / 3)
    assert _measured(events(), events(one))["events.f1"] == 0
    assert _measured(events(one), events())["events.slot_f1"] == 0
    assert _measured(events(), events()) == {}


def test_planned_as_done() -> None:
    planned = event(factuality="planned")

    def told(factuality: str) -> float | None:
        answered = events(event(factuality=factuality))
        return _measured(events(planned), answered).get("events.planned_as_done")

    assert [told(f) for f in ("planned", "denied")] == [0, 0]
    assert [told(f) for f in ("occurred", "claimed", "alleged", "background")] == [1] * 4
    assert "events.planned_as_done" not in _measured(events(event()), events(event()))
    assert "events.planned_as_done" not in _measured(events(planned), events())


def test_the_names_of_the_registers_count_and_not_their_ids() -> None:
    renamed = events(event(actor1="x", claimed_by=["y"]))
    renamed["actors"] = [{"id": "x", "name_en": "the army", "name_src": "الجيش"}]
    renamed["sources"] = [{"id": "y", "name_en": "military source", "name_src": "مصدر عسكري"}]
    assert _measured(events(event()), renamed)["events.slot_f1"] == 1
    renamed["actors"][0] |= {"name_en": "ISIS", "name_src": "تنظيم داعش"}
    assert _measured(events(event()), renamed)["events.slots.actor1"] == 0


def test_what_the_key_leaves_out_is_not_scored() -> None:
    bare = {k: v for k, v in event().items() if k in ("sentences", "place")}
    found = _measured(events(bare), events(event()))
    assert {n for n in found if ".slots." in n} == {"events.slots.sentences", "events.slots.place"}
    assert "events.typed_f1" not in found
    assert "events.f1" not in _measured({"actors": []}, events(event()))


@pytest.mark.parametrize("name", ["brief", "events", "translate"])
def test_every_built_in_task_agrees_with_itself(name: str) -> None:
    given = answer(name, article())
    found = _measured(given, given, (name, loaded(name).answer))
    assert set(found.values()) <= {1.0}
    if name == "brief":
        assert {"brief.key_facts.f1", "brief.slots.outlet_stance.leans_toward"} <= found.keys()
