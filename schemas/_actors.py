"""Actors: the names that ACLED has for them, and the kind that it counts them to.

The table beside this file holds only names that ACLED has published; it gives them new ones with a
change of government, so that each stands for the days that it surely covers. A name that is not in
it stays as it is given.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ._countries import Country

_ELSEWHERE = "External/Other forces"
"""What an army is outside its own country."""
_JOINTS = re.compile(r"[\s\u2010-\u2015-]+")
_TROUBLES = re.compile(r"['\u2018\u2019\u02bc\u02bf.]")


class Actor(NamedTuple):
    """One name of ACLED's; `kind` is None where what the article says decides."""

    name: str
    kind: str | None


class _Row(NamedTuple):
    name: str
    kind: str | None
    home: str
    places: frozenset[str]
    since: str
    until: str

    def covers(self, where: Country | None, day: str | None) -> bool:
        if self.places and (where is None or where.alpha2 not in self.places):
            return False
        if not (self.since or self.until):
            return True
        return day is not None and self.since <= day <= (self.until or "9")


def actor(name: str, *, where: Country | None, day: str | None) -> Actor | None:
    """ACLED's name for who acted in a country on an ISO day; None where it is not known.

    An army is of State forces in its own country and of External/Other forces abroad.
    """
    for row in _rows().get(_plain(name), ()):
        if row.covers(where, day):
            abroad = row.home and where is not None and where.alpha2 != row.home
            named = row.name.format(country=where.name) if where else row.name
            return Actor(named, _ELSEWHERE if abroad else row.kind)
    return None


def _plain(name: str) -> str:
    """A name in one spelling: without case, article, hyphens, apostrophes and full stops."""
    spaced = _JOINTS.sub(" ", _TROUBLES.sub("", name)).strip().casefold()
    return spaced.removeprefix("the ")


@cache
def _rows() -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row, names in _read():
        for name in names:
            found.setdefault(_plain(name), []).append(row)
    return found


def _read() -> Iterator[tuple[_Row, list[str]]]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as rows:
        for said in csv.DictReader(rows):
            places = frozenset(filter(None, said["in"].split(";")))
            row = _Row(
                said["name"],
                said["kind"] or None,
                said["home"],
                places,
                said["since"],
                said["until"],
            )
            yield row, [said["name"], *filter(None, said["also"].split(";"))]
