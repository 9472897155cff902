"""Files from strangers: exports, answers and stores with odd values, through every command."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import article, resealed, sealed
from tests.cli.support import ANSWERS, FIRST, ROOT, Llmx, rows

Json = dict[str, Any]


class Bomb:
    """What a pickle can do: it makes a file when it is loaded."""

    def __reduce__(self) -> Any:
        return Path.touch, (Path("executed"),)


def _deep(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = [value]
    return value


PICKLED = pickle.dumps(Bomb(), 0).decode("latin-1")
HTML = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
TERMINAL = "\x1b]0;x\x07\x1b[31m\u202e\u2066\x9b31m"

ODD: dict[str, Callable[[Json], object]] = {
    "nothing": lambda r: None,
    "a path as id": lambda r: r["article"].update(id="../../../executed"),
    "an absolute id": lambda r: r["article"].update(id="/tmp/executed\x00.txt"),
    "a long id": lambda r: r["article"].update(id="x" * 100_000),
    "a pickle as id": lambda r: r["article"].update(id=PICKLED),
    "a device as source": lambda r: r["article"].update(source="/dev/zero"),
    "a way out as source": lambda r: r["article"].update(source="../../../../../dev/zero"),
    "no name as source": lambda r: r["article"].update(source="a\x00b"),
    "a template": lambda r: r["article"].update(title="{{ ''.__class__ }}{% raw %}"),
    "HTML": lambda r: r["article"].update(title=HTML, url="javascript:alert(1)"),
    "controls": lambda r: r["article"].update(id=TERMINAL, title=TERMINAL),
    "a surrogate": lambda r: r["article"].update(title="\ud800"),
    "deep meta": lambda r: r["article"].update(meta={"a": _deep(1, 500)}),
    "many digits": lambda r: r["article"].update(meta={"a": 10**4000}),
    "a span without end": lambda r: r["article"]["sentences"][0].update(end=10**18),
    "a span backwards": lambda r: r["article"]["sentences"][0].update(start=50, end=-1),
    "true as number": lambda r: r["article"]["sentences"][0].update(n=True),
    "a task that is a path": lambda r: r["answers"].update({"../../brief": r["answers"]["brief"]}),
    "a task that is code": lambda r: r["answers"].update({"__import__('os')": {}}),
    "an answer of another form": lambda r: r["answers"].update(brief=_deep({}, 200)),
    "a pointer out": lambda r: r["findings"].append(
        {"check": "x", "severity": "error", "path": "/a/~2/9999999999", "message": HTML,
         "sentences": [-1, 10**9]}
    ),
    "provenance of nothing": lambda r: r["provenance"].update(brief=None),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_an_export_with_odd_values(llmx: Llmx, home: Path, what: str) -> None:
    record = copy.deepcopy(sealed(article(), ("translate", "brief")))
    ODD[what](record)
    (home / "out.jsonl").write_text(json.dumps(resealed(record)) + "\n", encoding="utf-8")
    known = {
        "id": record["article"]["id"],
        "answers": {"brief": sealed(article())["answers"]["brief"]},
    }
    key = json.loads((ROOT / "examples/key.json").read_text(encoding="utf-8")) | {
        "articles": [known]
    }
    (home / "key.json").write_text(json.dumps(key), encoding="utf-8")
    before = sorted(home.parent.rglob("*"))
    validated = llmx("validate", "out.jsonl")
    assert validated.code in (0, 1)
    evaluated = llmx("eval", "out.jsonl", "--key", "key.json", "--draws", 0)
    assert evaluated.code in (0, 1, 2)
    reported = llmx("report", "out.jsonl", "-o", "page.html")
    assert reported.code in (0, 2)
    if what == "nothing":
        assert (validated.code, evaluated.code, reported.code) == (0, 0, 0)
    made = {home / "page.html"} if reported.code == 0 else set()
    assert set(home.parent.rglob("*")) - set(before) == made
    for done in (validated, evaluated, reported):
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"}.intersection(done.out + done.err)
    if made:
        page = (home / "page.html").read_text(encoding="utf-8")
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"fingerprint": 1}',
        '{"fingerprint":"f","task":"brief","model":"m","answer":"cos\\nsystem","usage":null}',
        '{"fingerprint":"f","task":"brief","model":"m","answer":[1],"usage":null}',
        '{"fingerprint":"f","task":"brief","model":"m","answer":{},"usage":7}',
        '{"__reduce__": ["os.system", "touch executed"]}',
        "!!python/object/apply:os.system ['touch executed']",
    ],
)
def test_answers_with_odd_values_are_refused(llmx: Llmx, home: Path, line: str) -> None:
    (home / "answers.jsonl").write_text(line + "\n", encoding="utf-8")
    for command in (
        ("summarize", FIRST, "--answers", "answers.jsonl", "--offline"),
        ("cache", "import", "answers.jsonl"),
    ):
        done = llmx(*command)
        assert (done.code, done.out) == (2, "")
        assert "line 1, is no recorded answer" in done.said


@pytest.mark.parametrize(
    "value",
    [
        {"headline": {"sentences": [10**30], "text": "x"}},
        {"headline": _deep("x", 200)},
        {"__class__": "x", "model_config": {}, "__pydantic_validator__": 1},
        {},
    ],
    ids=["far away", "deep", "names of Python's", "empty"],
)
def test_a_recorded_answer_that_does_not_fit_is_none(llmx: Llmx, home: Path, value: Json) -> None:
    known = [row for row in rows(ANSWERS) if row["task"] == "brief"]
    lines = (json.dumps({**row, "answer": value}) for row in known)
    (home / "answers.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = llmx("summarize", FIRST, "--answers", "answers.jsonl", "--offline")
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err


def test_a_file_of_pickles_is_no_file_of_anything(llmx: Llmx, home: Path) -> None:
    for name in ("out.jsonl", "out.json", "answers.jsonl", "key.json"):
        (home / name).write_bytes(pickle.dumps(Bomb()))
    for command in (
        ("validate", "out.jsonl"),
        ("validate", "out.json"),
        ("report", "out.jsonl", "-o", "page.html"),
        ("eval", "out.jsonl", "--key", "key.json"),
        ("cache", "import", "answers.jsonl"),
        ("summarize", FIRST, "--answers", "answers.jsonl", "--offline"),
    ):
        assert llmx(*command).code in (1, 2)
    assert not (home / "executed").exists()
    pickle.loads((home / "key.json").read_bytes())
    assert (home / "executed").exists(), "the pickle does what it should not be able to"
