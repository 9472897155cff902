"""Printings: one text is one telling, a changed figure makes another."""

from __future__ import annotations

from typing import Any

from llmx.incidents import printings, run
from llmx.incidents.incident import Incident
from llmx.incidents.report import Report
from tests.incidents.support import count, event, record, told

Json = dict[str, Any]
TEXT = [
    "Warplanes struck the covered market of Nakhla early on Sunday, as the traders came in.",
    "Rescuers searched the rubble until the evening, and the road to the coast stayed closed.",
    "A second wave hit the old customs house, which had stood empty since the spring.",
]


def _printed(ident: str, *sentences: str, killed: int = 14, **changes: Any) -> Json:
    toll = [count("killed", killed, who="civilians")]
    told_so = event(counts=toll, claimed_by=[])
    return record(ident, told_so, outlet=f"Outlet {ident}", sentences=list(sentences), **changes)


def _firsts(*records: Json) -> dict[str, str]:
    return dict(printings.firsts(told(*records)))


def _incident(*records: Json) -> Incident:
    (found,) = run.incidents(told(*records))
    return found


def test_the_same_text_is_one_however_short() -> None:
    found = _firsts(*(_printed(ident, "Jets hit Nakhla.") for ident in "abc"))
    assert found == {"a": "a", "b": "a", "c": "a"}


def test_nearly_the_same_text_is_one_and_another_is_not() -> None:
    copied = [*TEXT, "(Agency)"]
    respelled = [sentence.replace("Sunday,", "SUNDAY —") for sentence in TEXT]
    own = ["Traders in Nakhla told us of two raids on their market.", *TEXT[:1], "All is closed."]
    found = _firsts(
        _printed("a", *TEXT), _printed("b", *copied), _printed("c", *respelled), _printed("d", *own)
    )
    assert found == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_a_text_in_another_language_or_with_another_toll_is_no_printing() -> None:
    copied = [*TEXT, "(Agency)"]
    assert len(set(_firsts(_printed("a", *TEXT), _printed("b", *copied, killed=9)).values())) == 2
    translated = _printed("b", *copied, language="fa")
    assert len(set(_firsts(_printed("a", *TEXT), translated).values())) == 2


def test_short_texts_are_one_only_to_the_letter() -> None:
    found = _firsts(_printed("a", "Jets hit Nakhla."), _printed("b", "Jets hit Nakhla!"))
    assert found == {"a": "a", "b": "b"}


def test_the_article_that_tells_most_stands_for_a_text() -> None:
    more = record(
        "b",
        event(counts=[count("killed", 14, who="civilians"), count("wounded", 3)], claimed_by=[]),
        outlet="Outlet b",
        sentences=TEXT,
    )
    reports = told(_printed("a", *TEXT), more)
    assert printings.firsts(reports) == {"b": "b", "a": "b"}


def test_a_printing_claims_nothing_anew_and_keeps_what_it_adds() -> None:
    added = record(
        "b",
        event(counts=[count("killed", 14, who="civilians")], claimed_by=[]),
        event("A fire burned two stalls.", counts=[count("places", 2)], claimed_by=[]),
        sentences=TEXT,
        outlet="Outlet b",
    )
    reports = told(added, _printed("a", *TEXT))
    once = {report.key[0]: report for report in printings.once(reports, {"a": "b", "b": "b"})}
    assert once["a"].figures == ()
    assert once["a"].voices == once["b"].voices
    other: list[Report] = printings.once(told(_printed("a", *TEXT), added), {"a": "a", "b": "a"})
    kept = [figure for report in other for figure in report.figures]
    assert [(figure.what, figure.voices[0].name) for figure in kept] == [
        ("killed", "Outlet a"),
        ("places", "Outlet a"),
    ]


def test_it_is_counted_once_and_every_printing_is_listed() -> None:
    other = record(
        "z",
        event(counts=[count("killed", 14, who="civilians")], claimed_by=["s2"]),
        outlet="Outlet z",
    )
    found = _incident(*(_printed(ident, *TEXT) for ident in "abc"), other)
    assert (found.articles, found.tellings) == (4, 2)
    assert [report.telling for report in found.reports] == [1, 1, 1, 2]
    (toll,) = found.figures
    said = [claim.claimed_by[0].name for claim in toll.claims]
    assert said == ["Outlet a", "residents of the town"]
