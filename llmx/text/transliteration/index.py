"""An index of the names of a text: in which of its sentences an English name stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate

from llmx.text.transliteration import skeletons
from llmx.text.transliteration.english import ARTICLES, words_of
from llmx.text.transliteration.exonyms import LONGEST, exonyms

_SHORTEST = 3  # consonants from which a word may have an ending of its own in the source
_GLUED = 4  # consonants from which a name may be written as one word or as two
_ATTACHED = (b"W", b"B", b"L", b"K", b"F", b"WB", b"WL")
_BETWEEN = re.compile(r"[ \-–]+")


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
        self._plain: dict[str, bytes] = {}
        self._standing: dict[str, int] = {}
        self._anywhere: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._words: dict[bytes, int] = {}
        self._lines = self._dense = b""
        self._reader = skeletons.cyrillic if self.script == "cyrillic" else skeletons.arabic
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
        new = [w for w in dict.fromkeys(words) if w not in self._plain]
        if new:
            spelled = skeletons.latin(f" {' '.join(new)} ").split(b" ")
            self._plain.update(zip(new, spelled[1:-1], strict=True))

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
                found = self._words.get(plain, 0)
                if len(plain) > 1:
                    for before in _ATTACHED:
                        found |= self._words.get(before + plain, 0)
            self._standing[word] = found
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
                    found |= self._words.get(form, 0)
                    if len(form) >= _SHORTEST:
                        found |= self._places(self._lines, b" " + form)
                    if not found and len(form) >= _GLUED:
                        found |= self._places(self._dense, form)
            self._anywhere[word] = found
        return found

    def skeleton(self, word: str) -> bytes:
        """The consonants of an English word."""
        if word not in self._plain:
            self.spell((word,))
        return self._plain[word]

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

    def names_any(self, form: str, line: bytes, words: Collection[str]) -> bool:
        """Tell whether a folded source form, its skeletons a line, is one of many names."""
        spelled = {self.skeleton(word) for word in words}
        return not spelled.isdisjoint(line.split()) or self._has_exonym(form, words)

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
                for joined in {"".join(w for w in words if w not in ARTICLES), _glue(words)}:
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


def _glue(words: Sequence[str]) -> str:
    """Write a name as one word, its articles as in the source: دیرالزور."""
    return "".join(["l" if n and w in ARTICLES else w for n, w in enumerate(words)])
