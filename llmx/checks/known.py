"""Known names: where the answers themselves say that a name stands, by its source form or English.

Consonants tell long names only. A name with a source form stands where the form does, however
short it is and whatever else its consonants may be; one that the English of another sentence has
stands there. A passage is in doubt that has such a name, if neither its sentences nor their
English nor what else is said of them have it, and they name what the passage leaves out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial

from llmx.checks.explanations import THE_SITE, Context, denies
from llmx.checks.material import Pair, Passage
from llmx.checks.mentions import PURE, told_in
from llmx.checks.pairs import LOWER_WORD
from llmx.fields import Place
from llmx.text.transliteration import is_country, is_generic, telling

_Found = tuple[str, int, Passage]
_WORD = re.compile(r"[^\W\d_]{3,}")
_JOINING = frozenset(("the", "and", "for", "with", "from"))
_LONG = 3  # consonants by which a word stands in a sentence without a doubt
_POINTS = re.compile(
    r"\b(?:[Tt]he|[Tt]h[ia]s) (?:[a-z]+ )?(?:city|town|village|province|district|area|region"
    r"|mountain)\b(?! of)|\b(?:there|here)\b"
)
"""What may mean a place that was named before."""
_POINTS_TO_PARTY = re.compile(
    r"\b(?:[Tt]he|[Tt]his) (?:[a-z]+ )?(?:organi[sz]ation|group|militias?|movement|rebels|party"
    r"|faction|agency)\b(?! of)"
)
_POINTS_TO_SPEAKER = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|It)\b")


class Known:
    """The names of the answers, with the sentences that hold them as bits."""

    def __init__(self, context: Context, pairs: Sequence[Pair], folded: Mapping[str, str]) -> None:
        """Take what explains a name, and the names with their source forms and folded copies."""
        self._context = context
        self._names = context.names
        self._pairs = pairs
        self._folded = folded

    def elsewhere(self) -> Iterator[_Found]:
        """The names that a passage has, though its sentences speak of others."""
        yield from self._with_forms()
        yield from self._with_english()

    def _with_forms(self) -> Iterator[_Found]:
        """Names with source forms none of which the sentences print."""
        text, ends = self._context.cited_text
        for name, held in self._held.items():
            at = text.find(name)
            while at >= 0:
                place = bisect_right(ends, at)
                cited = self._context.cites[place][1]
                if not held & cited and _is_whole(text, at, at + len(name)):
                    passage = self._context.passage_at(place)
                    if not self._prints(name, cited) and self._is_misplaced(
                        name, held, cited, passage
                    ):
                        yield name, (held & -held).bit_length(), passage
                at = text.find(name, ends[place])

    def _with_english(self) -> Iterator[_Found]:
        """Names that the English of other sentences has, and not that of those cited."""
        spelled, names = self._spelled, self._names
        for passage, cited, *_ in self._context.material.readings:
            if passage.translates:
                continue
            for word in names.words(passage.text):
                held = spelled.get(word, 0)
                if not held or held & cited or not self._may_be_strange(word, cited, passage):
                    continue
                if self._is_misplaced(word, held, cited, passage, covered=False):
                    yield word, (held & -held).bit_length(), passage

    def _may_be_strange(self, word: str, cited: int, passage: Passage) -> bool:
        if is_generic(word) or is_country(word):
            return False
        if self._names.standing(word) & cited and len(self._names.skeleton(word)) >= _LONG:
            return False
        return not passage.text.startswith(word) or self._context.stands_inside(word)

    @cached_property
    def _held(self) -> Mapping[str, int]:
        """The sentences with a source form of each name that may be told from others."""
        found: dict[str, int] = {}
        registered = {id(pair.block) for pair in self._context.material.registered}
        for pair in self._pairs:
            name = pair.english
            described = LOWER_WORD.search(name) and id(pair.block) not in registered
            if described or not (name[:1].isupper() or name.startswith(("al-", "el-"))):
                continue
            if _own(name)[0]:
                form = self._folded[pair.source]
                found[name] = found.get(name, 0) | self._context.sentences_of(form, None)
        return {name: held for name, held in found.items() if held}

    @cached_property
    def _forms(self) -> Mapping[str, Sequence[str]]:
        """The folded source forms of each name."""
        found: dict[str, list[str]] = {}
        for pair in self._pairs:
            found.setdefault(pair.english, []).append(self._folded[pair.source])
        return found

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset([p.english for p in self._pairs if isinstance(p.block, Place)])

    @cached_property
    def _spelled(self) -> Mapping[str, int]:
        """The sentences whose English has each word of a name, as it is spelled."""
        found: dict[str, int] = {}
        for n, passage in self._context.material.translation.items():
            for word in self._names.words(passage.text):
                found[word] = found.get(word, 0) | 1 << (n - 1)
        return found

    def _prints(self, name: str, cited: int) -> bool:
        """Whether the sentences print half the words of a form of a name; of initials, any."""
        for form in self._forms[name]:
            words = [w for w in (w.removeprefix("ال") for w in form.split()) if len(w) > 2]
            there = sum([bool(self._names.containing(word) & cited) for word in words])
            if there and (name.isupper() or 2 * there >= len(words)):
                return True
        return False

    def _is_misplaced(
        self, name: str, held: int, cited: int, passage: Passage, *, covered: bool = True
    ) -> bool:
        """Whether the sentences of a passage speak of others than a name, as all else says."""
        context, names = self._context, self._names
        words = _own(name)[0]
        if names.run(name) & cited or any(names.established(w) & cited for w in words):
            return False
        told = partial(self._told, name)
        if passage.translates:
            if LOWER_WORD.search(name):
                return False
            confirmed = any(context.confirmed(word, held) for word in words)
            return confirmed and not context.mentions.support(told, cited, held, passage)
        shown = context.english_of(passage)
        if not shown or told(shown) or self._points(shown, held, cited, passage):
            return False
        if any(self._explains(word, cited, passage) for word in words):
            return False
        support = context.mentions.support(told, cited, held, passage)
        if support == PURE:
            return False
        if support:
            return self._replaces(name, shown, cited, passage)
        if covered and context.mentions.covers(cited, passage):
            return True
        return context.mentions.omits(shown, cited, passage)

    def _replaces(self, name: str, shown: str, cited: int, passage: Passage) -> bool:
        """Whether a passage leaves out another name of that kind which its sentences have."""
        if name not in self._held:
            return False
        is_place = name in self._places
        return any(
            held & cited
            and (other in self._places) is is_place
            and self._told(other, shown)
            and not self._told(other, passage.text)
            for other, held in self._held.items()
        )

    def _told(self, name: str, text: str) -> bool:
        """Whether an English text has a name: one of its own words, or most of common ones."""
        words, least = _own(name)
        return sum([told_in(word, text, self._names) for word in words]) >= least

    def _explains(self, word: str, cited: int, passage: Passage) -> bool:
        if self._context.meant(word, passage) or denies(passage.text, word):
            return True
        return self._context.is_the_capital(word, cited)

    def _points(self, shown: str, held: int, cited: int, passage: Passage) -> bool:
        """Whether the English of the sentences points to something that they do not name."""
        if THE_SITE.search(shown) or _POINTS_TO_PARTY.search(shown):
            return True
        if passage in self._context.material.named or passage.path[-1] == "name_en":
            first = cited & -cited
            if held & (first >> 1 | first >> 2) or _POINTS_TO_SPEAKER.search(shown):
                return True
        return any(
            not self._names_before(shown[: match.start()], cited, passage)
            for match in _POINTS.finditer(shown)
        )

    def _names_before(self, text: str, cited: int, passage: Passage) -> bool:
        """Whether a place of the sentences that a passage leaves out is named in a text."""
        return any(
            self._held.get(name, 0) & cited and name in text and name not in passage.text
            for name in self._places
        )


@lru_cache(maxsize=1024)
def _own(name: str) -> tuple[Sequence[str], int]:
    """The words that tell a name, and how many of them must be told: most of common ones."""
    own = [w for w in telling(name) if not is_country(w) and not is_generic(w)]
    if own:
        return own, 1
    common = [w for w in _WORD.findall(name) if not is_country(w) and w not in _JOINING]
    return common, len(common) // 2 + 1


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a part of a text is no part of a word."""
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
