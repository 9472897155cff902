"""Mentions: what the answers say of each sentence elsewhere, in other passages and other blocks.

Answers are made apart from each other. A name that the cited sentences do not print is likely
meant there if another passage or block names it for one of them, and unlikely if none does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from pydantic import BaseModel

from llmx.checks.material import Material, Pair, Passage, mask
from llmx.fields import Refers, marked
from llmx.text.transliteration import NameIndex, likeness, telling

Said = tuple[str, int, Passage | Pair]
"""A text that cites, the sentences as bits, and whose text it is: prose, or a name by itself."""


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
        script, block = self._names.script, passage.block
        key = likeness(word, script)
        words_of = self._names.words
        for where, said in self._by_sentences.items():
            if where & cited:
                for text, by in said:
                    if by is not block:
                        for other in words_of(text):
                            if other == word or likeness(other, script) == key:
                                return True
        return any(
            likeness(other, script) == key
            for where, by in self._naming
            if where & cited and by is not block
            for name in self._names_of(by)
            for other in telling(name)
        )

    @cached_property
    def _by_sentences(self) -> Mapping[int, list[tuple[str, BaseModel]]]:
        """What is said of the same sentences, with the block that says it."""
        found: defaultdict[int, list[tuple[str, BaseModel]]] = defaultdict(list)
        for text, where, one in self._said:
            found[where].append((text, one.block))
        return found

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
        for _, where, one in self._said:
            translates = isinstance(one, Passage) and one.translates
            if not translates and one.block is not block:
                found |= where
        return found

    @cached_property
    def _naming(self) -> list[tuple[int, BaseModel]]:
        """The blocks that call something by name, with the sentences that they cite."""
        models = [model for model in self._material.models if any(_fields(model))]
        return [
            (mask(piece.sentences), block)
            for piece, block in self._material.pieces(*models)
            if piece.sentences
        ]

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
        said = [(text.casefold(), where, one.block) for text, where, one in self._said]
        for where, block in self._naming:
            said += [(name.casefold(), where, block) for name in self._names_of(block)]
        return said


@lru_cache(maxsize=256)
def _fields(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a model that are English names of source forms, and those that refer."""
    refers = tuple(dict.fromkeys(n for n, m in marked(model) if isinstance(m, Refers)))
    english = tuple(n for n in model.model_fields if n.endswith("name_en") or n == "admin1")
    return english, refers
