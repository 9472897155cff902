"""Counts: the bounds of a count against the figure that its surface form is in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from llmx.checks.agreement import PEOPLE, hedge_said
from llmx.checks.doubt import Claim, Doubt, Stand, Standing
from llmx.checks.english import English
from llmx.checks.figures.digits import slipped
from llmx.checks.figures.idioms import denied, fits_odd, is_nth, is_series, on_fingers
from llmx.checks.figures.measures import smaller
from llmx.checks.figures.messages import hedge_words
from llmx.checks.figures.reckoned import multiple, one_in, proportions, share, total
from llmx.checks.figures.single import describes
from llmx.checks.figures.source import Source
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material, Piece
from llmx.fields import Count, Counted
from llmx.text.folding import find, fold
from llmx.text.numerals import (
    ABOVE,
    BELOW,
    Numeral,
    has_words,
    hedge_kept,
    numerals,
    same,
    unlisted_duals,
)

_DUAL = 2
_NEAR = 2  # words beside a form
_LITTLE = 12  # characters of more of them
_ROUND = 30  # characters on either side of a form in which it may be denied
_JOINED = re.compile(r"،|,|(?<!\w)و")
_DIGIT = re.compile(r"\d")
_BEFORE = re.compile(r"\s*\w{2}")  # words before a figure
_AT_MOST = (  # "may reach", "no more than", with other words before the figure
    r"لا يزيد|لا تزيد|لا يتجاوز|لا تتجاوز|لا يتعدى|لا تتعدى|قد يصل|قد تصل|قد يبلغ|قد تبلغ|ربما يصل"
    r"|ممکن است .*برس|حداکثر|может достиг|могло? достиг|не превыша|не более"
)
_AT_LEAST = r"لا يقل|لا تقل|لم يقل|لم تقل|على الأقل|کم ?تر از .*(?:نیست|نبود)|не менее"
_CHANGED = re.compile(
    r"(?:ارتفع|رفع|ازداد|زاد|انخفض|تراجع|قفز|هبط|تقلص|صعد|خفض)[تو]?(?!\w)|افزايش|كاهش"
    r"|выросл?[аои]?\b|увелич|сни[зж]|сократ|возросл"
)
_BOUNDS = ABOVE | BELOW
_PEOPLE = PEOPLE | {"killed_or_wounded", "force_size"}


def check(source: Source, piece: Piece, count: Counted) -> Iterator[Finding]:
    """A count's bounds against the figure that its surface form is in the cited sentences."""
    material, worded = source.material, source.has_words
    figures, cut = _figures_of(material, piece, count)
    numbers = [f for f in figures if _counts(f)]
    if cut is None and _DIGIT.search(count.text_src):
        yield from _not_there(material, piece, count)
    elif not numbers:
        if worded and not _said_otherwise(material, piece, count, figures):
            yield from _without_figure(material, piece, count)
    elif not any(_fits(count, figure, worded) for figure in numbers):
        if not (
            _said_otherwise(material, piece, count, figures)
            or _explained(material, piece, count, numbers)
        ):
            yield from _misread(material, piece, count, numbers)
    elif isinstance(count, Count) and _mistakes_share(count, numbers, material.language):
        which = "a share" if _share(numbers[0]) else "no percentage"
        said = f"{count.text_src!r} is {which}, not {count.what!r}"
        yield _finding(piece, "what", "error", said)
    elif cut:
        yield _finding(piece, "text_src", "warning", f"{count.text_src!r} cuts a figure in two")
    elif hedged := _loses_hedge(material, piece, count):
        hedge = hedge_words(hedged.hedge)
        said = f"{count.text_src!r} leaves out that the source says {hedge!r}"
        bare = partial(hedge_said, hedged._replace(hedge=None))
        yield _finding(piece, "text_src", "warning", said, bare)


def _misread(
    material: Material, piece: Piece, count: Counted, numbers: Sequence[Numeral]
) -> Iterator[Finding]:
    """A count whose bounds are not those of its figure; words before it may give them."""
    said = f"{_bounds(count)} is not what {count.text_src!r} says"
    which = "min" if count.min is not None or count.max is None else "max"
    claim = partial(_bounds_said, count, numbers)
    if _is_miswritten(material, piece, count, numbers):
        yield _finding(piece, which, "error", said)  # no witness makes another digit right
    elif not (has_words(material.language) and _hedged_in_words(count, numbers)):
        yield _finding(piece, which, "error", said, claim)
    elif not _leaning(count):
        yield _finding(piece, which, "warning", said, claim, "if denied")


def _is_miswritten(
    material: Material, piece: Piece, count: Counted, numbers: Sequence[Numeral]
) -> bool:
    """Whether the only bound of a count is its figure in the source with a wrong digit."""
    bounds = {count.min, count.max} - {None}
    if len(bounds) != 1:
        return False
    cited = [figure for n in piece.sentences or () for figure in material.numerals(n)]
    meant = slipped(bounds.pop(), cited)
    return meant is not None and any(same(meant, number) for number in numbers)


def _bounds_said(count: Counted, numbers: Sequence[Numeral], others: Sequence[English]) -> Stand:
    """What others say of the bounds of a count whose figure is one of these numbers in the source.

    That figure itself, where it is another than the count's or hedged, speaks against any other.
    """
    figures = [f for english in others for f in english.numerals if _counts(f)]
    bounds = (count.min, count.max)
    others_own = [n for n in numbers if n.low not in bounds and n.high not in bounds]
    if any(same(number, figure) for number in others_own for figure in figures):
        return Stand.AGAINST
    own = [n for n in numbers if n.low in bounds or n.high in bounds]
    exact = count.min == count.max and all(n.hedge in _BOUNDS for n in own)
    if exact and any(same(n, f) and hedge_kept(n, f) for n in own for f in figures):
        return Stand.AGAINST
    if any(_fits(count, figure, worded=True) for figure in figures):
        return Stand.SAME
    hedged = [figure for figure in figures if figure.hedge is not None]
    near = any(v is not None and v in (f.low, f.high) for v in bounds for f in hedged)
    return Stand.OTHERWISE if near else Stand.SILENT


def _said_otherwise(
    material: Material, piece: Piece, count: Counted, figures: Sequence[Numeral]
) -> bool:
    """Whether the words of a count say its bounds by an idiom, or by an ordinal."""
    low, high, form = count.min, count.max, fold(count.text_src).text
    people = getattr(count, "what", None) in _PEOPLE  # "a third was captured": he is one
    if is_nth(low, high, figures, form) and (not people or is_series(form)):
        return True
    if any(fits_odd(low, high, figure, form) for figure in figures):
        return True
    if high == 0:
        return not low and _is_denied(material, piece, count, figures)
    if high is None or low not in (None, 0, 1):
        return False
    return any(on_fingers(material.folded(n).text) == high for n in piece.sentences or ())


def _is_denied(
    material: Material, piece: Piece, count: Counted, figures: Sequence[Numeral]
) -> bool:
    """Whether a form, of one thing at most, stands where the source says that there was none."""
    if any(figure.value != 1 for figure in figures):
        return False
    found = _occurrences(material, piece, count.text_src)
    around = [material.text(n)[max(0, start - _ROUND) : end + _ROUND] for n, start, end in found]
    return any(denied(fold(text).text) for text in around)


def _explained(
    material: Material, piece: Piece, count: Counted, numbers: Sequence[Numeral]
) -> bool:
    """Whether the bounds of a count are what its words say, though not one of their figures."""
    if _measures(material, piece, count, numbers):
        return True
    own = _own(material, count)
    return _ends_change(material, piece, count, numbers, own) or _reckoned(
        material, piece, count, own
    )


def _ends_change(
    material: Material,
    piece: Piece,
    count: Counted,
    numbers: Sequence[Numeral],
    own: Sequence[Numeral],
) -> bool:
    """Whether a count is what a figure rose or fell to: "ارتفعت الحصيلة من 12 إلى 17 قتيلا"."""
    if [f.value for f in own] != [count.min] or count.min != count.max:
        return False
    if not any(f.low != f.high and count.min in (f.low, f.high) for f in numbers):
        return False
    return any(_CHANGED.search(material.folded(n).text) for n in piece.sentences or ())


def _measures(material: Material, piece: Piece, count: Counted, numbers: Sequence[Numeral]) -> bool:
    """Whether one thing is counted, and its figures are measures of it: a 120-mm mortar."""
    if count.min != 1 or count.max != 1:
        return False
    people = getattr(count, "what", None) in _PEOPLE
    if describes(count.text_src, material.language, people=people):
        return True
    texts = [material.text(n) for n in piece.sentences or ()]
    return all(
        any(re.search(rf"{re.escape(figure.text)}[-‐‑]\w", text) for text in texts)
        for figure in numbers
    )


def _own(material: Material, count: Counted) -> list[Numeral]:
    """The figures of a surface form by itself."""
    return [f for f in numerals(count.text_src, material.language) if _counts(f)]


def _reckoned(material: Material, piece: Piece, count: Counted, own: Sequence[Numeral]) -> bool:
    """Whether the bound of a count follows from its words: one in five, twice as many, a sum."""
    bounds = {bound for bound in (count.min, count.max) if bound is not None}
    if len(bounds) != 1:
        return False
    (value,) = bounds
    copy = fold(count.text_src).text
    if value == 1 and one_in(copy):
        return True
    if _is_percent(count) and value in proportions(copy, own):
        return True
    figures = [f for n in piece.sentences or () for f in material.numerals(n) if _counts(f)]
    if multiple(value, copy, figures):
        return True
    shares = [f for f in own if smaller(f, material.language) is None]
    if not _is_percent(count) and share(value, shares, figures):
        return True
    if any(0 < (f.value or 0) < 1 and smaller(f, material.language) == value for f in own):
        return True  # "half an hour" in minutes
    return total(value, copy, own, material.language)


def _is_percent(count: Counted) -> bool:
    return isinstance(count, Count) and count.what == "percent"


def _mistakes_share(count: Count, numbers: Sequence[Numeral], language: str) -> bool:
    if count.min is count.max is None:
        return False  # of a share of something else than people no number is told
    figure, percent = numbers[0], _is_percent(count)
    if count.min is not None and count.min > 1 and _share(figure) and not percent:
        return figure.percent  # "a day and a half"
    if len(numbers) > 1 or percent is _share(figure):
        return False
    return percent or figure.percent or smaller(figure, language) is None  # "half an hour"


def _figures_of(
    material: Material, piece: Piece, count: Counted
) -> tuple[list[Numeral], bool | None]:
    """The figures of the cited sentences in which the surface form stands, hedges included.

    Also whether it begins or ends within the digits of each of them; None: it stands in none.
    """
    found: list[Numeral] = []
    cut: list[bool] = []
    for n, start, end in _occurrences(material, piece, count.text_src):
        text = material.text(n)
        cut.append(text[start - 1 : start + 1].isdigit() or text[end - 1 : end + 1].isdigit())
        found += [f for f in material.numerals(n) if f.start < end and start < f.end]
    return found, all(cut) if cut else None


def _occurrences(material: Material, piece: Piece, form: str) -> list[tuple[int, int, int]]:
    """Where the cited sentences have a form: as it is printed or else in any other spelling."""
    numbers, size = piece.sentences or (), len(form)
    found = []
    for n in numbers:
        text = material.text(n)
        start = text.find(form)
        while start >= 0:
            found.append((n, start, start + size))
            start = text.find(form, start + size)
    if not found:
        found = [(n, *span) for n in numbers for span in find(form, material.folded(n))]
    if len(found) > 1:  # "جندي" stands in "جنديين" too, which are two
        whole = [(n, start, end) for n, start, end in found if not _goes_on(material.text(n), end)]
        return whole or found
    return found


def _goes_on(text: str, end: int) -> bool:
    """Whether a word does not end at a place."""
    return text[end - 1 : end + 1].isalpha() and end < len(text)


def _counts(figure: Numeral) -> bool:
    return figure.kind not in ("date", "time", "code") and not figure.ordinal


def _not_there(material: Material, piece: Piece, count: Counted) -> Iterator[Finding]:
    """A surface form with digits that the cited sentences do not have, in these words.

    The words are for others to look up; its figures are to be the source's, and the count's.
    """
    cited = [f for n in piece.sentences or () for f in material.numerals(n)]
    figures = _own(material, count)
    absent = [f for f in figures if f.kind == "digits" and not any(same(f, c) for c in cited)]
    if absent:
        said = f"the figure of {count.text_src!r} does not stand in the cited sentences"
        yield _finding(piece, "text_src", "error", said)
    elif figures and not any(_fits(count, figure, worded=False) for figure in figures):
        said = f"{_bounds(count)} is not what {count.text_src!r} says"
        yield _finding(piece, "text_src", "error", said, partial(_bounds_said, count, figures))


def _without_figure(material: Material, piece: Piece, count: Counted) -> Iterator[Finding]:
    """A count whose surface form holds no figure: one thing, a list of names, or no number."""
    listed = 1 + len(_JOINED.findall(count.text_src))
    values = [v for v in (count.min, count.max) if v is not None and v > listed]
    cited = [f for n in piece.sentences or () for f in material.numerals(n) if _counts(f)]
    if values and _reckoned(material, piece, count, _own(material, count)):
        return
    for value in dict.fromkeys(values):
        if not any(value in (f.value, f.low, f.high) for f in cited):
            said = f"{value:,} does not stand in {count.text_src!r} nor in the cited sentences"
            unread = value == _DUAL and unlisted_duals(count.text_src, material.language)
            claim = None if unread else partial(_bounds_said, count, ())
            yield _finding(piece, "min", "info" if unread else "error", said, claim)


def _loses_hedge(material: Material, piece: Piece, count: Counted) -> Numeral | None:
    """The figure that a surface form begins with, where it is hedged and the form is not.

    Wherever the form stands. One with words before its figure has those that hedge it as a rule.
    """
    form, language = count.text_src, material.language
    found: Numeral | None = None
    beside: list[str] = []
    for n, start, end in _occurrences(material, piece, form):
        there = [f for f in material.numerals(n) if f.start < end and start < f.end and _counts(f)]
        if not there or not _is_hedged(there[0], form):
            return None
        found = there[0]
        beside.append(_beside(material.text(n), start, end))
    if found is None or any(n.hedge for n in numerals(form, language)):
        return None
    hedged = any(n.hedge for text in beside for n in numerals(text, language))
    return found if hedged else None


def _is_hedged(figure: Numeral, form: str) -> bool:
    return figure.hedge is not None and figure.kind != "vague" and form.startswith(figure.text)


def _beside(text: str, start: int, end: int) -> str:
    """A form with the words on either side that may be quoted with it: two, or little ones.

    A verb that hedges a figure from further away cannot: "ناهزت قيمة الفدية 3 ملايين".
    """
    words = text[:start].split()
    near = _NEAR
    while near < len(words) and len(" ".join(words[-near - 1 :])) <= _LITTLE:
        near += 1
    return " ".join([*words[-near:], text[start:end], *text[end:].split()[:_NEAR]])


def _share(figure: Numeral) -> bool:
    return figure.percent or (figure.value is not None and 0 < figure.value < 1)


def _fits(count: Counted, figure: Numeral, worded: bool) -> bool:
    """Whether the bounds of a count say what a figure of the source says.

    Hedges are read only where the language's words are (`worded`).
    """
    low, high = count.min, count.max
    if figure.kind == "vague":
        return low is None and high is None
    if low is high is None and (figure.weak or (not figure.percent and _share(figure))):
        return True  # "a million-strong turnout", "a third of the area"
    if figure.kind == "age" and low == high == 1:
        return True  # "her six-year-old grandson"
    if figure.value is None:
        upper = high is None and figure.hedge in ABOVE  # "at least 15 to 17"
        return _near(low, figure.low) and (upper or _near(high, figure.high))
    one_sided = figure.hedge in _BOUNDS
    if low == high and 0 < figure.value < 1 and low is not None and low % 1 == figure.value:
        return not one_sided  # "a day and a half"
    scale = 100 if _is_percent(count) and figure.value < 1 else 1  # "half of the houses"
    value = figure.value * scale
    if scale > 1 and low == high and low in (round(value), round(value, 1), round(value, 2)):
        return not one_sided  # a third is 33.3%
    if low == high == value and not one_sided:
        return True
    above = _near(low, value) and high is None
    below = low in (None, 0) and _near(high, value)
    exact = _near(low, value) and _near(high, value)
    if not worded:
        return above or below or exact
    return above if figure.hedge in ABOVE else below if figure.hedge in BELOW else exact


def _hedged_in_words(count: Counted, numbers: Sequence[Numeral]) -> bool:
    """Whether one bound is the figure's and words before it may say so that were not read."""
    if (count.min in (None, 0)) is (count.max is None):
        return False
    bound = count.min if count.max is None else count.max
    return any(
        figure.hedge is None
        and _near(bound, figure.value)
        and _BEFORE.match(count.text_src.partition(figure.text)[0]) is not None
        for figure in numbers
        if figure.text in count.text_src
    )


def _leaning(count: Counted) -> bool:
    """Whether words of a form give its figure as a bound on the side that the count has."""
    return bool(re.search(_AT_LEAST if count.max is None else _AT_MOST, count.text_src))


def _near(bound: float | None, value: float | None) -> bool:
    if bound is None or value is None:
        return bound is value
    return abs(bound - value) <= 1e-9 * max(1.0, abs(value))


def _bounds(count: Counted) -> str:
    low, high = count.min, count.max
    if low is None and high is None:
        return "no number"
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"at least {low:,}"
    return f"at most {high:,}" if low is None else f"{low:,} to {high:,}"


def _finding(
    piece: Piece,
    field: str,
    severity: Severity,
    said: str,
    claim: Claim | None = None,
    stands: Standing = "unless said",
) -> Finding:
    doubt = Doubt(claim, piece.task, stands) if claim else None
    path = f"{piece.pointer}/{field}"
    return Finding("figures", severity, path, said, piece.sentences or (), doubt)
