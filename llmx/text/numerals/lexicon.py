"""The lexicon of a language: its tables as they are looked up in a folded copy.

Nothing is built before a text needs it, and no form is written out beforehand: particles are taken
off a word when it is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib import import_module
from typing import Literal, NamedTuple, cast

from llmx.text.numerals.alternation import alternation
from llmx.text.numerals.folded import fold
from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.tables import LIGHT, PARTICLES, Followers, Role, Tables
from llmx.text.tokens import Remembered

_TABLES = {"ar": "arabic", "fa": "persian", "en": "english", "ru": "russian"}
_SAME = {
    **dict.fromkeys(("arz", "apc", "acm", "ary", "arb", "aeb", "ajp", "apd", "arq"), "ar"),
    **dict.fromkeys(("prs", "pes", "fas", "per"), "fa"),
    **{"ara": "ar", "eng": "en", "rus": "ru"},
}
_ZWNJ = "\u200c"
_LETTER = r"[^\W\d_]"
_GAP = r"[\W\d_]++"
OPENERS = frozenset(["per", "percentage", "في", "ف", "در"])
"""First words of what makes a percentage in two."""
_BETWEEN = {  # what stands between the parts of an ordinal or of a time of day
    "ar": frozenset(["بعد", "الا"]),
    "fa": frozenset(["به"]),
    "en": frozenset(["past", "until", "till"]),
}
_DASHES = frozenset(["-", "–", "—", "−", "~"])


class Entry(NamedTuple):
    """What a word of the copy means."""

    role: Role | Literal["dual"]
    value: int | float
    skip: int
    """How many letters at its start are particles."""
    base: str = ""
    """The word without its particles, for the lists of exceptions."""
    weak: bool = False
    unit: str | None = None
    """Of a dual its singular."""


class Words:
    """The number words of a language with all that may be written together with them."""

    __slots__ = ("_alone", "_barred", "_begun", "_listed", "_prefixes")

    def __init__(self, tables: Tables) -> None:
        """Take the tables; of several words of one spelling the first counts."""
        self._barred = _keys(tables.not_numbers)
        self._prefixes = tables.prefixes
        ranked = list(enumerate(tables.prefixes))
        self._alone = [(rank, prefix) for rank, prefix in ranked if not prefix]
        self._begun = {
            letter: [(rank, prefix) for rank, prefix in ranked if prefix[:1] in ("", letter)]
            for letter in {prefix[0] for prefix in tables.prefixes if prefix}
        }
        self._listed: dict[str, list[tuple[int, Role, int | float]]] = {}
        order = 0
        for role, words in tables.words.items():
            for plain, value in zip(_plain(words), words.values(), strict=True):
                number = int(value) if float(value).is_integer() else value
                self._listed.setdefault(plain, []).append((order, role, number))
                order += 1

    def __contains__(self, word: str) -> bool:
        """Whether a word of the copy is a number."""
        return self.get(word) is not None

    def get(self, word: str) -> Entry | None:
        """What a word of the copy is among the numbers; None where it is none of them."""
        first: tuple[int, int, Role, int | float] | None = None
        for rank, prefix in self._begun.get(word[:1], self._alone):
            if not word.startswith(prefix):
                continue
            for order, role, value in self._listed.get(word[len(prefix) :], ()):
                twice = role == "ordinal" and prefix[-2:] in ("ال", "لل")
                if twice and word.startswith("ال", len(prefix)):
                    continue
                if first is None or (order, rank) < first[:2]:
                    first = order, rank, role, value
        if first is None or word in self._barred:
            return None
        _, rank, role, value = first
        prefix = self._prefixes[rank]
        skip = len(prefix) - (2 if prefix.endswith("ال") else int(prefix.endswith("لل")))
        return Entry(role, value, skip, word[skip:])

    def forms(self) -> Iterator[str]:
        """All that `get` knows, as it stands in a copy."""
        for prefix in self._prefixes:
            for plain in self._listed:
                if prefix + plain in self:
                    yield prefix + plain


class Leads:
    """The hedges before a figure, by the word right before it."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables; a hedge that is listed twice is what it is listed as last."""
        self._hedges = dict(_phrases(tables.before))
        self._none = frozenset(_listed(tables.not_hedges))
        self._prefixes = ("", "و", "ف", "ب", "ل", "ك", "وب") if tables.units_first else ("",)
        self._last: dict[str, list[str]] = {}
        for phrase in dict.fromkeys([*self._hedges, *sorted(self._none)]):
            self._last.setdefault(phrase.rpartition(" ")[2], []).append(phrase)
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._said: dict[str, Hedge | None] = {}

    def __contains__(self, word: str) -> bool:
        """Whether a hedge may end with this word."""
        return word in self._last or any(self._alone(word))

    def hedge(self, phrase: str) -> Hedge | Literal[False] | None:
        """What a phrase says; None of what only looks like a hedge, False of what is none."""
        if phrase in self._said:
            return self._said[phrase]
        for prefix in reversed(self._prefixes):
            if phrase.startswith(prefix) and phrase[len(prefix) :] in self._hedges:
                found = self._said[phrase] = self._hedges[phrase[len(prefix) :]]
                return found
        return None if phrase in self._none else False

    def pattern(self, word: str) -> re.Pattern[str] | None:
        """What finds a hedge that ends with this word, in group 1, in a text read backwards.

        Backwards, for only a beginning can be looked for at a place.
        """
        found = self._patterns.get(word)
        if found is None:
            phrases = [*self._last.get(word, ()), *self._alone(word)]
            if not phrases:
                return None
            listed = alternation(phrase[::-1] for phrase in phrases)
            between = f"{_LETTER}++(?:{_GAP}{_LETTER}++){{0,2}}?"
            listed = listed.replace(re.escape(" "), _GAP).replace(re.escape("*"), between)
            listed += alternation(prefix[::-1] for prefix in self._prefixes)
            found = self._patterns[word] = re.compile(f"({listed})(?!{_LETTER})")
        return found

    def forms(self) -> Iterator[str]:
        """Every phrase that is a hedge, or only looks like one."""
        yield from self._none
        yield from (prefix + phrase for prefix in self._prefixes for phrase in self._hedges)

    def _alone(self, word: str) -> Iterator[str]:
        """The hedges of one word that this word is with a particle."""
        for prefix in self._prefixes[1:]:
            if word.startswith(prefix) and word[len(prefix) :] in self._last:
                yield from (p for p in self._last[word[len(prefix) :]] if " " not in p)


class Lexicon:
    """What a language's numerals are found with; each when it is first looked for."""

    def __init__(self, code: str, raw: Tables) -> None:
        """Take the tables of a language as they are written."""
        self.code, self.raw = code, raw

    @cached_property
    def words(self) -> Words:
        return Words(self.raw)

    @cached_property
    def tables(self) -> Tables:
        """The tables as they are spelled in a copy."""
        return _keyed(self.raw)

    @cached_property
    def dotted(self) -> bool:
        """Whether a full stop may belong to a number word."""
        return any(word.endswith(".") for words in self.raw.words.values() for word in words)

    @cached_property
    def leads(self) -> Leads:
        return Leads(self.raw)

    @cached_property
    def passed(self) -> frozenset[str]:
        """What may stand between a hedge and its figure."""
        return self.tables.fillers | PARTICLES

    @cached_property
    def after_hedges(self) -> Mapping[str, Hedge]:
        after = dict(_phrases(self.raw.after))
        around = {_halves(words): hedge for words, hedge in _phrases(self.raw.around)}
        return after | {second: hedge for (_, second), hedge in around.items()}

    @cached_property
    def after(self) -> re.Pattern[str] | None:
        return _after(self.after_hedges, self.raw.further)

    @cached_property
    def around(self) -> Mapping[str, re.Pattern[str]]:
        """What is to stand before a figure where one of `after_hedges` follows it."""
        return _around(_halves(words) for words, _ in _phrases(self.raw.around))

    @cached_property
    def opening_hedges(self) -> Mapping[str, Hedge]:
        return dict(_phrases(self.raw.opening))

    @cached_property
    def opening(self) -> re.Pattern[str] | None:
        """Finds the hedge, in group 1, that up to three words before a figure end with."""
        return _opening(self.opening_hedges)

    @cached_property
    def denial(self) -> re.Pattern[str] | None:
        return _denial(self.raw.denials)

    @cached_property
    def behind(self) -> frozenset[str]:
        """The last words of hedges that stand behind a figure."""
        return frozenset(phrase.split()[-1] for phrase in self.after_hedges)

    @cached_property
    def far(self) -> frozenset[str]:
        """The last words of hedges that open a clause, and of what denies a hedge."""
        phrases = [*self.opening_hedges, *filter(None, self.raw.denials.split("|"))]
        return frozenset(phrase.split()[-1] for phrase in phrases)

    @cached_property
    def percent(self) -> re.Pattern[str]:
        return re.compile(rf"[\s{_ZWNJ}]{{0,2}}(?:[%٪﹪％]|{self.raw.percents or '[%٪]'})")

    @cached_property
    def months(self) -> frozenset[str]:
        return _keys(self.raw.months)

    @cached_property
    def ranges(self) -> frozenset[str]:
        return _keys(self.raw.range_words) | _DASHES

    @cached_property
    def joints(self) -> frozenset[str]:
        """The words that may stand between two figures that are one."""
        between = _BETWEEN.get(self.code, frozenset[str]())
        return self.ranges | {self.raw.joiner, "a", "of", "and", "و", "с"} | OPENERS | between

    @cached_property
    def traps(self) -> frozenset[str]:
        """Words with a rule on their neighbours."""
        tables = self.tables
        ruled = (tables.not_before, tables.not_after, tables.only_before, tables.only_after)
        return frozenset().union(*ruled, tables.only_inside)

    @cached_property
    def endings(self) -> re.Pattern[str] | None:
        """Finds what makes an ordinal of digits or, with a group, a decade."""
        return re.compile(rf"-(?:{self.raw.endings})(?![\w-])") if self.raw.endings else None

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """Of duals: stems before "-ان", before "-ين", feminine ones before "-ت…", before "-ي"."""
        duals = self.raw.duals
        if duals is None:
            return ()
        broken = _keys(duals.broken)
        nominative, oblique = broken | _keys(duals.sound), broken | _keys(duals.oblique)
        return nominative, oblique, _keys(duals.feminine), _keys(duals.named)


def has_words(language: str) -> bool:
    """Whether number words of this language are read, not its digits alone."""
    return _base(language) in _TABLES


@lru_cache(maxsize=64)
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language code; of one without tables, digits and signs only."""
    base = _base(language)
    return _lexicon(base if base in _TABLES else "")


def entry_of(word: str, lexicon: Lexicon) -> Entry | None:
    """What a word of the copy means, if it is a number or a noun in the dual."""
    return _entries(lexicon.code)[word]


def _base(language: str) -> str:
    base = language.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(base, base)


@cache
def _lexicon(base: str) -> Lexicon:
    if not base:
        return Lexicon("", Tables(words={}))
    module = import_module(f"llmx.text.numerals.{_TABLES[base]}")  # others are not needed
    return Lexicon(base, cast(Tables, getattr(module, _TABLES[base].upper())))


@cache
def _entries(code: str) -> Remembered[Entry | None]:
    lexicon = _lexicon(code)
    words = lexicon.words
    if lexicon.raw.duals is None:
        return Remembered(words.get)
    return Remembered(lambda word: words.get(word) or _dual(word, lexicon))


def _phrases(hedges: Mapping[Hedge, str]) -> Iterator[tuple[str, Hedge]]:
    for hedge, listed in hedges.items():
        yield from ((phrase, hedge) for phrase in _listed(listed))


def _listed(phrases: str) -> list[str]:
    """Phrases that are separated by commas, as they are spelled in a copy; folded together."""
    spelled = fold(phrases).replace(_ZWNJ, " ").replace("'", " ")
    return [phrase.strip() for phrase in spelled.split(",")] if phrases else []


def _after(phrases: Iterable[str], further: str) -> re.Pattern[str] | None:
    listed, gap = alternation(phrases), rf"(?:[\s{_ZWNJ}(]++|-)"  # "a 300-pound mark"
    if not listed:
        return None
    listed = listed.replace(re.escape(" "), rf"[\s{_ZWNJ}]")
    other = rf"(?!(?:{further})(?!{_LETTER}))" if further else ""
    return re.compile(rf"{gap}(?:{other}{_LETTER}++{gap}){{0,3}}?({listed})(?!{_LETTER}|[ ]از )")


def _opening(phrases: Iterable[str]) -> re.Pattern[str] | None:
    listed, gap = alternation(phrases).replace(re.escape(" "), " +"), " +"
    if not listed:
        return None
    end = f"(?:(?!الذي|التي|اللذ|اللت){_LETTER}++{gap}){{1,3}}[{re.escape(LIGHT)}]*"
    return re.compile(rf"\b({listed}){gap}{end}\Z")


def _denial(verbs: str) -> re.Pattern[str] | None:
    if not verbs:
        return None
    gap = rf"[\s{_ZWNJ}]++"
    verbs = verbs.replace(" ", f"[ {_ZWNJ}]")
    return re.compile(f"{gap}(?:{_LETTER}++{gap}){{0,3}}?(?:{verbs})(?!{_LETTER})")


def _halves(words: str) -> tuple[str, str]:
    first, _, second = words.partition(" … ")
    return first, second


def _around(halves: Iterable[tuple[str, str]]) -> dict[str, re.Pattern[str]]:
    firsts: dict[str, list[str]] = {}
    for first, second in halves:
        firsts.setdefault(second, []).append(first)
    gap = rf"[\s{_ZWNJ}]++"
    found: dict[str, re.Pattern[str]] = {}
    for second, words in firsts.items():
        listed = alternation(words).replace(re.escape(" "), gap)
        found[second] = re.compile(rf"\b{listed}{gap}(?:{_LETTER}++{gap}){{0,5}}$")
    return found


def _plain(words: Iterable[str]) -> list[str]:
    """Words as they are spelled in a copy; they are folded together."""
    together = "\n".join(words)
    return fold(together).replace(_ZWNJ, "").split("\n") if together else []


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_plain(words))


def _followers(table: Followers) -> dict[str, frozenset[str]]:
    return {fold(word).replace(_ZWNJ, ""): _keys(words) for word, words in table.items()}


def _keyed(tables: Tables) -> Tables:
    return Tables(
        words=tables.words,
        prefixes=tables.prefixes,
        joiner=tables.joiner,
        units_first=tables.units_first,
        between=_keys(tables.between),
        prepositions=_keys(tables.prepositions),
        fillers=_keys(tables.fillers),
        of_month=_keys(tables.of_month),
        year_words=_keys(tables.year_words),
        eras=_keys(tables.eras),
        clock_words=_keys(tables.clock_words),
        counters=_keys(tables.counters),
        compounds=_keys(tables.compounds | tables.counters),
        endings_joined=_keys(tables.endings_joined),
        not_numbers=_keys(tables.not_numbers),
        only_inside=_keys(tables.only_inside),
        not_before=_followers(tables.not_before),
        not_after=_followers(tables.not_after),
        only_before=_followers(tables.only_before),
        only_after=_followers(tables.only_after),
        doubtful=_followers(tables.doubtful),
        weak=_keys(tables.weak),
        alone=_keys(tables.alone),
        lone=_keys(tables.lone),
        one_after=_keys(tables.one_after),
        genitives=_keys(tables.genitives),
        duals=tables.duals,
    )


def _dual(word: str, lexicon: Lexicon) -> Entry | None:
    """Read a word of the copy as the dual of a noun of the lexicon."""
    nominative, oblique, feminine, named = lexicon.stems
    for skip, article, stem in _bare(word):
        if stem in lexicon.words:
            return None
        ending, body = stem[-2:], stem[:-2]
        if body[-1:] == "ت" and body[:-1] in feminine and ending in ("ان", "ين"):
            return Entry("dual", 2, skip, weak=article, unit=body[:-1] + "ة")
        if ending in ("تا", "تي") and body in feminine:
            return Entry("dual", 2, skip, weak=True, unit=body + "ة")
        if stem[-1:] == "ي" and stem[:-1] in named:
            return Entry("dual", 2, skip, weak=True, unit=stem[:-1])
        if body in (nominative if ending == "ان" else oblique if ending == "ين" else ()):
            return Entry("dual", 2, skip, weak=article, unit=body)
    return None


def _bare(word: str) -> Iterator[tuple[int, bool, str]]:
    """The word without what may be written together with its start: letters, article, rest."""
    yield 0, False, word
    skip = 0
    for letters in ("وف", "بلك"):
        if word[skip] in letters and skip + 3 < len(word):
            skip += 1
            yield skip, False, word[skip:]
    if word[skip : skip + 2] == "ال":
        yield skip, True, word[skip + 2 :]
    elif skip and word[skip - 1 : skip + 1] == "لل":
        yield skip - 1, True, word[skip + 1 :]
