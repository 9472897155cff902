"""A response body taken apart: what is an answer, what is none, and what it cost all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llmx.errors import AnswerError, Filtered, ProviderUnavailable, Refused, Truncated
from llmx.model.envelope import open_envelope

Json = dict[str, Any]

USAGE = {"prompt_tokens": 10, "completion_tokens": 5}


def body(
    message: object = None, *, finish: str | None = "stop", without: str = "", **more: Any
) -> bytes:
    shown = {"role": "assistant", "content": "{}"} if message is None else message
    value: Json = {
        "model": "served",
        "choices": [{"index": 0, "message": shown, "finish_reason": finish}],
        "usage": USAGE,
    } | more
    value.pop(without, None)
    return json.dumps(value).encode()


def saying(content: object, *, finish: str = "stop") -> bytes:
    return body({"role": "assistant", "content": content}, finish=finish)


def calling(arguments: object, *, content: str | None = None) -> bytes:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    return body({"role": "assistant", "content": content, "tool_calls": [call]}, finish="stop")


def failure(data: bytes) -> AnswerError:
    with pytest.raises(AnswerError) as raised:
        open_envelope(data)
    return raised.value


# What is an answer


def test_an_answer_is_taken_apart() -> None:
    envelope = open_envelope(saying('{"a": "قصف"}'))
    assert envelope.content == '{"a": "قصف"}'
    assert envelope.model == "served"
    assert envelope.usage == USAGE


def test_a_tool_call_is_an_answer() -> None:
    assert open_envelope(calling('{"a": 1}')).content == '{"a": 1}'
    assert open_envelope(calling('{"a": 1}', content="Let me call it.")).content == '{"a": 1}'


def test_a_tool_that_was_not_called_leaves_the_content() -> None:
    message = {"role": "assistant", "content": "{}", "tool_calls": []}
    assert open_envelope(body(message)).content == "{}"
    assert open_envelope(body(message | {"tool_calls": None})).content == "{}"
    assert open_envelope(body(message | {"tool_calls": ["odd"]})).content == "{}"


@pytest.mark.parametrize("finish", [None, "tool_calls", "eos", ""])
def test_finish_reasons_of_other_servers_are_fine(finish: str | None) -> None:
    assert open_envelope(body(finish=finish)).content == "{}"


def test_a_byte_order_mark_is_skipped() -> None:
    assert open_envelope(b"\xef\xbb\xbf" + body()).content == "{}"


@pytest.mark.parametrize("usage", [None, [], "many", 3])
def test_a_usage_that_is_none_is_unknown(usage: object) -> None:
    assert open_envelope(body(usage=usage)).usage is None
    assert open_envelope(body(without="usage")).usage is None


@pytest.mark.parametrize("model", [None, 3, {}])
def test_a_model_that_is_no_name_is_unknown(model: object) -> None:
    assert open_envelope(body(model=model)).model is None


def test_an_error_of_null_is_no_error() -> None:
    assert open_envelope(body(error=None)).content == "{}"


@pytest.mark.parametrize("escape", [r"\ud800", r"\uD800", r"\udc00x"])
def test_a_lone_surrogate_on_the_wire_does_not_lose_the_answer(escape: str) -> None:
    data = body({"role": "assistant", "content": "HERE"}).replace(b"HERE", escape.encode())
    assert open_envelope(data).content == json.loads(f'"{escape}"')


def test_a_pair_on_the_wire_is_one_character() -> None:
    data = body({"role": "assistant", "content": "HERE"})
    assert open_envelope(data.replace(b"HERE", rb"\ud83d\ude00")).content == "😀"


# What is no completion


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"<html><body>502 Bad Gateway</body></html>",
        body()[:60],
        body() + b"}",
        b'"The service is warming up."',
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe\xc3\x28",
        body(without="choices"),
        body(choices=None),
        body(choices=[]),
        body(choices={}),
        body(choices=["text"]),
        body(choices=[{"message": None}]),
        body(choices=[{"text": "old style"}]),
        body("text"),
        body(error={"message": "Upstream model failed."}),
        body(error="Upstream model failed."),
        b'{"error": {"message": "no"}}',
        b'{"error": "\\ud800"}',
        b'{"a": "\\ud800',
        b"[" * 100_000,
        b'"\\ud800"' + b"[" * 100_000,
        b'["\\ud800",' + b"[" * 100_000,
        saying(""),
        saying(" \n"),
        saying(None),
        saying([{"type": "text", "text": "{}"}]),
        calling(None),
        calling(""),
        calling({"a": 1}),
    ],
    ids=range(33),
)
def test_what_is_no_completion_is_transient(data: bytes) -> None:
    error = failure(data)
    assert type(error) is ProviderUnavailable
    assert error.retryable
    assert len(str(error)) < 350
    assert "\n" not in str(error)


def test_the_first_200_characters_are_shown() -> None:
    said = str(failure(b"<html>\n  <p>Down for maintenance.</p>" + b"x" * 5000))
    assert "<html> <p>Down for maintenance.</p>xxx" in said
    assert "does --base-url end in /v1?" in said
    assert said.count("x") <= 200


# What is no answer, and was billed


def test_an_answer_that_ran_out_of_room() -> None:
    error = failure(saying('{"a": 1', finish="length"))
    assert type(error) is Truncated
    assert error.usage == USAGE
    assert not error.retryable


def test_an_answer_that_ran_out_of_room_is_never_taken_even_if_it_parses() -> None:
    assert type(failure(saying('{"a": 1}', finish="length"))) is Truncated
    assert type(failure(saying("", finish="length"))) is Truncated


@pytest.mark.parametrize("content", ["", None, "{}", '{"a": "whole"}'])
def test_a_filtered_answer_is_never_taken(content: str | None) -> None:
    error = failure(saying(content, finish="content_filter"))
    assert type(error) is Filtered
    assert error.usage == USAGE
    assert not error.retryable


def test_a_refusal_in_its_field() -> None:
    message = {"role": "assistant", "content": None, "refusal": "I can't help with " + "x" * 999}
    error = failure(body(message))
    assert type(error) is Refused
    assert error.usage == USAGE
    assert "I can't help with xxx" in str(error)
    assert len(str(error)) < 260
    assert not error.retryable


@pytest.mark.parametrize("refusal", [None, "", 0, []])
def test_an_empty_refusal_is_none(refusal: object) -> None:
    assert open_envelope(body({"content": "{}", "refusal": refusal})).content == "{}"


@pytest.mark.parametrize(
    "said",
    [
        "I'm sorry, but I can't help with that request.",
        "I’m sorry, but I can’t assist with that.",
        "I am sorry but I cannot translate this article.",
        "I'm sorry, but I am unable to provide a summary.",
    ],
)
def test_a_refusal_written_into_the_answer(said: str) -> None:
    content = json.dumps({"sentences": [{"n": 1, "en": said}]}, ensure_ascii=False)
    assert type(failure(saying(content))) is Refused
    assert type(failure(calling(content))) is Refused


@pytest.mark.parametrize(
    "said",
    [
        "He said: I'm sorry, but I can't help with that.",
        "I'm sorry for the delay.",
        "The minister wrote \"I'm sorry, but I can't help\" to the families.",
    ],
)
def test_a_refusal_that_the_article_reports_is_none(said: str) -> None:
    content = json.dumps({"sentences": [{"n": 1, "en": said}]}, ensure_ascii=False)
    assert open_envelope(saying(content)).content == content


def test_an_empty_message_was_billed_all_the_same() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": " "}}
    error = failure(json.dumps({"choices": [choice], "usage": usage}).encode())
    assert error.usage == usage
