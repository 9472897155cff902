"""Scanning: the words and figures of a folded copy that can be part of a numeral."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

from llmx.text.numerals.atom import Atom
from llmx.text.numerals.figures import figures
from llmx.text.numerals.lexicon import Entry, Lexicon, entry_of

_START = attrgetter("start")
_ZWNJ = "\u200c"
_TOKEN = re.compile(rf"[^\W\d_]++(?:{_ZWNJ}[^\W\d_]++)*+")
_DOT = re.compile(rf"\.(?!{_ZWNJ}?[^\W\d_])")
_PARTS = frozenset(["number", "hundred", "scale", "double"])
_ONE_OR = "يكي"
_SHORTEST = 5  # letters of a number of two words
_LINK = re.compile(r"(?<![^\W_])(?:https?://|www\.)\S+")


def scan(copy: str, lexicon: Lexicon) -> list[Atom]:
    """Find all atoms of a folded copy, by their starts; a word may stand within a code."""
    atoms = _scan(copy, lexicon)
    if atoms and (("/" in copy and "://" in copy) or "www." in copy):
        return _scan(_LINK.sub(_blank, copy), lexicon)
    return atoms


def _scan(copy: str, lexicon: Lexicon) -> list[Atom]:
    found, words = figures(copy, lexicon.code), _words(copy, lexicon) if lexicon.code else []
    if lexicon.endings is not None:
        _take_endings(copy, found, lexicon.endings)
    if found and words:
        return sorted(found + words, key=_START)
    return found or words


def _take_endings(copy: str, found: list[Atom], endings: re.Pattern[str]) -> None:
    """Make ordinals and decades of digits written with the ending of one: "5-й", "1990-х"."""
    for atom in found:
        if atom.role == "digits" and copy[atom.end : atom.end + 1] == "-":
            match = endings.match(copy, atom.end)
            if match and match.lastgroup is None:
                atom.end, atom.ordinal = match.end(), True
            elif match and atom.plain:
                atom.end, atom.role = match.end(), "date"


def _blank(link: re.Match[str]) -> str:
    return "\0" * len(link[0])


def _words(copy: str, lexicon: Lexicon) -> list[Atom]:
    found: list[Atom] = []
    for match in _TOKEN.finditer(copy):
        word, start = match[0], match.start()
        entry = None
        if lexicon.dotted and _DOT.match(copy, match.end()):  # "тыс."
            entry = entry_of(word + ".", lexicon)
            word += "." if entry else ""
        entry = entry or entry_of(word, lexicon)
        if entry is not None:
            found.append(_word(start, word, entry))
        elif together := _together(start, word, lexicon):
            found.extend(together)
        elif _ZWNJ in word:
            found.extend(_joined(start, word, lexicon))
    return found


def _word(start: int, word: str, entry: Entry) -> Atom:
    role, value, skip, base, weak, unit = entry
    end = start + len(word)
    return Atom(start + skip, end, role, value, base, (), role == "ordinal", weak, False, unit)


def _together(start: int, word: str, lexicon: Lexicon) -> list[Atom] | None:
    """The parts of a number written as one word, ZWNJ or not: صدوهشتاد, بیست‌وچهارساعته."""
    endings = lexicon.tables.endings_joined
    if not endings or len(word) < _SHORTEST:
        return None
    whole = lexicon.words.get(word.replace(_ZWNJ, ""))
    return None if whole else _parted(start, word, lexicon, None)


def _parted(start: int, word: str, lexicon: Lexicon, last: Entry | None) -> list[Atom] | None:
    """The number words that a word goes on with behind another of them; None: it is no number."""
    bare = word.lstrip(_ZWNJ)
    start, word = start + len(word) - len(bare), bare
    if not word:
        return []
    if last is not None and word.replace(_ZWNJ, "") in lexicon.tables.endings_joined:
        return []
    if last is not None and word == "ي" and last.role == "scale":  # "میلیونی"
        return []
    for end in range(len(word), 1, -1):
        entry = lexicon.words.get(word[:end].replace(_ZWNJ, ""))
        if entry is None or word[end - 1] == _ZWNJ or not _goes_on(last, entry):
            continue
        rest = _parted(start + end, word[end:], lexicon, entry)
        if rest is not None:
            atom = _word(start, word[:end], entry)
            if last is None and not rest:  # by itself "یک" or "نه" may be another word
                atom.base = word.replace(_ZWNJ, "")
            return [atom, *rest]
    return None


def _goes_on(last: Entry | None, entry: Entry) -> bool:
    """Whether a number word may be written together with the one before: و is part of it."""
    if last is None:
        return entry.role in _PARTS and not entry.skip
    if entry.role in ("hundred", "scale") and not entry.skip:
        return last.role in _PARTS
    return bool(entry.skip) and entry.role in (*_PARTS, "ordinal", "fraction")


def _joined(start: int, word: str, lexicon: Lexicon) -> Iterator[Atom]:
    """Words joined by ZWNJ: one of the tables, or numbers throughout, with a counter at the end."""
    whole = lexicon.words.get(word.replace(_ZWNJ, ""))
    if whole is not None:
        yield Atom(start, start + len(word), whole.role, whole.value, whole.base)
        return
    place, found = start, []
    parts = word.split(_ZWNJ)
    for number, part in enumerate(parts):
        entry = lexicon.words.get(part)
        if entry is not None:
            found.append(_word(place, part, entry))
        elif part == _ONE_OR and not number:  # «یکی‌دو»
            pass
        elif part != lexicon.tables.joiner and (
            number < len(parts) - 1 or part not in lexicon.tables.compounds
        ):
            return
        place += len(part) + 1
    yield from found
