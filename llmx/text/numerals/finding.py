"""Finding: every numeral of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from typing import Literal, NamedTuple

from llmx.text.numerals import either, halves
from llmx.text.numerals.atom import Atom
from llmx.text.numerals.composing import Amount, compose
from llmx.text.numerals.folded import Folded, aligned, fold
from llmx.text.numerals.lexicon import Lexicon
from llmx.text.numerals.naming import (
    is_parted,
    may_end_hours,
    name,
    on_the_clock,
    open_hours,
    tells_one,
)
from llmx.text.numerals.numeral import Hedge, Numeral
from llmx.text.numerals.pieces import (
    COUNTER,
    DATES,
    HOUR,
    LEADS,
    MONTH,
    NOTHING,
    ODD,
    OF,
    PERCENT,
    REACH,
    Mark,
    Pieces,
    Plain,
    pieces_of,
)
from llmx.text.numerals.scanning import scan
from llmx.text.numerals.surroundings import (
    CAPITALS,
    NEXT,
    THE_MONTH,
    WINDOW,
    Last,
    barred,
    find_next,
    hedge_with,
    in_doubt,
    is_one,
    joins_range,
    merge,
    names_year,
    read_date,
    read_hedge,
    read_percent,
    read_unit,
    trapped,
    word_before,
)

_FIRST = "الاول"
_ONE_OCLOCK = frozenset(["الواحده", "يك"])
_SHADDA = "\u0651"
_DAMMA = "\u064f"
_ENDING = 4
_BINDING = ("-", "‑", "\u200c")
_TWO = 2
_NAMES = frozenset(["date", "time", "code"])
_ARTICLED = frozenset(["hundred", "scale", "fraction", "vague"])
_WORDS = frozenset(["number", "fraction", "ordinal", "vague", "hundred", "scale", "scales"])


def numerals(text: str, language: str) -> list[Numeral]:
    """Find the figures of a text in order; their spans are disjoint.

    Digits of all scripts are read in every language; number words, duals, vague figures and
    hedges in those of which `has_words` is true.
    """
    known, copy = pieces_of(language), fold(text)
    pieces = copy.split(" ")
    marks = [*map(known.marks.__getitem__, pieces)]
    met = [*filter(None, marks)]
    if not met:
        return []
    hits = [*compress(range(len(marks)), marks)]
    view = _View(aligned(text, copy), pieces, hits, met, known)
    if True in [mark.special for mark in met] or "  " in copy:
        return _special(view)
    found = _piecewise(view)
    return in_full(view.folded, known.lexicon) if found is None else found


def in_full(folded: Folded, lexicon: Lexicon) -> list[Numeral]:
    """The figures of a text, when all that stands around is looked at; `numerals` takes less."""
    return _all(folded, scan(folded.copy, lexicon), lexicon)


class _View(NamedTuple):
    """A copy in its pieces, with the places of those in which something was met."""

    folded: Folded
    pieces: list[str]
    hits: list[int]
    met: list[Mark]
    known: Pieces
    behind: bool = False
    """Whether a hedge may stand behind a figure."""


def _special(view: _View) -> list[Numeral]:
    """The figures of a text with something that may matter to figures further away."""
    folded, _, hits, met, known, _ = view
    if any(mark.slashed for mark in met):
        return in_full(folded, known.lexicon)
    kept = [(i, mark) for i, mark in zip(hits, met, strict=True) if mark.atoms]
    if not kept:
        return []
    view = view._replace(hits=[i for i, _ in kept], met=[mark for _, mark in kept])
    if not any(mark.far for mark in met) and "  " not in folded.copy:
        behind = any(mark.behind for mark in met)
        found = _piecewise(view._replace(behind=behind))
        if found is not None:
            return found
    if _go_on(view.hits, view.met):
        return in_full(folded, known.lexicon)
    first = view.hits[0]
    offset = len(" ".join(view.pieces[:first])) + 1 if first else 0
    return _all(folded, _moved(view, 0, len(kept), offset), known.lexicon)


def _all(folded: Folded, atoms: list[Atom], lexicon: Lexicon) -> list[Numeral]:
    """The figures of a text, when all of it is to be looked at for each of them."""
    amounts = _amounts(folded, atoms, lexicon)
    ends = [*(amount.start for amount in amounts[1:]), len(folded.copy)]
    return _finished(folded, amounts, None, ends, lexicon)


# --- piece by piece ----------------------------------------------------------------------------


def _piecewise(view: _View) -> list[Numeral] | None:
    """The figures of a text, those that stand alone by their neighbours; None: it does not do."""
    folded, pieces, hits, met, known, behind = view
    found: list[Numeral] = []
    last: Last | None = None
    at = offset = k = 0
    size = len(hits)
    while k < size:
        i, first, mark = hits[k], k, met[k]
        if i > at:
            offset, at = offset + len(" ".join(pieces[at:i])) + 1, i
        k += 1
        while k < size and _near(view, k):
            k += 1
        if mark.plain and k - first == 1:
            one = _single(view, i, offset, mark.plain, last)
            if one == "none":
                continue
            if one != "unsettled":
                found.append(one)
                last = _last(view, offset + mark.plain.size, one)
                continue
        if behind or _go_on(hits[first:k], met[first:k]):
            return None
        amounts = _amounts(folded, _moved(view, first, k, offset), known.lexicon)
        further = _finished(folded, amounts, last, [None] * len(amounts), known.lexicon)
        if further and found and further[0].start < found[-1].end:  # minutes before their hour
            found.pop()
        found += further
        if amounts:
            last = amounts[-1].end, amounts[-1].kind
    return found


def _last(view: _View, end: int, numeral: Numeral) -> Last:
    """What is to be known of a numeral that is written up to an offset, its percent sign aside."""
    match = None
    if numeral.percent:
        match = view.known.lexicon.percent.match(view.folded.copy, end)
    return match.end() if match else end, numeral.kind


def _near(view: _View, k: int) -> bool:
    """Whether a figure may be one number with the one before it, or a range, or a date."""
    hits, met = view.hits, view.met
    one, other = hits[k - 1], hits[k]
    if other - one == 2 and met[k].reach <= REACH:  # no half that may be added
        between = view.pieces[one + 1]
        return not between.isalpha() or between in view.known.lexicon.joints
    return other - one < max(met[k - 1].reach, met[k].reach)


def _go_on(hits: Sequence[int], met: Sequence[Mark]) -> bool:
    """Whether figures in digits stand side by side, and may be one: "12 400"."""
    pairs = zip(hits, hits[1:], met, met[1:], strict=False)
    return any(b - a == 1 and one.ends and other.opens for a, b, one, other in pairs)


def _moved(view: _View, first: int, until: int, offset: int) -> list[Atom]:
    """The atoms of some pieces at their places in the copy; the first piece is at `offset`."""
    atoms: list[Atom] = []
    at = view.hits[first]
    for i, mark in zip(view.hits[first:until], view.met[first:until], strict=True):
        if i > at:
            offset, at = offset + len(" ".join(view.pieces[at:i])) + 1, i
        atoms += [atom.moved(offset) for atom in mark.atoms]
    return atoms


def _single(
    view: _View, i: int, start: int, plain: Plain, last: Last | None
) -> Numeral | Literal["none", "unsettled"]:
    """The figure of a piece that stands alone, if its neighbours leave no doubt what it is."""
    folded, pieces, _, _, known, behind = view
    previous, left = known.before[pieces[i - 1]] if i else NOTHING
    alone = plain.closed or i + 1 == len(pieces)
    following, right = NOTHING if alone else known.after[pieces[i + 1]]
    said = left | right
    if said & ODD or (plain.articled and previous[-1:] == "a"):
        return "unsettled"
    if right & HOUR and (left & HOUR or plain.ordinal):
        return "unsettled"
    if alone and known.lexicon.code == "en" and i and pieces[i - 1].endswith(","):
        return "unsettled"  # "Karim Saidi, 23, was killed"
    if plain.ordinal and plain.base and right & OF:
        return "unsettled"  # "الأول من أيار"
    if plain.base and barred(plain.base, previous, following, known.lexicon):
        return "none"
    if said or behind or plain.year:
        return _beside(view, start, plain, last, said, (previous, following))
    unit, end = plain.unit, start + plain.size
    if unit is None and following and not plain.named:
        unit = folded.printed(end + 1, end + 1 + len(following))
    return _made(folded, start, end, plain, unit, None)


def _beside(
    view: _View,
    start: int,
    plain: Plain,
    last: Last | None,
    said: int,
    words: tuple[str, str],
) -> Numeral | Literal["unsettled"]:
    """The figure that stands between two words of which one says something of it."""
    folded, lexicon, copy = view.folded, view.known.lexicon, view.folded.copy
    end = start + plain.size
    percent = lexicon.percent.match(copy, end) if said & PERCENT else None
    if percent:
        end = percent.end()
    elif plain.year or (plain.dated and said & (DATES | OF | MONTH)):
        month = _word_behind(copy, end, words[1]) if said & OF else ""
        if not plain.year and (said & DATES or month in CAPITALS):
            return "unsettled"
        if plain.year:
            dated = names_year(copy, start, words, last, lexicon)
        else:
            dated = said & MONTH > 0 or month in lexicon.months or month in THE_MONTH
            dated = dated and bool(plain.value)
        if dated:
            return _made(folded, start, end, plain._replace(kind="date"), None, None)
    if plain.named:
        return _made(folded, start, end, plain, None, None, percent is not None)
    if view.behind and lexicon.after and lexicon.after.match(copy, end):
        return "unsettled"
    unit, hedge = plain.unit, None
    if said & LEADS and not plain.ordinal:
        window = copy[max(last[0] if last else 0, start - WINDOW) : start]
        hedge = hedge_with(window, words[0], lexicon, vague=plain.magnitude is not None)
    if percent and copy[end : end + 1] == "+":
        return "unsettled"
    if unit is None and (said & COUNTER or percent):
        unit = read_unit(folded, NEXT.match(copy, end), lexicon)
    elif unit is None and words[1]:
        unit = folded.printed(end + 1, end + 1 + len(words[1]))
    return _made(folded, start, end, plain, unit, hedge, percent is not None)


def _word_behind(copy: str, end: int, of: str) -> str:
    """The word behind the one that stands behind a figure."""
    match = NEXT.match(copy, end + 1 + len(of))
    return match[1] if match else ""


def _made(
    folded: Folded,
    start: int,
    end: int,
    plain: Plain,
    unit: str | None,
    hedge: Hedge | None,
    percent: bool = False,
) -> Numeral:
    if folded.dropped:
        start, end = folded.span(start, end)
    _, _, kind, value, magnitude, ordinal, parts, _, weak, *_ = plain
    bare = on_the_clock(parts) if kind == "time" else value
    said = folded.text[start:end], kind, value, bare, bare, hedge, percent
    # half of what a call with as many arguments takes
    return tuple.__new__(Numeral, (start, end, *said, ordinal, magnitude, parts, unit, weak))


# --- with all that stands around ---------------------------------------------------------------


def _amounts(folded: Folded, atoms: list[Atom], lexicon: Lexicon) -> list[Amount]:
    """Compose the atoms, join ranges, leave out what only looks like a number."""
    copy, amounts, i = folded.copy, list[Amount](), 0
    while i < len(atoms):
        atom = atoms[i]
        if amounts and atom.start < amounts[-1].end:  # taken in: "في المئة", "two-3"
            i += 1
            continue
        shown = folded.printed(atom.start, atom.end) if atom.role == "scale" else ""
        if atom.base == "الف" and _SHADDA in shown:  # ألّف: he wrote
            i += 1
            continue
        if atom.role == "scales" and lexicon.tables.one_after and is_one(copy, atom, lexicon):
            atom.role = "scale"
        amount = compose(copy, shown, atoms, i, lexicon)
        single = amount.after == i + 1 and atom.role in _WORDS
        i = amount.after
        if single and atom.base in lexicon.traps:
            sure = not trapped(copy, atom, lexicon) or _sure(folded, atom, lexicon)
            if atom.base in lexicon.tables.doubtful:
                sure, amount.weak = in_doubt(copy, atom, lexicon, sure=sure)
            if not sure:
                continue
        if amounts and _repeats(copy, amounts[-1], amount):
            continue
        if amounts and _is_even(copy, amounts[-1], amount):
            amounts[-1].end, amounts[-1].after = amount.end, amount.after
            continue
        if amount.value == _TWO:
            either.read(copy, amount, lexicon)
        if (
            single
            and atom.base in lexicon.tables.lone
            and _counted(copy, amounts, atom, lexicon.code)
        ):
            continue
        if single and atom.role == "fraction" and halves.add(copy, amount, amounts, lexicon.code):
            continue
        if single and atom.base in lexicon.tables.weak:
            amount.weak = True
        left = amounts[-1] if amounts else None
        floor = left.end if left else 0
        read_percent(copy, amount, floor, lexicon)
        if lexicon.code == "en" and atom.role in _ARTICLED:
            _with_article(copy, amount)
        amount.start = max(amount.start, floor)
        if left is not None and _joins(copy, left, amount, lexicon):
            merge(left, amount)
        else:
            amounts.append(amount)
    return amounts


def _joins(copy: str, left: Amount, right: Amount, lexicon: Lexicon) -> bool:
    """Whether two amounts are the bounds of one range, and not the hours of one span."""
    if left.value is None or not joins_range(copy, left, right, lexicon):
        return False
    code = lexicon.code
    return not (is_parted(left, right, code) or may_end_hours(copy, right, code))


def _sure(folded: Folded, atom: Atom, lexicon: Lexicon) -> bool:
    """Whether a word that is a number only beside some others is one as it stands."""
    code = lexicon.code
    if atom.base == _FIRST:
        return _opens_month(folded.copy[atom.end : atom.end + WINDOW].split(), lexicon)
    if atom.base in _ONE_OCLOCK:
        return tells_one(folded.copy, atom.start, atom.end, code)
    if atom.role == "fraction":  # "a day and a half"
        return halves.is_added(folded.copy, atom.start, code)
    return atom.base == "نه" and _DAMMA in folded.printed(atom.start, atom.end)


def _opens_month(following: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether words make "the first" before them a day: "of May", "to the fifth of May"."""
    if not following:
        return False
    if following[0] in lexicon.tables.of_month:
        return len(following) > 1 and following[1].partition("/")[0] in lexicon.months
    return following[0] in lexicon.ranges and not lexicon.months.isdisjoint(following[1:5])


def _repeats(copy: str, left: Amount, amount: Amount) -> bool:
    """Whether a dual is said again: its adjective, or "اثنين" after it."""
    if left.kind != "dual" or amount.value != 2 or amount.ordinal:
        return False
    if amount.kind not in ("dual", "word"):
        return False
    return not copy[left.end : amount.start].strip()


def _is_even(copy: str, left: Amount, amount: Amount) -> bool:
    """Whether two equal words are one figure: "fifty-fifty"."""
    if left.kind != "word" or amount.kind != "word" or left.value != amount.value:
        return False
    return left.value is not None and copy[left.end : amount.start] in _BINDING


def _counted(copy: str, amounts: list[Amount], atom: Atom, code: str) -> bool:
    """Whether a figure stands right before a word, which is then its unit."""
    if not amounts:
        return False
    gap = copy[amounts[-1].end : atom.start].strip()
    if code == "en":  # "a 40-second video"; "May 5 second blast" has an ordinal
        articled = word_before(copy, amounts[-1].start) in ("a", "an")
        return not amounts[-1].ordinal and (gap in ("-", "‑") or (not gap and articled))
    return not gap or (gap[0] == "-" and len(gap) <= _ENDING)  # "за 3-х суток"


def _with_article(copy: str, amount: Amount) -> None:
    """Take in the article of "a million"."""
    start = amount.start - 2
    if copy[max(start, 0) : amount.start] == "a " and not copy[max(start - 1, 0)].isalnum():
        amount.start = start
    elif start == 0 and copy[:2] == "a ":
        amount.start = 0


def _finished(
    folded: Folded,
    amounts: Sequence[Amount],
    last: Last | None,
    followed: Sequence[int | None],
    lexicon: Lexicon,
) -> list[Numeral]:
    """The numerals of amounts, of which each is followed by another at a place of the copy."""
    found, copy = list[Numeral](), folded.copy
    floor = before = 0
    left: Amount | None = None
    for amount, following in zip(amounts, followed, strict=False):
        if last is not None and amount.start < last[0]:  # taken in: "half past three"
            continue
        if amount.kind not in _NAMES:
            amount.previous = word_before(copy, amount.start)
            amount.next = match = find_next(copy, amount.end)
            amount.following = match[1] if match else ""
            name(folded, amount, last, lexicon.code)
            read_date(folded, amount, last, lexicon)
        if amount.kind == "time" and left is not None:
            if amount.start <= left.start:  # "a quarter to four"
                found.pop()
            elif open_hours(copy, left, amount, lexicon.code):
                found[-1] = _numeral(folded, left, before, None, lexicon)
        before, floor = floor, last[0] if last else 0
        found.append(_numeral(folded, amount, floor, following, lexicon))
        last, left = (amount.end, amount.kind), amount
    return found


def _numeral(
    folded: Folded, amount: Amount, floor: int, following: int | None, lexicon: Lexicon
) -> Numeral:
    start, end = folded.span(amount.start, amount.end)
    unit, hedge = amount.unit, None
    if amount.kind not in _NAMES:
        if unit is None:
            unit = read_unit(folded, amount.next, lexicon)
        if not amount.ordinal:
            hedge = amount.hedge or read_hedge(folded.copy, amount, floor, following, lexicon)
    low, high = (amount.low, amount.high) if amount.kind not in _NAMES else _bare(amount)
    return Numeral(
        start,
        end,
        folded.text[start:end],
        amount.kind,
        amount.value,
        low,
        high,
        hedge,
        amount.percent,
        amount.ordinal,
        amount.magnitude,
        amount.parts,
        unit,
        amount.weak,
    )


def _bare(amount: Amount) -> tuple[int | float | None, int | float | None]:
    """The bounds of a date or a code, and the figure by which a full hour may be said alone."""
    if amount.kind == "time":
        return (on_the_clock(amount.parts),) * 2
    return amount.low, amount.high
