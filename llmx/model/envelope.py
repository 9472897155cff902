"""What a chat completion holds besides its text: told apart before anything is parsed or stored."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from llmx.errors import Filtered, ProviderUnavailable, Refused, Truncated

Json = dict[str, Any]

_DECLINES = (
    r"I(?:['’]m| am) sorry,? but I (?:can['’]t|cannot|am unable to) "
    r"(?:help|assist|comply|provide|translate|summarize|continue|process)\b[^\"]{0,200}"
)
_SHORT = 600  # characters; in a longer answer such words are somebody's in the article
_REFUSAL = re.compile(rf'(?<!\\)"{_DECLINES}"|\A\s*{_DECLINES}')


@dataclass(frozen=True, slots=True)
class Envelope:
    """A completion taken apart. `content` is the text of the answer."""

    content: str
    model: str | None
    usage: Json | None


def open_envelope(data: bytes) -> Envelope:
    """The envelope of a response body with status 200.

    Raises ProviderUnavailable for what is no completion at all (a page of HTML, an error object,
    a torn body, no choices), Refused, Filtered and Truncated for what is no answer. The error of
    a completion that was billed carries `usage`.
    """
    body = _body(data)
    choice = _choice(body, data)
    usage = body.get("usage") if isinstance(body.get("usage"), dict) else None
    message = choice.get("message")
    if not isinstance(message, dict):
        raise ProviderUnavailable("the endpoint answered with a choice that has no message")
    content = _content(message)
    try:
        _check_finish(choice, message, content)
    except (Filtered, ProviderUnavailable, Refused, Truncated) as error:
        error.usage = usage
        raise
    model = body.get("model")
    return Envelope(content, model if isinstance(model, str) else None, usage)


def _body(data: bytes) -> Json:
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        body = from_json(data) if b"\\ud" not in data.lower() else json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise _foreign("no JSON", data) from error
    if not isinstance(body, dict):
        raise _foreign("no object", data)
    return body


def _choice(body: Json, data: bytes) -> Json:
    if body.get("error"):
        raise _foreign("an error", data)
    choices = body.get("choices")
    if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
        raise _foreign("no choices", data)
    return choices[0]


def _content(message: Json) -> str:
    calls = message.get("tool_calls")
    if isinstance(calls, list) and calls and isinstance(calls[0], dict):
        function = calls[0].get("function")
        if isinstance(function, dict) and isinstance(function.get("arguments"), str):
            return str(function["arguments"])
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _check_finish(choice: Json, message: Json, content: str) -> None:
    reason = choice.get("finish_reason")
    if reason == "content_filter":
        raise Filtered("the provider's content filter stopped the answer")
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal:
        raise Refused(f"the model declined: {refusal[:200]!r}")
    written = _REFUSAL.search(content) if len(content) < _SHORT else None
    if written:
        raise Refused(f"the model declined: {written.group()[:200]}")
    if reason == "length":
        raise Truncated("the answer ran out of room")
    if not content.strip():
        raise ProviderUnavailable("the endpoint answered with an empty message")


def _foreign(what: str, data: bytes) -> ProviderUnavailable:
    error = ProviderUnavailable(
        f"the endpoint answered with {what}: {_sample(data)}", hint="does --base-url end in /v1?"
    )
    error.foreign = True
    return error


def _sample(data: bytes) -> str:
    return repr(" ".join(data[:400].decode("utf-8", "replace").split())[:200])
