"""The lexicon of a language: its tables expanded to what is looked up in a folded copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from llmx.text.numerals.alternation import alternation
from llmx.text.numerals.arabic import ARABIC
from llmx.text.numerals.english import ENGLISH
from llmx.text.numerals.folded import fold
from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.persian import PERSIAN
from llmx.text.numerals.russian import RUSSIAN
from llmx.text.numerals.tables import LIGHT, PARTICLES, Duals, Followers, Role, Tables

_TABLES = {"ar": ARABIC, "fa": PERSIAN, "en": ENGLISH, "ru": RUSSIAN}
_SAME = {
    **dict.fromkeys(("arz", "apc", "acm", "ary", "arb", "aeb", "ajp", "apd", "arq"), "ar"),
    **dict.fromkeys(("prs", "pes", "fas", "per"), "fa"),
    **{"ara": "ar", "eng": "en", "rus": "ru"},
}
_ZWNJ = "\u200c"
_LETTER = r"[^\W\d_]"


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


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's numerals are found with."""

    code: str
    tables: Tables
    words: Mapping[str, Entry]
    finder: re.Pattern[str] | None
    """Finds what may be one of the words, with the character before it."""
    before: re.Pattern[str] | None
    """Finds the hedge before a figure, in group 1, in what stands there read backwards."""
    before_hedges: Mapping[str, Hedge | None]
    """None of what only looks like a hedge."""
    leads: frozenset[str]
    """The words right before a figure that may belong to a hedge."""
    after: re.Pattern[str] | None
    opening: re.Pattern[str] | None
    """Finds the hedge, in group 1, that up to three words before a figure end with."""
    opening_hedges: Mapping[str, Hedge]
    after_hedges: Mapping[str, Hedge]
    denial: re.Pattern[str] | None
    around: Mapping[str, re.Pattern[str]]
    """What is to stand before a figure where one of `after_hedges` follows it."""
    percent: re.Pattern[str]
    months: frozenset[str]
    ranges: frozenset[str]
    traps: frozenset[str]
    """Words with a rule on their neighbours."""
    endings: re.Pattern[str] | None
    """Finds what makes an ordinal of digits or, with a group, a decade."""


def has_words(language: str) -> bool:
    """Whether number words of this language are read, not its digits alone."""
    return _base(language) in _TABLES


@lru_cache(maxsize=64)
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language code; of one without tables, digits and signs only."""
    base = _base(language)
    return _build(base if base in _TABLES else "")


def entry_of(word: str, lexicon: Lexicon) -> Entry | None:
    """What a word of the copy means, if it is a number or a noun in the dual."""
    entry = lexicon.words.get(word)
    if entry is None and lexicon.tables.duals is not None:
        return _dual(word, lexicon.code)
    return entry


@cache
def joined_finder(code: str) -> re.Pattern[str] | None:
    """The finder of a lexicon for a text with ZWNJ: it finds also all that this joins."""
    return _finder(code, joined=True)


def _base(language: str) -> str:
    base = language.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(base, base)


@cache
def _build(base: str) -> Lexicon:
    tables = _TABLES.get(base, Tables(words={}))
    after = {_phrase(words): hedge for hedge, words in _phrases(tables.after)}
    around = {_halves(words): hedge for hedge, words in _phrases(tables.around)}
    after.update({second: hedge for (_, second), hedge in around.items()})
    before = dict(_hedges_before(tables))
    openings = {_phrase(words): hedge for hedge, words in _phrases(tables.opening)}
    keyed = _keyed(tables)
    return Lexicon(
        code=base,
        tables=keyed,
        words=_entries(tables),
        finder=_finder(base, joined=False),
        before=_before(tables, keyed.fillers | PARTICLES),
        before_hedges=before,
        after=_after(after),
        opening=_opening(openings),
        opening_hedges=openings,
        after_hedges=after,
        denial=_denial(tables.denials),
        around=_around(around),
        leads=frozenset(phrase.split()[-1] for phrase in before) | keyed.fillers | PARTICLES,
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
        endings=re.compile(rf"-(?:{tables.endings})(?![\w-])") if tables.endings else None,
    )


def _finder(base: str, *, joined: bool) -> re.Pattern[str] | None:
    """Look for the words by their beginnings; what it finds is still to be looked up."""
    if base not in _TABLES:
        return None
    tables = _TABLES[base]
    run = f"{_LETTER}++"
    end = rf"(?!{_LETTER}|{_ZWNJ}{_LETTER})" if joined else f"(?!{_LETTER})"
    branches = [_listed(tables) + end]
    if tables.duals is not None:
        branches.append(f"[{tables.letters}]++(?<=ان|ين|تا|تي|يي){end}")
    if joined:
        branches.append(f"{run}(?:{_ZWNJ}{run})+")
    return re.compile(f"[^{tables.letters}](?:{'|'.join(branches)})")


def _listed(tables: Tables) -> str:
    """A pattern for the words and, what is faster, for a few others."""
    plain = [fold(word).replace(_ZWNJ, "") for words in tables.words.values() for word in words]
    if len(tables.prefixes) > 1:
        return alternation(tables.prefixes) + alternation(plain)
    initials = "".join(sorted({word[0] for word in plain}))
    return f"[{initials}]{alternation(word[1:] for word in plain)}"


def _entries(tables: Tables) -> dict[str, Entry]:
    barred = _keys(tables.not_numbers)
    found: dict[str, Entry] = {}
    for role, words in tables.words.items():
        for word, value in words.items():
            number = int(value) if float(value).is_integer() else value
            plain = fold(word).replace(_ZWNJ, "")
            for prefix in tables.prefixes:
                article = prefix[-2:] in ("ال", "لل")
                if article and role == "ordinal" and plain.startswith("ال"):
                    continue
                form = prefix + plain
                if form not in barred and form not in found:
                    skip = len(prefix) - (2 if prefix.endswith("ال") else int(article))
                    found[form] = Entry(role, number, skip, form[skip:])
    return found


def _phrases(hedges: Mapping[Hedge, str]) -> Iterator[tuple[Hedge, str]]:
    for hedge, listed in hedges.items():
        yield from ((hedge, phrase.strip()) for phrase in listed.split(","))


def _phrase(words: str) -> str:
    return fold(words).replace(_ZWNJ, " ").replace("'", " ")


def _hedges_before(tables: Tables) -> Iterator[tuple[str, Hedge | None]]:
    for phrase in _no_hedges(tables):
        yield phrase, None
    told = [(_phrase(phrase), hedge) for hedge, phrase in _phrases(tables.before)]
    for prefix in _hedge_prefixes(tables):
        yield from ((prefix + phrase, hedge) for phrase, hedge in told)


def _no_hedges(tables: Tables) -> list[str]:
    return [_phrase(phrase.strip()) for phrase in tables.not_hedges.split(",") if phrase]


def _hedge_prefixes(tables: Tables) -> tuple[str, ...]:
    return ("", "و", "ف", "ب", "ل", "ك", "وب") if tables.units_first else ("",)


def _before(tables: Tables, fillers: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern for a text read backwards, for only a beginning can be looked for at a place."""
    phrases = [_phrase(phrase) for _, phrase in _phrases(tables.before)]
    listed = _backwards([*phrases, *_no_hedges(tables)])
    if not listed:
        return None
    gap, light = r"[\W\d_]++", f"[{re.escape(LIGHT)}]*+"
    between = f"{_LETTER}++(?:{gap}{_LETTER}++){{0,2}}?"
    listed = listed.replace(re.escape(" "), gap).replace(re.escape("*"), between)
    listed += _backwards(_hedge_prefixes(tables))
    passed = f"{_backwards(fillers)}(?!{_LETTER}){gap}"
    return re.compile(f"{light}(?:{passed})*+({listed})(?!{_LETTER})")


def _backwards(words: Iterable[str]) -> str:
    return alternation(word[::-1] for word in words)


def _after(phrases: Iterable[str]) -> re.Pattern[str] | None:
    listed, gap = alternation(phrases), rf"[\s{_ZWNJ}(]++"
    if not listed:
        return None
    listed = listed.replace(re.escape(" "), rf"[\s{_ZWNJ}]")
    return re.compile(rf"{gap}(?:{_LETTER}++{gap}){{0,3}}?({listed})(?!{_LETTER})")


def _opening(phrases: Iterable[str]) -> re.Pattern[str] | None:
    listed, gap = alternation(phrases).replace(re.escape(" "), " +"), " +"
    if not listed:
        return None
    end = f"(?:{_LETTER}++{gap}){{1,3}}[{re.escape(LIGHT)}]*"
    return re.compile(rf"\b({listed}){gap}{end}\Z")


def _denial(verbs: str) -> re.Pattern[str] | None:
    if not verbs:
        return None
    gap = rf"[\s{_ZWNJ}]++"
    verbs = verbs.replace(" ", f"[ {_ZWNJ}]")
    return re.compile(f"{gap}(?:{_LETTER}++{gap}){{0,3}}?(?:{verbs})(?!{_LETTER})")


def _halves(words: str) -> tuple[str, str]:
    first, _, second = _phrase(words).partition(" … ")
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


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word).replace(_ZWNJ, "") for word in words)


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
        not_numbers=_keys(tables.not_numbers),
        only_inside=_keys(tables.only_inside),
        not_before=_followers(tables.not_before),
        not_after=_followers(tables.not_after),
        only_before=_followers(tables.only_before),
        only_after=_followers(tables.only_after),
        doubtful=_followers(tables.doubtful),
        weak=_keys(tables.weak),
        alone=_keys(tables.alone),
        one_after=_keys(tables.one_after),
        genitives=_keys(tables.genitives),
        duals=tables.duals,
    )


@lru_cache(maxsize=4096)
def _dual(word: str, code: str) -> Entry | None:
    """Read a word of the copy as the dual of a noun of the lexicon."""
    lexicon = _build(code)
    if lexicon.tables.duals is None:
        return None
    nominative, oblique, feminine, named = _dual_stems(lexicon.tables.duals)
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


@cache
def _dual_stems(duals: Duals) -> tuple[frozenset[str], ...]:
    """Stems before "-ان", before "-ين", feminine ones before "-ت…", those before "-ي"."""
    broken = _keys(duals.broken)
    nominative, oblique = broken | _keys(duals.sound), broken | _keys(duals.oblique)
    return nominative, oblique, _keys(duals.feminine), _keys(duals.named)


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
