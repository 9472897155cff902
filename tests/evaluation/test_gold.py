"""Gold: a part of an answer fits its schema, or is told where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.evaluation import gold
from tests.builders import answer, article, loaded
from tests.evaluation.support import event, events

EVENTS = loaded("events").answer


def _faults(given: Any, sentences: int = 4) -> list[tuple[str, str]]:
    return list(gold.faults(EVENTS, given, sentences))


@pytest.mark.parametrize("name", ["brief", "events", "translate"])
def test_a_whole_answer_fits(name: str) -> None:
    shown = article()
    assert list(gold.faults(loaded(name).answer, answer(name, shown), 4)) == []


def test_a_part_of_one_fits() -> None:
    assert _faults({}) == _faults({"events": []}) == []
    assert _faults(events(event(), {"sentences": [1]})) == []


@pytest.mark.parametrize(
    ("given", "pointer", "said"),
    [
        ({"event": []}, "/event", "no such field; it has actors, sources, events"),
        ({"events": {}}, "/events", "{} is no list"),
        ({"events": [3]}, "/events/0", "3 is no object"),
        (events(event(sentences=[9])), "/events/0/sentences", "no sentence [9]; the article has"),
        (events(event(actor1="a9")), "/events/0/actor1", "'a9' is not in the actor register"),
        (events(event(claimed_by=["a1"])), "/events/0/claimed_by", "not in the source register"),
        (events(event(sub_event_type="War")), "/events/0/sub_event_type", "Input should be 'Armed"),
        (events(event(place={"kind": "?"})), "/events/0/place/kind", "Input should be"),
        (events(event(when={"start": "soon"})), "/events/0/when/start", "is not a date"),
        (events(event(counts=[{"min": -1}])), "/events/0/counts/0/min", "greater than or equal"),
        ({"actors": [{"name_en": "x"}]}, "/actors/0/id", "needs its id"),
    ],
)
def test_a_fault_is_told_with_its_pointer(given: Any, pointer: str, said: str) -> None:
    ((where, message), *_) = _faults(given)
    assert where == pointer
    assert said in message


def test_every_fault_is_told() -> None:
    found = _faults(events(event(sentences=[9], actor1="a9"), event(territory="?")))
    assert [pointer.rsplit("/", 1)[1] for pointer, _ in found] == [
        *("sentences", "actor1", "territory")
    ]
