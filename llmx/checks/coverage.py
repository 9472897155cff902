"""Coverage: what of the article an answer leaves out.

An answer of prose that cites is meant to carry what matters. A matter is what follows a phrase with
which news turns to something else ("in another development"); one that nothing cites is missing.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from llmx.checks.finding import Finding, pointer
from llmx.checks.material import Material, Passage
from llmx.fields import Count, Place, When
from llmx.text.concepts.marks import SAID
from llmx.text.folding import fold
from llmx.text.numerals import Numeral, has_words, same

_TURNS = re.compile(
    r"\s*و?ف?(?:"
    r"(?:على|في|وفي) (?:صعيد|سياق|شان|تطور|موضوع|حادث|ملف|خبر) (?:اخر|منفصل|مختلف)"
    r"|(?:من|وعلى) (?:جهه|ناحيه|جانب) (?:اخرى|ثانيه|اخر)"
    r"|(?:في|وفي) (?:حادثه|عمليه|جبهه|محافظه) (?:اخرى|منفصله)"
    r"|در (?:تحول|رويداد|خبر|حادثه|سو|همين)ي? ?ي? ?(?:ديگر|ديگري|جداگانه)"
    r"|از (?:سو|طرف|جانب)(?:ي|ى)? ?ديگر"
    r"|в другом|между тем|тем временем|in another|in a separate|elsewhere|meanwhile|separately"
    r")\b",
    re.IGNORECASE,
)
"""Phrases that turn to another matter, as folded text has them."""


_TIME = re.compile(  # what a figure measures that tells when or how long, as folded text has it
    r"(?:ال)?(?:ساعه|ساعات|ساعت|دقيقه|دقاي?ق|دقايق|ثانيه|ثواني|يوما?|ايام|ليله|ليال[ي]?|اسبوعا?|اسابيع"
    r"|شهرا?|اشهر|شهور|عاما?|اعوام|سنه|سنوات|سنين|عقدا?|عقود|قرنا?|قرون)"
    r"|.*(?:ساعت|دقيقه|روز|هفته|ماه|سال|دهه|قرن|شبانه‌روز)(?:ه|ي|‌?اي|گي)?"
    r"|(?:час|минут|секунд|суток|сутки|ден?[ьн]|дн|недел|месяц|лет|год|век)\w*"
)
_PAIR = 2  # "two groups" is seldom a figure to report
_THE = ("ال", "وال")  # "past the eighty": what is counted is known, or it is an age
_NEW = 3  # words of an event that prose does not have
_PART = 0.2  # of the words of a sentence


def check(material: Material) -> Iterator[Finding]:
    """What the prose of an answer leaves out: matters, sentences of weight, the rest.

    An answer that codes (its blocks hold counts, places or times) takes up what it can code and
    no more: what it leaves out is only noted.
    """
    kinds: tuple[type[BaseModel], ...] = (Count, Place, When)
    coded = [piece for kind in kinds for piece, _ in material.pieces(kind)]
    coding = {piece.task for piece in coded}
    alone = {piece.sentences[0] for piece in coded if piece.sentences and len(piece.sentences) == 1}
    for task, cited in _citing(material).items():
        missing = [n for n in range(1, material.size + 1) if n not in cited]
        missing = [n for n in missing if not material.article.content[n - 1].title]
        if not missing:
            continue
        if task not in coding:
            coded_texts = [p for p in material.passages if p.task in coding and not p.translates]
            told = _Told(material, task, [p for p in coded_texts if p.sentences])
            heavy = list(_heavy(material, missing, alone, told))
            yield from (Finding("coverage", "warning", pointer(task, ()), *h) for h in heavy)
            missing = [n for n in missing if not any(n in numbers for _, numbers in heavy)]
        if missing:
            said = f"nothing cites {_listed(missing)}"
            yield Finding("coverage", "info", pointer(task, ()), said, tuple(missing))


@dataclass(frozen=True)
class _Told:
    """What an answer that codes tells of each sentence, beside what one of prose says at all."""

    material: Material
    task: str
    coded: Sequence[Passage]

    def of(self, n: int) -> bool:
        """Whether an event is told of a sentence that the prose leaves out."""
        return any(
            self._is_its_own(n, event.sentences) or self._is_news(n, event)
            for event in self.coded
            if event.sentences and n in event.sentences
        )

    def _is_its_own(self, n: int, cited: tuple[int, ...]) -> bool:
        """Whether a sentence is all that tells an event, but for one that tells another too.

        That other one has the place, or who says so.
        """
        content = self.material.article.content
        others = [m for m in cited if m != n and not content[m - 1].title]
        return len(others) <= 1 and all(
            any(m in (p.sentences or ()) and n not in (p.sentences or ()) for p in self.coded)
            for m in others
        )

    def _is_news(self, n: int, event: Passage) -> bool:
        """Whether words for it stand in the English of the sentence, and nowhere in the prose."""
        translated = self.material.translation.get(n)
        if translated is None:
            return False
        words = self.material.english(translated.text).stems
        new = (words & self.material.english(event.text).stems) - self._prose
        return len(new) >= _NEW and len(new) > _PART * len(words)

    @cached_property
    def _prose(self) -> frozenset[str]:
        """The stems of all that the answer says."""
        said = [p.text for p in self.material.passages if p.task == self.task]
        return frozenset().union(*[self.material.english(text).stems for text in said])


def _heavy(
    material: Material, missing: Sequence[int], alone: Container[int], told: _Told
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What prose is not to leave out: a matter as a whole, a figure, an event, what is new."""
    matters = [m for m in _matters(material) if set(m) <= set(missing)]
    for matter in matters:
        said = f"nothing is said of the matter that {_listed(matter)} turn to"
        yield said, tuple(matter)
    for n in missing:
        if any(n in matter for matter in matters):
            continue
        if _weighs(material, n, missing):
            yield f"sentence {n} has figures and nothing cites it", (n,)
        elif n in alone or _is_new(material, n, missing):
            yield f"sentence {n} says what no other does and nothing cites it", (n,)
        elif told.of(n):
            yield f"sentence {n} tells of an event that another answer has, nothing cites it", (n,)


def _citing(material: Material) -> dict[str, set[int]]:
    """By task, the sentences that it cites; tasks without prose of their own are left out."""
    found: dict[str, set[int]] = {
        passage.task: set()
        for passage in material.passages
        if passage.sentences is not None and not passage.translates
    }
    for citation in material.citations:
        if citation.task in found:
            found[citation.task].update(citation.numbers)
    return found


def _matters(material: Material) -> list[list[int]]:
    """The sentences from each turn to the next; what comes before the first turn is no matter."""
    matters: list[list[int]] = []
    for n in range(1, material.size + 1):
        if _TURNS.match(material.copies[n - 1]):
            matters.append([])
        if matters:
            matters[-1].append(n)
    return matters


def _weighs(material: Material, n: int, missing: Sequence[int]) -> bool:
    """Whether a sentence holds a figure of weight that stands in no cited sentence.

    Of weight is no figure of a date, an hour, an age or a time that something took, no ordinal and
    no "two groups"; a part of a whole is.
    """
    if not has_words(material.language):
        return False
    figures = [
        f
        for f in material.numerals(n)
        if f.kind not in ("date", "time", "code", "age")
        and not f.weak
        and not f.ordinal
        and not f.text.startswith(_THE)
        and not _is_time(f)
        and (f.value is None or f.value > _PAIR or 0 < f.value < 1)
    ]
    others = [m for m in range(1, material.size + 1) if m not in missing]
    known = [f for m in others for f in material.numerals(m)] if figures else []
    return any(not any(same(other, f) for other in known) for f in figures)


def _is_time(figure: Numeral) -> bool:
    """Whether a figure tells how long something took, or when it was."""
    words = (figure.unit_hint or "", figure.text)
    return any(_TIME.fullmatch(fold(word).text.strip()) for word in words)


def _is_new(material: Material, n: int, missing: Sequence[int]) -> bool:
    """Whether a sentence says an outcome that none of those cited says."""
    others = tuple([m for m in range(1, material.size + 1) if m not in missing])
    return bool(material.concepts.source((n,)) & ~material.concepts.source(others) & SAID)


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"sentence {numbers[0]}"
    return f"sentences {', '.join(map(str, numbers))}"
