"""Forms: words that are listed once and known with what is written together with them.

Listing each form would cost more than an article does: particles and endings are taken off a
word when it is met, and what was found is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

Added = frozenset[str]
"""What may be written together with a word; the empty string where nothing may be too."""
ALONE: Added = frozenset({""})


class Stems(Generic[T]):
    """Words with what is listed of them, the particles before each and the endings it may have."""

    def __init__(self, listed: Iterable[tuple[str, Added, Added, T]]) -> None:
        """Take stems, each with its particles, its endings and what is listed of it."""
        self._listed: dict[str, list[tuple[Added, Added, T]]] = {}
        particles, endings = {ALONE}, {ALONE}
        for stem, before, after, value in listed:
            self._listed.setdefault(stem, []).append((before, after, value))
            particles.add(before)
            endings.add(after)
        self._begun: dict[str, list[str]] = {}
        for particle in sorted(ALONE.union(*particles) - ALONE, key=len):
            self._begun.setdefault(particle[0], [""]).append(particle)
        self._cuts = sorted({len(ending) for ending in ALONE.union(*endings)})

    def of(self, word: str) -> list[tuple[str, T]]:
        """What is listed of a word, each with the particle that the word then begins with."""
        found: list[tuple[str, T]] = []
        for particle in self._begun.get(word[:1], ALONE):
            if word.startswith(particle):
                found += self._without(particle, word.removeprefix(particle))
        return found

    def _without(self, particle: str, rest: str) -> Iterator[tuple[str, T]]:
        for cut in self._cuts:
            end = len(rest) - cut
            for before, after, value in self._listed.get(rest[:end], ()) if end > 0 else ():
                if particle in before and rest[end:] in after:
                    yield particle, value
