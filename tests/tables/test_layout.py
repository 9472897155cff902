"""The tables of an export: names, keys, rows of each record, and which one stands for all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llmx import task
from llmx.errors import TaskError, UsageError
from llmx.fields import Row
from llmx.record import line
from llmx.row import Beside
from llmx.tables import Layout
from tests.builders import ARABIC, ENGLISH, Json, article, loaded, resealed, sealed, write_task

OWN = Path(__file__).resolve().parents[2] / "examples/recalls"


def layout(*names: str, **options: Any) -> Layout:
    found = Layout(loaded, **options)
    found.meet(names)
    return found


def rows(tables: Layout, name: str, record: Json) -> list[dict[str, Any]]:
    table = tables.table(name)
    names = [column.name for column in table.columns]
    entry = tables.entry(1, record)
    return [dict(zip(names, row, strict=True)) for row in table.rows(entry)]


def test_the_tables_of_the_built_in_tasks() -> None:
    tables = layout("translate", "brief", "events")
    assert [*tables.tables] == [
        *("articles", "sentences", "findings", "places", "dates", "provenance"),
        *("translate", "translate_sentences"),
        *("brief", "summary", "key_facts", "other_theatres", "loaded_language", "uncertainties"),
        *("acled", "plover", "actors", "sources", "events", "counts"),
    ]
    keys = {name: [c.name for c in table.keys] for name, table in tables.tables.items()}
    assert keys["articles"] == ["record"]
    assert keys["brief"] == ["record", "article_id"]
    assert keys["events"] == ["record", "article_id", "item"]
    assert keys["counts"] == ["record", "article_id", "of_item", "item"]
    assert keys["acled"] == []


def test_the_table_that_stands_for_an_export() -> None:
    assert layout("translate", "brief", "events").main().name == "acled"
    assert layout("events", "brief").main().name == "acled"
    assert layout("translate", "brief").main().name == "brief"
    assert layout("translate").main().name == "translate"
    assert layout("brief", "events").main(placed=True).name == "acled"
    with pytest.raises(UsageError, match=r"no table with coordinates in the answers of .*'brief'"):
        layout("brief").main(placed=True)
    with pytest.raises(UsageError, match="of the tasks: none"):
        layout().main()


def test_rows_of_every_record() -> None:
    record, tables = sealed(article(boilerplate="اعلان")), layout("translate", "brief", "events")
    (one,) = rows(tables, "articles", record)
    assert (one["record"], one["id"], one["text"]) == (
        1,
        record["article"]["id"],
        article(boilerplate="اعلان").text,
    )
    assert json.loads(one["meta"]) == {}
    sentences = rows(tables, "sentences", record)
    assert [(s["item"], s["n"], s["english"]) for s in sentences] == [
        *((n, n, english) for n, english in enumerate(ENGLISH, 1)),
        (5, None, None),
    ]
    assert [s["text"] for s in sentences] == [*ARABIC, "اعلان"]
    found = rows(tables, "provenance", record)
    assert [p["task"] for p in found] == [*record["provenance"]]
    assert found[0]["usage_input_tokens"] == 10
    (count,) = rows(tables, "counts", record)
    assert (count["of_item"], count["item"], count["what"], count["min"]) == (1, 1, "killed", 3)


def test_the_english_of_a_sentence_needs_a_translation() -> None:
    tables = layout("brief")
    found = rows(tables, "sentences", sealed(article(), ["brief"]))
    assert {s["english"] for s in found} == {None}


def test_a_name_that_is_taken_has_the_tasks_before_it(tmp_path: Path) -> None:
    schema = (
        "from llmx.fields import Block, Statement\n"
        "class Part(Block):\n    of: str\n    items: list[Statement]\n"
        "class Answer(Block):\n    summary: list[Statement]\n    articles: str\n"
        "    doubts: list[Part]\n    one: Part\n"
    )
    write_task(tmp_path, "brief2", user="{{ article.mark }}", schema=schema)
    own = task.load("brief2", prompts=[tmp_path], schemas=[tmp_path])
    tables = Layout(lambda name: own if name == "brief2" else loaded(name))
    tables.meet(["brief", "brief2"])
    of_own = [name for name, table in tables.tables.items() if table.task == "brief2"]
    assert of_own == ["brief2", "brief2_summary", "brief2_doubts", "items", "brief2_items"]
    assert [c.name for c in tables.table("items").keys][-2:] == ["of_item", "item"]
    assert [c.name for c in tables.table("brief2_items").keys][-1] == "item"


def test_a_schema_of_a_users_own() -> None:
    own = task.load("recall", prompts=[OWN / "prompts"], schemas=[OWN / "schemas"])
    tables = Layout({"recall": own}.get)
    tables.meet(["recall"])
    assert tables.main().name == "recall"
    names = [column.name for column in tables.table("recall").columns]
    assert names[:5] == ["record", "article_id", "product_sentences", "product_text", "product_src"]
    assert tables.table("counts").keys[-1].name == "item"


def test_tables_come_with_the_tasks_that_are_met() -> None:
    tables = layout("brief")
    assert "events" not in tables.tables
    assert len(rows(tables, "brief", sealed(article(), ["brief"]))) == 1
    record = sealed(article(), ["events"])
    tables.entry(2, record)
    assert len(rows(tables, "events", record)) == 1
    assert rows(tables, "brief", record) == []


def test_an_answer_of_an_unknown_task_is_counted() -> None:
    tables = Layout(lambda name: loaded(name) if name != "brief" else None)
    for number in (1, 2):
        entry = tables.entry(number, sealed(article()))
        assert {*entry.answers} == {"translate", "events"}
    assert tables.unknown == {"brief": 2}


def test_a_name_that_is_none_is_answered_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"no table 'fatcs' .*key_facts") as caught:
        layout("brief").table("fatcs")
    assert "\n" not in str(caught.value)


def test_an_answer_that_does_not_fit_is_named() -> None:
    value = json.loads(line(sealed(article())))
    del value["answers"]["brief"]["headline"]
    with pytest.raises(UsageError, match=r"record 3 .*'brief': /answers/brief/headline: Field req"):
        layout().entry(3, resealed(value))


# --- rows that a schema makes itself -------------------------------------------------------------


class Line(BaseModel):
    n: int


def _tabular(tmp_path: Path, body: str) -> task.Task:
    schema = (
        "from pydantic import BaseModel\nfrom llmx.fields import Row\n"
        "class Line(BaseModel):\n    n: int\n    where: str\n"
        "class Answer(BaseModel):\n    text: str\n"
        "    @classmethod\n    def tables(cls):\n        return {'lines': Line}\n"
        f"    def rows(self, table, article, beside):\n        {body}\n"
    )
    write_task(tmp_path, "own", user="{{ article.mark }}", schema=schema)
    return task.load("own", prompts=[tmp_path], schemas=[tmp_path])


def _record(answer: Json) -> Json:
    base = sealed(article(), ["brief"])
    return {**base, "answers": {"own": answer}}


def test_rows_of_a_schemas_own(tmp_path: Path) -> None:
    body = "for n in range(3): yield Row(Line(n=n, where=table + beside.root + article.id), n == 1)"
    own = _tabular(tmp_path, body)
    for everything, expected in ((False, [0, 2]), (True, [0, 1, 2])):
        tables = Layout({"own": own}.get, everything=everything)
        tables.meet(["own"])
        assert tables.main().name == "lines"
        found = rows(tables, "lines", _record({"text": "x"}))
        assert [row["n"] for row in found] == expected
        assert found[0]["where"] == f"lines/answers/own{article().id}"


def test_a_schema_that_fails_on_its_rows_is_named(tmp_path: Path) -> None:
    own = _tabular(tmp_path, "yield Row(1 / 0)")
    tables = Layout({"own": own}.get)
    tables.meet(["own"])
    with pytest.raises(TaskError, match="the schema of 'own' fails on its rows: ZeroDivisionError"):
        rows(tables, "lines", _record({"text": "x"}))


def test_fields_named_like_the_methods_are_columns(tmp_path: Path) -> None:
    schema = (
        "from pydantic import BaseModel\nclass Answer(BaseModel):\n    rows: int\n    tables: str\n"
    )
    write_task(tmp_path, "plain", user="{{ article.mark }}", schema=schema)
    own = task.load("plain", prompts=[tmp_path], schemas=[tmp_path])
    tables = Layout({"plain": own}.get)
    tables.meet(["plain"])
    assert [c.name for c in tables.main().columns][2:] == ["rows", "tables"]


def test_what_stands_beside_an_answer_is_found_by_its_path() -> None:
    doubted = frozenset(["/answers/a/events/1/counts/0", "/answers/a/events/10"])
    places: Mapping[str, Json] = {"/answers/a/events/0/place": {"name": "A"}}
    beside = Beside("/answers/a", places, {}, doubted)
    assert beside.place("events", 0, "place") == {"name": "A"}
    assert beside.place("events", 1, "place") == {}
    assert beside.date("events", 0, "when") == {}
    asked: Iterator[int] = iter((0, 1, 10))
    assert [beside.is_doubted("events", n) for n in asked] == [False, True, True]
    assert beside.is_doubted("events", 1, "counts")
    assert not beside.is_doubted("events", 1, "place")
    assert Row(Line(n=1)) == Row(Line(n=1), aside=False)
