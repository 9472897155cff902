"""Inclusion: which figures of one voice are told as parts of others of the same voice.

"Nine civilians, including three children" are nine people, "nine civilians and three children"
are twelve. A smaller figure is a part only where the words say so: those that name what was
counted, those of the figure itself, or those around it in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from llmx.text.folding import Folded, copies, find, fold

INCLUDING = (
    r"\b(?:including|among (?:them|those)|of (?:them|whom)|comprising)\b"
    r"|(?<!\w)(?:و?من )?(?:بينهم|بينهن|بينها|بينهما|ضمنهم|ضمنها)(?!\w)|(?<!\w)ب(?:من|ما) فيهم"
    r"|از جمله|ازجمله|از ان جمله|از ان ميان|در ميان انان|ميان انها|كه شامل"
    r"|\bвключая\b|\bв том числе\b|\b(?:среди|из) них\b|\bв их числе\b"
)
"""What stands before a part of a figure; a pattern for folded text."""

_BEFORE = re.compile(
    r"(?P<not>\b(?:not|не) |\b(?:one|some|most|many|few|each|both|all|none) (?=of )|"
    r"\b(?:один|одна|некоторые|многие) (?=из ))?"
    rf"(?:{INCLUDING}|\b(?:among|of) (?:the (?:\w+ )?(?:dead|killed|victims|"
    r"wounded|injured|casualties|fatalities)|whom|which)\b|(?<!\w)[وف]?منهم(?!\w)|"
    r"(?<!\w)وبينه(?:م|ن|ما)(?!\w)|"
    r"(?<!\w)[وف]?(?:من بين|بين) (?:القتلي|الضحايا|الجرحي|المصابين)|"
    r"ميان (?:كشته|قرباني|مجروح|زخمي)\w*|كه از اين ميان|"
    r"\b(?:из|среди) (?:которых|погибших|убитых|раненых)\b|"
    r"\bв числе (?:которых|погибших|убитых|раненых)\b)"
)
"""What leads to a part. "Not including" does not, nor does "one of them said" lead to a figure."""
_AFTER = re.compile(
    r"\W*(?:\w+\W+)?(?:\bof (?:them|the (?:\w+ )?(?:dead|killed|victims|wounded|injured|casualties|"
    r"fatalities))\b|(?<!\w)(?:منهم|منهن|من (?:بينهم|القتلي|الضحايا|الجرحي|المصابين))(?!\w)|"
    r"از (?:انها|انان|ايشان|كشته شدگان|قربانيان|مجروحان|زخمي ها)(?!\w)|"
    r"\bиз (?:них|погибших|убитых|раненых)\b)"
)
_ITEM = re.compile(
    r"(?P<not>\bnot )?"
    r"\b(?:among|including|included|comprising|(?:of|from) (?:them|whom|those|which)|"
    r"(?:out )?of the (?:\d+|two|three|four|five|six|seven|eight|nine|ten|(?:\w+ )?(?:dead|killed|"
    r"victims|wounded|injured|casualties|fatalities)))\b"
)
_MORE = re.compile(
    r"\b(?:another|others?|more|further|additional(?:ly)?|besides|excluding|plus)\b"
    r"|(?<!\w)(?:اخر|اخرون|اخرين|اخري|اضافي\w*|اضافه الي|فضلا عن|عدا|سوي)(?!\w)"
    r"|(?<!\w)(?:ديگر|علاوه بر)(?!\w)|\b(?:еще|ещё|друг(?:ие|их|ой|ого)|кроме|помимо)\b"
)
"""What says that a figure comes on top of those before it; "more than" does not."""
_MORE_THAN = re.compile(r"\bmore than\b")
_BREAK = re.compile(
    r"[;؛]|[.!?؟] |\b(?:while|whereas)\b|(?<!\w)و?(?:فيما|بينما|في حين|در حالي)(?!\w)|\bтогда как\b"
)
_JOINT = re.compile(r"(?:^|[\W_])(?:and|و|и|а также)\W*$| و$")
_OPENS = re.compile(r"[:(]| - |\bnamely\b|(?<!\w)وهم(?!\w)|\bа именно\b")
_WORDS = re.compile(r"\w+")
_NOUN = re.compile(r"(?: \w+){1,2}")
_REACH = 5  # words from one that says "including" to the figure, and between two figures of a list

NOBODY = (None, "unknown")
"""Whose the people are of whom a figure does not say whose they are: they may be anybody's."""


class Told(NamedTuple):
    """One figure: what was counted, whose, as what, the bounds, and the words it is printed with.

    `item` is in English, `text` in the language of the sentences that it is told in.
    """

    what: str
    whose: str | None
    item: str | None
    low: int | float | None
    high: int | float | None
    text: str

    @property
    def size(self) -> int | float | None:
        """The number that it is held against others by: the lower bound, else the upper."""
        return self.high if self.low is None else self.low


class _Spot(NamedTuple):
    """Where a figure stands: the number of the sentence, and the span in its folded text."""

    sentence: int
    start: int
    end: int


def parts(told: Sequence[Told], sentences: Sequence[str]) -> dict[int, int]:
    """Find which figures are told as parts of which: the index of each part with its whole's.

    The figures are all that one voice gives of one event, other quantities too, since a list ends
    where another quantity begins; the sentences those that the event is told in, in their order.
    A whole is none of another, is of the same quantity, of the same people or of people not told
    apart, and is not below the part.
    """
    return _Reading(told, sentences).parts() if len(told) > 1 else {}


def told_in(told: Sequence[Told], sentences: Sequence[str]) -> dict[int, int]:
    """The index of the sentence that each figure stands in, of those that are found in one."""
    spots = _spots(told, [fold(text) for text in sentences])
    return {index: spot.sentence for index, spot in spots}


class _Reading:
    """The figures of one voice with the places where they stand."""

    def __init__(self, told: Sequence[Told], sentences: Sequence[str]) -> None:
        self._told = told
        self._texts = copies(sentences) if sentences else []
        self._spots = dict(_spots(told, [fold(text) for text in sentences]))
        self._order = sorted(self._spots, key=lambda index: self._spots[index])
        self._found: dict[int, int] = {}

    def parts(self) -> dict[int, int]:
        rest = [index for index in range(len(self._told)) if index not in self._spots]
        for index in (*self._order, *rest):
            if self._is_said(index):
                self._put(index, self._whole(index))
            elif self._is_listed(index):
                self._put(index, self._found[self._before(index)])
        for index in self._order:
            for part in self._adding_up(index):
                self._put(part, index)
        return self._found

    def _put(self, part: int, whole: int | None) -> None:
        if whole is not None and part != whole:
            self._found[part] = whole

    # --- what says so -----------------------------------------------------------------------------

    def _is_said(self, index: int) -> bool:
        """Whether words say of a figure itself that it is a part."""
        figure = self._told[index]
        item = _ITEM.search(figure.item.casefold()) if figure.item else None
        if item:
            return not item["not"]
        own = _BEFORE.match(fold(figure.text).text)
        if own:
            return not own["not"]
        return index in self._spots and (self._is_led(index) or self._is_followed(index))

    def _is_led(self, index: int) -> bool:
        """Whether "including" stands before it, and nothing between that would not be in it."""
        lead = self._lead(index)
        last = max(_BEFORE.finditer(lead), key=lambda match: match.start(), default=None)
        if last is None or last["not"]:
            return False
        between = lead[last.end() :]
        if _BREAK.search(between) or _is_more(between) or len(_WORDS.findall(between)) > _REACH:
            return False
        return not (_JOINT.search(between) and _WORDS.findall(between)[1:])

    def _is_followed(self, index: int) -> bool:
        """Whether "of them" stands behind it, and does not lead to another: "nine, of them two"."""
        spot = self._spots[index]
        behind = _AFTER.match(self._texts[spot.sentence], spot.end)
        if not behind:
            return False
        following = self._order[self._order.index(index) + 1 :][:1]
        spots = [self._spots[i] for i in following if self._spots[i].sentence == spot.sentence]
        return all(
            len(_WORDS.findall(self._texts[spot.sentence][behind.end() : s.start])) > 1
            for s in spots
        )

    def _is_listed(self, index: int) -> bool:
        """Whether it goes on a list of parts: "three children and two women"."""
        before = self._before(index) if index in self._spots else -1
        if before not in self._found or not self._is_next(before, index):
            return False
        figure, last, whole = (self._told[i] for i in (index, before, self._found[before]))
        if (figure.what, figure.whose) != (last.what, last.whose):
            return False
        known = [
            self._told[i].size or 0 for i, w in self._found.items() if w == self._found[before]
        ]
        return whole.size is None or sum(known) + (figure.size or 0) <= whole.size

    def _adding_up(self, index: int) -> list[int]:
        """What is listed right behind a figure and comes to it: "five: two men, three boys"."""
        run = self._opened(index)
        sums = list(accumulate(self._told[i].low or 0 for i in run))
        low = self._told[index].low
        end = sums.index(low) + 1 if low in sums else 0
        return run[:end] if end > 1 else []

    def _opened(self, index: int) -> list[int]:
        """The list behind a figure that opens with a colon, a bracket, a dash or "namely"."""
        following = self._order[self._order.index(index) + 1 :]
        if index in self._found or not following or not _OPENS.search(self._lead(following[0])):
            return []
        listed = zip([index, *following], following, strict=False)
        return [
            i
            for _, i in takewhile(
                lambda pair: self._fits(pair[1], index) and self._is_next(*pair), listed
            )
        ]

    # --- what of ----------------------------------------------------------------------------------

    def _whole(self, index: int) -> int | None:
        """Its whole: the nearest figure before it that can hold it, else the least one."""
        fit = [
            i for i in range(len(self._told)) if i not in self._found and self._fits(i=index, of=i)
        ]
        placed = [i for i in self._order if i in fit and self._is_before(i, index)]
        if placed:
            return placed[-1]
        size = self._told[index].size
        above = [i for i in fit if i != index and (self._told[i].size != size or size is None)]
        return min(above, key=lambda i: self._told[i].size or float("inf"), default=None)

    def _fits(self, i: int, of: int) -> bool:
        part, whole = self._told[i], self._told[of]
        if i == of or part.what != whole.what:
            return False
        if part.whose != whole.whose and whole.whose not in NOBODY and part.whose not in NOBODY:
            return False
        return part.size is None or whole.size is None or part.size <= whole.size

    # --- where it stands --------------------------------------------------------------------------

    def _is_before(self, first: int, index: int) -> bool:
        return index in self._spots and self._spots[first] < self._spots[index]

    def _before(self, index: int) -> int:
        """The figure that stands right before another, of whatever quantity; -1: there is none."""
        at = self._order.index(index)
        return self._order[at - 1] if at else -1

    def _lead(self, index: int) -> str:
        """The words before a figure, back to another one or to where the sentence begins."""
        spot, before = self._spots[index], self._before(index)
        last = self._spots[before] if before >= 0 else None
        start = last.end if last and last.sentence == spot.sentence else 0
        return self._texts[spot.sentence][min(start, spot.start) : spot.start]

    def _counted(self, index: int) -> str:
        """The words of a figure where it stands, with the two that follow them."""
        spot = self._spots[index]
        behind = _NOUN.match(self._texts[spot.sentence], spot.end)
        return self._texts[spot.sentence][spot.start : behind.end() if behind else spot.end]

    def _is_next(self, before: int, index: int) -> bool:
        """Whether two figures stand in one list, and the second is not said to come on top."""
        same = self._spots[before].sentence == self._spots[index].sentence
        between = self._lead(index)
        told = f"{between} {self._counted(index)}"
        apart = len(_WORDS.findall(between)) > _REACH or _BREAK.search(between)
        return same and not apart and not _is_more(told)


def _is_more(text: str) -> bool:
    return bool(_MORE.search(_MORE_THAN.sub("", text)))


def _spots(told: Sequence[Told], sentences: Sequence[Folded]) -> Iterator[tuple[int, _Spot]]:
    """Where each figure stands that is found; of two in the same words the second is later."""
    taken: set[_Spot] = set()
    for index, figure in enumerate(told):
        for spot in _places(figure.text, sentences):
            if spot not in taken:
                taken.add(spot)
                yield index, spot
                break


def _places(text: str, sentences: Sequence[Folded]) -> Iterator[_Spot]:
    for number, sentence in enumerate(sentences):
        for start, end in find(text, sentence, words=True):
            yield _Spot(number, sentence.place(start), sentence.place(end))
