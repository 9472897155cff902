"""The lexicon of a language: its date words compiled to what a text is scanned with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib import import_module
from typing import Literal, NamedTuple, cast

from llmx.text.calendars.expression import Calendar, Unit
from llmx.text.calendars.tables import DateWords
from llmx.text.folding import fold

_TABLES = {"ar": "arabic", "fa": "persian", "ru": "russian", "en": "english"}
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


class Lexicon:
    """What a language's date expressions are found with; each when it is first looked for."""

    def __init__(self, code: str, table: DateWords) -> None:
        """Take the table of a language."""
        self.code, self.table = code, table

    @cached_property
    def forms(self) -> Mapping[str, Word]:
        """Every form of every date word; "_" is a blank inside it."""
        return dict(_forms(self.table, self.code))

    @cached_property
    def words(self) -> Mapping[str, Word]:
        return {key(form): word for form, word in self.forms.items()}

    @cached_property
    def scan(self) -> re.Pattern[str]:
        """One separator, then a date word (group 1) or a date in figures (group 2)."""
        return _scan(self.forms, self.table, self.code)

    @cached_property
    def day(self) -> re.Pattern[str]:
        """Up to a month: the day, or the first and the last day."""
        to, of, ending = self.table.to or "-", self.table.of_month, self.table.day_ending
        first = rf"(?:(?<![\d.,/])(\d{{1,2}}){ending} ?(?:{to}) ?)?(?<![\d.,/])(\d{{1,2}}){ending}"
        return re.compile(rf"{first}(?:[ -](?:{of})| ?(?:{of}) ?)? ?-?$" if of else rf"{first} $")

    @cached_property
    def same_month(self) -> tuple[str, ...]:
        """What says after a day that its month is the one named before, the longest first."""
        words = self.table.same_month
        return tuple(
            sorted([w if self.code == "en" else fold(w).text for w in words], key=len)[::-1]
        )

    @cached_property
    def day_after(self) -> re.Pattern[str]:
        return _compiled(self.table.day_after)

    @cached_property
    def first(self) -> re.Pattern[str] | None:
        return _compiled(rf"(?<!\w)(?:{self.table.first}) $") if self.table.first else None

    @cached_property
    def ordinal(self) -> re.Pattern[str]:
        return _compiled(self.table.ordinal)

    @cached_property
    def year(self) -> re.Pattern[str]:
        of = self.table.of_year
        return re.compile(rf"(?:[ ,،]+(?:{of})?)? ?,? ?(1[2-9]\d\d|20\d\d)(?!\d)")

    @property
    def era(self) -> re.Pattern[str]:
        return _era()

    @cached_property
    def month_before(self) -> re.Pattern[str]:
        return _compiled(self.table.month_before)

    @cached_property
    def month_after(self) -> re.Pattern[str]:
        return _compiled(self.table.month_after)

    @cached_property
    def month_named(self) -> re.Pattern[str]:
        named = self.table.month_named
        return _compiled(rf"(?<!\w)(?:{named}) $" if named else "")

    @cached_property
    def before(self) -> re.Pattern[str]:
        """The whole word before; so with all patterns of what stands before but that of numbers."""
        return _directions(self.table.before, "{}")

    @cached_property
    def after(self) -> re.Pattern[str]:
        frame = r" ?(?:{})(?!\w)" if self.code == "fa" else r" (?:{})(?!\w)"
        return _directions(self.table.after, frame)

    @cached_property
    def ago_before(self) -> re.Pattern[str]:
        ago = self.table.ago_before
        return _compiled(rf"(?<!\w)(?:{ago}) " if ago else "")

    @cached_property
    def ago_after(self) -> re.Pattern[str]:
        ago = self.table.ago_after
        return _compiled(rf" (?:{ago})(?!\w)" if ago else "")

    @cached_property
    def ones(self) -> re.Pattern[str]:
        return _compiled(self.table.ones)

    @cached_property
    def link(self) -> re.Pattern[str]:
        return re.compile(rf"[ ,،(]{{0,2}}(?:(?:{self.table.link}) ?)?[ ,،(]?")

    @cached_property
    def weekday_before(self) -> re.Pattern[str]:
        return _compiled(self.table.weekday_before)

    @cached_property
    def not_weekday_before(self) -> re.Pattern[str]:
        return _compiled(self.table.not_weekday_before)

    @cached_property
    def not_today_before(self) -> re.Pattern[str]:
        return _compiled(self.table.not_today_before)

    @cached_property
    def not_today_after(self) -> re.Pattern[str]:
        after = self.table.not_today_after
        return _compiled(f" (?:{after})" if after else "")


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
    return _lexicon(base if base in _TABLES else "")


def key(word: str) -> str:
    """What a printed date word is looked up by."""
    return word.lower() if word.isalpha() else _NOT_LETTERS.sub("", word).lower()


@cache
def _lexicon(code: str) -> Lexicon:
    return Lexicon(code, _table(code) if code else _NO_WORDS)


def _table(code: str) -> DateWords:
    module = import_module(f"llmx.text.calendars.{_TABLES[code]}")  # others are not needed
    return cast(DateWords, getattr(module, _TABLES[code].upper()))


@cache
def _era() -> re.Pattern[str]:
    return re.compile(
        r" ?(?:(?P<jalali>ه ?[.]? ?ش(?!\w)|هجري شمسي|شمسي|خورشيدي)"
        r"|(?P<hijri>ه ?[.]? ?ق(?!\w)|ه(?!\w)|هجري\w*|قمري|للهجره)"
        r"|(?P<gregorian>م(?!\w)|ميلادي\w*))"
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
    words = _tree([_spelled(form, code) for form in sorted(shown, key=len, reverse=True)])
    firsts = {form[0] for form in shown}
    ahead = "".join(sorted({*firsts, *re.findall(r"\w", table.clitics)}))
    some = rf"{table.clitics}({words})(?!\w)" if words else "((?!))"
    return re.compile(rf"{_BEFORE_WORD}(?=[{ahead}0-9])(?:{some}|({_FIGURES}))")


def _tree(forms: Sequence[Sequence[str]]) -> str:
    """Group forms by their first signs: alternatives are tried one by one, longer ones first.

    Single letters, not classes: only on those does the engine skip an alternative at once.
    """
    groups: dict[str, list[Sequence[str]]] = {}
    for form in forms:
        groups.setdefault(form[0] if form else "", []).append(form[1:])
    last = groups.pop("", None)
    some = [first + _tree(rest) for first, rest in groups.items()]
    if len(some) == 1 and last is None:
        return some[0]
    return f"(?:{'|'.join(some)})" + ("?" if last is not None else "") if some else ""


def _spelled(form: str, code: str) -> list[str]:
    """What matches each sign of a form."""
    odd = {"_": "[ -]" if code == "en" else " ?", "-": "[- ]", "'": "['’‘ʿ]?"}
    return [odd.get(sign) or re.escape(sign) for sign in form]


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern) if pattern else _NEVER


def _directions(words: Mapping[int, str], frame: str) -> re.Pattern[str]:
    """One pattern whose named group says the direction: "past", "now" or "next"."""
    names = {-1: "past", 0: "now", 1: "next"}
    some = "|".join(f"(?P<{names[d]}>{alternatives})" for d, alternatives in words.items())
    return re.compile(frame.format(some)) if some else _NEVER
