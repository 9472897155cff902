"""One article and its tasks to one record: asked, checked, repaired once, judged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from llmx import judging, record
from llmx.answering import Answering, Known
from llmx.article import Article
from llmx.asking import Asker, Given, Question, gathered
from llmx.checked import Case, Checked, Checking
from llmx.checks.finding import Finding, pointer
from llmx.chunking import plan
from llmx.errors import AnswerError, AnswerMissing, UsageError
from llmx.model.answers import Answers, StoredAnswer
from llmx.model.memo import Memo
from llmx.model.pricing import Budget, Price, Pricing
from llmx.model.usage import Meter, Usage, total
from llmx.settings import DEFAULT_MODEL, Settings
from llmx.task import GlossaryTerm, Request, Task

if TYPE_CHECKING:
    from llmx.gazetteer import Gazetteer
    from llmx.model.client import Client
    from llmx.model.limits import Wait
    from llmx.repair import Repair

_log = logging.getLogger("llmx.pipeline")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record, its answers as models, and what the checks found in them.

    `usage` is what this run paid for it, `cached` counts the answers that it did not pay for,
    `undated` the times that have no day for want of a date of publication.
    """

    article: Article
    record: Json
    answers: Mapping[str, BaseModel]
    usage: Usage
    cached: int
    findings: Sequence[Finding] = ()
    undated: int = 0

    @property
    def unverified(self) -> list[Finding]:
        """The findings that say that something is not verified."""
        return [f for f in self.findings if judging.is_open(f)]

    @property
    def repaired(self) -> int:
        """How many parts of the answers a repair has changed."""
        return sum(len(p["repaired"]) for p in self.record["provenance"].values())


@dataclass(frozen=True, slots=True)
class _Answered:
    """One task's answer as the record has it, and the answers that it was made from."""

    answer: BaseModel
    first: Given
    repair: Given | None = None
    repaired: tuple[str, ...] = ()
    spent: Usage = field(default_factory=Usage)

    @property
    def text(self) -> str:
        """The JSON that the answer was made from."""
        return _dumped(self.answer) if self.repaired else self.first.stored.text

    @property
    def usage(self) -> Usage:
        """What this run paid for it."""
        return self.first.usage + self.spent


@dataclass
class Pipeline:
    """The tasks of a run, and where their answers come from.

    `connect` makes the client (see `Asker`); `repair` sends figures and citations that do not
    hold back once, `strict` fails a record with anything unverified. `price` is what tokens cost
    where it is not the list price of the model, `budget` what all requests may cost together;
    `meter` is what the client counts on. `used` is told of each stored answer that is used, `memo`
    keeps what the checks have found (None: they are run anew). `most` requests are sent and not
    stored yet (see `Asker`).
    """

    tasks: Sequence[Task]
    model: str
    answers: Answers
    connect: Callable[[], Client] | None = None
    budget: Budget | None = None
    price: Price | None = None
    glossary: Sequence[GlossaryTerm] = ()
    gazetteer: Gazetteer | None = None
    repair: bool = True
    strict: bool = False
    meter: Meter = field(default_factory=Meter)
    used: Callable[[Request, StoredAnswer], None] | None = None
    memo: Memo | None = None
    most: int | None = None
    pricing: Pricing = field(init=False)
    _asker: Asker = field(init=False)
    _answering: Answering = field(init=False)
    _checking: Checking = field(init=False)

    def __post_init__(self) -> None:
        self.pricing = Pricing(self.model, self.price)
        self._asker = Asker(self.answers, self.connect, self.budget, self.used, self.most)
        self._answering = Answering(self._asker, self.model)
        self._checking = Checking(self.tasks, self.gazetteer, self.memo)

    async def run(self, article: Article) -> Outcome:
        """The record of an article, its tasks side by side.

        Every task is waited for, so that nothing paid for is lost; then the first failure in
        the order of the tasks is raised, one that stops the run before any other.
        """
        terms = self._terms(article)
        given = await gathered(
            [self._answering.get(task, article, terms) for task in self.tasks],
            lambda given: given.usage,
        )
        answered = {t.name: _Answered(g.answer, g) for t, g in zip(self.tasks, given, strict=True)}
        case = _case(article, answered, terms)
        checked = await self._checked(case)
        if self.repair:
            answered = await self._repaired(case, answered, checked.findings)
            if any(a.repaired for a in answered.values()):
                case = _case(article, answered, terms)
                checked = await self._checked(case)
        return self._outcome(case, answered, checked)

    def requests(self, article: Article) -> list[Request]:
        """What the tasks ask about an article, for a look before anything is sent."""
        return [question.request for question in self.known(article).questions]

    def expected(self, article: Article) -> dict[str, Json]:
        """What the record of an article says of its requests, before anything is asked."""
        terms = self._terms(article)
        return {
            task.name: {
                "fingerprint": task.request(article, model=self.model, glossary=terms).fingerprint,
                **_versions(task),
                "glossary": _entries(terms),
            }
            for task in self.tasks
        }

    @property
    def under_way(self) -> int:
        """How many requests are on the wire."""
        return self._asker.under_way

    def stop(self) -> None:
        """Send no new request; what would need one raises Interrupted."""
        self._asker.stop()

    def known(self, article: Article) -> Known:
        """What the tasks ask about an article as far as it is known, for somebody else to answer.

        What makes one answer of several is known when these are stored.
        """
        terms = self._terms(article)
        found = [self._answering.known(task, article, terms) for task in self.tasks]
        return Known([q for k in found for q in k.questions], more=any(k.more for k in found))

    def has(self, question: Question) -> bool:
        """Whether a stored answer says it."""
        return self._asker.stored(question) is not None

    @property
    def waits(self) -> Wait | None:
        """What all requests wait for, if they do."""
        return self._asker.waits

    async def close(self) -> None:
        await self._asker.close()
        if self.memo:
            self.memo.close()
        if self.gazetteer:
            self.gazetteer.close()

    async def _checked(self, case: Case) -> Checked:
        """What the checks find, and what stands in the record beside it."""
        await self._asker.turn()
        return self._checking.check(case)

    def _terms(self, article: Article) -> list[GlossaryTerm]:
        return [t for t in self.glossary if t.source in article.text]

    def _outcome(self, case: Case, answered: Mapping[str, _Answered], checked: Checked) -> Outcome:
        usage = sum((a.usage for a in answered.values()), Usage())
        if self.strict:
            try:
                judging.demand_none(checked.findings)
            except AnswerError as error:
                error.spent = usage
                raise
        terms = case.glossary
        provenance = {t.name: _provenance(t, answered[t.name], terms) for t in self.tasks}
        found = [f.as_json() for f in checked.findings]
        return Outcome(
            article=case.article,
            record=record.build(case.article, case.answers, provenance, found, checked.derived),
            answers=case.answers,
            usage=usage,
            cached=sum(a.first.cached for a in answered.values()),
            findings=checked.findings,
            undated=checked.undated,
        )

    # --- the repair pass -----------------------------------------------------------------------

    async def _repaired(
        self, case: Case, answered: Mapping[str, _Answered], findings: Sequence[Finding]
    ) -> dict[str, _Answered]:
        """The answers, each sent back once for the parts that a finding asks to repair."""
        wanted = self._repairs(case, findings)
        if not wanted:
            return dict(answered)
        mended = await gathered(
            [self._mend(answered[name], repair) for name, repair in wanted.items()],
            lambda answered: answered.usage,
        )
        changed = dict(zip(wanted, mended, strict=True))
        return {name: changed.get(name, a) for name, a in answered.items()}

    def _repairs(self, case: Case, findings: Sequence[Finding]) -> dict[str, Repair]:
        sent_back = {t.name: judging.to_repair(findings, t.name) for t in self.tasks}
        if not any(sent_back.values()):
            return {}
        from llmx.repair import Repair, parts_of  # most records need none

        repairs = {}
        for task in self.tasks:
            if len(plan(task, case.article)) > 1:
                continue  # a repair shows the whole article, which is more than one request holds
            answer = case.answers[task.name]
            parts = parts_of(task.name, answer, sent_back[task.name])
            if parts:
                repairs[task.name] = Repair(
                    task, case.article, answer, parts, self.model, case.glossary
                )
        return repairs

    async def _mend(self, answered: _Answered, repair: Repair) -> _Answered:
        """An answer with those of its parts that the repair has made better.

        Where no repair is to be had, the first answer stands as it is, with its findings.
        """
        try:
            given = await self._asker.get(repair.question)
        except AnswerMissing:
            return answered
        except AnswerError as error:
            _log.warning("%s: not repaired: %s", repair.article.source, error)
            return replace(answered, spent=error.spent or Usage())
        answer, paths = self._best(repair, given.answer)
        return _Answered(answer, answered.first, given, paths, given.usage)

    def _best(self, repair: Repair, reply: BaseModel) -> tuple[BaseModel, tuple[str, ...]]:
        """The answer with every part that is better in the reply, and pointers to these."""
        name = repair.task.name
        kept = [p.path for p in repair.parts if getattr(reply, p.name) != p.block]
        before = self._open(repair, repair.answer) if kept else []
        while kept:
            try:
                answer = repair.merged(reply, kept)
            except ValidationError:  # of a schema whose parts hang together
                break
            after = self._open(repair, answer)
            worse = [p for p in kept if _below(after, name, p) >= _below(before, name, p)]
            if not worse:
                return answer, tuple(pointer(name, path) for path in kept)
            kept = [path for path in kept if path not in worse]
        return repair.answer, ()

    def _open(self, repair: Repair, answer: BaseModel) -> list[Finding]:
        name = repair.task.name
        case = Case(repair.article, {name: answer}, {name: _dumped(answer)}, repair.glossary)
        return [f for f in self._checking.check(case, located=False).findings if judging.is_open(f)]


def _below(findings: Sequence[Finding], task: str, path: tuple[str | int, ...]) -> int:
    root = pointer(task, path)
    return sum(f"{f.path}/".startswith(f"{root}/") for f in findings)


def wanted_model(settings: Settings, answers: Answers) -> str:
    """The model of a run: the one named, else the one in the recorded answers, else the default.

    Raises UsageError where the recorded answers name several.
    """
    if settings.model:
        return settings.model
    models = answers.recorded.models if answers.recorded else []
    if len(models) > 1:
        raise UsageError(
            f"{str(settings.answers)!r} holds answers of several models: {', '.join(models)}",
            hint="choose one with --model",
        )
    return models[0] if models else DEFAULT_MODEL


def _case(
    article: Article, answered: Mapping[str, _Answered], terms: Sequence[GlossaryTerm]
) -> Case:
    answers = {name: a.answer for name, a in answered.items()}
    return Case(article, answers, {name: a.text for name, a in answered.items()}, terms)


def _dumped(answer: BaseModel) -> str:
    return answer.model_dump_json(by_alias=True)


def _provenance(task: Task, answered: _Answered, terms: Sequence[GlossaryTerm]) -> Json:
    first, repair = answered.first.stored, answered.repair if answered.repaired else None
    return {
        "fingerprint": first.fingerprint,
        "model": first.model,
        **_versions(task),
        "usage": total(first.usage, repair.stored.usage) if repair else first.usage,
        "glossary": _entries(terms),
        "chunks": [asdict(origin) for origin in answered.first.made_of],
        "repair": repair.stored.fingerprint if repair else None,
        "repaired": list(answered.repaired),
    }


def _versions(task: Task) -> Json:
    return {"prompt": task.prompt_sha256, "schema": task.schema_sha256}


def _entries(terms: Sequence[GlossaryTerm]) -> list[Json]:
    return [{"source": t.source, "english": t.english} for t in terms]
