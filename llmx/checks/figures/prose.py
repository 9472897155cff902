"""Prose: each figure of an English text against the figures of the sentences that it cites."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from llmx.checks.agreement import figure_said, hedge_said
from llmx.checks.doubt import Doubt, Stand
from llmx.checks.english import English
from llmx.checks.figures.context import SPANS, lists_of, noun_after
from llmx.checks.figures.digits import printed, slipped, stands
from llmx.checks.figures.hedging import is_rough, is_through, may_say
from llmx.checks.figures.idioms import denied, is_series, on_fingers, some
from llmx.checks.figures.kinds import counted_said, may_be
from llmx.checks.figures.measures import smaller
from llmx.checks.figures.messages import hedge_words, listed
from llmx.checks.figures.reckoned import another, decade, multiple, one_in, proportions, ranged
from llmx.checks.figures.source import Cited, Place, Source
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Passage
from llmx.text.folding import fold
from llmx.text.numerals import (
    ABOUT,
    BELOW,
    Hedge,
    Numeral,
    hedge_kept,
    is_rough_hour,
    part_of,
    same,
    unlisted_duals,
)

_SOME_HAND = re.compile(r"-[a-z]")  # "third-hand" counts nothing
_MADE = re.compile(
    r"-(?:wheel|stor|door|engine|barrel)"
)  # what a thing is, not how many: a vehicle
_SIDED = re.compile(
    r"\b(?:(?:bi|tri|quadri)(?:lateral|partite)|double|triple|quadruple|twin)\w*", re.IGNORECASE
)
_SIDES = frozenset(["جانبه", "طرفه", "گانه"])  # with a number before it: "trilateral"
_ESTIMATED = re.compile(r"\bestimated\s+$", re.IGNORECASE)  # who estimates stands in the source
_OVER = re.compile(  # no hedge: "control over 200 square km", "the claim about nine hostages"
    r"\b(?:control|authority|power|rule)\s+over\s+$"
    r"|\b(?:claims?|reports?|news|information|talk|statements?|questions?|rumou?rs?|circulat\w+"
    r"|spread|published|posted|sp[eo]\w*k\w*|talk\w*|wr[io]t\w+|ask\w+|heard|lied|complain\w+)"
    r"\s+about\s+$",
    re.IGNORECASE,
)
_COMPARED = re.compile(  # what a hedge is made of, whatever the rest of it
    r"(?<!\w)(?:[وبفل]?(?:اكثر|اقل|ازيد|فقط|اقصي|ادني|الاعلي|الا)|سوي|غير"
    r"|بيش(?:تر)?|كم(?:تر)?|تنها|حداكثر|حداقل"
    r"|боле[ей]|мене[ей]|больше|меньше|лишь|только|максимум|минимум)(?!\w)"
)
_BESIDE = 30  # characters on either side of a figure in which a comparison may be its own
_QUOTED = re.compile(r"«[^»]+»|“[^”]+”|\"[^\"]+\"")
_RANKED = re.compile(
    r"(?:سرهنگ|ستوان|سرتیپ|گروهبان|ناوبان|ناوسروان|ناخدا|استوار|دریادار|پاسیار|ملازم|رقيب|وكيل|نقيب)"
    r"[\s\u200c]+\Z"
)
_HALVED = re.compile(r"\bhal(?:f|v(?:es?|ed|ing))\b", re.IGNORECASE)
_LOOSE = re.compile(  # "shortly after 3 a.m.", "by noon"
    r"\b(?:before|after|by|towards?|past|early|late|within|between)\s(?:the\s|hours?\s|of\s)*\Z",
    re.IGNORECASE,
)
_HALF = 0.5
_SECOND = 2
_FEW = 10  # what a person counts off a list
_BEFORE = 20  # characters in which what may hedge a figure stands


def may_lose_hedge(text: str, english: Sequence[Numeral]) -> bool:
    """Whether what stands before a figure may be no hedge, though it was read as one."""
    for figure in english:
        if figure.hedge and _OVER.search(text[max(0, figure.start - _BEFORE) : figure.start]):
            return True
    return False


def is_to_be_read(text: str, english: Sequence[Numeral]) -> bool:
    """Whether figures that the source has, as they are, may yet say something else."""
    return may_lose_hedge(text, english) or any(figure.kind == "age" for figure in english)


def supported(
    source: Source,
    passage: Passage,
    cited: Cited,
    english: Sequence[Numeral],
    places: Sequence[tuple[Place, ...]],
) -> Iterator[Finding]:
    """Every figure of a text, with the places where the cited sentences have it."""
    used: set[Place] = set()
    for figure, own in zip(english, places, strict=True):
        if figure.kind == "date" and not passage.translates:
            continue  # a brief may give the day that "yesterday" was
        if not _demanded(figure, passage.text) or not (source.has_words or _plain(figure)):
            continue
        like = _matching(figure, own, cited)
        matching = may_be(source, passage.text, figure, like, cited)
        if figure.low != figure.high and not matching:
            yield from _bounds_sharper(passage, figure, cited)
        if not matching:
            if (
                (not like and _stands(source, passage, figure, cited))
                or ranged(figure, english, cited.figures.values())
                or _on_the_clock(figure, cited)
                or _in_other_units(source, passage, figure, cited)
                or _counted_off(source, passage, figure, cited)
                or _said_otherwise(source, passage, (figure, english), cited)
                or _is_reckoned(source, passage, figure, cited)
            ):
                continue
            if like:
                said = f"{figure.text!r} counts nothing of the kind in the source"
                claim = partial(counted_said, figure)
                yield _finding(passage, "error", said, Doubt(claim, passage.task))
                continue
            unread = _may_be_dual(source, passage, figure)
            severity: Severity = "info" if unread else "error"
            said = _unsupported(source, passage, figure, cited)
            certain = _is_miswritten(figure, english, cited)  # no witness makes it right
            claim = partial(figure_said, figure)
            doubt = None if unread or certain else Doubt(claim, passage.task)
            yield _finding(passage, severity, said, doubt)
            continue
        free = [place for place in matching if place not in used] or matching
        meant = [cited.figures[place] for place in free]
        kept, said = _hedge_kept(figure, passage.text, meant)
        if said and source.has_words and not _hedged_beside(figure, english, meant):
            if any(
                is_rough(source.material.text(n), cited.figures[n, at], figure) for n, at in free
            ):
                continue
            yield _hedged_otherwise(source, passage, figure, cited, free, said)
        if passage.translates:
            used.add(free[kept])


def _is_miswritten(figure: Numeral, english: Sequence[Numeral], cited: Cited) -> bool:
    """Whether a figure is one of the source's with a wrong digit, and the text has not that one."""
    meant = slipped(figure.value, cited.figures.values()) if figure.kind == "digits" else None
    return meant is not None and not any(same(meant, other) for other in english)


def _hedged_otherwise(
    source: Source,
    passage: Passage,
    figure: Numeral,
    cited: Cited,
    places: Sequence[Place],
    said: str,
) -> Finding:
    """What is found of a hedge that is not the source's; less is known of one that it has not.

    The source may say it in words of no table, which some comparison beside its figure shows.
    """
    claim, task = partial(hedge_said, figure), passage.task
    if any(cited.figures[place].hedge for place in places):
        return _finding(passage, "warning", said, Doubt(claim, task))
    if any(_is_compared(source.material.text(n), cited.figures[n, at]) for n, at in places):
        return _finding(passage, "info", said)
    return _finding(passage, "warning", said, Doubt(claim, task, "if denied"))


def _is_compared(text: str, figure: Numeral) -> bool:
    window = text[max(0, figure.start - _BESIDE) : figure.end + _BESIDE]
    return _COMPARED.search(fold(window).text) is not None


def survivors(
    source: Source, passage: Passage, cited: Cited, english: Sequence[Numeral]
) -> Iterator[Finding]:
    """Each figure of a source sentence that its translation does not have."""
    for (n, at), figure in cited.figures.items():
        if figure.weak or any(same(figure, o) or part_of(figure, o) for o in english):
            continue
        if stands(figure, printed(passage.text), english) or _is_one_in(source, passage, figure):
            continue
        if ranged(figure, cited.figures.values(), english):
            continue
        if figure.ordinal and _is_grade(source.material.text(n), figure):
            continue
        if _is_put_otherwise(source, passage, figure, english):
            continue
        if _is_in_smaller_units(source.counted((n, at)), figure, passage.text, english):
            continue
        if figure.ordinal and _is_counted(source.material.folded(n).text, figure, english):
            continue
        doubt = None
        if figure.kind != "digits":  # what is printed in digits is read for certain
            claim, alone = partial(figure_said, figure), figure.kind == "word"
            doubt = Doubt(claim, passage.task, "if said", alone)
        said = f"the source's figure {figure.text!r} is missing"
        yield _finding(passage, "error", said, doubt)


def sharper_hours(
    source: Source, passage: Passage, cited: Cited, english: Sequence[Numeral]
) -> Iterator[Finding]:
    """Each hour that a text gives as exact and its source roughly."""
    for figure in english:
        if figure.kind == "time" and _is_sharper(source, passage, figure, cited.like(figure)):
            said = f"{figure.text!r} lost its hedge: the source gives the hour roughly"
            claim = partial(_hour_said, figure)
            yield _finding(passage, "warning", said, Doubt(claim, passage.task))


def _said_otherwise(
    source: Source, passage: Passage, said: tuple[Numeral, Sequence[Numeral]], cited: Cited
) -> bool:
    """Whether the cited sentences say a figure, one of some, by an idiom or as an ordinal."""
    figure, english = said
    copies = [source.material.folded(n).text for n in passage.sentences or ()]
    if figure.kind == "vague":
        others = [o for o in cited.figures.values() if not any(same(o, e) for e in english)]
        return any(some(figure, others, copy) for copy in copies)
    value = figure.value
    if value is None or figure.percent or figure.ordinal:
        return False
    if value == 0:
        return any(map(denied, copies))
    if figure.hedge in BELOW and any(on_fingers(copy) == value for copy in copies):
        return True
    nth = any(other.ordinal and other.value == value for other in cited.figures.values())
    return nth and any(map(is_series, copies))


def _on_the_clock(figure: Numeral, cited: Cited) -> bool:
    """Whether the source has an hour of the English in another writing: "22.30", "10:30 p.m."."""
    if figure.kind != "time" and not isinstance(figure.value, float):
        return False
    return any(same(figure, other) for other in cited.figures.values())


def _in_other_units(source: Source, passage: Passage, figure: Numeral, cited: Cited) -> bool:
    """Whether the source has a span of time of the English in another unit: two days in hours."""
    if not figure.value or figure.percent or figure.ordinal:
        return False
    noun = noun_after(passage.text, figure.end)
    return any(
        noun & smaller
        and any(
            other.value and other.value * factor == figure.value and source.counted(place) & larger
            for place, other in cited.figures.items()
        )
        for smaller, factor, larger in SPANS
    )


def _is_in_smaller_units(
    counted: int, figure: Numeral, text: str, english: Sequence[Numeral]
) -> bool:
    """Whether the English has a span of time of the source in a smaller unit: "48 hours"."""
    spans = [(smaller, factor) for smaller, factor, larger in SPANS if counted & larger]
    return bool(figure.value) and any(
        other.value == factor * (figure.value or 0) and noun_after(text, other.end) & smaller
        for smaller, factor in spans
        for other in english
    )


def _is_one_in(source: Source, passage: Passage, figure: Numeral) -> bool:
    """Whether an ordinal of a source tells a share, which the English has as one in so many."""
    if not figure.ordinal:
        return False
    said = any(
        other.value == figure.value for other in source.material.english_numerals(passage.text)
    )
    return said and any(one_in(source.material.folded(n).text) for n in passage.sentences or ())


def _is_counted(folded: str, figure: Numeral, english: Sequence[Numeral]) -> bool:
    """Whether an ordinal of a series is a number in the English: "five nights in a row"."""
    return is_series(folded) and any(other.value == figure.value for other in english)


def _is_grade(text: str, figure: Numeral) -> bool:
    """Whether an ordinal of a source is the grade of a rank: "سرهنگ دوم", a lieutenant colonel."""
    return _RANKED.search(text, max(0, figure.start - _BESIDE), figure.start) is not None


def _is_put_otherwise(
    source: Source, passage: Passage, figure: Numeral, english: Sequence[Numeral]
) -> bool:
    """Whether a fraction of a source is so many minutes, or one in so many, in the English.

    Or a round number of tens as many dozens: "десяток".
    """
    if figure.kind == "word" and any(
        "dozen" in o.text and o.value and o.value * 10 == (figure.value or 0) * 12 for o in english
    ):
        return True
    if figure.unit_hint in _SIDES:
        return _SIDED.search(passage.text) is not None
    if not 0 < (figure.value or 0) < 1 or figure.percent:
        return False
    if figure.value == _HALF and _HALVED.search(passage.text):
        return True
    values = {other.value for other in english}
    if smaller(figure, source.material.language) in values - {None}:
        return True
    return round(1 / (figure.value or 1)) in values and one_in(passage.text.lower())


def _stands(source: Source, passage: Passage, figure: Numeral, cited: Cited) -> bool:
    """Whether the cited sentences print the digits of a figure, whatever they were read as."""
    texts = [source.material.text(n) for n in passage.sentences or ()]
    return stands(figure, printed(*texts), cited.figures.values())


def _is_reckoned(source: Source, passage: Passage, figure: Numeral, cited: Cited) -> bool:
    """Whether a figure follows from the words of the cited sentences: a share, or a multiple."""
    others = cited.figures.values()
    if any(part_of(figure, other) for other in others):
        return True
    value = figure.value
    copies = [source.material.folded(n).text for n in passage.sentences or ()]
    if figure.kind == "date" and figure.text.endswith("s"):
        return any(decade(value or 0, copy) for copy in copies)
    if figure.percent:
        return any(value in proportions(copy, [*others]) for copy in copies)
    if figure.ordinal:
        return value == _SECOND and any(map(another, copies))
    if not value:
        return False
    if isinstance(value, float) and _with_hundredths(value, others):
        return True
    parts = [o for o in others if 0 < (o.value or 0) < 1 and not o.percent]
    if any(smaller(o, source.material.language) == value for o in parts):
        return True  # "half an hour" in minutes
    if any(round(1 / (o.value or 1)) == value for o in parts) and one_in(passage.text.lower()):
        return True  # "a fifth" as one in five
    if value < 1:  # "a fifth of the families"
        denominators = any(other.value and other.value * value == 1 for other in others)
        return denominators and any(map(one_in, copies))
    ordinals = any(other.ordinal and other.value == value for other in others)
    if ordinals and any(map(one_in, copies)):  # "one in five": "каждый пятый"
        return True
    return any(multiple(value, copy, others) for copy in copies)


def _with_hundredths(value: float, figures: Collection[Numeral]) -> bool:
    """Whether a price is told as so many and so many hundredths: dollars and cents."""
    whole, hundredths = divmod(round(value * 100), 100)
    values = [figure.value for figure in figures if figure.low == figure.high]
    return hundredths != 0 and whole in values and hundredths in values


def _demanded(figure: Numeral, text: str) -> bool:
    if figure.weak or figure.kind == "dual":
        return False
    if _MADE.match(text, figure.end):
        return False
    return not (figure.ordinal and _SOME_HAND.match(text, figure.end))


def _plain(figure: Numeral) -> bool:
    """Whether a figure can only have been digits in a source whose words are not read."""
    return figure.kind == "digits" and (figure.value is None or figure.value >= _FEW)


def _matching(figure: Numeral, own: Sequence[Place], cited: Cited) -> Sequence[Place]:
    """The figures of the source that an English one may be: "three" is no third of the month."""
    if figure.kind == "word" and not figure.ordinal:
        if not own and "dozen" in figure.text:  # tens are put as dozens
            tens = (figure.value or 0) * 10
            return [at for at, o in cited.figures.items() if tens and (o.value or 0) * 12 == tens]
        return [place for place in own if cited.figures[place].kind != "date"]
    return own


def _is_sharper(source: Source, passage: Passage, figure: Numeral, places: Sequence[Place]) -> bool:
    """Whether an hour is given as exact that the source gives roughly wherever it has it."""
    material = source.material
    rough = [
        is_rough_hour(material.text(n), cited, material.language)
        for n, at in places
        if (cited := material.numerals(n)[at]).kind == "time"
    ]
    return bool(rough) and all(rough) and not _is_rough_in(passage.text, figure)


def _is_rough_in(text: str, figure: Numeral) -> bool:
    """Whether an English text gives an hour roughly, or only what came before or after it."""
    if is_rough_hour(text, figure, "en") or not ABOUT.isdisjoint(may_say(text, figure)):
        return True
    return _LOOSE.search(text[max(0, figure.start - _BEFORE) : figure.start]) is not None


def _hour_said(figure: Numeral, others: Sequence[English]) -> Stand:
    """What others say of an hour that a text gives as exact."""
    found = [(e.text, o) for e in others for o in e.numerals if o.kind == "time"]
    rough = [_is_rough_in(text, other) for text, other in found if same(other, figure)]
    if not all(rough):
        return Stand.SAME
    return Stand.OTHERWISE if rough else Stand.SILENT


def _bounds_sharper(passage: Passage, figure: Numeral, cited: Cited) -> Iterator[Finding]:
    """A range of which the source hedges a bound: "from 750 to about 2,000"."""
    if figure.hedge is not None or not ranged(figure, (), cited.figures.values()):
        return
    for bound in (figure.low, figure.high):
        own = [o for o in cited.figures.values() if o.low == o.high == bound]
        hedges = [o.hedge for o in own if o.percent == figure.percent]
        if hedges and None not in hedges:
            said = f"{figure.text!r} lost a hedge: the source says {hedge_words(hedges[0])!r}"
            claim = partial(hedge_said, own[0]._replace(hedge=None))
            yield _finding(passage, "warning", said, Doubt(claim, passage.task))


def _hedge_kept(figure: Numeral, text: str, matching: Sequence[Numeral]) -> tuple[int, str]:
    """Which of these figures an English one says as exactly; what is wrong where none is."""
    before = text[max(0, figure.start - _BEFORE) : figure.start]
    bare = figure.hedge is None or bool(_OVER.search(before))  # "control over 200 square km"
    for index, source in enumerate(matching):
        if source.hedge is None if bare else hedge_kept(source, figure):
            return index, ""
        if source.ordinal and not figure.ordinal:
            return index, ""  # "under ten": "دون العاشرة"
        if source.hedge is None and is_through(text, figure):
            return index, ""
    if figure.kind == "vague" or _ESTIMATED.search(before):
        return 0, ""  # a vague figure hedges itself
    may = frozenset[Hedge]() if _OVER.search(before) else may_say(text, figure)
    for index, source in enumerate(matching):
        if source.hedge in may:
            return index, ""
    was = matching[0].hedge
    if was and bare:
        return 0, f"{figure.text!r} lost its hedge: the source says {hedge_words(was)!r}"
    return 0, f"{figure.text!r} is hedged otherwise than in the source"


def _hedged_beside(figure: Numeral, english: Sequence[Numeral], meant: Sequence[Numeral]) -> bool:
    """Whether another figure of the text is the one that the source hedges: "two … under two"."""
    return any(
        other is not figure and same(other, figure) and hedge_kept(source, other)
        for other in english
        for source in meant
        if source.hedge is not None
    )


def _counted_off(source: Source, passage: Passage, figure: Numeral, cited: Cited) -> bool:
    """Whether a small number written as a word may count a list of names in the source.

    Names in quotation marks, or those that stand after the noun that it counts ("the villages of
    A, B and C") where no figure of the source does.
    """
    number = figure.value
    if figure.kind != "word" or figure.hedge or number is None or not 2 <= number <= _FEW:
        return False
    texts = [source.material.text(n) for n in passage.sentences or ()]
    if any(len(_QUOTED.findall(text)) == number for text in texts):
        return True
    noun, language = noun_after(passage.text, figure.end), source.material.language
    if not noun or any(noun & source.counted(place) for place in cited.figures):
        return False
    return any(number in lists_of(noun, text, language) for text in texts)


def _may_be_dual(source: Source, passage: Passage, figure: Numeral) -> bool:
    """Whether "two" may be a dual of the source that is in no list, or one and another."""
    if (
        figure.value != 2
        or figure.hedge
        or figure.percent
        or figure.kind != "word"
        or figure.ordinal
    ):
        return False
    material = source.material
    numbers = passage.sentences or ()
    if any(unlisted_duals(material.text(n), material.language) for n in numbers):
        return True
    return any(another(material.folded(n).text) for n in numbers)  # "a boy …, another …"


def _unsupported(source: Source, passage: Passage, figure: Numeral, cited: Cited) -> str:
    """What is wrong with a figure that stands in no cited sentence."""
    shown = f"the figure {figure.text!r}"
    others = cited.figures.values()
    if any(o.value == figure.value and o.percent != figure.percent for o in others if o.value):
        which = "is no percentage" if figure.percent else "is a percentage"
        return f"{shown} {which} in the source"
    numbers, material = passage.sentences or (), source.material
    elsewhere = [
        n
        for n in range(1, material.size + 1)
        if n not in numbers and any(same(other, figure) for other in material.numerals(n))
    ]
    where = "its source sentence" if passage.translates else "the cited sentences"
    if elsewhere:
        return f"{shown} does not stand in {where}, but in {listed(elsewhere)}"
    return f"{shown} does not stand in {where}"


def _finding(
    passage: Passage, severity: Severity, said: str, doubt: Doubt | None = None
) -> Finding:
    return Finding("figures", severity, passage.pointer, said, passage.sentences or (), doubt)
