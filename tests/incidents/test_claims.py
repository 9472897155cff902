"""Claims: who says what, from the lowest figure to the highest, and where they contradict."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.incidents import claims
from llmx.incidents.claims import Position, Sides, Tally, bounds, label
from llmx.incidents.report import Report
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
    total, part = count("killed", 14, who="civilians"), count("killed", 3, who="civilians")
    (tally,) = _tallies(_strike("a", part, total), _strike("b", count("killed", 15, who="actor2")))
    assert [(claim.figure.low, claim.part) for claim in tally.claims] == [
        (14, False),
        (15, False),
        (3, True),
    ]
    assert tally.numbers == [14, 14, 15, 15]


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
