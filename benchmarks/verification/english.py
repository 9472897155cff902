"""English as the damages read it: figures, hedges, months, names, by a few forms of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
PERSIAN_MONTHS = (
    *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
    *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
)
MONTH = "|".join((*MONTHS, *PERSIAN_MONTHS))
VAGUE = ("dozens", "hundreds", "thousands")

_BASE = {word: value for value, word in enumerate(SMALL)} | {
    word: 20 + 10 * place for place, word in enumerate(TENS)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_ONE_WORD = "|".join((*TENS, *reversed(SMALL)))
_WORD = rf"(?:{_ONE_WORD}|hundred|thousand|million)"
_FIGURE = re.compile(
    rf"(?<![\w/:.-])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)"
    rf"(?P<scale>\s(?:thousand|million))?"
    rf"|(?P<words>(?:{_ONE_WORD})\b(?:(?:-|\s|(?<=red|and|ion)\sand\s(?=(?:{_ONE_WORD})\b))"
    rf"(?:{_WORD})\b)*))(?![/:]\d|\d|,\d)(?P<percent>\s?%|\sper\s?cent\b)?",
    re.IGNORECASE,
)
_DATED = re.compile(rf"\s?(?:of\s)?(?:{MONTH})\b")
_AFTER_MONTH = re.compile(rf"\b(?:{MONTH}),?\s(?:\d{{1,2}},?\s)?$")
_HEDGE = re.compile(
    r"\b(?:more than|less than|fewer than|no fewer than|no less than|at least|at most|over|about|"
    r"around|nearly|almost|close to|up to|as many as|approximately|roughly|an estimated)\s$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:\b(?:al|el|ez|ash|at|an|as|ad|ar)-)?\b[A-Z][\w'’]*(?:-[\w'’]+)*"
    r"(?:\s(?:(?:of\s(?:the\s)?)?(?:(?:al|el|ez|ash|at|an|as|ad|ar)-)?[A-Z][\w'’]*(?:-[\w'’]+)*))*"
)
_LEAD = re.compile(r"(?:The|An?|In|At|On|From|After|For|To|Near|Between|East|West|North|South)\s")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its span, its percent sign apart, and the span of the hedge before it."""

    start: int
    end: int
    text: str
    value: float
    percent: str = ""
    hedge: tuple[int, int] | None = None

    @property
    def written(self) -> bool:
        """Whether it is written in words."""
        return not self.text[0].isdigit()


def figures(text: str) -> list[Figure]:
    """The figures of an English text that count something: no dates, no bare "one"."""
    return [figure for figure in _figures(text) if not dated(text, figure)]


def dated(text: str, figure: Figure) -> bool:
    """Whether a figure is the day, the year or the like of a date."""
    after, before = text[figure.end :], text[: figure.start]
    return bool(_DATED.match(after) or _AFTER_MONTH.search(before))


def write(value: float, like: str) -> str:
    """A value in the manner of another figure: in words where that is, and small enough."""
    whole = int(value)
    if not like[0].isdigit() and whole < len(SMALL):
        word = SMALL[whole]
        return word.capitalize() if like[0].isupper() else word
    return f"{whole:,}" if whole >= 10_000 or "," in like else str(whole)


def cased(text: str, like: str) -> str:
    """A text with the first letter as large as that of another."""
    return text[0].upper() + text[1:] if like[0].isupper() else text[0].lower() + text[1:]


def names(text: str) -> list[tuple[int, int, str]]:
    """What is written like a name, with its span; a capital first word alone is none."""
    found = []
    for match in _NAME.finditer(text):
        lead = _LEAD.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        name = text[start : match.end()]
        alone = start == 0 and " " not in name and "-" not in name
        if not alone and name not in (*WEEKDAYS, *MONTHS, *PERSIAN_MONTHS):
            found.append((start, match.end(), name))
    return found


def _figures(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        value = _value(match)
        number = match.group("digits") or match.group("words")
        if value is None or number.lower() in ("one", "zero"):
            continue
        end = match.end() - len(match.group("percent") or "")
        hedge = _HEDGE.search(text, max(match.start() - 20, 0), match.start())
        yield Figure(
            match.start(),
            end,
            text[match.start() : end],
            value,
            match.group("percent") or "",
            hedge.span() if hedge else None,
        )


def _value(match: re.Match[str]) -> float | None:
    if match.group("digits"):
        scale = _SCALES[match.group("scale").strip().lower()] if match.group("scale") else 1
        return float(match.group("digits").replace(",", "")) * scale
    total = current = 0
    for word in re.split(r"[\s-]+", match.group("words").lower()):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
        elif word != "and":
            current += _BASE[word]
    return float(total + current)
