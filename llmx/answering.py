"""Answering: a task's answer to an article, from one request or, where it is long, from several."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, ValidationError

from llmx.article import Article
from llmx.asking import Asker, Given, Origin, Question, gathered
from llmx.chunking import MANY, Chunk, plan, whole
from llmx.errors import InvalidOutput, LlmxError, ProviderRejected, Truncated
from llmx.merging import Piece, merge, merges
from llmx.model.answers import StoredAnswer
from llmx.model.usage import Usage, total
from llmx.reducing import Part, groups
from llmx.reducing import question as reduction
from llmx.task import GlossaryTerm, Task

_log = logging.getLogger("llmx.answering")

_Grouped = list[tuple[list[Part], Question | None]]


@dataclass(frozen=True, slots=True)
class _Given:
    """The answer to one chunk, and what it took to learn that a larger one has none."""

    chunk: Chunk
    given: Given
    lost: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Known:
    """The questions that are known before any is asked; `more`: their answers lead to others."""

    questions: list[Question]
    more: bool


@dataclass(frozen=True)
class Answering:
    """How a task is asked about an article: which requests, and what becomes of their answers.

    An article over the task's budget is asked about in chunks (see `chunking`), and so is one
    whose answer ran out of room, or that the endpoint finds too long: in halves, again if need
    be. The answers are merged by rule, or reduced by one more request (see `merging`).
    """

    asker: Asker
    model: str

    def known(self, task: Task, article: Article, terms: Sequence[GlossaryTerm]) -> Known:
        """What is known to be asked: of a long article one question a chunk.

        What makes one of their answers is known once these are stored.
        """
        chunks = [c for chunk in plan(task, article) for c in self._known(task, chunk, terms)]
        asked = [self._question(task, chunk, terms) for chunk in chunks]
        if len(chunks) == 1 or merges(task.answer):
            return Known(asked, more=False)
        stored = [given for question in asked if (given := self.asker.stored(question))]
        if len(stored) < len(chunks):
            return Known(asked, more=True)
        parts = [
            Part(c.first, c.last, c.restored(given.answer))
            for c, given in zip(chunks, stored, strict=True)
        ]
        return self._known_reductions(task, article, terms, parts, asked)

    async def get(self, task: Task, article: Article, terms: Sequence[GlossaryTerm]) -> Given:
        """The answer of a task. Raises what `Asker.get` raises, with all that was `spent`."""
        chunks = plan(task, article)
        pieces = await gathered([self._chunk(task, chunk, terms) for chunk in chunks], _paid)
        found = [piece for some in pieces for piece in some]
        if len(found) == 1:
            (only,) = found
            return replace(only.given, usage=only.given.usage + only.lost)
        return await self._put_together(task, article, terms, found)

    async def _chunk(
        self,
        task: Task,
        chunk: Chunk,
        terms: Sequence[GlossaryTerm],
        *,
        of_halves: bool = False,
    ) -> list[_Given]:
        """The answers to a chunk: one, or those to its halves."""
        question = self._question(task, chunk, terms)
        given = self.asker.stored(question)
        if given is not None:
            return [_Given(chunk, given)]
        halves = chunk.halves()
        doubtful = of_halves or self.asker.connect is None or chunk.last - chunk.first >= MANY
        if halves and doubtful and self._was_halved(task, halves, terms):
            return await self._halved(task, halves, terms)
        try:
            return [_Given(chunk, await self.asker.ask(question))]
        except (Truncated, ProviderRejected) as error:
            if not halves or (isinstance(error, ProviderRejected) and not error.too_long):
                raise
            _log.info("%s: %s; asked about in halves", chunk.whole.source, error.message)
            lost = error.spent or Usage()
        try:
            first, *rest = await self._halved(task, halves, terms)
        except LlmxError as error:
            error.spent = lost + (error.spent or Usage())
            raise
        return [replace(first, lost=first.lost + lost), *rest]

    def _known(
        self,
        task: Task,
        chunk: Chunk,
        terms: Sequence[GlossaryTerm],
        *,
        of_halves: bool = False,
    ) -> list[Chunk]:
        """A chunk, or its halves where an earlier run has learned that it is too long."""
        halves = chunk.halves()
        doubtful = of_halves or chunk.last - chunk.first >= MANY
        if (
            not (halves and doubtful)
            or self.asker.stored(self._question(task, chunk, terms))
            or not self._was_halved(task, halves, terms)
        ):
            return [chunk]
        return [c for half in halves for c in self._known(task, half, terms, of_halves=True)]

    def _known_reductions(
        self,
        task: Task,
        article: Article,
        terms: Sequence[GlossaryTerm],
        parts: Sequence[Part],
        asked: Sequence[Question],
    ) -> Known:
        """What is `asked`, and with it what reduces these parts."""
        asked = list(asked)
        while len(parts) > 1:
            grouped = _grouped(task, article, parts, self.model, terms)
            questions = [question for _, question in grouped if question]
            asked += questions
            stored = [given for question in questions if (given := self.asker.stored(question))]
            if len(stored) < len(questions):
                return Known(asked, more=len(grouped) > 1)
            parts = [part for part, _ in _following(grouped, stored)]
        return Known(asked, more=False)

    async def _halved(
        self, task: Task, halves: Sequence[Chunk], terms: Sequence[GlossaryTerm]
    ) -> list[_Given]:
        both = await gathered(
            [self._chunk(task, half, terms, of_halves=True) for half in halves], _paid
        )
        return [piece for pieces in both for piece in pieces]

    def _was_halved(
        self, task: Task, halves: Sequence[Chunk], terms: Sequence[GlossaryTerm]
    ) -> bool:
        """Whether an earlier run has asked about the halves, so that it knew the whole to fail."""
        if any(self.asker.stored(self._question(task, half, terms)) for half in halves):
            return True
        quarters = halves[0].halves()
        return quarters is not None and self._was_halved(task, quarters, terms)

    def _question(self, task: Task, chunk: Chunk, terms: Sequence[GlossaryTerm]) -> Question:
        article = chunk.article
        return Question(
            request=task.request(article, model=self.model, glossary=chunk.terms(terms)),
            parse=lambda text: task.parse(text, article),
            bound=lambda: task.bound_to(article),
            about=chunk.name,
        )

    # --- one answer of several -------------------------------------------------------------------

    async def _put_together(
        self,
        task: Task,
        article: Article,
        terms: Sequence[GlossaryTerm],
        pieces: Sequence[_Given],
    ) -> Given:
        spent = _paid(pieces)
        try:
            parts = [
                Part(p.chunk.first, p.chunk.last, p.chunk.restored(p.given.answer)) for p in pieces
            ]
            if merges(task.answer):
                merged = merge([Piece(part.first, part.answer) for part in parts])
                answer = _fitting(task, article, merged.model_dump_json(by_alias=True))
                reduced: list[tuple[Part, Given]] = []
            else:
                reduced = await self._reduce(task, article, terms, parts)
                answer = reduced[-1][0].answer
        except LlmxError as error:
            error.spent = spent + (error.spent or Usage())
            raise
        origins = [
            *[Origin(p.chunk.first, p.chunk.last, p.given.stored.fingerprint) for p in pieces],
            *[Origin(p.first, p.last, g.stored.fingerprint) for p, g in reduced],
        ]
        all_given = [*[p.given for p in pieces], *[g for _, g in reduced]]
        request = self._question(task, whole(article), terms).request
        usage = all_given[0].stored.usage
        for given in all_given[1:]:
            usage = total(usage, given.stored.usage)
        text = answer.model_dump_json(by_alias=True)
        stored = StoredAnswer(request.fingerprint, task.name, self.model, text, usage)
        spent += sum((g.usage for _, g in reduced), Usage())
        cached = all(given.cached for given in all_given)
        return Given(answer, stored, spent, cached, tuple(origins))

    async def _reduce(
        self,
        task: Task,
        article: Article,
        terms: Sequence[GlossaryTerm],
        parts: Sequence[Part],
    ) -> list[tuple[Part, Given]]:
        """The answers that one answer was made by, the last of them that one."""
        made: list[tuple[Part, Given]] = []
        while len(parts) > 1:
            grouped = _grouped(task, article, parts, self.model, terms)
            asked = [question for _, question in grouped if question]
            answers = await gathered([self.asker.get(q) for q in asked], lambda g: g.usage)
            following = _following(grouped, answers)
            made += [(part, given) for part, given in following if given]
            parts = [part for part, _ in following]
        return made


def _grouped(
    task: Task,
    article: Article,
    parts: Sequence[Part],
    model: str,
    terms: Sequence[GlossaryTerm],
) -> _Grouped:
    """The parts that are reduced together, with the question; a part that is alone has none."""
    return [
        (
            group,
            reduction(task, article, group, model=model, glossary=terms)
            if len(group) > 1
            else None,
        )
        for group in groups(task, parts)
    ]


def _following(grouped: _Grouped, answers: Sequence[Given]) -> list[tuple[Part, Given | None]]:
    """The parts that are left of the grouped ones, with the answers that they are."""
    waiting = iter(answers)
    following: list[tuple[Part, Given | None]] = []
    for group, question in grouped:
        if question is None:
            following += [(part, None) for part in group]
        else:
            given = next(waiting)
            following.append((Part(group[0].first, group[-1].last, given.answer), given))
    return following


def _fitting(task: Task, article: Article, text: str) -> BaseModel:
    """A merged answer, held to what any answer of the task is held to."""
    try:
        return task.parse(text, article)
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise InvalidOutput(
            f"the answers to the chunks of {article.source!r} make none to {task.name!r}: {said}"
        ) from None


def _paid(pieces: Sequence[_Given]) -> Usage:
    return sum((piece.given.usage + piece.lost for piece in pieces), Usage())
