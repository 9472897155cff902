"""Material: what the checks read of an article and its answers, each part prepared once.

The checks share it: a sentence is folded once, its figures are read once, and each answer is
walked once, whatever schema it has.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel

from llmx.article import Article
from llmx.checks.english import English
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


class Pair(NamedTuple):
    """An English name beside the source form that it stands for."""

    english: str
    source: str
    name: str
    """The field that has the English."""
    quote: Quote

    @property
    def path(self) -> Path:
        return (*self.quote.path[:-1], self.name)

    @property
    def pointer(self) -> str:
        return pointer(self.quote.task, self.path)

    @property
    def sentences(self) -> Citation:
        return self.quote.sentences

    @property
    def block(self) -> BaseModel:
        return self.quote.block


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


class Reading(NamedTuple):
    """A passage that cites, read; sets of sentences are bits, of which the first is bit 0."""

    passage: Passage
    cited: int
    english: int
    """Its marks, see `llmx.text.concepts.marks`."""
    told: int
    """Those of the sentences that it cites."""
    strange: Sequence[str]
    """The words of its names that stand in the article, but in none of these sentences."""
    unmet: Sequence[Numeral]
    """Its figures, those left out that plainly stand in these sentences."""


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
    _read: dict[str, English] = field(default_factory=dict, repr=False)

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

    def english(self, text: str) -> English:
        """A piece of English as it is read."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = English(text, self.english_numerals(text))
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

    @cached_property
    def pairs(self) -> list[Pair]:
        """All English names of all answers that stand beside a source form."""
        return self._walked.pairs

    @cached_property
    def registered(self) -> list[Pair]:
        """Those of the pairs that name an entry of a register."""
        return [pair for pair in self.pairs if _has_register(type(pair.quote.block))]

    @property
    def models(self) -> Iterable[type[BaseModel]]:
        """The classes of the blocks of all answers."""
        return self._walked.models

    def pieces(self, *kinds: type[B]) -> list[tuple[Piece, B]]:
        """All blocks of these classes, in the order of the answers."""
        models = self._walked.models
        apart = frozenset(kinds).isdisjoint  # in a tenth of the time of issubclass
        wanted = {model for model in models if not apart(model.__mro__)}
        every = self._walked.pieces
        if len(wanted) < 2:
            every = [piece for model in wanted for piece in models[model]]
        elif len(wanted) < len(models):
            every = [piece for piece in every if type(piece[2]) in wanted]
        return cast(list[tuple[Piece, B]], [(piece, piece[2]) for piece in every])

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
        models = [model for model in self._walked.models if _is_count(model)]
        return cast(list[tuple[Piece, Counted]], self.pieces(*models))

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
        received = [sentence.text for sentence in self.article.content]
        index = NameIndex(self.copies, self.language, received)
        index.learn(self.tokens)
        index.learn({pair.english: tokens(pair.english) for pair in self.pairs})
        return index

    @cached_property
    def readings(self) -> list[Reading]:
        """All English prose that cites, each with what it says and what of that is strange."""
        english, told = self.concepts.english, self.concepts.source
        strange, unmet = self.names.strange, self._unmet
        found = []
        for passage in self.passages:
            numbers, text = passage.sentences, passage.text
            if numbers:
                cited = mask(numbers)
                marks = english(text), told(numbers)
                said = (passage, cited, *marks, strange(text, cited), unmet(text, cited))
                found.append(_new(Reading, said))
        return found

    def _unmet(self, text: str, cited: int) -> list[Numeral]:
        held = self._figures.get
        found = self.english_numerals(text)
        return [one for one in found if not held(_figure(one), 0) & cited] if found else found

    @cached_property
    def _figures(self) -> dict[object, int]:
        """Where each figure of the source stands, as it is compared."""
        found: dict[object, int] = {}
        for n in range(1, self.size + 1):
            for figure in self.numerals(n):
                key = _figure(figure)
                found[key] = found.get(key, 0) | 1 << (n - 1)
        return found

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


class _Walk:
    """One walk through the answers, reading what is marked and passing over what is not."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.task = ""
        self.passages: list[Passage] = []
        self.named: list[Passage] = []
        self.quotes: list[Quote] = []
        self.pairs: list[Pair] = []
        self.pieces: list[Piece] = []
        self.models: defaultdict[type[BaseModel], list[Piece]] = defaultdict(list)
        self.citations: list[Cited] = []
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {}

    def inner(self, value: Any, path: Path, above: Citation) -> None:
        """Walk through what may be a block, or hold some."""
        plan = _PLANS[type(value)]
        if plan is not None:
            self._block(value, plan, path, above)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.inner(item, (*path, index), above)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                self.inner(item, (*path, str(key)), above)

    def _block(self, block: BaseModel, plan: _Plan, path: Path, above: Citation) -> None:
        task, values = self.task, block.__dict__
        cites, number, prose, named, quotes, inner = plan
        if cites:
            above = self._cite(values, cites, path)
        elif number is not None:
            given = values[number]
            above = (given,) if 1 <= given <= self.size else ()
        piece = _new(Piece, (task, path, block, above))
        self.pieces.append(piece)
        self.models[type(block)].append(piece)
        for name, step, most in prose:
            value, at = values[name], path + step
            told = ((at, value),) if isinstance(value, str) else _strings(value, at)
            for where, text in told:
                said = (task, where, text, above, block, number is not None, most)
                self.passages.append(_new(Passage, said))
        for name, step in named:
            if isinstance(values[name], str):
                said = (task, path + step, values[name], above, block, number is not None, None)
                self.named.append(_new(Passage, said))
        if quotes:
            self._quote(piece, quotes)
        for name, step in inner:
            value = values[name]
            if type(value) is list:
                for index, item in enumerate(value):
                    found = _PLANS[type(item)]
                    if found is not None:
                        self._block(item, found, (*path, name, index), above)
                    else:
                        self.inner(item, (*path, name, index), above)
            elif value is not None:
                self.inner(value, path + step, above)

    def _quote(self, piece: Piece, quotes: Sequence[tuple[str, Path, str | None]]) -> None:
        """Take the surface forms of one block, and the English beside them."""
        task, path, block, above = piece
        values = block.__dict__
        for name, step, beside in quotes:
            value = values[name]
            if isinstance(value, str):
                quote = _new(Quote, (task, path + step, value, above, block))
                self.quotes.append(quote)
                if beside is not None:
                    english = values[beside]
                    if isinstance(english, str):
                        self.pairs.append(_new(Pair, (english, value, beside, quote)))
            elif value:
                for at, text in _strings(value, path + step):
                    self.quotes.append(_new(Quote, (task, at, text, above, block)))

    def _cite(
        self, values: Mapping[str, Any], cites: Sequence[tuple[str, Path]], path: Path
    ) -> Citation:
        numbers: tuple[int, ...] = ()
        for name, step in cites:
            given = _numbers(values[name])
            self.citations.append(_new(Cited, (self.task, path + step, given)))
            numbers = numbers + given if numbers else given
        found = self._known.get(numbers)
        if found is None:
            found = tuple(dict.fromkeys([n for n in numbers if 1 <= n <= self.size]))
            self._known[numbers] = found
        return found


@lru_cache(maxsize=4096)
def mask(sentences: Citation) -> int:
    """The sentences as bits: the first is bit 0."""
    found = 0
    for n in sentences or ():
        found |= 1 << (n - 1)
    return found


def numbers_of(mask: int) -> list[int]:
    """The numbers of sentences that are bits."""
    return [n for n in range(1, mask.bit_length() + 1) if mask >> (n - 1) & 1]


def _figure(figure: Numeral) -> object:
    """All of a figure that is compared: figures with the same are the same."""
    return _COMPARED(figure) if figure.kind in _COUNTING else (figure.kind, *_COMPARED(figure))


_COMPARED = attrgetter("low", "high", "percent", "ordinal", "magnitude", "parts")
_COUNTING = frozenset({"digits", "word", "dual", "vague"})
_new = tuple.__new__  # makes a named tuple in half the time that its class takes


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


@lru_cache(maxsize=256)
def _has_register(model: type[BaseModel]) -> bool:
    return hasattr(model, "register_name")


class _Plan(NamedTuple):
    """Which fields of a model are read, each with its step on the path, and as what."""

    cites: tuple[tuple[str, Path], ...]
    number: str | None
    prose: tuple[tuple[str, Path, int | None], ...]
    """With the characters that the schema gives it."""
    named: tuple[tuple[str, Path], ...]
    quotes: tuple[tuple[str, Path, str | None], ...]
    """With the field that has the English, if there is one."""
    inner: tuple[tuple[str, Path], ...]


class _Plans(dict[type[object], _Plan | None]):
    """How a block of each class is read; None of what is no block.

    It is asked of every value: whether an object is a model takes pydantic longer.
    """

    def __missing__(self, model: type[object]) -> _Plan | None:
        if len(self) >= _KEPT:
            self.clear()
        self[model] = found = _plan(model) if issubclass(model, BaseModel) else None
        return found


_KEPT = 256  # classes
_PLANS = _Plans()


def _plan(model: type[BaseModel]) -> _Plan:
    pairs = marked(model)
    names = {kind: _unique(n for n, m in pairs if isinstance(m, kind)) for kind in _KINDS}
    prose = _unique((n, (n,), m.most) for n, m in pairs if isinstance(m, Reads))
    inner = [n for n, i in model.model_fields.items() if _holds_blocks(i.annotation)]
    return _Plan(
        cites=_stepped(names[Cites]),
        number=next(iter(names[Numbers]), None),
        prose=prose,
        named=_stepped(names[Names]),
        quotes=tuple((n, (n,), _beside(model, n)) for n in names[Quotes]),
        inner=_stepped(inner),
    )


def _stepped(names: Iterable[str]) -> tuple[tuple[str, Path], ...]:
    return tuple((name, (name,)) for name in names)


def _beside(model: type[BaseModel], name: str) -> str | None:
    """The field of a model that gives the English of a source form, if there is one."""
    english = f"{name.removesuffix('_src')}_en"
    return english if name.endswith("_src") and english in model.model_fields else None


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
