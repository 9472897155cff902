"""SQLite: tables, views and search as a user asks them, and the same bytes each time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from llmx import task
from llmx.errors import StorageError
from llmx.export.converting import Conversion
from llmx.text.folding import fold
from tests.builders import ARABIC, ENGLISH, PERSIAN, article, sealed, write_task
from tests.export.tables import HOSTILE, hostile, placed, record, written


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        yield connection


def asked(file: Path, question: str, *values: Any) -> list[tuple[Any, ...]]:
    with opened(file) as connection:
        return connection.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("db") / "out.sqlite"
    persian = sealed(article(PERSIAN, language="fa", titled=False), ["translate", "events"])
    done = written(file, [record(), persian, hostile()])
    assert done.records == 3
    return file


def test_it_holds_together(database: Path) -> None:
    assert asked(database, "pragma integrity_check") == [("ok",)]
    assert asked(database, "pragma foreign_key_check") == []
    assert asked(database, "pragma user_version") == [(2,)]
    tables = {name for (name,) in asked(database, "select name from sqlite_master")}
    assert {"articles", "sentences", "events", "actors", "sources", "counts", "findings"} <= tables
    assert {"acled", "plover", "key_facts", "places", "dates", "provenance"} <= tables


def test_rows_are_typed(database: Path) -> None:
    (row,) = asked(
        database,
        "select e.summary_en, e.sentences, e.civilian_targeting, c.min, typeof(c.min), c.max "
        "from events e join counts c on (c.record, c.of_item) = (e.record, e.item) "
        "where e.record = 1",
    )
    assert row == (
        "The army took al-Nakhil, a military source said.",
        "[2,3]",
        0,
        3,
        "integer",
        None,
    )
    assert asked(database, "select count(*) from acled where event_date = '2017-11-19'")[0][0] > 2
    with opened(database) as connection:
        names = [c[1] for c in connection.execute("pragma table_info(events)")]
    assert "counts" not in names  # a table of its own


def test_names_and_cited_sentences_are_views_away(database: Path) -> None:
    named = (
        "select actor1_name_en, with2_name_en, claimed_by_name_en from events_named where record=1"
    )
    assert asked(database, named) == [("army", '["army"]', '["a military source"]')]
    cited = "select n, text, english from events_cited where record = 1 order by n"
    assert asked(database, cited) == [(n, ARABIC[n - 1], ENGLISH[n - 1]) for n in (2, 3)]
    facts = "select distinct cited_by from brief_cited"
    assert asked(database, facts) == [("headline_sentences",)]
    side = "select side_name_en from sources_named where record = 1"
    assert asked(database, side) == [("army",)]


def test_what_is_not_verified_is_a_view_away(tmp_path: Path) -> None:
    def change(value: dict[str, Any]) -> None:
        finding = {"check": "figures", "path": "/answers/brief", "message": "m", "sentences": [1]}
        value["findings"] = [{**finding, "severity": s} for s in ("error", "info")]

    file = tmp_path / "out.sqlite"
    written(file, [record(change)])
    assert asked(file, 'select source, "check", severity from doubts') == [
        ("news/one.txt", "figures", "error")
    ]


FOUND = "select text from sentences where sentence in (select rowid from search(?)) order by 1"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("النخيل", ARABIC[1]),
        ("issued", ARABIC[3]),
        ('english: "military source"', ARABIC[1]),
        ("سبزدشت", PERSIAN[0]),
        ("می‌گویند", PERSIAN[1]),
        (fold("مي‌گويند").text, PERSIAN[1]),
        (f"folded: {fold('نیروهاي').text}", PERSIAN[1]),
        (fold("الجيش").text, ARABIC[1]),
    ],
)
def test_source_and_english_are_searched(database: Path, query: str, text: str) -> None:
    assert (text,) in asked(database, FOUND, query)


def test_a_spelling_with_other_letters_is_found_folded_alone(tmp_path: Path) -> None:
    file = tmp_path / "out.sqlite"
    written(file, [sealed(article(("عنوان", "قتل ثلاثة في ديرالزور قرب الرقة.")), ["translate"])])
    assert asked(file, FOUND, "الرقه") != []  # as folded; printed with another letter
    assert asked(file, FOUND, "source: الرقه") == []


def test_whatever_stands_in_a_text_comes_back(database: Path) -> None:
    facts = asked(database, "select fact from key_facts where record = 3 order by item")
    assert tuple(fact for (fact,) in facts) == HOSTILE


def test_the_same_records_are_the_same_bytes(tmp_path: Path) -> None:
    records = [record(), placed((1.5, 2.5), (None, None)), hostile()]
    for name in ("a.sqlite", "b.sqlite"):
        written(tmp_path / name, records)
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_a_task_that_only_some_records_have_has_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "out.sqlite"
    written(file, [sealed(article(), ["brief"]), record()])
    assert asked(file, "select record from events") == [(2,)]
    assert asked(file, "select record from brief") == [(1,), (2,)]


def test_without_a_record_the_tables_are_empty(tmp_path: Path) -> None:
    file = tmp_path / "out.sqlite"
    assert written(file, []).rows == 0
    assert asked(file, "select count(*) from events") == [(0,)]
    assert asked(file, "select count(*) from search('x')") == [(0,)]


def test_names_that_sql_has_for_itself(tmp_path: Path) -> None:
    schema = (
        "from pydantic import BaseModel, Field\nfrom llmx.fields import Statement\n"
        "class Answer(BaseModel):\n    group: str\n    order: list[Statement]\n"
        "    search: list[Statement]\n    quoted: str = Field(alias='sa\"id')\n"
    )
    write_task(tmp_path, "select", user="{{ article.mark }}", schema=schema)
    own = task.load("select", prompts=[tmp_path], schemas=[tmp_path])
    said = [{"sentences": [1], "text": "x"}]
    answer = {"group": "g", "order": said, "search": said, 'sa"id': "q"}
    value = {**sealed(article(), []), "answers": {"select": answer}, "provenance": {}}
    file = tmp_path / "out.sqlite"
    Conversion(file, {"select": own}.get, ["select"]).run([value])
    assert asked(file, 'select "group", "sa""id" from "select"') == [("g", "q")]
    assert asked(file, 'select text from "order"') == [("x",)]
    assert asked(file, "select text from select_search") == [("x",)]
    assert asked(file, 'select n from "order_cited"') == [(1,)]


def test_a_number_beyond_64_bits_is_held(tmp_path: Path) -> None:
    def change(value: dict[str, Any]) -> None:
        value["answers"]["events"]["events"][0]["counts"][0]["min"] = 10**30

    file = tmp_path / "out.sqlite"
    written(file, [record(change)])
    assert asked(file, "select min from counts") == [(1e30,)]


def test_what_the_database_refuses_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(sqlite3.Connection):
        def executemany(self, *_: Any) -> Any:
            raise sqlite3.OperationalError("database or disk is full")

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Full))
    with pytest.raises(StorageError, match=r"out\.sqlite' cannot be written: database or disk is"):
        written(tmp_path / "out.sqlite", [record()])
    assert list(tmp_path.iterdir()) == []


def test_lists_are_json(database: Path) -> None:
    (signals,) = asked(database, "select outlet_stance_signals_src from brief where record = 1")[0]
    assert json.loads(signals) == ["سيطر"]
