"""Entries: what is decided on, what it is shown with, what it is filtered by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from llmx import task
from llmx.decisions import digest_of
from llmx.report.entry import Entry, Reading, direction
from llmx.stored import Stored
from llmx.task import Task
from tests.builders import PERSIAN, article, resealed
from tests.report.support import ROOT, find_task, one_record

Json = dict[str, Any]
RECALLS = ROOT / "examples/recalls"


def _entry(record: Json, find: Callable[[str], Task | None] = find_task) -> Entry:
    return Reading(find).entry(Stored(1, record))


def test_each_outermost_cited_block_is_an_item() -> None:
    record = one_record()
    entry = _entry(record)
    paths = [item.path for item in entry.items]
    assert "/answers/events/events/0" in paths
    assert "/answers/brief/headline" in paths
    assert "/answers/brief/key_facts/0" in paths
    assert not [path for path in paths if "translate" in path or "counts" in path]
    event = entry.items[paths.index("/answers/events/events/0")]
    assert event.value == record["answers"]["events"]["events"][0]
    assert event.digest == digest_of(event.value)
    assert event.cites == (2, 3)


def test_what_an_item_is_filtered_by() -> None:
    entry = _entry(one_record())
    event = next(item for item in entry.items if item.group == "/answers/events/events")
    assert event.type == "Government regains territory"
    assert [place["name"] for place in event.places] == ["al-Nakhil"]
    assert event.actors == ("army",)
    assert event.day == "2017-11-19"
    fact = next(item for item in entry.items if "key_facts" in item.path)
    assert (fact.type, fact.actors) == ("Key facts", ("a military source",))


def test_a_time_has_the_days_that_were_derived_for_it() -> None:
    record = one_record()
    first = "/answers/events/events/0/when"
    dates = [{"path": first, "start": "2018-03-08", "end": "2018-03-09"}]
    record["derived"]["dates"] = [*dates, {**dates[0], "path": first.replace("/0/", "/1/")}]
    entry = _entry(record)
    event = next(item for item in entry.items if item.path == "/answers/events/events/0")
    assert event.days == {"/when": "2018-03-08 – 2018-03-09"}
    assert event.day == "2018-03-08"
    shown = next(g for g in entry.article["groups"] if g["label"] == "Events")["items"][0]
    assert shown["days"] == event.days


def test_a_place_lies_where_it_was_located() -> None:
    record = one_record()
    record["derived"]["places"] = [
        {
            "path": "/answers/events/events/0/place",
            "status": "resolved",
            "name": "Nakhil",
            "latitude": 36.5,
            "longitude": 37.5,
            "geo_precision": 2,
            "country": "SY",
            "admin1": None,
            "geoname_id": 1,
            "method": "name",
            "candidates": [],
        }
    ]
    entry = _entry(resealed(record))
    event = next(item for item in entry.items if item.group == "/answers/events/events")
    wanted = {"name": "al-Nakhil", "lat": 36.5, "lon": 37.5, "precision": 2, "at": "Nakhil"}
    assert event.places == (wanted,)


def test_a_derived_day_goes_before_the_answered_one() -> None:
    record = one_record()
    record["derived"]["dates"] = [
        {
            "path": "/answers/events/events/0/when",
            "text_src": "يوم الأحد",
            "start": "2017-11-18",
            "end": "2017-11-18",
            "calendar": "gregorian",
            "method": "m",
            "tolerance": 0,
        }
    ]
    entry = _entry(resealed(record))
    assert {item.day for item in entry.items} == {None, "2017-11-18"}


def test_findings_make_their_item_worse() -> None:
    record = one_record()
    record["findings"] = [
        {"check": "c", "severity": s, "path": p, "message": "m", "sentences": []}
        for s, p in (
            ("info", "/answers/events/events/0/counts/0/min"),
            ("error", "/answers/events/events/0/counts/0"),
            ("warning", "/answers/brief/headline/text"),
            ("error", "/answers/events/events/01"),
        )
    ]
    entry = _entry(resealed(record))
    worst = {item.path: item.severity for item in entry.items}
    assert worst["/answers/events/events/0"] == 3
    assert worst["/answers/brief/headline"] == 2
    assert worst["/answers/brief/key_facts/0"] == 0
    assert entry.worst == 3


def test_surface_forms_of_actors_are_marked_too() -> None:
    shown = _entry(one_record()).article
    (event,) = next(g for g in shown["groups"] if g["task"] == "events")["items"]
    text = {s["n"]: s["text"] for s in shown["sentences"]}
    marked = {(p, text[n][start:end]) for n, start, end, p in event["marks"]}
    assert {
        ("/actor1", "الجيش"),
        ("/place/name_src", "النخيل"),
        ("/when/text_src", "يوم الأحد"),
        ("/counts/0/text_src", "ثلاثة مقاتلين على الأقل"),
    } <= marked


def test_what_is_no_item_is_shown_besides() -> None:
    shown = _entry(one_record()).article
    assert [rest["field"] for rest in shown["rest"]] == [
        "loaded_language",
        "outlet_stance",
        "dateline",
    ]
    assert set(shown["registers"]["events"]) == {"actor", "source"}
    assert shown["registers"]["events"]["actor"]["a1"]["value"]["name_en"] == "army"


def test_english_stands_beside_its_sentence() -> None:
    shown = _entry(one_record()).article
    assert [s["n"] for s in shown["sentences"] if "en" in s] == [1, 2, 3, 4]
    assert shown["heading"] == "Clashes near the town of al-Nakhil"
    record = one_record()
    del record["answers"]["translate"], record["provenance"]["translate"]
    without = _entry(resealed(record)).article
    assert not [s for s in without["sentences"] if "en" in s]
    assert without["heading"] == "Army says it took al-Nakhil"


def test_a_record_without_answers_is_its_text() -> None:
    record = one_record() | {"answers": {}, "provenance": {}, "findings": []}
    record["derived"] = {"dates": [], "places": [], "gazetteer": None}
    entry = _entry(resealed(record))
    assert (entry.items, entry.unread, entry.article["groups"]) == ((), (), [])
    assert entry.article["heading"] == record["article"]["title"]


@pytest.mark.parametrize("spoil", ["unknown", "another"])
def test_an_answer_that_cannot_be_read_is_named(spoil: str) -> None:
    record = one_record()
    if spoil == "another":
        record["answers"]["brief"] = {"headline": "of another schema"}
        entry = _entry(resealed(record))
    else:
        entry = _entry(record, lambda name: None if name == "brief" else find_task(name))
    assert entry.unread == ("brief",)
    assert {item.path.split("/")[2] for item in entry.items} == {"events"}


def test_a_schema_of_a_users_own_needs_no_code() -> None:
    def find(name: str) -> Task:
        return task.load(name, prompts=[RECALLS / "prompts"], schemas=[RECALLS / "schemas"])

    shown = article(["يُسحب منتج زيت الزيتون الصافي.", "بيعت 200 عبوة."])
    counts = [
        {"sentences": [2], "what": "units_sold", "min": 200, "max": 200, "text_src": "200 عبوة"}
    ]
    said = {"sentences": [1], "text": "Olive oil is recalled."}
    answer = {
        "product": said,
        "product_src": "زيت الزيتون",
        "hazard": said,
        "remedy": said,
        "lots": [],
        "counts": counts,
        "contact": None,
    }
    record = one_record() | {"article": shown.as_json(), "answers": {"recall": answer}}
    entry = _entry(resealed(record), find)
    assert [item.type for item in entry.items] == ["Product", "Hazard", "Remedy", "units_sold"]
    assert entry.items[3].marks == ((2, 5, 13, "/text_src"),)
    (rest,) = entry.article["rest"]
    assert (rest["field"], [mark[0] for mark in rest["marks"]]) == ("product_src", [1])


@pytest.mark.parametrize(
    ("sentences", "said", "wanted"),
    [
        (("سيطر الجيش.",), "und", "rtl"),
        (PERSIAN, "fa", "rtl"),
        (("Войска отошли.",), "ru", "ltr"),
        (("Ordu çekildi.",), "tr", "ltr"),
        (("BBC: سيطر الجيش على البلدة.",), "ar", "rtl"),
        (("123",), "ar", "ltr"),
    ],
)
def test_the_direction_is_that_of_most_letters(
    sentences: tuple[str, ...], said: str, wanted: str
) -> None:
    assert direction(article(sentences, language=said)) == wanted
