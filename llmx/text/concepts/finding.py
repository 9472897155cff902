"""Finding: the words of outcomes in a text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from llmx.text.concepts.lexicon import Entry, Lexicon, lexicon_of
from llmx.text.concepts.outcome import Mention, Side
from llmx.text.folding import Folded, fold
from llmx.text.tokens import Tokens, tokens

_AFTER_BE = re.compile(r"\b(?:was|were|been|being|be|is|are|got|left)(?: \w+)? $")
_BE = frozenset({"as", "re", "en", "ng", "be", "is", "ot", "ft"})
"""What those words end with."""
_COMPOUNDED = frozenset({"backed", "held", "led", "run", "hit", "struck", "torn", "stricken"})
"""Words that say behind a hyphen what somebody or something is: "Saudi-backed", "rebel-held"."""
_HYPHENS = ("-", "‑", "–")
_NAMED = re.compile(  # "the Martyrs' Battalion" is no toll
    r"(?:كتيبه|كتايب|لواء|الويه|ساحه|ميدان|مستشفي|شارع|حي|مدرسه|مسجد|جسر|سريه|معسكر|مخيم|هييه|حركه"
    r"|وزاره|موسسه|جمعيه|بيمارستان|خيابان|تيپ|گردان|لشكر|پل|شهرك|بنياد) $"
)


NEARLY = frozenset({"wounded"})
"""What befell somebody who was near death."""


class Said(NamedTuple):
    """What outcomes a text has words for."""

    outcomes: Set[str]
    """All that its words may mean."""
    asserts: tuple[frozenset[str], ...]
    """What its words say by themselves, in their order: of each set, one."""


def together(found: list[Mention]) -> Said:
    """What several mentions say."""
    return Said(
        frozenset().union(*[mention.outcomes for mention in found]),
        tuple(dict.fromkeys([mention.asserts for mention in found if mention.asserts])),
    )


def mentions(text: str | Folded, language: str, line: Tokens | None = None) -> list[Mention]:
    """The words of outcomes in a text, in order; spans are of the folded text.

    English is only brought to small letters, which keeps the spans of the text as given. The
    tokens of the text may be given, if they are known.
    """
    lexicon = lexicon_of(language)
    copy = _copy(text, lexicon)
    known = map(lexicon.tokens.__getitem__, line or tokens(copy))
    met = [word for words in filter(None, known) for word in words]
    return _placed(copy, met, lexicon) if met else []


def stands(word: str, copy: str, entry: Entry) -> bool:
    """Whether a word stands in a text, all in small letters, with the meaning of its entry."""
    at = _whole(copy, word, 0)
    while at >= 0:
        end = at + len(word)
        if not _is_nearly(copy, end, entry) and not (
            entry.unless and entry.unless.match(copy, end)
        ):
            return True
        at = _whole(copy, word, end)
    return False


def nears(word: str, copy: str, entry: Entry) -> bool:
    """Whether a word stands in such a text for somebody who was near death."""
    at = _whole(copy, word, 0)
    while at >= 0:
        end = at + len(word)
        if _is_nearly(copy, end, entry):
            return True
        at = _whole(copy, word, end)
    return False


def _copy(text: str | Folded, lexicon: Lexicon) -> str:
    if isinstance(text, Folded):
        return text.text
    return text.lower() if lexicon.code == "en" else fold(text).text


def _placed(copy: str, met: list[str], lexicon: Lexicon) -> list[Mention]:
    found = []
    at, entries, code = 0, lexicon.words, lexicon.code
    for word in met:
        start = copy.find(word, at)
        at = start + len(word)
        if copy[start - 1 : start].isalnum() or copy[at : at + 1].isalnum():
            start = _next(copy, word, start)
            at = start + len(word)
        entry = entries[word]
        if code == "en" and word in _COMPOUNDED and copy[start - 1 : start] in _HYPHENS:
            continue
        if entry and _is_nearly(copy, at, entry):
            found.append(Mention("wounded", start, at, NEARLY, frozenset(), "both", False))
        elif entry and (entry.unless is None or not entry.unless.match(copy, at)):
            mention = _mention(copy, start, at, entry, code)
            if found and found[-1].start >= mention.start:
                found.pop()  # "lost" of "lost their lives"
            found.append(mention)
    return found


def _is_nearly(copy: str, end: int, entry: Entry) -> bool:
    return entry.nearly is not None and entry.nearly.match(copy, end) is not None


def _next(copy: str, word: str, at: int) -> int:
    """Where a word stands next, as a whole word if it does anywhere."""
    start = _whole(copy, word, at)
    return start if start >= 0 else copy.find(word, at)


def _whole(copy: str, word: str, at: int) -> int:
    start = copy.find(word, at)
    while start >= 0:
        end = start + len(word)
        if not copy[start - 1 : start].isalnum() and not copy[end : end + 1].isalnum():
            return start
        start = copy.find(word, start + 1)
    return -1


def _mention(copy: str, start: int, end: int, entry: Entry, code: str) -> Mention:
    side, asserts = entry.side, entry.asserts
    if code == "fa":
        side = _persian_side(copy, end, side)
    elif entry.surely and (sure := entry.surely.search(copy, max(0, start - 40), end)):
        asserts, side = frozenset({entry.concept}), "right" if sure.lastgroup else "left"
        start = sure.start()
    elif (
        code == "en"
        and asserts
        and side == "both"
        and _may_be_after_be(copy, start)
        and _AFTER_BE.search(copy, max(0, start - 24), start)
    ):
        side = "left"
    elif code == "ar" and side != "both":  # a verb names nothing: only nouns stand in names
        return Mention(entry.concept, start, end, entry.outcomes, asserts, side, entry.conjoined)
    if asserts and code in ("ar", "fa") and _NAMED.search(copy, max(0, start - 12), start):
        asserts = frozenset()
    return Mention(entry.concept, start, end, entry.outcomes, asserts, side, entry.conjoined)


def _may_be_after_be(copy: str, start: int) -> bool:
    """Whether one of the two words before a word ends as one of "be" does."""
    before = copy[max(0, start - 24) : start].rsplit(" ", 3)
    ends = [word[-2:] for word in before[-3:-1]]
    return before[-1] in ("", "\n") and not _BE.isdisjoint(ends)


def _persian_side(copy: str, end: int, side: Side) -> Side:
    """A verb in its infinitive comes before those it befell: "کشته شدن ۵ نفر"."""
    if copy.startswith(" شدن ", end):
        return "right"
    return "left" if copy.startswith((" رس", " شد"), end) else side
