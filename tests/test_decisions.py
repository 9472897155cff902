"""Files of decisions: what is read, and what is refused with which words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmx import decisions
from llmx.errors import UsageError

ITEM = {"type": "airstrike", "summary": "A strike."}


def _decision(**changed: Any) -> dict[str, Any]:
    return {
        "article": "a",
        "path": "/answers/events/events/0",
        "item": decisions.digest_of(ITEM),
        "verdict": "accept",
    } | changed


def _file(folder: Path, *entries: dict[str, Any], schema: str = decisions.SCHEMA) -> Path:
    file = folder / "decisions.json"
    file.write_text(json.dumps({"schema": schema, "decisions": list(entries)}), encoding="utf-8")
    return file


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = _file(
        tmp_path, _decision(), _decision(path="/x/1", verdict="correct", corrected=ITEM, note="n")
    )
    found = decisions.read(file)
    assert [d.verdict for d in found] == ["accept", "correct"]
    file.write_text(json.dumps(decisions.as_json(found)), encoding="utf-8")
    assert decisions.read(file) == found


def test_the_digest_is_of_the_content() -> None:
    assert decisions.digest_of(dict(reversed(ITEM.items()))) == decisions.digest_of(ITEM)
    assert decisions.digest_of(ITEM | {"summary": "Another."}) != decisions.digest_of(ITEM)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([_decision(verdict="maybe")], "decisions/0/verdict"),
        ([_decision(verdict="correct")], "belongs to the verdict 'correct'"),
        ([_decision(corrected=ITEM)], "belongs to the verdict 'correct'"),
        ([_decision(verdict="correct", corrected={"min": float("nan")})], "a number that is none"),
        ([_decision(item="x")], "decisions/0/item"),
        ([_decision(more=1)], "decisions/0/more"),
        ([_decision(), _decision(verdict="reject")], "decides twice on /answers/events/events/0"),
    ],
)
def test_what_is_refused(tmp_path: Path, entries: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        decisions.read(_file(tmp_path, *entries))
    assert said in str(caught.value)


def test_another_version_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"llmx\.decisions/1"):
        decisions.read(_file(tmp_path, schema="llmx.decisions/2"))
    with pytest.raises(UsageError, match="no decisions"):
        decisions.read(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot read"):
        decisions.read(tmp_path / "bytes.json")
