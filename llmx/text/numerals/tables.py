"""The shape of a language's tables: which words are numbers, hedges, months, and what misleads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from llmx.text.numerals.numeral import Hedge

Role = Literal[
    "number",  # 0-99 and fused hundreds, added up
    "hundred",  # multiplies the 1-99 before it
    "scale",  # 1,000 and above, multiplies what stands before it
    "scales",  # a scale in the plural: multiplies like it, vague when alone
    "double",  # a scale in the dual: 2,000
    "fraction",
    "ordinal",
    "vague",
]
Words = Mapping[Role, Mapping[str, float]]
Followers = Mapping[str, frozenset[str]]
LIGHT = " \t\n\r\u00a0\u2009\u202f\u200c\"'«“‘([~≈≃<>≥≤$€£¥+٪%-–"
"""What may stand between a figure and the words before it that belong to it."""
ARABIC_LETTERS = "ء-ي"
_NONE: Mapping[Any, Any] = MappingProxyType({})
PARTICLES = frozenset("بلوفك")
"""What stands alone before a figure in digits: "بـ 20"."""


def listed(words: str) -> list[str]:
    """The words of a text."""
    return words.split()


def spell(table: Mapping[float, str]) -> dict[str, float]:
    """Turn {value: "form form"} into {form: value}; "_" stands for a blank inside a form."""
    return {
        form.replace("_", " "): value for value, forms in table.items() for form in forms.split()
    }


class Duals(NamedTuple):
    """Nouns whose dual is told from a plural, by the ending that shows it."""

    broken: frozenset[str]
    """Broken or feminine plural: "-ان" and "-ين" are both dual."""
    sound: frozenset[str]
    """Plural in "-ين": only "-ان" is dual."""
    oblique: frozenset[str]
    """Their "-ان" is another word (بلدان, لغمان): only "-ين" is dual."""
    feminine: frozenset[str]
    """Without the final ة: "-تان", "-تين", and before names "-تا", "-تي"."""
    named: frozenset[str]
    """Whose "-ي" is a dual before names, and no adjective: حيّي العمال والحميدية."""


class Tables(NamedTuple):
    """All that is known of one language; the words as a reader would write them."""

    words: Words
    letters: str = "a-z"
    """A range with most letters of its script, and with nothing but letters."""
    prefixes: tuple[str, ...] = ("",)
    """What is written together with a word; the letters before "ال" are left out of spans."""
    joiner: str = ""
    """The word between the parts of one number: و, and."""
    units_first: bool = False
    """Units stand before tens: خمسة وعشرون."""
    range_words: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    percents: str = ""
    """Alternation of a regular expression for what makes a percentage of the figure before."""
    before: Mapping[Hedge, str] = _NONE
    """Hedges before a figure, separated by commas; "*" stands for up to three words."""
    after: Mapping[Hedge, str] = _NONE
    further: str = ""
    """Alternation for words after a figure that take the hedge after them: "20 وضعفهم تقريبا"."""
    not_hedges: str = ""
    """What ends in a hedge and is none, separated by commas: "выросло до 20"."""
    denials: str = ""
    """Alternation for the verb after a figure that denies its hedge: "کمتر از ۲۰ تن نیست"."""
    prepositions: frozenset[str] = frozenset()
    """Hedges that are none before a vague figure: information about a number of men."""
    opening: Mapping[Hedge, str] = _NONE
    """Hedges with up to three words between them and their figure: "لا يتجاوز عدد القتلى"."""
    around: Mapping[Hedge, str] = _NONE
    """Hedges of which one half stands before a figure: "از ۲۰ تن … تجاوز نمی کند"."""
    fillers: frozenset[str] = frozenset()
    """Words that may stand between a hedge and its figure."""
    months: frozenset[str] = frozenset()
    of_month: frozenset[str] = frozenset()
    """Words that may stand between a day and its month."""
    year_words: frozenset[str] = frozenset()
    eras: frozenset[str] = frozenset()
    clock_words: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    """Words after a figure that are no unit: نفر, تن, فروند."""
    compounds: frozenset[str] = frozenset()
    """What a number may be joined to by ZWNJ: ساله, کیلومتری."""
    endings_joined: frozenset[str] = frozenset()
    """What a number may be written together with, as one word: دوساعته, صدوده‌نفره."""
    not_numbers: frozenset[str] = frozenset()
    """Forms that prefixes produce and that are other words: لست."""
    only_inside: frozenset[str] = frozenset()
    """Words that are a number only as part of a longer one: أحد."""
    not_before: Followers = _NONE
    not_after: Followers = _NONE
    only_before: Followers = _NONE
    only_after: Followers = _NONE
    doubtful: Followers = _NONE
    """Words of `only_before` that may be a number elsewhere too, but not before these; said
    twice they are never surely a number: "نه … نه"."""
    weak: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    """Number words that do not go on with a number: двое, пятилетний."""
    lone: frozenset[str] = frozenset()
    """Number words that are the unit of a figure before them: сутки, a day and a night."""
    one_after: frozenset[str] = frozenset()
    """After these "тысячи" and "сотни" are one thousand and one hundred: more than a thousand."""
    genitives: frozenset[str] = frozenset()
    """The scales that these come before."""
    endings: str = ""
    """Alternation for what makes an ordinal of digits: "5-й"; a named group, a decade."""
    duals: Duals | None = None
