"""Naming: the parties, persons and places that a record names, and where a text names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from benchmarks.verification.case import Case
from benchmarks.verification.english import MONTHS, PERSIAN_MONTHS, WEEKDAYS, names

Span = tuple[int, int, str]

_BODIES = (
    *("army", "forces", "force", "front", "group", "coalition", "police", "agency", "news"),
    *("media", "television", "radio", "tv", "ministry", "battalion", "brigade", "the", "of"),
    *("organisation", "organization"),
)
_GENERIC = frozenset(
    (
        *_BODIES,
        *("military", "source", "national", "popular", "spokesman", "room", "operations"),
        *("commander", "general", "units", "council", "party", "and", "for", "from", "with"),
        *("city", "town", "village", "province", "district", "countryside", "region"),
        *("governorate", "area", "north", "south", "east", "west", "northern", "southern"),
        *("eastern", "western", "central", "rural", "state"),
    )
)
_INTRODUCED = re.compile(
    r"\b(?:commander|leader|ringleader|chief|nicknamed|called|named|known as|general|spokesman)"
    r"\s[\"“«']?$",
    re.IGNORECASE,
)
_TOWN = re.compile(r"\b(?:city|town|village|neighbou?rhood) of\s[\"“«']?$")
_TIMES = frozenset((*WEEKDAYS, *MONTHS, *PERSIAN_MONTHS))
_NEAR = 0.72  # how alike two spellings of one name are


class Naming:
    """The names of one record; what is not surely a name, or a place, is neither."""

    def __init__(self, case: Case) -> None:
        self._case = case
        events = case.answers.get("events", {})
        registers = [*events.get("actors", ()), *events.get("sources", ())]
        self._registers = tuple(dict.fromkeys(item["name_en"] for item in registers))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of places that are nothing but a name: of events, and of towns in the text."""
        named = (event["place"]["name_en"] for event in self._case.events)
        found = list(dict.fromkeys(name for name in named if name and _pure(name)))
        for text in self._case.english.values():
            for start, _, name in names(text):
                if _TOWN.search(text[:start]) and not any(alike(name, f) for f in found):
                    found.append(name)
        return tuple(found)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parties and sources of the registers, and persons that the translation introduces."""
        found = [name for name in self._registers if self.is_name(name)]
        for text in self._case.english.values():
            for start, _, name in names(text):
                introduced = _INTRODUCED.search(text[:start])
                if introduced and self.is_name(name) and not any(alike(name, f) for f in found):
                    found.append(name)
        return tuple(found)

    def is_name(self, name: str) -> bool:
        """Whether a text is a name, and neither a description nor a place or a time."""
        words = [word for word in re.split(r"[\s-]+", name) if word not in ("al", "el")]
        if not any(word[:1].isupper() for word in words) or _TIMES & {*words}:
            return False
        if any(word[:1].islower() and word.lower() not in _BODIES for word in words):
            return False
        return bool(distinctive(name)) and not self._located(name)

    def names_in(self, text: str) -> Iterator[Span]:
        """Where a text names a party, a person or a source; what is in brackets says it again."""
        taken = 0
        for start, end, name in sorted([*names(text), *self._registered(text)], key=_first_longest):
            if start < taken or text[:start].endswith("(") or not self.is_name(name):
                continue
            if any(_same(name, known) for known in self.names):
                taken = end
                yield start, end, name

    def places_in(self, text: str) -> Iterator[Span]:
        """Where a text names a place of an event."""
        for start, end, name in names(text):
            if any(_same(name, place) for place in self.places):
                yield start, end, name

    def _registered(self, text: str) -> Iterator[Span]:
        for name in self._registers:
            for match in re.finditer(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
                yield match.start(), match.end(), match.group()

    def _located(self, name: str) -> bool:
        if name in self._registers:
            return False
        return any(alike(name, place) for place in self._all_places)

    @cached_property
    def _all_places(self) -> tuple[str, ...]:
        values = dict.fromkeys(self.places)
        for event in self._case.events:
            place = event["place"]
            values.update(dict.fromkeys(v for v in (place["name_en"], place["admin1"]) if v))
            if place["country"]:
                values[place["country"]] = None
        return tuple(values)


def distinctive(name: str) -> frozenset[str]:
    """The words of a name that tell it from others, in lower case."""
    words = re.findall(r"[^\W\d_]{3,}", name.lower().replace("'", ""))
    return frozenset(word for word in words if word not in _GENERIC)


def alike(a: str, b: str) -> bool:
    """Whether two texts have a distinctive word in common, spelled alike, or one's initials."""
    first, second = distinctive(a), distinctive(b)
    if any(_near(x, y) for x in first for y in second):
        return True
    return bool(_initials(a) & second or _initials(b) & first)


def _same(name: str, place: str) -> bool:
    """Whether a name is that of a place, spelled alike word for word."""
    words, known = distinctive(name), distinctive(place)
    return (
        bool(words)
        and len(words) == len(known)
        and all(any(_near(x, y) for y in known) for x in words)
    )


def _pure(name: str) -> bool:
    found = names(f". {name}")
    return bool(found) and found[0][2] == name and bool(distinctive(name))


@lru_cache(maxsize=100_000)
def _near(x: str, y: str) -> bool:
    if x == y:
        return True
    if min(len(x), len(y)) < 4:
        return False
    if x[:4] == y[:4]:
        return True
    return SequenceMatcher(None, x, y, autojunk=False).ratio() >= _NEAR


def _initials(name: str) -> frozenset[str]:
    words: list[str] = re.findall(r"[A-Z][\w']*", name)
    return frozenset(["".join(w[0] for w in words).lower()]) if len(words) > 2 else frozenset()


def _first_longest(span: Span) -> tuple[int, int]:
    return span[0], -span[1]
