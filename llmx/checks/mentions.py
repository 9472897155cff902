"""Mentions: what the answers say of each sentence elsewhere, in other passages and other blocks.

Answers are made apart from each other. A name that the cited sentences do not print is likely
meant there if another passage or block names it for one of them, and unlikely if none does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from pydantic import BaseModel

from llmx.checks.material import Material, Pair, Passage, mask
from llmx.fields import Refers, marked
from llmx.text.transliteration import NameIndex, is_country, is_generic, likeness, telling

MIXED, PURE = 1, 2
_BEGINNING = 5  # letters that a word and what is derived from it have in common
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

    def support(self, told: Callable[[str], bool], cited: int, held: int, passage: Passage) -> int:
        """How far other blocks tell a name for one of the cited sentences.

        MIXED if all that do cite a sentence besides that holds the name, PURE if one does not.
        """
        found, block = 0, passage.block
        said = [
            (where, text, by) for where, some in self._by_sentences.items() for text, by in some
        ]
        for where, text, by in (*said, *self._named_for):
            if where & cited and by is not block and not (found and where & held) and told(text):
                if not where & held:
                    return PURE
                found = MIXED
        return found

    def omits(self, shown: str, cited: int, passage: Passage) -> bool:
        """Whether a passage is silent of a name that the English of its sentences shows.

        And another block tells it for one of them.
        """
        words, block, own = self._names.words, passage.block, passage.text
        names = [w for w in words(shown) if not (is_generic(w) or is_country(w))]
        missing = [w for w in names if not told_in(w, own, self._names)]
        if not missing:
            return False
        told = [
            text
            for where, some in self._by_sentences.items()
            if where & cited
            for text, by in some
            if by is not block and text not in shown
        ]
        told += [t for where, t, by in self._named_for if where & cited and by is not block]
        return any(word in text for word in missing for text in told)

    @cached_property
    def _named_for(self) -> list[tuple[int, str, BaseModel]]:
        """The names that blocks call something by, with the sentences that they cite."""
        return [(where, name, by) for where, by in self._naming for name in self._names_of(by)]

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


def told_in(word: str, text: str, names: NameIndex) -> bool:
    """Whether an English text has a word, in any spelling of it."""
    lower, beginning = text.casefold(), word[:_BEGINNING].casefold()
    at = lower.find(beginning)
    while at >= 0:
        if not lower[at - 1 : at].isalnum():
            return True
        at = lower.find(beginning, at + 1)
    key = likeness(word, names.script)
    return any(likeness(other, names.script) == key for other in names.words(text))


@lru_cache(maxsize=256)
def _fields(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a model that are English names of source forms, and those that refer."""
    refers = tuple(dict.fromkeys(n for n, m in marked(model) if isinstance(m, Refers)))
    english = tuple(n for n in model.model_fields if n.endswith("name_en") or n == "admin1")
    return english, refers
