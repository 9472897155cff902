"""Replies by kind: a JSON value, an error in OpenAI's shape, an HTML page."""

from __future__ import annotations

import json
from typing import Any

from .wire import Headers, Reply

NO_RETRY: Headers = (("x-should-retry", "false"),)

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
    "<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


def json_bytes(value: Any) -> bytes:
    """Return compact UTF-8 JSON; a lone surrogate, which UTF-8 cannot hold, becomes its escape."""
    return _COMPACT.encode(value).encode("utf-8", "backslashreplace")


def canonical_bytes(value: Any) -> bytes:
    """Return the one JSON text of a value: keys sorted, no blanks; for hashing."""
    return _CANONICAL.encode(value).encode("utf-8", "backslashreplace")


def json_reply(outcome: str, value: Any, *, status: int = 200, headers: Headers = ()) -> Reply:
    return Reply(outcome, status, json_bytes(value), headers=headers)


def error_value(
    message: str, *, kind: str, code: str | None = None, param: str | None = None
) -> dict[str, Any]:
    """Return the body of an error as OpenAI sends it; `kind` is its `type`."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def error_reply(
    status: int,
    message: str,
    *,
    kind: str = "invalid_request_error",
    code: str,
    param: str | None = None,
    headers: Headers = (),
) -> Reply:
    """Return an error reply, counted under its code."""
    value = error_value(message, kind=kind, code=code, param=param)
    return json_reply(code, value, status=status, headers=headers)


def html_reply(outcome: str, title: str, *, status: int = 200) -> Reply:
    page = _PAGE.format(title=title).encode()
    return Reply(outcome, status, page, "text/html; charset=utf-8")
