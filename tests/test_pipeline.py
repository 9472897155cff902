"""The pipeline: answers looked up, what is missing asked for side by side, failures sorted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel

from llmx.article import Article
from llmx.errors import (
    AnswerMissing,
    ConfigurationError,
    CredentialsError,
    InvalidOutput,
    LlmxError,
    ProviderUnavailable,
    QuotaError,
    Refused,
    StorageError,
    UsageError,
)
from llmx.model.answers import AnswerCache, Answers, RecordedAnswers, StoredAnswer
from llmx.model.client import Answered, Client
from llmx.model.usage import Usage
from llmx.pipeline import Outcome, Pipeline, wanted_model
from llmx.settings import DEFAULT_MODEL, Settings
from llmx.task import GlossaryTerm, Request
from tests.builders import BUILT_IN, answer, article, loaded, sealed

Json = dict[str, Any]

SHOWN = article()
TASKS = [loaded(name) for name in BUILT_IN]
PAID = Usage(10, 5, attempts=1)


@dataclass
class FakeClient:
    """A client at the seam: good answers, errors where told, and a record of what went on."""

    errors: dict[str, BaseException] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    usage: Usage = PAID
    asked: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    closed: int = 0

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Answered:
        self.asked.append(request.task)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        for _ in range(1 + BUILT_IN.index(request.task)):
            await asyncio.sleep(0)
        self.at_once -= 1
        self.finished.append(request.task)
        if request.task in self.errors:
            raise self.errors[request.task]
        text = self.texts.get(request.task) or json.dumps(answer(request.task, SHOWN))
        assert issubclass(bound(), BaseModel)
        return Answered(parse(text), self.usage, "served")

    async def close(self) -> None:
        self.closed += 1


def missing(used: Pipeline, shown: Article) -> list[Request]:
    """The requests that have no stored answer."""
    return [r for r in used.requests(shown) if used.answers.get(r.fingerprint) is None]


@dataclass
class Memory(Answers):
    """Answers in a dictionary; `log` keeps what was put."""

    held: dict[str, StoredAnswer] = field(default_factory=dict)
    log: list[StoredAnswer] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def candidates(self, fingerprint: str) -> Iterator[StoredAnswer]:
        if fingerprint in self.held:
            yield self.held[fingerprint]

    def put_all(self, answers: Sequence[StoredAnswer]) -> None:
        for put in answers:
            self.held[put.fingerprint] = put
            self.log.append(put)


def pipeline(
    client: FakeClient | None,
    answers: Answers | None = None,
    names: Sequence[str] = BUILT_IN,
    **more: Any,
) -> Pipeline:
    tasks = [task for name in names for task in TASKS if task.name == name]
    connect = (lambda: cast(Client, client)) if client else None
    return Pipeline(tasks, "m", answers or Memory(), connect=connect, **more)


def run(made: Pipeline, shown: Article = SHOWN) -> Outcome:
    return asyncio.run(made.run(shown))


def failing(made: Pipeline) -> LlmxError:
    with pytest.raises(LlmxError) as raised:
        run(made)
    return raised.value


def spent(error: LlmxError, attempts: int, tokens: int = 0) -> LlmxError:
    error.spent = Usage(tokens, 0, attempts=attempts)
    return error


def stored_for(name: str, value: Json, shown: Article = SHOWN) -> StoredAnswer:
    request = next(t for t in TASKS if t.name == name).request(shown, model="m")
    return StoredAnswer.of(
        request.fingerprint, task=name, model="m", answer=value, usage={"input_tokens": 1}
    )


def filled() -> Memory:
    memory = Memory()
    for name in BUILT_IN:
        memory.put_all([stored_for(name, answer(name, SHOWN))])
    memory.log.clear()
    return memory


# Side by side


def test_the_tasks_of_an_article_are_asked_side_by_side() -> None:
    client = FakeClient()
    outcome = run(pipeline(client))
    assert client.most_at_once == 3
    assert sorted(client.asked) == sorted(BUILT_IN)
    assert list(outcome.answers) == list(BUILT_IN)
    assert outcome.usage == Usage(30, 15, attempts=3)
    assert outcome.cached == 0


def test_one_client_is_made_at_the_first_answer_that_is_missing() -> None:
    made: list[FakeClient] = []

    def connect() -> Client:
        made.append(FakeClient())
        return cast(Client, made[-1])

    async def twice(used: Pipeline) -> None:
        await used.run(SHOWN)
        await asyncio.gather(used.run(article(published="2020-01-01")), used.run(SHOWN))
        await used.close()
        await used.close()

    asyncio.run(twice(Pipeline(TASKS, "m", Memory(), connect=connect)))
    assert len(made) == 1
    assert made[0].closed == 1


def test_the_order_of_the_record_is_that_of_the_tasks() -> None:
    names = ("translate", "brief", "events")
    outcome = run(pipeline(FakeClient(), names=names))
    assert list(outcome.record["answers"]) == list(names)
    assert list(outcome.record["provenance"]) == list(names)


def test_what_is_paid_for_is_stored_with_its_usage() -> None:
    memory = Memory()
    outcome = run(pipeline(FakeClient(), memory))
    assert sorted(a.task for a in memory.log) == sorted(BUILT_IN)
    for put in memory.log:
        provenance = outcome.record["provenance"][put.task]
        assert put.fingerprint == provenance["fingerprint"]
        assert put.answer == outcome.record["answers"][put.task]
        assert put.usage == provenance["usage"] == {"input_tokens": 10, "output_tokens": 5}
        assert put.model == provenance["model"] == "m"


def test_a_cost_that_nobody_knows_is_null_in_the_record() -> None:
    outcome = run(pipeline(FakeClient(usage=Usage(attempts=1, unknown=1))))
    assert outcome.record["provenance"]["brief"]["usage"] is None
    assert outcome.usage.unknown == 3


# Stored answers


def test_stored_answers_make_no_client() -> None:
    def connect() -> Client:
        raise AssertionError("nothing is missing")

    memory = filled()
    outcome = run(Pipeline(TASKS, "m", memory, connect=connect))
    assert outcome.cached == 3
    assert outcome.usage == Usage()
    assert memory.log == []


def test_a_record_is_the_same_from_paid_and_from_stored_answers() -> None:
    memory = Memory()
    paid = run(pipeline(FakeClient(), memory)).record
    again = run(pipeline(None, memory)).record
    assert json.dumps(paid) == json.dumps(again)
    assert {k: paid["answers"][k] for k in BUILT_IN} == sealed(SHOWN)["answers"]


def test_only_what_is_missing_is_asked() -> None:
    memory = filled()
    del memory.held[stored_for("events", {}).fingerprint]
    client = FakeClient()
    outcome = run(pipeline(client, memory))
    assert client.asked == ["events"]
    assert outcome.cached == 2
    assert outcome.usage == PAID


def test_a_stored_answer_survives_the_cache_of_this_machine(tmp_path: Path) -> None:
    answers = Answers(cache=AnswerCache(tmp_path / "answers"))
    first = run(pipeline(FakeClient(), answers)).record
    assert run(pipeline(None, answers)).record == first


STALE: list[Json] = [
    {},
    {"title_en": None},
    {"title_en": None, "sentences": [{"n": 1, "en": "Only one."}]},
    {"title_en": None, "sentences": [{"n": n, "en": "x"} for n in (1, 2, 3, 99)]},
    {"sentences": "poisoned"},
]


@pytest.mark.parametrize("stale", STALE)
def test_a_stored_answer_that_no_longer_fits_is_asked_anew(stale: Json) -> None:
    memory = filled()
    memory.put_all([stored_for("translate", stale)])
    client = FakeClient()
    outcome = run(pipeline(client, memory))
    assert client.asked == ["translate"]
    assert outcome.cached == 2
    fresh = memory.held[stored_for("translate", {}).fingerprint]
    assert fresh.answer == answer("translate", SHOWN)


@pytest.mark.parametrize("stale", STALE)
def test_a_stored_answer_that_no_longer_fits_is_missing_offline(stale: Json) -> None:
    memory = filled()
    memory.put_all([stored_for("translate", stale)])
    error = failing(pipeline(None, memory))
    assert type(error) is AnswerMissing
    assert "'translate'" in str(error)


def test_another_model_and_another_article_have_other_answers() -> None:
    memory = filled()
    client = FakeClient()
    used = Pipeline(TASKS, "other", memory, connect=lambda: cast(Client, client))
    assert run(used).cached == 0
    assert len(memory.held) == 6
    assert missing(pipeline(None, memory), SHOWN) == []
    assert len(missing(pipeline(None, memory), article(published="2020-01-01"))) == 3


def test_path_and_id_do_not_matter_to_an_answer() -> None:
    moved = article(id="other", source="elsewhere/two.html", sha256="0" * 64)
    assert run(pipeline(None, filled()), moved).cached == 3


# Offline


def test_a_miss_offline_names_article_and_task() -> None:
    memory = filled()
    gone = stored_for("events", {}).fingerprint
    del memory.held[gone]
    error = failing(pipeline(None, memory))
    assert type(error) is AnswerMissing
    said = str(error)
    for part in ("'events'", "'news/one.txt'", "'m'", gone[:16]):
        assert part in said


def test_requests_and_missing_answers_can_be_seen_beforehand() -> None:
    memory = filled()
    used = pipeline(None, memory)
    assert [r.task for r in used.requests(SHOWN)] == list(BUILT_IN)
    assert missing(used, SHOWN) == []
    del memory.held[stored_for("brief", {}).fingerprint]
    assert [r.task for r in missing(used, SHOWN)] == ["brief"]


# Failures


def test_every_task_is_waited_for_and_what_succeeded_is_stored() -> None:
    memory, client = Memory(), FakeClient({"brief": Refused("no")})
    error = failing(pipeline(client, memory))
    assert type(error) is Refused
    assert client.finished == ["brief", "events", "translate"]
    assert sorted(a.task for a in memory.log) == ["events", "translate"]


def test_the_first_failure_in_the_order_of_the_tasks_is_raised() -> None:
    client = FakeClient({"translate": Refused("third"), "events": InvalidOutput("second")})
    assert str(failing(pipeline(client))) == "second"
    client = FakeClient({"translate": Refused("third"), "events": InvalidOutput("second")})
    assert str(failing(pipeline(client, names=("translate", "events", "brief")))) == "third"


@pytest.mark.parametrize("stop", [QuotaError("q"), CredentialsError("c"), StorageError("disk")])
def test_a_failure_that_stops_the_run_comes_before_any_other(stop: LlmxError) -> None:
    client = FakeClient({"brief": Refused("no"), "translate": stop})
    assert failing(pipeline(client)) is stop


def test_a_configuration_error_comes_before_a_full_disk() -> None:
    client = FakeClient({"brief": StorageError("disk"), "translate": QuotaError("quota")})
    assert isinstance(failing(pipeline(client)), ConfigurationError)


def test_what_all_tasks_spent_goes_with_the_failure() -> None:
    client = FakeClient(
        {
            "brief": spent(ProviderUnavailable("down"), 6),
            "events": spent(Refused("no"), 1, 100),
        }
    )
    error = failing(pipeline(client))
    assert type(error) is ProviderUnavailable
    assert error.spent == Usage(100 + 10, 5, attempts=6 + 1 + 1)  # `translate` was paid for


def test_stored_answers_and_misses_cost_nothing() -> None:
    memory = filled()
    del memory.held[stored_for("brief", {}).fingerprint]
    assert failing(pipeline(None, memory)).spent == Usage()


def test_a_bug_is_not_hidden() -> None:
    client = FakeClient({"events": ZeroDivisionError("a bug")})
    with pytest.raises(ZeroDivisionError):
        run(pipeline(client))
    assert client.finished == ["brief", "events", "translate"]


def test_a_client_that_cannot_be_made_fails_the_run() -> None:
    def connect() -> Client:
        raise CredentialsError("no key")

    with pytest.raises(CredentialsError):
        run(Pipeline(TASKS, "m", Memory(), connect=connect))


# The glossary


def test_only_terms_that_occur_in_the_article_are_sent() -> None:
    terms = [GlossaryTerm("النخيل", "al-Nakhil"), GlossaryTerm("البوكمال", "Al-Bukamal")]
    plain, given = (pipeline(None, glossary=g).requests(SHOWN) for g in ((), terms))
    assert all("al-Nakhil" in r.user for r in given)
    assert all("Al-Bukamal" not in r.user for r in given)
    assert all(a.fingerprint != b.fingerprint for a, b in zip(plain, given, strict=True))
    absent = pipeline(None, glossary=terms[1:]).requests(SHOWN)
    assert [r.fingerprint for r in absent] == [r.fingerprint for r in plain]


# The model


def recorded(folder: Path, *models: str) -> Answers:
    file = folder / "answers.jsonl"
    lines = [
        StoredAnswer.of(f"{n:064x}", task="t", model=m, answer={}, usage=None).line()
        for n, m in enumerate(models)
    ]
    file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return Answers(recorded=RecordedAnswers(file))


def test_the_model_is_the_one_named_then_the_recorded_one_then_the_default(tmp_path: Path) -> None:
    one = recorded(tmp_path, "recorded", "recorded")
    assert wanted_model(Settings(model="named"), one) == "named"
    assert wanted_model(Settings(), one) == "recorded"
    assert wanted_model(Settings(), recorded(tmp_path)) == DEFAULT_MODEL
    assert wanted_model(Settings(), Answers()) == DEFAULT_MODEL


def test_several_recorded_models_are_named_and_one_must_be_chosen(tmp_path: Path) -> None:
    both = recorded(tmp_path, "b", "a")
    with pytest.raises(UsageError) as raised:
        wanted_model(Settings(answers=tmp_path / "answers.jsonl"), both)
    assert "a, b" in str(raised.value)
    assert "answers.jsonl" in str(raised.value)
    assert "--model" in str(raised.value)
    assert wanted_model(Settings(model="b"), both) == "b"


def test_an_answer_in_the_cache_does_not_choose_the_model(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers")
    cache.put(StoredAnswer.of("f" * 64, task="t", model="cached", answer={}, usage=None))
    assert wanted_model(Settings(), Answers(cache=cache)) == DEFAULT_MODEL
