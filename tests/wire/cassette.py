"""Cassettes that a reviewer can read: JSON bodies as YAML, an allow-list of headers, no secret."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import vcr
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "cassettes"
HOST = "http://recorded.invalid"

_KEPT_OF_REQUEST = {"content-type", "accept"}
_KEPT_OF_RESPONSE = {"content-type", "retry-after"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Readable:
    """Stores each JSON body as a mapping under `json`, in its own script."""

    @staticmethod
    def serialize(cassette: dict[str, Any]) -> str:
        for exchange in cassette["interactions"]:
            request, response = exchange["request"], exchange["response"]
            _unpack(request, "body", request)
            _unpack(response["body"], "string", response["body"])
        return yaml.dump(
            cassette, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=10**6
        )

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        cassette: dict[str, Any] = yaml.load(text, Loader=_LOADER)
        for exchange in cassette["interactions"]:
            request, body = exchange["request"], exchange["response"]["body"]
            request["body"] = _packed(request.pop("json"))
            body["string"] = _packed(body.pop("json"))
        return cassette


def _unpack(holder: dict[str, Any], key: str, target: dict[str, Any]) -> None:
    raw = holder.pop(key)
    target["json"] = json.loads(raw)


def _packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _scrub_request(request: Any) -> Any:
    for name in list(request.headers):
        if name.lower() not in _KEPT_OF_REQUEST:
            del request.headers[name]
    path = request.uri.split("/v1/", 1)[1]
    request.uri = f"{HOST}/v1/{path}"
    return request


def _scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in response["headers"].items() if k.lower() in _KEPT_OF_RESPONSE}
    response["headers"] = kept
    body = json.loads(response["body"]["string"])
    body.pop("system_fingerprint", None)
    if "id" in body:
        body["id"] = "recorded"
    response["body"]["string"] = _packed(body)
    return response


@contextmanager
def cassette(name: str) -> Iterator[Any]:
    """Play (or with LLMX_VCR=once record) one cassette; what stays unplayed fails the test."""
    machine = vcr.VCR(
        match_on=["method", "path", "body"],
        decode_compressed_response=True,
        before_record_request=_scrub_request,
        before_record_response=_scrub_response,
        record_mode=os.environ.get("LLMX_VCR", "none"),
        serializer="readable",
    )
    machine.register_serializer("readable", _Readable)
    with machine.use_cassette(str(FOLDER / f"{name}.yaml")) as tape:
        yield tape
        assert tape.all_played, f"{name}: {len(tape) - tape.play_count} exchanges were not played"
