"""Single: one thing whose surface form has figures that describe it: a house of three storeys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from llmx.text.numerals import Numeral, is_singular, numerals
from llmx.text.numerals.folded import fold
from llmx.text.numerals.lexicon import lexicon_of
from llmx.text.numerals.tables import listed

_JOINED = re.compile(r"[،,؛;]| و")
_COLLECTIVE = frozenset(
    listed(
        "اسره عائله مجموعه قوه دوريه فريق طاقم وفد خليه سريه كتيبه عصابه رتل قافله حشد جماعه زمره"
        " خانواده فاميل گروه كاروان تيم هيئت دسته جمع جمعيت حلقه گروهان"
    )
)
"""What is made up of people: a family of six that was killed is six people."""
_LINKS = {  # what stands between a noun and what describes it
    "ar": re.compile(
        r"(?<!\w)(?:(?<!اكثر )(?<!اكتر )(?<!اقل )(?<!ازيد )(?<!يقرب )(?<!يقارب )(?<!قريبا )من"
        r"|[تي]?قل|[تي]حمل|[تي]ضم|[تي]ت?سع|[تي]زن|زنت[هة]ا?|متنه?ا?|قوامه?ا?|طراز|نوع|رقم|عيار"
        r"|ذات|ذو|ذي|ذا|ب|ب(?:طول|ارتفاع|عمق|عرض|وزن|قطر|سعه|حموله)"
        r"|(?:طول|عمق|وزن|عمر|ارتفاع)ه?ا?)(?!\w)"
    ),
    "fa": re.compile(
        r"(?<!\w)(?:متشكل از|مركب از|حامل|داراي|حاوي|شامل|(?:به|با) (?:طول|ارتفاع|عمق|عرض|وزن|قطر"
        r"|ظرفيت)|از نوع|مدل|با)(?!\w)"
    ),
}
_OF_ONE = re.compile(r"(?<!\w)(?:يقل|يحمل|يضم|يزن|(?:متن|طول|وزن|ارتفاع|عمق)ه)(?!\w)")
"""What is said of one alone: several things are spoken of as of a woman."""
_ADJECTIVE = re.compile(r"[\u200c ]?\w{2,}ه(?!\w)")
"""What makes a Persian number an adjective: "six-roomed", "forty days old"."""
_BECOMING = re.compile(r"(?<!\w)(?:شدن|كردن|گرفتن|دادن)(?!\w)")
"""What makes a Persian noun the name of what was done to those that are counted after it."""


def describes(form: str, language: str, *, people: bool) -> bool:
    """Whether a form names one thing in the singular, and its figures say what it is like.

    `people` says whether it is people that are counted, of whom a group is no single one.
    """
    code = lexicon_of(language).code
    links = _LINKS.get(code)
    figures = numerals(form, language) if links else ()
    if links is None or not figures or figures[0].hedge or _JOINED.search(fold(form)):
        return False
    before = fold(form[: figures[0].start]).split()
    if not before:
        return False
    head = before[1] if before[0] == "يك" and len(before) > 1 else before[0]
    if people and not _COLLECTIVE.isdisjoint((head, head.removesuffix("ي"), head[:-1])):
        return False
    linked = links.search(" ".join(before[1:])) is not None
    if code == "fa":
        after = _ADJECTIVE.match(fold(form[figures[0].end :]))
        return _persian(before, head, language, linked=linked or after is not None)
    if _OF_ONE.search(" ".join(before[1:])):
        return True
    if not is_singular(head, language):
        return False
    return linked or _is_model(figures, form, before)


def _persian(before: Sequence[str], head: str, language: str, *, linked: bool) -> bool:
    """A Persian number stands before what it counts: one behind a noun describes it."""
    if _BECOMING.search(" ".join(before)):
        return False
    if before[0] == "يك":
        return len(before) > 1
    return is_singular(head, language) and (linked or head.endswith("ي"))


def _is_model(figures: Sequence[Numeral], form: str, before: Sequence[str]) -> bool:
    """Whether the figure ends the name of a model: "طائرة هيرميس 450"."""
    last = figures[-1]
    return len(before) > 1 and last.kind == "digits" and not form[last.end :].strip()
