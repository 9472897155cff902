"""Skeletons: what is left of a word when its vowels go and its consonants fall into classes.

Classes bring together what transliterations confuse: p and b; t, th and ط; d, dh, z and ض; g, gh
and j; k and q; sh and ch; h, kh and خ. The vowel that a word begins with stays, as A. All is done
on bytes, a whole text at a time: a class is one ASCII letter, a word stands between blanks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

Reader = Callable[[str], bytes]
"""Reads the skeletons of the words of a folded text, blanks and line ends kept."""

_ARABIC = {
    "a": "اء",
    "e": "ع",
    "y": "يے",
    "w": "و",
    "h": "هح",
    "H": "خ",
    "B": "بپ",
    "T": "تطثٹ",
    "D": "دذزضظڈ",
    "G": "جغگژ",
    "K": "كق",
    "S": "سص",
    "C": "شچ",
    "F": "ف",
    "R": "رڑ",
    "L": "ل",
    "M": "م",
    "N": "نں",
}
_CYRILLIC = {
    "a": "аэиоуёеюяйы",
    "B": "бп",
    "F": "ф",
    "V": "в",
    "T": "т",
    "Z": "ц",
    "D": "дз",
    "G": "гж",
    "K": "к",
    "S": "с",
    "C": "чшщ",
    "H": "х",
    "R": "р",
    "L": "л",
    "M": "м",
    "N": "н",
}
_LATIN = {
    "a": "aeiou",
    "y": "y",
    "w": "w",
    "h": "h",
    "B": "bp",
    "F": "f",
    "V": "v",
    "T": "t",
    "D": "dz",
    "G": "gj",
    "K": "ckq",
    "S": "s",
    "R": "r",
    "L": "l",
    "M": "m",
    "N": "n",
    "X": "x",
}
_VOWELS = {**dict.fromkeys("ۆۇۈۊۋ", "و"), "ڤ": "ف"}
"""Letters whose names do not tell which one they are written upon."""
_DIGRAPHS = (
    (b"sch", b"C"),
    (b"tch", b"C"),
    (b"kh", b"H"),
    (b"gh", b"G"),
    (b"sh", b"C"),
    (b"ch", b"C"),
    (b"th", b"T"),
    (b"dh", b"D"),
    (b"ph", b"F"),
    (b"zh", b"G"),
    (b"ck", b"K"),
    (b"ce", b"Se"),
    (b"ci", b"Si"),
    (b"cy", b"Sy"),
)
_ARTICLES = (b"aL", b"waL", b"FaL", b"BaL", b"KaL", b"wBaL", b"LL", b"wLL", b"FBaL")
"""The Arabic article with what is written before it, once letters are classes."""

_WEAK = b"aewy"
_CLASSES = b"BTDGKSCFRLMNHVZwy"


def arabic(folded: str) -> bytes:
    """Skeletons of the words of a folded Arabic text, the article left out."""
    return _bare(_classes(folded, _ARTICLES))


def persian(folded: str) -> bytes:
    """Skeletons of the words of a folded Persian text; of Arabic names the article is left out."""
    return _bare(_classes(folded, _ARTICLES[:1]))


def whole_and_ended(folded: str, *, persian: bool = False) -> tuple[bytes, bytes]:
    """The same, and once more with an H where a word ends in a weak letter before a blank."""
    classes = _classes(folded, _ARTICLES[:1] if persian else _ARTICLES)
    ended = classes
    for letter in (b"a ", b"e ", b"w ", b"y ", b"h "):
        ended = ended.replace(letter, b"H ")
    whole = _bare(classes)
    return whole, whole if ended == classes else _bare(ended)


def cyrillic(folded: str) -> bytes:
    """Skeletons of the words of a folded Cyrillic text."""
    classes = folded.encode("cp1251", "replace").translate(_cyrillic_table())
    return _bare(_single(classes)).replace(b"Z", b"TS")


def latin(text: str) -> bytes:
    """Skeletons of the words of an English text, one blank for each blank of the text."""
    classes = text.casefold().encode("ascii", "ignore").replace(b"'", b"")
    for letters, sound in _DIGRAPHS:
        if letters in classes:
            classes = classes.replace(letters, sound)
    return _bare(_single(classes.translate(_latin_table()))).replace(b"X", b"KS")


@lru_cache(maxsize=64)
def reader(language: str) -> str | None:
    """Which of the scripts a language is written in, where its words can be read."""
    code = language.lower().replace("_", "-").split("-")[0]
    if code in ("ar", "fa", "arz", "prs"):
        return "arabic"
    return "cyrillic" if code in ("ru", "uk", "bg", "be") else None


def is_persian(language: str) -> bool:
    """Tell whether a language is Persian, which writes no article and little before its words."""
    return language.lower().replace("_", "-").split("-")[0] in ("fa", "prs")


def forms(word: str, script: str) -> tuple[bytes, ...]:
    """The skeletons that an English word may have in a script, the likeliest first."""
    plain = latin(f" {word} ").strip()
    if not plain:
        return ()
    lower = word.casefold()
    marks = [change for letters, change in _CONFUSED[script] if letters in lower]
    found: list[bytes] = []
    for bare in (plain, *_without_ending(lower, plain)):
        found += _spelled(bare, marks, lower)
    if script == "cyrillic" and "w" in lower[1:]:  # Сувейда
        found.append(latin(f" {lower[:1]}{lower[1:].replace('w', 'v')} ").strip())
    return tuple(dict.fromkeys(found))


_CONFUSED: dict[str, tuple[tuple[str, tuple[bytes, bytes]], ...]] = {
    "arabic": (
        ("v", (b"V", b"F")),
        ("v", (b"V", b"")),
        ("g", (b"G", b"K")),
        ("dj", (b"DG", b"G")),
        ("th", (b"T", b"S")),
        ("th", (b"T", b"TH")),
        ("sh", (b"C", b"SH")),
        ("dh", (b"D", b"DH")),
        ("ch", (b"C", b"TC")),
        ("c", (b"S", b"K")),
    ),
    "cyrillic": (
        ("w", (b"W", b"V")),
        ("dz", (b"D", b"DD")),
        ("kh", (b"H", b"KH")),
        ("v", (b"V", b"")),
    ),
}
"""English letters that may be another sound: what of the skeleton becomes what."""


def _spelled(skeleton: bytes, marks: list[tuple[bytes, bytes]], lower: str) -> list[bytes]:
    found = [skeleton]
    for old, new in marks[:4]:
        found += [s.replace(old, new) for s in found]
    if lower[0] in "wv":
        found += [first + s[1:] for s in found for first in (b"A", b"W") if s[:1] in b"WV"]
    if lower[0] == "y":
        found += [b"A" + s[1:] for s in found]
    if lower[:2] in ("al", "el", "il", "ul") and len(lower) > 4:
        found += [s[2:] for s in found if len(s) > 3]
    return [s for s in found if s]


def _without_ending(lower: str, skeleton: bytes) -> list[bytes]:
    """Skeletons without what English adds: Syrian, Russians, Iraqis, Lebanese."""
    for ending, letters in (
        ("ans", 2),
        ("an", 1),
        ("is", 1),
        ("ese", 1),
        ("ish", 1),
        ("at", 1),
        ("s", 1),
    ):
        if lower.endswith(ending) and len(skeleton) > letters + (2 if ending == "s" else 1):
            return [skeleton[:-letters]]
    return []


def _classes(folded: str, articles: Sequence[bytes]) -> bytes:
    try:
        encoded = folded.encode("cp1256")
    except UnicodeEncodeError:
        encoded = "".join(map(_usual, folded)).encode("cp1256", "replace")
    classes = encoded.translate(_arabic_table())
    if b"L" not in classes:  # nor an article
        return classes
    for article in articles:
        classes = classes.replace(b" " + article, b" ")
    return classes.replace(b"LL", b"L")


@lru_cache(maxsize=1024)
def _usual(letter: str) -> str:
    """The Arabic letter that one of Kurdish, Pashto or another language is written upon."""
    if letter in _VOWELS or not "\u0620" <= letter <= "\u08ff":
        return _VOWELS.get(letter, letter)
    plain, written, _ = unicodedata.name(letter, "").partition(" WITH ")
    try:
        return unicodedata.lookup(plain) if written else letter
    except KeyError:
        return letter


def _bare(classes: bytes) -> bytes:
    """Drop the weak letters within words, and the h at their ends."""
    classes = classes.replace(b"h ", b" ").replace(b"h\n", b"\n")
    for weak, strong in ((b" a", b" A"), (b" e", b" A"), (b" w", b" W"), (b" y", b" Y")):
        classes = classes.replace(weak, strong)
    return classes.translate(_heard(), _WEAK)


def _single(classes: bytes) -> bytes:
    """Write letters once that are doubled; those with a vowel between them are two."""
    for double in _doubles():
        if double in classes:
            classes = classes.replace(double, double[:1])
    return classes


@lru_cache(maxsize=1)
def _heard() -> bytes:
    return bytes.maketrans(b"h", b"H")


@lru_cache(maxsize=1)
def _doubles() -> tuple[bytes, ...]:
    return tuple(bytes((c, c)) for c in _CLASSES)


@lru_cache(maxsize=1)
def _arabic_table() -> bytes:
    return _table(_ARABIC, "cp1256")


@lru_cache(maxsize=1)
def _cyrillic_table() -> bytes:
    return _table(_CYRILLIC, "cp1251")


@lru_cache(maxsize=1)
def _latin_table() -> bytes:
    table = bytearray(_table(_LATIN, "latin-1"))
    for kept in b"HGCTDFKS":
        table[kept] = kept
    return bytes(table)


def _table(classes: dict[str, str], encoding: str) -> bytes:
    table = bytearray(b" " * 256)
    table[ord("\n")] = ord("\n")
    for sound, letters in classes.items():
        for letter in letters:
            table[letter.encode(encoding)[0]] = ord(sound)
    return bytes(table)
