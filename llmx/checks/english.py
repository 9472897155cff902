"""English: what a piece of English prose says, each part of it read when it is first asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from llmx.text import calendars
from llmx.text.concepts import Around, Mention, Said, around, mentions, together
from llmx.text.numerals import Numeral, near
from llmx.text.tokens import Remembered, tokens

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][^\W\d_]+")
_CLOSED = re.compile(r"[,;:.!?()]")
_JOINED = re.compile(r"[,;:.!?()]| (?:and|while|but) ")
_APART = re.compile(
    r" (?:on|in|from|at|near|for|to|by|after|during|with|who|which|that|inside|outside|along"
    r"|(?:north|south)?-?(?:east|west|north|south)(?:ern)? of) "
)
_WHOSE = re.compile(r" (?:(?:the|a|an|its|their|his|her|two|three|several|some) )?")
_OTHER = re.compile(r" (?:other|further|more) ")
_NEAR = 70  # characters on either side of a word in which something may be said of it
_SHORTEST = 3  # letters of a word that tells something
_NAMED = re.compile(  # somebody by name, and no place, unit or group
    r"(?:\b(?P<of>in|of|at|from|near|to|on|by|the|against|for|with|around|outside|inside) )?"
    r"(?P<name>[A-Z][^\W\d_]+(?:[ -](?:[ae][a-z]-)?[A-Z][^\W\d_]+)+)"
    r"(?=\W*$|[,.;)\"”]| (?:and|was|were|are|is)\b)"
)
_INTRODUCED = re.compile(r"\b(?:including|namely|named|called|among them)\b[^,;.]*$")
_STATEMENT = re.compile(r"[;.!?] ")
_STEM = 5  # letters of a word by which its forms and spellings are one
_ENDINGS = ("ings", "ing", "ers", "ies", "ed", "es", "s")
_LITTLE = """
and the that with from was were are has had have been being its his her their they them this
these those which who whom whose what when where while than then there here into onto upon over
under for not but nor will would could should may might can did does also only just even still all
any both each either some such same other others another more most least about around after before
during between against among amid within without near through across since until per via according
said say says saying told added noted stated reported reports announced statement source sources
one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds
thousand thousands million nearly almost approximately very much many few several percent
including included well out off
"""
_EMPTY = frozenset(_LITTLE.split())
_NONE: frozenset[str] = frozenset()


_NOT_PEOPLE = re.compile(  # what a figure counts that nobody can kill: "two southern villages"
    r"(?:[^\w,;:()]+(?!(?:in|on|at|by|from|after|and|while|killed|wounded|injured|dead|died)\b)\w+)"
    r"{0,3}?[^\w,;:()]+"
    r"(?:(?:air)?strikes?|raids?|attacks?|villages?|towns?|hours?|days?|weeks?|"
    r"months?|years?|vehicles?|tanks?|rockets?|missiles?|shells?|mines?|km|kilomet\w+|metres?|meters?|"
    r"miles?|axes|points?|(?:out)?posts?|schools?|hospitals?|houses?|homes?|fronts?|cars?|trucks?|"
    r"drones?|aircraft|times|rounds?|boats?|ships?|vessels?|weapons?|guns?|bombs?|devices?|explosives?|square|percent|positions?|sides|dollars?|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_AGED = re.compile(r"\baged $")
_AGE_BEFORE = re.compile(r"[A-Z][\w'’-]+, $")
_AGE_AFTER = re.compile(r",|\.?$| and ")
_OLD = re.compile(r"[ -]years?[ -]old")
_COMPOUND = re.compile(r"-(?!strong|member|person)[a-z]")  # "a five-hour battle"
_AMONG = re.compile(
    r" of (?:the|those|its|their|his) (?:wounded|injured|dead|killed|captured|missing)\b"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are|got|left)(?: \w+)? $")
_VERB = re.compile(  # with the comma that closes an aside: "two men, one of them old, were hurt"
    r",? (?:(?:was|were|is|are|(?:have|has|had) been) (?:\w+ )?)?$"
)
_ASIDE = re.compile(r"\([^()]*\)|, [^;.:()]*?,(?= (?:was|were|died|lost|have|had|has|also)\b)")
_DIES = re.compile(r"(?:died|perished|lost)\b")
_SUBJECT = re.compile(  # what stands between those who are counted and what befell them
    r"(?:(?!\b(?:who|which|that|when|while|after|before|as|than|but|where|said|says|was|were|had)\b"
    r"|\w{2}ed\b)[^,;.:()])*"
    r" +(?:was|were|have been|had been|has been) (?:(?:also|both|all|later|reportedly|either) )?"
)
_ENDS = re.compile(
    r"\W*$|[,.;:()]| (?:and|or|in|by|on|at|to|after|when|as|while|during|near|with|from|among|"
    r"west|east|north|south|inside|outside|between|amid|under|along)\b"
)


_UNIT = re.compile(  # what a figure measures, by the group that takes it
    r"[ -](?:nautical |square |cubic )?(?:"
    r"(?P<length>k(?:m|ilomet\w+)|met(?:re|er)s?|miles?|feet|hectares?|acres|m)"
    r"|(?P<time>hours?|minutes?|seconds?|days?|nights?|weeks?|months?|years?|[ap]\.?m)"
    r"|(?P<money>dollars?|euros?|pounds?|liras?|rials?|tomans?|dinars?|shekels?|riyals?|dirhams?"
    r"|roubles?|afghanis?)"
    r"|(?P<weight>kg|kilos?|kilograms?|tons?|tonnes?|litres?|barrels?))\b"
)
_CURRENCY = re.compile(r"(?:[$€£]|\b[A-Z]{3} ?)$")
_CURRENCY_BEFORE = 4  # characters


class Befell(NamedTuple):
    """The outcomes that a figure may belong to."""

    outcomes: frozenset[str]
    near: bool = False
    """Whether the words for them stand in its very clause."""
    plain: bool = False
    """Whether these words say so by themselves."""


class Setting(NamedTuple):
    """What stands beside a word: the stems up to the next preposition, and those of its clause."""

    noun: frozenset[str]
    clause: frozenset[str]
    named: frozenset[frozenset[str]] = frozenset()
    """The names of people in it, each as its stems."""

    def likeness(self, other: Setting) -> int:
        """How much two settings have in common."""
        return len(self.clause & other.clause) + len(self.noun & other.noun)

    def most(self, stems: frozenset[str]) -> int:
        """How much it may have in common with a setting in a text of these stems."""
        return len(self.clause & stems) + len(self.noun & stems)


@dataclass(eq=False)
class English:
    """One piece of English; spans are code points of its text."""

    text: str
    numerals: Sequence[Numeral]
    coded: bool = False
    """Whether it is a block put in words, which has no hedge but a bound."""
    _outcomes: dict[int, Befell] = field(default_factory=dict, repr=False)
    _settings: dict[int, Setting] = field(default_factory=dict, repr=False)
    _objects: dict[int, Setting] = field(default_factory=dict, repr=False)

    @cached_property
    def keyed(self) -> list[tuple[int, float | None, bool | None]]:
        """The places of its figures, what is `near` to each, and whether it counts per cent.

        None, where another figure is hardly put in its place.
        """
        return [(at, near(one), _counts(one)) for at, one in enumerate(self.numerals)]

    @cached_property
    def mentions(self) -> list[Mention]:
        """The words of outcomes."""
        return mentions(self.text, "en")

    @cached_property
    def around(self) -> Around:
        """The words of outcomes with the figures."""
        spans = [(figure.start, figure.end) for figure in self.numerals]
        return around(self.text.lower(), self.mentions, spans, "en")

    def befell(self, index: int) -> Befell:
        """The outcomes that a figure may belong to, and how plainly words say so.

        Those of a figure's own clause go before others; what counts nobody has none.
        """
        found = self._outcomes.get(index)
        if found is None:
            found = self._outcomes[index] = self._befell(self.numerals[index])
        return found

    def _befell(self, figure: Numeral) -> Befell:
        if not counts_people(self.text, figure):
            return Befell(_NONE)
        among = _AMONG.match(self.text, figure.end)
        if among:  # "two of the wounded died", "two of the wounded are in a bad way"
            stop = _JOINED.search(self.text, among.end())
            end = stop.start() if stop else len(self.text)
            met = [m for m in self.mentions if figure.end <= m.start < end]
            told = [m.outcomes for m in met if m.start >= among.end() and m.asserts]
            if told:
                return Befell(told[0], near=True, plain=True)
            said = frozenset().union(*[m.outcomes for m in met])
            return Befell(said, near=bool(met), plain=bool(met))
        said = self.around.says(figure.start, figure.end)
        said = said or self._predicated(figure) or self._of_whole(figure)
        if said:
            return Befell(said, near=True, plain=True)
        found = self.around.outcomes(figure.start, figure.end)
        near = [o for o in found if self.around.governs(frozenset([o]), figure.start, figure.end)]
        return Befell(frozenset(near) or found, near=bool(near))

    def _of_whole(self, figure: Numeral) -> frozenset[str]:
        """What is plainly said of those that the counted are part of: "6 hurt, including a boy"."""
        if not self.around.parted:
            return _NONE
        whole = self.around.whole(figure.start, figure.end)
        while whole:
            if said := self.around.says(*whole):
                return said
            whole = self.around.whole(*whole)
        return _NONE

    def _predicated(self, figure: Numeral) -> frozenset[str]:
        """What is said of the counted after what else they are: "13 men, two of them old, died"."""
        for cluster in self.around.clusters:
            if cluster.start >= figure.end:
                if not cluster.strong or cluster.side != "left" or cluster.joined:
                    break
                between = self.text[figure.end : cluster.start]
                if _DIES.match(self.text, cluster.start):
                    between = f"{between.rstrip()} were "
                return cluster.outcomes if self._is_subject(figure, between) else _NONE
        return _NONE

    def _is_subject(self, figure: Numeral, between: str) -> bool:
        """Whether words after a figure are of those it counts, up to what befell them."""
        if len(between) > 2 * _NEAR:
            return False
        asides = [match.span() for match in _ASIDE.finditer(between)]
        for other in self.numerals:
            at = other.start - figure.end
            aside = any(first <= at < last for first, last in asides)
            if 0 <= at < len(between) and not aside and counts_people(self.text, other):
                return False
        return _SUBJECT.fullmatch(_ASIDE.sub("", between)) is not None

    @cached_property
    def outcomes(self) -> Said:
        """All outcomes that it has words for."""
        return together(self.mentions)

    @cached_property
    def dates(self) -> list[calendars.Expression]:
        """The date expressions."""
        return calendars.expressions(self.text, "en")

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the words that tell something."""
        return _stems_in(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the words that are printed with a capital where no sentence begins."""
        return frozenset([stem(word) for word in _NAME.findall(self.text)])

    def counted(self, index: int) -> Setting:
        """What stands beside a figure, from the one before it to the one after it."""
        found = self._settings.get(index)
        if found is None:
            found = self._settings[index] = self._setting(index)
        return found

    def unit(self, index: int) -> str | None:
        """What a figure measures: length, time, money or weight; None of what is counted."""
        figure = self.numerals[index]
        before = max(0, figure.start - _CURRENCY_BEFORE)
        if figure.text[:1] in "$€£" or _CURRENCY.search(self.text, before, figure.start):
            return "money"
        measured = _UNIT.match(self.text, figure.end)
        return measured.lastgroup if measured else None

    def befallen(self, index: int) -> Setting:
        """Whom a word of an outcome befell: the words before it, or after it."""
        found = self._objects.get(index)
        if found is None:
            found = self._objects[index] = self._object(index)
        return found

    def _object(self, index: int) -> Setting:
        others = self.mentions
        mention = others[index]
        first = max(others[index - 1].end if index else 0, mention.start - _NEAR)
        following = index + 1
        if following < len(others) and _WHOSE.fullmatch(
            self.text, mention.end, others[following].start
        ):
            following += 1  # "capturing their wounded leader"
        last = others[following].start if following < len(others) else len(self.text)
        if _PASSIVE.search(self.text, first, mention.start) or _ENDS.match(self.text, mention.end):
            verb = _VERB.search(self.text, first, mention.start)
            for stop in _CLOSED.finditer(self.text, first, verb.start() if verb else mention.start):
                first = stop.end()
            last = mention.start
        else:
            stop_after = _CLOSED.search(self.text, mention.end, last)
            first, last = mention.end, stop_after.start() if stop_after else last
        return Setting(_NONE, self._between(first, last), self._named(first, last))

    def _named(self, first: int, last: int) -> frozenset[frozenset[str]]:
        """The people that are named between two places."""
        names = [one["name"] for one in _NAMED.finditer(self.text, first, last) if not one["of"]]
        return frozenset([_stems_in(name.replace("-", " ")) for name in names])

    def befell_named(self, name: frozenset[str]) -> frozenset[str]:
        """What words of outcomes say of somebody whose name has these stems; all must say the same.

        Those words count that no figure of other people and no end of a statement parts from him.
        """
        met = [word.span() for word in _WORD.finditer(self.text) if stem(word.group()) in name]
        if len({stem(self.text[start:end]) for start, end in met}) < len(name):
            return _NONE
        start, end = met[0][0], met[-1][1]
        if end - start > _NEAR:
            return _NONE
        before = [i for i, one in enumerate(self.numerals) if one.end <= start and self._parts(one)]
        if before and _INTRODUCED.search(self.text, self.numerals[before[-1]].end, start):
            outcomes, _, plain = self.befell(before[-1])
            return outcomes if plain else _NONE
        first = self.numerals[before[-1]].end if before else 0
        after = [one.start for one in self.numerals if one.start >= end and self._parts(one)]
        last = after[0] if after else len(self.text)
        first = max([first, *[stop.end() for stop in _STATEMENT.finditer(self.text, first, start)]])
        stop_after = _STATEMENT.search(self.text, end, last)
        last = stop_after.start() if stop_after else last
        said = {m.asserts for m in self.mentions if m.asserts and first <= m.start < last}
        return next(iter(said)) if len(said) == 1 else _NONE

    def _parts(self, figure: Numeral) -> bool:
        """Whether a figure counts other people than somebody who is named before or after it."""
        one = figure.value is not None and figure.value <= 1
        return not one and counts_people(self.text, figure)

    def _between(self, first: int, last: int, every: bool = False) -> frozenset[str]:
        """The words that begin between two places and tell what is spoken of.

        What befell it is left out, unless `every` word is asked for: what befell things tells one
        of them from another. No word is cut in two.
        """
        text = self.text
        if first and (begun := _WORD.match(text, first - 1)):
            first = begun.end()
        if first >= last:
            return _NONE
        if ending := _WORD.match(text, last - 1):
            last = ending.end()
        parts = []
        for mention in () if every else self.mentions:
            if first <= mention.start < last:
                parts.append(text[first : mention.start])
                first = mention.end
        if parts:
            return _stems_in(" ".join([*parts, text[first:last]]))
        return _stems_in(text[first:last])

    def _setting(self, index: int) -> Setting:
        figures = self.numerals
        start, end = figures[index].start, figures[index].end
        first = max(figures[index - 1].end if index else 0, start - _NEAR)
        last = figures[index + 1].start if index + 1 < len(figures) else len(self.text)
        last = min(last, end + _NEAR)
        for stop in _JOINED.finditer(self.text, first, start):
            first = stop.end()
        stop_after = _JOINED.search(self.text, end, last)
        last = stop_after.start() if stop_after else last
        preposition = _APART.search(self.text, end, last)
        noun = preposition.start() if preposition else last
        things = not counts_people(self.text, figures[index])
        counted, clause = self._between(end, noun, things), self._between(first, last, things)
        following = index + 1
        if following < len(figures) and _OTHER.match(self.text, figures[following].end):
            others = self.counted(following).noun  # "four guides … and nine other climbers"
            return Setting(counted | others, clause | others)
        return Setting(counted, clause)


def _counts(figure: Numeral) -> bool | None:
    """Whether a figure counts per cent; None, where it does not count or is one."""
    if figure.kind not in ("digits", "word") or figure.ordinal or figure.value == 1:
        return None
    return figure.percent


def counts_people(text: str, figure: Numeral) -> bool:
    """Whether a figure of an English text may count people: it is no age, share or measure."""
    if figure.ordinal or figure.percent or (figure.value is not None and 0 < figure.value < 1):
        return False
    if _NOT_PEOPLE.match(text, figure.end) or _COMPOUND.match(text, figure.end):
        return False
    before = max(0, figure.start - _NEAR)
    if _AGED.search(text, before, figure.start) or _OLD.match(text, figure.end):
        return False
    named = _AGE_BEFORE.search(text, before, figure.start)
    return not (named and _AGE_AFTER.match(text, figure.end))


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What the forms and spellings of an English word have in common; "" of an empty one."""
    lower = word.lower()
    if len(lower) < _SHORTEST or lower in _EMPTY:
        return ""
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= _SHORTEST:
            lower = lower.removesuffix(ending)
            break
    return lower[:_STEM]


def _stems_in(text: str) -> frozenset[str]:
    """The stems of the words of a text that tell something."""
    return frozenset(chain.from_iterable(map(_STEMS.__getitem__, tokens(text))))


def _stems_of(token: str) -> tuple[str, ...]:
    """The stems of the words of a token that tell something."""
    return tuple(filter(None, map(stem, _WORD.findall(token))))


_STEMS = Remembered(_stems_of)
