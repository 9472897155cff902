"""Building blocks of schemas: what an answer is made of, and what holds for each block anywhere.

A schema is a pydantic model named `Answer` in `schemas/<task>.py`, composed of these blocks. A
block is recognised wherever it stands, so that a schema of a user's own gets the same treatment
as the built-in ones. Every field is required; what may be absent is nullable. Only
`Field(description=…)` reaches the model: docstrings here are for the reader of the code.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    Protocol,
    TypeVar,
    get_args,
    get_origin,
    runtime_checkable,
)

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from llmx.document import Document, Line, Section
from llmx.row import Beside, Row

if TYPE_CHECKING:
    from llmx.text.inclusion import Told

__all__ = [
    "Actor",
    "ActorId",
    "ActorKind",
    "Attribution",
    "Beside",
    "Block",
    "Cited",
    "Cites",
    "Count",
    "Counted",
    "Dateline",
    "Document",
    "Factuality",
    "IsoDate",
    "KeyFact",
    "Line",
    "Names",
    "Number",
    "Numbers",
    "Place",
    "Prose",
    "Quantity",
    "Quotes",
    "Reads",
    "Refers",
    "Row",
    "Section",
    "Sentences",
    "Source",
    "SourceId",
    "Statement",
    "Term",
    "TranslatedSentence",
    "Verbatim",
    "When",
    "annotation_markers",
    "document_of",
    "faults",
    "find",
    "is_date",
    "json_pointer",
    "magnitude",
    "marked",
    "parts",
    "replaced",
    "told_in",
    "walk",
]

Path = tuple[str | int, ...]
B = TypeVar("B", bound=BaseModel)


# --- markers: what a plain string, number or list of an answer stands for --------------------


@dataclass(frozen=True)
class Cites:
    """Marks a list of sentence numbers: the sentences of the article that state the block."""


@dataclass(frozen=True)
class Quotes:
    """Marks a surface form: a string copied from the article, to be found in cited sentences."""


@dataclass(frozen=True)
class Numbers:
    """Marks the number in a list whose items answer every sentence once and in order."""


@dataclass(frozen=True)
class Refers:
    """Marks an id that must stand in the register of that name in the same answer."""

    register: str


@dataclass(frozen=True)
class Names:
    """Marks an English name of somebody whom the article names, or a description of them."""


@dataclass(frozen=True)
class Reads:
    """Marks English prose written for the reader: where figures and wording are checked.

    `most` is the number of characters that fit where it is printed.
    """

    most: int | None = None


def _iso_date(value: str) -> str:
    try:
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"{value!r} is not a date; expected YYYY-MM-DD") from None


def is_date(marker: object) -> bool:
    """Whether a marker makes a string an ISO date."""
    return isinstance(marker, AfterValidator) and marker.func is _iso_date


Sentences = Annotated[
    list[int], Cites(), Field(description="numbers of the sentences that state this")
]
Verbatim = Annotated[str, Quotes()]
Prose = Annotated[str, Reads(), Field(pattern=r"\S")]
ActorId = Annotated[str, Refers("actor")]
SourceId = Annotated[str, Refers("source")]
IsoDate = Annotated[str, AfterValidator(_iso_date)]
Number = Annotated[int | float, Field(ge=0), WithJsonSchema({"type": "number"})]

ActorKind = Literal[
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
    "Unknown",
]
Attribution = Literal["own_voice", "quoted", "reported", "relayed", "carried_over", "imagery"]
Factuality = Literal["occurred", "claimed", "alleged", "planned", "denied", "background"]
Quantity = Literal[
    "killed",
    "wounded",
    "killed_or_wounded",
    "losses_unspecified",
    "captured",
    "surrendered",
    "fled",
    "missing",
    "displaced",
    "equipment_destroyed",
    "equipment_damaged",
    "equipment_captured",
    "force_size",
    "places",
    "area",
    "distance",
    "percent",
    "money",
    "other",
]


# --- blocks ----------------------------------------------------------------------------------


class Block(BaseModel):
    """What every block derives from: closed, and with each field required."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Cited(Block):
    """A block that says which sentences state it; the citation comes first."""

    sentences: Sentences


class Statement(Cited):
    """One cited piece of English prose."""

    text: Prose


class KeyFact(Cited):
    """One atomic claim and who makes it."""

    fact: Prose = Field(description="one atomic claim, its claimant left out")
    attributed_to: Annotated[str | None, Names()] = Field(
        description="the claimant in English; null = the outlet's own voice"
    )


class TranslatedSentence(Block):
    """The English of one numbered sentence."""

    n: Annotated[int, Numbers()] = Field(description="the sentence's number")
    en: Prose = Field(description="its English, complete")


class Term(Block):
    """A loaded or distancing term of the source and the neutral English for it."""

    term_src: Verbatim = Field(description="as printed in the article")
    neutral_en: str


class Actor(Block):
    """One party, named once for the whole answer."""

    register_name: ClassVar[str] = "actor"

    id: str = Field(description="a1, a2, …")
    name_en: str = Field(description="neutral English name")
    name_src: Verbatim | None = Field(
        description="first full form as printed; null if the article does not print it"
    )
    kind: ActorKind
    country: str | None = Field(description="English country name, or null")


class Source(Block):
    """One voice that the article quotes or relays."""

    register_name: ClassVar[str] = "source"

    id: str = Field(description="s1, s2, …")
    name_en: str
    name_src: Verbatim | None = Field(description="as first printed")
    type: Literal["state_media", "military", "party", "ngo", "official", "media", "unnamed"]
    side: ActorId | None = Field(description="id of the actor it belongs to or speaks for, or null")


class Place(Block):
    """The most specific place, with the rest of a list of places."""

    name_en: str | None
    name_src: Verbatim | None = Field(description="as printed in a cited sentence")
    kind: Literal[
        "town_or_village",
        "part_of_town",
        "site_or_feature",
        "road_or_line",
        "area",
        "district",
        "province",
        "country",
        "unknown",
    ]
    admin1: str | None = Field(description="province in English, as stated or certain")
    country: str | None = Field(description="country in English, as stated or certain")
    other_places_src: list[Verbatim] = Field(description="the rest of a list of places")


class Dateline(Block):
    """When an article was published, and the time that it is about."""

    publication_date: IsoDate | None = Field(description="as given with the article, else null")
    period_src: list[Verbatim] = Field(description="time expressions as printed")


class When(Block):
    """When it happened, as far as the text says."""

    text_src: Verbatim | None = Field(description="the time expression as printed")
    start: IsoDate | None = Field(description="YYYY-MM-DD, only if complete and certain")
    end: IsoDate | None = Field(description="YYYY-MM-DD, only if complete and certain")
    basis: Literal["explicit", "relative", "none"]
    aggregate: bool = Field(description="the figures cover a period or a campaign")


@runtime_checkable
class Counted(Protocol):
    """What is read as a quantity in any schema: a block with bounds and their surface form.

    `Count` is one; a schema with kinds of quantities of its own writes a block with these fields.
    """

    @property
    def min(self) -> int | float | None: ...
    @property
    def max(self) -> int | float | None: ...
    @property
    def text_src(self) -> str: ...


class Count(Block):
    """One quantity: what was counted, of whom, between which bounds, by whose account."""

    what: Quantity
    who: Literal["actor1", "actor2", "civilians", "unknown"] | None
    item_en: str | None = Field(description="what the things counted are, or null")
    min: Number | None
    max: Number | None
    text_src: Verbatim = Field(description="the quantity as printed, hedge included")
    claimed_by: list[SourceId] = Field(description="[] = as the event")


def magnitude(text: str, language: str) -> int | None:
    """The size of a figure that words only hint at: 10 for dozens, 100 for hundreds …; else None.

    Read in the languages that `llmx.text.numerals` has words of.
    """
    from llmx.text.numerals import numerals  # a large lexicon, and few schemas ask

    found = [n.magnitude for n in numerals(text, language) if n.magnitude and n.magnitude > 1]
    return max(found, default=None)


def parts(counts: Sequence[Count], sentences: Sequence[str]) -> dict[int, int]:
    """Which counts are told as parts of which: the index of each part with that of its whole.

    The counts are all that one voice gives of one event, the sentences those that state it. What
    says that a count is a part is in `llmx.text.inclusion`.
    """
    from llmx.text import inclusion  # as above

    return inclusion.parts([_told(count) for count in counts], sentences)


def told_in(counts: Sequence[Count], sentences: Sequence[str]) -> dict[int, int]:
    """The index of the sentence that each count is printed in, of those that are found in one."""
    from llmx.text import inclusion  # as above

    return inclusion.told_in([_told(count) for count in counts], sentences)


def _told(count: Count) -> Told:
    from llmx.text.inclusion import Told  # as above

    return Told(count.what, count.who, count.item_en, count.min, count.max, count.text_src)


# --- what a person reads of any answer, whatever its schema -----------------------------------


def document_of(answer: BaseModel) -> Document:
    """A document made of an answer's blocks, for a schema that does not say it itself.

    The first cited prose is the headline; then one section for each field of the root.
    """
    sections = []
    for name, value in answer:
        lines = tuple(_line(item) for item in (value if isinstance(value, list) else [value]))
        shown = tuple(line for line in lines if line.text)
        if shown:
            sections.append(Section(_words(name), shown))
    headline = next((Line(f.value, _cited(f.block)) for f in find(answer, Reads)), Line("Untitled"))
    return Document(headline, tuple(sections))


def _line(value: object) -> Line:
    if not isinstance(value, BaseModel):
        return Line("" if value is None else _scalar(value))
    pairs = marked(type(value))
    read = [(getattr(value, n), m) for n, m in pairs if isinstance(m, Reads)]
    prose = [f.value for v, m in read for f in _values((), v, m, value)]
    cites = {n for n, m in pairs if isinstance(m, Cites)}
    if not prose:
        prose = [
            "; ".join(
                f"{_words(name).lower()}: {_scalar(item)}"
                for name, item in value
                if name not in cites and item not in (None, [], "")
            )
        ]
    return Line(" ".join(p for p in prose if p), _cited(value))


def _scalar(value: object) -> str:
    if isinstance(value, BaseModel):
        return f"({_line(value).text})"
    if isinstance(value, list):
        return ", ".join(_scalar(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cited(block: BaseModel) -> tuple[int, ...]:
    names = [n for n, m in marked(type(block)) if isinstance(m, Cites)]
    found = _values((), getattr(block, names[0]), Cites(), block) if names else ()
    return tuple(n for f in found for n in f.value)


def _words(name: str) -> str:
    return name.removesuffix("_en").replace("_", " ").capitalize()


# --- what must hold of any answer, whatever its schema ------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in an answer that cannot be: where it stands, and what was expected."""

    path: Path
    message: str

    @property
    def pointer(self) -> str:
        """RFC 6901 pointer from the root of the answer."""
        return json_pointer(self.path)


@dataclass(frozen=True, slots=True)
class Found:
    """A marked value met on a walk through an answer."""

    path: Path
    value: Any
    marker: object
    block: BaseModel


def json_pointer(path: Iterable[str | int]) -> str:
    """A path as an RFC 6901 pointer."""
    return "".join("/" + str(p).replace("~", "~0").replace("/", "~1") for p in path)


def walk(answer: BaseModel) -> Iterator[tuple[Path, BaseModel]]:
    """Every model in an answer with its path, parents first."""
    return ((path, block) for path, block, _ in _blocks(answer))


def find(answer: BaseModel, kind: type[object]) -> Iterator[Found]:
    """Every value in an answer that carries a marker of that kind, in document order.

    A list of marked strings gives one `Found` each; a citation list is one value.
    """
    return _found(_blocks(answer), kind)


def replaced(answer: B, wanted: Callable[[object], bool], change: Callable[[Any], Any]) -> B:
    """A copy of an answer in which each value with a wanted marker is what `change` makes of it.

    Of a list it is asked for each item; what has no such marker is not copied.
    """
    updates: dict[str, Any] = {}
    for name in type(answer).model_fields:
        value = getattr(answer, name)
        if value is None:
            continue
        if any(n == name and wanted(marker) for n, marker in marked(type(answer))):
            new = _each(value, change)
        else:
            new = _inside(value, wanted, change)
        if new is not value:
            updates[name] = new
    return answer.model_copy(update=updates) if updates else answer


def faults(answer: BaseModel, sentences: int) -> list[Fault]:
    """What in an answer cannot be, given the number of content sentences of its article.

    Citations out of range, sentences that are not answered once and in order, ids that are in no
    register or in one twice. Empty for an answer that may be stored.
    """
    blocks = _blocks(answer)
    return [
        *_citation_faults(blocks, sentences),
        *_numbering_faults(blocks, sentences),
        *_register_faults(blocks),
    ]


def _citation_faults(blocks: _Blocks, sentences: int) -> Iterator[Fault]:
    known = frozenset(range(1, sentences + 1))

    def sound(value: Any, _marker: object) -> bool:
        flat = type(value) is list and value and type(value[0]) is int
        return bool(flat) and known.issuperset(value)

    for found in _found(blocks, Cites, but=sound):
        wrong = [n for n in found.value if not 1 <= n <= sentences]
        if not found.value:
            yield Fault(found.path, "cites no sentence; name those that state it")
        elif wrong:
            yield Fault(found.path, f"no sentence {wrong}; the article has 1..{sentences}")


def _numbering_faults(blocks: _Blocks, sentences: int) -> Iterator[Fault]:
    """Of the lists whose items answer the sentences one by one, empty ones too."""
    expected = list(range(1, sentences + 1))
    for path, block, layout in blocks:
        for name in layout.numbered:
            numbers = list(_numbers(getattr(block, name)))
            if numbers != expected:
                yield Fault((*path, name), _numbering_message(numbers, expected))


def _numbers(items: Any) -> Iterator[int]:
    for item in items.values() if isinstance(items, Mapping) else items or ():
        kind: Any = type(item)
        layout = _layout(kind)
        for name, _ in layout.marked[Numbers] if layout else ():
            number = getattr(item, name)
            if type(number) is int:
                yield number


def _numbering_message(numbers: list[int], expected: list[int]) -> str:
    missing = sorted(set(expected) - set(numbers))
    extra = sorted(set(numbers) - set(expected))
    twice = sorted(n for n, k in Counter(numbers).items() if k > 1)
    parts = [
        f"{word} {some}"
        for word, some in (
            ("missing", missing),
            ("unknown", extra),
            ("repeated", twice),
        )
        if some
    ] or ["out of order"]
    return f"every sentence 1..{len(expected)} once and in order: " + ", ".join(parts)


def _register_faults(blocks: _Blocks) -> Iterator[Fault]:
    known: dict[str, set[str]] = {}
    for path, block, layout in blocks:
        if layout.register is None:
            continue
        register, ids = layout.register, known.setdefault(layout.register, set())
        ident = getattr(block, "id")  # noqa: B009
        if ident in ids:
            yield Fault(
                (*path, "id"),
                f"the id {ident!r} stands twice in the {register} register",
            )
        ids.add(ident)

    def sound(value: Any, marker: Any) -> bool:
        ids = known.get(marker.register, ())
        values = value if type(value) is list else (value,)
        return all(type(v) is str and v in ids for v in values)

    for found in _found(blocks, Refers, but=sound):
        if not sound(found.value, found.marker):
            register = getattr(found.marker, "register")  # noqa: B009
            yield Fault(found.path, f"{found.value!r} is not in the {register} register")


def _blocks(answer: BaseModel) -> _Blocks:
    found: list[tuple[Path, BaseModel, _Layout]] = []
    _gather(answer, (), found)
    return found


def _gather(value: Any, path: Path, found: list[tuple[Path, BaseModel, _Layout]]) -> None:
    kind: Any = type(value)
    layout = _layout(kind)
    if layout is not None:
        found.append((path, value, layout))
        for name in layout.nesting:
            inner = getattr(value, name)
            if inner is not None:
                _gather(inner, (*path, name), found)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _gather(item, (*path, index), found)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _gather(item, (*path, str(key)), found)


def _found(
    blocks: _Blocks, kind: type[object], *, but: Callable[[Any, object], bool] | None = None
) -> Iterator[Found]:
    """Every value with a marker of that kind, `but` those of which that is true as they stand."""
    for path, block, layout in blocks:
        for name, marker in layout.marked[kind]:
            value = getattr(block, name)
            if value is not None and not (but and but(value, marker)):
                yield from _values((*path, name), value, marker, block)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return [_each(item, change) for item in value] if isinstance(value, list) else change(value)


def _inside(value: Any, wanted: Callable[[object], bool], change: Callable[[Any], Any]) -> Any:
    """A value in which the blocks are replaced; the same object where nothing was."""
    if isinstance(value, BaseModel):
        return replaced(value, wanted, change)
    if isinstance(value, list):
        items = [_inside(item, wanted, change) for item in value]
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    if isinstance(value, Mapping):
        inner = {key: _inside(item, wanted, change) for key, item in value.items()}
        return value if all(inner[key] is value[key] for key in inner) else inner
    return value


def _values(path: Path, value: object, marker: object, block: BaseModel) -> Iterator[Found]:
    if value is None:
        return
    lists = isinstance(value, list) and any(isinstance(item, list) for item in value)
    if isinstance(value, list) and (lists or not isinstance(marker, Cites)):
        for index, item in enumerate(value):
            yield from _values((*path, index), item, marker, block)
        return
    yield Found(path, value, marker, block)


@lru_cache(maxsize=256)
def marked(model: type[BaseModel]) -> tuple[tuple[str, object], ...]:
    """The fields of a model with their markers, a field once for each marker that it carries."""
    pairs: list[tuple[str, object]] = []
    for name, info in model.model_fields.items():
        found = [*info.metadata, *annotation_markers(info.annotation)]
        pairs.extend((name, m) for m in found if isinstance(m, _MARKERS))
    return tuple(pairs)


def annotation_markers(annotation: object) -> Iterator[object]:
    """Whatever an annotation is marked with, at any depth of its lists and unions."""
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        if not isinstance(inner, str):
            yield from annotation_markers(inner)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a walk has to know of a block's class.

    `marked` has the marked fields by the kind of marker, `nesting` the fields that may hold
    blocks, `numbered` the lists whose items answer the sentences one by one, `register` is the
    register that the block is an entry of.
    """

    marked: Mapping[type[object], tuple[tuple[str, object], ...]]
    nesting: tuple[str, ...]
    numbered: tuple[str, ...]
    register: str | None


@lru_cache(maxsize=256)
def _layout(kind: Any) -> _Layout | None:
    """The layout of a class of blocks, None for any other class."""
    if not issubclass(kind, BaseModel):
        return None
    model: type[BaseModel] = kind
    annotations = {name: info.annotation for name, info in model.model_fields.items()}
    numbered = (n for n, a in annotations.items() if any(map(_is_numbered, _item_models(a))))
    return _Layout(
        {k: tuple((n, m) for n, m in marked(model) if isinstance(m, k)) for k in _MARKERS},
        tuple(name for name, annotation in annotations.items() if _may_nest(annotation)),
        tuple(numbered),
        getattr(model, "register_name", None),
    )


def _may_nest(annotation: object) -> bool:
    """Whether a value of that type may be a block or hold one: all but what surely does not."""
    if get_origin(annotation) is Literal:
        return False
    if isinstance(annotation, type) and issubclass(annotation, _PLAIN):
        return False
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        inner = inner[:1]
    return not inner or any(_may_nest(a) for a in inner)


def _item_models(annotation: object) -> Iterable[type[BaseModel]]:
    for inner in get_args(annotation):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield inner
        elif not isinstance(inner, str):
            yield from _item_models(inner)


def _is_numbered(model: type[BaseModel]) -> bool:
    return any(isinstance(marker, Numbers) for _, marker in marked(model))


_Blocks = Sequence[tuple[Path, BaseModel, _Layout]]
_MARKERS = (Cites, Quotes, Numbers, Refers, Reads, Names)
_PLAIN = (str, int, float, bytes, datetime.date, datetime.time, Enum, type(None))
