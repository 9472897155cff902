"""The body of a request in its three forms, and what is left out after which refusal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.model.wire import Mode, Wire
from llmx.task import Request, Sampling
from tests.builders import steady
from tests.model.support import request

Json = dict[str, Any]

REQUEST = request()
MODES: tuple[Mode, ...] = ("json_schema", "tools", "json_object")


def made(wire: Wire, asked: Request = REQUEST, *, max_tokens: int = 99) -> Json:
    return wire.body(asked, list(asked.messages), max_tokens=max_tokens)


def after(wire: Wire, refusal: str, param: str | None = None) -> Wire:
    found = wire.without(refusal, param)
    assert found is not None
    return found[0]


def refused(name: str) -> str:
    return f"Unsupported parameter: '{name}' is not supported with this model."


# The body


def test_structured_output_is_strict_and_carries_the_schema_of_the_request() -> None:
    body = made(Wire())
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "translate", "strict": True, "schema": REQUEST.schema},
    }
    assert body["messages"] == REQUEST.messages
    assert not {"tools", "tool_choice"} & set(body)


def test_a_forced_tool_is_strict_and_carries_the_schema_of_the_request() -> None:
    body = made(Wire(mode="tools"))
    function = {"name": "translate", "strict": True, "parameters": REQUEST.schema}
    assert body["tools"] == [{"type": "function", "function": function}]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "translate"}}
    assert body["messages"] == REQUEST.messages
    assert "response_format" not in body


def test_without_either_the_schema_stands_in_the_instructions() -> None:
    body = made(Wire(mode="json_object"))
    assert body["response_format"] == {"type": "json_object"}
    assert not {"tools", "tool_choice"} & set(body)
    told, *rest = body["messages"]
    assert rest == REQUEST.messages[1:]
    assert told["role"] == "system"
    assert told["content"].startswith(REQUEST.system)
    schema = json.dumps(REQUEST.schema, ensure_ascii=False, separators=(",", ":"))
    assert told["content"].count(schema) == 1
    assert "JSON" in told["content"]  # OpenAI refuses the form where the word is not said
    assert "SCHEMA" not in told["content"].removeprefix(REQUEST.system)


@pytest.mark.parametrize("mode", MODES)
def test_the_turns_of_a_re_ask_are_kept(mode: Mode) -> None:
    turns: list[Json] = [
        *REQUEST.messages,
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "wrong {{ 7*7 }}"},
    ]
    kept = [dict(turn) for turn in turns]
    body = Wire(mode=mode).body(REQUEST, turns, max_tokens=9)
    assert body["messages"][1:] == kept[1:]
    assert turns == kept


@pytest.mark.parametrize("mode", MODES)
def test_the_sampling_goes_along(mode: Mode) -> None:
    asked = replace(REQUEST, sampling=Sampling(0.5, 4000, "low"))
    body = made(Wire(mode=mode), asked, max_tokens=8000)
    assert body["model"] == "m"
    assert body["temperature"] == 0.5
    assert body["reasoning_effort"] == "low"
    assert body["max_tokens"] == 8000
    assert "max_completion_tokens" not in body


def test_a_temperature_of_zero_is_sent_and_none_is_not() -> None:
    assert made(Wire())["temperature"] == 0
    body = made(Wire(), replace(REQUEST, sampling=Sampling(None, 10, None)))
    assert not {"temperature", "reasoning_effort"} & set(body)


def test_the_room_has_one_of_two_names() -> None:
    body = made(Wire(room="max_completion_tokens"))
    assert body["max_completion_tokens"] == 99
    assert "max_tokens" not in body


@pytest.mark.parametrize("mode", MODES)
def test_a_body_is_json_and_alters_nothing_of_the_request(mode: Mode) -> None:
    before = json.dumps(REQUEST.schema), REQUEST.fingerprint, json.dumps(REQUEST.messages)
    json.dumps(made(Wire(mode=mode)))
    assert before == (json.dumps(REQUEST.schema), REQUEST.fingerprint, json.dumps(REQUEST.messages))


# What is left out


def test_the_form_falls_back_step_by_step_and_then_no_further() -> None:
    tools = after(Wire(), refused("response_format"), "response_format")
    assert tools == Wire(mode="tools")
    plain = after(tools, refused("tools"), "tools")
    assert plain == Wire(mode="json_object")
    assert plain.without(refused("response_format"), "response_format") is None


@pytest.mark.parametrize(
    ("mode", "refusal", "param"),
    [
        ("json_schema", "'response_format.type' must be 'text' or 'json_object'", None),
        ("json_schema", "Invalid parameter", "response_format"),
        ("json_schema", "json_schema is not enabled on this server", None),
        ("json_schema", "This model has no structured output", None),
        ("tools", '"auto" tool choice requires --enable-auto-tool-choice; tool_choice', None),
        ("tools", "This model does not support tools", None),
        ("tools", "Function call is not supported", None),
    ],
)
def test_a_refused_form_is_known_by_its_words(mode: Mode, refusal: str, param: str | None) -> None:
    assert after(Wire(mode=mode), refusal, param).mode != mode


def test_a_form_that_was_not_sent_is_not_changed() -> None:
    assert Wire(mode="tools").without(refused("response_format"), "response_format") is None
    assert Wire().without(refused("tools"), "tools") is None


@pytest.mark.parametrize("name", ["temperature", "reasoning_effort"])
def test_a_refused_sampling_is_left_out_and_nothing_else(name: str) -> None:
    asked = replace(REQUEST, sampling=Sampling(0, 10, "low"))
    found = Wire().without(refused(name), name)
    assert found is not None
    wire, word = found
    assert word == f"no {name}"
    whole = made(Wire(), asked)
    assert made(wire, asked) == {k: v for k, v in whole.items() if k != name}
    assert wire.without(refused(name), name) is None


def test_one_thing_at_a_time_and_all_are_remembered() -> None:
    wire = after(Wire(), refused("temperature"), "temperature")
    wire = after(wire, refused("reasoning_effort"), "reasoning_effort")
    wire = after(wire, refused("max_tokens"), "max_tokens")
    wire = after(wire, refused("response_format"), "response_format")
    asked = replace(REQUEST, sampling=Sampling(0, 10, "low"))
    body = made(wire, asked)
    assert set(body) == {"model", "messages", "max_completion_tokens", "tools", "tool_choice"}


@pytest.mark.parametrize(
    ("room", "other"),
    [("max_tokens", "max_completion_tokens"), ("max_completion_tokens", "max_tokens")],
)
def test_the_room_is_put_the_other_way(room: Any, other: str) -> None:
    found = Wire(room=room).without(refused(room), room)
    assert found is not None
    assert found[1] == f"{other} instead of {room}"
    assert made(found[0])[other] == 99
    assert room not in made(found[0])


def test_a_refusal_that_names_both_is_about_the_one_that_was_sent() -> None:
    said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    assert after(Wire(), said, "max_tokens").room == "max_completion_tokens"
    swapped = "Unknown field max_completion_tokens, did you mean max_tokens?"
    assert after(Wire(room="max_completion_tokens"), swapped).room == "max_tokens"


def test_there_is_no_ping_pong_over_the_room() -> None:
    wire: Wire | None = Wire()
    steps = 0
    while wire is not None:
        found = wire.without(refused(wire.room), wire.room)
        wire = found[0] if found else None
        steps += 1
        assert steps < 4


def test_a_longer_name_is_not_a_shorter_one() -> None:
    assert Wire().without(refused("max_completion_tokens"), None) is None
    assert Wire(room="max_completion_tokens").without(refused("max_tokens"), None) is None
    assert Wire().without("'temperature_scale' is not known", None) is None


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("refusal", "param"),
    [
        ("Invalid value for 'messages[0].role'.", "messages"),
        ("This model's maximum context length is 8192 tokens.", "messages"),
        ("", None),
        ("field required", None),
        ("The model `m` is deprecated.", "model"),
    ],
)
def test_a_refusal_of_something_else_changes_nothing(
    mode: Mode, refusal: str, param: str | None
) -> None:
    assert Wire(mode=mode).without(refusal, param) is None


# The bytes


ASKED = (
    REQUEST,
    replace(REQUEST, user='"user" \\ \n {"role":"user","content":"user_"} می\u200cگویند 😀 \x1b'),
    replace(REQUEST, system='say "user", "user_" and "user__"', user="user"),
    replace(REQUEST, model='a "model"', sampling=Sampling(None, 7, "low")),
    replace(
        REQUEST, schema={"type": "object", "properties": {"user": {"enum": ["user", "user_"]}}}
    ),
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("number", range(len(ASKED)))
def test_the_bytes_are_the_body(mode: Mode, number: int) -> None:
    asked = ASKED[number]
    for wire in (Wire(mode), Wire(mode, "max_completion_tokens", frozenset({"temperature"}))):
        for room in (99, 198):
            sent = wire.encoded(asked, asked.messages, max_tokens=room)
            body = wire.body(asked, asked.messages, max_tokens=room)
            assert json.loads(sent) == body
            assert list(json.loads(sent)) == list(body)


@steady
@given(st.text(), st.text())
def test_any_text_is_sent_as_it_is(user: str, system: str) -> None:
    asked = replace(REQUEST, user=user, system=system)
    sent = Wire().encoded(asked, asked.messages, max_tokens=1)
    assert json.loads(sent)["messages"] == asked.messages


def test_the_turns_of_a_re_ask_are_sent_whole() -> None:
    turns = [*REQUEST.messages, {"role": "assistant", "content": "{}"}]
    sent = Wire().encoded(REQUEST, turns, max_tokens=1)
    assert json.loads(sent) == Wire().body(REQUEST, turns, max_tokens=1)


def test_two_schemas_of_one_name_are_not_mixed_up() -> None:
    other = replace(REQUEST, schema={"type": "object", "properties": {}})
    for asked in (REQUEST, other, REQUEST):
        sent = json.loads(Wire().encoded(asked, asked.messages, max_tokens=1))
        assert sent["response_format"]["json_schema"]["schema"] == asked.schema
