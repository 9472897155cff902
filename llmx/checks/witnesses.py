"""Witnesses: whether another answer of the record bears out what a check doubts.

The answers are made apart from each other. What a check reads in the source is one witness, the
English of the other answers on the same sentences the other; what two answers say is not in
doubt because the tables have no word for it. Here the severity of a doubt is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from llmx.checks.doubt import Claim, Doubt, Stand
from llmx.checks.english import English
from llmx.checks.finding import Finding
from llmx.checks.material import Material
from llmx.fields import Count, Counted
from llmx.text.concepts import mentions

_DENIED = (Stand.OTHERWISE, Stand.AGAINST)
_SAYS_SO = "another answer says so too"
_UNHEARD = "no other answer speaks of it"
_NO_OTHER = "no other answer says so"


class Voice(NamedTuple):
    """English of one task about some sentences, and that of the others that it cites besides."""

    task: str
    english: English
    sentences: frozenset[int]


class Witnesses:
    """The English of all answers by the sentences that it is about, put together when asked."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._content = material.article.content
        self._heard: dict[tuple[str, tuple[int, ...]], list[list[English]]] = {}

    def settled(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings, those in doubt with the severity that the other answers leave them."""
        for finding in findings:
            settled = finding if finding.doubt is None else self._settle(finding, finding.doubt)
            if settled is not None:
                yield settled

    def _settle(self, finding: Finding, doubt: Doubt) -> Finding | None:
        if doubt.stands == "only if denied" and not self._may_be_denied(finding, doubt):
            return None
        heard = self.hear(doubt.claim, doubt.task, finding.sentences)
        if heard is None and doubt.alone:
            return finding
        denied = heard in _DENIED
        if doubt.stands == "only if denied":
            return finding if denied else None
        if doubt.stands == "if said":
            return finding if heard is Stand.SAME else _noted(finding, _NO_OTHER)
        if heard is Stand.SAME:
            return _noted(finding, _SAYS_SO)
        if doubt.stands == "unless said":
            return finding
        if denied:
            return finding if finding.severity != "info" else replace(finding, severity="warning")
        return _noted(finding, _UNHEARD)

    def hear(self, claim: Claim, task: str, sentences: Sequence[int]) -> Stand | None:
        """What the other answers say of a claim; None: none speaks of these sentences.

        The same said once outweighs what is said otherwise.
        """
        voices = self.voices(task, sentences)
        if not voices:
            return None
        by_task: dict[str, list[English]] = {}
        for voice in voices:
            if not self._elsewhere(claim, voice, sentences):
                by_task.setdefault(voice.task, []).append(voice.english)
        return max(map(claim, by_task.values()), default=Stand.SILENT)

    def _may_be_denied(self, finding: Finding, doubt: Doubt) -> bool:
        """Whether any other answer as a whole says otherwise; which sentences of, is seen later."""
        others = self._others_on(doubt.task, finding.sentences)
        if doubt.deniable is not None:
            others = list(filter(doubt.deniable, others))
        return any(doubt.claim(english) in _DENIED for english in others)

    def _others_on(self, task: str, sentences: tuple[int, ...]) -> list[list[English]]:
        """All that each other task than this says of any of these sentences."""
        found = self._heard.get((task, sentences))
        if found is None:
            by_task: dict[str, list[English]] = {}
            for voice in self.voices(task, sentences):
                by_task.setdefault(voice.task, []).append(voice.english)
            found = self._heard[task, sentences] = list(by_task.values())
        return found

    def voices(self, task: str, sentences: Sequence[int]) -> list[Voice]:
        """What other tasks than this say of any of these sentences, each voice once."""
        if len(sentences) == 1:
            found = self._by_sentence.get(sentences[0], [])
        else:
            met = {id(v): v for n in sentences for v in self._by_sentence.get(n, ())}
            found = list(met.values())
        return [voice for voice in found if voice.task != task]

    def _elsewhere(self, claim: Claim, voice: Voice, sentences: Sequence[int]) -> bool:
        """Whether what a voice says of a claim, it says of other sentences that it cites.

        A title only says again what the text says.
        """
        elsewhere = voice.sentences.difference(sentences)
        rest = [self._translated.get(n) for n in elsewhere if not self._content[n - 1].title]
        others = [v.english for v in rest if v is not None and v.task != voice.task]
        if not others:
            return False
        stand = claim([voice.english])
        return stand is not Stand.SILENT and claim(others) is stand

    @cached_property
    def _translated(self) -> dict[int, Voice]:
        """The voice that is the English of each sentence."""
        english = self._material.translation
        return {
            n: Voice(p.task, self._material.english(p.text), frozenset([n]))
            for n, p in english.items()
        }

    @cached_property
    def _by_sentence(self) -> dict[int, list[Voice]]:
        found: dict[int, list[Voice]] = {n: [v] for n, v in self._translated.items()}
        for voice in self._others():
            for n in voice.sentences:
                found.setdefault(n, []).append(voice)
        return found

    def _others(self) -> Iterator[Voice]:
        """What cites and is no translation: the prose, and the counts put in words."""
        material = self._material
        for passage in material.passages:
            if passage.sentences and not passage.translates:
                english = material.english(passage.text)
                yield Voice(passage.task, english, frozenset(passage.sentences))
        for piece, count in material.counts:
            if piece.sentences:
                text = in_words(count)
                english = English(text, material.english_numerals(text), coded=True)
                yield Voice(piece.task, english, frozenset(piece.sentences))


def in_words(count: Counted) -> str:
    """A count as a sentence: "at least 3 soldiers were killed"."""
    if not isinstance(count, Count):
        return _bounds(count)
    item = count.item_en or ""
    if count.what == "percent":
        return f"{_bounds(count)}% {item}"
    if mentions(item, "en"):  # "wounded who died": what befell them is what is counted
        item = ""
    subject = f"{_bounds(count)} {item}".strip()  # a blank stands once, as in prose
    return f"{subject} were {count.what.replace('_', ' ')}".lstrip()


def _bounds(count: Counted) -> str:
    low, high = count.min, count.max
    if low is None:
        return "" if high is None else f"at most {high:,}"
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _noted(finding: Finding, why: str) -> Finding:
    return replace(finding, severity="info", message=f"{finding.message}; {why}")
