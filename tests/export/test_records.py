"""Records to a file: the suffix picks the format, and each line is a record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llmx.errors import UsageError
from llmx.export.files import PartialFile
from llmx.export.records import FORMATS, check_format, format_of
from tests.builders import PERSIAN, Json, article, sealed


def _written(file: Path, records: list[Json]) -> str:
    with PartialFile(file) as out:
        to = format_of(file)(out)
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
    text = _written(tmp_path / "out.JSON", records)
    assert json.loads(text) == records
    assert text.endswith("]\n")
    assert len(text.splitlines()) == (number + 2 if number else 1)


def test_a_lone_surrogate_can_be_written(tmp_path: Path) -> None:
    value = sealed(article(("a\ud83d", "b")))
    assert json.loads(_written(tmp_path / "out.jsonl", [value])) == value


def test_a_suffix_that_nobody_writes_is_refused_with_those_known() -> None:
    for name in ("out.xml", "out", ".jsonl"):
        with pytest.raises(UsageError, match="the suffix is one of: ") as caught:
            check_format(Path(name))
        assert all(suffix in str(caught.value) for suffix in FORMATS)
    for suffix in FORMATS:
        check_format(Path("out" + suffix.upper()))
