"""Differing: the first place where two values, lines or exports are not the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from llmx import fields
from llmx.export.records import Entry, Writer

Json = dict[str, Any]
Lens = Callable[[Json], Json]

_NOTHING = object()
_SHOWN = 100  # characters of a value
_BEFORE = 30  # of them before the first that differs
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a bundle that does not hold.

    `line` counts from 1 in a file of lines, `path` is a pointer into the JSON that stands there.
    """

    file: str
    message: str
    line: int | None = None
    article: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        who = f", article {self.article!r}" if self.article else ""
        path = "" if self.path is None else f" {self.path or '/'}:"
        return f"{self.file}{line}{who}:{path} {self.message}"


def different_line(file: str, number: int, expected: str | None, found: str | None) -> Fault:
    """What is not the same in two lines of JSON; None is a line that is not there."""
    if expected is None:
        return Fault(file, f"nothing comes to what is there: {_shown(found)}", number)
    if found is None:
        return Fault(file, f"expected {_shown(expected)}, there is nothing more", number)
    try:
        ours, theirs = json.loads(expected), json.loads(found)
    except (ValueError, RecursionError):
        return Fault(file, _said(*_around(expected, found)), number)
    place = _first(ours, theirs, ())
    if place is None:  # the same value in another spelling
        return Fault(file, _said(*_around(expected, found)), number, _article(ours))
    path, wanted, there = place
    return Fault(file, _said(wanted, there), number, _article(ours), fields.json_pointer(path))


def spelled(line: bytes) -> bytes:
    """A line as it is written now: before, what ends one for some readers was not escaped."""
    for end in ("\x85", "\u2028", "\u2029"):
        line = line.replace(end.encode(), f"\\u{ord(end):04x}".encode())
    return line


def different_export(
    expected: Path, found: Path, format: type[Writer], *, name: str, lens: Lens | None = None
) -> Fault | None:
    """The first place where an export is not as expected; None where it is.

    With a `lens` its records are compared as they look through it, and nothing else of it.
    """
    at = None if lens else _first_byte(expected, found, by_line=format.entries is not None)
    if lens is None and at is None:
        return None
    if format.entries is not None:
        with expected.open("rb") as ours, found.open("rb") as theirs:
            pairs = zip_longest(format.entries(ours), format.entries(theirs))
            for number, (mine, other) in enumerate(pairs, 1):
                fault = _different_entry(mine, other, number, name, lens)
                if fault:
                    return fault
    return None if at is None else Fault(name, f"not what is derived, from byte {at:,} on")


def _different_entry(
    mine: Entry | None, other: Entry | None, number: int, name: str, lens: Lens | None
) -> Fault | None:
    texts = [spelled(e.text).decode("utf-8", "replace") if e else None for e in (mine, other)]
    if lens:
        texts = [None if text is None else _seen(text, lens) for text in texts]
    return different_line(name, number, *texts) if texts[0] != texts[1] else None


def _seen(text: str, lens: Lens) -> str:
    try:
        return json.dumps(lens(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return text


def _first_byte(expected: Path, found: Path, *, by_line: bool) -> int | None:
    """The place of the first byte that differs, by line with each as it is written now."""
    at = 0
    with expected.open("rb") as ours, found.open("rb") as theirs:
        while True:
            mine, other = (
                spelled(file.readline()) if by_line else file.read(_CHUNK)
                for file in (ours, theirs)
            )
            if mine != other:
                same = (i for i, (a, b) in enumerate(zip(mine, other, strict=False)) if a != b)
                return at + next(same, min(len(mine), len(other)))
            if not mine:
                return None
            at += len(mine)


def _first(
    expected: Any, found: Any, path: tuple[str | int, ...]
) -> tuple[tuple[str | int, ...], Any, Any] | None:
    """Where two values differ first, in the order of the expected one, and what is there."""
    if type(expected) is not type(found):
        return path, expected, found
    for key, mine, other in _members(expected, found):
        inner = (
            ((*path, key), mine, other)
            if mine is _NOTHING or other is _NOTHING
            else _first(mine, other, (*path, key))
        )
        if inner:
            return inner
    is_leaf = not isinstance(expected, dict | list)
    return (path, expected, found) if is_leaf and expected != found else None


def _members(expected: Any, found: Any) -> Iterator[tuple[str | int, Any, Any]]:
    if isinstance(expected, dict):
        for key in {**expected, **found}:
            yield key, expected.get(key, _NOTHING), found.get(key, _NOTHING)
    elif isinstance(expected, list):
        for index, (mine, other) in enumerate(zip_longest(expected, found, fillvalue=_NOTHING)):
            yield index, mine, other


def _said(expected: Any, found: Any) -> str:
    if isinstance(expected, str) and isinstance(found, str):
        expected, found = _around(expected, found)
    return f"expected {_shown(expected)}, there is {_shown(found)}"


def _around(expected: str, found: str) -> tuple[str, str]:
    """Two long texts from shortly before the first character that differs."""
    if max(len(expected), len(found)) <= _SHOWN:
        return expected, found
    pairs = enumerate(zip(expected, found, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(expected), len(found)))
    start = max(0, at - _BEFORE)
    before = "…" if start else ""
    return before + expected[start:], before + found[start:]


def _shown(value: Any) -> str:
    if value is _NOTHING:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _article(value: Any) -> str | None:
    """The id of the article that a line is about, where it says so."""
    if not isinstance(value, dict):
        return None
    article = value.get("article", value)
    ident = article.get("id") if isinstance(article, dict) else None
    return ident if isinstance(ident, str) else None
