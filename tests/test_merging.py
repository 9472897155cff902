"""Merging: registers become one, what two chunks report stands once, nothing else is lost."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from llmx.fields import faults
from llmx.merging import Piece, merge, merges
from tests.builders import answer, article, loaded

Json = dict[str, Any]

EVENTS = loaded("events")
TRANSLATE = loaded("translate")
SHOWN = article([f"جملة {n}." for n in range(1, 13)])


def actor(ident: str, name: str, source: str | None) -> Json:
    kind = "State forces"
    return {"id": ident, "name_en": name, "name_src": source, "kind": kind, "country": None}


def event(sentences: list[int], **changes: Any) -> Json:
    """An event of the built-in schema, with a killing in al-Nakhil unless changed."""
    found: Json = answer("events", article())["events"][0]
    return found | {"sentences": sentences, "with2": []} | changes


def events(actors: list[Json], *found: Json) -> BaseModel:
    sources = answer("events", article())["sources"]
    return EVENTS.answer.model_validate(
        {"actors": actors, "sources": sources, "events": list(found)}
    )


def merged(*pieces: tuple[int, BaseModel]) -> Any:
    return merge([Piece(first, given) for first, given in pieces])


@pytest.mark.parametrize(
    ("name", "by_rule"), [("translate", True), ("events", True), ("brief", False)]
)
def test_which_schemas_are_merged_by_rule(name: str, by_rule: bool) -> None:
    assert merges(loaded(name).answer) is by_rule


def test_translations_follow_each_other() -> None:
    def piece(numbers: list[int], title: str | None) -> BaseModel:
        sentences = [{"n": n, "en": f"Sentence {n}."} for n in numbers]
        return TRANSLATE.answer.model_validate({"title_en": title, "sentences": sentences})

    whole = merged((1, piece([1, 2, 3], None)), (4, piece([2, 3, 4, 5], "Title")))
    assert [s.n for s in whole.sentences] == [1, 2, 3, 4, 5]
    assert whole.title_en == "Title"


def test_one_party_has_one_id() -> None:
    one = events(
        [actor("a1", "army", "الجيش"), actor("a2", "ISIS", "داعش")],
        event([1], actor1="a1", actor2="a2"),
    )
    other = events(
        [
            actor("a1", "ISIS", None),
            actor("a2", "residents", "الأهالي"),
            actor("a3", "the army", "الجيش"),
        ],
        event([8], actor1="a2", actor2="a1", with1=["a3"]),
    )
    whole = merged((1, one), (7, other))
    assert [(a.id, a.name_en) for a in whole.actors] == [
        ("a1", "army"),
        ("a2", "ISIS"),
        ("a3", "residents"),
    ]
    second = whole.events[1]
    assert (second.actor1, second.actor2, second.with1) == ("a3", "a2", ["a1"])
    assert not faults(whole, 12)


def test_ids_that_change_places_do_not_get_mixed_up() -> None:
    one = events([actor("a1", "army", None)], event([1], actor1="a1"))
    other = events(
        [actor("a1", "residents", None), actor("a2", "army", None)],
        event([8], actor1="a1", actor2="a2"),
    )
    second = merged((1, one), (7, other)).events[1]
    assert (second.actor1, second.actor2) == ("a2", "a1")


def test_what_only_the_context_reports_is_left_to_the_chunk_before() -> None:
    army = [actor("a1", "army", None)]
    one = events(army, event([5, 6]))
    other = events(army, event([5, 6], status="ongoing"), event([8]))
    assert [e.sentences for e in merged((1, one), (7, other)).events] == [[5, 6], [8]]


def test_an_event_that_two_chunks_report_stands_once() -> None:
    army = [actor("a1", "army", None)]
    short = event([6], counts=[], when=event([6])["when"] | {"text_src": None})
    one = events(army, short)
    other = events(army, event([6, 7]))
    (only,) = merged((1, one), (7, other)).events
    assert only.sentences == [6, 7]
    assert only.when.text_src == "يوم الأحد"


def test_two_events_of_one_sentence_stay_two() -> None:
    army = [actor("a1", "army", None)]
    elsewhere = event([6])["place"] | {"name_en": "al-Rumman", "name_src": "الرمان"}
    strike = event(
        [6, 7],
        place=elsewhere,
        sub_event_type="Air/drone strike",
        territory="none",
        status="ongoing",
        factuality="occurred",
        claimed_by=[],
        attribution="own_voice",
    )
    whole = merged((1, events(army, event([6]))), (7, events(army, strike)))
    assert len(whole.events) == 2


def test_within_a_chunk_nothing_is_put_together() -> None:
    army = [actor("a1", "army", None)]
    whole = merged((1, events(army, event([1]), event([1]))), (7, events(army)))
    assert len(whole.events) == 2
