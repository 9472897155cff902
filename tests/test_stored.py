"""Reading an export back: each fault is named with its line, and nothing wrong passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmx import stored
from llmx.errors import UsageError
from llmx.record import seal

Json = dict[str, Any]


@pytest.fixture
def export(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str, name: str = "export.jsonl") -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def _record(**changed: Any) -> Json:
    value: Json = {
        "schema": "llmx.record/1",
        "article": {
            "id": "a",
            "source": "a.txt",
            "sha256": "0" * 64,
            "text_sha256": "0" * 64,
            "encoding": "utf-8",
            "language": "ar",
            "title": None,
            "published": None,
            "url": None,
            "meta": {},
            "text": "نص.",
            "sentences": [
                {
                    "n": 1,
                    "start": 0,
                    "end": 3,
                    "text": "نص.",
                    "title": False,
                    "boilerplate": False,
                }
            ],
        },
        "answers": {},
        "derived": {"dates": [], "places": [], "gazetteer": None},
        "findings": [],
        "provenance": {},
    } | changed
    return value | {"seal": seal(value)}


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def test_records_come_with_their_lines(export: Callable[..., Path]) -> None:
    found = list(stored.records(export(_line(_record()) * 2)))
    assert [item.line for item in found] == [1, 2]
    assert found[0].article.sentences[0].text == "نص."


def test_an_array_is_read_too(export: Callable[..., Path]) -> None:
    file = export("[\n" + json.dumps(_record()) + "\n]\n", "export.json")
    assert [item.line for item in stored.records(file)] == [2]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (_line(_record())[:-1], "line 2: the last line is cut short"),
        ("{]\n", "line 2: no JSON"),
        ("[1]\n", "line 2: the schema is None"),
        (_line(_record(schema="llmx.record/2")), "the schema is 'llmx.record/2'"),
        (_line(_record(findings=[{"check": "figures"}])), "line 2: /findings/0/severity"),
        (_line(_record() | {"answers": {"brief": {}}}), "line 2: the record was changed"),
        (_line(_record()).replace('"meta": {}', '"meta": {"x": NaN}'), "line 2: it holds a number"),
    ],
)
def test_a_fault_is_named_with_its_line(export: Callable[..., Path], bad: str, said: str) -> None:
    file = export(_line(_record()) + bad)
    reading = stored.records(file)
    next(reading)
    with pytest.raises(UsageError) as caught:
        next(reading)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no export"):
        list(stored.records(tmp_path / "none.jsonl"))


# --- an array ------------------------------------------------------------------------------------


def _array(*values: Json, end: str = "\n]\n") -> str:
    return "[\n" + ",\n".join(json.dumps(value, ensure_ascii=False) for value in values) + end


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_is_read_however_it_is_spread(
    export: Callable[..., Path], number: int, indent: int | None
) -> None:
    values = [_record()] * number
    text = _array(*values) if indent is None else json.dumps(values, indent=indent)
    found = list(stored.records(export(text, "export.json")))
    assert [item.value for item in found] == values
    assert [item.line for item in found] == list(range(2, 2 + number))
    assert list(stored.records(export("[]\n", "export.json"))) == []


def test_an_array_is_read_an_item_at_a_time(export: Callable[..., Path]) -> None:
    reading = stored.records(export(_array(_record(), _record(), end="\nno JSON"), "export.json"))
    next(reading)  # before the rest is looked at
    next(reading)
    with pytest.raises(UsageError, match="line 4: the last line is cut short"):
        next(reading)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("", "line 3: the last line is cut short"),
        ("\n", "line 3: the array is cut short"),
        (",\n", "line 3: the array is cut short"),
        (',\n{"schema": ', "line 4: the last line is cut short"),
        (',\n{"schema": \n]\n', "line 4: no JSON"),
    ],
)
def test_an_array_that_is_cut_is_named_with_its_line(
    export: Callable[..., Path], end: str, said: str
) -> None:
    file = export(_array(_record(), _record(), end=end), "export.json")
    with pytest.raises(UsageError, match=said):
        list(stored.records(file))
    with pytest.raises(UsageError, match="line 1: the array is cut short"):
        list(stored.records(export("[\n", "export.json")))
