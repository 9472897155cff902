"""Merging: registers become one, what two chunks report stands once, nothing else is lost."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmx.fields import Block, KeyFact, Reads, faults
from llmx.merging import Piece, merge, merges
from tests.builders import answer, article, loaded, steady

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
    return merge([Piece(first, said) for first, said in pieces])


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


def test_two_events_of_a_chunk_do_not_both_become_the_one_before() -> None:
    army = [actor("a1", "army", None)]
    one = events(army, event([6]))
    attack = event([6, 7], sub_event_type="Attack")
    clash = event([6, 7], summary_en="The army took al-Nakhil in battle.")
    for found in ([attack, clash], [clash, attack]):
        whole = merged((1, one), (7, events(army, *found)))
        kinds = [e.sub_event_type for e in whole.events]
        assert kinds == [event([6])["sub_event_type"], "Attack"]


def test_counts_that_only_one_of_two_reports_has_are_kept() -> None:
    army = [actor("a1", "army", None)]
    (killed,) = event([6])["counts"]
    wounded = killed | {"what": "wounded", "min": 5, "text_src": "خمسة"}
    (only,) = merged(
        (1, events(army, event([6]))), (7, events(army, event([6, 7], counts=[wounded])))
    ).events
    assert sorted(c.what for c in only.counts) == ["killed", "wounded"]


def test_a_report_that_says_all_of_another_is_the_same() -> None:
    army = [actor("a1", "army", None)]
    bare = event([6], counts=[], when=event([6])["when"] | {"text_src": None, "basis": "none"})
    bare["place"] = bare["place"] | {"name_en": None, "name_src": None, "kind": "unknown"}
    (killed,) = event([6])["counts"]
    more = [killed | {"what": w, "text_src": w, "min": n} for n, w in enumerate(("killed", "fled"))]
    full = event([6, 7], counts=[killed, *more], with1=["a1"])
    assert len(merged((1, events(army, bare)), (7, events(army, full))).events) == 1


class Claims(Block):
    claims: list[KeyFact]


def test_claims_of_one_sentence_by_one_voice_stay_two_unless_one_says_all_of_the_other() -> None:
    def claims(*said: tuple[list[int], str]) -> Claims:
        facts = [KeyFact(sentences=n, fact=text, attributed_to="SANA") for n, text in said]
        return Claims(claims=facts)

    one = claims(([6], "The army took al-Nakhil."))
    other = claims(
        ([6, 7], "The army took al-Rumman."), ([6, 7], "The army took al-Nakhil at dawn.")
    )
    assert [c.fact for c in merged((1, one), (7, other)).claims] == [
        "The army took al-Nakhil at dawn.",
        "The army took al-Rumman.",
    ]


class Prosaic(Block):
    summary: Annotated[str, Reads()] | None
    claims: list[KeyFact]


def test_prose_about_the_whole_article_is_not_the_first_chunk_s() -> None:
    assert merges(Claims)
    assert not merges(Prosaic)


def test_those_whom_a_chunk_tells_apart_stay_two() -> None:
    military = [
        actor("a1", "military source in Sanaa", "مصدر عسكري"),
        actor("a2", "military source in Hodeidah", "مصدر عسكري"),
    ]
    one = events(military, event([1], actor1="a1", actor2="a2"))
    again = events(military[::-1], event([8], actor1="a1", actor2="a2"))
    whole = merged((1, one), (7, again))
    assert [a.name_en for a in whole.actors] == [a["name_en"] for a in military]
    assert [(e.actor1, e.actor2) for e in whole.events] == [("a1", "a2")] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name_en": "Ministry of Defence", "country": "Syria"}, {"country": "Iran"}),
        ({"name_en": "Syrian army", "kind": "State forces"}, {"kind": "Rebel group"}),
    ],
)
def test_those_who_share_a_name_only_are_two(one: Json, other: Json) -> None:
    name = one["name_en"] if "country" in one else "rebel army"
    first = actor("a1", "", "الجيش") | one
    second = actor("a1", name, "الجيش") | other
    whole = merged((1, events([first], event([1]))), (7, events([second], event([8]))))
    assert [e.actor1 for e in whole.events] == ["a1", "a2"]


def test_what_only_a_later_chunk_says_of_a_party_is_kept() -> None:
    one = events([actor("a1", "army", None)], event([1]))
    other = events([actor("a1", "army", "الجيش") | {"country": "Syria"}], event([8]))
    (only,) = merged((1, one), (7, other)).actors
    assert (only.name_src, only.country) == ("الجيش", "Syria")


CONTENT = st.fixed_dictionaries(
    {
        "sentences": st.lists(st.integers(-2, 3), min_size=1, max_size=3, unique=True),
        "actor1": st.sampled_from(["a1", "a2"]),
        "sub_event_type": st.sampled_from(["Attack", "Agreement"]),
    }
)
NAME = st.sampled_from(["army", "ISIS", "residents", "the army"])
SOURCE = st.sampled_from([None, "الجيش", "داعش"])


def shown(before: int, content: Json) -> Json:
    """An event of a chunk of four sentences, after so many; two of them are its context."""
    numbers = {max(1, before + 1 + n) for n in content["sentences"]}
    return event(**content | {"sentences": sorted(numbers)})


@steady
@given(
    st.lists(
        st.tuples(st.tuples(NAME, SOURCE), st.tuples(NAME, SOURCE), st.lists(CONTENT, max_size=3)),
        min_size=2,
        max_size=3,
    )
)
def test_merging_loses_no_event_and_no_party(chunks: list[Any]) -> None:
    pieces: list[tuple[int, Any]] = [
        (
            1 + 4 * n,
            events([actor("a1", *one), actor("a2", *other)], *(shown(4 * n, c) for c in found)),
        )
        for n, (one, other, found) in enumerate(chunks)
    ]
    whole = merged(*pieces)
    assert not faults(whole, 12)
    names = {name for a in whole.actors for name in (a.name_en, a.name_src)}
    for first, said in pieces:
        assert all(names & {a.name_en, a.name_src} - {None} for a in said.actors)
        assert len(whole.actors) >= len(said.actors)
        own = [e for e in said.events if max(e.sentences) >= first]
        assert len(whole.events) >= len(own)
        for found in own:
            assert any(set(found.sentences) <= set(e.sentences) for e in whole.events)
