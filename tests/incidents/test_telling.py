"""Telling: an incident has all its reports, says why it is one, and fits the published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from llmx.incidents import run
from llmx.incidents.incident import Incident, json_schema
from tests.incidents.support import count, event, record, told

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]


def _two_accounts() -> list[Incident]:
    return list(
        run.incidents(
            told(
                record(
                    "a",
                    event(
                        "The army said it bombed positions in Nakhla, killing 14 fighters.",
                        counts=[count("killed", 14, who="actor2")],
                        actor2="a2",
                    ),
                    outlet="Army News",
                    url="https://army.example/1",
                    title="عنوان",
                ),
                record(
                    "b",
                    event(
                        "Residents said warplanes bombed Nakhla, killing 14 civilians.",
                        counts=[count("killed", 14, who="civilians"), count("wounded", 30, None)],
                        claimed_by=["s2"],
                    ),
                    outlet="Nakhla Press",
                    language="fa",
                ),
                record("c", event("A raid.", day=None), outlet="Radio", published="2019-03-10"),
            )
        )
    )


def test_an_incident_has_all_its_reports_with_their_sentences() -> None:
    incident, other = _two_accounts()
    assert [report.cite.article for report in incident.reports] == ["a", "b"]
    assert [report.outlet for report in incident.reports] == ["Army News", "Nakhla Press"]
    assert incident.articles == 2
    assert incident.kinds == ["Air/drone strike"]
    assert (incident.days.first, incident.days.basis) == ("2019-03-10", "stated")
    assert (incident.place.name, incident.place.country) == ("Nakhla", "Karam")
    assert {voice.name for voice in incident.voices} == {
        "an army spokesman",
        "residents of the town",
    }
    assert other.days.basis == "none"


def test_it_says_why_it_is_one_in_words_and_fields() -> None:
    incident, _ = _two_accounts()
    (link,) = incident.links
    assert (link.one.article, link.other.article) == ("a", "b")
    words = [reason.words for reason in link.reasons]
    assert "the same day, 2019-03-10" in words
    assert "the same place, Nakhla" in words
    assert "the same figure: 14 killed" in words
    assert link.score == pytest.approx(sum(reason.weight for reason in link.reasons))


def test_it_says_what_may_be_the_same_from_both_sides() -> None:
    incident, other = _two_accounts()
    (one,), (back,) = incident.possibly, other.possibly
    assert (one.incident, back.incident) == (other.id, incident.id)
    assert (one.one, one.other) == (back.other, back.one)
    assert one.why_not == "neither a day nor a particular in common"


def test_it_says_what_is_contradicted_and_what_one_side_says() -> None:
    incident, _ = _two_accounts()
    assert [point.about for point in incident.contradictions] == ["who was hit"]
    assert [only.says for only in incident.only] == [
        "killed (Dawn Front): 14",
        "killed (civilians): 14",
        "wounded: at least 30",
    ]


def test_the_summary_is_of_the_main_event() -> None:
    hit = event("A clinic was hit.", counts=[count("wounded", 9)], day=None, kind="Armed clash")
    held = event("Three were held.", kind="Arrests", counts=[count("captured", 30)])
    denied = event(
        "The army denies 90 dead.", counts=[count("killed", 90)], factuality="denied", day=None
    )
    (incident,) = run.incidents(told(record("a", held, hit, denied)))
    assert incident.summary == "A clinic was hit."
    assert incident.cite.path == "/answers/events/events/1"


def test_of_events_that_harmed_as_many_the_one_that_most_tell_of_is_the_main_one() -> None:
    one = event("One says.", counts=[count("killed", 9)])
    two = event("Two say.", counts=[count("killed", 9)], claimed_by=["s1", "s2"])
    (incident,) = run.incidents(told(record("a", one), record("b", two)))
    assert incident.summary == "Two say."


def test_it_says_whose_account_the_summary_is_where_accounts_differ() -> None:
    incident, other = _two_accounts()
    assert [voice.name for voice in incident.account] == ["residents of the town"]
    assert other.account == []


def test_ids_are_of_the_reports() -> None:
    one, other = _two_accounts()
    again, _ = _two_accounts()
    assert one.id == again.id != other.id
    (changed,) = run.incidents(told(record("z", event())))
    assert changed.id not in (one.id, other.id)


def test_every_statement_stands_somewhere() -> None:
    for incident in _two_accounts():
        value = incident.model_dump(mode="json", by_alias=True)
        cites = list(_cites(value))
        assert len(cites) >= 4
        for cite in cites:
            assert cite["sentences"]
            assert cite["path"].startswith("/answers/events/events/")


def _cites(value: Any) -> Any:
    if isinstance(value, dict):
        if {"article", "path", "sentences"} == set(value):
            yield value
        for inner in value.values():
            yield from _cites(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cites(inner)


def test_the_contract_is_strict() -> None:
    value = json.loads(run.line(_two_accounts()[0]))
    assert Incident.model_validate_json(json.dumps(value)).id == value["id"]
    for broken in (value | {"more": 1}, value | {"id": "x"}, value | {"reports": []}):
        with pytest.raises(ValidationError):
            Incident.model_validate_json(json.dumps(broken))


def test_the_published_schema() -> None:
    published = (ROOT / "schemas/incident.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == json_schema()


def test_what_came_of_an_incident_is_in_it_and_contradicts_nothing() -> None:
    fight = event("Fighting in Nakhla killed 14.", kind="Armed clash")
    held = event("Three were held.", kind="Arrests", day="2019-03-11", actor2=None)
    (incident,) = run.incidents(told(record("a", fight, held)))
    assert len(incident.reports) == 2
    assert incident.contradictions == []
    (link,) = incident.links
    assert [r.words for r in link.reasons if r.what == "part"] == [
        "one article tells one as what came of the other"
    ]


def test_what_came_days_later_does_not_date_an_incident() -> None:
    fight = event("Fighting in Nakhla killed 14.", kind="Armed clash")
    held = event("Three suspects were held.", kind="Arrests", day="2019-03-15", actor2=None)
    (incident,) = run.incidents(told(record("a", fight, held)))
    assert (incident.days.first, incident.days.last) == ("2019-03-10", "2019-03-10")
    assert "days later" in " ".join(r.words for r in incident.links[0].reasons)
