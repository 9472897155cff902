"""Claims: who says what, from the lowest figure to the highest, and where they contradict."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.incidents import claims
from llmx.incidents.claims import Position, Tally, bounds, label
from llmx.incidents.report import Report
from llmx.incidents.sides import Sides
from tests.incidents.support import count, event, record, told

Json = dict[str, Any]


def _tallies(*records: Json) -> list[Tally]:
    reports = told(*records)
    return claims.tallies(reports, Sides(reports))


def _points(*records: Json) -> dict[str, list[Position]]:
    reports = told(*records)
    return dict(claims.contradictions(reports, Sides(reports)))


def _strike(outlet: str, *counts: Json, **changes: Any) -> Json:
    return record(outlet, event(counts=list(counts), **changes), outlet=outlet)


def test_figures_go_from_the_lowest_to_the_highest_with_their_claimants() -> None:
    (tally,) = _tallies(
        _strike("a", count("killed", 14, who="civilians")),
        _strike("b", count("killed", 9, None, who="civilians", claimed_by=["s2"])),
        _strike("c", count("killed", None, None, who="civilians", text_src="dozens")),
    )
    assert [claim.figure.text for claim in tally.claims] == ["9", "14", "dozens"]
    assert tally.claims[0].figure.voices[0].name == "residents of the town"
    assert (min(tally.numbers), max(tally.numbers)) == (9, 14)
    assert tally.agreed  # "at least 9" is true of 14
    assert not tally.open


def test_figures_that_no_number_fits_do_not_agree() -> None:
    (tally,) = _tallies(_strike("a", count("killed", 14)), _strike("b", count("killed", 20, None)))
    assert not tally.agreed
    assert tally.open
    found = claims.disagreeing(tally)
    assert [position.says for position in found] == ["killed: 14", "killed: at least 20"]


def test_a_part_of_a_toll_is_no_claim_of_its_own() -> None:
    total = count("killed", 14, who="civilians")
    part = count("killed", 3, who="civilians", item_en="guests, among the 14")
    (tally,) = _tallies(_strike("a", part, total), _strike("b", count("killed", 15, who="actor2")))
    assert [(claim.figure.low, claim.part) for claim in tally.claims] == [
        (14, False),
        (15, False),
        (3, True),
    ]
    assert tally.numbers == [14, 14, 15, 15]


def test_a_smaller_figure_of_a_voice_is_no_part_unless_words_say_so() -> None:
    one, two = count("killed", 1, who="civilians"), count("killed", 2, who="civilians")
    (tally,) = _tallies(_strike("a", one | {"item_en": "driver"}, two | {"item_en": "guests"}))
    assert [(claim.figure.low, claim.part) for claim in tally.claims] == [(1, False), (2, False)]
    assert (tally.numbers, tally.agreed) == ([2, 2], True)


@pytest.mark.parametrize(
    ("sentence", "one", "other"),
    [
        ("قتل 28 عنصرا بينهم 2 من القادة.", "28", "2"),
        ("۲۸ تن از جمله ۲ فرمانده کشته شدند.", "۲۸", "۲"),
        ("Погибли 28 человек, в том числе 2 командира.", "28", "2"),
    ],
)
def test_the_sentence_may_say_that_a_figure_is_a_part(sentence: str, one: str, other: str) -> None:
    counts = [count("killed", 28, text_src=one), count("killed", 2, text_src=other)]
    (tally,) = _tallies(record("a", event(counts=counts), sentences=[sentence]))
    assert [(claim.figure.low, claim.part) for claim in tally.claims] == [(28, False), (2, True)]


def test_what_stands_side_by_side_agrees_with_all_that_it_may_come_to() -> None:
    def agreed(number: int) -> bool:
        counts = [count("killed", n, who="civilians", text_src=f"n{n}") for n in (28, 1, 2)]
        other = _strike("b", count("killed", number, who="civilians"))
        (tally,) = _tallies(_strike("a", *counts), other)
        return tally.agreed

    assert [agreed(number) for number in (27, 28, 31, 32)] == [False, True, True, False]


def test_an_article_that_tells_a_figure_twice_tells_it_once() -> None:
    toll = count("killed", 14, who="civilians")
    (tally,) = _tallies(record("a", event(counts=[toll]), event(counts=[toll])))
    assert [[figure.low for figure in told] for told in tally.tellings] == [[14]]


def test_a_voice_does_not_contradict_itself() -> None:
    tolls = [event(counts=[count("killed", n, who="civilians")]) for n in (3, 5)]
    (tally,) = _tallies(record("a", *tolls))
    assert tally.agreed
    assert not _tallies(record("a", tolls[0]), record("b", tolls[1]))[0].agreed


def test_children_are_counted_apart_and_other_words_for_all_are_not() -> None:
    found = _tallies(
        _strike("a", count("killed", 14, item_en="people"), count("killed", 5, item_en="children")),
        _strike("b", count("killed", 16, item_en="civilians"), count("killed", 4, item_en="boys")),
    )
    assert [(t.item, len(t.claims)) for t in found] == [(None, 2), ("children", 2)]


def test_the_dead_of_nobody_in_particular_are_those_of_the_only_others() -> None:
    (tally,) = _tallies(
        _strike("a", count("killed", 14, who="civilians")), _strike("b", count("killed", 14))
    )
    assert tally.whose == "civilians"
    both = _tallies(
        _strike("a", count("killed", 14, who="actor1"), count("killed", 3, who="civilians")),
        _strike("b", count("killed", 14)),
    )
    assert [tally.whose for tally in both] == [None, "Karami army", "civilians"]


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("gunmen", "14"),
        ("militants", "14"),
        (None, "أربعة عشر مسلحاً"),
        (None, "۱۴ تروریست"),
        (None, "14 боевиков"),
        ("soldiers", "14"),
    ],
)
def test_people_who_are_said_to_be_others_are_no_civilians(item: str | None, text: str) -> None:
    civilians, others = _tallies(
        _strike("a", count("killed", 9, None, who="civilians")),
        _strike("b", count("killed", 14, who="unknown", item_en=item, text_src=text)),
    )
    assert (civilians.whose, civilians.numbers) == ("civilians", [9])
    assert (others.whose, others.numbers) == ("unknown", [14, 14])
    assert others.item == (item or "gunmen")


@pytest.mark.parametrize("item", [None, "people", "persons killed", "civilians"])
def test_people_of_whom_nothing_is_said_are_the_only_others(item: str | None) -> None:
    (tally,) = _tallies(
        _strike("a", count("killed", 9, None, who="civilians")),
        _strike("b", count("killed", 14, who="unknown", item_en=item)),
    )
    assert tally.whose == "civilians"


def test_people_with_a_word_of_their_own_are_no_fighters() -> None:
    police = count("wounded", 15, who="actor1", item_en="local police")
    patients = count("wounded", 20, who="unknown", item_en="people brought to the clinic")
    found = _tallies(_strike("a", police), _strike("b", patients))
    assert [(tally.whose, tally.numbers[0]) for tally in found] == [
        ("Karami army", 15),
        ("unknown", 20),
    ]


def test_an_event_that_counts_the_unknown_apart_says_that_they_are_others() -> None:
    known, unknown = count("killed", 9, who="civilians"), count("killed", 14, who="unknown")
    assert len(_tallies(_strike("a", known, unknown | {"claimed_by": ["s2"]}))) == 2


def test_rival_tolls_of_one_event_contradict_each_other() -> None:
    rivals = _strike(
        "a",
        count("killed", 9, who="civilians", claimed_by=["s2"]),
        count("killed", 14, who="unknown", item_en="gunmen"),
    )
    said = {p.says: [v.name for v in p.voices] for p in _points(rivals)["who was hit"]}
    assert said == {"civilians": ["residents of the town"], "gunmen": ["an army spokesman"]}


def test_what_several_voices_add_to_each_other_is_no_contradiction() -> None:
    both = _strike(
        "a",
        count("killed", 9, who="civilians", claimed_by=["s2"]),
        count("wounded", 4, who="actor1"),
    )
    assert "who was hit" not in _points(both)


def test_gunmen_may_be_those_whom_another_names() -> None:
    named = event(counts=[count("killed", 9, who="actor2")], actor2="a2")
    unnamed = event(counts=[count("killed", 9, who="unknown", item_en="gunmen")])
    assert "who was hit" not in _points(record("a", named), record("b", unnamed))


def test_things_are_counted_by_what_they_are() -> None:
    found = _tallies(
        _strike(
            "a",
            count("equipment_destroyed", 2, item_en="Tanks"),
            count("equipment_destroyed", 5, item_en="houses"),
        ),
        _strike("b", count("equipment_destroyed", 3, item_en="tanks")),
    )
    assert [(t.item, len(t.claims)) for t in found] == [("houses", 1), ("tanks", 2)]


@pytest.mark.parametrize(
    ("one", "other", "about", "positions"),
    [
        (
            event(),
            event(actor1="a2", claimed_by=["s2"]),
            "by whom",
            ["Dawn Front", "Karami army"],
        ),
        (
            event(kind="Armed clash", territory="changed_hands"),
            event(kind="Armed clash", territory="attack_repelled", actor1="a2"),
            "outcome",
            ["Karami army took the place", "the attack was repelled"],
        ),
        (
            event(kind="Armed clash", territory="changed_hands"),
            event(kind="Armed clash", territory="changed_hands", factuality="denied"),
            "outcome",
            ["Karami army took the place", "not so: the place changed hands"],
        ),
        (
            event(),
            event(factuality="planned"),
            "done or not",
            ["it happened", "it is planned"],
        ),
        (
            event(),
            event(factuality="denied"),
            "done or not",
            ["it did not happen so", "it happened"],
        ),
        (
            event(counts=[count("killed", 9, who="civilians")]),
            event(counts=[count("killed", 9, who="actor2")], actor2="a2"),
            "who was hit",
            ["Dawn Front", "civilians"],
        ),
        (
            event(),
            event(kind="Remote explosive/landmine/IED"),
            "how",
            ["Air/drone strike", "Remote explosive/landmine/IED"],
        ),
        (event(), event(day="2019-03-11"), "day", ["2019-03-10", "2019-03-11"]),
    ],
)
def test_contradictions(one: Json, other: Json, about: str, positions: list[str]) -> None:
    found = _points(record("a", one), record("b", other))
    assert set(found) == {about} | ({"done or not"} & set(found))
    assert [position.says for position in found[about]] == positions
    cited = [cite.article for position in found[about] for cite in position.cites]
    assert sorted(cited) == ["a", "b"]


def test_a_fight_has_no_culprit_and_one_account_no_contradiction() -> None:
    fight = event(kind="Armed clash")
    assert _points(record("a", fight), record("b", fight | {"actor1": "a2", "actor2": "a1"})) == {}
    assert _points(record("a", event()), record("b", event())) == {}


def test_what_only_one_side_says() -> None:
    def alone(*records: Json) -> list[Position]:
        reports: list[Report] = told(*records)
        sides = Sides(reports)
        return list(claims.alone(reports, claims.tallies(reports, sides), sides))

    toll = count("killed", 14, who="civilians")
    hurt = count("wounded", 30, None, who="civilians")
    one = record("a", event(counts=[toll, hurt], claimed_by=["s2"]))
    other = record("b", event(counts=[toll]))
    (only,) = alone(one, other)
    assert only.says == "wounded (civilians): at least 30"
    assert [voice.name for voice in only.voices] == ["residents of the town"]
    assert alone(one) == []  # there is nobody else


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (34, 34, "34"),
        (30, 40, "30 to 40"),
        (30, None, "at least 30"),
        (None, 40, "up to 40"),
        (None, None, ""),
        (12000, 12000, "12,000"),
    ],
)
def test_bounds_in_words(low: int | None, high: int | None, words: str) -> None:
    assert bounds(low, high) == words


def test_labels() -> None:
    assert label("killed_or_wounded", "civilians", None) == "killed or wounded (civilians)"
    assert label("equipment_destroyed", None, "tanks") == "equipment destroyed: tanks"
    assert label("other", "ISIS", "new checkpoints") == "new checkpoints"
