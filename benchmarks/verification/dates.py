"""Damages to dates: ISO dates, days, months, years, weekdays and relative words."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Iterator

from benchmarks.verification.case import Case, Path, Place
from benchmarks.verification.damage import Damage, Edit, rewritten
from benchmarks.verification.english import MONTH, MONTHS, PERSIAN_MONTHS, WEEKDAYS, cased

_RELATIVE = {
    "today": ("yesterday", "tomorrow"),
    "yesterday": ("today", "tomorrow"),
    "tomorrow": ("today", "yesterday"),
    "tonight": ("last night",),
    "last night": ("tonight", "tomorrow night"),
    "last week": ("next week", "last month"),
    "next week": ("last week", "next month"),
    "last month": ("next month", "last week"),
    "next month": ("last month", "next week"),
    "this month": ("last month", "this week"),
    "current month": ("previous month", "coming month"),
    "last year": ("next year", "last month"),
    "coming days": ("past days", "coming months"),
    "past days": ("coming days", "past months"),
    "the day before": ("the day after", "the week before"),
    "of the year": ("of the month", "of the week"),
}
_WEEKDAY = re.compile(r"\b(?:" + "|".join(WEEKDAYS) + r")\b")
_RELATIVE_WORD = re.compile(
    r"\b(?:" + "|".join(sorted(_RELATIVE, key=len, reverse=True)) + r")\b", re.IGNORECASE
)
_DAY_MONTH = re.compile(rf"\b(?P<day>\d{{1,2}})\s(?=(?:{MONTH})\b)")
_MONTH_DAY = re.compile(r"\b(?<=[a-z]\s)(?P<day>\d{1,2})\b(?=[,.\s]|$)")
_MONTH_NAME = re.compile(
    rf"(?:(?<=\d\s)|(?<=of\s)|(?<=last\s)|(?<=since\s)|(?<=early\s)|(?<=in\s)|\b(?=\w+\s\d))"
    rf"(?P<month>{MONTH})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"(?:{MONTH}),?\s(?:\d{{1,2}},?\s)?(?P<year>1[34]\d\d|20[0-4]\d)\b")
_SHIFTS = 3  # of one ISO date
_EACH = 2  # other weekdays, months and words of one place


def shifted(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Every date of a record made another, in prose, in `When` and in the dateline."""
    for site in case.sites:
        said = case.said(site.sentences).lower()
        for span, others in _readings(site.text, rng):
            for new in [other for other in others if other.lower() not in said][:_EACH]:
                text = site.text[: span[0]] + new + site.text[span[1] :]
                yield rewritten("date shifted", site, text)
    for number, event in enumerate(case.events):
        when, cited = event["when"], tuple(event["sentences"])
        path: Path = ("events", number, "when")
        if when["start"] and when["start"] == when["end"]:
            yield from _iso(path, ("start", "end"), when["start"], cited, "When", rng)
        else:
            for name in ("start", "end"):
                if when[name]:
                    yield from _iso(path, (name,), when[name], cited, "When", rng)
    published = case.answers.get("brief", {}).get("dateline", {}).get("publication_date")
    if published:
        yield from _iso(("dateline",), ("publication_date",), published, (), "dateline", rng)


def days_with_month(text: str) -> list[tuple[int, tuple[int, int]]]:
    """The days of the month that a text names with their month, with their spans, in order."""
    return sorted(((int(m.group("day")), m.span("day")) for m in _days(text)), key=lambda d: d[1])


def _readings(text: str, rng: random.Random) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """What is a date in a text, with what else might stand there, in a seeded order."""
    for match in _WEEKDAY.finditer(text):
        yield match.span(), _mixed(rng, (d for d in WEEKDAYS if d != match.group()))
    for match in _RELATIVE_WORD.finditer(text):
        others = _RELATIVE[match.group().lower()]
        yield match.span(), [cased(other, match.group()) for other in others]
    for match in _MONTH_NAME.finditer(text):
        month = match.group("month").capitalize()
        year = MONTHS if month in MONTHS else PERSIAN_MONTHS
        yield match.span("month"), _mixed(rng, (m for m in year if m != month))
    for match in _days(text):
        day = int(match.group("day"))
        near = [day + k for k in (-9, -6, -2, -1, 1, 2, 5, 8) if 0 < day + k <= 28]
        yield match.span("day"), [str(d) for d in _mixed(rng, (str(n) for n in near))]
    for match in _YEAR.finditer(text):
        year_number = int(match.group("year"))
        yield match.span("year"), _mixed(rng, (str(year_number + k) for k in (-3, -1, 1, 2)))


def _days(text: str) -> Iterator[re.Match[str]]:
    yield from _DAY_MONTH.finditer(text)
    for match in _MONTH_DAY.finditer(text):
        if re.search(rf"\b(?:{MONTH})\s$", text[: match.start()]):
            yield match


def _mixed(rng: random.Random, values: Iterator[str]) -> list[str]:
    found = list(values)
    return rng.sample(found, len(found))


def _iso(
    path: Path,
    names: tuple[str, ...],
    date: str,
    cited: tuple[int, ...],
    place: Place,
    rng: random.Random,
) -> Iterator[Damage]:
    task = "brief" if place == "dateline" else "events"
    given = datetime.date.fromisoformat(date)
    for days in rng.sample(range(1, 41), _SHIFTS):
        new = (given + datetime.timedelta(days=rng.choice((-days, days)))).isoformat()
        edits = tuple(Edit(task, (*path, name), new) for name in names)
        yield Damage("date shifted", place, edits, cited, date, new)
