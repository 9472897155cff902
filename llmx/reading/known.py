"""What is known of an article besides its text: said by a row, a header, a page or the user."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llmx.errors import InputError
from llmx.reading.dates import iso_date
from llmx.reading.language import language_code
from llmx.reading.options import ReadingOptions

_MAX_DEPTH = 64
_NOTHING = ("", "~", "null")  # as YAML spells it


@dataclass(frozen=True, slots=True)
class Known:
    """Checked values; None where nothing is known."""

    title: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    id: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


def known_from(values: Mapping[str, Any], options: ReadingOptions) -> Known:
    """Check the values of a row or header; what options override is not even looked at.

    Raises InputError with reason `bad_row`.
    """
    names = {wanted: options.given(wanted) for wanted in Known.__slots__ if wanted != "meta"}
    taken = {*names.values(), options.given("text")}
    title = _string(values, names["title"])
    return Known(
        title=" ".join(title.split()) if title else None,
        published=options.published or checked_date(_string(values, names["published"])),
        url=_string(values, names["url"]),
        language=options.language or checked_language(_string(values, names["language"])),
        id=_identifier(values, names["id"]),
        meta={name: value for name, value in values.items() if name not in taken},
    )


def checked_date(value: str | None) -> str | None:
    """Check a publication date that came with an article."""
    try:
        return None if value is None else iso_date(value)
    except ValueError as error:
        raise bad_row(f"published: {error}") from None


def checked_language(value: str | None) -> str | None:
    """Check a language code that came with an article."""
    try:
        return None if value is None else language_code(value)
    except ValueError as error:
        raise bad_row(f"language: {error}") from None


def clean(value: Any, depth: int = 0) -> Any:
    """Copy a JSON value with U+FFFD in place of lone surrogates, which no file can hold.

    Raises InputError where it is nested too deeply or a number is not finite.
    """
    if depth > _MAX_DEPTH:
        raise bad_row(f"nested deeper than {_MAX_DEPTH} levels")
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, dict):
        return {without_surrogates(k): clean(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [clean(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise bad_row("a number is out of range")
    return value


def without_surrogates(text: str) -> str:
    """Give a text that UTF-8 can hold: each lone surrogate becomes U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def bad_row(message: str, *, hint: str | None = None) -> InputError:
    """Make the error for a row or header that cannot be used."""
    return InputError(message, reason="bad_row", hint=hint)


def _string(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise bad_row(f"{name!r} must be a string, not {_kind(value)}")
    value = value.strip()
    return None if value in _NOTHING else value


def _identifier(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _string(values, name)


def _kind(value: Any) -> str:
    kinds = {bool: "a truth value", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "an object")
