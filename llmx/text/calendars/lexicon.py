"""The lexicon of a language: its date words compiled to what a text is scanned with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from llmx.text.calendars.arabic import ARABIC
from llmx.text.calendars.english import ENGLISH
from llmx.text.calendars.expression import Calendar, Unit
from llmx.text.calendars.persian import PERSIAN
from llmx.text.calendars.russian import RUSSIAN
from llmx.text.calendars.tables import DateWords
from llmx.text.folding import fold

_TABLES = {"ar": ARABIC, "fa": PERSIAN, "ru": RUSSIAN, "en": ENGLISH}
_SAME = {
    **dict.fromkeys(("arz", "apc", "acm", "ary", "arb", "aeb", "ajp", "apd", "arq", "ara"), "ar"),
    **dict.fromkeys(("prs", "pes", "fas", "per"), "fa"),
    **{"eng": "en", "rus": "ru"},
}
_NO_WORDS = DateWords(
    months={}, weekdays=("",) * 7, days={}, units={}, plurals={}, before={}, after={}
)
_BEFORE_WORD = "[ \\n\u00a0\"'(/[0-9-]"  # few and of one byte: it is tried on each code point
_FIGURES = r"[0-9][0-9]{0,3}([/.-])\d{1,2}\3\d{1,4}(?![\d/])(?!-\d)"
_NOT_LETTERS = re.compile(r"[\W_]+")
_ERA = re.compile(
    r" ?(?:(?P<jalali>ه ?[.]? ?ش(?!\w)|هجري شمسي|شمسي|خورشيدي)"
    r"|(?P<hijri>ه ?[.]? ?ق(?!\w)|ه(?!\w)|هجري\w*|قمري|للهجره)"
    r"|(?P<gregorian>م(?!\w)|ميلادي\w*))"
)
_NEVER = re.compile(r"(?!)")
_NEEDS = {"?": 1, "!": 2, "+": 3, "~": 4}


class Word(NamedTuple):
    """What a date word means."""

    kind: Literal["month", "weekday", "day", "span", "unit"]
    value: int
    """The month from 1, the weekday from 0, a distance; of a unit 1, 2 for a dual, 0: a plural."""
    calendar: Calendar | None = None
    unit: Unit | None = None
    need: int = 0
    """Of a month: 1 stands only beside a day, a year or a word for month, 2 between a day and a
    year, 3 beside a day, a year or "month", 4 the same, and surely only before a year.
    """
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a language's date expressions are found with."""

    code: str
    words: Mapping[str, Word]
    scan: re.Pattern[str]
    """One separator, then a date word (group 1) or a date in figures (group 2)."""
    day: re.Pattern[str]
    """Up to a month: the day, or the first and the last day."""
    day_after: re.Pattern[str]
    ordinal: re.Pattern[str]
    year: re.Pattern[str]
    era: re.Pattern[str]
    month_before: re.Pattern[str]
    month_after: re.Pattern[str]
    month_named: re.Pattern[str]
    before: re.Pattern[str]
    """The whole word before; so with all patterns of what stands before but that of numbers."""
    after: re.Pattern[str]
    ago_before: re.Pattern[str]
    ago_after: re.Pattern[str]
    ones: re.Pattern[str]
    link: re.Pattern[str]
    weekday_before: re.Pattern[str]
    not_weekday_before: re.Pattern[str]
    not_today_before: re.Pattern[str]
    not_today_after: re.Pattern[str]


def has_words(language: str) -> bool:
    """Whether date words of this language are read, not dates in figures alone."""
    return base_of(language) in _TABLES


def base_of(language: str) -> str:
    """The code under which a language's tables stand."""
    base = language.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(base, base)


def lexicon_of(language: str) -> Lexicon:
    """The lexicon of a language code; of one without tables, dates in figures only."""
    base = base_of(language)
    return _build(base if base in _TABLES else "")


def key(word: str) -> str:
    """What a printed date word is looked up by."""
    return word.lower() if word.isalpha() else _NOT_LETTERS.sub("", word).lower()


@cache
def _build(code: str) -> Lexicon:
    table = _TABLES.get(code, _NO_WORDS)
    forms = dict(_forms(table, code))
    to, of = table.to or "-", table.of_month
    figure = rf"(?<![\d.,/])(\d{{1,2}}){table.day_ending}"
    first = rf"(?:{figure} ?(?:{to}) ?)?(?<![\d.,/])(\d{{1,2}}){table.day_ending}"
    return Lexicon(
        code=code,
        words={key(form): word for form, word in forms.items()},
        scan=_scan(forms, table, code),
        day=re.compile(rf"{first}(?:[ -](?:{of})| ?(?:{of}) ?)? ?-?$" if of else rf"{first} $"),
        day_after=_compiled(table.day_after),
        ordinal=_compiled(table.ordinal),
        year=re.compile(rf"(?:[ ,،]+(?:{table.of_year})?)? ?,? ?(1[2-9]\d\d|20\d\d)(?!\d)"),
        era=_ERA,
        month_before=_compiled(table.month_before),
        month_after=_compiled(table.month_after),
        month_named=_compiled(rf"(?<!\w)(?:{table.month_named}) $" if table.month_named else ""),
        before=_directions(table.before, "{}"),
        after=_directions(table.after, r" ?(?:{})(?!\w)" if code == "fa" else r" (?:{})(?!\w)"),
        ago_before=_compiled(rf"(?<!\w)(?:{table.ago_before}) " if table.ago_before else ""),
        ago_after=_compiled(rf" (?:{table.ago_after})(?!\w)" if table.ago_after else ""),
        ones=_compiled(table.ones),
        link=re.compile(rf"[ ,،(]{{0,2}}(?:(?:{table.link}) ?)?[ ,،(]?"),
        weekday_before=_compiled(table.weekday_before),
        not_weekday_before=_compiled(table.not_weekday_before),
        not_today_before=_compiled(table.not_today_before),
        not_today_after=_compiled(f" (?:{table.not_today_after})" if table.not_today_after else ""),
    )


def _forms(table: DateWords, code: str) -> Iterator[tuple[str, Word]]:
    """Every form of every date word; "_" is a blank inside it."""
    for calendar, months in table.months.items():
        for number, forms in enumerate(months, 1):
            for form in forms.split():
                need = _NEEDS.get(form[-1], 0)
                word = Word("month", number, calendar, need=need, sure=need not in (2, 4))
                for ending in table.endings or ("",):
                    near = word if not ending else word._replace(need=0, sure=True)
                    yield _folded(form.rstrip("?!+~") + ending, code), near
    for number, forms in enumerate(table.weekdays):
        yield from _marked(forms, Word("weekday", number), code)
    for shift, forms in table.days.items():
        yield from _marked(forms, Word("day", shift, unit="day"), code)
    for (unit, shift), forms in table.spans.items():
        yield from _marked(forms, Word("span", shift, unit=unit), code)
    for count, units in ((1, table.units), (0, table.plurals), (2, table.duals)):
        for unit, forms in units.items():
            yield from _marked(forms, Word("unit", count, unit=unit), code)


def _marked(forms: str, word: Word, code: str) -> Iterator[tuple[str, Word]]:
    for form in forms.split():
        yield _folded(form.rstrip("?"), code), word._replace(sure=form[-1] != "?")


def _folded(form: str, code: str) -> str:
    return form if code == "en" else fold(form).text


def _scan(forms: Mapping[str, Word], table: DateWords, code: str) -> re.Pattern[str]:
    shown = list(forms)
    if code == "en":
        shown += [form.capitalize() for form in forms if form[0].islower()]
    if table.clitics:  # للأحد: the alef of the article is lost
        shown += ["ل" + form[1:] for form in forms if form.startswith("ال")]
    words = _alternatives(sorted(shown, key=len, reverse=True), 4, code)
    firsts = {form[0] for form in shown}
    ahead = "".join(sorted({*firsts, *re.findall(r"\w", table.clitics)}))
    some = rf"{table.clitics}({words})(?!\w)" if words else "((?!))"
    return re.compile(rf"{_BEFORE_WORD}(?=[{ahead}0-9])(?:{some}|({_FIGURES}))")


def _alternatives(forms: list[str], depth: int, code: str) -> str:
    """Group forms by their first letters: alternatives are tried one by one, longest first.

    Single letters, not classes: only on those does the engine skip an alternative at once.
    """
    if not depth or len(forms) == 1:
        return "|".join(_spelled(form, code) for form in forms)
    groups: dict[str, list[str]] = {}
    for form in forms:
        groups.setdefault(form[:1], []).append(form[1:])
    last = groups.pop("", None)
    some = [
        f"{_spelled(first, code)}(?:{_alternatives(rest, depth - 1, code)})"
        for first, rest in groups.items()
    ]
    return "|".join([*some, ""] if last else some)


def _spelled(rest: str, code: str) -> str:
    pattern = re.escape(rest).replace("_", "[ -]" if code == "en" else " ?")
    return pattern.replace(r"\-", "[- ]").replace("'", "['’‘ʿ]?")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern) if pattern else _NEVER


def _directions(words: Mapping[int, str], frame: str) -> re.Pattern[str]:
    """One pattern whose named group says the direction: "past", "now" or "next"."""
    names = {-1: "past", 0: "now", 1: "next"}
    some = "|".join(f"(?P<{names[d]}>{alternatives})" for d, alternatives in words.items())
    return re.compile(frame.format(some)) if some else _NEVER
