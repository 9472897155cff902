"""Log events: lines of JSON with names and fields, and no text that was not asked for."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from llmx.log import JsonLines, event

NOON = 1_793_620_800.25  # 2026-11-02T12:00:00.250Z


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    found = logging.getLogger("llmx.tests")
    found.setLevel(logging.DEBUG)
    before, propagates = found.handlers[:], found.propagate
    found.propagate = False  # what pytest captures goes to another process, as UTF-8
    yield found
    found.handlers[:], found.propagate = before, propagates


def _lines(log: logging.Logger, *, text: bool = False) -> io.StringIO:
    out = io.StringIO()
    log.handlers[:] = [JsonLines(out, text=text, clock=lambda: NOON)]
    return out


def _told(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line(log: logging.Logger) -> None:
    out = _lines(log)
    event(log, logging.INFO, "endpoint.waiting", "all wait\n2 s", seconds=2.0, task=None)
    assert _told(out) == [
        {
            "time": "2026-11-02T12:00:00.250Z",
            "level": "info",
            "event": "endpoint.waiting",
            "seconds": 2.0,
            "task": None,
            "message": "all wait\n2 s",
        }
    ]


def test_a_plain_record_is_told_too(log: logging.Logger) -> None:
    out = _lines(log)
    log.warning("%s of %d", "one", 2)
    (told,) = _told(out)
    assert (told["event"], told["message"], told["level"]) == ("log", "one of 2", "warning")


def test_a_percent_sign_in_an_event_is_no_format(log: logging.Logger) -> None:
    out = _lines(log)
    event(log, logging.INFO, "a.b", "70% done")
    assert _told(out)[0]["message"] == "70% done"


@pytest.mark.parametrize("text", [False, True])
def test_text_is_told_only_where_it_is_asked_for(log: logging.Logger, text: bool) -> None:
    out = _lines(log, text=text)
    event(log, logging.DEBUG, "request.answered", content="نص", messages=[{"role": "user"}])
    assert ("content" in _told(out)[0]) is ("messages" in _told(out)[0]) is text


def test_a_lone_surrogate_is_written_all_the_same(log: logging.Logger) -> None:
    out = _lines(log)
    event(log, logging.INFO, "a.b", "\ud800")
    out.getvalue().encode("utf-8")
    assert _told(out)[0]["message"] == "\ud800"


def test_what_nobody_listens_to_is_not_made(log: logging.Logger) -> None:
    out = _lines(log)
    log.setLevel(logging.INFO)
    event(log, logging.DEBUG, "a.b")
    assert not out.getvalue()


def test_a_log_that_cannot_be_written_ends_and_the_run_goes_on() -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    root = logging.getLogger("llmx")
    before, level = root.handlers[:], root.level
    try:
        handler = JsonLines(Full())
        root.handlers[:] = [handler]
        root.setLevel(logging.DEBUG)
        event(root, logging.INFO, "a.b")
        assert handler not in root.handlers
    finally:
        root.handlers[:] = before
        root.setLevel(level)
