"""The body of a chat completion request, in the form that an endpoint takes.

What is wanted is fixed in the request; what an endpoint refuses is left out or put differently,
remembered for that endpoint and model, and said once. The fingerprint never changes by it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Literal

from llmx import resources
from llmx.task import Request, Sampling

Json = dict[str, Any]
Mode = Literal["json_schema", "tools", "json_object"]

_NEXT_MODE: dict[Mode, Mode | None] = {
    "json_schema": "tools",
    "tools": "json_object",
    "json_object": None,
}
_MODE_WORDS: dict[Mode, tuple[str, ...]] = {
    "json_schema": ("response_format", "json_schema", "structured output"),
    "tools": ("tools", "tool_choice", "tool call", "function call"),
    "json_object": ("response_format", "json_object"),
}
_SAMPLING = ("temperature", "reasoning_effort", "seed")
_ROOM = ("max_completion_tokens", "max_tokens")
_TOO_MUCH = re.compile(r"too (?:large|high|big)|at most|less than|exceed|maximum")


@dataclass(frozen=True, slots=True)
class Wire:
    """How one endpoint and model are spoken to. Starts with all that is wanted."""

    mode: Mode = "json_schema"
    room: Literal["max_completion_tokens", "max_tokens"] = "max_tokens"
    left_out: frozenset[str] = frozenset()

    def body(self, request: Request, messages: list[Json], *, max_tokens: int) -> Json:
        """The JSON body of a request; `messages` may hold the turns of a re-ask."""
        sampling = request.sampling
        wanted: Json = {
            self.room: max_tokens,
            "temperature": sampling.temperature,
            "reasoning_effort": sampling.reasoning_effort,
        }
        body: Json = {"model": request.model, "messages": messages}
        body |= {k: v for k, v in wanted.items() if v is not None and k not in self.left_out}
        return body | self._form(request, messages)

    def encoded(self, request: Request, messages: list[Json], *, max_tokens: int) -> bytes:
        """The same body in UTF-8. All that a task's requests share is encoded once for all."""
        if messages != request.messages:
            return _encoded(self.body(request, messages, max_tokens=max_tokens))
        before, after = _around_user(_Frame.of(self, request, max_tokens))
        return before + _encoded(request.user) + after

    def without(self, refusal: str, param: str | None) -> tuple[Wire, str] | None:
        """The wire that avoids what a 400 refused, with a word on it; None: nothing to avoid."""
        said = f"{param or ''} {refusal}".lower()
        for name in _ROOM:
            if name == self.room and _names(said, name) and not _TOO_MUCH.search(said):
                other: Any = _ROOM[1 - _ROOM.index(name)]
                if f"-{name}" in self.left_out:
                    return None
                left = self.left_out | {f"-{name}"}
                return replace(self, room=other, left_out=left), f"{other} instead of {name}"
        for name in _SAMPLING:
            if name not in self.left_out and _names(said, name):
                return replace(self, left_out=self.left_out | {name}), f"no {name}"
        if any(word in said for word in _MODE_WORDS[self.mode]):
            following = _NEXT_MODE[self.mode]
            if following:
                return replace(self, mode=following), f"{following} instead of {self.mode}"
        return None

    def _form(self, request: Request, messages: list[Json]) -> Json:
        if self.mode == "json_schema":
            form = {"name": request.task, "strict": True, "schema": request.schema}
            return {"response_format": {"type": "json_schema", "json_schema": form}}
        if self.mode == "tools":
            function = {"name": request.task, "strict": True, "parameters": request.schema}
            choice = {"type": "function", "function": {"name": request.task}}
            return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
        told = {"role": "system", "content": messages[0]["content"] + _schema_in_words(request)}
        return {"response_format": {"type": "json_object"}, "messages": [told, *messages[1:]]}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A request without what its user message says, and how it is sent."""

    wire: Wire
    max_tokens: int
    task: str
    model: str
    system: str
    sampling: Sampling
    schema: Json = field(hash=False)

    @classmethod
    def of(cls, wire: Wire, request: Request, max_tokens: int) -> _Frame:
        return cls(
            wire,
            max_tokens,
            request.task,
            request.model,
            request.system,
            request.sampling,
            request.schema,
        )


@lru_cache(maxsize=64)
def _around_user(frame: _Frame) -> tuple[bytes, bytes]:
    """What stands before and after the text of the user message in the body of a request."""
    user = "user"
    while True:
        request = Request(
            task=frame.task,
            fingerprint="",
            model=frame.model,
            system=frame.system,
            user=user,
            schema=frame.schema,
            sampling=frame.sampling,
        )
        body = frame.wire.body(request, request.messages, max_tokens=frame.max_tokens)
        parts = _encoded(body).split(_encoded(user))
        if len(parts) == 2:
            return parts[0], parts[1]
        user += "_"  # until nothing else in the body is that string


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _schema_in_words(request: Request) -> str:
    """For endpoints without structured output: the schema as a part of the instructions."""
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    return "\n\n" + _json_object_template().replace("SCHEMA", schema).strip()


@cache
def _json_object_template() -> str:
    return (resources.builtin("prompts") / "_json_object.md").read_text(encoding="utf-8")


def _names(said: str, name: str) -> bool:
    return re.search(rf"(?<![a-z_]){name}(?![a-z_])", said) is not None
