"""The lexicon of a language: its tables expanded to what is looked up in a folded copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from llmx.text.numerals.arabic import ARABIC
from llmx.text.numerals.english import ENGLISH
from llmx.text.numerals.folded import key
from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.persian import PERSIAN
from llmx.text.numerals.tables import Duals, Followers, Role, Tables

_TABLES = {"ar": ARABIC, "fa": PERSIAN, "en": ENGLISH}
_SAME = {
    **dict.fromkeys(("arz", "apc", "acm", "ary", "arb", "aeb", "ajp", "apd", "arq"), "ar"),
    **dict.fromkeys(("prs", "pes", "fas", "per"), "fa"),
    **{"ara": "ar", "eng": "en"},
}
_ZWNJ = "\u200c"
_LETTER = r"[^\W\d_]"
_SPACES = " \u00a0\u2007\u2009\u202f"
_TOKENS = re.compile(
    rf"(?P<link>(?:https?://|www\.)\S+)"
    rf"|(?P<word>{_LETTER}+(?:{_ZWNJ}{_LETTER}+)*"
    rf"(?P<tail>(?:(?<=[a-z])-?\d|(?<={_LETTER}{_LETTER})-\d)[\w-]*)?)"
    rf"|(?P<date>\d{{1,4}}(?P<mark>[/.-])\d{{1,2}}(?P=mark)\d{{1,4}}(?!\d))"
    rf"|(?P<time>\d{{1,2}}:\d\d(?::\d\d)?(?![\d:]))"
    rf"|(?P<figure>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?![\d,.٫٬]?\d)|\d+(?:[.,،٫٬'’/]\d+)*)"
    rf"(?P<suffix>[a-z]+(?:-\d+)?)?"
)


class Entry(NamedTuple):
    """What a word of the copy means."""

    role: Role
    value: int | float
    skip: int
    """How many letters at its start are particles."""
    base: str
    """The word without its particles, for the lists of exceptions."""


class Dual(NamedTuple):
    """A noun in the dual."""

    skip: int
    singular: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's numerals are found with."""

    code: str
    tables: Tables
    pattern: re.Pattern[str]
    words: Mapping[str, Entry]
    triggers: frozenset[str]
    """The words of which a text with a number word has one."""
    before: Mapping[str, Hedge]
    after: re.Pattern[str] | None
    after_hedges: Mapping[str, Hedge]
    longest: int
    """Words of the longest hedge before a figure."""
    percent: re.Pattern[str]
    months: frozenset[str]
    ranges: frozenset[str]
    traps: frozenset[str]
    """Words with a rule on their neighbours."""


def has_words(language: str) -> bool:
    """Whether number words of this language are read, not its digits alone."""
    return _base(language) in _TABLES


def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language code; of one without tables, digits and signs only."""
    base = _base(language)
    return _build(base if base in _TABLES else "")


def dual_of(word: str, duals: Duals, *, barred: Mapping[str, Entry]) -> Dual | None:
    """Read a word of the copy as the dual of a noun of the lexicon."""
    nominative, oblique, feminine = _dual_stems(duals)
    for skip, article, stem in _bare(word):
        if stem in barred:
            return None
        ending, body = stem[-2:], stem[:-2]
        if body[-1:] == "ت" and body[:-1] in feminine and ending in ("ان", "ين"):
            return Dual(skip, body[:-1] + "ة", article)
        if ending in ("تا", "تي") and body in feminine:
            return Dual(skip, body + "ة", True)
        if body in (nominative if ending == "ان" else oblique if ending == "ين" else ()):
            return Dual(skip, body, article)
    return None


def _base(language: str) -> str:
    base = language.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(base, base)


@cache
def _build(base: str) -> Lexicon:
    tables = _TABLES.get(base, Tables(words={}))
    after = {_phrase(words): hedge for hedge, words in _phrases(tables.after)}
    before = dict(_hedges_before(tables))
    return Lexicon(
        code=base,
        tables=_keyed(tables),
        pattern=_TOKENS,
        words=_entries(tables),
        triggers=_triggers(tables),
        before=before,
        after=_after(after),
        after_hedges=after,
        longest=max((phrase.count(" ") + 1 for phrase in before), default=0),
        percent=re.compile(rf"[\s{_ZWNJ}]{{0,2}}(?:[%٪﹪％]|{tables.percents or '[%٪]'})"),
        months=_keys(tables.months),
        ranges=_keys(tables.range_words) | {"-", "–", "—", "−", "~"},
        traps=frozenset().union(
            *map(
                _keys,
                (tables.not_before, tables.not_after, tables.only_before, tables.only_after),
            ),
            _keys(tables.only_inside),
        ),
    )


def _entries(tables: Tables) -> dict[str, Entry]:
    barred = _keys(tables.not_numbers)
    found: dict[str, Entry] = {}
    for role, words in tables.words.items():
        for word, value in words.items():
            number = int(value) if float(value).is_integer() else value
            plain = key(word).replace(_ZWNJ, "")
            for prefix in tables.prefixes:
                article = prefix[-2:] in ("ال", "لل")
                if article and role == "ordinal" and plain.startswith("ال"):
                    continue
                form = prefix + plain
                if form not in barred and form not in found:
                    skip = len(prefix) - (2 if prefix.endswith("ال") else int(article))
                    found[form] = Entry(role, number, skip, form[skip:])
    return found


def _triggers(tables: Tables) -> frozenset[str]:
    """All forms, and the first part of those with ZWNJ."""
    listed = [word for words in tables.words.values() for word in words if _ZWNJ in word]
    return frozenset([*_entries(tables), *(key(word).partition(_ZWNJ)[0] for word in listed)])


def _phrases(hedges: Mapping[Hedge, str]) -> Iterator[tuple[Hedge, str]]:
    for hedge, listed in hedges.items():
        yield from ((hedge, phrase.strip()) for phrase in listed.split(","))


def _phrase(words: str) -> str:
    return key(words).replace(_ZWNJ, " ")


def _hedges_before(tables: Tables) -> Iterator[tuple[str, Hedge]]:
    prefixes = ("", "و", "ف", "ب", "ل", "ك", "وب") if tables.units_first else ("",)
    for prefix in prefixes:
        for hedge, phrase in _phrases(tables.before):
            yield prefix + _phrase(phrase), hedge


def _after(phrases: Iterable[str]) -> re.Pattern[str] | None:
    listed = "|".join(sorted(map(re.escape, phrases), key=len, reverse=True))
    if not listed:
        return None
    return re.compile(rf"(?:[\s{_ZWNJ}(]+{_LETTER}+){{0,3}}?[\s{_ZWNJ}(]+({listed})(?!{_LETTER})")


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(key(word).replace(_ZWNJ, "") for word in words)


def _followers(table: Followers) -> dict[str, frozenset[str]]:
    return {key(word).replace(_ZWNJ, ""): _keys(words) for word, words in table.items()}


def _keyed(tables: Tables) -> Tables:
    return Tables(
        words=tables.words,
        prefixes=tables.prefixes,
        joiner=tables.joiner,
        units_first=tables.units_first,
        between=_keys(tables.between),
        fillers=_keys(tables.fillers),
        of_month=_keys(tables.of_month),
        year_words=_keys(tables.year_words),
        eras=_keys(tables.eras),
        clock_words=_keys(tables.clock_words),
        counters=_keys(tables.counters),
        not_numbers=_keys(tables.not_numbers),
        only_inside=_keys(tables.only_inside),
        not_before=_followers(tables.not_before),
        not_after=_followers(tables.not_after),
        only_before=_followers(tables.only_before),
        only_after=_followers(tables.only_after),
        weak=_keys(tables.weak),
        duals=tables.duals,
    )


@cache
def _dual_stems(duals: Duals) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Stems before "-ان", before "-ين", and feminine ones before "-ت…"."""
    broken = _keys(duals.broken)
    return broken | _keys(duals.sound), broken | _keys(duals.oblique), _keys(duals.feminine)


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
