"""Names: source forms stand where they are said to, and English names are those of the sentences.

A name of the article that stands in none of the sentences cited for it is a sign of one name put
in the place of another. Names that the article does not hold are left alone: they may be exonyms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from pydantic import BaseModel

from llmx.checks.finding import Finding, pointer
from llmx.checks.material import Citation, Material, Passage, Quote
from llmx.checks.mentions import Mentions, Said, mask
from llmx.fields import Path, Refers, marked
from llmx.text.folding import contains, fold
from llmx.text.transliteration import NameIndex, alike, is_country, is_generic, runs, telling

_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…|\[\.*\]|/)\s*")
_THE_PLACE = re.compile(
    r"\b(?:the|this) (?:\w+ )?(?:city|town|village|province|district|area|region|mountain)\b(?! of)"
    r"|\b(?:areas|districts|neighbou?rhoods|quarters)\b"
)
_THE_PARTY = re.compile(
    r"\b(?:organi[sz]ation|group|militias?|movement|army|rebels|spokes\w+|correspondent|agency)\b"
)
_LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w-])")


def check(material: Material) -> Iterator[Finding]:
    """Each source form, each pair of English and source form, each name in English prose."""
    names = material.names
    pairs = _pairs(material)
    yield from _surface_forms(material)
    folded = _folded(pairs)
    found = [
        *_swapped(pairs, folded, material, names),
        *_twice(pairs),
        *_in_two_forms(pairs, folded),
    ]
    yield from found
    context = _Context(material, names, pairs, folded)
    yield from _prose(context, {f.path for f in found})
    if material.glossary:
        yield from _glossary(material, names, pairs)


# --- source forms --------------------------------------------------------------------------------


def _surface_forms(material: Material) -> Iterator[Finding]:
    texts = [sentence.text for sentence in material.article.content]
    whole = "\n".join(texts)
    for quote in material.quotes:
        cited, form = quote.sentences, quote.text
        if form in whole and (cited is None or any(form in texts[n - 1] for n in cited)):
            continue
        yield from _misplaced(quote, material)


def _misplaced(quote: Quote, material: Material) -> Iterator[Finding]:
    every = range(1, material.size + 1)
    cited = quote.sentences if quote.sentences is not None else every
    if _stands(quote, material, cited):
        return
    where = next((n for n in every if _stands(quote, material, (n,))), None)
    if where is not None:
        said = f"{quote.text!r} stands in sentence {where}, not in those cited"
        yield Finding("names", "warning", quote.pointer, said, tuple(quote.sentences or ()))
    elif not _in_title(quote.text, material):
        said = f"{quote.text!r} stands nowhere in the article"
        yield Finding("names", "error", quote.pointer, said, tuple(quote.sentences or ()))


def _stands(quote: Quote, material: Material, numbers: Sequence[int]) -> bool:
    """Whether a form stands in the sentences; one that is cut short, whether each part does."""
    if any(contains(quote.text, material.folded(n)) for n in numbers):
        return True
    if quote.text.startswith("ال"):  # "the" after "to": its alef is not written
        after = f"ل{quote.text[1:]}"
        if any(contains(after, material.folded(n)) for n in numbers):
            return True
    parts = [p for p in _ELLIPSIS.split(quote.text) if p]
    if len(parts) < 2:
        return False
    return all(any(contains(p, material.folded(n)) for n in numbers) for p in parts)


def _in_title(text: str, material: Material) -> bool:
    title = material.article.title
    return title is not None and contains(text, title)


# --- English and source forms side by side -----------------------------------------------------


class _Pair(NamedTuple):
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


def _pairs(material: Material) -> list[_Pair]:
    pairs = []
    for quote in material.quotes:
        name = _beside(type(quote.block), quote.path[-1])
        if name:
            english = getattr(quote.block, name)
            if isinstance(english, str):
                pairs.append(_Pair(english, quote.text, name, quote))
    return pairs


def _folded(pairs: Sequence[_Pair]) -> dict[str, str]:
    """The source forms, each with its folded copy; folded together, which costs less."""
    forms = list(dict.fromkeys(p.source for p in pairs))
    return dict(zip(forms, fold("\0".join(forms)).text.split("\0"), strict=True)) if forms else {}


def _swapped(
    pairs: Sequence[_Pair], folded: Mapping[str, str], material: Material, names: NameIndex
) -> Iterator[Finding]:
    """Each English name that is not its own source form's but another's."""
    if len(folded) < 2:
        return
    told = {p.english: telling(p.english) for p in pairs}
    names.spell(w for words in told.values() for w in words)
    lines = names.lines(folded)
    doubtful = [
        p
        for p in pairs
        if not names.holds(folded[p.source], lines[p.source], p.english, told[p.english])
    ]
    several = _registered(pairs)
    named = _Named(names, told, material)
    sources: NameIndex | None = None
    for pair in doubtful:
        shared = any(_unlike(pair.source, p.source) for p in several.get(pair.english, ()))
        if not named.anything(folded[pair.source], lines[pair.source], pair.english, shared):
            continue
        sources = sources or NameIndex(list(folded.values()), material.language)
        other = _other(pair, folded, sources)
        if other is not None:
            said = f"{pair.english!r} is not the name {pair.source!r} but {other!r}"
            yield Finding("names", "error", pair.pointer, said, pair.sentences or ())
        elif any(p.english == pair.english and p.source != pair.source for p in pairs):
            said = f"{pair.english!r} is not the name {pair.source!r}"
            yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())


def _registered(pairs: Sequence[_Pair]) -> dict[str, list[_Pair]]:
    """The pairs of the registers by their English, where it has more than one source form."""
    found: dict[str, list[_Pair]] = {}
    for pair in pairs:
        if "register_name" in _attributes(type(pair.block)):
            found.setdefault(pair.english, []).append(pair)
    return {name: some for name, some in found.items() if len({p.source for p in some}) > 1}


def _unlike(one: str, other: str) -> bool:
    """Whether two source forms have no word in common."""
    return not set(fold(one).text.split()) & set(fold(other).text.split())


def _twice(pairs: Sequence[_Pair]) -> Iterator[Finding]:
    """Each name that two entries of one register have, whose source forms are unlike."""
    for name, some in _registered(pairs).items():
        if sum(map(str.isupper, name)) < 2 and not telling(name):
            continue
        for pair in some:
            for other in some:
                if type(pair.block) is type(other.block) and _unlike(pair.source, other.source):
                    unlike = f"{pair.source!r} and {other.source!r}, which are unlike"
                    said = f"{name!r} is {unlike}"
                    yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())
                    break


class _Named:
    """The names of the article that its answers have English for."""

    def __init__(
        self, names: NameIndex, told: Mapping[str, Sequence[str]], material: Material
    ) -> None:
        self._names = names
        self._material = material
        self._words = {w for words in told.values() for w in words if not is_generic(w)}

    @cached_property
    def _paired(self) -> tuple[frozenset[bytes], frozenset[str]]:
        return self._names.known(self._words)

    @cached_property
    def _met(self) -> tuple[frozenset[bytes], frozenset[str]]:
        words = {w for p in self._material.passages for w in self._names.words(p.text)}
        return self._names.known({w for w in words | self._words if not is_generic(w)})

    def anything(self, form: str, line: bytes, english: str, shared: bool) -> bool:
        """Whether a source form is a known name, and no mere "the town".

        Names of the prose count only beside an English name that describes nothing.
        """
        if self._names.names_any(form, line, self._paired):
            return True
        proper = shared or not _LOWER_WORD.search(english)
        return proper and self._names.names_any(form, line, self._met)


def _other(pair: _Pair, folded: Mapping[str, str], sources: NameIndex) -> str | None:
    """Find the source form that an English name is of, if it is another than its own."""
    found = sources.run(pair.english)
    for word in telling(pair.english):
        found |= sources.anywhere(word)
    forms = list(folded)
    if not found or found >> forms.index(pair.source) & 1:
        return None
    return next(form for n, form in enumerate(forms) if found >> n & 1)


def _in_two_forms(pairs: Sequence[_Pair], folded: Mapping[str, str]) -> Iterator[Finding]:
    """Each source form with two English forms that are clearly two."""
    first: dict[str, str] = {}
    for pair in pairs:
        form = folded[pair.source].strip().removeprefix("ال")
        before = first.setdefault(form, pair.english)
        if before != pair.english and _differ(before, pair.english):
            said = f"{pair.source!r} is {before!r} and {pair.english!r}: one form is enough"
            yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())


def _differ(one: str, other: str) -> bool:
    """Whether two English forms are clearly two, and not one shorter than the other."""
    if alike(one, other) or _LOWER_WORD.search(one) or _LOWER_WORD.search(other):
        return False
    a, b = (frozenset(w.casefold() for w in telling(n)) for n in (one, other))
    if not a or not b or a <= b or b <= a:
        return False
    return not (one.isupper() or other.isupper())


@lru_cache(maxsize=1024)
def _beside(model: type[BaseModel], name: str | int) -> str | None:
    """The field of a model that gives the English of a source form, if there is one."""
    if not isinstance(name, str) or not name.endswith("_src"):
        return None
    english = f"{name.removesuffix('_src')}_en"
    return english if english in model.model_fields else None


# --- names in English prose -----------------------------------------------------------------------


def _prose(context: _Context, flagged: Collection[str]) -> Iterator[Finding]:
    """Each passage or name with a name that is not of its sentences, the first of each."""
    said: set[int] = set()
    for name, where, passage in chain(context.words_elsewhere(), context.registered_elsewhere()):
        if id(passage) not in said and passage.pointer not in flagged:
            said.add(id(passage))
            yield _elsewhere(name, where, passage)


def _elsewhere(name: str, where: int, passage: Passage) -> Finding:
    said = f"{name!r} stands in sentence {where}, not in those cited"
    return Finding("names", "warning", passage.pointer, said, passage.sentences or ())


class _Context:
    """What explains a name that the cited sentences do not print."""

    def __init__(
        self,
        material: Material,
        names: NameIndex,
        pairs: Sequence[_Pair],
        folded: Mapping[str, str],
    ) -> None:
        self._names = names
        self._folded = folded
        self._material = material
        title = [i for i, sentence in enumerate(material.article.content) if sentence.title]
        self._title = sum(1 << i for i in title) | 1
        registered = [p for p in pairs if "register_name" in _attributes(type(p.block))]
        self._known = [(p.english, p.source) for p in registered]
        self._registered = {getattr(p.block, "id", ""): p.english for p in registered}
        self._said = self._spoken(pairs)
        self._mentions = Mentions(material, names, self._said, self._registered)

    def _spoken(self, pairs: Sequence[_Pair]) -> list[Said]:
        """All that cites: the prose, and names that stand by themselves."""
        alone = [
            Passage(p.quote.task, p.path, p.english, p.sentences, p.block, translates=False)
            for p in pairs
            if p.sentences
        ]
        self._names.learn([p.text for p in alone])
        words = self._names.words
        return [
            (p, mask(p.sentences), words(p.text))
            for p in (*self._material.passages, *self._material.named, *alone)
            if p.sentences
        ]

    def words_elsewhere(self) -> Iterator[tuple[str, int, Passage]]:
        """The words of names that a passage has and nothing explains there."""
        standing = self._names.standings({w for _, _, words in self._said for w in words})
        for passage, cited, words in self._said:
            for word in words:
                stands = standing.get(word)
                if not stands or stands & cited or is_generic(word):
                    continue
                where = self._elsewhere(word, passage, cited)
                if where:
                    yield word, where, passage
                    break

    def _elsewhere(self, word: str, passage: Passage, cited: int) -> int:
        """Find the sentence that a name stands in if nothing explains it here; else 0."""
        if not passage.translates:
            if self._mentions.supports(word, cited, passage):
                return 0
            if self._printed(word, passage) or self._meant(word, passage):
                return 0
            if self._may_carry(passage, cited) and self._carried(word, cited, passage):
                return 0
        standing = self._names.anywhere(word)
        if not standing or standing & cited:
            return 0
        if passage.text.startswith(word) and not self._stands_inside(word):
            return 0
        if any(word in run and self._names.run(run) & cited for run in runs(passage.text)):
            return 0
        return (standing & -standing).bit_length()

    def _may_carry(self, passage: Passage, cited: int) -> bool:
        """Whether a name may be carried over that no other block has for these sentences."""
        if not self._registered or not self._mentions.covers(cited, passage):
            return True
        return passage.path[-1] == "name_en" and self._points_back(passage, _THE_PLACE)

    def registered_elsewhere(self) -> Iterator[tuple[str, int, Passage]]:
        """The names of the registers that a passage has and nothing explains there."""
        texts = [passage.text for passage, _, _ in self._said]
        text = "\0".join(texts)
        ends = list(accumulate([len(t) + 1 for t in texts]))
        for name, source in dict.fromkeys(self._known):
            at = text.find(name) if " " in name else -1
            held = self._names.containing(self._folded[source]) if at >= 0 else 0
            while held and at >= 0:
                place = bisect_right(ends, at)
                passage, cited, _ = self._said[place]
                if not held & cited and not self._explained(name, source, cited, passage):
                    yield name, (held & -held).bit_length(), passage
                at = text.find(name, ends[place])

    def _any_word(self, source: str) -> int:
        found = 0
        for word in self._folded[source].split():
            bare = word.removeprefix("ال")
            if len(bare) > 2:
                found |= self._names.containing(bare)
        return found

    def _explained(self, name: str, source: str, cited: int, passage: Passage) -> bool:
        """Whether the sentences may speak of a party by a part of its name, or others say so."""
        if self._any_word(source) & cited:
            return True
        if any(self._names.standing(w) & cited for w in telling(name)):
            return True
        if self._names.run(name) & cited or self._mentions.names_whole(name, cited, passage):
            return True
        return not self._mentions.covers(cited, passage)

    def _stands_inside(self, word: str) -> bool:
        """Whether a word is capitalised where no sentence begins."""
        texts = [p.text for p in self._material.passages]
        return any(word in self._names.words(t)[t.startswith(word) :] for t in texts if word in t)

    @cached_property
    def _parties(self) -> set[bytes]:
        """What tells the names of the registers."""
        return {self._names.skeleton(w) for w in telling(" ".join(self._registered.values()))}

    @cached_property
    def _proper(self) -> set[bytes]:
        """The same of those that are nothing but a name."""
        proper = [n for n in self._registered.values() if not _LOWER_WORD.search(n)]
        return {self._names.skeleton(w) for w in telling(" ".join(proper))}

    @cached_property
    def _parties_by_sentence(self) -> list[tuple[int, set[bytes]]]:
        """The parties with the sentences that name them, and what tells their English."""
        return [
            (
                self._names.containing(self._folded[source]),
                {self._names.skeleton(w) for w in telling(name)},
            )
            for name, source in self._known
            if telling(name)
        ]

    def _carried(self, word: str, cited: int, passage: Passage) -> bool:
        """Whether the cited sentences may speak of what was named before without naming it."""
        standing = self._names.standing(word)
        if not standing & (cited - 1 & ~cited):
            return False
        if not self._registered:  # who is a party and who is not cannot be told
            return True
        first = cited & -cited
        if passage in self._material.named and standing & (first >> 1 | first >> 2):
            return True  # "He added": whoever was named last speaks on
        skeleton = self._names.skeleton(word)
        refers = _refers(passage.block)
        alone = passage.path[-1] == "name_en"
        parties = self._proper if refers or alone else self._parties
        if skeleton not in parties and not self._abbreviates(word):
            if is_country(word):
                return True
            return bool(standing & self._title) and self._points_back(passage, _THE_PLACE)
        if refers:
            return False
        return self._points_back(passage, _THE_PARTY) or not self._replaced(passage)

    def _abbreviates(self, word: str) -> bool:
        return word.isupper() and any(
            word == "".join(w[0] for w in name.split()) for name in self._registered.values()
        )

    def _points_back(self, passage: Passage, word: re.Pattern[str]) -> bool:
        """Whether the cited sentences point to something named before: "the city"."""
        shown = self._english(passage)
        return not shown or bool(word.search(shown))

    def _english(self, passage: Passage) -> str:
        """The English of the cited sentences."""
        english = self._material.translation
        return "\n".join([english[n].text for n in passage.sentences or () if n in english])

    def _replaced(self, passage: Passage) -> bool:
        """Whether each cited sentence names a party that the passage leaves out."""
        told = {self._names.skeleton(w) for w in self._names.words(passage.text)}
        return all(
            any(
                mask >> (n - 1) & 1 and not words & told
                for mask, words in self._parties_by_sentence
            )
            for n in passage.sentences or ()
        )

    def _printed(self, word: str, passage: Passage) -> bool:
        """Whether the English of the cited sentences has the word."""
        english = self._material.translation
        return any(n in english and word in english[n].text for n in passage.sentences or ())

    def _meant(self, word: str, passage: Passage) -> bool:
        """Whether the block itself names what a sentence only points to: "the two villages"."""
        skeleton = self._names.skeleton(word)
        told = " ".join(self._told(passage.block))
        return word in told or any(self._names.skeleton(w) == skeleton for w in telling(told))

    def _told(self, block: BaseModel) -> Iterator[str]:
        """The English names of a block: of what it holds and of whom it refers to."""
        for value in block.__dict__.values():
            if isinstance(value, str):
                yield self._registered.get(value, "")
            elif isinstance(value, list):
                yield from [self._registered.get(v, "") for v in value if isinstance(v, str)]
            elif isinstance(value, BaseModel) and "name_en" in _attributes(type(value)):
                yield getattr(value, "name_en") or ""  # noqa: B009


@lru_cache(maxsize=256)
def _attributes(kind: type[object]) -> frozenset[str]:
    """The fields of a model, and whether it is one of a register."""
    own = ("register_name",) if hasattr(kind, "register_name") else ()
    return frozenset((*getattr(kind, "model_fields", ()), *own))


def _refers(block: BaseModel) -> bool:
    return any(isinstance(m, Refers) for _, m in marked(type(block)))


def _glossary(material: Material, names: NameIndex, pairs: Sequence[_Pair]) -> Iterator[Finding]:
    for term in material.glossary:
        source = fold(term.source).text.strip()
        standing = names.containing(source) if source else 0
        if not standing:
            continue
        wanted = _whole(term.english)
        for n, passage in material.translation.items():
            if not standing >> (n - 1) & 1 or wanted.search(passage.text):
                continue
            if contains(term.source, material.folded(n), words=True):
                said = f"the glossary has {term.english!r} for {term.source!r}"
                yield Finding("names", "warning", passage.pointer, said, (n,))
        for pair in pairs:
            if not wanted.search(pair.english) and contains(term.source, pair.source, words=True):
                said = f"the glossary has {term.english!r} for {term.source!r}"
                yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())


@lru_cache(maxsize=1024)
def _whole(english: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(english)}(?!\w)", re.IGNORECASE)
