"""Variants: more correct records of the same articles, a figure or a date replaced throughout.

The figure is replaced wherever it stands in the text and in the answers, and the article is read
again from the new text, so that spans and quotes are as right as they were.
"""

from __future__ import annotations

import datetime
import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.verification.case import Case
from benchmarks.verification.dates import days_with_month
from benchmarks.verification.english import figures, write
from llmx.article import Article
from llmx.reading.assembly import Origin, assemble
from llmx.reading.header import split_header
from llmx.reading.known import Known

_DIGITS = re.compile(r"(?<![\w.,/:٫٬-])\d+(?![\w/:]|[.,٫٬-]\d)")
_ENGLISH = frozenset(("en", "title_en", "text", "fact", "summary_en", "item_en", "neutral_en"))
_MANY = 24  # records of each kind made of one
_WEEKS = (-7, 7, -14, 14)


def variants(case: Case, rng: random.Random) -> Iterator[Case]:
    """Records like this one with other figures, then with other dates."""
    for number in range(_MANY):
        made = _with_figures(case, rng, f"{case.name} figures {number + 1}")
        if made is None:
            break
        yield made
    for days in _WEEKS:
        made = _with_dates(case, days)
        if made is not None:
            yield made


@dataclass(frozen=True, slots=True)
class _Change:
    """How texts are rewritten: of the source, English prose, and ISO dates."""

    source: Callable[[str], str]
    english: Callable[[str], str]
    bound: Mapping[int, int]
    iso: Mapping[str, str]


# --- figures -------------------------------------------------------------------------------------


def _with_figures(case: Case, rng: random.Random, name: str) -> Case | None:
    """The record with each figure that can be followed everywhere made another of its length."""
    eligible = sorted(_eligible(case))
    if not eligible:
        return None
    taken = set(case.values([s.n or 0 for s in case.article.content]))
    new: dict[int, int] = {}
    for value in eligible:
        low = 10 ** (len(str(value)) - 1)
        free = [v for v in range(max(low, 3), low * 10) if v not in taken]
        if free:
            new[value] = rng.choice(free)
            taken.add(new[value])

    def english(text: str) -> str:
        for figure in reversed(figures(text)):
            if int(figure.value) in new:
                number = write(new[int(figure.value)], figure.text)
                text = text[: figure.start] + number + text[figure.end :]
        return text

    change = _Change(lambda text: _digits(text, new), english, new, {})
    return _changed(case, change, name) if new else None


def _eligible(case: Case) -> set[int]:
    """Values that stand in digits in the source as often as in the English of each sentence."""
    values: set[int] = set()
    other: set[int] = set()
    for sentence in case.article.content:
        printed = Counter(int(m.group()) for m in _DIGITS.finditer(sentence.text))
        english = case.english.get(sentence.n or 0, "")
        said = Counter(int(figure.value) for figure in figures(english))
        for value in printed.keys() | said.keys():
            (values if printed[value] == said[value] else other).add(value)
        other |= {int(digits) for digits in re.findall(r"\d+", english) if int(digits) not in said}
    for site in case.sites:  # a figure of a date is none to be replaced, wherever it stands
        other |= {day for day, _ in days_with_month(site.text)}
    for event in case.events:
        for count in event["counts"]:
            digits = {int(m.group()) for m in _DIGITS.finditer(count["text_src"])}
            other |= {v for v in (count["min"], count["max"]) if v is not None} - digits
    return {value for value in values - other if value > 2}


# --- dates ---------------------------------------------------------------------------------------


def _with_dates(case: Case, days: int) -> Case | None:
    """The record with its days of the month moved by whole weeks, within their month."""
    published = case.article.published
    new: dict[int, int] = {}
    for sentence in case.article.content:
        printed = Counter(int(m.group()) for m in _DIGITS.finditer(sentence.text))
        for day, _ in days_with_month(case.english.get(sentence.n or 0, "")):
            if printed[day] == 1:
                new[day] = day + days
    iso = {date: _moved(date, days) for date in _iso_dates(case)} if published else {}
    for site in case.sites if published else ():
        new |= {day: day + days for day, _ in days_with_month(site.text)}
    counted = {value for n in case.english for value in case.values([n])} & set(map(float, new))
    plain = {f.value for text in case.english.values() for f in figures(text)}
    out_of_month = any(date[:7] != moved[:7] for date, moved in iso.items())
    if not new or counted & plain or out_of_month or not all(1 <= d <= 28 for d in new.values()):
        return None

    def english(text: str) -> str:
        for day, (start, end) in reversed(days_with_month(text)):
            if day in new:
                text = text[:start] + str(new[day]) + text[end:]
        return text

    change = _Change(lambda text: _digits(text, new), english, {}, iso)
    return _changed(case, change, f"{case.name} dates {days:+d}")


def _iso_dates(case: Case) -> set[str]:
    found = {case.article.published[:10]} if case.article.published else set()
    for event in case.events:
        found |= {event["when"][name] for name in ("start", "end") if event["when"][name]}
    return found


def _moved(date: str, days: int) -> str:
    return (datetime.date.fromisoformat(date) + datetime.timedelta(days=days)).isoformat()


# --- the record that comes of it -----------------------------------------------------------------


def _changed(case: Case, change: _Change, name: str) -> Case | None:
    article = _rebuilt(case.article, change)
    if article is None:
        return None
    answers = {task: _answer(answer, change) for task, answer in case.answers.items()}
    return Case(name, article, answers, variant=True)


def _answer(value: Any, change: _Change, key: str = "") -> Any:
    if isinstance(value, dict):
        made = {name: _answer(item, change, name) for name, item in value.items()}
        if {"min", "max", "text_src"} <= made.keys():
            made |= {b: change.bound.get(made[b], made[b]) for b in ("min", "max")}
        return made
    if isinstance(value, list):
        return [_answer(item, change, key) for item in value]
    if not isinstance(value, str):
        return value
    if value in change.iso and not key.endswith("_src"):
        return change.iso[value]
    if key.endswith("_src"):
        return change.source(value)
    return change.english(value) if key in _ENGLISH else value


def _rebuilt(article: Article, change: _Change) -> Article | None:
    """The article read again from the new text; None where its sentences are then others."""
    text = article.text
    for sentence in reversed(article.content):
        text = text[: sentence.start] + change.source(sentence.text) + text[sentence.end :]
    published = article.published
    for old, new in change.iso.items():
        if published and published.startswith(old):
            text, published = text.replace(old, new), published.replace(old, new)
            break
    known = Known(
        title=change.source(article.title) if article.title else None,
        published=published,
        url=article.url,
        language=article.language,
        meta=article.meta,
    )
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    markdown = article.source.endswith((".md", ".markdown"))
    body = split_header(text)[1] if markdown else 0
    origin = Origin(article.source, digest, "utf-8")
    made = assemble(text, known, origin, body=body, markdown=markdown)
    wanted = [change.source(sentence.text) for sentence in article.content]
    return made if [sentence.text for sentence in made.content] == wanted else None


def _digits(text: str, new: Mapping[int, int]) -> str:
    """A text in whose digits, of any script, each of these values is another."""

    def replaced(match: re.Match[str]) -> str:
        value = new.get(int(match.group()))
        if value is None:
            return match.group()
        zero = ord(match.group()[0]) - int(match.group()[0])
        return "".join(chr(zero + int(digit)) for digit in str(value))

    return _DIGITS.sub(replaced, text)
