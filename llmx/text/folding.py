"""Folding: copies of a text on which spellings of the same thing compare as equal.

Stored text is never changed. A folded copy knows where each of its code points comes from, so that
whatever is found in it is given as a span of the text as received.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import NamedTuple

# --- data ----------------------------------------------------------------------------------------

_ALIKE = {
    letter: folded
    for folded, letters in (
        ("ا", "أإآٱٲٳ"),
        ("ي", "یىېۍؠ"),
        ("ك", "کڪ"),
        ("گ", "ګ"),
        ("ه", "ةہۃھە"),
        ("و", "ؤ"),
        ("%", "٪"),
        ("‰", "؉"),
        (".", "٫"),
        (",", "٬"),
        ('"', "«»\u201c\u201d\u201e\u201f\u2033\u2036\u301d\u301e\u301f\u05f4"),
        ("'", "`\u00b4\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u055a\u05f3"),
        ("'", "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\ua78b\ua78c"),  # in transliterations
        ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u05be\ufe58"),
        ("i", "ıİ"),
        ("l", "ł"),
        ("d", "đð"),
        ("o", "ø"),
        ("h", "ħ"),
        ("t", "ŧ"),
        ("ae", "æ"),
        ("oe", "œ"),
        ("th", "þ"),
    )
    for letter in letters
}
"""Letters that Unicode does not bring together, and what each becomes."""

_MARKS = (  # Latin, Greek and Cyrillic accents, points, harakat, Quranic marks, variation selectors
    "\u0300-\u0337\u0339-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u0674\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef"
)
_NUMBER_SIGNS = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
_ARABIC = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u0750-\u077f\u08a0-\u08c9"
_INDIC = "\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u1000-\u109f\u1780-\u17d3"
_REGULAR = "\n -~،؛؟ء-غف-ي٠-٬پچژگکی۰-۹А-я«»"  # one code point before folding and after it
_SETTLED = "\0 -@[-_{-~،؛؟ءا-بت-غف-نهويكپچژگа-ик-я"  # folded as they are
_USUAL = (  # the letters of the news that are not
    *"أإآىئةؤیک\u200c\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652«»\u2018\u2019\u201c\u201d",
    *"\u2013\u2014\n\u00a0٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٪йё",
)
_SHORT = 48  # code points, up to which each may as well be looked up

_PARTICLES = frozenset(
    before + after
    for before, after in product(("", "و", "ف"), ("", "ال", "ب", "ك", "ل", "بال", "كال", "لل"))
)
"""What Arabic writes together with the word that follows it."""

_LONGEST_PARTICLE = max(map(len, _PARTICLES))

# --- patterns ------------------------------------------------------------------------------------

_MARK = re.compile(f"[{_MARKS}]")
_CLINGING = re.compile(f"[{_MARKS}]*")
_NUMBER_SIGN = re.compile(f"[{_NUMBER_SIGNS}]")
_SUSPECT = re.compile(rf"[^{_REGULAR}](?:[^{_REGULAR}]|\s)*|\s{{2,}}")
_UNSETTLED = re.compile(f"[^{_SETTLED}]")
_BLANKS = re.compile(" {2,}")
_LOOSE_BLANK = re.compile(f" (?:(?<=[{_ARABIC}] )|(?=[{_ARABIC}]))")
_OTHER = rf"[^\W_{_ARABIC}]|[{_INDIC}]"  # "100نفر" is a figure and a word
_WORD = re.compile(rf"[{_ARABIC}]+|(?:[^\W_{_ARABIC}]+|[{_INDIC}]+|(?<=[0-9])[.,](?=[0-9]))+")
_INSIDE_WORD = re.compile(
    rf"(?<=[{_ARABIC}])(?=[{_ARABIC}])|(?<={_OTHER})(?={_OTHER})"
    "|(?<=[0-9])(?=[.,][0-9])|(?<=[0-9][.,])(?=[0-9])"
)
_NUMERIC_STYLES = ("<super>", "<sub>", "<fraction>")


@dataclass(frozen=True)
class Folded:
    """A folded copy `text` of the text `original`, with the way back."""

    original: str
    text: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Find the span of the original that the folded code points `start` to `end` come from.

        Diacritics and tatweel belong to the letter before them; joiners and marks of direction
        at either end stay outside. Raises ValueError for offsets outside the folded text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"{start}:{end} is no span of {len(self.text)} folded code points")
        first = self._changes.source(start)
        if start == end:
            return first, first
        last = _CLINGING.match(self.original, self._changes.source(end - 1) + 1)
        return first, last.end() if last else len(self.original)

    def place(self, offset: int) -> int:
        """Find how many folded code points come from the first `offset` ones of the original."""
        return self._changes.target(offset)

    @cached_property
    def _changes(self) -> _Changes:
        return _changes(self.original, self.text)

    @cached_property
    def _dense(self) -> str:
        """The folded text without the blanks that Arabic script may write or leave out."""
        return _LOOSE_BLANK.sub("", self.text)

    @cached_property
    def _gaps(self) -> list[int]:
        """Where in the dense text a blank was left out: before which code points."""
        blanks = _LOOSE_BLANK.finditer(self.text)
        return [blank.start() - before for before, blank in enumerate(blanks)]


class Word(NamedTuple):
    """A folded word or figure, and its span in the original."""

    text: str
    start: int
    end: int


def fold(text: str) -> Folded:
    """Fold a text: letters that are confused brought together, what is not heard left out.

    NFKC and case folding code point by code point; the forms of alef, yeh, kaf and heh, hamza on
    its carriers, digits of all scripts, quotation marks and hyphens each become one; diacritics,
    tatweel, joiners and marks of direction go; white space is one blank. Superscript figures and
    fractions stay as they are: they would melt into the figure before them.
    """
    return Folded(text, _copy(text))


def copies(texts: Sequence[str]) -> list[str]:
    """Fold many texts, of which only the copies are wanted; together, which costs less."""
    found = _copy("\0".join(texts)).split("\0")
    return found if len(found) == len(texts) else [_copy(text) for text in texts]


def find(needle: str, haystack: str | Folded, *, words: bool = False) -> list[tuple[int, int]]:
    """Find where a needle stands, as spans of the original of the haystack, in order.

    Blanks beside an Arabic letter may be missing or be half-spaces; where the haystack has one
    more than the needle, only whole words match. With `words` only whole words match at all,
    Arabic particles before them left out of the span: "الرقة" in "والرقة" and in "للرقة".
    """
    wanted = _needle(needle)
    within = haystack if isinstance(haystack, Folded) else fold(haystack)
    found = [within.span(*place) for place in _occurrences(wanted, within, words)]
    if words and wanted.text.startswith("ال"):
        found += [within.span(*place) for place in _contractions(wanted, within)]
        found.sort()
    return found


def contains(needle: str, haystack: str | Folded, *, words: bool = False) -> bool:
    """Tell whether a needle stands anywhere, as `find` sees it."""
    return bool(find(needle, haystack, words=words))


def words(text: str | Folded) -> list[Word]:
    """List the words and figures of a text; separators within a figure belong to it."""
    folded = text if isinstance(text, Folded) else fold(text)
    found = []
    shift, until = 0, 0
    for word in _WORD.finditer(folded.text):
        start, end = word.span()
        if end < until:
            span = start + shift, end + shift
        else:
            span = folded.span(start, end)
            shift, until = folded._changes.steady(end)
        found.append(Word(word[0], *span))
    return found


# --- letters -------------------------------------------------------------------------------------


class _Letters(dict[int, str]):
    """A table for str.translate that works out each code point when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


_LETTERS = _Letters()


def _copy(text: str) -> str:
    folded = text.translate(_LETTERS) if len(text) < _SHORT else _replaced(text)
    return _BLANKS.sub(" ", folded) if "  " in folded else folded


def _replaced(text: str) -> str:
    """Fold the letters of a text kind by kind: in a third of the time of one by one."""
    folded = text
    for letter in filter(text.__contains__, _USUAL):
        folded = folded.replace(letter, _LETTERS[ord(letter)])
    if _UNSETTLED.search(folded):
        folded = folded.lower()
        if _UNSETTLED.search(folded):
            return text.translate(_LETTERS)
    return folded


def _folded(letter: str) -> str:
    """Fold one code point until nothing is left to fold."""
    if letter in _ALIKE:
        return _ALIKE[letter]
    if letter.isspace():
        return " "
    if _is_unheard(letter):
        return ""
    if unicodedata.decimal(letter, None) is not None:
        return str(unicodedata.decimal(letter))
    if _is_small_figure(letter):
        return letter
    plain = unicodedata.normalize("NFKC", letter).casefold()
    bare = _MARK.sub("", unicodedata.normalize("NFD", plain))
    folded = unicodedata.normalize("NFC", bare).strip()
    return folded if folded == letter else "".join(map(_folded, folded))


def _is_unheard(letter: str) -> bool:
    if _MARK.match(letter):
        return True
    return unicodedata.category(letter) == "Cf" and not _NUMBER_SIGN.match(letter)


def _is_small_figure(letter: str) -> bool:
    if unicodedata.numeric(letter, None) is None:
        return False
    return unicodedata.decomposition(letter).startswith(_NUMERIC_STYLES)


# --- the way back --------------------------------------------------------------------------------


class _Changes(NamedTuple):
    """The code points of an original that are not one code point when folded, in order.

    Three lists of one length: their offsets in the original, the offsets in the folded text where
    they begin, and how many code points they became.
    """

    sources: list[int]
    targets: list[int]
    lengths: list[int]

    def source(self, offset: int) -> int:
        """Find the code point of the original that a folded one comes from."""
        change = bisect_right(self.targets, offset) - 1
        if change < 0:
            return offset
        beyond = offset - self.targets[change] - self.lengths[change]
        return self.sources[change] + max(0, beyond + 1)

    def target(self, offset: int) -> int:
        """Find how much of the folded text the original has become up to an offset."""
        change = bisect_left(self.sources, offset) - 1
        if change < 0:
            return offset
        beyond = offset - self.sources[change] - 1
        return self.targets[change] + self.lengths[change] + beyond

    def cut(self, offset: int) -> bool:
        """Tell whether an offset in the folded text lies within one code point of the original."""
        change = bisect_left(self.targets, offset) - 1
        return change >= 0 and offset < self.targets[change] + self.lengths[change]

    def steady(self, offset: int) -> tuple[int, int]:
        """Tell how far on the original is at an offset, and up to where that stays so."""
        passed = bisect_right(self.targets, offset)
        if passed and self.targets[passed - 1] + self.lengths[passed - 1] > offset:
            return 0, 0
        until = self.targets[passed] if passed < len(self.targets) else sys.maxsize
        return self.source(offset) - offset, until


def _changes(original: str, text: str) -> _Changes:
    changes = _Changes([], [], [])
    shift = 0
    for suspect in _SUSPECT.finditer(original):
        for source in range(*suspect.span()):
            target = source + shift
            folded = _LETTERS[ord(original[source])]
            again = folded == " " and target > 0 and text[target - 1] == " "
            length = 0 if again else len(folded)
            if length != 1:
                changes.sources.append(source)
                changes.targets.append(target)
                changes.lengths.append(length)
                shift += length - 1
    return changes


# --- finding -------------------------------------------------------------------------------------


class _Needle(NamedTuple):
    """What is looked for: folded, and without the blanks that may be left out."""

    text: str
    dense: str


@lru_cache(maxsize=4096)
def _needle(needle: str) -> _Needle:
    text = fold(needle).text.strip()
    return _Needle(text, _LOOSE_BLANK.sub("", text))


def _occurrences(wanted: _Needle, within: Folded, whole: bool) -> Iterator[tuple[int, int]]:
    """Yield where a needle stands in a folded text, one not within another."""
    offset = within._dense.find(wanted.dense) if wanted.dense else -1
    while offset >= 0:
        following = offset + 1
        start, end = _loosened(within, offset, offset + len(wanted.dense))
        found = within.text[start:end]
        strict = whole or (found != wanted.text and " " in found)
        broken = strict and _breaks_words(within.text, start, end)
        if not broken and _is_clean(within, start, end):
            yield start, end
            following = offset + len(wanted.dense)
        offset = within._dense.find(wanted.dense, following)


def _contractions(wanted: _Needle, within: Folded) -> Iterator[tuple[int, int]]:
    """Yield where the article of a needle has lost its alef to the particle ل: للرقة, للاذقية."""
    rest = wanted.dense[1:]
    lam = "" if rest.startswith("لل") else "ل"
    offset = within._dense.find(lam + rest)
    while offset >= 0:
        start, end = _loosened(within, offset + len(lam), offset + len(lam + rest))
        attached = _attached(within.text, start) in (lam, "و" + lam, "ف" + lam)
        if attached and not _splits(within.text, end) and _is_clean(within, start, end):
            yield start, end
        offset = within._dense.find(lam + rest, offset + 1)


def _loosened(within: Folded, start: int, end: int) -> tuple[int, int]:
    """Bring a span of the dense text to the folded one, blanks around it left out."""
    gaps = within._gaps
    return start + bisect_right(gaps, start), end + bisect_right(gaps, end - 1)


def _is_clean(within: Folded, start: int, end: int) -> bool:
    """Tell whether a span takes no code point of the original apart."""
    return not (within._changes.cut(start) or within._changes.cut(end))


def _breaks_words(text: str, start: int, end: int) -> bool:
    """Tell whether a span starts or ends inside a word, particles before it aside."""
    if _splits(text, end):
        return True
    attached = _attached(text, start)
    return attached != "" and attached not in _PARTICLES


def _attached(text: str, offset: int) -> str | None:
    """Take what of a word stands before an offset; None if that is longer than any particle."""
    for start in range(offset, max(-1, offset - _LONGEST_PARTICLE - 1), -1):
        if not _splits(text, start):
            return text[start:offset]
    return None


def _splits(text: str, offset: int) -> bool:
    """Tell whether an offset lies inside a word or a figure."""
    return text[offset : offset + 1] != " " and _INSIDE_WORD.match(text, offset) is not None
