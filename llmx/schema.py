"""JSON Schema for structured output: what a pydantic model becomes when it is sent and hashed.

The strict subset that providers constrain their decoding with: every object closed, every
property required, no titles, no defaults, no class docstrings, no keyword that only pydantic
checks. Source: OpenAI, "Structured outputs: supported schemas".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

from llmx.errors import TaskError

MAX_DEPTH = 10

_KEPT = {
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "anyOf",
    "$ref",
    "$defs",
    "description",
}
_CHECKED_LATER = {
    "title",
    "default",
    "examples",
    "format",
    "pattern",
    "const",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "additionalProperties",
    "deprecated",
    "readOnly",
    "writeOnly",
}


def strict_schema(model: type[BaseModel], *, name: str) -> dict[str, Any]:
    """The strict JSON Schema of a model; `name` is the task, for messages.

    Raises TaskError where the model cannot be expressed: dictionaries, tuples, `Any`,
    discriminated unions, a root that is no object, more than 10 levels.
    """
    try:
        raw = model.model_json_schema()
    except PydanticUserError as error:
        raise _unfit(name, "", str(error).splitlines()[0]) from error
    defs = {key: _without_docstring(node) for key, node in raw.get("$defs", {}).items()}
    try:
        root = _strict(raw, name=name, path="", defs=defs)
        used = _used(root, defs, name)
    except RecursionError:
        raise _unfit(name, "", "a class refers to itself with a description beside it") from None
    if root.get("type") != "object":
        raise _unfit(name, "", "the root must be an object")
    if used:
        root["$defs"] = used
    _check_depth(root, used, name)
    return root


def _without_docstring(node: dict[str, Any]) -> dict[str, Any]:
    """A definition made of a class (it has a title): its description is the docstring."""
    return {k: v for k, v in node.items() if k != "description" or "title" not in node}


def _strict(node: dict[str, Any], *, name: str, path: str, defs: dict[str, Any]) -> dict[str, Any]:
    node = _resolve(node, defs)
    _refuse(node, name, path)
    out = {key: value for key, value in node.items() if key in ("type", "enum", "$ref")}
    if "const" in node:
        out["enum"] = [node["const"]]
    if "description" in node and "properties" not in node:
        out["description"] = node["description"]
    if "properties" in node or node.get("type") == "object":
        out |= _object(node, name=name, path=path, defs=defs)
        if "field_description" in node:
            out["description"] = node["field_description"]
    if "items" in node:
        out["items"] = _strict(node["items"], name=name, path=path + "[]", defs=defs)
    if "anyOf" in node:
        out["anyOf"] = [_strict(n, name=name, path=path, defs=defs) for n in node["anyOf"]]
    return out


def _object(node: dict[str, Any], *, name: str, path: str, defs: dict[str, Any]) -> dict[str, Any]:
    properties = node.get("properties", {})
    if not properties:
        raise _unfit(name, path, "an object needs named fields; a dictionary has none")
    return {
        "properties": {
            key: _strict(value, name=name, path=f"{path}/{key}", defs=defs)
            for key, value in properties.items()
        },
        "required": list(properties),
        "additionalProperties": False,
    }


def _resolve(node: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """A reference with something beside it is inlined: strict mode wants it to stand alone."""
    if "$ref" not in node or len(node) == 1:
        return node
    target = defs[node["$ref"].rsplit("/", 1)[-1]]
    beside = {k: v for k, v in node.items() if k not in ("$ref", "description")}
    merged = {**target, **beside}
    if "description" in node:
        key = "field_description" if "properties" in target else "description"
        merged[key] = node["description"]
    return merged


def _refuse(node: dict[str, Any], name: str, path: str) -> None:
    unknown = set(node) - _KEPT - _CHECKED_LATER - {"field_description"}
    if unknown:
        raise _unfit(name, path, f"{', '.join(sorted(unknown))} has no strict form")
    if isinstance(node.get("additionalProperties"), dict):
        raise _unfit(name, path, "a dictionary has no strict form; use a list of named fields")
    if not set(node) & {"type", "$ref", "anyOf", "enum", "const"}:
        raise _unfit(name, path, "a field of any type has no strict form; give it a type")
    if node.get("type") == "array" and "items" not in node:
        raise _unfit(name, path, "a list needs the type of its items")


def _used(root: dict[str, Any], defs: dict[str, Any], name: str) -> dict[str, Any]:
    """Strict forms of the definitions that are still referred to."""
    used: dict[str, Any] = {}
    waiting = list(_references(root))
    while waiting:
        key = waiting.pop(0)
        if key not in used:
            used[key] = _strict(defs[key], name=name, path=key, defs=defs)
            waiting.extend(_references(used[key]))
    return dict(sorted(used.items()))


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rsplit("/", 1)[-1]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _check_depth(root: dict[str, Any], defs: dict[str, Any], name: str) -> None:
    def depth(node: Any, seen: tuple[str, ...]) -> int:
        if isinstance(node, list):
            return max((depth(n, seen) for n in node), default=0)
        if not isinstance(node, dict):
            return 0
        if "$ref" in node:
            key = node["$ref"].rsplit("/", 1)[-1]
            return 0 if key in seen else depth(defs[key], (*seen, key))
        inner = max((depth(v, seen) for k, v in node.items() if k != "$defs"), default=0)
        return inner + (node.get("type") in ("object", "array"))

    if (levels := depth(root, ())) > MAX_DEPTH:
        raise _unfit(name, "", f"{levels} levels deep; strict mode takes {MAX_DEPTH}")


def _unfit(name: str, path: str, why: str) -> TaskError:
    where = f" at {path}" if path else ""
    return TaskError(f"the schema of task {name!r} cannot be sent{where}: {why}")
