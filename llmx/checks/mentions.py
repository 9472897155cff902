"""Mentions: what the answers say of each sentence elsewhere, in other passages and other blocks.

Answers are made apart from each other. A name that the cited sentences do not print is likely
meant there if another passage or block names it for one of them, and unlikely if none does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from pydantic import BaseModel

from llmx.checks.material import Material, Passage, mask
from llmx.fields import Refers, marked
from llmx.text.transliteration import Key, NameIndex, likeness, telling

Said = tuple[Passage, int, list[str]]
"""A passage, the sentences that it cites as bits, and the words of its names."""


class Mentions:
    """Which sentences each name is used for, and by which block."""

    def __init__(
        self,
        material: Material,
        names: NameIndex,
        said: Sequence[Said],
        registered: Mapping[str, str],
    ) -> None:
        """Take the answers, what they say, and the English names of their registers by id."""
        self._material = material
        self._said = said
        self._names = names
        self._registered = registered

    def supports(self, word: str, cited: int, passage: Passage) -> bool:
        """Whether another block names it for one of these sentences."""
        key, block = likeness(word, self._names.script), passage.block
        for other in self._alike.get(key, ()):
            for where, said in self._by_word[other]:
                if where & cited and said is not block:
                    return True
        return any(where & cited and said is not block for where, said in self._called.get(key, ()))

    def names_whole(self, name: str, cited: int, passage: Passage) -> bool:
        """The same of a name of several words, as it is."""
        lower = name.casefold()
        return any(
            where & cited and block is not passage.block and lower in text
            for text, where, block in self._lowered
        )

    def covers(self, cited: int, passage: Passage) -> bool:
        """Whether other blocks than translations speak of each of these sentences."""
        return not cited & ~(self._covered if passage.translates else self._by_others(passage))

    @cached_property
    def _covered(self) -> int:
        return self._by_others(None)

    def _by_others(self, passage: Passage | None) -> int:
        block = passage.block if passage else None
        found = 0
        for other, where, _ in self._said:
            if not other.translates and other.block is not block:
                found |= where
        return found

    @cached_property
    def _by_word(self) -> Mapping[str, list[tuple[int, BaseModel]]]:
        """Where each word of a name is said, as it is spelled there."""
        found: defaultdict[str, list[tuple[int, BaseModel]]] = defaultdict(list)
        for passage, where, words in self._said:
            entry = (where, passage.block)
            for word in words:
                found[word].append(entry)
        return found

    @cached_property
    def _alike(self) -> Mapping[Key, list[str]]:
        """The words that are spellings of one name."""
        found: defaultdict[Key, list[str]] = defaultdict(list)
        script = self._names.script
        for word in self._by_word:
            found[likeness(word, script)].append(word)
        return found

    @cached_property
    def _blocks(self) -> list[tuple[str, int, BaseModel]]:
        """What blocks call by name: their places, and those of the registers that they refer to."""
        found = []
        for piece, block in self._material.pieces(BaseModel):
            if piece.sentences and any(_fields(type(block))):
                where = mask(piece.sentences)
                found += [(name, where, block) for name in self._names_of(block)]
        return found

    @cached_property
    def _called(self) -> Mapping[Key, list[tuple[int, BaseModel]]]:
        """The words of what blocks call by name."""
        found: defaultdict[Key, list[tuple[int, BaseModel]]] = defaultdict(list)
        for name, where, block in self._blocks:
            for word in telling(name):
                found[likeness(word, self._names.script)].append((where, block))
        return found

    def _names_of(self, block: BaseModel) -> Iterator[str]:
        english, refers = _fields(type(block))
        for name in english:
            value = getattr(block, name)
            if isinstance(value, str):
                yield value
        for name in refers:
            value = getattr(block, name)
            for ident in value if isinstance(value, list) else (value,):
                if ident in self._registered:
                    yield self._registered[ident]

    @cached_property
    def _lowered(self) -> list[tuple[str, int, BaseModel]]:
        said = [(p.text.casefold(), where, p.block) for p, where, _ in self._said]
        return said + [(name.casefold(), where, block) for name, where, block in self._blocks]


@lru_cache(maxsize=256)
def _fields(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a model that are English names of source forms, and those that refer."""
    refers = tuple(dict.fromkeys(n for n, m in marked(model) if isinstance(m, Refers)))
    english = tuple(n for n in model.model_fields if n.endswith("name_en") or n == "admin1")
    return english, refers
