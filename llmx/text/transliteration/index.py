"""An index of the names of a text: in which of its sentences an English name stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from llmx.text.transliteration import skeletons
from llmx.text.transliteration.english import ARTICLES, is_generic, words_of
from llmx.text.transliteration.exonyms import LONGEST, exonyms

_PREFIX = 3  # consonants by which the spellings of one name are known
_REMEMBERED = 50_000  # words
_SHORTEST = 3  # consonants from which a word may have an ending of its own in the source
_GLUED = 4  # consonants from which a name may be written as one word or as two
_ATTACHED = b"WBLKF"  # what Arabic writes before a word, as one with it
_ATTACHED_PERSIAN = b"WB"
_EZAFE = ("ye", "yi")
_BOTH = (b"WB", b"WL")
_SHORT = 2  # consonants that many words share
_VOWEL_END = re.compile(r"[aeiouy]h?[’'`]?$")
_BETWEEN = re.compile(r"[ \-–]+")


Key = bytes | tuple[str, ...]
"""What the spellings of a name have in common."""


class NameIndex:
    """The sentences of a source, prepared to be asked for English names.

    A set of sentences is an integer: bit 0 is the first sentence. What is asked for once is kept.
    """

    def __init__(self, sentences: Sequence[str], language: str) -> None:
        """Take the folded sentences of a source."""
        self.script = skeletons.reader(language)
        self._exonyms = exonyms(self.script) if self.script else {}
        self._text = "".join([f" {s} \n" for s in sentences])
        self._starts = [0, *accumulate(len(s) + 3 for s in sentences)]
        self._found: dict[str, list[str]] = {}
        self._standing: dict[str, int] = {}
        self._masks: dict[str, list[int]] = {}
        self._anywhere: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._words: dict[bytes, int] = {}
        self._attached: dict[bytes, int] = {}
        self._lines = self._dense = b""
        self._persian = skeletons.is_persian(language)
        self._reader = skeletons.cyrillic
        if self.script != "cyrillic":
            self._reader = skeletons.persian if self._persian else skeletons.arabic
        if self.script is not None:
            self._read()

    def learn(self, texts: Iterable[str]) -> None:
        """Read the names of many English texts at once."""
        new = [t for t in dict.fromkeys(texts) if t not in self._found]
        if not new:
            return
        found = words_of(new)
        self._found.update(zip(new, found, strict=True))
        self.spell(w for words in found for w in words)

    def spell(self, words: Iterable[str]) -> None:
        """Work out the consonants of many English words at once."""
        known = _spelled_words()
        new = [w for w in dict.fromkeys(words) if w not in known]
        if new:
            if len(known) > _REMEMBERED:
                known.clear()
            spelled = skeletons.latin(f" {' '.join(new)} ").split(b" ")
            known.update(zip(new, spelled[1:-1], strict=True))

    def words(self, english: str) -> list[str]:
        """List the words of the names of an English text, its first word among them."""
        if english not in self._found:
            self.learn((english,))
        return self._found[english]

    def standing(self, word: str) -> int:
        """In which sentences an English word surely stands, transliterated or as an exonym."""
        found = self._standing.get(word)
        if found is None:
            found = self._exonym(word.casefold())
            if not found and self.script is not None:
                plain = self.skeleton(word)
                found = self._spelled(plain, word)
                if len(plain) > 1:
                    found |= self._attached.get(plain, 0)
                if not found and plain.startswith(b"AL") and len(plain) > 3:
                    found = self._spelled(plain[2:], word)
            self._standing[word] = found
        return found

    def masks(self, english: str) -> list[int]:
        """The sentences of each name of an English text that surely stands somewhere."""
        found = self._masks.get(english)
        if found is None:
            standing, kept = self.standing, self._standing
            masks = [
                kept[word] if word in kept else standing(word)
                for word in dict.fromkeys(self.words(english))
                if not is_generic(word)
            ]
            found = self._masks[english] = [mask for mask in masks if mask]
        return found

    def anywhere(self, word: str) -> int:
        """In which sentences an English word may stand: with endings, in any spelling."""
        found = self._anywhere.get(word)
        if found is None:
            found = self.standing(word)
            if self.script is None:
                found |= self.containing(word.casefold())
            elif word.casefold() not in self._exonyms:
                for form in skeletons.forms(word, self.script):
                    found |= self._spelled(form, word)
                    if len(form) >= _SHORTEST:
                        found |= self._places(self._lines, b" " + form)
                    if not found and len(form) >= _GLUED:
                        found |= self._places(self._dense, form)
            self._anywhere[word] = found
        return found

    def spelled(self, folded: str) -> bytes:
        """The consonants of a folded source form, its words apart."""
        return self._reader(f" {folded} ").strip()

    def skeleton(self, word: str) -> bytes:
        """The consonants of an English word."""
        found = _spelled_words().get(word)
        return skeletons.latin(f" {word} ").strip() if found is None else found

    def standings(self, words: Iterable[str]) -> dict[str, int]:
        """Those of many English words that surely stand somewhere, with the sentences."""
        known, own, text = _spelled_words(), self._exonyms, self._text
        stands, attached, kept = self._words, self._attached, self._standing
        found: dict[str, int] = {}
        for word in words:
            forms, plain = own.get(word.casefold()), known.get(word)
            if forms is None and word in kept:
                where = kept[word]
            elif forms is None and plain is not None and len(plain) > _SHORT and plain[:2] != b"AL":
                where = kept[word] = stands.get(plain, 0) | attached.get(plain, 0)
            elif forms and not any(map(text.__contains__, forms)):
                continue
            else:
                where = self.standing(word)
            if where:
                found[word] = where
        return found

    def lines(self, forms: Mapping[str, str]) -> dict[str, bytes]:
        """The skeletons of source forms, each with blanks around it, by the keys of the forms."""
        if self.script is None:
            return dict.fromkeys(forms, b"")
        text = "".join([f" {f} \n" for f in forms.values()])
        return dict(zip(forms, self._reader(text).split(b"\n"), strict=False))

    def holds(self, form: str, line: bytes, english: str, words: Sequence[str]) -> bool:
        """Tell quickly whether a folded source form, its skeletons a line, is an English name's.

        True too where the name has no words that tell it from others.
        """
        if not words or self.script is None:
            return True
        spelled = [self.skeleton(word) for word in words]
        if len(spelled) > 1:
            spelled.append(b"".join(spelled))
        for bare in spelled:
            if (bare if len(bare) >= _GLUED else b" " + bare) in line:
                return True
            if bare.startswith(b"AL") and len(bare) > 3 and b" " + bare[2:] in line:
                return True
        return self._has_exonym(form, (*words, english))

    def known(self, words: Collection[str]) -> tuple[frozenset[bytes], frozenset[str]]:
        """What many English names may be in a source: their skeletons, and exonyms' forms."""
        skeletons_of = {self.skeleton(word) for word in words}
        forms = [self._exonyms.get(word.casefold(), ()) for word in words]
        return frozenset(skeletons_of), frozenset(form for some in forms for form in some)

    def names_any(
        self, form: str, line: bytes, known: tuple[frozenset[bytes], frozenset[str]]
    ) -> bool:
        """Tell whether a folded source form, its skeletons a line, is one of many names."""
        if not known[0].isdisjoint(line.split()):
            return True
        padded = f" {form} "
        return any(map(padded.__contains__, known[1]))

    def _has_exonym(self, form: str, words: Iterable[str]) -> bool:
        padded = f" {form} "
        known = [self._exonyms.get(w.casefold(), ()) for w in words]
        return any(source in padded for sources in known for source in sources)

    def run(self, name: str) -> int:
        """In which sentences a name of several words stands as a whole."""
        found = self._runs.get(name)
        if found is None:
            lower = name.casefold().replace("'s", "").replace("’s", "")
            found = self._phrases(lower.split(" "))
            words = [w for w in _BETWEEN.split(lower) if w]
            if len(words) > 1 and self.script is not None:
                for joined in _joined(words, self._persian):
                    for form in skeletons.forms(joined, self.script)[:4]:
                        found |= self._places(self._dense, form) if len(form) >= _GLUED else 0
            self._runs[name] = found
        return found

    def containing(self, folded: str) -> int:
        """In which sentences a folded source form stands."""
        found = 0
        at = self._text.find(folded)
        while at >= 0:
            n = bisect_right(self._starts, at) - 1
            found |= 1 << n
            at = self._text.find(folded, self._starts[n + 1])
        return found

    def _read(self) -> None:
        self._lines = self._reader(self._text)
        self._dense = self._lines.replace(b" ", b"")
        words = self._words
        bit = 1
        for line in self._lines.split(b"\n"):
            for word in line.split():
                words[word] = words.get(word, 0) | bit
            bit <<= 1
        attached = self._attached
        letters = _ATTACHED_PERSIAN if self._persian else _ATTACHED
        for word, where in words.items():
            if word[0] in letters and len(word) > 2:
                attached[word[1:]] = attached.get(word[1:], 0) | where
                if word[:2] in _BOTH and len(word) > 3:
                    attached[word[2:]] = attached.get(word[2:], 0) | where

    def _spelled(self, form: bytes, word: str) -> int:
        """Where a skeleton stands; a short one, where the words end as the English does too."""
        found = self._words.get(form, 0)
        if not found or len(form) > _SHORT or self.script != "arabic":
            return found
        open_end = bool(_VOWEL_END.search(word))
        found = self._places(self._ended, b" " + form + (b"H " if open_end else b" "))
        if word.endswith("h"):
            found |= self._places(self._ended, b" " + form + (b" " if open_end else b"H "))
        return found

    @cached_property
    def _ended(self) -> bytes:
        """The skeletons with what tells whether a word ends in a vowel: Daraa, and not Deir."""
        return skeletons.ended(self._text, persian=self._persian)

    def _exonym(self, form: str) -> int:
        found = 0
        for source in self._exonyms.get(form, ()):
            found |= self.containing(source)
        return found

    def _phrases(self, words: Sequence[str]) -> int:
        found = 0
        for size in range(2, min(LONGEST, len(words)) + 1):
            for start in range(len(words) - size + 1):
                found |= self._exonym(" ".join(words[start : start + size]))
        return found

    def _places(self, lines: bytes, form: bytes) -> int:
        found = 0
        at = lines.find(form)
        while at >= 0:
            found |= 1 << lines.count(b"\n", 0, at)
            end = lines.find(b"\n", at)
            at = lines.find(form, end) if end >= 0 else -1
        return found


@lru_cache(maxsize=65536)
def likeness(word: str, script: str | None) -> Key:
    """Tell what an English word has in common with other spellings of the same name."""
    known = exonyms(script).get(word.casefold()) if script else None
    return known or skeletons.latin(f" {word.rstrip('s')} ").strip()[:_PREFIX]


@lru_cache(maxsize=1)
def _spelled_words() -> dict[str, bytes]:
    """The consonants of the English words met so far: names recur from article to article."""
    return {}


def _joined(words: Sequence[str], persian: bool) -> set[str]:
    """The spellings of a name as one word; Persian writes an h that is silent within it."""
    own = [w for w in words if w not in ARTICLES]
    found = {"".join(own), _glue(words)}
    if persian:
        own = [w for w in own if len(w) > 1 and w not in _EZAFE]
        found.add("".join(own))
        silent = [f"{w}h" if w[-1] in "ae" else w for w in own[:-1]]
        found.add("".join([*silent, *own[-1:]]))
    return found


def _glue(words: Sequence[str]) -> str:
    """Write a name as one word, its articles as in the source: دیرالزور."""
    return "".join(["l" if n and w in ARTICLES else w for n, w in enumerate(words)])
