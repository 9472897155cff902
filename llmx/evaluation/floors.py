"""Floors: the values that measures must not fall below, and which of them do not hold."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmx.errors import UsageError
from llmx.evaluation.report import Report, Row, System, Table

LANGUAGES = "languages"
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Floor:
    """The value that a measure must have, over all articles or over those of one language.

    Of a measure of which less is better it is the most that it may be.
    """

    measure: str
    value: float
    language: str | None = None

    def __str__(self) -> str:
        return f"{self.measure} ({self.language})" if self.language else self.measure


def read(file: Path) -> list[Floor]:
    """The floors in a JSON or TOML file: `{"events": {"f1": 0.8}}` or `{"events.f1": 0.8}`.

    Those under `languages` hold for the articles of one: `{"languages": {"fa": {…}}}`. Raises
    UsageError that names what is no floor.
    """
    try:
        text = file.read_text(encoding="utf-8")
        given = tomllib.loads(text) if file.suffix.lower() == ".toml" else json.loads(text)
    except FileNotFoundError:
        raise UsageError(f"no floors {str(file)!r}") from None
    except (OSError, ValueError, RecursionError) as error:  # ValueError: not UTF-8, JSON or TOML
        raise UsageError(f"cannot read the floors {str(file)!r}: {error}") from error
    if not isinstance(given, dict) or not given:
        raise UsageError(f"the floors {str(file)!r} hold no table of measures")
    languages = given.pop(LANGUAGES, {})
    if not isinstance(languages, dict):
        raise UsageError(f"the floors {str(file)!r}: {LANGUAGES!r} is no table of languages")
    found = list(_floors(given, (), None, file))
    for language, table in languages.items():
        found += _floors(table, (), language, file)
    return found


def broken(floors: list[Floor], report: Report) -> Iterator[str]:
    """A line for each floor that does not hold, for each system; one that nothing is known of
    does not hold."""
    for floor in floors:
        tables = report.tables if floor.language is None else report.by_language
        found = list(_cells(floor, tables))
        if not found:
            yield f"{floor}: it was not measured"
        for row, system, value in found:
            if value is None:
                yield f"{floor}: it was not measured of {system.export}"
            elif _breaks(row, value, floor.value):
                word = "below" if row.better == "higher" else "above"
                yield f"{floor}: {value:.4g} is {word} {floor.value:.4g} ({system.export})"


def _cells(floor: Floor, tables: list[Table]) -> Iterator[tuple[Row, System, float | None]]:
    for table in tables:
        if table.language == floor.language:
            for row in table.rows:
                if row.measure == floor.measure:
                    for cell, system in zip(row.cells, table.systems, strict=True):
                        yield row, system, cell.value if cell else None


def _breaks(row: Row, value: float, floor: float) -> bool:
    return value < floor - _NEAR if row.better == "higher" else value > floor + _NEAR


def _floors(
    table: Any, above: tuple[str, ...], language: str | None, file: Path
) -> Iterator[Floor]:
    if isinstance(table, Mapping):
        for name, value in table.items():
            yield from _floors(value, (*above, name), language, file)
    elif isinstance(table, int | float) and not isinstance(table, bool) and above:
        yield Floor(".".join(above), float(table), language)
    else:
        where = ".".join((*((LANGUAGES, language) if language else ()), *above))
        raise UsageError(f"the floors {str(file)!r}: {where}: {table!r} is no number")
