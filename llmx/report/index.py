"""The index: what a page must know of every article before one is opened, to list and filter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from llmx.report.entry import Entry, Item
from llmx.text.folding import fold

Json = dict[str, Any]

_LETTERS = (  # Latin, Greek, Cyrillic, Hebrew, Arabic; punctuation; presentation and wide forms
    *range(0x780),
    *range(0x8A0, 0x970),
    *range(0x1AB0, 0x1B00),
    *range(0x1DC0, 0x1F00),
    *range(0x2000, 0x2070),
    *range(0x20D0, 0x2100),
    *range(0xFB00, 0xFF00),
    *range(0xFF00, 0xFFF0),
)


class Index:
    """Gathers the index while records go by; a few dozen bytes for an item."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, int]] = {"types": {}, "actors": {}, "groups": {}}
        self._places: dict[str, Json] = {}
        self._numbers: dict[str, int] = {}
        self._articles: list[Json] = []
        self._seals = hashlib.sha256()
        self._letters: set[str] = set(map(chr, _LETTERS))
        self.items = 0
        self.findings = 0

    def add(self, entry: Entry, text: str, seal: str) -> None:
        """Take in one article, in the order of the export, with the text that it is embedded as."""
        shown = entry.article
        counts = [0, 0, 0]
        for finding in shown["findings"]:
            counts[("info", "warning", "error").index(finding["severity"])] += 1
        self.items += len(entry.items)
        self.findings += counts[1] + counts[2]
        self._seals.update(seal.encode("ascii"))
        self._letters.update(text)
        self._articles.append(
            {
                **{key: shown[key] for key in ("id", "heading", "title", "language", "dir")},
                "source": shown["source"],
                "published": (shown["published"] or "")[:10] or None,
                "found": counts,
                "items": [self._row(item) for item in entry.items],
            }
        )

    def located(self) -> Iterator[tuple[float, float]]:
        """Latitude and longitude of each place that has them."""
        return ((p["lat"], p["lon"]) for p in self._places.values() if "lat" in p)

    def as_json(self) -> Json:
        """Tables of what repeats, and the articles with a row for each item."""
        return {
            "digest": self._seals.hexdigest(),
            **{name: list(table) for name, table in self._tables.items()},
            "places": list(self._places.values()),
            "articles": self._articles,
        }

    def folding(self) -> Json:
        """What each letter that may be met or typed is folded to, where that is another.

        A page that folds by it finds what `llmx.text.folding` finds.
        """
        folded = ((letter, fold(letter).text) for letter in sorted(self._letters))
        return {letter: other for letter, other in folded if letter != other}

    def _row(self, item: Item) -> list[Any]:
        """An item: path, group, type, places, actors, day, severity."""
        group = self._number("groups", item.group)
        return [
            item.path[len(item.group) :],
            group,
            self._number("types", item.type),
            [self._place(place) for place in item.places],
            [self._number("actors", actor) for actor in item.actors],
            item.day,
            item.severity,
        ]

    def _number(self, table: str, value: str) -> int:
        numbers = self._tables[table]
        return numbers.setdefault(value, len(numbers))

    def _place(self, place: Json) -> int:
        """Places of one name that lie apart are two."""
        key = f"{place['name']}\0{place.get('lat')}\0{place.get('lon')}"
        if key not in self._places:
            self._numbers[key] = len(self._places)
            self._places[key] = place
        return self._numbers[key]
