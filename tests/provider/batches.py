"""The Batch API: files in and out, batches that end as a script says, every paid line counted."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import parse_qs

from .completion import CREATED
from .replies import error_reply, error_value, json_reply
from .wire import Delivery, Json, Reply, Request

End = Literal["completed", "failed", "expired", "cancelled"]

_INSTEAD = {"before": Delivery.EOF, "after": Delivery.EOF, "hang": Delivery.HANG}


@dataclass(frozen=True, slots=True)
class Script:
    """How one batch goes.

    `polls`: how often it is looked at before it has ended. `broken` and `expired`: how many of
    its lines get a 500, or no answer in time, the others what the mode says; `silent` lines are
    in no file. `created`: what becomes of the call that creates it: it breaks `before` or `after`
    the batch exists, or hangs after that. `problems`: the errors of a batch that ends as failed.
    """

    end: End = "completed"
    polls: int = 0
    broken: int = 0
    expired: int = 0
    silent: int = 0
    created: Literal["before", "after", "hang"] | None = None
    problems: Sequence[Json] = ()
    seed: int = 0


@dataclass
class _Batch:
    value: Json
    script: Script
    polls: int = 0
    cancelled: bool = False


class BatchApi:
    """The nth batch goes as the nth script says, those after the last as a plain one.

    `paid` counts how often each custom_id was answered. A file of results that has no line is
    told of as None (output) or "" (errors), as endpoints do.
    """

    def __init__(self, scripts: Sequence[Script], answer: Callable[[Request], Reply]) -> None:
        self.files: dict[str, bytes] = {}
        self.paid: Counter[str] = Counter()
        self.batches: dict[str, _Batch] = {}
        self._scripts = list(scripts)
        self._answer = answer

    # --- the endpoints -------------------------------------------------------------------------

    def upload(self, request: Request, _found: str) -> Reply:
        parts = _form(request)
        if parts.get("purpose") != b"batch" or "file" not in parts:
            return error_reply(400, "Expected purpose=batch and a file.", code="invalid_form")
        name = self._keep(parts["file"])
        return json_reply("file", {"id": name, "object": "file", "bytes": len(parts["file"])})

    def content(self, _request: Request, found: str) -> Reply:
        if found not in self.files:
            return error_reply(404, f"No such File object: {found}", code="not_found")
        return Reply("content", 200, self.files[found], "application/octet-stream")

    def create(self, request: Request, _found: str) -> Reply:
        body = request.body
        if body.get("input_file_id") not in self.files:
            return error_reply(400, "The input file does not exist.", code="invalid_file")
        if body.get("completion_window") != "24h" or body.get("endpoint") != _ENDPOINT:
            return error_reply(400, "Expected 24h and /v1/chat/completions.", code="invalid_batch")
        script = self._scripts.pop(0) if self._scripts else Script()
        if script.created == "before":
            return Reply("lost", delivery=_INSTEAD["before"])
        batch = self._begin(body, script)
        reply = json_reply("batch", batch.value)
        instead = _INSTEAD.get(script.created or "", Delivery.WHOLE)
        return replace(reply, delivery=instead)

    def show_all(self, request: Request, _found: str) -> Reply:
        """The batches, newest first, in pages."""
        query = parse_qs(request.query)
        newest = [batch.value for batch in reversed(self.batches.values())]
        names = [value["id"] for value in newest]
        start = names.index(query["after"][0]) + 1 if "after" in query else 0
        end = start + int(query.get("limit", ["20"])[0])
        page = newest[start:end]
        return json_reply(
            "batches", {"object": "list", "data": page, "has_more": end < len(newest)}
        )

    def retrieve(self, _request: Request, found: str) -> Reply:
        batch = self.batches.get(found)
        if batch is None:
            return error_reply(404, f"No batch found with id {found!r}.", code="not_found")
        batch.polls += 1
        if batch.value["status"] in ("validating", "in_progress", "cancelling"):
            over = batch.polls > batch.script.polls
            batch.value["status"] = "in_progress"
            if over:
                self._end(batch)
        return json_reply("batch", batch.value)

    def cancel(self, request: Request, found: str) -> Reply:
        batch = self.batches.get(found)
        if batch is None:
            return error_reply(404, f"No batch found with id {found!r}.", code="not_found")
        batch.script = replace(batch.script, end="cancelled", polls=batch.polls)
        batch.value["status"] = "cancelling"
        return json_reply("batch", batch.value)

    # --- how a batch goes ----------------------------------------------------------------------

    def _keep(self, data: bytes) -> str:
        name = f"file-{len(self.files) + 1}"
        self.files[name] = data
        return name

    def _begin(self, body: Json, script: Script) -> _Batch:
        number = len(self.batches) + 1
        value = {
            "id": f"batch_{number}",
            "object": "batch",
            "endpoint": _ENDPOINT,
            "errors": None,
            "input_file_id": body["input_file_id"],
            "completion_window": "24h",
            "status": "validating",
            "output_file_id": None,
            "error_file_id": None,
            "created_at": CREATED + number,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": body.get("metadata"),
        }
        batch = self.batches[str(value["id"])] = _Batch(value, script)
        return batch

    def _end(self, batch: _Batch) -> None:
        script, value = batch.script, batch.value
        value["status"] = script.end
        if script.end == "failed":
            value["errors"] = {"object": "list", "data": [dict(p) for p in script.problems]}
            return
        lines = [json.loads(line) for line in self.files[value["input_file_id"]].splitlines()]
        random.Random(script.seed).shuffle(lines)
        good, bad = self._results(lines, script)
        value["output_file_id"] = self._keep(b"".join(good)) if good else None
        value["error_file_id"] = self._keep(b"".join(bad)) if bad else ""
        value["request_counts"] = {
            "total": len(lines),
            "completed": len(good),
            "failed": len(bad),
        }

    def _results(self, lines: list[Json], script: Script) -> tuple[list[bytes], list[bytes]]:
        good: list[bytes] = []
        bad: list[bytes] = []
        for number, line in enumerate(lines):
            fate = _fate(number, script)
            if fate == "expired":
                error = {
                    "code": "batch_expired" if script.end != "cancelled" else "batch_cancelled",
                    "message": "This request could not be executed in time.",
                }
                bad.append(_line(line, None, error))
            elif fate == "broken":
                failure = error_value("The server had an error.", kind="server_error")
                bad.append(_line(line, {"status_code": 500, "body": failure}))
            elif fate == "answered":
                reply = self._answer(_request(line))
                response = {"status_code": reply.status, "body": _json(reply.body)}
                (good if reply.status == 200 else bad).append(_line(line, response))
                self.paid[line["custom_id"]] += reply.status == 200
        return good, bad


_ENDPOINT = "/v1/chat/completions"


def _fate(number: int, script: Script) -> str:
    """What becomes of the nth line after the shuffle: the first are those that go wrong."""
    for fate, count in (
        ("broken", script.broken),
        ("expired", script.expired),
        ("silent", script.silent),
    ):
        if number < count:
            return fate
        number -= count
    return "answered"


def _line(line: Json, response: Json | None, error: Json | None = None) -> bytes:
    value = {
        "id": f"batch_req_{line['custom_id'][:8]}",
        "custom_id": line["custom_id"],
        "response": response,
        "error": error,
    }
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _request(line: Json) -> Request:
    raw = json.dumps(line["body"], ensure_ascii=False).encode()
    return Request(line["method"], line["url"], {}, raw)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _form(request: Request) -> dict[str, bytes]:
    """The parts of a multipart form by name."""
    boundary = request.headers.get("content-type", "").partition("boundary=")[2].strip('"')
    found: dict[str, bytes] = {}
    for part in request.raw.split(f"--{boundary}".encode())[1:-1]:
        head, _, body = part.partition(b"\r\n\r\n")
        name = re.search(rb' name="([^"]*)"', head)
        if name:
            found[name[1].decode()] = body.removesuffix(b"\r\n")
    return found
