"""Answers spoiled as models spoil them: each function turns a good JSON answer into a bad one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from .completion import request_schema
from .wire import Json

PROSE = "Certainly! The article says that two people were hurt near the town on Monday."
REFUSAL = "I'm sorry, but I can't help with that request."
THINKING = '<think>\nThe user wants JSON. A draft: {"draft": true}. Let me write it.\n</think>\n\n'

Spoil = Callable[[str, Json], str]

_Path = tuple[str | int, ...]


def prose(_text: str, _body: Json) -> str:
    return PROSE


def fenced(text: str, _body: Json) -> str:
    return f"```json\n{text}\n```"


def thinking(text: str, _body: Json) -> str:
    return THINKING + text


def trailing_commas(text: str, _body: Json) -> str:
    return _dump_with_commas(_load(text))


def without_field(text: str, body: Json) -> str:
    """Drop the first field the request's schema requires, or the first there is."""
    value = _load(text)
    if not isinstance(value, dict):
        return "{}"
    required = (request_schema(body) or {}).get("required", [])
    missing = next((name for name in [*required, *value] if name in value), None)
    return _dump({name: item for name, item in value.items() if name != missing})


def wrong_json(_text: str, _body: Json) -> str:
    return '{"unexpected": ["valid JSON", "another shape"]}'


def numbers_as_strings(text: str, _body: Json) -> str:
    value = _load(text)
    for path, leaf in list(_leaves(value)):
        if _is_number(leaf):
            value = _put(value, path, str(leaf))
    return _dump(value)


def lone_surrogate(text: str, body: Json) -> str:
    r"""Put `\ud800` into the answer's JSON, as an escape in the answer."""
    return lone_surrogate_raw(text, body).encode("utf-8", "backslashreplace").decode()


def lone_surrogate_raw(text: str, _body: Json) -> str:
    """Put U+D800 into the answer itself, so that the escape stands in the envelope."""
    return _append_to_prose(text, "\ud800")


def control_marks(text: str, _body: Json) -> str:
    """Put NUL, an escape sequence and a bidi override into the answer."""
    return _append_to_prose(text, "\x00\x1b[31m\u202e")


def not_a_number(text: str, _body: Json) -> str:
    value = _load(text)
    path, _ = _first(value, _is_number, lambda leaf: leaf is None, lambda leaf: True)
    return _dump(_put(value, path, float("nan")))


def duplicate_key(text: str, _body: Json) -> str:
    """Give the first key twice: null first, then the right value."""
    value = _load(text)
    name = next(iter(value))
    return f"{{{_dump(name)}: null, {_dump(value)[1:]}"


def refusal_in_json(text: str, _body: Json) -> str:
    """Put a refusal in the place of every string that is prose, enums and ids left alone."""
    value = _load(text)
    for path, leaf in list(_leaves(value)):
        if _is_prose(leaf):
            value = _put(value, path, REFUSAL)
    return _dump(value)


def cut(text: str) -> str:
    return text[: len(text) // 2]


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError(f"this fault needs an answer that is JSON, got {text[:60]!r}") from None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dump_with_commas(value: Any) -> str:
    if isinstance(value, dict) and value:
        items = (f"{_dump(name)}: {_dump_with_commas(item)}," for name, item in value.items())
        return "{" + " ".join(items) + "}"
    if isinstance(value, list) and value:
        return "[" + " ".join(f"{_dump_with_commas(item)}," for item in value) + "]"
    return _dump(value)


def _append_to_prose(text: str, mark: str) -> str:
    value = _load(text)
    path, leaf = _first(value, _is_prose, lambda leaf: isinstance(leaf, str), lambda leaf: True)
    return _dump(_put(value, path, f"{leaf}{mark}"))


def _is_number(leaf: Any) -> bool:
    return isinstance(leaf, int | float) and not isinstance(leaf, bool)


def _is_prose(leaf: Any) -> bool:
    return isinstance(leaf, str) and " " in leaf


def _first(value: Any, *wanted: Callable[[Any], bool]) -> tuple[_Path, Any]:
    """Return the first leaf that is wanted, by the earliest wish that any leaf meets."""
    leaves = list(_leaves(value))
    for wish in wanted:
        for path, leaf in leaves:
            if wish(leaf):
                return path, leaf
    raise ValueError(f"this fault needs an answer with a value in it, got {_dump(value)[:60]!r}")


def _leaves(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, (*path, number))
    else:
        yield path, value


def _put(value: Any, path: _Path, leaf: Any) -> Any:
    """Return `value` with `leaf` at `path`; containers are changed in place."""
    if not path:
        return leaf
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = leaf
    return value
