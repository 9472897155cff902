"""The YAML header of a Markdown file: where it ends and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from llmx.reading.known import bad_row

_OPENING = re.compile(r"---[ \t]*(?:\r\n|[\r\n])")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE)
_LONGEST = 65536  # characters
_DEEPEST = 32


def split_header(text: str) -> tuple[dict[str, Any], int]:
    """Give a header's values, all of them strings, and where the text after it begins.

    A text without a header gives no values and 0. Raises InputError with reason `bad_row`.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return {}, 0
    closing = _CLOSING.search(text[:_LONGEST], opening.end())
    if closing is None:
        raise bad_row("its header has no end", hint="close it with a line ---")
    return _values(text[opening.end() : closing.start()]), closing.end()


def _values(header: str) -> dict[str, Any]:
    import yaml

    try:
        _refuse_hostile(yaml.parse(header))
        values = yaml.load(header, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise bad_row(f"its header is not YAML: {problem}{_line(error)}") from None
    if values is None or values == "":
        return {}
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise bad_row("its header is not a list of names and values", hint="title: …")
    return values


def _refuse_hostile(events: Iterable[Any]) -> None:
    """Stop at an alias, which can stand for a million values, and at nesting without end."""
    depth = 0
    for event in events:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if kind == "AliasEvent":
            raise bad_row("its header uses YAML aliases", hint="write the values out")
        if depth > _DEEPEST:
            raise bad_row("its header is nested too deeply")


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" at line {mark.line + 2}" if mark is not None else ""
