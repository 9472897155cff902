"""Gold: what a key says in a task's schema, held against that schema as far as it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from llmx.evaluation.shape import block_in, holds_list, registers_of, spelled
from llmx.fields import Cites, Numbers, Refers, json_pointer, marked

Json = Mapping[str, Any]
Path = tuple[str | int, ...]
Fault = tuple[str, str]
"""A pointer, and what is said."""


def faults(answer: type[BaseModel], given: Json, sentences: int) -> Iterator[Fault]:
    """What in a part of an answer cannot be, given the number of sentences of its article.

    Fields that the schema does not have, values that a field cannot have, sentences that the
    article does not have, and ids that are in no register. Fields may be left out.
    """
    known = {
        register: {entry.get("id") for entry in given.get(field) or [] if isinstance(entry, dict)}
        for field, register in registers_of(answer).items()
    }
    for path, said in _block(answer, given, (), (sentences, known)):
        yield json_pointer(path), said


_Known = tuple[int, Mapping[str, set[Any]]]


def _block(
    model: type[BaseModel], given: Any, path: Path, known: _Known
) -> Iterator[tuple[Path, str]]:
    if not isinstance(given, Mapping):
        yield path, f"{_shown(given)} is no object"
        return
    fields = {spelled(name, info): name for name, info in model.model_fields.items()}
    for field, value in given.items():
        if field not in fields:
            yield (*path, field), f"the schema has no such field; it has {', '.join(fields)}"
        else:
            yield from _field(model, fields[field], value, (*path, field), known)
    if hasattr(model, "register_name") and "id" not in given:
        yield (*path, "id"), "an entry of a register needs its id"


def _field(
    model: type[BaseModel], name: str, value: Any, path: Path, known: _Known
) -> Iterator[tuple[Path, str]]:
    annotation = model.model_fields[name].annotation
    inner = block_in(annotation)
    if inner is None or value is None:
        said = _said(model, name, value)
        yield from ((((*path, *where), message)) for where, message in said)
        if not said:
            yield from _marked(model, name, value, path, known)
    elif not holds_list(annotation):
        yield from _block(inner, value, path, known)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _block(inner, item, (*path, index), known)
    else:
        yield path, f"{_shown(value)} is no list"


def _said(model: type[BaseModel], name: str, value: Any) -> list[tuple[Path, str]]:
    """What the schema says of the value of a field."""
    try:
        _adapter(model, name).validate_python(value)
    except ValidationError as error:
        return [(e["loc"], e["msg"]) for e in error.errors(include_url=False, include_input=False)]
    return []


def _marked(
    model: type[BaseModel], name: str, value: Any, path: Path, known: _Known
) -> Iterator[tuple[Path, str]]:
    """What the markers of a field say of its value."""
    sentences, registers = known
    each = [v for v in (value if isinstance(value, list) else [value]) if v is not None]
    for marker in (m for n, m in marked(model) if n == name):
        if isinstance(marker, Refers):
            unknown = [v for v in each if v not in registers.get(marker.register, ())]
            if unknown:
                yield path, f"{unknown[0]!r} is not in the {marker.register} register"
        elif isinstance(marker, Cites | Numbers):
            wrong = [v for v in each if type(v) is int and not 1 <= v <= sentences]
            if wrong:
                yield path, f"no sentence {wrong}; the article has 1..{sentences}"


@lru_cache(maxsize=1024)
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    info = model.model_fields[name]
    annotation: Any = info.annotation
    for metadata in info.metadata:
        annotation = Annotated[annotation, metadata]
    return TypeAdapter(annotation)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
