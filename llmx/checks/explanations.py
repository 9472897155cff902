"""Explanations: why a passage may have a name that its cited sentences do not print.

Others name it for these sentences, or the sentences point back to what was named before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from pydantic import BaseModel

from llmx.checks.material import Material, Pair, Passage, mask, numbers_of
from llmx.checks.mentions import Mentions, Said, told_in
from llmx.checks.pairs import LOWER_WORD, attributes
from llmx.fields import Refers, marked
from llmx.text.transliteration import (
    NameIndex,
    capitals,
    country_of,
    is_capital,
    is_country,
    is_generic,
    likeness,
    runs,
    says_capital,
    telling,
)

THE_PLACE = re.compile(
    r"\b(?:the|this) (?:\w+ )?(?:city|town|village|province|district|area|region|mountain)\b(?! of)"
    r"|\b(?:areas|districts|neighbou?rhoods|quarters)\b"
)
THE_SITE = re.compile(
    r"\b(?:the|this|that) (?:\w+ )?(posts?|outpost|checkpoint|base|barracks|camp|site|bridge|dam"
    r"|airport|airfield|hospital|market|school|prison|crossing|port|refinery|pass|hills?|river"
    r"|valley|road)\b(?! of| in| at| near)"
)
_THE_PARTY = re.compile(
    r"\b(?:organi[sz]ation|group|militias?|movement|army|rebels|spokes\w+|correspondent|agency)\b"
)
_TOWN_OF = r"\b(?:city|town|village|district|camp|suburbs?|neighbou?rhood) of (?:[\w-]+ )?"
_TOWN = r" (?:area|village|town|district|countryside|suburbs?|neighbou?rhood)\b"
"""What no country's name has before or after it."""
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]hey|[Tt]heir)\b")
_SURE = 3  # consonants by which a capital surely stands in a sentence
_DENIED = (
    r"\b(?:not|nor|neither|unlike|than|without|outside)(?: (?:in|at|for|of|to|by|from))?(?: the)? "
)
"""What stands before a name that a passage says is not spoken of."""


class Context:
    """What explains a name that the cited sentences do not print."""

    def __init__(
        self,
        material: Material,
        names: NameIndex,
        pairs: Sequence[Pair],
        folded: Mapping[str, str],
    ) -> None:
        self.names = names
        self._folded = folded
        self.material = material
        self._readings = material.readings
        self.cites = self._citing(pairs)
        self._known = [(p.english, p.source) for p in material.registered]

    @cached_property
    def _title(self) -> int:
        """The sentences of the title, and the first, as bits."""
        content = enumerate(self.material.article.content)
        return sum([1 << i for i, sentence in content if sentence.title]) | 1

    @cached_property
    def _registered(self) -> Mapping[str, str]:
        """The English names of the registers by their ids."""
        return {getattr(p.block, "id", ""): p.english for p in self.material.registered}

    def _citing(self, pairs: Sequence[Pair]) -> list[Said]:
        """All that cites, with its sentences as bits: the prose, and names by themselves."""
        found: list[Said] = [(r[0].text, r[1], r[0]) for r in self._readings]
        named = [p for p in self.material.named if p.sentences]
        found += [(passage.text, mask(passage.sentences), passage) for passage in named]
        for pair in pairs:
            numbers = pair.quote.sentences
            if numbers:
                found.append((pair.english, mask(numbers), pair))
        return found

    @cached_property
    def mentions(self) -> Mentions:
        return Mentions(self.material, self.names, self.cites, self._registered)

    def passage_at(self, place: int) -> Passage:
        """What stands at a place of all that cites, English beside a source form as prose."""
        text, cited, found = self.cites[place]
        if isinstance(found, Pair):
            task, path, numbers = found.quote.task, found.path, found.quote.sentences
            found = Passage(task, path, text, numbers, found.block, translates=False)
            self.cites[place] = text, cited, found
        return found

    def sentences_of(self, form: str, cited: Sequence[int] | None) -> int:
        """The sentences with a folded source form, of the cited ones if there are any, as bits."""
        found = self.names.containing(form.strip())
        return found & mask(cited) if cited else found

    def words_elsewhere(self) -> Iterator[tuple[str, int, Passage]]:
        """The words of names that a passage has and nothing explains there."""
        for place, words in self._strange():
            passage, cited = self.passage_at(place), self.cites[place][1]
            for word in words:
                if is_generic(word) or self.names.unprinted(word):
                    continue
                where = self._elsewhere(word, passage, cited)
                if where:
                    yield word, where, passage
                    break

    def _strange(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The words of names that stand in no sentence cited for them, with their places."""
        read = len(self._readings)
        for place, reading in enumerate(self._readings):
            if reading.strange:
                yield place, reading.strange
        strange = self.names.strange
        for place, (text, cited, _) in enumerate(self.cites[read:], read):
            words = strange(text, cited)
            if words:
                yield place, words

    def _elsewhere(self, word: str, passage: Passage, cited: int) -> int:
        """Find the sentence that a name stands in if nothing explains it here; else 0."""
        if not passage.translates:
            if self.mentions.supports(word, cited, passage):
                return 0
            if self._printed(word, passage) or self.meant(word, passage):
                return 0
            if self.is_the_capital(word, cited) or denies(passage.text, word):
                return 0
            if self._may_carry(passage, cited) and self._carried(word, cited, passage):
                return 0
        standing = self.names.anywhere(word)
        if not standing or standing & cited:
            return 0
        if passage.text.startswith(word) and not self.stands_inside(word):
            return 0
        if is_country(word) and (
            self._adds_country(word, standing, passage)
            or not self._exchanges_country(word, cited, passage)
        ):
            return 0
        if any(word in run and self.names.run(run) & cited for run in runs(passage.text)):
            return 0
        if self.names.glued(word) & cited:
            return 0
        return self.confirmed(word, standing)

    def confirmed(self, word: str, standing: int) -> int:
        """The first of these sentences whose English has the word, or that is not translated.

        Consonants of one word stand in many: where nobody has the name for a sentence in which it
        seems to stand, it does not stand there.
        """
        english = self.material.translation
        while standing:
            n = (standing & -standing).bit_length()
            if n not in english or self._has(english[n].text, word):
                return n
            standing &= standing - 1
        return 0

    def _has(self, english: str, word: str) -> bool:
        if word in english:
            return True
        key = likeness(word, self.names.script)
        return any(likeness(w, self.names.script) == key for w in self.names.words(english))

    def _adds_country(self, word: str, standing: int, passage: Passage) -> bool:
        """Whether a country is a part of a longer name, or that of the article as a whole."""
        if passage.translates:
            return any(run.startswith(f"{word} ") and " " in run for run in runs(passage.text))
        return passage.path[-1] == "name_en" and bool(standing & (self._title | self._title << 1))

    def _exchanges_country(self, word: str, cited: int, passage: Passage) -> bool:
        """Whether a passage has this country where its sentences have another, or what is none.

        News in English says which country it is: "the Malian capital", "the Mali clashes".
        """
        own, text = word.casefold(), passage.text.casefold()
        if re.search(rf"{_TOWN_OF}{re.escape(own)}\b|\b{re.escape(own)}{_TOWN}", text):
            return True
        after = re.search(rf"\b{re.escape(word)}(?:['’]s)? ([a-z]{{4,}})", passage.text)
        beside = self._telling(after[1], cited) if after and not passage.translates else 0
        if after and not beside and passage in self.material.named:
            return True
        return any(
            own not in names and not any(re.search(rf"\b{name}\b", text) for name in names)
            for names in self.names.countries(beside or cited)
        )

    def _telling(self, english: str, cited: int) -> int:
        """The cited sentences whose English has a word, as bits."""
        lines = self.material.translation
        told = [n for n in numbers_of(cited) if n in lines and english in lines[n].text]
        return mask(tuple(told))

    def is_the_capital(self, word: str, cited: int) -> bool:
        """Whether these sentences say "the capital" of the one that the article is about."""
        if not self._capitals & cited:
            return False
        if is_capital(word, self.material.language) and (
            self.names.standing(word) & (self._title | self._capitals)
        ):
            return True
        country = country_of(word)
        if country is None or not self.names.standing(country) & (self._title | cited):
            return False
        return not any(self._is_other_capital(other, word, cited) for other in capitals())

    def _is_other_capital(self, other: str, word: str, cited: int) -> bool:
        """Whether the sentences that speak of a capital name another one."""
        if country_of(other) == country_of(word) or len(self.names.skeleton(other)) < _SURE:
            return False
        return bool(self.names.standing(other) & self._capitals & cited)

    @cached_property
    def _capitals(self) -> int:
        """The sentences that speak of a capital."""
        copies = self.material.copies
        return sum([1 << i for i, copy in enumerate(copies) if says_capital(copy)])

    def _may_carry(self, passage: Passage, cited: int) -> bool:
        """Whether a name may be carried over that no other block has for these sentences."""
        if not self._registered or not self.mentions.covers(cited, passage):
            return True
        return passage.path[-1] == "name_en" and (
            self._points_back(passage, THE_PLACE) or self._is_the_site(passage)
        )

    @cached_property
    def cited_text(self) -> tuple[str, list[int]]:
        """All that cites as one text, and where each ends in it."""
        texts = [text for text, _, _ in self.cites]
        return "\0".join(texts), list(accumulate([len(t) + 1 for t in texts]))

    def registered_elsewhere(self) -> Iterator[tuple[str, int, Passage]]:
        """The names of the registers that a passage has and nothing explains there."""
        text, ends = self.cited_text
        for name, source in dict.fromkeys(self._known):
            at = text.find(name) if " " in name else -1
            held = self.names.containing(self._folded[source]) if at >= 0 else 0
            while held and at >= 0:
                place = bisect_right(ends, at)
                cited = self.cites[place][1]
                if not held & cited:
                    passage = self.passage_at(place)
                    if not self._explained(name, source, cited, passage):
                        yield name, (held & -held).bit_length(), passage
                at = text.find(name, ends[place])

    def _any_word(self, source: str) -> int:
        found = 0
        for word in self._folded[source].split():
            bare = word.removeprefix("ال")
            if len(bare) > 2:
                found |= self.names.containing(bare)
        return found

    def _explained(self, name: str, source: str, cited: int, passage: Passage) -> bool:
        """Whether the sentences may speak of a party by a part of its name, or others say so."""
        if self._any_word(source) & cited:
            return True
        if any(self.names.standing(w) & cited for w in telling(name)):
            return True
        if self.names.run(name) & cited or self.mentions.names_whole(name, cited, passage):
            return True
        if self._speaks_on(name, cited):
            return True
        return not self.mentions.covers(cited, passage)

    def _speaks_on(self, name: str, cited: int) -> bool:
        """Whether a sentence begins with a pronoun for a person whom the one before it names."""
        lines, words = self.material.translation, telling(name)
        for n in numbers_of(cited):
            if n not in lines or n - 1 not in lines or not words:
                continue
            spoken = _PRONOUN.search(lines[n].text)
            if spoken is None or self.names.words(lines[n].text[: spoken.start()]):
                continue
            if all(told_in(word, lines[n - 1].text, self.names) for word in words):
                return True
        return False

    def stands_inside(self, word: str) -> bool:
        """Whether a word is capitalised where no sentence begins."""
        texts = [p.text for p in self.material.passages]
        return any(word in self.names.words(t)[t.startswith(word) :] for t in texts if word in t)

    @cached_property
    def _parties(self) -> set[bytes]:
        """What tells the names of the registers."""
        return {self.names.skeleton(w) for w in telling(" ".join(self._registered.values()))}

    @cached_property
    def _proper(self) -> set[bytes]:
        """The same of those that are nothing but a name."""
        proper = [n for n in self._registered.values() if not LOWER_WORD.search(n)]
        return {self.names.skeleton(w) for w in telling(" ".join(proper))}

    @cached_property
    def _parties_by_sentence(self) -> list[tuple[int, set[bytes]]]:
        """The parties with the sentences that name them, and what tells their English."""
        return [
            (
                self.names.containing(self._folded[source]),
                {self.names.skeleton(w) for w in telling(name)},
            )
            for name, source in self._known
            if telling(name)
        ]

    def _carried(self, word: str, cited: int, passage: Passage) -> bool:
        """Whether the cited sentences may speak of what was named before without naming it."""
        standing = self.names.standing(word)
        if not standing & (cited - 1 & ~cited):
            return False
        if not self._registered:  # who is a party and who is not cannot be told
            return True
        first = cited & -cited
        if passage in self.material.named and standing & (first >> 1 | first >> 2):
            return True  # "He added": whoever was named last speaks on
        skeleton = self.names.skeleton(word)
        refers = _refers(passage.block)
        alone = passage.path[-1] == "name_en"
        parties = self._proper if refers or alone else self._parties
        if skeleton not in parties and not self._abbreviates(word):
            if is_country(word):
                return True
            if alone and standing & (self._title | self._title << 1) and self._is_the_site(passage):
                return True
            return bool(standing & self._title) and self._points_back(passage, THE_PLACE)
        if refers:
            return False
        return self._points_back(passage, _THE_PARTY) or not self._replaced(passage)

    def _abbreviates(self, word: str) -> bool:
        return word.isupper() and any(
            word == "".join(w[0] for w in name.split()) for name in self._registered.values()
        )

    def _points_back(self, passage: Passage, word: re.Pattern[str]) -> bool:
        """Whether the cited sentences point to something named before: "the city"."""
        shown = self.english_of(passage)
        return not shown or bool(word.search(shown))

    def _is_the_site(self, passage: Passage) -> bool:
        """Whether a place is what the cited sentences point to: "the post", the al-Wad post."""
        sites = THE_SITE.findall(self.english_of(passage))
        return not set(sites).isdisjoint(passage.text.casefold().split())

    def english_of(self, passage: Passage) -> str:
        """The English of the cited sentences."""
        english = self.material.translation
        return "\n".join([english[n].text for n in passage.sentences or () if n in english])

    def _replaced(self, passage: Passage) -> bool:
        """Whether each cited sentence names a party that the passage leaves out."""
        told = {self.names.skeleton(w) for w in self.names.words(passage.text)}
        return all(
            any(
                mask >> (n - 1) & 1 and not words & told
                for mask, words in self._parties_by_sentence
            )
            for n in passage.sentences or ()
        )

    def _printed(self, word: str, passage: Passage) -> bool:
        """Whether the English of the cited sentences has the word."""
        english = self.material.translation
        return any(n in english and word in english[n].text for n in passage.sentences or ())

    def meant(self, word: str, passage: Passage) -> bool:
        """Whether the block itself names what a sentence only points to: "the two villages"."""
        skeleton = self.names.skeleton(word)
        told = " ".join(self._told(passage.block))
        return word in told or any(self.names.skeleton(w) == skeleton for w in telling(told))

    def _told(self, block: BaseModel) -> Iterator[str]:
        """The English names of a block: of what it holds and of whom it refers to."""
        for value in block.__dict__.values():
            if isinstance(value, str):
                yield self._registered.get(value, "")
            elif isinstance(value, list):
                yield from [self._registered.get(v, "") for v in value if isinstance(v, str)]
            elif isinstance(value, BaseModel) and "name_en" in attributes(type(value)):
                yield getattr(value, "name_en") or ""  # noqa: B009


def denies(text: str, word: str) -> bool:
    """Whether a text says each time that something is not a name's: "not the Baghlan attack"."""
    said = re.findall(rf"({_DENIED})?\b{re.escape(word)}\b", text)
    return bool(said) and all(said)


def _refers(block: BaseModel) -> bool:
    return any(isinstance(m, Refers) for _, m in marked(type(block)))
