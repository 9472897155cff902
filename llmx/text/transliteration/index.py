"""An index of the names of a text: in which of its sentences an English name stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial
from itertools import accumulate, chain, pairwise

from llmx.text.folding import fold
from llmx.text.tokens import Remembered, Tokens, tokens
from llmx.text.transliteration import skeletons
from llmx.text.transliteration.english import ARTICLES, is_generic, words_of
from llmx.text.transliteration.exonyms import LONGEST, exonyms, named_countries, whole

_PREFIX = 3  # consonants by which the spellings of one name are known
_SHORTEST = 3  # consonants from which a word may have an ending of its own in the source
_GLUED = 4  # consonants from which a name may be written as one word or as two
_BEFORE = b"WBLKF"  # what Arabic writes before a word, as one with it
_BEFORE_PERSIAN = b"WB"
_EZAFE = ("ye", "yi")
_BOTH = (b"WB", b"WL")
_SHORT = 2  # consonants that many words share
_ATTACHED = b"+"  # marks what is left of a word when what is written before it is taken off
_ENDED = b"$"  # marks a short word with what tells whether it ends in a vowel: Daraa, and not Deir
_VOWEL_END = re.compile(r"[aeiouy]h?[’'`]?$")
_HALF_SPACE = "\u200c"
_AFFIXES = frozenset(
    (
        *("می", "نمی", "بی", "هم", "ها", "های", "هایی", "هایش", "هایشان", "ای", "ام", "ات", "اش"),
        *("ایم", "اید", "اند", "است", "تر", "ترین", "گان", "گانی", "شده", "شدن", "شود"),
        *("کننده", "کنندگان", "دهنده", "دهندگان"),
    )
)
"""What a half-space joins to a word that is no name."""
_BETWEEN = re.compile(r"[ \-–]+")
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_SPOKEN = re.compile(r"(?=.{4})[^AEIOU]{0,2}(?:[AEIOU][^AEIOU]{1,2})*[AEIOU][^AEIOU]?")
"""Acronyms that are read as a word, and written in another script as one: ISNA, and not IOM."""


Key = bytes | tuple[str, ...]
"""What the spellings of a name have in common."""


class NameIndex:
    """The sentences of a source, prepared to be asked for English names.

    A set of sentences is an integer: bit 0 is the first sentence. What is asked for once is kept.
    """

    def __init__(
        self, sentences: Sequence[str], language: str, received: Sequence[str] = ()
    ) -> None:
        """Take the folded sentences of a source, and as they were received, if that is known.

        Folded, the two words of a Persian name with a half-space between them are one.
        """
        self.script = skeletons.reader(language)
        self._exonyms = exonyms(self.script) if self.script else {}
        self._sentences = sentences
        self._text = "".join([f" {s} \n" for s in sentences])
        self._starts = [0, *accumulate([len(s) + 3 for s in sentences])]
        self._found: dict[str, list[str]] = {}
        self._standing = Remembered(self._stands)
        self._anywhere: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._persian = skeletons.is_persian(language)
        self._halves = list(map(_halves, received)) if self._persian else []
        self._reader = skeletons.cyrillic
        if self.script != "cyrillic":
            self._reader = skeletons.persian if self._persian else skeletons.arabic

    def learn(self, texts: Mapping[str, Tokens]) -> None:
        """Read the names of many English texts at once, each with its tokens."""
        for text, line in texts.items():
            self._found[text] = words_of(text, line)

    def words(self, english: str) -> list[str]:
        """List the words of the names of an English text, its first word among them."""
        found = self._found.get(english)
        if found is None:
            found = self._found[english] = words_of(english, tokens(english))
        return found

    def standing(self, word: str) -> int:
        """In which sentences an English word surely stands, transliterated or as an exonym."""
        return self._standing[word]

    def strange(self, english: str, cited: int) -> list[str]:
        """List the words of an English text's names that surely stand, but in no cited sentence."""
        words, standing = self._found.get(english), self._standing
        if words is None:
            words = self.words(english)
        return [w for w in words if standing[w] and not standing[w] & cited]

    def unprinted(self, word: str) -> bool:
        """Tell whether an English word is an exonym none of whose forms the source has."""
        forms = self._exonyms.get(word.casefold())
        return bool(forms) and not self._printed(forms or ())

    def established(self, word: str) -> int:
        """In which sentences an English word stands by what it is the established name of."""
        return self._printed(self._exonyms.get(word.casefold(), ()))

    def countries(self, cited: int) -> Iterator[tuple[str, ...]]:
        """The English names, in small letters, of each country that these sentences print."""
        for names, forms in named_countries(self.script) if self.script else ():
            if self._printed(forms) & cited:
                yield names

    def masks(self, english: str) -> list[int]:
        """The sentences of each name of an English text that surely stands somewhere."""
        words = dict.fromkeys(self.words(english))
        masks = [self._standing[word] for word in words if not is_generic(word)]
        return [mask for mask in masks if mask]

    def anywhere(self, word: str) -> int:
        """In which sentences an English word may stand: with endings, in any spelling."""
        found = self._anywhere.get(word)
        if found is None:
            found = self.standing(word)
            if self.script is None:
                found |= self.containing(word.casefold())
            elif word.casefold() not in self._exonyms and not _is_read_out(word):
                for form in skeletons.forms(word, self.script):
                    found |= self._spelled(form, word, self._met)
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
        return _skeletons()[word]

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
        spelled = list(map(_skeletons().__getitem__, words))
        for bare in spelled:
            if _is_in(bare, line):
                return True
        if len(spelled) > 1 and _is_in(b"".join(spelled), line):
            return True
        return self._has_exonym(form, (*words, english))

    def known(
        self, words: Collection[str], forms: Iterable[str]
    ) -> tuple[frozenset[bytes], frozenset[str]]:
        """What many English names may be in a source: their skeletons, and exonyms' forms.

        Of those only the ones that stand in one of the folded source forms.
        """
        skeletons_of, own = frozenset(map(_skeletons().__getitem__, words)), self._exonyms
        within = "".join([f" {form} \n" for form in forms])
        known = {own.get(word.casefold(), ()) for word in words}
        return skeletons_of, frozenset([f for some in known for f in some if _has(f, within)])

    def names_any(
        self, form: str, line: bytes, known: tuple[frozenset[bytes], frozenset[str]]
    ) -> bool:
        """Tell whether a folded source form, its skeletons a line, is one of many names."""
        if not known[0].isdisjoint(line.split()):
            return True
        padded = f" {form} "
        return any(_has(source, padded) for source in known[1])

    def _has_exonym(self, form: str, words: Iterable[str]) -> bool:
        padded = f" {form} "
        known = [self._exonyms.get(w.casefold(), ()) for w in words]
        return any(_has(source, padded) for sources in known for source in sources)

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

    def glued(self, word: str) -> int:
        """In which sentences an English word stands whose source form is written as two."""
        found = 0
        for form in skeletons.forms(word, self.script)[:4] if self.script is not None else ():
            found |= self._places(self._dense, form) if len(form) > _GLUED else 0
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

    def _stands(self, word: str) -> int:
        forms = self._exonyms.get(word.casefold())
        found = self._printed(forms) if forms else 0
        if not found and self.script is not None and not _is_read_out(word):
            plain = _skeletons()[word]
            met = self._met_of_learned if word in self._learned else self._met
            found = self._spelled(plain, word, met) | met.get(_ATTACHED + plain, 0)
            if not found and plain.startswith(b"AL") and len(plain) > 3:
                found = self._spelled(plain[2:], word, met)
            if not found:
                for form in _otherwise(self.script)[word]:
                    found |= met.get(form, 0)
        return found

    def _printed(self, forms: Iterable[str]) -> int:
        found = 0
        for form in forms:
            bounded = whole(form)
            if bounded is None:
                if form in self._text:
                    found |= self.containing(form)
            elif form.strip() in self._text:
                for met in bounded.finditer(self._text):
                    found |= 1 << (bisect_right(self._starts, met.start()) - 1)
        return found

    def _spelled(self, form: bytes, word: str, met: Mapping[bytes, int]) -> int:
        """Where a skeleton stands; a short one, where the words end as the English does too."""
        found = met.get(form, 0)
        if not found or len(form) > _SHORT or self.script != "arabic":
            return found
        open_end = bool(_VOWEL_END.search(word))
        found = met.get(_ENDED + form + (b"H" if open_end else b""), 0)
        if word.endswith("h"):
            found |= met.get(_ENDED + form + (b"" if open_end else b"H"), 0)
        return found

    @cached_property
    def _learned(self) -> set[str]:
        """The words of the names that were learned when the first was asked for."""
        return set().union(*self._found.values())

    @cached_property
    def _met_of_learned(self) -> Mapping[bytes, int]:
        """The part of `_met` that the words which were learned are looked up in."""
        met: dict[bytes, int] = {}
        keys = _keys_of(self.script or "", self._persian).__getitem__
        wanted: set[bytes] = set().union(*map(_sought().__getitem__, self._learned))
        wanted.update(*map(_otherwise(self.script or "").__getitem__, self._learned))
        for n, sentence in enumerate(self._sentences):
            here = map(keys, sentence.split(" "))
            for key in wanted.intersection(chain.from_iterable(here)):
                met[key] = met.get(key, 0) | 1 << n
        for n, halves in enumerate(self._halves):
            for key in wanted.intersection(halves):
                met[key] = met.get(key, 0) | 1 << n
        return met

    @cached_property
    def _met(self) -> Mapping[bytes, int]:
        """Where each skeleton stands, as `_keys` has them."""
        met: dict[bytes, int] = {}
        if self.script is None:
            return met
        keys = _keys_of(self.script, self._persian).__getitem__
        for n, sentence in enumerate(self._sentences):
            for key in chain.from_iterable(map(keys, sentence.split(" "))):
                met[key] = met.get(key, 0) | 1 << n
        for n, halves in enumerate(self._halves):
            for key in halves:
                met[key] = met.get(key, 0) | 1 << n
        return met

    @cached_property
    def _lines(self) -> bytes:
        """The skeletons of the sentences, each a line of words between blanks."""
        return self._reader(self._text) if self.script is not None else b""

    @cached_property
    def _dense(self) -> bytes:
        return self._lines.replace(b" ", b"")

    def _phrases(self, words: Sequence[str]) -> int:
        found = 0
        for size in range(2, min(LONGEST, len(words)) + 1):
            for start in range(len(words) - size + 1):
                found |= self._printed(self._exonyms.get(" ".join(words[start : start + size]), ()))
        return found

    def _places(self, lines: bytes, form: bytes) -> int:
        found = 0
        at = lines.find(form)
        while at >= 0:
            found |= 1 << lines.count(b"\n", 0, at)
            end = lines.find(b"\n", at)
            at = lines.find(form, end) if end >= 0 else -1
        return found


@lru_cache(maxsize=8192)
def likeness(word: str, script: str | None) -> Key:
    """Tell what an English word has in common with other spellings of the same name."""
    known = exonyms(script).get(word.casefold()) if script else None
    return known or skeletons.latin(f" {word.rstrip('s')} ").strip()[:_PREFIX]


def _is_read_out(word: str) -> bool:
    """Tell whether a word is an acronym of letters read one by one: no skeleton is its own."""
    return _ACRONYM.fullmatch(word) is not None and _SPOKEN.fullmatch(word) is None


def _has(form: str, text: str) -> bool:
    """Tell whether a folded text has a source form of an exonym."""
    bounded = whole(form)
    if bounded is None:
        return form in text
    return form.strip() in text and bounded.search(text) is not None


def _is_in(bare: bytes, line: bytes) -> bool:
    """Tell whether a skeleton stands in a line of them: a long one across blanks too."""
    if (bare if len(bare) >= _GLUED else b" " + bare) in line:
        return True
    return bare.startswith(b"AL") and len(bare) > 3 and b" " + bare[2:] in line


@cache
def _skeletons() -> Mapping[str, bytes]:
    """The consonants of English words: names recur from article to article."""
    return Remembered(lambda word: skeletons.latin(f" {word} ").strip())


@cache
def _sought() -> Mapping[str, tuple[bytes, ...]]:
    """What an English word is looked up by, as `_keys` has it."""
    return Remembered(_lookups)


def _lookups(word: str) -> tuple[bytes, ...]:
    found = []
    plain = _skeletons()[word]
    for form in (plain, plain[2:]) if plain.startswith(b"AL") else (plain,):
        found += [form, _ATTACHED + form]
        if len(form) <= _SHORT:
            found += [_ENDED + form, _ENDED + form + b"H"]
    return tuple(found)


@cache
def _otherwise(script: str) -> Mapping[str, tuple[bytes, ...]]:
    """What else an English word may be of a script, by sounds that English confuses: Kadugli."""

    def known(word: str) -> tuple[bytes, ...]:
        return tuple([f for f in skeletons.forms(word, script)[1:4] if len(f) >= _SHORTEST])

    return Remembered(known) if script else Remembered(lambda _: ())


@cache
def _keys_of(script: str, persian: bool) -> Mapping[str, tuple[bytes, ...]]:
    """What the tokens of folded texts are found by."""
    return Remembered(partial(_keys, script, persian))


def _halves(received: str) -> list[bytes]:
    """What the words are found by that a half-space joins in a text, endings left aside."""
    parts = received.split(_HALF_SPACE)
    found: list[bytes] = []
    for before, after in pairwise(parts):
        one, other = before[before.rfind(" ") + 1 :], after.partition(" ")[0]
        if one not in _AFFIXES and other not in _AFFIXES:
            found += _keys_of_half()[one]
            found += _keys_of_half()[other]
    return found


@cache
def _keys_of_half() -> Mapping[str, tuple[bytes, ...]]:
    return Remembered(lambda half: _keys("arabic", True, fold(half).text))


def _keys(script: str, persian: bool, token: str) -> tuple[bytes, ...]:
    """The skeletons of a token: whole, without what is attached, and short ones with their ends."""
    line = f" {token} "
    if script == "cyrillic":
        whole, ended = skeletons.cyrillic(line).split(), []
    else:
        both = skeletons.whole_and_ended(line, persian=persian)
        whole, ended = both[0].split(), both[1].split()
    letters = _BEFORE_PERSIAN if persian else _BEFORE
    keys = [*whole, *[_ENDED + word for word in ended if len(word) <= _SHORT + 1]]
    for word in whole:
        if word[0] in letters and len(word) > 2:
            keys.append(_ATTACHED + word[1:])
            if word[:2] in _BOTH and len(word) > 3:
                keys.append(_ATTACHED + word[2:])
    return tuple(dict.fromkeys(keys))


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
