"""Where the reply to a chat request comes from: canned, recorded, replayed or a fault scenario."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from .completion import completion, recorded_completion, request_key, request_schema
from .faults import DRIP_SECONDS, Call
from .replies import NO_RETRY, error_reply, json_reply
from .scenario import Mix, plan
from .wire import Json, Reply, Request

Answer = str | Sequence[str] | Callable[[Json], str]
Answers = str | Mapping[str, str] | Callable[[Json], str | None]


class Mode(Protocol):
    def reply(self, request: Request) -> Reply: ...


class Canned:
    """The same answer to every request; several are given in turn."""

    def __init__(self, answer: Answer) -> None:
        self._answer = _teller(answer)

    def reply(self, request: Request) -> Reply:
        return json_reply("ok", completion(request, self._answer(request.body)))


class Faults:
    """A scenario of faults, `answer` where nothing goes wrong; `drip` is how long a drip takes."""

    def __init__(
        self,
        scenario: str | Sequence[str] | Mix,
        answer: Answer = "{}",
        *,
        drip: float = DRIP_SECONDS,
    ) -> None:
        self._plan = plan(scenario)
        self._answer = _teller(answer)
        self._drip = drip

    def reply(self, request: Request) -> Reply:
        step = self._plan.pick(request)
        call = Call(request, lambda: self._answer(request.body), self._drip)
        return replace(step.fault(call), outcome=step.name)


class Record:
    """Answers from `folder/answers/KEY.json`; a request without one is filed and refused.

    The answer files are read at each request, so answers can be added while the server runs.
    """

    def __init__(self, folder: Path) -> None:
        self._answers = folder / "answers"
        self._requests = folder / "requests"
        self._answers.mkdir(parents=True, exist_ok=True)
        self._requests.mkdir(parents=True, exist_ok=True)

    def reply(self, request: Request) -> Reply:
        key = request_key(request.body)
        text = _read_answer(self._answers / f"{key}.json")
        if text:
            return json_reply("recorded", recorded_completion(request, text))
        filed = self._requests / f"{key}.json"
        if not filed.exists():
            _write_whole(filed, _pretty(_filing(key, request.body)))
        message = f"No answer is recorded under {key!r}; the request is filed in {filed}."
        return error_reply(
            503, message, kind="server_error", code="answer_not_recorded", headers=NO_RETRY
        )


class Replay:
    """Recorded answers, read-only: by key, or from a function of the body; unknown is a 404."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def reply(self, request: Request) -> Reply:
        text = self._find(request.body)
        if text is not None:
            return json_reply("replayed", recorded_completion(request, text))
        message = f"No answer is known for the request {request_key(request.body)!r}."
        return error_reply(404, message, code="answer_not_found", headers=NO_RETRY)

    def _find(self, body: Json) -> str | None:
        if isinstance(self._answers, str):
            return self._answers
        if isinstance(self._answers, Mapping):
            return self._answers.get(request_key(body))
        return self._answers(body)


def load_answers(paths: Iterable[Path]) -> dict[str, str]:
    """Return answers by key: JSONL lines `{"key", "answer"}`, or a folder that `Record` filled.

    An answer that is not a string is written as JSON.
    """
    found: dict[str, str] = {}
    for path in paths:
        found |= _load_folder(path) if path.is_dir() else _load_lines(path)
    return found


def _teller(answer: Answer) -> Callable[[Json], str]:
    if callable(answer):
        return answer
    turns = itertools.cycle([answer] if isinstance(answer, str) else answer)
    return lambda body: next(turns)


def _load_folder(folder: Path) -> dict[str, str]:
    files = sorted((folder / "answers").glob("*.json"))
    return {path.stem: text for path in files if (text := _read_answer(path))}


def _load_lines(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                key, answer = _keyed(line, f"{path}:{number}")
                found[key] = answer
    return found


def _keyed(line: str, where: str) -> tuple[str, str]:
    row: Any = json.loads(line)
    if not (isinstance(row, dict) and isinstance(row.get("key"), str) and "answer" in row):
        raise ValueError(f'{where}: expected {{"key": …, "answer": …}}, got {line[:60]!r}')
    answer = row["answer"]
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return row["key"], text


def _read_answer(path: Path) -> str | None:
    """Return the text of an answer file; an absent and an empty file are no answer."""
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def _filing(key: str, body: Json) -> Json:
    return {
        "key": key,
        "model": body["model"],
        "messages": body["messages"],
        "schema": request_schema(body),
    }


def _pretty(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is never seen half written, by a second server either."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(data)
    partial.replace(path)
