"""Parts: what one article tells as a part of another event of it, and what it tells apart."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.incidents.report import Part
from tests.incidents.support import count, event, record, told

Json = dict[str, Any]

WHOLE = event("Fighting in Nakhla killed 14.", kind="Armed clash", counts=[count("killed", 14)])
SENTENCES = [f"Sentence {n}." for n in range(1, 7)]


def _part(*events: Json, at: int = 1, **changes: Any) -> Part | None:
    found = told(record("a", *events, sentences=SENTENCES, **changes))
    return found[at].part


def _how(part: Json, whole: Json = WHOLE) -> str | None:
    found = _part(whole, part)
    return found.how if found else None


@pytest.mark.parametrize(
    ("changes", "how"),
    [
        ({"kind": "Other", "actor1": None, "actor2": None, "sentences": [2]}, "outcome"),
        ({"kind": "Other", "actor1": None, "actor2": None, "sentences": [3]}, "outcome"),
        ({"kind": "Other", "actor1": None, "place": "Sidra", "sentences": [3]}, None),
        ({"kind": "Arrests", "sentences": [1]}, "outcome"),
        ({"kind": "Arrests", "sentences": [2]}, "outcome"),  # by who takes part in the fight
        ({"kind": "Arrests", "sentences": [2], "place": "Sidra"}, None),
        ({"kind": "Arrests", "sentences": [1], "day": "2019-03-13"}, "sequel"),
        ({"kind": "Arrests", "sentences": [1], "day": "2019-03-07"}, None),
        ({"kind": "Arrests", "sentences": [1], "factuality": "background"}, None),
        ({"kind": "Arrests", "sentences": [1], "factuality": "planned"}, None),
        ({"kind": "Arrests", "sentences": [1], "in_aggregate": True}, None),
        ({"kind": "Agreement", "sentences": [1]}, None),
        ({"kind": "Peaceful protest", "sentences": [1]}, None),
        ({"kind": "Attack", "sentences": [2]}, "phase"),
        ({"kind": "Attack", "sentences": [2], "place": "Sidra"}, None),
        ({"kind": "Attack", "sentences": [2], "day": None, "counts": [count("killed", 5)]}, None),
        ({"kind": "Attack", "sentences": [2], "actor1": "a2", "actor2": None}, None),
        ({"kind": "Sexual violence", "sentences": [2]}, "phase"),
        ({"kind": "Sexual violence", "sentences": [2], "actor1": "a2", "actor2": None}, None),
        ({"kind": "Armed clash", "sentences": [1]}, None),  # of one kind: told as two
        ({"kind": "Armed clash", "sentences": [2], "factuality": "denied"}, "account"),
        ({"kind": "Armed clash", "sentences": [4], "factuality": "denied"}, "account"),
    ],
)
def test_what_is_told_beside_an_event(changes: Json, how: str | None) -> None:
    given = {"summary": "It was said.", **changes}
    assert _how(event(given.pop("summary"), **given)) == how


def test_those_who_fled_are_elsewhere_and_of_the_incident() -> None:
    given: Json = {"kind": "Other", "actor1": None, "actor2": None, "place": "Sidra", "day": None}
    fled = event("600 fled.", counts=[count("displaced", 600)], sentences=[2], **given)
    assert _how(fled) == "outcome"
    assert _how(fled | {"counts": [count("killed", 6)]}) is None
    assert _how(fled | {"sentences": [3]}) == "outcome"
    assert _how(fled | {"actor1": "a2"}) is None


def test_a_quarter_is_of_the_town_that_was_named_where_both_sides_are_the_same() -> None:
    fight = event("The town fell.", kind="Government regains territory", in_admin1="Zor")
    quarter: Json = {"place": "Kashef", "in_kind": "part_of_town", "in_admin1": "Zor"}
    gunfire = event("Gunfire.", kind="Armed clash", sentences=[2], **quarter)
    assert _how(gunfire, fight) == "phase"
    assert _how(gunfire | {"actor2": "a2"}, fight) is None
    elsewhere = quarter | {"place": "Kashef, Sidra"}
    assert _how(event("Gunfire.", kind="Armed clash", sentences=[2], **elsewhere), fight) is None


def test_what_a_side_claims_without_a_day_is_an_account_in_the_province() -> None:
    site: Json = {"in_kind": "site_or_feature", "in_admin1": "Zor"}
    camp = event("A strike hit Camp Rasha.", place="Camp Rasha", **site)
    base = event(
        "A base was hit.", place="Sahn", day=None, claimed_by=["s2"], sentences=[2], **site
    )
    assert _how(base, camp) == "account"
    assert _how(base | {"claimed_by": ["s1"]}, camp) is None
    dated = event("A base was hit.", place="Sahn", claimed_by=["s2"], sentences=[2], **site)
    assert _how(dated, camp) is None


def test_a_title_brings_nothing_together() -> None:
    theirs: Json = {"kind": "Arrests", "actor1": "a2", "actor2": None, "day": "2019-03-14"}
    arrests = event("Three were held.", sentences=[1, 4], **theirs)
    whole = WHOLE | {"sentences": [1, 2]}
    value = record("a", whole, arrests, sentences=SENTENCES)
    assert told(value)[1].part is not None
    value["article"]["sentences"][0]["title"] = True
    assert told(value)[1].part is None


def test_a_part_is_of_the_event_that_shares_most_with_it_and_never_of_a_part() -> None:
    first = event("A strike on Nakhla.", sentences=[1, 2])
    second = event("A truce.", kind="Agreement", sentences=[2, 3])
    arrests = event("Arrests.", kind="Arrests", sentences=[2, 3])
    closed = event("Closed.", kind="Other", actor1=None, actor2=None, sentences=[3, 4])
    root = "/answers/events/events/0"
    assert _part(first, second, arrests, closed, at=1) is None
    assert _part(first, second, arrests, closed, at=2) == Part(root, "outcome")
    assert _part(first, second, arrests, closed, at=3) == Part(root, "outcome")
    assert _part(first, second, arrests, closed, at=0) is None
