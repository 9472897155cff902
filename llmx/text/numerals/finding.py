"""Finding: every numeral of a sentence."""

from __future__ import annotations

from llmx.text.numerals.composing import Amount, compose
from llmx.text.numerals.folded import Folded, aligned, fold
from llmx.text.numerals.lexicon import Lexicon, lexicon_of
from llmx.text.numerals.numeral import Numeral
from llmx.text.numerals.scanning import Atom, may_have, scan
from llmx.text.numerals.surroundings import (
    joins_range,
    merge,
    read_date,
    read_hedge,
    read_percent,
    read_unit,
    trapped,
)

_SHADDA = "\u0651"
_WORDS = frozenset(["number", "fraction", "ordinal", "vague", "hundred", "scale", "scales"])


def numerals(text: str, language: str) -> list[Numeral]:
    """Find the figures of a text in order; their spans are disjoint.

    Digits of all scripts are read in every language; number words, duals, vague figures and
    hedges in those of which `has_words` is true.
    """
    lexicon = lexicon_of(language)
    copy = fold(text)
    if not may_have(copy, lexicon):
        return []
    folded = aligned(text, copy)
    amounts = _amounts(folded, scan(copy, lexicon), lexicon)
    found: list[Numeral] = []
    previous: Amount | None = None
    for place, amount in enumerate(amounts):
        following = amounts[place + 1].start if place + 1 < len(amounts) else len(copy)
        read_date(folded, amount, previous, lexicon)
        floor = previous.end if previous else 0
        found.append(_numeral(folded, amount, floor, following, lexicon))
        previous = amount
    return found


def _amounts(folded: Folded, atoms: list[Atom], lexicon: Lexicon) -> list[Amount]:
    """Compose the atoms, join ranges, leave out what only looks like a number."""
    copy, amounts, i = folded.copy, list[Amount](), 0
    while i < len(atoms):
        atom = atoms[i]
        if amounts and atom.start < amounts[-1].end:  # "في المئة" was taken in with its figure
            i += 1
            continue
        shown = folded.printed(atom.start, atom.end) if atom.role == "scale" else ""
        if atom.base == "الف" and _SHADDA in shown:  # ألّف: he wrote
            i += 1
            continue
        amount = compose(copy, shown, atoms, i, lexicon)
        single = amount.after == i + 1 and atom.role in _WORDS
        if (single and trapped(copy, atom, lexicon)) or _repeats(copy, amounts, amount):
            i = amount.after
            continue
        i = amount.after
        if single and atom.base in lexicon.tables.weak:
            amount.weak = True
        left = amounts[-1] if amounts else None
        floor = left.end if left else 0
        read_percent(copy, amount, floor, lexicon)
        _with_article(copy, amount, atom, lexicon)
        amount.start = max(amount.start, floor)
        if left is not None and left.value is not None and joins_range(copy, left, amount, lexicon):
            merge(left, amount)
        else:
            amounts.append(amount)
    return amounts


def _repeats(copy: str, amounts: list[Amount], amount: Amount) -> bool:
    """Whether a dual is said again: its adjective, or "اثنين" after it."""
    if not amounts or amounts[-1].kind != "dual" or amount.value != 2 or amount.ordinal:
        return False
    if amount.kind not in ("dual", "word"):
        return False
    return not copy[amounts[-1].end : amount.start].strip()


def _with_article(copy: str, amount: Amount, atom: Atom, lexicon: Lexicon) -> None:
    """Take in the article of "a million"."""
    if lexicon.code == "en" and atom.role in ("hundred", "scale", "fraction", "vague"):
        start = amount.start - 2
        if copy[max(start, 0) : amount.start] == "a " and not copy[max(start - 1, 0)].isalnum():
            amount.start = start
        elif start == 0 and copy[:2] == "a ":
            amount.start = 0


def _numeral(
    folded: Folded, amount: Amount, floor: int, following: int, lexicon: Lexicon
) -> Numeral:
    start, end = folded.span(amount.start, amount.end)
    unit = amount.unit
    if unit is None and amount.kind not in ("date", "time", "code"):
        span = read_unit(folded.copy, amount, lexicon)
        unit = folded.printed(*span) if span else None
    hedge = None
    if amount.kind not in ("date", "time", "code") and not amount.ordinal:
        hedge = read_hedge(folded.copy, amount, floor, following, lexicon)
    return Numeral(
        start=start,
        end=end,
        text=folded.text[start:end],
        kind=amount.kind,
        value=amount.value,
        low=amount.low,
        high=amount.high,
        hedge=hedge,
        percent=amount.percent,
        ordinal=amount.ordinal,
        magnitude=amount.magnitude,
        parts=amount.parts,
        unit_hint=unit,
        weak=amount.weak,
    )
