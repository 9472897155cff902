"""The client against a faulty endpoint: what comes of each fault, and what each of them costs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from llmx.article import Article
from llmx.errors import (
    ConfigurationError,
    CredentialsError,
    EndpointError,
    InvalidOutput,
    LlmxError,
    ProviderUnavailable,
    Truncated,
)
from llmx.model.answers import AnswerCache, Answers
from llmx.model.client import REASKS, Client
from llmx.model.flight import Flight
from llmx.model.usage import Meter, Usage
from llmx.pipeline import Outcome, Pipeline
from llmx.settings import OPENAI_URL, Settings
from tests.builders import ARABIC, answer, article
from tests.model.support import (
    GOOD,
    MODEL,
    SHOWN,
    TRANSLATE,
    Asked,
    FakeTime,
    ask,
    ask_and_close,
    ask_with,
    faulty,
    policy,
    request,
)
from tests.provider import FAULT_NAMES, Canned, Faults, Mix, Provider, estimate_tokens
from tests.provider import Request as Received
from tests.provider.wire import Reply

Json = dict[str, Any]

CANARY = "sk-canary-0123456789abcdef"
BAD = json.dumps(
    {"title_en": None, "sentences": [{"n": n, "en": f"Bad {n}."} for n in (1, 3)]}
)  # two sentences are missing
WORSE = json.dumps({"title_en": None, "sentences": [{"n": 9, "en": "Worse nine."}]})

UNTIL_THE_DEADLINE = 0  # a rate limit uses up no try, only time

# Each fault, met at every try: the kind of the error, and how many requests it takes to say so.
OUTCOMES: dict[str, tuple[str, int]] = {
    "ok": ("ok", 1),
    "400": ("provider_rejected", 1),
    "401": ("auth", 1),
    "402": ("quota", 1),
    "403": ("auth", 1),
    "404model": ("model", 1),
    "413": ("provider_rejected", 1),
    "422": ("provider_rejected", 1),
    "ctxlen": ("provider_rejected", 1),
    "429": ("rate_limited", UNTIL_THE_DEADLINE),
    "429ra": ("rate_limited", UNTIL_THE_DEADLINE),
    "429ms": ("rate_limited", UNTIL_THE_DEADLINE),
    "429date": ("rate_limited", UNTIL_THE_DEADLINE),
    "429quota": ("quota", 1),
    "429credit": ("quota", 1),
    "429billing": ("quota", 1),
    "408": ("provider_unavailable", 6),
    "409": ("provider_unavailable", 6),
    "500": ("provider_unavailable", 6),
    "502html": ("provider_unavailable", 6),
    "503": ("provider_unavailable", 6),
    "504": ("provider_unavailable", 6),
    "529": ("provider_unavailable", 6),
    "redir": ("provider_rejected", 1),
    "hang": ("provider_unavailable", 2),  # two tries are allowed
    "drip": ("provider_unavailable", 2),
    "reset0": ("provider_unavailable", 6),
    "reset": ("provider_unavailable", 6),
    "eof0": ("provider_unavailable", 6),
    "eof": ("provider_unavailable", 6),
    "truncbody": ("provider_unavailable", 3),
    "empty200": ("provider_unavailable", 3),
    "invutf8": ("provider_unavailable", 3),
    "html200": ("provider_unavailable", 3),
    "str200": ("provider_unavailable", 3),
    "err200": ("provider_unavailable", 3),
    "nullchoices": ("provider_unavailable", 3),
    "nochoices": ("provider_unavailable", 3),
    "wrongct": ("ok", 1),
    "octet": ("ok", 1),
    "bom": ("ok", 1),
    "nousage": ("ok", 1),
    "othermodel": ("ok", 1),
    "notjson": ("invalid_output", 3),
    "fenced": ("ok", 1),
    "think": ("ok", 1),
    "trailing": ("ok", 1),
    "schema": ("invalid_output", 3),
    "wrongjson": ("invalid_output", 3),
    "strn": ("ok", 1),
    "lone": ("ok", 1),
    "lonewire": ("ok", 1),
    "ctl": ("ok", 1),
    "nan": ("invalid_output", 3),
    "dup": ("ok", 1),
    "length": ("truncated", 2),
    "cf": ("filtered", 1),
    "cfpart": ("filtered", 1),
    "refusal": ("refused", 1),
    "refusaljson": ("refused", 1),
}
SLOW = ("hang", "drip")
WITHOUT_SDK = "begun without the SDK"
TRANSIENT = [name for name, (kind, _) in OUTCOMES.items() if kind == "provider_unavailable"]


@pytest.fixture(autouse=True, params=["aiohttp", "httpx2", WITHOUT_SDK])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test here runs over both transports: httpx2 is what there is without aiohttp.

    And a third time as in a process that has not imported the SDK when it first asks.
    """
    if request.param == "httpx2":
        monkeypatch.setattr("llmx.model.client.aiohttp", None)
    has_sdk = request.param != WITHOUT_SDK
    monkeypatch.setattr("llmx.model.client._has_sdk", lambda: has_sdk)
    return str(request.param)


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the shell that the tests run in: no keys, no proxies, no debug log."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_LOG"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    yield
    logging.getLogger("openai").setLevel(logging.NOTSET)


# Every fault by name


def through_the_pipeline(
    scenario: str, cache: AnswerCache, *, mode: str = "json_schema"
) -> tuple[Outcome | LlmxError, int]:
    """One article and one task from a client on that scenario into a store; its request count."""
    slow = scenario in SLOW
    with faulty(scenario) as provider:
        settings = Settings(base_url=provider.base_url, timeout=0.2 if slow else 60)
        client = Client(settings, retry=policy(FakeTime(), attempts=2 if slow else 6))
        client.wire = replace(client.wire, mode=mode)  # type: ignore[arg-type]
        pipeline = Pipeline(
            [TRANSLATE], MODEL, Answers(cache=cache), connect=lambda: client, repair=False
        )

        async def run() -> Outcome | LlmxError:
            try:
                return await pipeline.run(SHOWN)
            except LlmxError as error:
                return error
            finally:
                await client.close()

        return asyncio.run(run()), provider.count


def test_the_table_knows_every_fault() -> None:
    assert set(OUTCOMES) == set(FAULT_NAMES)


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_a_fault_has_its_outcome(name: str, tmp_path: Path) -> None:
    kind, requests = OUTCOMES[name]
    cache = AnswerCache(tmp_path / "answers")
    outcome, count = through_the_pipeline(name, cache)
    assert count == requests or (requests == UNTIL_THE_DEADLINE and count > 20)
    if isinstance(outcome, LlmxError):
        assert outcome.kind == kind
        assert isinstance(outcome, ConfigurationError) is (kind in ("auth", "quota", "model"))
        assert outcome.spent.attempts == count
        assert cache.count() == 0
    else:
        assert kind == "ok"
        assert outcome.usage.attempts == count
        stored = cache.get(request().fingerprint)
        assert stored is not None
        assert stored.answer == outcome.record["answers"]["translate"]
        assert [s["n"] for s in stored.answer["sentences"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "name",
    ["ok", "fenced", "schema", "length", "cf", "cfpart", "refusal", "refusaljson", "strn", "lone"],
)
def test_a_fault_has_the_same_outcome_where_tools_are_called(name: str, tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers")
    outcome, count = through_the_pipeline(name, cache, mode="tools")
    kind, requests = OUTCOMES[name]
    assert count == requests
    assert (outcome.kind if isinstance(outcome, LlmxError) else "ok") == kind
    assert cache.count() == (kind == "ok")


@pytest.mark.parametrize("name", sorted(set(TRANSIENT) - set(SLOW)))
def test_a_fault_that_passes_costs_a_try_and_no_answer(name: str) -> None:
    asked = ask(f"{name}:2")
    assert asked.kind == "ok"
    assert asked.count == asked.usage.attempts == 3
    assert len(asked.slept) == 2


def test_what_an_endpoint_asks_for_is_waited() -> None:
    asked = ask("429ra:3")
    assert (asked.kind, asked.count) == ("ok", 4)
    assert all(seconds >= 1 for seconds in asked.slept)
    assert min(ask("429ms:3").slept) >= 0.05
    assert max(ask("429date:1").slept) > 0.9


def test_an_endpoint_that_asks_for_too_long_ends_the_run() -> None:
    asked = ask("429ra300")
    assert (asked.kind, asked.count, list(asked.slept)) == ("endpoint", 1, [])
    assert isinstance(asked.error, ConfigurationError)
    assert "asks to wait 300 s" in str(asked.error)


@pytest.mark.parametrize("odd", ["429ra-5", "429ranan", "429rainf", "429ms-5"])
def test_an_odd_wait_is_no_wait(odd: str) -> None:
    asked = ask(f"{odd}:5")
    assert (asked.kind, asked.count) == ("ok", 6)
    assert 0 < sum(asked.slept) < 31


@pytest.mark.parametrize("name", SLOW)
def test_a_silent_or_slow_answer_is_cut_by_the_total_time(name: str) -> None:
    asked = ask(name, attempts=1, timeout=0.2)
    assert asked.kind == "provider_unavailable"
    assert "did not answer in 0.2 s" in str(asked.error)


# What a spoiled answer is worth


def test_a_repaired_answer_is_the_answer() -> None:
    plain = ask("ok").value
    for name in ("fenced", "think", "trailing", "dup", "strn"):
        assert ask(name).value == plain, name


def test_lone_surrogates_and_controls_are_repaired() -> None:
    plain = ask("ok").value["sentences"][0]["en"]
    assert ask("lone").value["sentences"][0]["en"] == plain + "\ufffd"
    assert ask("lonewire").value["sentences"][0]["en"] == plain + "\ufffd"
    assert ask("ctl").value["sentences"][0]["en"] == plain + "[31m"


def test_a_usage_that_is_missing_is_unknown_not_zero() -> None:
    asked = ask("nousage")
    assert asked.usage == Usage(attempts=1, unknown=1)
    assert asked.usage.as_json() is None


def test_an_answer_that_stays_invalid_is_kept_as_it_came() -> None:
    asked = ask("ok", [BAD, BAD, WORSE])
    error = asked.failure
    assert isinstance(error, InvalidOutput)
    assert error.raw == WORSE
    assert "translate" in str(error)
    assert "missing" in str(error)


def test_another_model_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    async def both(client: Client) -> list[str]:
        found = [await ask_with(client), await ask_with(client)]
        await client.close()
        return [a.served_by for a in found]

    with faulty("othermodel") as provider:
        client = Client(Settings(base_url=provider.base_url))
        served = asyncio.run(both(client))
    assert served == ["some-other-model-2026-01-01"] * 2
    said = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(said) == 1
    assert "'some-other-model-2026-01-01', asked for 'm'" in said[0]


# Truncation


def rooms(asked: Asked) -> list[int]:
    return [body["max_tokens"] for body in asked.bodies]


ROOM = TRANSLATE.sampling.max_output_tokens


def test_an_answer_that_is_cut_gets_twice_the_room_once() -> None:
    asked = ask("length:1")
    assert asked.kind == "ok"
    assert rooms(asked) == [ROOM, 2 * ROOM]
    assert asked.bodies[0]["messages"] == asked.bodies[1]["messages"]
    asked = ask("length")
    assert type(asked.error) is Truncated
    assert rooms(asked) == [ROOM, 2 * ROOM]


def test_what_was_cut_was_paid() -> None:
    cut, whole = ask("length"), ask("ok")
    assert cut.usage.input_tokens == 2 * whole.usage.input_tokens
    assert cut.usage.output_tokens > 0
    assert cut.usage.unknown == 0


def test_transport_faults_do_not_double_the_room() -> None:
    assert rooms(ask("500:1 length:1 500:1 ok")) == [ROOM, ROOM, 2 * ROOM, 2 * ROOM]


def test_a_re_ask_that_is_cut_is_asked_once_more() -> None:
    asked = ask("ok:1 length:1 ok", [BAD, GOOD, GOOD])
    assert asked.kind == "ok"
    assert rooms(asked) == [ROOM, ROOM, 2 * ROOM]
    assert asked.bodies[1]["messages"] == asked.bodies[2]["messages"]


# Re-asks


def turns(body: Json) -> list[Json]:
    """What a body says after the first two messages."""
    said: list[Json] = body["messages"][2:]
    return said


def text_of(message: Json) -> str:
    calls = message.get("tool_calls") or []
    return (message.get("content") or "") + "".join(c["function"]["arguments"] for c in calls)


def test_a_re_ask_shows_the_bad_answer_and_what_is_wrong_with_it() -> None:
    asked = ask("ok", [BAD, WORSE, GOOD])
    assert asked.kind == "ok"
    assert asked.value == json.loads(GOOD)
    assert [len(turns(body)) for body in asked.bodies] == [0, 2, 4]
    first, second = turns(asked.bodies[2])[:2], turns(asked.bodies[2])[2:]
    assert turns(asked.bodies[1]) == first
    assert text_of(first[0]) == BAD
    assert "missing [2, 4]" in text_of(first[1])
    assert "validation error for Answer" in text_of(first[1])  # no class of ours
    assert text_of(second[0]) == WORSE
    assert "missing [1, 2, 3, 4]" in text_of(second[1])
    assert [m["role"] for m in first] == ["assistant", "user"]


def test_every_turn_keeps_article_instructions_and_schema() -> None:
    asked = ask("ok", [BAD, WORSE, GOOD])
    for body in asked.bodies:
        assert body["messages"][:2] == request().messages
        assert body["response_format"] == asked.bodies[0]["response_format"]
        assert body["max_tokens"] == ROOM


def test_there_are_two_re_asks_at_most() -> None:
    asked = ask("ok", BAD)
    assert asked.kind == "invalid_output"
    assert asked.count == asked.usage.attempts == REASKS + 1 == 3


def test_the_usage_is_that_of_all_turns() -> None:
    asked = ask("ok", [BAD, WORSE, GOOD])
    answered = [BAD, WORSE, GOOD]
    assert asked.usage.attempts == 3
    assert asked.usage.output_tokens == sum(estimate_tokens(text) for text in answered)
    assert asked.usage.input_tokens > 3 * ask("ok").usage.input_tokens
    assert asked.usage.unknown == 0
    failed = ask("ok", BAD)
    assert failed.usage.output_tokens == 3 * estimate_tokens(BAD)


@pytest.mark.parametrize("fault", ["500:2", "429ra:2", "reset0:2", "reset:1", "html200:2", "eof:1"])
def test_a_transport_fault_in_a_re_ask_is_never_told_to_the_model(fault: str) -> None:
    asked = ask(f"ok:1 {fault} ok", [BAD, GOOD, GOOD])  # half an answer uses one up
    assert asked.kind == "ok"
    assert asked.count == asked.usage.attempts
    re_asked = [turns(body) for body in asked.bodies[1:]]
    assert all(said == re_asked[0] for said in re_asked)
    assert "missing [2, 4]" in text_of(re_asked[0][1])


@pytest.mark.parametrize(
    ("fault", "kind", "requests"),
    [
        ("500", "provider_unavailable", 1 + 6),
        ("reset0", "provider_unavailable", 1 + 6),
        ("429quota", "quota", 1 + 1),
        ("401", "auth", 1 + 1),
        ("400", "provider_rejected", 1 + 1),
        ("ctxlen", "provider_rejected", 1 + 1),
        ("refusal", "refused", 1 + 1),
        ("cf", "filtered", 1 + 1),
        ("length", "truncated", 1 + 2),
        ("html200", "provider_unavailable", 1 + 3),
    ],
)
def test_a_fault_in_a_re_ask_is_raised_as_itself(fault: str, kind: str, requests: int) -> None:
    asked = ask(f"ok:1 {fault}", BAD)
    assert asked.kind == kind
    assert asked.count == asked.usage.attempts == requests
    assert asked.usage.output_tokens >= estimate_tokens(BAD)


def test_broken_bodies_are_counted_over_all_turns() -> None:
    asked = ask("html200:2 ok:1 html200", BAD)
    assert (asked.kind, asked.count) == ("provider_unavailable", 4)


@pytest.mark.parametrize("spoiled", ["```json\n{}\n```", "{% raw %} {{ x }}", 'a "quoted" {brace}'])
def test_a_re_asked_answer_is_taken_as_it_is(spoiled: str) -> None:
    value = json.loads(GOOD)
    value["sentences"][1]["en"] = f"Text with {spoiled} in it."
    text = json.dumps(value, ensure_ascii=False)
    assert ask("ok", [BAD, text]).value == value
    assert ask("ok", [BAD, f"```json\n{text}\n```"]).value == value


def test_numbers_in_strings_do_for_a_re_asked_answer_too() -> None:
    asked = ask("schema:1 strn")
    assert (asked.kind, asked.count) == ("ok", 2)


def test_what_an_answer_has_too_much_of_is_ignored_in_every_turn() -> None:
    value = json.loads(GOOD)
    much = json.dumps(
        value | {"note": "x", "sentences": [s | {"x": 1} for s in value["sentences"]]}
    )
    assert ask("ok", much).value == value
    asked = ask("ok", [BAD, much])
    assert (asked.value, asked.count) == (value, 2)


def test_a_bug_in_a_schema_is_no_fault_of_the_provider() -> None:
    def broken(_text: str) -> Any:
        raise ZeroDivisionError

    async def run(client: Client) -> None:
        try:
            await client.ask(request(), parse=broken, bound=lambda: TRANSLATE.bound_to(SHOWN))
        finally:
            await client.close()

    with faulty("ok") as provider, pytest.raises(ZeroDivisionError):
        asyncio.run(run(Client(Settings(base_url=provider.base_url))))


# Article text is never a template

TRAPS = (
    "عنوان {{ 7*7 }} {{ article }}",
    "قال {% bad %} وقال {% for x in y %} ثم {# comment #}.",
    "    مسافة {{ cycler.__init__.__globals__ }} {% bad",
)


def trapped() -> Article:
    return article(TRAPS)


def test_braces_in_an_article_are_sent_as_they_are_in_every_turn() -> None:
    shown = trapped()
    short = json.dumps({"title_en": None, "sentences": [{"n": 1, "en": "x {{ 7*7 }} {% bad"}]})
    good = json.dumps(answer("translate", shown))
    asked = ask("ok", [short, short, good], shown=shown)
    assert asked.kind == "ok"
    assert asked.count == 3
    for body in asked.bodies:
        assert body["messages"][:2] == request(shown).messages
        for text in TRAPS:
            assert text.strip() in body["messages"][1]["content"]
        assert "49" not in body["messages"][1]["content"].replace(shown.text_sha256[:12], "")
    for said in turns(asked.bodies[2])[::2]:
        assert text_of(said) == short


# Endpoints that lack something


def forms(asked: Asked) -> list[str]:
    return [
        "tools" if "tools" in body else body["response_format"]["type"] for body in asked.bodies
    ]


@pytest.mark.parametrize(
    ("scenario", "seen"),
    [
        ("400param:response_format", ["json_schema", "tools"]),
        ("400param:response_format 400param:tools", ["json_schema", "tools", "json_object"]),
    ],
)
def test_the_form_falls_back(scenario: str, seen: list[str]) -> None:
    asked = ask(scenario)
    assert asked.kind == "ok"
    assert forms(asked) == seen
    assert asked.count == asked.usage.attempts == len(seen)
    assert list(asked.slept) == []


def test_an_endpoint_that_takes_no_form_refuses_the_request() -> None:
    asked = ask("400param:response_format 400param:tools 400param:json_object")
    assert asked.kind == "provider_rejected"
    assert forms(asked) == ["json_schema", "tools", "json_object"]
    assert "response_format" in str(asked.error)


@pytest.mark.parametrize(
    ("scenario", "seen"),
    [
        ("400param:response_format", ["json_schema", "tools", "tools", "tools"]),
        (
            "400param:response_format 400param:tools",
            ["json_schema", "tools", "json_object", "json_object", "json_object"],
        ),
        ("ok:1 400param:response_format", ["json_schema", "json_schema", "tools", "tools"]),
        (
            "ok:1 400param:response_format 400param:tools",
            ["json_schema", "json_schema", "tools", "json_object", "json_object"],
        ),
        (
            "400param:response_format ok:1 400param:tools",
            ["json_schema", "tools", "tools", "json_object", "json_object"],
        ),
    ],
)
def test_the_form_falls_back_before_and_within_a_re_ask(scenario: str, seen: list[str]) -> None:
    asked = ask(scenario, [BAD, WORSE, GOOD])
    assert asked.kind == "ok", asked.error
    assert asked.value == json.loads(GOOD)
    assert forms(asked) == seen
    assert asked.count == asked.usage.attempts == len(seen)
    said = turns(asked.bodies[-1])
    assert [text_of(message) for message in said[::2]] == [BAD, WORSE]
    assert "missing [2, 4]" in text_of(said[1])


def test_a_tool_call_is_re_asked_without_a_call_that_nobody_made() -> None:
    asked = ask("400param:response_format", [BAD, GOOD])
    names = {tool["function"]["name"] for body in asked.bodies[1:] for tool in body["tools"]}
    called = {
        call["function"]["name"]
        for body in asked.bodies
        for message in body["messages"]
        for call in message.get("tool_calls") or []
    }
    assert called <= names == {"translate"}


@pytest.mark.parametrize("name", ["temperature", "reasoning_effort", "max_tokens"])
def test_a_refused_parameter_is_left_out(name: str) -> None:
    asked = ask(f"400param:{name}")
    assert asked.kind == "ok"
    first, second = asked.bodies
    assert name in first
    assert name not in second
    assert ("max_completion_tokens" in second) is (name == "max_tokens")


def test_everything_is_learned_in_one_request() -> None:
    scenario = "400param:max_tokens 400param:temperature 400param:response_format"
    asked = ask(scenario + " 400param:reasoning_effort")
    assert asked.kind == "ok"
    assert asked.count == asked.usage.attempts == 5
    assert set(asked.bodies[-1]) == {
        "model",
        "messages",
        "max_completion_tokens",
        "tools",
        "tool_choice",
    }


def test_an_endpoint_that_knows_neither_name_of_the_room_is_not_asked_for_ever() -> None:
    asked = ask("400param:max_tokens 400param:max_completion_tokens")
    assert asked.kind == "provider_rejected"
    assert asked.count <= 3


def test_what_was_learned_holds_for_the_next_request_and_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def thrice(client: Client) -> None:
        await asyncio.gather(ask_with(client), ask_with(client))
        await ask_with(client)
        await client.close()

    with faulty("400param:temperature 400param:response_format") as provider:
        asyncio.run(thrice(Client(Settings(base_url=provider.base_url))))
        bodies = [r.body for r in provider.requests]
    assert "temperature" not in bodies[-1]
    assert "tools" in bodies[-1]
    assert len(bodies) <= 3 * 2 + 1  # two to learn for each of the first two, one for the last
    said = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
    assert len(said) == 2
    assert sum("no temperature, from now on" in line for line in said) == 1
    assert sum("tools instead of json_schema, from now on" in line for line in said) == 1


def test_openai_itself_is_sent_the_newer_name_of_the_room() -> None:
    client = Client(Settings(base_url=OPENAI_URL + "/", api_key=SecretStr("sk-x")))
    assert client.wire.room == "max_completion_tokens"
    asyncio.run(client.close())


def test_the_fingerprint_is_that_of_what_was_wanted(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers")
    for scenario in ("ok", "400param:temperature 400param:response_format"):
        outcome, _ = through_the_pipeline(scenario, cache)
        assert isinstance(outcome, Outcome)
        given = outcome.record["provenance"]["translate"]["fingerprint"]
        assert given == request().fingerprint
        assert cache.clear() == 1


# Connections


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def tries(base_url: str) -> tuple[LlmxError | None, FakeTime]:
    clock = FakeTime()
    client = Client(Settings(base_url=base_url), retry=policy(clock))
    return asyncio.run(ask_and_close(client))[1], clock


def test_an_endpoint_that_was_never_there_is_named_after_one_try() -> None:
    port = closed_port()
    error, clock = tries(f"http://127.0.0.1:{port}/v1")
    assert type(error) is EndpointError
    assert f"127.0.0.1:{port}" in str(error)
    assert error.spent.attempts == 1
    assert clock.slept == []


def test_a_host_that_nobody_knows_is_named_after_one_try(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error, clock = tries("http://nowhere.example/v1")
    assert type(error) is EndpointError
    assert "nowhere.example" in str(error)
    assert "check --base-url" in str(error)
    assert error.spent.attempts == 1
    assert clock.slept == []


@pytest.fixture
def plain() -> Iterator[int]:
    """The port of a server that speaks HTTP and no TLS, and says so to whoever greets it."""

    def answer_all(listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    connection.recv(1000)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer_all, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def test_an_endpoint_without_tls_is_named_after_one_try(plain: int) -> None:
    error, clock = tries(f"https://127.0.0.1:{plain}/v1")
    assert type(error) is EndpointError
    assert f"127.0.0.1:{plain} cannot be reached" in str(error)
    assert "SSL" in str(error)
    assert error.spent.attempts == 1
    assert clock.slept == []


@pytest.mark.parametrize("name", ["hang", "drip", "reset", "eof"])
def test_an_attempt_without_an_answer_may_have_been_billed(name: str) -> None:
    asked = ask(name, attempts=2, timeout=0.2)
    assert asked.kind == "provider_unavailable"
    assert asked.usage == Usage(attempts=2, unknown=2)


def test_an_endpoint_that_goes_away_is_waited_for() -> None:
    clock = FakeTime()

    async def run() -> LlmxError | None:
        with Provider(Canned(GOOD)) as provider:
            client = Client(Settings(base_url=provider.base_url), retry=policy(clock))
            await ask_with(client)
        return (await ask_and_close(client))[1]

    error = asyncio.run(run())
    assert type(error) is ProviderUnavailable
    assert error.spent.attempts == 6
    assert len(clock.slept) == 5


def test_a_lost_connection_is_made_anew() -> None:
    asked = ask("ok:1 reset0:1 ok", [BAD, GOOD])
    assert (asked.kind, asked.count) == ("ok", 3)


def test_all_that_may_be_under_way_is_on_the_wire_at_once(transport: str) -> None:
    """More than the hundred connections that aiohttp makes where it is told nothing."""
    number = 130

    async def run(client: Client, provider: Provider) -> None:
        client.limits.flight = Flight(start=number)
        await ask_with(client)  # the probe, after which all may go
        asked = [asyncio.create_task(ask_with(client)) for _ in range(number)]
        async with asyncio.timeout(30):
            while provider.count <= number:
                await asyncio.sleep(0.005)
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await client.close()

    with faulty("ok:1 hang") as provider:
        settings = Settings(base_url=provider.base_url)
        asyncio.run(run(Client(settings, in_flight=number), provider))
        first = transport == WITHOUT_SDK  # which had a connection of its own
        assert provider.stats()["connections"] == number + first


def test_an_endpoint_that_has_never_answered_is_given_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = ask("hang", timeout=0.05)
    assert isinstance(done.error, EndpointError)
    assert "has never answered, 3 requests in 0.05 s each" in str(done.error)
    assert done.count == 3
    (said,) = caplog.messages
    assert said.endswith("has not answered yet; all requests wait for the first")


def test_one_that_has_answered_may_be_silent_for_longer() -> None:
    done = ask("500 hang", timeout=0.05)
    assert (done.kind, done.count) == ("provider_unavailable", 6)


@pytest.mark.parametrize(("scenario", "before"), [("hang", 0), ("500:1 hang", 1)])
def test_a_request_that_is_cancelled_may_have_been_billed(scenario: str, before: int) -> None:
    told: list[Usage] = []

    async def ask(client: Client) -> None:
        try:
            await ask_with(client)
        except asyncio.CancelledError as error:
            told.append(error.spent)  # type: ignore[attr-defined]
            raise

    async def run(client: Client, provider: Provider) -> None:
        asked = asyncio.create_task(ask(client))
        while provider.count <= before:
            await asyncio.sleep(0.005)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        await client.close()

    meter = Meter()
    with faulty(scenario) as provider:
        asyncio.run(run(Client(Settings(base_url=provider.base_url), meter=meter), provider))
    assert [meter.usage] == told == [Usage(attempts=before + 1, unknown=1)]


def test_aiohttp_carries_the_requests_where_it_is_there(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    request = aiohttp.ClientSession.request

    def noted(session: aiohttp.ClientSession, *given: Any, **more: Any) -> Any:
        sent.append(more["method"])
        return request(session, *given, **more)

    monkeypatch.setattr(aiohttp.ClientSession, "request", noted)
    assert ask("ok").kind == "ok"
    assert sent == (["POST"] if transport == "aiohttp" else [])


def test_a_lost_connection_is_not_called_a_timeout() -> None:
    for name in ("reset0", "eof0", "reset", "eof"):
        assert "broke" in str(ask(name, attempts=1).error), name
        assert "did not answer" not in str(ask(name, attempts=1).error), name


def test_a_request_has_the_headers_that_the_sdk_would_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-a-test")
    with Provider(Canned(GOOD)) as provider:
        client = Client(Settings(base_url=provider.base_url, api_key=SecretStr(CANARY)))

        async def run() -> None:
            await ask_with(client)
            await client.models()
            await client.close()

        asyncio.run(run())
        ours, sdks = (dict(received.headers) for received in provider.requests)
    for headers in (ours, sdks):
        for name in ("content-length", "content-type", "x-stainless-retry-count"):
            headers.pop(name, None)
        headers.pop("x-stainless-read-timeout", None)
        headers.pop("x-stainless-async")
    assert ours == sdks
    assert ours["openai-organization"] == "org-of-a-test"


# Models


def listed(mode: Any, models: Sequence[str] | None = None) -> list[str]:
    async def run(client: Client) -> list[str]:
        try:
            return await client.models()
        finally:
            await client.close()

    with Provider(mode, models=models) as provider:
        return asyncio.run(run(Client(Settings(base_url=provider.base_url))))


def test_models_are_listed() -> None:
    assert listed(Canned(GOOD), ["a", "org/b"]) == ["a", "org/b"]


def test_an_endpoint_that_cannot_be_reached_lists_none() -> None:
    async def run() -> None:
        client = Client(Settings(base_url=f"http://127.0.0.1:{closed_port()}/v1"))
        try:
            await client.models()
        finally:
            await client.close()

    with pytest.raises(EndpointError):
        asyncio.run(run())


# Keys


class Echo:
    """An endpoint that repeats the key it was given, as some gateways do."""

    def __init__(self, status: int) -> None:
        self.status = status

    def reply(self, request: Received) -> Reply:
        key = request.headers["authorization"]
        error = {"message": f"Received API Key = {key}", "type": "x", "code": None}
        return Reply("echo", status=self.status, body=json.dumps({"error": error}).encode())


class Elsewhere:
    """An endpoint that sends everybody to another address."""

    def __init__(self, address: str, status: int) -> None:
        self.address = address
        self.status = status

    def reply(self, request: Received) -> Reply:
        return Reply("redirect", status=self.status, headers=(("location", self.address),))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def with_key(provider: Provider, **settings: Any) -> Asked:
    return ask(provider, api_key=SecretStr(CANARY), **settings)


KEY_CASES: list[Callable[[], Provider]] = [
    *(
        lambda name=name: Provider(Faults(name, GOOD))
        for name in ("ok", "400", "401", "403", "404model", "429quota", "500", "redir", "reset0")
    ),
    *(
        lambda name=name: Provider(Faults(name, BAD))
        for name in ("ok", "html200", "length", "refusal", "truncbody", "notjson", "400param:tools")
    ),
    *(
        lambda status=status: Provider(Echo(status))
        for status in (200, 400, 401, 403, 404, 429, 500)
    ),
]


@pytest.mark.parametrize("number", range(len(KEY_CASES)))
def test_a_key_is_in_the_header_and_nowhere_else(
    number: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "httpx", "httpcore", "instructor", "llmx"):
        caplog.set_level(logging.DEBUG, logger=name)
    provider = KEY_CASES[number]()
    asked = with_key(provider)
    assert provider.requests
    for received in provider.requests:
        assert received.headers["authorization"] == f"Bearer {CANARY}"
        assert CANARY not in received.raw.decode()
        assert CANARY not in received.path + received.query
        others = {k: v for k, v in received.headers.items() if k != "authorization"}
        assert CANARY not in repr(others)
    for error in chain(asked.error):
        assert CANARY not in str(error)
        assert CANARY not in repr(error)
    assert not [r for r in caplog.records if CANARY in r.getMessage() + repr(r.args)]
    assert CANARY not in "".join(capfd.readouterr())
    assert CANARY not in repr(asked.client)


def test_settings_do_not_show_the_key() -> None:
    settings = Settings(api_key=SecretStr(CANARY))
    assert CANARY not in repr(settings) + str(settings)


def test_openai_is_not_asked_without_a_key() -> None:
    with pytest.raises(CredentialsError):
        Client(Settings())


def test_a_server_of_ones_own_needs_no_key() -> None:
    provider = faulty("ok")
    assert ask(provider).kind == "ok"
    assert provider.requests[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize("key", [None, SecretStr("English")])
def test_a_word_that_does_for_a_key_is_not_taken_out_of_answers(key: SecretStr | None) -> None:
    text = GOOD.replace("of 2.", "of none.")
    assert ask("ok", text, api_key=key).value == json.loads(text)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with Provider(Canned(GOOD)) as other:
        address = other.base_url + "/chat/completions"
        asked = with_key(Provider(Elsewhere(address, status)))
        assert other.count == 0
    assert asked.kind == "provider_rejected"
    assert asked.count == 1
    assert str(status) in str(asked.error)


@pytest.mark.parametrize("local_only", [True, False])
def test_under_local_only_no_proxy_sees_a_request(
    local_only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Provider(Canned(GOOD)) as proxy:
        address = proxy.base_url.removesuffix("/v1")
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, address)
        asked = ask("ok", GOOD, local_only=local_only)
    assert (asked.kind, asked.count) == (("ok", 1) if local_only else ("model", 0))


def test_local_only_holds_for_settings_made_by_hand() -> None:
    with pytest.raises(ConfigurationError, match="not known to be this machine"):
        Client(Settings(base_url="http://10.0.0.1:1/v1", local_only=True))


# Silence


def test_nothing_is_printed_by_any_library(capfd: pytest.CaptureFixture[str]) -> None:
    for scenario in ("ok", "500", "reset0", "length", "401"):
        ask(scenario, [BAD, WORSE, BAD])
    printed = capfd.readouterr()
    assert printed.out == ""
    assert not [line for line in printed.err.splitlines() if not _is_ours(line)]


def test_the_article_is_not_logged_by_our_loggers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="llmx")
    ask("500:1 ok", [BAD, BAD, WORSE])
    said = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("llmx"))
    assert said
    assert ARABIC[1] not in said
    assert "Bad 1." not in said


def test_a_failure_says_what_it_cost_and_is_short() -> None:
    for scenario in ("500", "html200", "truncbody"):
        error = ask(scenario, BAD).failure
        assert len(str(error)) < 400
    assert len(str(ask("ok", BAD).failure)) < 400


def _is_ours(line: str) -> bool:
    """A warning of llmx itself, which nobody has configured a handler for."""
    return "asked for" in line or "from now on" in line


# Limits, stops and the gate


def many(
    scenario: str | Provider,
    number: int,
    *,
    answers: str = GOOD,
    abreast: bool = True,
    **settings: Any,
) -> tuple[list[LlmxError | None], int, FakeTime, Client]:
    """So many requests, all at once or one after the other: their errors, the requests that came,
    the time that it took."""
    clock = FakeTime()
    provider = scenario if isinstance(scenario, Provider) else faulty(scenario, answers)

    async def run(client: Client) -> list[LlmxError | None]:
        async def one() -> LlmxError | None:
            try:
                await ask_with(client)
            except LlmxError as error:
                return error
            return None

        try:
            if abreast:
                return await asyncio.gather(*(one() for _ in range(number)))
            return [await one() for _ in range(number)]
        finally:
            await client.close()

    with provider:
        client = Client(Settings(base_url=provider.base_url, **settings), retry=policy(clock))
        return asyncio.run(run(client)), provider.count, clock, client


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("401", "auth"),
        ("403", "auth"),
        ("404model", "model"),
        ("402", "quota"),
        ("429quota", "quota"),
        ("429credit", "quota"),
        ("429billing", "quota"),
        ("429ra300", "endpoint"),
    ],
)
def test_a_fault_of_the_account_is_met_once_by_all(name: str, kind: str) -> None:
    errors, count, clock, _ = many(name, 50)
    assert count == 1
    assert [error.kind if error else None for error in errors] == [kind] * 50
    assert sum(error.spent.attempts for error in errors if error) == 1
    assert clock.slept == []


def test_a_quota_that_ends_in_the_middle_stops_what_has_not_been_sent() -> None:
    errors, count, _, _ = many("ok:1 429quota", 50)
    failed = [error for error in errors if error]
    assert len(failed) == 49
    assert {error.kind for error in failed} == {"quota"}
    assert count <= 50


def test_a_rate_limit_holds_the_endpoint_not_one_request() -> None:
    errors, count, clock, client = many("ok:1 429ra3:1 ok", 20)
    assert (errors, count) == ([None] * 20, 21)
    assert 3 <= sum(clock.slept) < 4
    assert client.limits.flight.limit < 50


def test_a_rate_limit_is_waited_for_once_and_uses_up_no_attempt() -> None:
    asked = ask("429ra:3", attempts=1)
    assert (asked.kind, asked.count) == ("ok", 4)
    assert 3 <= sum(asked.slept) < 3 + 4  # the backoff of the third is 1 to 2 s
    asked = ask("429ms100:12", attempts=1)
    assert (asked.kind, asked.count) == ("ok", 13)


@pytest.mark.parametrize("name", ["503", "529"])
def test_overload_cuts_the_flight_and_uses_up_an_attempt(name: str) -> None:
    errors, _, _, client = many(f"ok:1 {name}:10 ok", 30)
    assert errors == [None] * 30
    assert client.limits.flight.limit < 30
    asked = ask(name)
    assert (asked.kind, asked.count) == ("provider_unavailable", 6)


@pytest.mark.parametrize("name", ["500", "502html", "504", "408", "409", "reset0"])
def test_other_faults_do_not_cut_the_flight(name: str) -> None:
    errors, _, _, client = many(f"ok:1 {name}:5 ok", 30)
    assert errors == [None] * 30
    assert client.limits.flight.limit >= 50


@pytest.mark.parametrize("name", ["400", "422"])
def test_twenty_refusals_in_a_row_stop_the_run(name: str) -> None:
    errors, count, _, _ = many(name, 60)
    assert count == 20
    kinds = [error.kind for error in errors if error]
    assert kinds.count("provider_rejected") == 20
    assert kinds.count("configuration") == 40
    said = next(str(error) for error in errors if error and error.kind == "configuration")
    assert "json_schema, max_tokens" in said


@pytest.mark.parametrize("scenario", ["400:19 ok:1 400:19 ok", "413:40 ok", "ctxlen:40 ok"])
def test_refusals_between_answers_and_long_articles_stop_nothing(scenario: str) -> None:
    errors, count, _, _ = many(scenario, 60)
    assert count == 60
    assert {error.kind for error in errors if error} == {"provider_rejected"}
    assert errors.count(None) >= 20


@pytest.mark.parametrize("name", ["500", "reset0", "html200"])
def test_an_endpoint_that_only_fails_is_given_up(name: str) -> None:
    errors, count, _, _ = many(f"ok:1 {name}", 100)
    kinds = [error.kind for error in errors if error]
    assert len(kinds) == 99
    assert "endpoint" in kinds
    assert count < 100 + 6 * 70


@pytest.mark.parametrize("name", ["html200", "err200", "nochoices", "truncbody", "empty200"])
def test_what_is_no_api_is_given_up_after_as_many_requests_as_what_only_fails(name: str) -> None:
    """A request has three tries where it is no API, and six where it fails."""
    for scenario, tries in (("500", 6), (name, 3)):
        errors, count, _, _ = many(scenario, 7, abreast=False)
        kinds = [error.kind for error in errors if error]
        assert kinds == ["provider_unavailable"] * 5 + ["endpoint"] * 2
        assert count == 5 * tries


def test_a_page_instead_of_an_api_is_told_with_what_may_be_wrong() -> None:
    errors, _, _, _ = many("html200", 30)
    said = next(str(error) for error in errors if error and error.kind == "endpoint")
    assert "has answered nothing" in said
    assert "does --base-url end in /v1?" in said


def test_nothing_is_given_up_because_of_mixed_faults() -> None:
    faults = sorted({*TRANSIENT, "schema", "429ra", "429"} - set(SLOW))
    provider = Provider(Faults(Mix(0.3, 7, faults), GOOD))
    errors, count, _, client = many(provider, 300)
    assert {error.kind for error in errors if error} <= {"provider_unavailable", "invalid_output"}
    assert errors.count(None) > 280
    assert count > 300
    assert client.limits.flight.aloft == 0


def test_a_stated_rate_holds_on_the_wire() -> None:
    provider = Provider(Canned(GOOD))
    errors, _, _, _ = many(provider, 12, rpm=600)
    at = [received.at for received in provider.requests]
    assert errors == [None] * 12
    assert at[-1] - at[0] > 0.3  # seven at once, the rest at ten a second


def test_tokens_are_estimated_only_where_they_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(_request: Any) -> Usage:
        raise AssertionError

    monkeypatch.setattr("llmx.model.client.estimate", never)
    assert many("ok", 2)[0] == [None, None]
    with pytest.raises(AssertionError):
        many("ok", 1, tpm=1000)


def test_what_answers_used_is_told_to_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "llmx.model.limits.Limits.settle",
        lambda _, estimated, used: settled.append((estimated, used)),
    )
    asked = ask("length", tpm=10**9)
    assert len(settled) == 2
    assert sum(used for _, used in settled) == (
        asked.usage.input_tokens + asked.usage.output_tokens
    )
    assert all(estimated > 500 for estimated, _ in settled)
