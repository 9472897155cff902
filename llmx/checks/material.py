"""Material: what the checks read of an article and its answers, each part prepared once.

The checks share it: a sentence is folded once, its figures are read once, and each answer is
walked once, whatever schema it has.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel

from llmx.article import Article
from llmx.checks.finding import pointer
from llmx.fields import Actor, Cites, Counted, Names, Numbers, Path, Place, Quotes, Reads, marked
from llmx.task import GlossaryTerm
from llmx.text.concepts import ConceptIndex
from llmx.text.folding import Folded, copies
from llmx.text.numerals import Numeral, numerals
from llmx.text.tokens import Tokens, tokens
from llmx.text.transliteration import NameIndex

if TYPE_CHECKING:
    from llmx.gazetteer import Gazetteer, Resolver

B = TypeVar("B", bound=BaseModel)
T = TypeVar("T")

Citation = tuple[int, ...] | None
"""Numbers of content sentences, those that the article has; None: nothing above cites."""


class Passage(NamedTuple):
    """One piece of English prose in an answer, with the citation nearest above it."""

    task: str
    path: Path
    text: str
    sentences: Citation
    block: BaseModel
    translates: bool
    """Whether it is the English of one numbered sentence, and not prose of the answer's own."""
    most: int | None = None
    """Characters that the schema gives it, where it does."""

    @property
    def pointer(self) -> str:
        return pointer(self.task, self.path)


class Quote(NamedTuple):
    """One surface form that an answer copied from the article."""

    task: str
    path: Path
    text: str
    sentences: Citation
    block: BaseModel

    @property
    def pointer(self) -> str:
        return pointer(self.task, self.path)


class Piece(NamedTuple):
    """One block of an answer, with the citation nearest above it."""

    task: str
    path: Path
    block: BaseModel
    sentences: Citation

    @property
    def pointer(self) -> str:
        return pointer(self.task, self.path)


class Cited(NamedTuple):
    """One list of sentence numbers as an answer gives it."""

    task: str
    path: Path
    numbers: tuple[int, ...]

    @property
    def pointer(self) -> str:
        return pointer(self.task, self.path)


@dataclass(frozen=True)
class Material:
    """An article with its answers by task, as the checks read them."""

    article: Article
    answers: Mapping[str, BaseModel]
    glossary: Sequence[GlossaryTerm] = ()
    gazetteer: Gazetteer | None = None
    _copies: list[str] = field(default_factory=list, repr=False)
    _folded: dict[int, Folded] = field(default_factory=dict, repr=False)
    _numerals: dict[int, list[Numeral]] = field(default_factory=dict, repr=False)
    _english: dict[str, list[Numeral]] = field(default_factory=dict, repr=False)

    @property
    def language(self) -> str:
        return self.article.language

    @property
    def size(self) -> int:
        """The number of content sentences."""
        return len(self.article.content)

    @cached_property
    def published(self) -> datetime.date | None:
        given = self.article.published
        return datetime.date.fromisoformat(given[:10]) if given else None

    def text(self, n: int) -> str:
        """Content sentence n as received; n counts from 1."""
        return self.article.content[n - 1].text

    def folded(self, n: int) -> Folded:
        """Content sentence n folded; spans are in the sentence."""
        found = self._folded.get(n)
        if found is None:
            found = self._folded[n] = Folded(self.text(n), self.copies[n - 1])
        return found

    @property
    def copies(self) -> list[str]:
        """The folded copies of the content sentences, in order."""
        if not self._copies:
            self._copies.extend(copies([sentence.text for sentence in self.article.content]))
        return self._copies

    def numerals(self, n: int) -> list[Numeral]:
        """The figures of content sentence n."""
        found = self._numerals.get(n)
        if found is None:
            found = self._numerals[n] = numerals(self.text(n), self.language)
        return found

    def english_numerals(self, text: str) -> list[Numeral]:
        """The figures of a piece of English."""
        found = self._english.get(text)
        if found is None:
            found = self._english[text] = numerals(text, "en")
        return found

    @cached_property
    def citations(self) -> list[Cited]:
        """Every citation of every answer, as given."""
        return self._walked.citations

    @cached_property
    def passages(self) -> list[Passage]:
        """All English prose of all answers, translations included."""
        return self._walked.passages

    @cached_property
    def named(self) -> list[Passage]:
        """All English names that stand by themselves, as prose does: who claims something."""
        return self._walked.named

    @cached_property
    def quotes(self) -> list[Quote]:
        """All surface forms of all answers."""
        return self._walked.quotes

    def pieces(self, *kinds: type[B]) -> Iterator[tuple[Piece, B]]:
        """All blocks of these classes, in the order of the answers."""
        every = self._walked.pieces
        wanted = {model for model in {type(p.block) for p in every} if issubclass(model, kinds)}
        for piece in every:
            if type(piece.block) in wanted:
                yield piece, cast(B, piece.block)

    @cached_property
    def tokens(self) -> dict[str, Tokens]:
        """All English prose and names that stand by themselves, each text with its tokens."""
        return {passage.text: tokens(passage.text) for passage in (*self.passages, *self.named)}

    @cached_property
    def concepts(self) -> ConceptIndex:
        """The concepts and outcomes of each sentence and of all English prose."""
        index = ConceptIndex(self.copies, self.language)
        index.learn(self.tokens)
        return index

    @cached_property
    def counts(self) -> list[tuple[Piece, Counted]]:
        """All blocks that are quantities, `Count` or a schema's own, in order."""
        return [
            (p, cast(Counted, p.block)) for p in self._walked.pieces if _is_count(type(p.block))
        ]

    @cached_property
    def resolver(self) -> Resolver | None:
        """What locates places among the countries that the answers name; None: no gazetteer."""
        if self.gazetteer is None:
            return None
        from llmx.gazetteer import Context, Resolver  # most runs locate nothing

        countries = {place.country for _, place in self.pieces(Place) if place.country}
        countries |= {actor.country for _, actor in self.pieces(Actor) if actor.country}
        texts = [sentence.text for sentence in self.article.content]
        return Resolver(self.gazetteer, Context(sorted(countries), texts))

    @cached_property
    def names(self) -> NameIndex:
        """Which sentences hold which names; the names of all English prose are known to it."""
        index = NameIndex(self.copies, self.language)
        index.learn(self.tokens)
        return index

    @cached_property
    def translation(self) -> dict[int, Passage]:
        """The English of each content sentence, where a task translates them."""
        found: dict[int, Passage] = {}
        for passage in self.passages:
            if passage.translates and passage.sentences:
                found.setdefault(passage.sentences[0], passage)
        return found

    @cached_property
    def _walked(self) -> _Walk:
        walk = _Walk(len(self.article.content))
        for task, answer in self.answers.items():
            walk.task = task
            walk.inner(answer, (), None)
        return walk


@dataclass
class _Walk:
    """One walk through the answers, reading what is marked and passing over what is not."""

    size: int
    task: str = ""
    passages: list[Passage] = field(default_factory=list)
    named: list[Passage] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    citations: list[Cited] = field(default_factory=list)

    def inner(self, value: Any, path: Path, above: Citation) -> None:
        """Walk through what may be a block, or hold some."""
        model: type[BaseModel] = type(value)  # or any other: the plan tells
        plan = _plan(model)
        if plan is not None:
            self._block(value, plan, path, above)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.inner(item, (*path, index), above)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                self.inner(item, (*path, str(key)), above)

    def _block(self, block: BaseModel, plan: _Plan, path: Path, above: Citation) -> None:
        task, values, translates = self.task, block.__dict__, plan.translates
        if plan.cites:
            above = self._cite(values, plan.cites, path)
        elif plan.number:
            number = values[plan.number]
            above = (number,) if 1 <= number <= self.size else ()
        self.pieces.append(Piece(task, path, block, above))
        for name, most in plan.prose:
            for at, text in _strings(values[name], (*path, name)):
                found = Passage(task, at, text, above, block, translates, most)
                self.passages.append(found)
        for name in plan.named:
            value = values[name]
            if isinstance(value, str):
                found = Passage(task, (*path, name), value, above, block, translates)
                self.named.append(found)
        for name in plan.quotes:
            for at, text in _strings(values[name], (*path, name)):
                self.quotes.append(Quote(task, at, text, above, block))
        for name in plan.inner:
            value = values[name]
            if value is not None:
                self.inner(value, (*path, name), above)

    def _cite(self, values: Mapping[str, Any], names: Sequence[str], path: Path) -> Citation:
        numbers: tuple[int, ...] = ()
        for name in names:
            given = _numbers(values[name])
            self.citations.append(Cited(self.task, (*path, name), given))
            numbers += given
        return tuple(dict.fromkeys([n for n in numbers if 1 <= n <= self.size]))


def _strings(value: object, path: Path) -> Sequence[tuple[Path, str]]:
    """Every string of a value, which may be one or hold some in lists, with its path."""
    if isinstance(value, str):
        return ((path, value),)
    if not value or not isinstance(value, list):
        return ()
    items = enumerate(value)
    return [found for index, item in items for found in _strings(item, (*path, index))]


def _numbers(value: object) -> tuple[int, ...]:
    """Every number of a value, which may be one or hold some in lists."""
    if isinstance(value, int):
        return (value,)
    if not isinstance(value, list):
        return ()
    if {*map(type, value)} == {int}:
        return tuple(value)
    return tuple(n for item in value for n in _numbers(item))


@lru_cache(maxsize=256)
def _is_count(model: type[BaseModel]) -> bool:
    return {"min", "max", "text_src"} <= model.model_fields.keys()


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which fields of a model are read, and as what."""

    cites: tuple[str, ...]
    number: str | None
    prose: tuple[tuple[str, int | None], ...]
    named: tuple[str, ...]
    quotes: tuple[str, ...]
    inner: tuple[str, ...]
    translates: bool


@lru_cache(maxsize=256)
def _plan(model: type[object]) -> _Plan | None:
    """How a block of this class is read; None of what is no block.

    It is asked of every value: whether an object is a model takes pydantic longer.
    """
    if not issubclass(model, BaseModel):
        return None
    pairs = marked(model)
    names = {kind: _unique(n for n, m in pairs if isinstance(m, kind)) for kind in _KINDS}
    return _Plan(
        cites=names[Cites],
        number=next(iter(names[Numbers]), None),
        prose=_unique((n, m.most) for n, m in pairs if isinstance(m, Reads)),
        named=names[Names],
        quotes=names[Quotes],
        inner=tuple(n for n, i in model.model_fields.items() if _holds_blocks(i.annotation)),
        translates=bool(names[Numbers]),
    )


def _unique(found: Iterator[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))


def _holds_blocks(annotation: object) -> bool:
    """Whether a value of this type may be or hold a model; what cannot be told may."""
    if isinstance(annotation, type):
        return issubclass(annotation, BaseModel) or annotation in (object, list, dict)
    if get_origin(annotation) is None:
        return annotation is Any or isinstance(annotation, TypeVar)
    inner = [a for a in get_args(annotation) if not isinstance(a, str | int | bool)]
    return any(_holds_blocks(a) for a in inner)


_KINDS = (Cites, Numbers, Reads, Names, Quotes)
