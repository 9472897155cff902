"""Composing: neighbouring atoms make one amount, by the grammar of number words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from llmx.text.numerals.atom import Atom, whole
from llmx.text.numerals.lexicon import Lexicon
from llmx.text.numerals.numeral import Hedge, Kind

Link = Literal["space", "and", "hyphen", "comma", "none"]

_WIDEST = 12
"""Characters between two parts of one number, at most."""
_NUMBERS = frozenset(["number", "digits"])
_THOUSAND = 1000
_SHARE = re.compile(r" of\b")
_MEASURED = re.compile(
    r"\b(?:by|than|about|nearly|almost|roughly|only|some|up|down"
    r"|shr[iau]nk|shrinks|falls?|fell|fallen|drop|drops|dropped|rises?|rose|risen|grows?|grew|grown"
    r"|declined?|declines|decreased?|decreases|increased?|increases|cut|reduced|lower|higher) a $"
)
_END = re.compile(r"\s*(?:[.,;:)!?]|$)| (?:in|since|from|to|over|on|during|and|compared|this)\b")
_PART = re.compile(r" (?:част|дол)[а-я]+")
_OF_THEM = ("م", "مشان", "م‌شان")
"""What a Persian ordinal ends with that may be a part."""
_AND_A = frozenset(["و", "and", "and a", "and one", "с"])
_AFTER = ("بعد", "بعد ال")
_HUNDREDTHS = (100, 1000, 1_000_000)
_TENS = range(20, 100, 10)
_SECOND = 2
_COUPLE = "couple"
_SOME = "چند"
_FEW = "بضع"  # "بضعة وعشرين", twenty-odd
_TANWIN = "\u064b"
_ONWARD = ("space", "and")
_BEFORE_ORDINAL = {"en": ("hyphen", "space"), "ru": ("space",)}
_LINKS: dict[str, Link] = {"": "space", "-": "hyphen", "‑": "hyphen", ",": "comma"}


@dataclass(slots=True, eq=False)
class Amount:
    """One figure with its place in the copy, before its surroundings are read."""

    start: int
    end: int
    kind: Kind
    value: int | float | None
    after: int
    """Index of the first atom behind it."""
    low: int | float | None
    high: int | float | None
    magnitude: int | None = None
    parts: tuple[int, ...] = ()
    percent: bool = False
    ordinal: bool = False
    weak: bool = False
    hedge: Hedge | None = None
    """What the number itself says: twenty-odd."""
    unit: str | None = None
    plain: bool = False
    scaled: bool = False
    previous: str = ""
    """The word right before it."""
    following: str = ""
    """The word right after it."""
    next: re.Match[str] | None = None
    """Where that stands: group 1."""


@dataclass(slots=True, eq=False)
class _Sum:
    """What has been added up so far."""

    total: int | float = 0
    current: int | float = 0
    scale: int | float = 0
    """The last scale, 0 before the first."""
    hyphened: bool = False
    """Whether the last part is joined by a hyphen, as all that follow may then be."""
    last: str = ""
    """Role of the last part; "unit" for 1-9, "closed" when nothing but a scale may follow."""

    @property
    def value(self) -> int | float:
        return self.total + self.current


def link(copy: str, left: Atom, right: Atom, joiner: str) -> Link:
    """What stands between two atoms."""
    gap = copy[left.end : right.start]
    if not gap or gap == " ":
        return "space"
    if len(gap) > _WIDEST:
        return "none"
    gap = gap.replace("\u200c", " ").strip()
    if joiner and gap.strip("-‑") == joiner:  # "one-hundred-and-eighty"
        return "and"
    if gap == ", and" and joiner == "and":
        return "and"
    return _LINKS.get(gap, "none")


def compose(copy: str, text: str, atoms: list[Atom], i: int, lexicon: Lexicon) -> Amount:
    """The amount that begins at the atom `i`; `text` is what is printed for that atom."""
    atom = atoms[i]
    role = atom.role
    if role in _NUMBERS and not atom.ordinal and _alone(atoms, i):
        figure = atom.value or 0
        if isinstance(figure, float):
            figure = whole(figure)
        kind: Kind = "digits" if role == "digits" else "word"
        amount = Amount(atom.start, atom.end, kind, figure, i + 1, figure, figure)
        amount.plain, amount.scaled = atom.plain, atom.base == "scaled"
        return amount
    if role in ("number", "digits", "hundred", "scale", "double") and not atom.ordinal:
        return _cardinal(copy, text, atoms, i, lexicon)
    if role == "fraction":
        return _fraction(copy, atoms, i, lexicon)
    if role in ("vague", "scales"):
        return _vague(copy, atoms, i, lexicon)
    if role == "ordinal":
        return _ordinal(copy, atoms, i, lexicon)
    value, after = atom.value, i + 1
    if role == "dual":  # عامين ونصف
        value, after = _with_half(copy, _Sum(current=2), atoms, after, lexicon)
    amount = _amount(atoms, i, after, value)
    amount.kind = role if role in ("dual", "date", "time", "code") else "digits"
    amount.parts, amount.unit, amount.weak = atom.parts, atom.unit, atom.weak
    amount.ordinal = atom.ordinal
    return amount


def _amount(atoms: list[Atom], i: int, after: int, value: int | float | None) -> Amount:
    first = atoms[i]
    kind: Kind = "digits" if first.role == "digits" else "word"
    amount = Amount(first.start, atoms[after - 1].end, kind, value, after, value, value)
    amount.plain = first.plain and after == i + 1
    return amount


def _alone(atoms: list[Atom], i: int) -> bool:
    """Whether the next atom is too far away to go on with the number."""
    return i + 1 == len(atoms) or atoms[i + 1].start - atoms[i].end > _WIDEST


def _cardinal(copy: str, text: str, atoms: list[Atom], i: int, lexicon: Lexicon) -> Amount:
    tally = _Sum()
    _start(tally, atoms[i], text)
    joiner, place = lexicon.tables.joiner, i + 1
    while place < len(atoms):
        atom = atoms[place]
        between = link(copy, atoms[place - 1], atom, joiner)
        if between == "none" and _is_couple_of(copy, atoms[place - 1], atom):
            between = "space"
        if between == "none" or atom.ordinal:
            break
        if between == "comma" and not _opens_group(copy, atoms, place, joiner):
            break
        if between == "and" and _is_another(copy, tally, atoms, place):
            break
        if between in _ONWARD and _opens_lower(copy, tally, atoms, place, lexicon):
            tally.current, tally.last = atom.value or 0, "digits"
        elif not _add(tally, atoms[place - 1], atom, between, lexicon):
            break
        tally.hyphened = between == "hyphen"
        place += 1
    value, place = _with_half(copy, tally, atoms, place, lexicon)
    value, place = _as_fraction(copy, value, atoms, i, place, lexicon)
    single = place
    if lexicon.tables.units_first and value in _TENS and atoms[i].base[:2] == "ال":
        value, place = _beyond(copy, int(value), atoms, place)  # "الخمسين بعد المئة"
    amount = _amount(atoms, i, place, whole(value))
    amount.scaled = tally.scale > 0 or atoms[i].base == "scaled"
    amount.ordinal = place > single or _ends_ordinal(copy, amount, atoms, place, lexicon)
    _and_some(copy, amount, atoms, lexicon)
    return amount


def _opens_lower(copy: str, tally: _Sum, atoms: list[Atom], place: int, lexicon: Lexicon) -> bool:
    """Whether digits begin the lower part of a number in English: "1 million 200 thousand"."""
    if lexicon.code != "en" or tally.last != "scale" or place + 1 >= len(atoms):
        return False
    atom, scale = atoms[place], atoms[place + 1]
    if atom.role != "digits" or scale.role != "scale":
        return False
    if link(copy, atom, scale, "") != "space":
        return False
    return (atom.value or 0) * (scale.value or 0) < tally.scale


def _is_couple_of(copy: str, left: Atom, atom: Atom) -> bool:
    """Whether two parts are "a couple of hundred"."""
    if left.base != _COUPLE or atom.role not in ("hundred", "scale"):
        return False
    return copy[left.end : atom.start] == " of "


def _and_some(copy: str, amount: Amount, atoms: list[Atom], lexicon: Lexicon) -> None:
    """Take in the "some" of «بیست و چند», twenty-odd."""
    place, value = amount.after, amount.value
    if amount.ordinal or not isinstance(value, int) or value < 10 or value % 10:
        return
    if place >= len(atoms) or lexicon.code != "fa" or atoms[place].base != _SOME:
        return
    if link(copy, atoms[place - 1], atoms[place], lexicon.tables.joiner) == "and":
        amount.end, amount.after = atoms[place].end, place + 1
        amount.hedge = Hedge.MORE_THAN


def _start(tally: _Sum, atom: Atom, text: str) -> None:
    value = atom.value or 0
    if atom.role == "double" or atom.role == "scale":
        doubled = atom.role == "scale" and atom.base.endswith(("الفا", "ليونا", "ليارا"))
        if doubled and atom.base not in ("الف", "مليار") and _TANWIN not in text:
            value *= 2  # "ألفا مقاتل": a dual before its noun; with tanwin it is singular
        tally.total, tally.last = value, "scale"
        tally.scale = 12 if value == 12 else 10 ** (3 * ((len(str(int(value))) - 1) // 3))
    else:
        tally.current = value
        tally.last = _size(atom)


def _size(atom: Atom) -> str:
    if atom.role == "digits":
        return "digits"
    if atom.role == "hundred":
        return "hundred"
    return "unit" if 1 <= (atom.value or 0) <= 9 else "number"


def _opens_group(copy: str, atoms: list[Atom], place: int, joiner: str) -> bool:
    """Whether a part after a comma goes on with the number: "one thousand, two hundred"."""
    for i in range(place, min(place + 4, len(atoms) - 1)):
        if atoms[i].role != "number":
            return False
        if atoms[i + 1].role in ("hundred", "scale"):
            return link(copy, atoms[i], atoms[i + 1], joiner) == "space"
    return False


def _is_another(copy: str, tally: _Sum, atoms: list[Atom], place: int) -> bool:
    """Whether another number begins here, for it has as high a scale: "30 ألفا و50 ألف"."""
    if tally.last != "scale" or tally.scale < _THOUSAND or place + 1 >= len(atoms):
        return False
    following = atoms[place + 1]
    if atoms[place].role not in _NUMBERS or following.role not in ("scale", "scales"):
        return False
    near = link(copy, atoms[place], following, "") == "space"
    return near and (following.value or 0) >= tally.scale


def _add(tally: _Sum, left: Atom, atom: Atom, between: Link, lexicon: Lexicon) -> bool:
    """Add one atom to the sum; False if it does not go on with the number."""
    role, value = atom.role, atom.value
    if value is None:
        return False
    if role in ("scale", "scales"):
        return _multiply(tally, value, between, atom)
    if role == "double":
        fits = between == "and" and not tally.current and value < tally.scale
        if fits:
            tally.total, tally.scale, tally.last = tally.total + value, 1000, "scale"
        return fits
    if role == "hundred" and between in ("space", "hyphen") and tally.last in ("unit", "number"):
        return _hundredfold(tally, value, lexicon)
    if role not in ("number", "digits", "hundred"):
        return False
    return _plus(tally, atom, value, between, lexicon)


def _multiply(tally: _Sum, value: int | float, between: Link, atom: Atom) -> bool:
    if between == "and" and tally.scale > value and not tally.current and atom.role == "scale":
        tally.total, tally.scale, tally.last = tally.total + value, value, "scale"
        return True
    if between not in ("space", "hyphen") or (value <= 100 and tally.scale):
        return False
    if tally.scale == 0 or value > tally.scale:
        if tally.value == 0 or tally.scale == 12:
            return False
        tally.total, tally.current = tally.value * value, 0
    elif tally.current and value < tally.scale:
        tally.total, tally.current = tally.total + tally.current * value, 0
    else:
        return False
    tally.scale, tally.last = value, "scale"
    return True


def _hundredfold(tally: _Sum, value: int | float, lexicon: Lexicon) -> bool:
    if lexicon.code != "en" and not 1 <= tally.current <= 9:
        return False
    if not 1 <= tally.current <= 99:
        return False
    tally.current *= value
    tally.last = "hundred"
    return True


def _plus(tally: _Sum, atom: Atom, value: int | float, between: Link, lexicon: Lexicon) -> bool:
    """Add units, tens, hundreds or, after a scale, digits."""
    if tally.last == "digits" or tally.last == "closed":
        return False
    if atom.role == "digits":
        fits = between == "and" and tally.last == "scale" and value < tally.scale
        fits = fits and tally.scale >= 1000 and lexicon.code != "en"
        if lexicon.code == "ru":  # "3 тысячи 500"
            fits = between == "space" and tally.last == "scale" and 100 <= value < 1000
    elif lexicon.tables.units_first:
        fits = _fits_arabic(tally, value, between)
    elif lexicon.code == "fa":
        fits = between == "and" and _fits(tally, value)
    elif lexicon.code == "ru":
        alone = atom.base in lexicon.tables.alone
        fits = between == "space" and not alone and _fits(tally, value)
    elif tally.last in ("scale", "hundred"):
        fits = (between != "hyphen" or tally.hyphened) and _fits(tally, value)
    else:
        fits = between in ("space", "hyphen") and value < 10 and _fits(tally, value)
    if fits:
        tally.current += value
        tally.last = _size(atom)
    return fits


def _fits(tally: _Sum, value: int | float) -> bool:
    """Whether the sum has a zero for every digit of the value."""
    if not value or (tally.last == "scale" and value >= tally.scale):
        return False
    if tally.last == "scale":
        return True
    current = int(tally.current)
    return bool(current) and current % 10 ** len(str(int(value))) == 0 and current % 100 != 10


def _fits_arabic(tally: _Sum, value: int | float, between: Link) -> bool:
    if between == "space":  # خمسة عشر
        return value == 10 and tally.last == "unit"
    if between != "and" or not value:
        return False
    if tally.last == "unit":  # خمسة وعشرون
        return value in range(20, 100, 10)
    if tally.last == "scale":
        return value < tally.scale
    return tally.current > 0 and tally.current % 100 == 0 and value < 100


def _beyond(copy: str, value: int, atoms: list[Atom], place: int) -> tuple[int, int]:
    """Add the hundreds that an Arabic ordinal counts on from: "السابع والثلاثين بعد المئة"."""
    if place < len(atoms) and atoms[place].base[:2] == "ال":
        atom, hundreds = atoms[place], int(atoms[place].value or 0)
        after = copy[atoms[place - 1].end : atom.start].strip() in _AFTER
        if after and atom.role in ("number", "hundred", "scale", "double") and hundreds >= 100:
            return value + hundreds, place + 1
    return value, place


def _with_half(
    copy: str, tally: _Sum, atoms: list[Atom], place: int, lexicon: Lexicon
) -> tuple[int | float, int]:
    """Add "and a half": "مليون ونصف المليون", "سه و نیم میلیون", "two and a half"."""
    value = tally.value
    if place >= len(atoms) or atoms[place].role != "fraction":
        return value, place
    fraction, joiner = atoms[place], lexicon.tables.joiner
    gap = copy[atoms[place - 1].end : fraction.start].replace("\u200c", " ")
    if gap.replace("-", " ").strip() not in _AND_A or not joiner:
        return value, place
    part = fraction.value or 0
    value += part * (tally.scale if tally.last == "scale" else 1)
    place += 1
    if place < len(atoms) and atoms[place].role in ("scale", "scales"):
        scale = atoms[place]
        if link(copy, fraction, scale, joiner) == "space":
            if not tally.scale:
                value *= scale.value or 1
                tally.scale = scale.value or 0
                place += 1
            elif scale.value == tally.scale:
                place += 1
    return value, place


def _as_fraction(
    copy: str, value: int | float, atoms: list[Atom], i: int, place: int, lexicon: Lexicon
) -> tuple[int | float, int]:
    """Read "two thirds", "ثلاثة أرباع" and "دو سوم"."""
    if place != i + 1 or place >= len(atoms) or not 1 <= value <= 9:
        return value, place
    atom = atoms[place]
    if atoms[i].role != "number" or link(copy, atoms[i], atom, "") not in ("space", "hyphen"):
        return value, place
    share = atom.value or 0
    if atom.role == "fraction" and value * share < 1:
        return value * share, place + 1
    if atom.role == "ordinal" and value < share:
        if lexicon.code == "fa" and share <= 10 and atom.base.endswith(_OF_THEM):
            return value / share, place + 1
        if lexicon.code == "en" and value == 1 and share > 2:
            return value / share, place + 1
        ending = "ая" if value == 1 else "ых"  # "одна пятая", "две пятых"
        if lexicon.code == "ru" and share > 2 and atom.base.endswith(ending):
            return value / share, place + 1
    return value, place


def _ends_ordinal(
    copy: str, amount: Amount, atoms: list[Atom], place: int, lexicon: Lexicon
) -> bool:
    """Take in the ordinal that ends a number: "twenty-first", "بیست و یکم"."""
    if place >= len(atoms) or atoms[place].role != "ordinal":
        return False
    atom, value = atoms[place], amount.value
    if lexicon.tables.units_first:
        return _ends_articled(copy, amount, atoms, place, lexicon)
    if amount.kind != "word" or not isinstance(value, int) or isinstance(atom.value, float):
        return False
    wanted = _BEFORE_ORDINAL.get(lexicon.code, ("and",))
    last = link(copy, atoms[place - 1], atom, lexicon.tables.joiner)
    small = int(atom.value or 0)
    if small == _SECOND and last == "hyphen" and _articled(copy, amount.start):
        return False  # "a thirty-second clip" takes half a minute
    if lexicon.code == "en" and small in _HUNDREDTHS and 1 < value < small and last in wanted:
        amount.value = amount.low = amount.high = value * small  # "two hundredth"
        amount.end, amount.after = atom.end, place + 1
        return True
    room = value % 10 ** len(str(small)) == 0 and value % 100 != 10 and value >= 20
    if room and (last in wanted or (last == "and" and value >= 100)):
        amount.value = amount.low = amount.high = value + small
        amount.end, amount.after = atom.end, place + 1
        return True
    return False


def _articled(copy: str, start: int) -> bool:
    """Whether "a" stands before a place."""
    return copy[max(0, start - 3) : start].lstrip() == "a "


def _ends_articled(
    copy: str, amount: Amount, atoms: list[Atom], place: int, lexicon: Lexicon
) -> bool:
    """Take in what ends an Arabic ordinal of hundreds: "اليوم المئة والسابع والثلاثين"."""
    first, last, value = atoms[place - 1], atoms[place], amount.value
    if first.base[:2] != "ال" or last.base[:2] != "ال" or not isinstance(value, int):
        return False
    if value % 100 or not value or link(copy, first, last, lexicon.tables.joiner) != "and":
        return False
    rest = _ordinal(copy, atoms, place, lexicon)
    amount.value = amount.low = amount.high = value + int(rest.value or 0)
    amount.end, amount.after = rest.end, rest.after
    return True


def _fraction(copy: str, atoms: list[Atom], i: int, lexicon: Lexicon) -> Amount:
    value, place = atoms[i].value or 0, i + 1
    if place < len(atoms) and atoms[place].role == "scale":
        gap = copy[atoms[i].end : atoms[place].start].replace("\u200c", " ").strip(" -")
        if gap in ("", "a", "of a", "از یک"):
            value *= atoms[place].value or 1
            place += 1
    amount = _amount(atoms, i, place, whole(value))
    amount.kind = "word"
    return amount


def _vague(copy: str, atoms: list[Atom], i: int, lexicon: Lexicon) -> Amount:
    """Read "عشرات الآلاف", "tens of thousands", "چند صد", "several hundred"."""
    magnitude, place = int(atoms[i].value or 1), i + 1
    if lexicon.tables.units_first and place < len(atoms) and atoms[i].base[:3] == _FEW:
        tens = atoms[place].value in _TENS
        if tens and link(copy, atoms[i], atoms[place], lexicon.tables.joiner) == "and":
            amount = _amount(atoms, i, place + 1, atoms[place].value)
            amount.kind, amount.hedge = "word", Hedge.MORE_THAN
            return amount
    while place < len(atoms):
        atom, gap = atoms[place], copy[atoms[place - 1].end : atoms[place].start]
        if gap.replace("\u200c", " ").strip() not in ("", "of"):
            break
        small = atom.role == "number" and atom.value == 10 and magnitude == 1
        if not small and atom.role not in ("scale", "scales", "hundred", "vague"):
            break
        value = int(atom.value or 1)
        if value == 1 or (atom.role == "vague" and magnitude != 1):
            break
        magnitude *= 10 if value == 12 else value
        place += 1
    amount = _amount(atoms, i, place, None)
    amount.kind, amount.magnitude = "vague", magnitude
    return amount


def _is_share(copy: str, amount: Amount) -> bool:
    """Whether an English ordinal is a fraction: "a third of the town", "it fell by a third"."""
    if _SHARE.match(copy, amount.end):
        return True
    before = copy[max(0, amount.start - 2 * _WIDEST) : amount.start]
    return bool(_END.match(copy, amount.end) and _MEASURED.search(before))


def _ordinal(copy: str, atoms: list[Atom], i: int, lexicon: Lexicon) -> Amount:
    """Read an ordinal, in Arabic with its tens: الثالث والعشرين, الخامس عشر."""
    value, place = int(atoms[i].value or 0), i + 1
    if lexicon.tables.units_first and place < len(atoms):
        atom = atoms[place]
        between = link(copy, atoms[i], atom, lexicon.tables.joiner)
        tens = atom.value in range(20, 100, 10) and between == "and" and atom.base[:2] == "ال"
        teen = atom.value == 10 and between == "space" and atom.role == "number"
        if value < 10 and (tens or teen):
            value, place = value + int(atom.value or 0), place + 1
        elif value == 11 and between in ("space", "and"):
            value = 11 if teen else int(atom.value or 0) + 1 if tens else 11
            place += int(teen or tens)
    if lexicon.tables.units_first and value < 100:
        value, place = _beyond(copy, value, atoms, place)
    amount = _amount(atoms, i, place, value)
    amount.kind, amount.ordinal = "word", True
    if lexicon.code == "en" and 3 <= value <= 10 and _is_share(copy, amount):
        start = amount.start - 2
        if copy[max(start, 0) : amount.start] == "a ":  # a third of
            amount.value = amount.low = amount.high = 1 / value
            amount.start, amount.ordinal = start, False
    elif lexicon.code == "ru" and 3 <= value <= 10 and _PART.match(copy, amount.end):
        amount.value = amount.low = amount.high = 1 / value  # "пятая часть"
        amount.ordinal = False
    return amount
