"""Reading: the reports in records, whatever their schema, and what is wrong with an export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmx import task
from llmx.errors import UsageError
from llmx.incidents import reading
from llmx.incidents.reading import read
from llmx.incidents.report import Days, Voice
from llmx.record import line
from tests.builders import article, outcome, write_task
from tests.incidents.support import answer, count, event, find, record, sealed, told

Json = dict[str, Any]


def _export(folder: Path, *records: Json, name: str = "export.jsonl") -> Path:
    file = folder / name
    file.write_text("".join(line(each) + "\n" for each in records), encoding="utf-8")
    return file


def test_a_report_has_what_the_event_says() -> None:
    (report,) = told(
        record(
            "a",
            event(
                "Warplanes bombed a market.",
                sentences=[1, 2],
                with1=["a2"],
                counts=[
                    count("killed", 3, None, who="actor2", claimed_by=["s2"]),
                    count("area", 2),
                ],
            ),
            outlet="Nakhla Press",
        )
    )
    assert report.key == ("a", "/answers/events/events/0")
    assert report.cite.sentences == (1, 2)
    assert report.outlet.name == "Nakhla Press"
    assert (report.kind, report.factuality) == ("Air/drone strike", "claimed")
    assert report.attribution == "reported"
    assert report.closed["territory"] == "none"
    assert [party.name for party in report.parties] == ["Karami army", "residents", "Dawn Front"]
    assert report.by is report.parties[0]
    assert report.on is report.parties[1]
    assert report.voices == (Voice("an army spokesman", "military", "Karami army"),)
    killed, area = report.figures
    assert (killed.low, killed.high, killed.exact) == (3, None, None)
    assert (killed.whose, area.whose) == ("residents", None)
    assert killed.voices == (Voice("residents of the town", "unnamed"),)
    assert area.voices == report.voices
    assert killed.cite.path == "/answers/events/events/0/counts/0"
    assert report.quotes == {1: "a says one.", 2: "a says two."}
    assert report.particulars.things == {"market"}


def test_an_outlet_speaks_where_nobody_else_does() -> None:
    (report,) = told(record("a", event(claimed_by=[]), outlet="Nakhla Press"))
    assert report.voices == (Voice("Nakhla Press", "outlet"),)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"meta": {"outlet": "Press", "source": "x"}, "url": "https://a.example/b"}, "Press"),
        ({"meta": {"source": "Radio"}}, "Radio"),
        ({"meta": {"Publisher": "Gazette"}, "url": "https://a.example/b"}, "Gazette"),
        ({"meta": {"outlet": 3}, "url": "https://www.news.example/b"}, "news.example"),
        ({"meta": {}}, "a.txt"),
    ],
)
def test_the_name_of_an_outlet(changes: Json, name: str) -> None:
    (report,) = told(record("a", event(), **changes))
    assert report.outlet.name == name


def test_articles_of_one_file_go_by_which_of_them_they_are(tmp_path: Path) -> None:
    rows = [
        record("r1", event(claimed_by=[]), source="feed.csv", meta={}),
        record("r2", event(claimed_by=[], counts=[count("killed", 3)]), source="feed.csv", meta={}),
        record("r3", event(), source="feed.csv", outlet="Nakhla Press"),
        record("r4", event(), source="alone.txt", meta={}),
    ]
    file = tmp_path / "e.jsonl"
    file.write_text("".join(line(row) + "\n" for row in rows), encoding="utf-8")
    found = reading.read([file], find).reports
    assert [report.outlet.name for report in found] == [
        "article r1 of feed.csv",
        "article r2 of feed.csv",
        "Nakhla Press",
        "alone.txt",
    ]
    assert found[1].voices == (Voice("article r2 of feed.csv", "outlet"),)
    assert found[1].figures[0].voices == found[1].voices


def test_whom_each_stands_beside() -> None:
    (report,) = told(record("a", event(actor2=None, with1=["a2"], with2=["a3"])))
    assert [party.name for party in report.with_by] == ["Dawn Front"]
    assert [party.name for party in report.with_on] == ["residents"]


def test_a_figure_is_a_part_of_one_of_its_own_voice() -> None:
    counts = [
        count("killed", 9, text_src="nine"),
        count("killed", 3, text_src="three"),
        count("killed", 2, text_src="two", claimed_by=["s2"]),
        count("wounded", 2, text_src="2"),
    ]
    sentences = ["Jets killed nine people, including three guards.", "Witnesses say two died."]
    (report,) = told(record("a", event(counts=counts, sentences=[1, 2]), sentences=sentences))
    assert [figure.part for figure in report.figures] == [False, True, False, False]
    assert [figure.within for figure in report.figures] == [False, True, False, False]


def test_days_are_stated_or_derived() -> None:
    day = {"path": "/answers/events/events/1/when", "text_src": "x", "start": "2019-03-08"}
    dated = day | {"end": "2019-03-09", "calendar": "hijri", "method": "m", "tolerance": 1}
    one, two, none = told(
        record(
            "a",
            event(day="2019-03-10", in_end="2019-03-12", in_aggregate=True),
            event(day=None),
            event(day=None),
            derived={"dates": [dated]},
        )
    )
    tenth = reading.ordinal("2019-03-10")
    assert one.days == Days(tenth, tenth + 2, "stated", 0, aggregate=True)
    assert two.days == Days(tenth - 2, tenth - 1, "derived", 1, aggregate=False)
    assert none.days is None
    assert none.news == (tenth - 2, tenth - 1)  # the period is no news of a day


def test_without_any_day_the_news_is_of_the_publication() -> None:
    (report,) = told(record("a", event(day=None), published="2019-03-11T10:00:00+03:00"))
    published = reading.ordinal("2019-03-11")
    assert report.news == (published - 2, published)
    (report,) = told(record("a", event(day=None), published=None))
    assert report.news is None
    (report,) = told(record("a", event(day=None), published="some day"))
    assert report.news is None


def test_what_is_known_from_before_is_no_news_of_the_day() -> None:
    known, new = told(record("a", event(day=None, factuality="background"), event(day=None)))
    assert known.news is None
    assert new.news is not None


def test_a_place_is_located_where_a_gazetteer_did() -> None:
    place = {
        "path": "/answers/events/events/0/place",
        "status": "resolved",
        "name": "Nakhla",
        "latitude": 35.0,
        "longitude": 40.0,
        "geo_precision": 1,
        "country": "KM",
        "admin1": None,
        "geoname_id": 7,
        "method": "name",
        "candidates": [],
    }
    (report,) = told(record("a", event(), derived={"places": [place]}))
    assert report.spot.located is not None
    assert (report.spot.located.geoname, report.spot.located.exact) == (7, True)
    (report,) = told(record("a", event(), derived={"places": [place | {"status": "unresolved"}]}))
    assert report.spot.located is None


def test_open_findings_of_an_event_stay_with_it() -> None:
    value = record("a", event(), event())
    doubt = {
        "check": "figures",
        "severity": "error",
        "path": "/answers/events/events/1/counts/0",
        "message": "14 is not printed",
        "sentences": [1],
    }
    note = doubt | {"severity": "info"}
    one, two = told(sealed(value | {"findings": [doubt, note]}))
    assert one.doubts == ()
    assert two.doubts == ("figures: 14 is not printed",)


def test_a_schema_of_ones_own_is_read_by_its_blocks(tmp_path: Path) -> None:
    schema = """
from typing import Literal
from llmx.fields import Actor, ActorId, Block, Cited, Count, Factuality
from llmx.fields import Place, Prose, Source, SourceId, When

class Recall(Cited):
    certainty: Factuality
    line: Prose
    sort: Literal["recall", "warning"]
    maker: ActorId | None
    site: Place
    since: When
    numbers: list[Count]
    says: list[SourceId]

class Answer(Block):
    makers: list[Actor]
    voices: list[Source]
    recalls: list[Recall]
"""
    write_task(tmp_path, "mine", user="{{ article.mark }}", schema=schema)
    own = task.load("mine", prompts=[tmp_path], schemas=[tmp_path])
    given = answer(event(counts=[count("other", 3)]))
    told_ = given["events"][0]
    recall = {
        "sentences": [1],
        "certainty": "planned",
        "line": "A recall.",
        "sort": "recall",
        "maker": "a1",
        "site": told_["place"],
        "since": told_["when"],
        "numbers": told_["counts"],
        "says": ["s1"],
    }
    value = record("a") | {
        "answers": {
            "mine": {"makers": given["actors"], "voices": given["sources"], "recalls": [recall]}
        }
    }
    (report,) = reading.reports(value, {"mine": own}.get)
    assert report.key == ("a", "/answers/mine/recalls/0")
    assert (report.kind, report.factuality, report.summary) == ("recall", "planned", "A recall.")
    assert report.by is not None
    assert report.by.name == "Karami army"
    assert report.figures[0].low == 3
    assert report.spot.name == "Nakhla"


def test_an_answer_without_events_has_no_reports() -> None:
    value = outcome(article(), ["brief"]).record
    assert reading.reports(dict(value), find) == []


def test_all_built_in_answers_are_read() -> None:
    (report,) = reading.reports(dict(outcome(article(), ["brief", "events"]).record), find)
    assert report.spot.name == "al-Nakhil"


# --- exports -------------------------------------------------------------------------------------


def test_an_article_that_stands_there_twice_is_told_once(tmp_path: Path) -> None:
    one = record("a", event())
    first, second = _export(tmp_path, one, one), _export(tmp_path, one, name="b.jsonl")
    found = read([first, second], find)
    assert (len(found.reports), found.articles, found.twice, found.differing) == (1, 1, 2, [])


def test_of_differing_answers_those_with_more_events_are_taken(tmp_path: Path) -> None:
    few = _export(tmp_path, record("a", event("A raid.")))
    many = _export(tmp_path, record("a", event(), event()), name="b.jsonl")
    for exports in ([few, many], [many, few]):
        found = read(exports, find)
        assert len(found.reports) == 2
        assert found.differing == ["a"]


def test_of_as_many_events_the_same_are_taken_in_any_order(tmp_path: Path) -> None:
    one = _export(tmp_path, record("a", event("One.")))
    other = _export(tmp_path, record("a", event("Other.")), name="b.jsonl")
    assert read([one, other], find).reports == read([other, one], find).reports


def test_an_id_of_two_texts_is_refused(tmp_path: Path) -> None:
    one = _export(tmp_path, record("a", event()), record("a", event(), sentences=["Else.", "So."]))
    with pytest.raises(UsageError) as caught:
        read([one], find)
    assert "the id 'a' is that of another text" in str(caught.value)
    assert "line 1" in str(caught.value)
    assert "line 2" in str(caught.value)


def test_an_unknown_task_is_counted(tmp_path: Path) -> None:
    value = sealed(record("a", event()) | {"answers": {"mine": {}, "yours": {}}})
    found = read([_export(tmp_path, value)], find)
    assert found.unread == {"mine": 1, "yours": 1}
    assert found.reports == []


def test_an_answer_of_another_schema_is_named_with_its_line(tmp_path: Path) -> None:
    value = record("a", event())
    del value["answers"]["events"]["events"][0]["status"]
    with pytest.raises(UsageError) as caught:
        read([_export(tmp_path, record("b"), sealed(value))], find)
    assert "line 2: /answers/events/events/0/status" in str(caught.value)


def test_an_export_of_another_version_is_named(tmp_path: Path) -> None:
    file = _export(tmp_path, sealed(record("a") | {"schema": "llmx.record/0"}))
    with pytest.raises(UsageError, match=r"line 1: the schema is 'llmx.record/0'"):
        read([file], find)
    file.write_text(json.dumps(record("a")), encoding="utf-8")
    with pytest.raises(UsageError, match="cut short"):
        read([file], find)
