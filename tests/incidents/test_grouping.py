"""Grouping: every event in one incident, the same in any order, and none made by a chain."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from llmx.incidents import run
from llmx.incidents.comparing import compare
from llmx.incidents.grouping import VOUCHING, group
from tests.builders import steady
from tests.incidents.support import count, event, record, told
from tests.incidents.test_comparing import _EVENTS

Json = dict[str, Any]


def _groups(*records: Json) -> list[set[str]]:
    """The groups as the articles in them; each article tells one event."""
    reports = told(*records)
    return [{reports[i].cite.article for i in each} for each in group(reports).members]


def test_one_incident_in_several_articles_and_another_beside_it() -> None:
    toll = [count("killed", 14)]
    assert _groups(
        record("a", event(counts=toll)),
        record("b", event("Shells hit the market of Nakhla.", counts=toll, kind="Attack")),
        record("c", event("A raid on a prison in Sidra.", place="Sidra")),
    ) == [{"a", "b"}, {"c"}]


def test_a_report_that_fits_two_incidents_does_not_make_them_one() -> None:
    market = event("A market in Nakhla was bombed, killing 14.", counts=[count("killed", 14)])
    hospital = event("A hospital in Nakhla was bombed, killing 61.", counts=[count("killed", 61)])
    vague = event("Warplanes struck Nakhla.")
    reports = told(record("a", market), record("b", vague), record("c", hospital))
    assert compare(reports[0], reports[1]).linked
    assert compare(reports[1], reports[2]).linked
    found = group(reports)
    assert not any({0, 2} <= set(members) for members in found.members)
    assert any("of other targets" in held.why for held in found.held)


def test_days_do_not_chain() -> None:
    toll = [count("killed", 37)]
    days = ["2019-03-10", "2019-03-11", "2019-03-12", "2019-03-13"]
    reports = told(*(record(f"a{d}", event(day=d, counts=toll)) for d in days))
    assert all(compare(one, other).linked for one, other in pairwise(reports))
    for members in group(reports).members:
        known = [reports[i].days for i in members]
        assert max(d.first for d in known if d) - min(d.first for d in known if d) <= 1


def test_what_is_close_is_held_with_the_reason() -> None:
    reports = told(
        record("a", event("A raid.", day=None)),
        record("b", event("A raid.")),
        record("c", event("A raid.", day="2019-03-11")),
    )
    found = group(reports)
    assert found.members == ((0,), (1,), (2,))
    assert [held.why for held in found.held] == [
        "neither a day nor a particular in common",
        "neither a day nor a particular in common",
        "what they have in common weighs 5, where 5.25 makes two reports one",
    ]


def test_links_are_as_many_as_they_need_be() -> None:
    reports = told(*(record(f"a{n:02}", event()) for n in range(2 * VOUCHING)))
    found = group(reports)
    assert len(found.members) == 1
    assert len(found.links) == len(reports) - 1


@steady
@given(st.lists(st.lists(_EVENTS, max_size=3), max_size=5), st.randoms(use_true_random=False))
def test_a_partition_in_whatever_order(articles: list[list[Json]], order: Any) -> None:
    reports = told(*(record(f"a{n}", *events) for n, events in enumerate(articles)))
    found = group(reports)
    assert sorted(i for members in found.members for i in members) == list(range(len(reports)))
    shuffled = list(reports)
    order.shuffle(shuffled)
    assert list(run.incidents(shuffled)) == list(run.incidents(reports))


@steady
@given(st.lists(_EVENTS, min_size=2, max_size=8))
def test_nothing_impossible_is_in_one_group_and_every_link_has_a_ground(events: list[Json]) -> None:
    reports = told(*(record(f"a{n}", each) for n, each in enumerate(events)))
    found = group(reports)
    for members in found.members:
        inside = [reports[i] for i in members]
        assert not any(compare(one, other).barred for one in inside for other in inside)
    assert all(link.comparison.linked for link in found.links)
    of = {i: members for members in found.members for i in members}
    assert all(of[held.link.one] != of[held.link.other] for held in found.held)


def test_what_one_article_tells_as_a_part_is_where_its_whole_is() -> None:
    clash = event("A fight in Nakhla killed 14.", kind="Armed clash", counts=[count("killed", 14)])
    closed = event(
        "The refinery was closed.", kind="Other", actor1=None, actor2=None, place=None, day=None
    )
    found = group(told(record("a", clash, closed), record("b", clash)))
    assert found.members == ((0, 1, 2),)
    assert [link.comparison.linked for link in found.links] == [True, True]
    assert {r.what for r in found.links[0].comparison.reasons} >= {"part"}


def _articles(start: str, *events: Json) -> list[Json]:
    return [record(f"{start}{n}", each) for n, each in enumerate(events)]


def test_two_that_are_each_well_told_stay_two() -> None:
    few = event("A raid killed 4.", counts=[count("killed", 4)])
    many = event("A raid killed 31.", counts=[count("killed", 31)])
    assert _groups(*_articles("a", few, few), *_articles("b", many, many)) == [
        {"a0", "a1"},
        {"b0", "b1"},
    ]
    assert len(_groups(*_articles("a", few, few), *_articles("b", many))) == 1  # one side's toll
    named = "A raid killed commander Abu Yazan al-Darwish."
    assert (
        len(
            _groups(
                *_articles("a", *[few | {"summary_en": named}] * 2),
                *_articles("b", *[many | {"summary_en": named}] * 2),
            )
        )
        == 1
    )


def test_days_on_which_several_articles_agree_are_two() -> None:
    raid = event("A raid on a market.")
    after = event("A raid on a market.", day="2019-03-11")
    assert _groups(*_articles("a", raid, raid), *_articles("b", after, after)) == [
        {"a0", "a1"},
        {"b0", "b1"},
    ]
    assert len(_groups(*_articles("a", raid, raid), *_articles("b", after))) == 1
    dead = [count("killed", 14)]  # of a night that some count to the day before
    first, second = [raid | {"counts": dead}] * 2, [after | {"counts": dead}] * 2
    assert len(_groups(*_articles("a", *first), *_articles("b", *second))) == 1


def test_articles_agree_on_a_toll_with_texts_of_their_own_and_not_as_printings() -> None:
    raid = "An air strike killed people."

    def groups(*texts: str) -> tuple[tuple[int, ...], ...]:
        first = [
            record(
                f"a{n}",
                event(raid, counts=[count("killed", 14)]),
                sentences=[text, "More follows."],
            )
            for n, text in enumerate(texts)
        ]
        other = event(raid, counts=[count("killed", 30)], claimed_by=["s2"])
        return group(told(*first, record("b1", other), record("b2", other))).members

    assert groups("Jets hit Nakhla.", "Nakhla was bombed.") == ((0, 1), (2, 3))
    assert groups("Jets hit Nakhla.", "Jets hit Nakhla.") == ((0, 1, 2, 3),)
