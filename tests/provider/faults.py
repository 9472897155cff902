"""Every fault by name: what the reply to one chat request looks like when that goes wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Any

from . import spoil
from .completion import completion
from .replies import error_value, html_reply, json_reply
from .wire import Delivery, Headers, Json, Reply, Request

DRIP_SECONDS = 6.0
OTHER_MODEL = "some-other-model-2026-01-01"


@dataclass(frozen=True, slots=True)
class Call:
    """One chat request, and the answer it gets if nothing goes wrong."""

    request: Request
    answer: Callable[[], str]
    drip: float = DRIP_SECONDS

    def completion(self) -> Json:
        return completion(self.request, self.answer())


Fault = Callable[[Call], Reply]


def fault_named(name: str) -> Fault:
    """Return the fault called `name`; `429ra` and `429ms` take a value, as in `429ra300`."""
    if name in _FAULTS:
        return _FAULTS[name]
    if found := _TIMED.fullmatch(name):
        header = {"ra": "retry-after", "ms": "retry-after-ms"}[found["unit"]]
        return _failure(429, _BUSY, "requests", "rate_limit_exceeded", ((header, found["value"]),))
    raise ValueError(f"unknown fault {name!r}; expected one of {', '.join(sorted(_FAULTS))}")


def unsupported(param: str) -> Fault:
    """Return the 400 of an endpoint that does not know `param`."""
    real = "response_format" if param == "json_object" else param
    message = f"Unsupported parameter: {real!r} is not supported with this model."
    return _failure(400, message, "invalid_request_error", "unsupported_parameter", param=real)


def carries(body: Json, param: str) -> bool:
    """Say whether a request carries `param`; `response_format` means its json_schema form."""
    form = (body.get("response_format") or {}).get("type")
    if param == "response_format":
        return bool(form == "json_schema")
    if param == "json_object":
        return bool(form == "json_object")
    return body.get(param) is not None


def ok(call: Call) -> Reply:
    return json_reply("ok", call.completion())


def _failure(
    status: int,
    message: str,
    kind: str,
    code: str | None = None,
    headers: Headers = (),
    *,
    param: str | None = None,
) -> Fault:
    value = error_value(message, kind=kind, code=code, param=param)
    return lambda call: json_reply("error", value, status=status, headers=headers)


def _late_date(_call: Call) -> Reply:
    value = error_value(_BUSY, kind="requests", code="rate_limit_exceeded")
    headers = (("retry-after", formatdate(time.time() + 2, usegmt=True)),)
    return json_reply("error", value, status=429, headers=headers)


def _not_processed(_call: Call) -> Reply:
    """The 422 of the servers built on FastAPI, which is not in OpenAI's shape."""
    detail = [{"loc": ["body", "messages"], "msg": "field required", "type": "missing"}]
    return json_reply("error", {"detail": detail}, status=422)


def _redirect(call: Call) -> Reply:
    """Point to another host name of this same server, so that a client that follows is counted."""
    port = call.request.headers.get("host", "").rpartition(":")[2]
    headers = (("location", f"http://localhost:{port}{call.request.path}"),)
    return json_reply("error", {}, status=307, headers=headers)


def _page(title: str, status: int) -> Fault:
    return lambda call: html_reply("page", title, status=status)


def _value(value: Any) -> Fault:
    return lambda call: json_reply("value", value)


def _text(change: spoil.Spoil) -> Fault:
    def fault(call: Call) -> Reply:
        text = change(call.answer(), call.request.body)
        return json_reply("text", completion(call.request, text))

    return fault


def _envelope(change: Callable[[Json], None]) -> Fault:
    def fault(call: Call) -> Reply:
        value = call.completion()
        change(value)
        return json_reply("envelope", value)

    return fault


def _typed(content_type: str) -> Fault:
    return lambda call: replace(ok(call), content_type=content_type)


def _body(change: Callable[[bytes], bytes]) -> Fault:
    def fault(call: Call) -> Reply:
        reply = ok(call)
        return replace(reply, body=change(reply.body))

    return fault


def _delivered(delivery: Delivery) -> Fault:
    return lambda call: replace(ok(call), delivery=delivery, drip=call.drip)


def _unsent(delivery: Delivery) -> Fault:
    return lambda call: Reply("unsent", delivery=delivery)


def _length(call: Call) -> Reply:
    text = spoil.cut(call.answer())
    return json_reply("length", completion(call.request, text, finish="length"))


def _not_utf8(body: bytes) -> bytes:
    """Put bytes that are never UTF-8 right before the last string of the completion ends."""
    end = body.rindex(b'"')
    return body[:end] + b"\xff\xfe\xc3\x28" + body[end:]


def _null_choices(value: Json) -> None:
    value["choices"] = None


def _no_choices(value: Json) -> None:
    value["choices"] = []


def _no_usage(value: Json) -> None:
    del value["usage"]


def _other_model(value: Json) -> None:
    value["model"] = OTHER_MODEL


def _filtered_empty(value: Json) -> None:
    choice = value["choices"][0]
    choice["message"] = {"role": "assistant", "content": "", "refusal": None}
    choice["finish_reason"] = "content_filter"


def _filtered_whole(value: Json) -> None:
    value["choices"][0]["finish_reason"] = "content_filter"


def _refused(value: Json) -> None:
    message = {"role": "assistant", "content": None, "refusal": spoil.REFUSAL}
    value["choices"][0]["message"] = message


_TIMED = re.compile(r"429(?P<unit>ra|ms)(?P<value>-?\d+(?:\.\d+)?|nan|inf)")
_BUSY = "Rate limit reached for requests. Please try again later."
_QUOTA = "You exceeded your current quota, please check your plan and billing details."
_OVERLOADED = "The server is overloaded. Please try again later."
_BAD = "invalid_request_error"
_ERR_200 = error_value("Upstream model failed.", kind="server_error", code="upstream_error")

_FAULTS: dict[str, Fault] = {
    "ok": ok,
    # refused by the endpoint
    "400": _failure(400, "Invalid value for 'messages[0].role'.", _BAD, "invalid_value"),
    "401": _failure(401, "Incorrect API key provided.", _BAD, "invalid_api_key"),
    "402": _failure(402, "Payment required: insufficient balance.", _BAD, "payment_required"),
    "403": _failure(403, "This key may not use this model.", _BAD, "permission_denied"),
    "404model": _failure(404, "The model does not exist.", _BAD, "model_not_found"),
    "413": _failure(413, "Request too large.", _BAD, "request_too_large"),
    "422": _not_processed,
    "ctxlen": _failure(
        400,
        "This model's maximum context length is 8192 tokens. However, your messages resulted"
        " in 9000 tokens. Please reduce the length of the messages.",
        _BAD,
        "context_length_exceeded",
        param="messages",
    ),
    # limits
    "429": _failure(429, _BUSY, "requests", "rate_limit_exceeded"),
    "429ra": _failure(429, _BUSY, "requests", "rate_limit_exceeded", (("retry-after", "1"),)),
    "429ms": _failure(429, _BUSY, "requests", "rate_limit_exceeded", (("retry-after-ms", "50"),)),
    "429date": _late_date,
    "429quota": _failure(429, _QUOTA, "insufficient_quota", "insufficient_quota"),
    "429credit": _failure(429, _QUOTA, "insufficient_quota", "credit_balance_exhausted"),
    "429billing": _failure(429, _QUOTA, _BAD, "billing_hard_limit_reached"),
    # failures of the endpoint
    "408": _failure(408, "Request timed out.", "timeout_error", "request_timeout"),
    "409": _failure(409, "Conflict, please try again.", "conflict_error", "conflict"),
    "500": _failure(500, "The server had an error.", "server_error"),
    "502html": _page("502 Bad Gateway", 502),
    "503": _failure(503, _OVERLOADED, "server_error", "overloaded"),
    "504": _failure(504, "Gateway timed out.", "server_error", "gateway_timeout"),
    "529": _failure(529, "Overloaded", "overloaded_error"),
    "redir": _redirect,
    # the connection
    "hang": _unsent(Delivery.HANG),
    "reset0": _unsent(Delivery.RESET),
    "reset": _delivered(Delivery.RESET_MID),
    "eof0": _unsent(Delivery.EOF),
    "eof": _delivered(Delivery.EOF_MID),
    "drip": _delivered(Delivery.DRIP),
    # a 200 whose body is not a completion
    "truncbody": _body(lambda body: body[: len(body) // 2]),
    "empty200": _body(lambda body: b""),
    "invutf8": _body(_not_utf8),
    "html200": _page("Welcome", 200),
    "str200": _value("The service is warming up."),
    "err200": _value(_ERR_200),
    "nullchoices": _envelope(_null_choices),
    "nochoices": _envelope(_no_choices),
    # odd, but to be accepted
    "wrongct": _typed("text/plain; charset=utf-8"),
    "octet": _typed("application/octet-stream"),
    "bom": _body(lambda body: b"\xef\xbb\xbf" + body),
    "nousage": _envelope(_no_usage),
    "othermodel": _envelope(_other_model),
    # the answer itself
    "notjson": _text(spoil.prose),
    "fenced": _text(spoil.fenced),
    "think": _text(spoil.thinking),
    "trailing": _text(spoil.trailing_commas),
    "schema": _text(spoil.without_field),
    "wrongjson": _text(spoil.wrong_json),
    "strn": _text(spoil.numbers_as_strings),
    "lone": _text(spoil.lone_surrogate),
    "lonewire": _text(spoil.lone_surrogate_raw),
    "ctl": _text(spoil.control_marks),
    "nan": _text(spoil.not_a_number),
    "dup": _text(spoil.duplicate_key),
    # the end of the answer
    "length": _length,
    "cf": _envelope(_filtered_empty),
    "cfpart": _envelope(_filtered_whole),
    "refusal": _envelope(_refused),
    "refusaljson": _text(spoil.refusal_in_json),
}

FAULT_NAMES = tuple(sorted(_FAULTS))
