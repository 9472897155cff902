"""Rows of a schema's own, and what a record holds beside the answer that they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its model is the one that the schema names for the table.

    A row that stands `aside` is left out unless all rows are asked for.
    """

    values: BaseModel
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What a record holds beside one of its answers, found by the path from the answer's root.

    `places` and `dates` are the entries of the record's `derived` object by their pointers,
    `doubted` the pointers of findings that leave something unverified.
    """

    root: str
    places: Mapping[str, Json]
    dates: Mapping[str, Json]
    doubted: Set[str]

    def place(self, *path: str | int) -> Json:
        """Where a place lies, as in `derived.places`; empty where nothing is known."""
        return self.places.get(self._pointer(path), {})

    def date(self, *path: str | int) -> Json:
        """The days of a time expression, as in `derived.dates`; empty where nothing is known."""
        return self.dates.get(self._pointer(path), {})

    def is_doubted(self, *path: str | int) -> bool:
        """Whether something in a part of the answer is not verified."""
        part = self._pointer(path)
        return any(at == part or at.startswith(part + "/") for at in self.doubted)

    def _pointer(self, path: tuple[str | int, ...]) -> str:
        return "/".join((self.root, *map(str, path)))
