"""Pieces: what the reader knows of each piece of a copy between two blanks, once it met it.

Words recur: most pieces of a text are known to be no figures, and cost one look into a table. Of a
figure that stands by itself all is known but what its neighbours say of it, and so are they.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from llmx.text.numerals.atom import Atom, whole
from llmx.text.numerals.either import joints
from llmx.text.numerals.lexicon import OPENERS, Lexicon, lexicon_of
from llmx.text.numerals.naming import is_aged, says_hour, says_of
from llmx.text.numerals.numeral import Kind
from llmx.text.numerals.scanning import scan
from llmx.text.numerals.surroundings import CAPITALS, HALF_DAYS, NEXT, SIGNS, WINDOW
from llmx.text.numerals.tables import LIGHT
from llmx.text.tokens import Remembered

_LETTERS = re.compile(r"[^\W\d_]+")
_CLOSING = frozenset(',.;:!?)]»”"،؛؟…')
"""Signs behind a figure that part it from what follows."""
_SHARES = ("част", "дол")
"""What makes a part of an ordinal: пятая часть."""
_SCANNED = ("number", "digits", "ordinal", "vague", "dual", "date", "time", "code")
_COUNTED = frozenset(["number", "ordinal", "vague"])
REACH = 3
"""Pieces between two figures that are no number together."""
_FURTHER = 5
"""The same where one is a fraction: "two hours and a half"."""


# What a piece says of a figure beside it, as bits.
ODD = 1  # all that stands around the figure is to be looked at
LEADS = 2  # a hedge may end here
DATES = 4  # the figure may be a day or an hour
MONTH = 64  # it is the day of a month
OF = 8  # a month may come next
PERCENT = 16  # it may make a percentage of the figure, by itself or with the next piece
COUNTER = 32  # what is counted is the next piece
HOUR = 128  # it is an hour if the piece on its other side says so too

Beside = tuple[str, int]
"""A word beside a figure, and what it says of it."""
NOTHING: Beside = ("", 0)


class Plain(NamedTuple):
    """A figure that is one atom, as `compose` would make it; with what is to be looked at."""

    size: int
    closed: bool
    """Whether a sign parts it from what follows."""
    kind: Kind
    value: int | float | None
    magnitude: int | None
    ordinal: bool
    parts: tuple[int, ...]
    unit: str | None
    weak: bool
    named: bool
    """Whether it is a date, a time or a code, which nothing around it changes."""
    dated: bool
    """Whether it may be the day of a month or an hour."""
    year: bool
    """Whether it may be a year."""
    articled: bool
    """Whether "a" before it makes something else of it."""
    base: str
    """Of one of the `traps`, the word; else empty."""


class Mark(NamedTuple):
    """A piece with figures in it, or with a word that may say something of one further away."""

    atoms: Sequence[Atom]
    plain: Plain | None
    reach: int
    """Pieces from it to the next figure with which it can make no number."""
    opens: bool
    """Whether a figure at its start may go on with the piece before."""
    ends: bool
    far: bool
    """Whether what a figure is depends on more than its neighbours."""
    behind: bool
    """Whether it may end a hedge that stands behind a figure."""
    slashed: bool
    """Whether what it is in Persian depends on what follows: "3/5 درصد"."""
    special: bool
    """Whether one of the last three is true."""


class Pieces(NamedTuple):
    """What is known of the pieces of one language."""

    lexicon: Lexicon
    marks: Remembered[Mark | None]
    before: Remembered[Beside]
    """Of a piece before a figure."""
    after: Remembered[Beside]


@cache
def pieces_of(language: str) -> Pieces:
    """The pieces of a language code."""
    return _pieces(lexicon_of(language).code)


@cache
def _pieces(code: str) -> Pieces:
    lexicon = lexicon_of(code)
    return Pieces(
        lexicon,
        Remembered(lambda piece: _mark(piece, lexicon)),
        Remembered(lambda piece: _before(piece, lexicon)),
        Remembered(lambda piece: _after(piece, lexicon)),
    )


def _mark(piece: str, lexicon: Lexicon) -> Mark | None:
    atoms = scan(piece, lexicon)
    words = _LETTERS.findall(piece) if lexicon.code else []
    behind = not lexicon.behind.isdisjoint(words)
    far = not lexicon.far.isdisjoint(words)
    if not (atoms or behind or far):
        return None
    slashed = lexicon.code == "fa" and "/" in piece
    return Mark(
        atoms,
        _plain(piece, atoms[0], lexicon) if len(atoms) == 1 else None,
        _FURTHER if any(atom.role == "fraction" for atom in atoms) else REACH,
        piece[:1].isdecimal(),
        piece[-1:].isdecimal(),
        far,
        behind,
        slashed,
        far or behind or slashed,
    )


def _plain(piece: str, atom: Atom, lexicon: Lexicon) -> Plain | None:
    """The figure of a piece that is nothing else, signs behind it aside."""
    rest, role, base = piece[atom.end :], atom.role, atom.base
    if atom.start or role not in _SCANNED or (rest and rest[0] not in _CLOSING):
        return None
    if base in lexicon.tables.doubtful or is_aged(base, lexicon.code):
        return None
    value, kind, ordinal = atom.value, _kind(atom), atom.ordinal or role == "ordinal"
    if role == "ordinal":
        value = int(value or 0)
    elif role in ("number", "digits") and not ordinal:
        value = whole(value) if isinstance(value, float) else value or 0
    counted = role in _COUNTED
    return Plain(
        atom.end,
        bool(rest),
        kind,
        None if role == "vague" else value,
        int(value or 1) if role == "vague" else None,
        ordinal,
        atom.parts,
        atom.unit,
        atom.weak or (counted and base in lexicon.tables.weak),
        kind in ("date", "time", "code"),
        kind in ("digits", "word") and isinstance(value, int) and value <= 31 and base != "scaled",
        _may_be_year(atom),
        role in ("vague", "ordinal"),
        base if counted and base in lexicon.traps else "",
    )


def _kind(atom: Atom) -> Kind:
    role = atom.role
    if role in ("digits", "vague", "dual", "date", "time", "code"):
        return role
    return "word"


def _may_be_year(atom: Atom) -> bool:
    value = atom.value or 0
    return atom.role == "digits" and atom.plain and (1300 <= value <= 1500 or 1900 <= value <= 2100)


def _before(piece: str, lexicon: Lexicon) -> Beside:
    bare, word = piece.rstrip(LIGHT), ""
    if piece.isalpha():
        word = piece
    elif bare and bare[-1].isalpha():
        word = _LETTERS.findall(bare)[-1]
    odd = not bare or len(piece) > WINDOW - 2 or piece[-1] in SIGNS
    odd = odd or says_of(word, lexicon.code, after=False) or word in joints(lexicon.code)
    leads = word in lexicon.passed or word in lexicon.leads
    month = lexicon.code == "en" and word in lexicon.months  # others stand behind their day
    dates = word in lexicon.tables.clock_words
    said = ODD * odd | LEADS * leads | DATES * dates | _monthly(word, month=month)
    return word, said | HOUR * says_hour(word, lexicon.code, after=False)


def _after(piece: str, lexicon: Lexicon) -> Beside:
    tables = lexicon.tables
    match = NEXT.match(" " + piece)
    word = match[1] if match else ""
    odd = not piece or piece[0] in "'’" or not piece[0].isprintable()
    odd = odd or (lexicon.code == "ru" and word.startswith(_SHARES))
    odd = odd or says_of(word, lexicon.code, after=True)
    percent = word in OPENERS or lexicon.percent.match(" " + piece) is not None
    dates = word in HALF_DAYS
    said = ODD * odd | DATES * dates | OF * (word in tables.of_month) | PERCENT * percent
    said |= COUNTER * (word in tables.counters)
    said |= HOUR * says_hour(word, lexicon.code, after=True)
    verbal = piece[len(word) : len(word) + 1] == "\u200c"  # «می‌رسد» is no May
    return word, said | _monthly(word, month=word in lexicon.months and not verbal)


def _monthly(word: str, *, month: bool) -> int:
    return (DATES if word in CAPITALS else MONTH) if month else 0
