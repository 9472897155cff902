"""Keys: what is read, and that each fault is named with its pointer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from llmx.errors import UsageError, WrongKey
from llmx.evaluation import key
from tests.evaluation.support import SHA

ROOT = Path(__file__).resolve().parents[2]
FACT = {"fact": "It happened.", "terms": ["took", ["one", "two"]], "figures": [3]}
ENTRY = {"id": "a", "text_sha256": SHA, "answers": {"events": {}}, "facts": {"brief": [FACT]}}


def _write(folder: Path, value: Any) -> Path:
    file = folder / "key.json"
    text = value if isinstance(value, str) else json.dumps(value)
    file.write_text(text, encoding="utf-8")
    return file


def _key(*entries: Any, **changed: Any) -> dict[str, Any]:
    return {"schema": "llmx.key/1", "articles": list(entries)} | changed


def test_what_a_key_says(tmp_path: Path) -> None:
    other = {"id": "b", "texts": {"translate": "The text."}}
    found = key.read(_write(tmp_path, _key(ENTRY, other)))
    assert found.tasks == ["brief", "events", "translate"]
    assert found.articles[0].facts["brief"][0].told
    assert not key.Fact(fact="Only a judge can tell.").told


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        (_key(schema="llmx.key/2"), ["/schema: it is 'llmx.key/2', this llmx reads 'llmx.key/1'"]),
        ([], ["/schema: it is None"]),
        (_key(), ["/articles: List should have at least 1 item"]),
        (_key({"id": "a"}), ["/articles/0: it says nothing"]),
        (_key(ENTRY, ENTRY), ["/articles/0/id: 'a' stands 2 times", "/articles/1/id"]),
        (_key(ENTRY | {"x": 1, "id": 7}), ["/articles/0/id: Input should", "/articles/0/x: Extra"]),
        (
            _key(ENTRY | {"facts": {"brief": [FACT | {"pattern": "("}]}}),
            ["/articles/0/facts/brief/0/pattern: Value error, '(' is no regular expression"],
        ),
        (_key(ENTRY | {"text_sha256": "abc"}), ["/articles/0/text_sha256: String should match"]),
    ],
)
def test_every_fault_has_its_line_and_pointer(
    tmp_path: Path, value: Any, faults: list[str]
) -> None:
    with pytest.raises(WrongKey) as caught:
        key.read(_write(tmp_path, value))
    assert len(caught.value.faults) == len(faults)
    for found, expected in zip(caught.value.faults, faults, strict=True):
        assert found.startswith(expected)
    assert "key.json" in str(caught.value)


def test_what_is_no_key_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no JSON"):
        key.read(_write(tmp_path, "{"))
    with pytest.raises(UsageError, match="no key"):
        key.read(tmp_path / "none.json")
    (tmp_path / "key.json").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot read"):
        key.read(tmp_path / "key.json")


def test_the_published_schema_says_what_the_model_takes() -> None:
    schema = key.json_schema()
    assert schema["$id"] == key.SCHEMA
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"schema", "articles"}
    published = (ROOT / "schemas/key.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == schema


@pytest.mark.parametrize("name", ["key.json", "recalls/key.json"])
def test_the_keys_of_the_examples_are_read(name: str) -> None:
    assert key.read(ROOT / "examples" / name).articles
