"""Blocking: what may be one incident meets, and a crowd in one place stays cheap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from llmx.incidents import blocking
from llmx.incidents.blocking import candidates
from llmx.incidents.comparing import compare
from tests.builders import steady
from tests.incidents.support import count, event, record, told
from tests.incidents.test_comparing import _EVENTS


@steady
@given(st.lists(_EVENTS, min_size=2, max_size=8))
def test_what_would_be_linked_meets(events: list[dict[str, object]]) -> None:
    reports = told(*(record(f"a{n}", each) for n, each in enumerate(events)))
    linked = {
        (one, other)
        for one in range(len(reports))
        for other in range(one + 1, len(reports))
        if compare(reports[one], reports[other]).linked
    }
    assert linked <= set(candidates(reports))


def test_pairs_come_once_and_in_order() -> None:
    reports = told(*(record(f"a{n}", event()) for n in range(5)))
    found = list(candidates(reports))
    assert found == sorted(set(found))
    assert found == [(one, other) for one in range(5) for other in range(one + 1, 5)]


def test_reports_of_other_places_and_days_do_not_meet() -> None:
    reports = told(
        record("a", event("A raid.", place="Nakhla")),
        record("b", event("A raid.", place="Sidra")),
        record("c", event("A raid.", place="Nakhla", day="2019-05-01")),
        record("d", event("A raid.", place=None, day=None)),
    )
    assert list(candidates(reports)) == []


def test_a_crowd_is_cut_finer_and_alike_still_meet() -> None:
    crowd = 4 * blocking.MOST
    events = [event("A raid.", counts=[count("killed", 10 + n // 2)]) for n in range(crowd)]
    reports = told(*(record(f"a{n:04}", each) for n, each in enumerate(events)))
    found = set(candidates(reports))
    assert {(n, n + 1) for n in range(0, crowd, 2)} <= found
    assert len(found) < crowd * 2 * blocking.WINDOW


def test_the_same_crowd_without_particulars_stays_cheap_too() -> None:
    crowd = 4 * blocking.MOST
    reports = told(*(record(f"a{n:04}", event("A raid.")) for n in range(crowd)))
    found = set(candidates(reports))
    assert crowd < len(found) <= crowd * blocking.WINDOW
