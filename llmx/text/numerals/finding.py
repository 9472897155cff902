"""Finding: every numeral of a sentence."""

from __future__ import annotations

from llmx.text.numerals.atom import Atom
from llmx.text.numerals.composing import Amount, compose
from llmx.text.numerals.folded import Folded, aligned, fold
from llmx.text.numerals.lexicon import Lexicon, lexicon_of
from llmx.text.numerals.numeral import Numeral
from llmx.text.numerals.scanning import scan
from llmx.text.numerals.surroundings import (
    find_next,
    in_doubt,
    is_one,
    joins_range,
    merge,
    read_date,
    read_hedge,
    read_percent,
    read_unit,
    trapped,
    word_before,
)

_SHADDA = "\u0651"
_NAMES = frozenset(["date", "time", "code"])
_ARTICLED = frozenset(["hundred", "scale", "fraction", "vague"])
_WORDS = frozenset(["number", "fraction", "ordinal", "vague", "hundred", "scale", "scales"])


def numerals(text: str, language: str) -> list[Numeral]:
    """Find the figures of a text in order; their spans are disjoint.

    Digits of all scripts are read in every language; number words, duals, vague figures and
    hedges in those of which `has_words` is true.
    """
    lexicon = lexicon_of(language)
    copy = fold(text)
    atoms = scan(copy, lexicon)
    if not atoms:
        return []
    folded = aligned(text, copy)
    amounts = _amounts(folded, atoms, lexicon)
    found: list[Numeral] = []
    last: Amount | None = None
    for i, amount in enumerate(amounts, 1):
        following = amounts[i].start if i < len(amounts) else len(copy)
        if amount.kind not in _NAMES:
            amount.previous = word_before(copy, amount.start)
            amount.next = match = find_next(copy, amount.end)
            amount.following = match[1] if match else ""
            read_date(folded, amount, last, lexicon)
        found.append(_numeral(folded, amount, last.end if last else 0, following, lexicon))
        last = amount
    return found


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
            sure = not trapped(copy, atom, lexicon)
            if atom.base in lexicon.tables.doubtful:
                sure, amount.weak = in_doubt(copy, atom, lexicon, sure=sure)
            if not sure:
                continue
        if amounts and _repeats(copy, amounts[-1], amount):
            continue
        if single and atom.base in lexicon.tables.weak:
            amount.weak = True
        left = amounts[-1] if amounts else None
        floor = left.end if left else 0
        read_percent(copy, amount, floor, lexicon)
        if lexicon.code == "en" and atom.role in _ARTICLED:
            _with_article(copy, amount)
        amount.start = max(amount.start, floor)
        if left is not None and left.value is not None and joins_range(copy, left, amount, lexicon):
            merge(left, amount)
        else:
            amounts.append(amount)
    return amounts


def _repeats(copy: str, left: Amount, amount: Amount) -> bool:
    """Whether a dual is said again: its adjective, or "اثنين" after it."""
    if left.kind != "dual" or amount.value != 2 or amount.ordinal:
        return False
    if amount.kind not in ("dual", "word"):
        return False
    return not copy[left.end : amount.start].strip()


def _with_article(copy: str, amount: Amount) -> None:
    """Take in the article of "a million"."""
    start = amount.start - 2
    if copy[max(start, 0) : amount.start] == "a " and not copy[max(start - 1, 0)].isalnum():
        amount.start = start
    elif start == 0 and copy[:2] == "a ":
        amount.start = 0


def _numeral(
    folded: Folded, amount: Amount, floor: int, following: int, lexicon: Lexicon
) -> Numeral:
    start, end = folded.span(amount.start, amount.end)
    unit, hedge = amount.unit, None
    if amount.kind not in _NAMES:
        if unit is None:
            unit = read_unit(folded, amount, lexicon)
        if not amount.ordinal:
            hedge = read_hedge(folded.copy, amount, floor, following, lexicon)
    return Numeral(
        start,
        end,
        folded.text[start:end],
        amount.kind,
        amount.value,
        amount.low,
        amount.high,
        hedge,
        amount.percent,
        amount.ordinal,
        amount.magnitude,
        amount.parts,
        unit,
        amount.weak,
    )
