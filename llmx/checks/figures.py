"""Figures: every figure of the English stands in its source, and every one of the source survives.

A figure is its value, its hedge and its percent sign. English prose is held against the sentences
that it cites; a translated sentence against its own, in both directions; a count against the
figure that its surface form is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material, Passage, Piece
from llmx.fields import Count
from llmx.text.concepts import concepts, has_concepts
from llmx.text.folding import find
from llmx.text.numerals import Hedge, Numeral, has_words, hedge_kept, numerals, same

_SOME_HAND = re.compile(r"-[a-z]")  # "third-hand" counts nothing
_ESTIMATED = re.compile(r"\bestimated\s+$", re.IGNORECASE)  # who estimates stands in the source
_QUOTED = re.compile(r"«[^»]+»|“[^”]+”|\"[^\"]+\"")
_JOINED = re.compile(r"،|,|(?<!\w)و")
_STOP = re.compile(r"[,;.:،؛()«»\"]| and |\sو| (?:on|in|from|at|near|for|to|by) ")
_WINDOW = 40  # characters after a figure in which what it counts is named
_ARMED = frozenset(
    [
        *("fighter", "soldier", "officer", "militia", "terrorist", "rebel", "isis", "nusra"),
        *("taliban", "houthi", "police", "guards", "forces", "army", "security"),
    ]
)
_PEOPLE = frozenset(
    [
        *("civilian", "child", "woman", "man", "girl", "boy", "family", "resident", "people"),
        *("youth", "elderly", "farmer", "worker", "employee", "driver", "doctor", "nurse"),
        *("teacher", "student", "journalist", "activist", "prisoner", "refugee", "migrant"),
        *("pilgrim"),
    ]
)
_THINGS = frozenset(
    [
        *("village", "town", "city", "neighborhood", "district", "road", "bridge", "tunnel"),
        *("crossing", "base", "camp", "checkpoint", "outpost", "headquarters", "position"),
        *("market", "mosque", "school", "hospital", "house", "building", "hill", "shell"),
        *("rocket", "drone", "aircraft", "helicopter", "tank", "vehicle", "car", "convoy"),
        *("bomb", "mine", "explosion", "gun", "depot", "strike", "attack", "raided", "brigade"),
        *("battalion", "hour", "day", "week", "month", "year", "dollar", "salary", "tractor"),
    ]
)
_COUNTABLE = _ARMED | _PEOPLE | _THINGS
_FEW = 10  # what a person counts off a list
_LOWER = (Hedge.MORE_THAN, Hedge.AT_LEAST)
_UPPER = (Hedge.LESS_THAN, Hedge.AT_MOST)


def check(material: Material) -> Iterator[Finding]:
    """Every figure of the answers, and every figure of the sentences that they translate."""
    if not has_words(material.language):
        said = f"number words of {material.language!r} are not read; figures in digits are checked"
        yield Finding("figures", "info", "/article/language", said)
    for passage in material.passages:
        if passage.sentences:
            yield from _passage(material, passage)
    for piece, count in material.pieces(Count):
        if piece.sentences:
            yield from _count(material, piece, count)


# --- prose -----------------------------------------------------------------------------------


def _passage(material: Material, passage: Passage) -> Iterator[Finding]:
    english = material.english_numerals(passage.text)
    if not english and not passage.translates:
        return
    cited = passage.sentences or ()
    source = [numeral for n in sorted(cited) for numeral in material.numerals(n)]
    readable = has_words(material.language)
    free = list(source) if passage.translates else source
    for figure in english:
        if figure.kind == "date" and not passage.translates:
            continue  # a brief may give the day that "yesterday" was
        if _demanded(figure, passage.text) and (readable or _plain(figure)):
            yield from _supported(material, passage, figure, source, free)
    if len(source) > 1:
        yield from _swapped(material, passage, english)
        yield from _of_another(material, passage, english)
    if passage.translates:
        yield from _survivors(passage, english, source)


def _swapped(material: Material, passage: Passage, english: Sequence[Numeral]) -> Iterator[Finding]:
    """Two figures that stand in the other order in one sentence of the source.

    Translations and briefs keep the order of the figures of a sentence; where they do not, one
    figure has probably taken the place of another.
    """
    source = [(n, f) for n in sorted(passage.sentences or ()) for f in material.numerals(n)]
    last: tuple[int, int, Numeral] | None = None
    for figure in english:
        places = [(i, n) for i, (n, other) in enumerate(source) if same(other, figure)]
        if len(places) != 1 or source[places[0][0]][1].kind == "date":
            continue
        place, n = places[0]
        if last is not None and last[1] == n and place < last[0]:
            said = f"{last[2].text!r} and {figure.text!r} stand the other way round"
            yield _finding(passage, "warning", f"{said} in sentence {n}")
        last = place, n, figure


def _of_another(
    material: Material, passage: Passage, english: Sequence[Numeral]
) -> Iterator[Finding]:
    """A figure that counts what another figure of the cited sentences counts.

    "Four villages" where the sentences have four vehicles and nine villages.
    """
    if not has_concepts(material.language):
        return
    places = [(n, i) for n in passage.sentences or () for i in range(len(material.numerals(n)))]
    for index, figure in enumerate(english):
        counted = _counted(passage.text, english, index, "en") if figure.kind != "date" else None
        if not counted:
            continue
        own: list[frozenset[str]] = []
        others: list[tuple[str, frozenset[str]]] = []
        for n, i in places:
            numeral = material.numerals(n)[i]
            found = _counted(material.text(n), material.numerals(n), i, material.language)
            if same(numeral, figure):
                own.append(found)
            else:
                others.append((numeral.text, found))
        if not own or not all(own) or any(_alike(counted, found) for found in own):
            continue
        fitting = next((text for text, found in others if _alike(counted, found)), None)
        if fitting is not None:
            said = f"{figure.text!r} counts something else in the source, where {fitting!r} does"
            yield _finding(passage, "warning", said)


def _counted(text: str, figures: Sequence[Numeral], index: int, language: str) -> frozenset[str]:
    """The concepts of what a figure counts: of the few words after it, up to the next figure."""
    figure = figures[index]
    end = figures[index + 1].start if index + 1 < len(figures) else len(text)
    after = text[figure.end : min(end, figure.end + _WINDOW)]
    words = _STOP.split(after, maxsplit=1)[0].split()[:3]
    if figure.kind == "dual" and figure.unit_hint:
        words.append(figure.unit_hint)
    return frozenset().union(*(_concepts_of(word, language) for word in words))


@lru_cache(maxsize=8192)
def _concepts_of(word: str, language: str) -> frozenset[str]:
    return concepts(word, language) & _COUNTABLE


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two nouns may stand for the same: one fighter for another, people for anybody."""
    if one & other or (one & _ARMED and other & _ARMED):
        return True
    anybody = _ARMED | _PEOPLE
    return ("people" in one and bool(other & anybody)) or (
        "people" in other and bool(one & anybody)
    )


def _demanded(figure: Numeral, text: str) -> bool:
    if figure.weak or figure.kind == "dual":
        return False
    return not (figure.ordinal and _SOME_HAND.match(text, figure.end))


def _plain(figure: Numeral) -> bool:
    """Whether a figure can only have been digits in a source whose words are not read."""
    return figure.kind == "digits" and (figure.value is None or figure.value >= 10)


def _supported(
    material: Material,
    passage: Passage,
    figure: Numeral,
    source: Sequence[Numeral],
    free: list[Numeral],
) -> Iterator[Finding]:
    """One English figure against the figures that it may stand for."""
    matching = [s for s in free if same(s, figure)] or [s for s in source if same(s, figure)]
    if not matching:
        if not _counted_off(material, passage, figure):
            yield _finding(passage, "error", _unsupported(material, passage, figure, source))
        return
    kept = [s for s in matching if hedge_kept(s, figure)]
    if not kept and _hedges_read(material, passage, figure):
        was = matching[0].hedge
        said = (
            f"{figure.text!r} lost its hedge: the source says {_hedge(was)!r}"
            if was and not figure.hedge
            else f"{figure.text!r} is hedged otherwise than in the source"
        )
        yield _finding(passage, "warning", said)
    if passage.translates:
        used = (kept or matching)[0]
        free[:] = [s for s in free if s is not used]


def _hedges_read(material: Material, passage: Passage, figure: Numeral) -> bool:
    """Whether it can be told how a figure is hedged; a vague one hedges itself."""
    if figure.kind == "vague" or not has_words(material.language):
        return False
    return not _ESTIMATED.search(passage.text, 0, figure.start)


def _counted_off(material: Material, passage: Passage, figure: Numeral) -> bool:
    """Whether a small number written as a word may count a list of quoted names in the source."""
    number = figure.value
    if figure.kind != "word" or figure.hedge or number is None or not 2 <= number <= _FEW:
        return False
    texts = [material.text(n) for n in passage.sentences or ()]
    return any(len(_QUOTED.findall(text)) == number for text in texts)


def _unsupported(
    material: Material, passage: Passage, figure: Numeral, source: Sequence[Numeral]
) -> str:
    """What is wrong with a figure that stands in no cited sentence."""
    shown = f"the figure {figure.text!r}"
    if figure.value is not None and any(s.value == figure.value for s in source):
        which = "is no percentage" if figure.percent else "is a percentage"
        return f"{shown} {which} in the source"
    cited = passage.sentences or ()
    elsewhere = [
        n
        for n in range(1, material.size + 1)
        if n not in cited and any(same(s, figure) for s in material.numerals(n))
    ]
    where = "its source sentence" if passage.translates else "the cited sentences"
    if elsewhere:
        return f"{shown} does not stand in {where}, but in {_listed(elsewhere)}"
    return f"{shown} does not stand in {where}"


def _survivors(
    passage: Passage, english: Sequence[Numeral], source: Sequence[Numeral]
) -> Iterator[Finding]:
    """Each figure of a source sentence that its translation does not have."""
    left = list(english)
    for figure in source:
        found = next((e for e in left if same(figure, e)), None)
        if found is not None:
            left.remove(found)
        elif not figure.weak and not any(same(figure, e) for e in english):
            yield _finding(passage, "error", f"the source's figure {figure.text!r} is missing")


# --- counts ----------------------------------------------------------------------------------


def _count(material: Material, piece: Piece, count: Count) -> Iterator[Finding]:
    """A count's bounds against the figure that its surface form is in the cited sentences."""
    worded = has_words(material.language)
    figures, cut = _figures_of(material, piece, count)
    numbers = [f for f in figures if f.kind not in ("date", "time", "code") and not f.ordinal]
    if not numbers:
        if worded:
            yield from _without_figure(material, piece, count)
    elif not any(_fits(count, figure, worded) for figure in numbers):
        said = f"{_bounds(count)} is not what {count.text_src!r} says"
        which = "min" if count.min is not None or count.max is None else "max"
        yield _of_count(piece, which, "error", said)
    elif (count.what == "percent") is not _share(numbers[0]) and len(numbers) == 1:
        which = "a share" if _share(numbers[0]) else "no percentage"
        said = f"{count.text_src!r} is {which}, not {count.what!r}"
        yield _of_count(piece, "what", "error", said)
    elif cut:
        yield _of_count(piece, "text_src", "warning", f"{count.text_src!r} cuts a figure in two")
    elif _loses_hedge(material, count, numbers):
        said = f"{count.text_src!r} leaves out that the source says {_hedge(numbers[0].hedge)!r}"
        yield _of_count(piece, "text_src", "warning", said)


def _of_count(piece: Piece, field: str, severity: Severity, said: str) -> Finding:
    return Finding("figures", severity, f"{piece.pointer}/{field}", said, piece.sentences or ())


def _loses_hedge(material: Material, count: Count, numbers: Sequence[Numeral]) -> bool:
    """Whether every figure that a surface form stands for is hedged, and the form is not."""
    if len(numbers) != 1 or numbers[0].hedge is None or numbers[0].kind == "vague":
        return False
    return not any(n.hedge for n in numerals(count.text_src, material.language))


def _share(figure: Numeral) -> bool:
    return figure.percent or (figure.value is not None and 0 < figure.value < 1)


def _figures_of(material: Material, piece: Piece, count: Count) -> tuple[list[Numeral], bool]:
    """The figures of the cited sentences in which the surface form stands, hedges included.

    Also whether it begins or ends within the digits of each of them.
    """
    found: list[Numeral] = []
    cut: list[bool] = []
    for n in piece.sentences or ():
        text = material.text(n)
        for start, end in find(count.text_src, material.folded(n)):
            cut.append(text[start - 1 : start + 1].isdigit() or text[end - 1 : end + 1].isdigit())
            found.extend(f for f in material.numerals(n) if f.start < end and start < f.end)
    return found, bool(cut) and all(cut)


def _without_figure(material: Material, piece: Piece, count: Count) -> Iterator[Finding]:
    """A count whose surface form holds no figure: one thing, a list of names, or no number."""
    listed = 1 + len(_JOINED.findall(count.text_src))
    values = [v for v in (count.min, count.max) if v is not None and v > listed]
    cited = [f for n in piece.sentences or () for f in material.numerals(n)]
    for value in dict.fromkeys(values):
        if not any(value in (f.value, f.low, f.high) for f in cited):
            said = f"{value:,} does not stand in {count.text_src!r} nor in the cited sentences"
            yield _of_count(piece, "min", "error", said)


def _fits(count: Count, figure: Numeral, worded: bool) -> bool:
    """Whether the bounds of a count say what a figure of the source says.

    Hedges are read only where the language's words are (`worded`).
    """
    low, high = count.min, count.max
    if figure.kind == "vague":
        return low is None and high is None
    if figure.value is None:
        return _near(low, figure.low) and _near(high, figure.high)
    scale = 100 if count.what == "percent" and figure.value < 1 else 1  # "half of the houses"
    value = figure.value * scale
    above = _near(low, value) and high is None
    below = low in (None, 0) and _near(high, value)
    exact = _near(low, value) and _near(high, value)
    if not worded:
        return above or below or exact
    return above if figure.hedge in _LOWER else below if figure.hedge in _UPPER else exact


def _near(bound: float | None, value: float | None) -> bool:
    if bound is None or value is None:
        return bound is value
    return abs(bound - value) <= 1e-9 * max(1.0, abs(value))


def _bounds(count: Count) -> str:
    low, high = count.min, count.max
    if low is None and high is None:
        return "no number"
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"at least {low:,}"
    return f"at most {high:,}" if low is None else f"{low:,} to {high:,}"


# --- wording ---------------------------------------------------------------------------------


def _finding(passage: Passage, severity: Severity, said: str) -> Finding:
    return Finding("figures", severity, passage.pointer, said, passage.sentences or ())


def _hedge(hedge: Hedge | None) -> str:
    return hedge.value.replace("_", " ") if hedge else ""


def _listed(numbers: Iterable[int]) -> str:
    shown = list(numbers)
    return f"sentence {shown[0]}" if len(shown) == 1 else f"sentences {shown}"
