"""Pairing: which outcomes a figure of a sentence may belong to, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from llmx.text.concepts.lexicon import base
from llmx.text.concepts.outcome import Mention, Side
from llmx.text.inclusion import INCLUDING

_REACH = 16  # code points from a word to the figure after it: "قتلى بلغ عددهم 5"
_BREAK = re.compile(r"[;؛]|\. ")
_NOT_ON = re.compile(r"[,،;؛.:(]| (?:و|يا|در) | [وف]\w")
_APART_FROM = re.compile(
    r"[,،;؛:.(/–—]| (?:و|and|и|after|before|while|بعد|بعدما|قبل|پس از|بس از|بعد از|после) | و\w"
)
_LISTED = re.compile(r"\W*(?:\w+\W+){0,3}?(?:و|and|и)\s?")  # two figures of one verb
_CLAUSE_END = re.compile(r"[,،;؛:.(/–—]")
_ENDS = re.compile(  # what follows an English participle that has no object: "five wounded in …"
    r"\W*$|[,.;:()\"”'-]|\W+(?:and|or|in|by|on|at(?! least| most)|to|after|when|as|while|during|"
    r"near|since|with|from|"
    r"per|according|including|among|between|yesterday|today|overnight|early|late|this|last|that|"
    r"who|but|because|along|until|south|north|east|west|outside|inside|across|was|were|is|are|for|"
    r"before|under|there|within|only|out|of (?:their|its|his|her|our|my)|so|if|amid|against|"
    r"alongside|via|then)\b"
)
_APART = re.compile(r"[,;]? ?(?:и|а|et|ve|ו) |[,;] ")
_ALIKE = frozenset(
    {" ", " and ", " or ", " و ", " يا ", " او ", " et ", " ou ", " и ", " ve ", "/"}
)
_JOINING = (" and ", " or ", " و ", " et ", " ou ", " и ", " ve ", " then ", " while ")

_PART_OF = re.compile(  # "26 wounded, including 7 women": what is before a part of a figure
    rf"(?:{INCLUDING})"
    r"\W*(?:(?:at least|no fewer than|دست كم|دستكم|as many as|около|не менее|نحو) )?(?:يك )?$"
)
_AMOUNTS = re.compile(  # "deaths in the camp rose to 29"
    r"\b(?:to|at|by|reached|hit|topped|passed|exceeded|surpassed|was|were|is)\W+"
    r"(?:(?:about|around|at least|more than|over|some|nearly|almost|roughly)\W+)?$"
)
_PARTS = {  # one of which stands in a text where the pattern finds something
    "en": ("including", "among th", "of them", "of whom", "comprising"),
    "ar": ("بينه", "ضمنه", "فيهم"),
    "fa": ("جمله", "ان ميان", "ميان ان", "شامل"),
    "ru": ("включая", "в том числе", " них", "их числе"),
}
_LAST_WORDS = 40  # code points before a figure in which it is said to be a part of another
_WITH_THEM = re.compile(r" (?:along |together )?with (?:his |her |their |some |about |another )?")

_NONE: frozenset[str] = frozenset()
_HURT = frozenset({"killed", "wounded", "casualties"})

Span = tuple[int, int]


class Cluster(NamedTuple):
    """Outcomes that stand together, "killed and wounded", and the side of their figure."""

    start: int
    end: int
    outcomes: frozenset[str]
    strong: bool
    side: Side
    joined: bool
    """Whether "and" stands before it: what is before that is not its own."""


class Around(NamedTuple):
    """The clusters of a sentence and its figures, to ask which belong together."""

    text: str
    clusters: Sequence[Cluster]
    figures: Sequence[Span]
    broken: bool = False
    """Whether there is a mark in the sentence that ends a statement."""
    loose: bool = False
    """Whether the order of words does not tell: either side may be meant."""
    strict: bool = False
    """Whether a word that says an outcome goes before one that may say it."""
    parted: bool = False
    """Whether a figure may be a part of the one before it."""

    def outcomes(self, start: int, end: int) -> frozenset[str]:
        """What the figure at this span may belong to; empty where the words do not tell."""
        whole = self._whole(start, end) if self.parted else None
        if whole is not None:
            found = self.outcomes(*whole)
            if found:
                return found
        before, near, sure = _NONE, -1, False
        for at, cluster in enumerate(self.clusters):
            if cluster.end > start:
                if cluster.start < end:  # "a wounded man who fell into captivity"
                    within = [c.outcomes for c in self.clusters[at:] if c.start < end]
                    return frozenset().union(*within)
                return self._nearer(before, near, sure, (start, end), self.clusters[at:])
            if cluster.side == "left":  # "killing a woman; six were hurt, two of them …"
                known = before & cluster.outcomes
                before = _NONE if known or not before else before | cluster.outcomes
            elif not self._broken(cluster, start):
                sure = cluster.strong or start - cluster.end < 2
                before = cluster.outcomes if sure else before | cluster.outcomes
                near, sure = cluster.end, cluster.strong
        return before

    def _whole(self, start: int, end: int) -> Span | None:
        """The figure that the one of a span is a part of: "12 dead, including 3 women"."""
        at = next((i for i, figure in enumerate(self.figures) if start <= figure[0] < end), 0)
        if not at or any(start <= c.start <= end + 1 for c in self.clusters):
            return None  # it has a word of its own: "and 11 wounded"
        before, first = self.figures[at - 1], self.figures[at][0]
        floor = max(before[1], first - _LAST_WORDS)
        if _PART_OF.search(self.text, floor, first):
            return before
        if any(before[1] <= c.start < first for c in self.clusters):
            return None
        if _LISTED.fullmatch(self.text, before[1], first) and self._whole(*before):
            return before
        return None

    def _nearer(
        self, before: frozenset[str], near: int, sure: bool, span: Span, rest: Sequence[Cluster]
    ) -> frozenset[str]:
        """Weigh what stands before a figure against the words after it."""
        start, end = span
        after, far, certain = self._after(end, rest)
        if not before or not after or self.loose:
            return before | after
        if self.strict and sure != certain:
            return before if sure else after
        left, right = self._between(near, start), self._between(end, far)
        if left == right:  # no figure between tells: the word that is plainly nearer
            left, right = start - near, far - end
            if max(left, right) < 3 * min(left, right) + 8:
                return before | after
        return before if left < right else after

    def _after(self, end: int, rest: Sequence[Cluster]) -> tuple[frozenset[str], int, bool]:
        found, far = _NONE, -1
        for cluster in rest:
            if cluster.side != "right" and not cluster.joined:
                if self.broken and _BREAK.search(self.text, end, cluster.start):
                    break
                found, far = found | cluster.outcomes, cluster.start if far < 0 else far
            if cluster.strong:
                return found, far, bool(found)
        return found, far, False

    def neighbours(self, start: int, end: int) -> frozenset[str]:
        """The outcomes on either side of a span, whichever way their words look."""
        before = [c.outcomes for c in self.clusters if c.end <= start]
        after = [c.outcomes for c in self.clusters if c.start >= end]
        return frozenset().union(*before[-1:], *after[:1])

    def governs(self, outcomes: frozenset[str], start: int, end: int) -> bool:
        """Whether a word of such an outcome stands in the very clause of a span, next to it."""
        return any(
            not cluster.outcomes.isdisjoint(outcomes) and self._is_next_to(cluster, start, end)
            for cluster in self.clusters
        )

    def against(self, outcomes: frozenset[str], claimed: frozenset[str], span: Span) -> bool:
        """Whether words say plainly that one of these outcomes befell those of a span.

        None in its clause may say what is claimed of them: a wounded man may have been captured.
        Of killed and wounded a word that may say the one will do, where none may say the other.
        """
        if self.governs(claimed, *span):
            return False
        said = self.says(*span)
        if said & outcomes:
            return said.isdisjoint(claimed)
        hurt = outcomes & _HURT
        if not hurt or not claimed <= _HURT or not self.governs(hurt, *span):
            return False
        return all(cluster.outcomes.isdisjoint(claimed) for cluster in self.clusters)

    def says(self, start: int, end: int) -> frozenset[str]:
        """What the words in the very clause of a span say of it that say an outcome by themselves.

        Several, if several do that look at it: "a wounded man was captured".
        """
        found = _NONE
        for cluster in self.clusters:
            if cluster.strong and self._is_next_to(cluster, start, end):
                away = "left" if cluster.end <= start else "right" if cluster.start >= end else ""
                if cluster.side != away or (away == "left" and self._amounts_to(start)):
                    found |= cluster.outcomes
        return found

    def _amounts_to(self, start: int) -> bool:
        """Whether a figure is what some number came to, which was named before."""
        return self.strict and bool(_AMOUNTS.search(self.text, max(0, start - _LAST_WORDS), start))

    def within(self, start: int, end: int) -> bool:
        """Whether a word of an outcome stands within a span."""
        return any(cluster.start < end and cluster.end > start for cluster in self.clusters)

    def _is_next_to(self, cluster: Cluster, start: int, end: int) -> bool:
        """Whether no comma, no "and" and no other figure stands between a word and a span."""
        if cluster.start < end and cluster.end > start:
            return True
        if cluster.joined and cluster.start >= end:
            return False
        first, last = min(end, cluster.end), max(start, cluster.start)
        for figure in self.figures:
            if first <= figure[0] < last and not (figure[0] < end and start < figure[1]):
                return False
        return not _APART_FROM.search(self.text, first, last)

    def goes_on(self, outcomes: frozenset[str], start: int, end: int) -> bool:
        """Whether a word of such an outcome goes on about a span: "three were hurt and taken".

        It has "and" before it, in the same clause, and no figure of its own after it.
        """
        for cluster in self.clusters:
            joined = cluster.joined or self.text[cluster.start] == "و"  # in words as written
            if cluster.start >= end and joined and cluster.outcomes & outcomes:
                mark = _CLAUSE_END.search(self.text, end)
                last = mark.start() if mark else len(self.text)
                within = cluster.start < last
                return within and not any(end <= first < last for first, _ in self.figures)
        return False

    def silent(self, start: int, end: int) -> bool:
        """Whether the clause of a span has no word of an outcome: there may be one not known."""
        before, after = 0, len(self.text)
        for _, last in self.figures:
            if last <= start and not _LISTED.fullmatch(self.text, last, start):
                before = last
        for first, _ in reversed(self.figures):
            if first >= end and not _LISTED.fullmatch(self.text, end, first):
                after = first
        for mark in _CLAUSE_END.finditer(self.text, before, start):
            before = mark.end()
        mark_after = _CLAUSE_END.search(self.text, end, after)
        after = mark_after.start() if mark_after else after
        return not any(c.start < after and c.end > before for c in self.clusters)

    def alone(self) -> frozenset[str]:
        """The outcomes of the sentence where all its words that say one say the same."""
        strong = {cluster.outcomes for cluster in self.clusters if cluster.strong}
        return next(iter(strong)) if len(strong) == 1 else _NONE

    def _broken(self, cluster: Cluster, start: int) -> bool:
        if self.loose and _APART.match(self.text, cluster.end):
            return True
        return self.broken and _BREAK.search(self.text, cluster.end, start) is not None

    def _between(self, start: int, end: int) -> int:
        return sum(start <= figure[0] < end for figure in self.figures)


def around(
    text: str, mentions: Sequence[Mention], figures: Sequence[Span], language: str
) -> Around:
    """Make the mentions and the figures of one text ready; all spans are of that text."""
    code = base(language)
    clusters = _clusters(text, mentions)
    if code == "en":
        starts, ends = {start for start, _ in figures}, {end for _, end in figures}
        clusters = [_english(text, cluster, starts, ends) for cluster in clusters]
    elif code in ("ar", "fa"):
        clusters = [_sided(text, cluster, figures) for cluster in clusters]
    broken = ";" in text or "؛" in text or ". " in text
    loose = code not in ("en", "ar", "fa")
    parted = len(figures) > 1 and any(map(text.__contains__, _PARTS.get(code, ())))
    return Around(text, clusters, figures, broken, loose, code == "en", parted)


def _clusters(text: str, mentions: Sequence[Mention]) -> list[Cluster]:
    found: list[Cluster] = []
    for mention in mentions:
        _, start, end, outcomes, asserts, side, conjoined = mention
        if found and _stands_with(text, found[-1], mention):
            begun, _, known, strong, first, joined = found.pop()
            side = side if side != "both" else first
            found.append(
                Cluster(begun, end, known | outcomes, strong or bool(asserts), side, joined)
            )
        else:
            joined = conjoined or text.endswith(_JOINING, 0, start)
            found.append(Cluster(start, end, outcomes, bool(asserts), side, joined))
    return found


def _stands_with(text: str, cluster: Cluster, mention: Mention) -> bool:
    between = text[cluster.end : mention.start]
    if between == " ":  # not "the missing, and two met their death": a verb begins anew
        return mention.conjoined and (cluster.side == "right" or mention.side != "right")
    return between in _ALIKE


def _english(text: str, cluster: Cluster, starts: Container[int], ends: Container[int]) -> Cluster:
    """A participle with an object has its figure after it: "killed five", "wounded a man".

    One that a figure stands right before has that one: "six wounded of its own"; a verb goes
    with those it befell besides: "he surrendered with 12 of his men".
    """
    beside = _WITH_THEM.match(text, cluster.end) if cluster.strong else None
    if beside and beside.end() in starts:
        return _with_side(cluster, "right")
    if cluster.side == "both" and cluster.strong and cluster.start - 1 in ends:
        return _with_side(cluster, "left")
    if cluster.side != "both" or not cluster.strong:
        return cluster
    return _with_side(cluster, "left" if _ENDS.match(text, cluster.end) else "right")


def _sided(text: str, cluster: Cluster, figures: Sequence[Span]) -> Cluster:
    """Decide where a word of either side has its figure: after it if one follows at once.

    An Arabic noun that a figure stands right before is what that counts: "30 وفاة".
    """
    noun = not cluster.joined and text.endswith("ه", cluster.start, cluster.end)
    if noun and any(end == cluster.start - 1 for _, end in figures):
        return _with_side(cluster, "left")
    if cluster.side != "both":
        return cluster
    for start, _ in figures:
        if cluster.end <= start <= cluster.end + _REACH:
            follows = not _NOT_ON.search(text, cluster.end, start)
            return _with_side(cluster, "right" if follows else "left")
    return _with_side(cluster, "left")


def _with_side(cluster: Cluster, side: Side) -> Cluster:
    start, end, outcomes, strong, _, joined = cluster  # `_replace` costs thrice as much
    return Cluster(start, end, outcomes, strong, side, joined)
