"""What goes over the wire, from tape: success, re-ask, rate limit, refusal, truncation, repair."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from llmx.errors import Refused, Truncated
from tests.wire import scenes
from tests.wire.cassette import FOLDER, HOST, cassette

URL = f"{HOST}/v1"
PYDANTIC = "https://errors.pydantic.dev"  # in the validation error that goes to the model
SECRETS = re.compile(
    r"sk-[A-Za-z0-9]{8}|Bearer|\borg-|__cf_bm|\breq_[A-Za-z0-9]|set-cookie", re.IGNORECASE
)


@pytest.fixture(autouse=True, params=["aiohttp", "httpx2"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tape plays over both transports, whichever it was recorded with."""
    if request.param == "httpx2":
        monkeypatch.setattr("llmx.model.client.aiohttp", None)


def test_success_sends_one_strict_request() -> None:
    with cassette("success") as tape:
        answered = asyncio.run(scenes.ask(URL, []))
    assert answered.served_by == "recorded"
    assert answered.usage.attempts == len(tape) == 1
    assert answered.usage.estimated


def test_invalid_answer_is_asked_again_with_the_fault() -> None:
    with cassette("reask") as tape:
        answered = asyncio.run(scenes.ask(URL, []))
    assert answered.usage.attempts == len(tape) == 2
    first, second = (_json(request.body)["messages"] for request in tape.requests)
    assert second[: len(first)] == first
    assert len(second) > len(first)
    assert "Field required" in second[-1]["content"]


def test_rate_limit_waits_as_long_as_asked() -> None:
    waits: list[float] = []
    with cassette("rate-limit"):
        answered = asyncio.run(scenes.ask(URL, waits))
    assert answered.usage.attempts == 2
    assert len(waits) == 1
    assert waits[0] >= 1.0


def test_refusal_is_told_apart_and_not_asked_again() -> None:
    with cassette("refusal") as tape, pytest.raises(Refused):
        asyncio.run(scenes.ask(URL, []))
    assert len(tape) == 1


def test_truncation_is_met_once_with_twice_the_room() -> None:
    with cassette("truncation") as tape, pytest.raises(Truncated):
        asyncio.run(scenes.ask(URL, []))
    rooms = [_json(request.body)["max_tokens"] for request in tape.requests]
    assert rooms == [rooms[0], 2 * rooms[0]]


def test_a_repair_sends_the_failing_part_back_and_takes_what_is_better() -> None:
    repair = scenes.repair()
    with cassette(scenes.REPAIR) as tape:
        answered = asyncio.run(scenes.ask(URL, [], repair.question))
    (request,) = tape.requests
    system, user = (m["content"] for m in _json(request.body)["messages"])
    assert system.startswith(scenes.question().request.system)
    assert user.startswith(scenes.question().request.user)
    assert [part.path[0] for part in repair.parts] == ["key_facts"]
    assert f"the figure '{scenes.FALSE[1]}'" in user
    (part,) = repair.parts
    fact = getattr(answered.answer, part.name).fact
    assert scenes.FALSE[0] in fact
    assert scenes.FALSE[1] not in fact


def test_every_cassette_is_played_by_a_scene() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} == {*scenes.SCENES, scenes.REPAIR}


@pytest.mark.parametrize("name", [*sorted(scenes.SCENES), scenes.REPAIR])
def test_cassette_holds_no_secret_and_no_host(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert not SECRETS.search(text)
    assert set(re.findall(r"https?://[^/\s\"']+", text)) <= {HOST, PYDANTIC}
    assert "\\u06" not in text  # readable in its own script


def _json(body: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(body)
    return value
