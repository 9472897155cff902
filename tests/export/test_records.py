"""Records to a file as they are: each line is a record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmx.export.files import PartialFile
from llmx.export.records import JsonArray, JsonLines, Writer
from tests.builders import PERSIAN, Json, article, sealed


def _written(file: Path, records: list[Json], format: type[Writer] = JsonLines) -> str:
    with PartialFile(file) as out:
        to = format(out)
        for item in records:
            to.add(item)
        to.end()
        out.finish()
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", [0, 1, 3])
def test_lines_of_json(tmp_path: Path, number: int) -> None:
    records = [sealed(article(PERSIAN)), sealed(article()), sealed(article(("ا", "ب")))][:number]
    text = _written(tmp_path / "out.jsonl", records)
    assert [json.loads(line) for line in text.splitlines()] == records
    assert text.count("\n") == number


@pytest.mark.parametrize("number", [0, 1, 3])
def test_an_array_with_a_record_on_each_line(tmp_path: Path, number: int) -> None:
    records = [sealed(article(PERSIAN)), sealed(article()), sealed(article(("ا", "ب")))][:number]
    text = _written(tmp_path / "out.json", records, JsonArray)
    assert json.loads(text) == records
    assert text.endswith("]\n")
    assert len(text.splitlines()) == (number + 2 if number else 1)


def test_a_lone_surrogate_can_be_written(tmp_path: Path) -> None:
    value = sealed(article(("a\ud83d", "b")))
    assert json.loads(_written(tmp_path / "out.jsonl", [value])) == value
