"""Either: one thing or two of it, a range without its first figure: "a week or two"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from llmx.text.numerals.composing import Amount
from llmx.text.numerals.folded import fold
from llmx.text.numerals.lexicon import Lexicon
from llmx.text.numerals.surroundings import find_next
from llmx.text.numerals.tables import listed

_REACH = 36
"""Code points before "two" in which the one thing is looked for."""
_PARTICLES = 3
"""Letters of what may be written together with an Arabic noun."""
_TWO = 2
_BEFORE: Mapping[str, str] = {
    "ar": r"(?<!\w)(?P<noun>\w+)(?P<one> واحده?ا?)? (?:او|ام) \Z",
    "fa": r"(?<![\w\u200c])(?:يكي?(?: |\u200c|-| يا )"
    r"|(?P<one>يك )?(?P<noun>[^\W\d_]+?)(?P<a>\u200c?اي|ي)? يا )\Z",
    "ru": r"(?<!\w)(?P<one>од[а-я]+ )?(?P<noun>[а-я]+)(?: (?:или|либо) |(?P<a>-))\Z",
    "en": r"(?<!\w)(?:an?|(?P<one>one)) (?P<noun>[a-z]+) or \Z",
}
_JOINTS = {
    code: frozenset(listed(words))
    for code, words in {"ar": "او ام", "fa": "يا يك يكي", "ru": "или либо", "en": "or"}.items()
}
_FREE = {
    code: frozenset(listed(words))
    for code, words in {
        "fa": "و پيش بعد ديگر قبل پس در كه از به تا",
        "ru": "назад после до спустя в во на и но а с со из от за к по не чтобы когда если",
        "en": "ago later before after earlier more longer of in at on to from for by with until"
        " till but and while when as if that who which were was are is are has had have could"
        " would may might will away apart every per each since",
    }.items()
}
"""What may follow "two" that has no noun of its own."""


def joints(code: str) -> frozenset[str]:
    """The words right before "two" that may make it one or two."""
    return _JOINTS.get(code, frozenset())


def read(copy: str, amount: Amount, lexicon: Lexicon) -> None:
    """Make a range of "two" where one of the same stands before it."""
    pattern, start = _pattern(lexicon.code), amount.start
    if pattern is None or amount.kind not in ("word", "dual") or amount.ordinal:
        return
    before = pattern.search(copy, max(0, start - _REACH), start)
    if before is None or not _same_noun(copy, amount, before, lexicon):
        return
    amount.value, amount.low, amount.high, amount.weak = None, 1, _TWO, True
    if before["one"] is None:  # else that is a figure of its own
        amount.start = before.start()


@cache
def _pattern(code: str) -> re.Pattern[str] | None:
    return re.compile(_BEFORE[code]) if code in _BEFORE else None


def _same_noun(copy: str, amount: Amount, before: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether it is one of the same that stands before, and no other thing or figure."""
    noun = before["noun"]
    if noun is None:  # «یکی دو»
        return True
    if lexicon.words.get(noun) is not None:
        return False
    if lexicon.code == "ar":
        return _is_its_singular(noun, amount)
    match = find_next(copy, amount.end)
    following = match[1] if match else ""
    if lexicon.code == "fa":
        free = not following or following in _FREE["fa"]
        return following == noun or bool(before["a"] and free)
    if lexicon.code == "ru" and before["a"]:  # "день-два"
        return True
    return not following or following in (noun, f"{noun}s") or following in _FREE[lexicon.code]


def _is_its_singular(noun: str, amount: Amount) -> bool:
    """Whether an Arabic noun is the singular of a dual; "two" by itself may be two of any."""
    if amount.unit is None:
        return not noun.startswith(("ال", "وال"))
    unit = fold(amount.unit)
    return any(
        form.endswith(unit) and len(form) - len(unit) <= _PARTICLES
        for form in (noun, noun.removesuffix("ا"))
    )
