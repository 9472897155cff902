"""Names: source forms stand where they are said to, and English names are those of the sentences.

A name of the article that stands in none of the sentences cited for it is a sign of one name put
in the place of another. Names that the article does not hold are left alone: they may be exonyms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial, reduce
from itertools import chain
from operator import and_, or_

from llmx.checks.agreement import name_said
from llmx.checks.doubt import Doubt
from llmx.checks.explanations import Context
from llmx.checks.finding import Finding
from llmx.checks.known import Known
from llmx.checks.material import Material, Pair, Passage, Quote, numbers_of
from llmx.checks.mentions import told_in
from llmx.checks.pairs import LOWER_WORD, folded_forms
from llmx.fields import Place
from llmx.text.folding import contains, fold
from llmx.text.transliteration import (
    NameIndex,
    alike,
    is_country,
    is_generic,
    stands_for,
    telling,
)

_FATHATAN = "\u064b"
_INDEFINITE = re.compile(rf"(?:ا{_FATHATAN}|{_FATHATAN}ا)(?!\w)")
"""The ending that a word has as an object."""
_PLACED = re.compile(r",? (?:in|at|near|from|outside|around) (?=\S)|, | (?=\()")
"""What parts an English name from that of the place where it is."""
_POINTING = re.compile(  # what names nothing itself: "this same province", "the said town"
    r"(?<!\w)(?:[وبفلك]?(?:هذا|هذه|هاتان|ذلك|تلك|نفس|ذات|نفسها|نفسه|ذاتها|ذاته|المذكور[هة]?)"
    r"|اين|همين|ان|همان|مذكور|نامبرده|ياد\s?شده"
    r"|эт(?:от|ой|ом|ого|у|а|и)|той же|том же|данн\w+)(?!\w)"
)
_GLUED = 6  # letters from which a name is the same, be it written as one word or as two
_DESCRIBED = re.compile(r"(?:[a-z][a-z'’-]+ )+(?:of|from|in|at|near|around) (?:the )?[A-Z]")
"""How the English of people begins that says of which place they are: "herders of Tal Amer"."""
_THE_PLACE = re.compile(  # of a place that was named before
    r"(?<!\w)(?:[وبفك]?ال|لل)(?:قري[هت]|بلده|مدينه|محافظه|منطقه|ولايه|ناحيه|مخيم|جهه|دوار|بلديه)(?!\w)"
    r"|(?<!\w)(?:روستا|قريه|شهر|شهرك|ولسوالي|ولايت|استان|منطقه|محل|محله)\s*$"
    r"|(?<!\w)(?:сел|деревн|город|пос[её]лк|район|област|провинци)\w{0,3}\s*$"
)
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…|\[\.*\]|/)\s*")


def check(material: Material) -> Iterator[Finding]:
    """Each source form, each pair of English and source form, each name in English prose."""
    names = material.names
    pairs = material.pairs
    yield from _surface_forms(material)
    folded, several = folded_forms(pairs), _several(material.registered)
    context = Context(material, names, pairs, folded)
    found = [
        *_swapped(pairs, folded, context, several),
        *_twice(several),
        *_in_two_forms(pairs, folded),
    ]
    yield from found
    yield from _prose(context, pairs, folded, {f.path for f in found})
    if material.glossary:
        yield from _glossary(material, names, pairs)


# --- source forms --------------------------------------------------------------------------------


def _surface_forms(material: Material) -> Iterator[Finding]:
    texts = ["", *[sentence.text for sentence in material.article.content]]
    for quote in material.quotes:
        _, _, form, cited, _ = quote
        if cited is None:
            if form in "\n".join(texts):
                continue
            cited = ()
        for n in cited:
            if form in texts[n]:
                break
        else:
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
    bare = _INDEFINITE.sub("", quote.text)
    texts = [material.text(n) for n in numbers]
    if bare == quote.text:  # it was looked for just now where no word has that ending
        texts = [text for text in texts if _FATHATAN in text]
    if any(contains(bare, _INDEFINITE.sub("", text)) for text in texts):
        return True
    if quote.text.startswith("ال"):  # "the" after "to": its alef is not written
        after = f"ل{quote.text[1:]}"
        if any(contains(after, material.folded(n)) for n in numbers):
            return True
    glued = _glued(fold(quote.text).text)
    if glued is not None and any(glued.search(material.folded(n).text) for n in numbers):
        return True
    parts = [p for p in _ELLIPSIS.split(quote.text) if p]
    if len(parts) < 2:
        return False
    return all(any(contains(p, material.folded(n)) for n in numbers) for p in parts)


def _glued(form: str) -> re.Pattern[str] | None:
    """What finds a folded form written as one word, or as two; None of one too short for that."""
    letters = re.sub(r"[\s-]+", "", form)
    if len(letters) < _GLUED or not letters.isalpha() or len(re.split(r"[\s-]+", form)) > 2:
        return None
    return re.compile(rf"(?<!\w)[وفبلك]?(?:ال)?{'[ -]?'.join(letters.removeprefix('ال'))}(?!\w)")


def _in_title(text: str, material: Material) -> bool:
    title = material.article.title
    return title is not None and contains(text, title)


# --- English and source forms side by side -----------------------------------------------------


def _swapped(
    pairs: Sequence[Pair],
    folded: Mapping[str, str],
    context: Context,
    several: Mapping[str, Sequence[Pair]],
) -> Iterator[Finding]:
    """Each English name that is not its own source form's but another's."""
    if len(folded) < 2:
        return
    material, names = context.material, context.names
    lines, holds = names.lines(folded), names.holds
    doubtful = [
        p
        for p in pairs
        if not holds(folded[p[1]], lines[p[1]], p[0], telling(p[0]))
        and not _POINTING.search(folded[p[1]])
    ]
    named = _Named(material, pairs, [folded[pair.source] for pair in doubtful])
    sources: NameIndex | None = None
    for pair in doubtful:
        if not isinstance(pair.block, Place) and stands_for(pair.source, pair.english):
            continue
        shared = any(_unlike(pair.source, p.source) for p in several.get(pair.english, ()))
        form, other = folded[pair.source], None
        described = _DESCRIBED.match(pair.english)
        if described and _THE_PLACE.search(form):
            continue
        known = named.anything(form, lines[pair.source], pair.english, shared)
        if known:
            sources = sources or NameIndex(list(folded.values()), material.language)
            other = _other(pair, folded, sources, context)
        if other is not None:
            said = f"{pair.english!r} is not the name {pair.source!r} but {other!r}"
            yield Finding("names", "error", pair.pointer, said, pair.sentences or ())
        elif (known or not described) and (where := _of_others(pair, form, context)):
            n = (where & -where).bit_length()
            said = f"{pair.english!r} stands in sentence {n}, {pair.source!r} in none that has it"
            yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())
        elif known and any(p.english == pair.english and p.source != pair.source for p in pairs):
            said = f"{pair.english!r} is not the name {pair.source!r}"
            yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())


def _of_others(pair: Pair, form: str, context: Context) -> int:
    """In which sentences the name of a register stands that never meets its source form, as bits.

    Only where it is a name and no description: a place may be meant by "the mountain", and of
    whose army an article speaks its readers know.
    """
    if pair.sentences is not None:
        return 0
    names, own = context.names, context.sentences_of(form, None)
    words = [w for w in telling(pair.english) if not is_country(w)]
    placed = [w for w in words if names.standing(w)]
    if not own or not placed or not _is_full_name(pair.english, words):
        return 0
    found = reduce(and_, [names.standing(word) for word in placed])
    if not found or reduce(or_, [names.anywhere(w) | names.glued(w) for w in words]) & own:
        return 0
    if not all(context.confirmed(word, found) for word in placed):
        return 0
    if len(placed) == len(words) > 1:
        return found
    return found if _is_told_apart(pair.english, words, own, context) else 0


def _is_told_apart(english: str, words: Sequence[str], own: int, context: Context) -> bool:
    """Whether a name, and no description, has no word in the English of any of the sentences."""
    if LOWER_WORD.search(english):
        return False
    lines = context.material.translation
    told = [lines[n].text for n in numbers_of(own) if n in lines]
    return bool(told) and not any(
        told_in(word, text, context.names) for word in words for text in told
    )


def _is_full_name(english: str, words: Sequence[str]) -> bool:
    """Whether an English name has two words of its own, or one after Abu or such a word."""
    if len(words) != 1:
        return len(words) > 1
    return any(is_generic(word) and f"{word} {words[0]}" == english for word in english.split())


def _several(registered: Sequence[Pair]) -> dict[str, list[Pair]]:
    """The pairs of the registers by their English, where it has more than one source form."""
    found: dict[str, list[Pair]] = {}
    for pair in registered:
        found.setdefault(pair[0], []).append(pair)
    if len(found) == len(registered):
        return {}
    return {name: some for name, some in found.items() if len({p.source for p in some}) > 1}


def _is_numbered(name: str) -> bool:
    """Whether a name is told from others by its number: "88th Battalion"."""
    return any(map(str.isdigit, name))


def _unlike(one: str, other: str) -> bool:
    """Whether two source forms have no word in common."""
    return not set(fold(one).text.split()) & set(fold(other).text.split())


def _twice(several: Mapping[str, Sequence[Pair]]) -> Iterator[Finding]:
    """Each name that two entries of one register have, whose source forms are unlike."""
    for name, some in several.items():
        if not telling(name) and not _is_numbered(name) and sum(map(str.isupper, name)) < 2:
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

    def __init__(self, material: Material, pairs: Sequence[Pair], forms: Sequence[str]) -> None:
        """Take the answers, and the folded source forms that are asked for."""
        self._names = material.names
        self._pairs = pairs
        self._material = material
        self._forms = forms

    @cached_property
    def _words(self) -> set[str]:
        words = set().union(*[telling(pair.english) for pair in self._pairs])
        return {word for word in words if not is_generic(word)}

    @cached_property
    def _paired(self) -> tuple[frozenset[bytes], frozenset[str]]:
        return self._names.known(self._words, self._forms)

    @cached_property
    def _met(self) -> tuple[frozenset[bytes], frozenset[str]]:
        texts = [passage.text for passage in self._material.passages]
        met = self._words.union(*map(self._names.words, texts))
        return self._names.known({word for word in met if not is_generic(word)}, self._forms)

    def anything(self, form: str, line: bytes, english: str, shared: bool) -> bool:
        """Whether a source form is a known name, and no mere "the town".

        Names of the prose count only beside an English name that describes nothing.
        """
        if self._names.names_any(form, line, self._paired):
            return True
        proper = shared or not LOWER_WORD.search(english)
        return proper and self._names.names_any(form, line, self._met)


def _other(
    pair: Pair, folded: Mapping[str, str], sources: NameIndex, context: Context
) -> str | None:
    """Find the source form that an English name is of, if it is another than its own.

    A form that only sounds like it is none: the English of its sentences has the name too. Nor is
    that of the town that a place is said to lie in, which stands beside its own.
    """
    forms = list(folded)
    own = 1 << forms.index(pair.source)
    run, words = sources.run(pair.english), dict.fromkeys(telling(pair.english))
    found = {word: sources.anywhere(word) for word in words}
    if (run | reduce(or_, found.values(), 0)) & own:
        return None
    setting = _setting(pair.english)
    beside = context.sentences_of(folded[pair.source], pair.sentences) if setting else 0
    for word, places in found.items():
        if word in setting and context.names.standing(word) & beside:
            continue
        for n, form in enumerate(forms):
            if (places | run) >> n & 1 and _is_called(word, folded[form], context):
                return form
    return None


def _setting(english: str) -> Collection[str]:
    """The words of an English name that tell where it is: "the station at Wadi Halfa"."""
    name, _, where = _PLACED.sub("\n", english, count=1).partition("\n")
    return telling(where) if name and where else ()


def _is_called(word: str, form: str, context: Context) -> bool:
    """Whether the English of a sentence that has a folded form, if there is any, has a word."""
    standing = context.sentences_of(form, None)
    return not standing or bool(context.confirmed(word, standing))


def _in_two_forms(pairs: Sequence[Pair], folded: Mapping[str, str]) -> Iterator[Finding]:
    """Each source form with two English forms that are clearly two."""
    first: dict[str, str] = {}
    for pair in pairs:
        form = folded[pair.source].strip().removeprefix("ال")
        before = first.setdefault(form, pair.english)
        if before != pair.english and _differ(before, pair.english):
            if any(stands_for(pair.source, name) for name in (before, pair.english)):
                continue  # "Egypt wants" and "a meeting in Cairo"
            said = f"{pair.source!r} is {before!r} and {pair.english!r}: one form is enough"
            yield Finding("names", "warning", pair.pointer, said, pair.sentences or ())


def _differ(one: str, other: str) -> bool:
    """Whether two English forms are clearly two, and not one shorter than the other."""
    if alike(one, other) or LOWER_WORD.search(one) or LOWER_WORD.search(other):
        return False
    a, b = (frozenset(w.casefold() for w in telling(n)) for n in (one, other))
    if not a or not b or a <= b or b <= a:
        return False
    return not (one.isupper() or other.isupper())


# --- names in English prose -----------------------------------------------------------------------


def _prose(
    context: Context,
    pairs: Sequence[Pair],
    folded: Mapping[str, str],
    flagged: Collection[str],
) -> Iterator[Finding]:
    """Each passage or name with a name that is not of its sentences, the first of each."""
    said: set[int] = set()
    known = Known(context, pairs, folded)
    found = (context.words_elsewhere, context.registered_elsewhere, known.elsewhere)
    for name, where, passage in chain.from_iterable(find() for find in found):
        if id(passage) not in said and passage.pointer not in flagged:
            said.add(id(passage))
            yield _elsewhere(name, where, passage)


def _elsewhere(name: str, where: int, passage: Passage) -> Finding:
    said = f"{name!r} stands in sentence {where}, not in those cited"
    doubt = Doubt(partial(name_said, name), passage.task) if passage.translates else None
    return Finding("names", "warning", passage.pointer, said, passage.sentences or (), doubt)


def _glossary(material: Material, names: NameIndex, pairs: Sequence[Pair]) -> Iterator[Finding]:
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
