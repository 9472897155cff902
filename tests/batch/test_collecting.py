"""Collecting: every result to an answer, another try or a failure, and nothing paid twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmx.batch.ledger import Ledger
from llmx.batch.sending import Folders
from llmx.errors import (
    CredentialsError,
    EndpointError,
    ModelError,
    QuotaError,
    StorageError,
    TaskError,
)
from llmx.model.answers import AnswerCache, StoredAnswer
from llmx.model.batch import Size
from llmx.task import load
from tests.batch.support import MODEL, Killed, Office, endpoint, news, valid
from tests.builders import answer, loaded, write_task
from tests.provider import Canned, Faults, Provider, Script
from tests.provider.modes import Mode

Json = dict[str, Any]

LIMIT = {
    "code": "token_limit_exceeded",
    "message": "Enqueued token limit reached for m in organization o. Limit: 90,000 tokens.",
    "param": None,
    "line": None,
}


def collected(folder: Path, *scripts: Script, number: int = 4, mode: Mode | None = None) -> Any:
    """What one `collect` comes to, with the office and the paid lines."""
    with endpoint(*scripts, mode=mode) as provider:
        office = Office(folder, provider)
        office.submit(news(number))
        (done,) = office.collect()
        return done, office.left()


def stored(office: Office) -> int:
    return office.store.count()


def test_answers_go_into_the_store(tmp_path: Path) -> None:
    articles = news(5)
    brief = loaded("brief")
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(articles)
        (done,) = office.collect()
        assert (done.status, done.answers, done.again, done.failed) == ("completed", 5, {}, {})
        sent = [json.loads(li) for li in provider.batches.files["file-1"].splitlines()]
        received = [json.loads(li) for li in provider.batches.files["file-2"].splitlines()]
    assert [x["custom_id"] for x in sent] != [x["custom_id"] for x in received]  # joined by id
    for article in articles:
        held = office.store.get(brief.request(article, model=MODEL).fingerprint)
        assert held is not None
        assert held.answer["headline"]["sentences"] == [2]
        assert (held.task, held.model) == ("brief", MODEL)
        brief.parse(json.dumps(held.answer), article)
    usages = [office.store.get(x["custom_id"]) for x in received]
    tokens = sum(u.usage["input_tokens"] for u in usages if u and u.usage)
    assert done.usage.input_tokens == tokens > 0
    assert done.usage.attempts == 5
    assert office.left() == {}


def test_what_broke_and_what_expired_takes_one_more_batch(tmp_path: Path) -> None:
    with endpoint(Script(broken=5, expired=1)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(100))
        (done,) = office.collect()
        assert done.answers == 94
        assert done.again == {"provider_unavailable": 5, "expired": 1}
        assert office.left() == {"sent": 6}
        (again,) = office.collect()
        assert (again.part.requests, again.answers) == (6, 6)
        assert office.left() == {}
        assert stored(office) == 100
        assert len(provider.batches.batches) == 2
        assert set(provider.batches.paid.values()) == {1}
        assert len(provider.batches.paid) == 100


def test_nothing_happens_before_the_end(tmp_path: Path) -> None:
    with endpoint(Script(polls=2)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(1))
        assert office.collect() == office.collect() == []
        assert office.left() == {"sent": 1}
        assert len(office.collect()) == 1


def test_all_failed_and_no_output_file(tmp_path: Path) -> None:
    done, left = collected(tmp_path, Script(broken=4))
    assert (done.answers, done.again, left) == (0, {"provider_unavailable": 4}, {"sent": 4})


def test_an_expired_batch_has_answers_that_are_paid(tmp_path: Path) -> None:
    done, left = collected(tmp_path, Script(end="expired", expired=1, silent=1))
    assert (done.answers, done.again, left) == (2, {"expired": 2}, {"sent": 2})


def test_a_request_without_a_line_is_sent_again(tmp_path: Path) -> None:
    done, left = collected(tmp_path, Script(silent=1))
    assert (done.answers, done.again, left) == (3, {"provider_unavailable": 1}, {"sent": 1})


def test_a_request_is_given_up_after_three_batches(tmp_path: Path) -> None:
    with endpoint(*[Script(broken=1)] * 3) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(1))
        assert [office.collect()[0].failed for _ in range(3)] == [
            {},
            {},
            {"provider_unavailable": 1},
        ]
        assert office.left() == {"failed": 1}
        assert office.collect() == []
        (failure,) = office.look(lambda ledger: list(ledger.failures()))
        assert "500" in failure.message
        assert failure.source == "news/one.txt"
        assert office.submit(news(1))["new"] == 1  # asked for again: from the beginning
        office.collect()
    assert office.left() == {}


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("schema", "invalid_output"),
        ("notjson", "invalid_output"),
        ("refusal", "refused"),
        ("cf", "filtered"),
        ("cfpart", "filtered"),
        ("400", "provider_rejected"),
        ("422", "provider_rejected"),
        ("ctxlen", "provider_rejected"),
    ],
)
def test_what_a_live_run_asks_differently_is_left_to_it(
    tmp_path: Path, fault: str, kind: str
) -> None:
    mode = Faults(f"{fault}:1 ok", valid)
    done, left = collected(tmp_path, number=3, mode=mode)
    assert (done.answers, done.again, done.failed) == (2, {}, {kind: 1})
    assert left == {"failed": 1}
    billed = fault not in ("400", "422", "ctxlen")
    assert (done.usage.attempts, done.usage.unknown) == (3, 0)
    assert (done.usage.input_tokens > 4500) == billed


def test_what_runs_out_of_room_gets_more_once(tmp_path: Path) -> None:
    with endpoint(mode=Faults("length:1 ok:1 length:1 ok", valid)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        (done,) = office.collect()
        assert (done.answers, done.again, done.failed) == (1, {"truncated": 1}, {})
        (done,) = office.collect()
        assert (done.answers, done.again, done.failed) == (0, {}, {"truncated": 1})
        inputs = [b.value["input_file_id"] for b in provider.batches.batches.values()]
        lines = [line for name in inputs for line in provider.batches.files[name].splitlines()]
        rooms = [json.loads(line)["body"]["max_tokens"] for line in lines]
    assert rooms == [rooms[0], rooms[0], 2 * rooms[0]]


@pytest.mark.parametrize("fault", ["429", "500", "502html", "err200", "nochoices", "empty200"])
def test_what_another_try_may_mend_is_tried_again(tmp_path: Path, fault: str) -> None:
    done, left = collected(tmp_path, number=3, mode=Faults(f"{fault}:1 ok", valid))
    assert (done.answers, sum(done.again.values()), left) == (2, 1, {"sent": 1})


@pytest.mark.parametrize("fault", ["fenced", "think", "trailing", "lone", "strn", "bom"])
def test_what_is_mended_live_is_mended_here(tmp_path: Path, fault: str) -> None:
    done, left = collected(tmp_path, number=3, mode=Faults(f"{fault}:1 ok", valid))
    assert (done.answers, left) == (3, {})


@pytest.mark.parametrize(
    ("fault", "error"),
    [("429quota", QuotaError), ("401", CredentialsError), ("404model", ModelError)],
)
def test_an_account_that_cannot_go_on_stops_the_call(
    tmp_path: Path, fault: str, error: type[Exception]
) -> None:
    with endpoint(mode=Faults(f"{fault}:1 ok", valid)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(3))
        with pytest.raises(error):
            office.collect()
        assert stored(office) == 2  # what was paid for is there
        assert office.left() == {"waiting": 1}
        office.collect()  # the account is in order again
        office.collect()
    assert office.left() == {}


def test_what_an_endpoint_refuses_is_left_out_and_sent_again(tmp_path: Path) -> None:
    mode = Faults("400param:temperature 400param:max_tokens 400param:response_format ok:99", valid)
    with endpoint(mode=mode) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(3))
        assert [office.collect()[0].again for _ in range(3)] == [{"adapted": 3}] * 3
        assert office.collect()[0].answers == 3
        last = [json.loads(li)["body"] for li in provider.batches.files["file-7"].splitlines()]
        office.submit(news(4))
        new = json.loads(list(provider.batches.files.values())[-1])["body"]
    assert {"tools", "max_completion_tokens"} <= set(last[0]) == set(new)
    assert not {"temperature", "max_tokens", "response_format"} & set(last[0])
    assert office.left() == {"sent": 1}


# --- a batch that fails as a whole ---------------------------------------------------------------


def test_a_refused_batch_is_one_clear_line(tmp_path: Path) -> None:
    problem = {"code": "invalid_request", "message": "This model is not for batches."}
    with endpoint(Script(end="failed", problems=[problem])) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        with pytest.raises(EndpointError, match="refuses the batch 'batch_1': This model is not"):
            office.collect()
        assert office.left() == {"waiting": 2}


def test_quota_that_a_batch_fails_for(tmp_path: Path) -> None:
    problem = {"code": "billing_hard_limit_reached", "message": "Billing hard limit."}
    with endpoint(Script(end="failed", problems=[problem])) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(1))
        with pytest.raises(QuotaError):
            office.collect()


def test_a_faulty_line_fails_alone(tmp_path: Path) -> None:
    problem = {"code": "invalid_value", "message": "No.", "param": "messages", "line": 2}
    with endpoint(Script(end="failed", problems=[problem])) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(3))
        (done,) = office.collect()
        assert (done.again, done.failed) == ({"not read": 2}, {"provider_rejected": 1})
        second = loaded("brief").request(news(3)[1], model=MODEL).fingerprint
        assert done.failures[0].fingerprint == second
        office.collect()
    assert office.left() == {"failed": 1}


def test_a_parameter_that_a_batch_fails_for_is_left_out(tmp_path: Path) -> None:
    problem = {"code": "unsupported", "message": "'temperature' is not supported", "line": None}
    with endpoint(Script(end="failed", problems=[problem])) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        assert office.collect()[0].again == {"not read": 2}
        body = json.loads(provider.batches.files["file-2"].splitlines()[0])["body"]
        office.collect()
    assert "temperature" not in body
    assert office.left() == {}


def test_a_batch_that_fails_without_a_reason_is_tried_thrice(tmp_path: Path) -> None:
    with endpoint(*[Script(end="failed")] * 3) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        for _ in range(3):
            (done,) = office.collect()
        assert done.failed == {"provider_unavailable": 2}
    assert office.left() == {"failed": 2}


@pytest.mark.parametrize("said", [LIMIT["message"], "Too many tokens are enqueued."])
def test_the_limit_of_tokens_is_learned(tmp_path: Path, said: str) -> None:
    full = Script(end="failed", problems=[LIMIT | {"message": said}])
    with endpoint(full, full) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(10))
        while office.left():
            office.collect()
        sizes = [
            len(provider.batches.files[b.value["input_file_id"]].splitlines())
            for b in provider.batches.batches.values()
        ]
    assert sizes[0] == 10
    assert sizes[0] > sizes[1] > sizes[2]
    assert sum(sizes[2:]) == 10
    assert stored(office) == 10


def test_one_request_that_is_too_much_is_given_up(tmp_path: Path) -> None:
    with endpoint(*[Script(end="failed", problems=[LIMIT])] * 3) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(1))
        for _ in range(3):
            office.collect()
    assert office.left() == {"failed": 1}


def test_a_cancelled_batch_is_not_sent_again(tmp_path: Path) -> None:
    done, left = collected(tmp_path, Script(end="cancelled", expired=1, silent=1))
    assert (done.answers, done.again, done.failed) == (2, {}, {"cancelled": 2})
    assert left == {"failed": 2}


# --- stopped, lost, changed ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "point"),
    [
        (Ledger, "seen"),
        (AnswerCache, "put"),
        (Ledger, "answered"),
        (Ledger, "wait_again"),
        (Ledger, "settle"),
        (Ledger, "close"),
        (Ledger, "prepare"),
        (Ledger, "opened"),
    ],
)
@pytest.mark.parametrize("after", [False, True])
def test_killed_while_collecting_nothing_is_paid_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: type, point: str, after: bool
) -> None:
    with endpoint(Script(broken=2, expired=1)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(8))
        with monkeypatch.context() as patch:
            patch.setattr(owner, point, _killing(getattr(owner, point), after=after))
            with pytest.raises(Killed):
                office.collect()
        while office.left():
            office.collect()
        assert stored(office) == 8
        assert set(provider.batches.paid.values()) == {1}
        assert len(provider.batches.batches) == 2


def _killing(method: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    calls = iter(range(100))

    def killed(*given: Any, **more: Any) -> Any:
        if next(calls) == 0 and point_is_late:
            return method(*given, **more)
        if after:
            method(*given, **more)
        raise Killed

    point_is_late = method.__name__ in ("put", "answered")  # in the middle of a group
    return killed


def test_a_store_that_takes_nothing_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        with monkeypatch.context() as patch:
            patch.setattr(AnswerCache, "put", lambda *_: None)
            with pytest.raises(StorageError, match="takes no answers"):
                office.collect()
        assert office.left() == {"sent": 2}
        assert office.collect()[0].answers == 2


def test_an_answer_that_a_live_run_has_had_meanwhile_stays(tmp_path: Path) -> None:
    articles = news(2)
    fingerprints = [loaded("brief").request(a, model=MODEL).fingerprint for a in articles]
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(articles)
        other = answer("brief", articles[0]) | {"other_theatres": []}
        other["headline"]["text"] = "Another headline"
        store = AnswerCache(tmp_path / "store")
        store.put(StoredAnswer(fingerprints[0], "brief", MODEL, json.dumps(other), None))
        store.put(StoredAnswer(fingerprints[1], "brief", MODEL, json.dumps({"no": "brief"}), None))
        store.close()
        office.collect()
    held = [office.store.get(f) for f in fingerprints]
    assert [h.answer["headline"]["text"] == "Another headline" for h in held if h] == [True, False]
    assert office.left() == {}


def test_only_the_batches_that_are_named(tmp_path: Path) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider, size=Size(requests=1))
        office.submit(news(3))
        assert [d.part.id for d in office.collect("batch_2")] == ["batch_2"]
        assert office.left() == {"sent": 2}


def test_a_batch_that_the_endpoint_does_not_know_keeps_no_other_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider, size=Size(requests=1))
        office.submit(news(2))
        del provider.batches.batches["batch_1"]
        assert [d.part.id for d in office.collect()] == ["batch_2"]
    assert "does not know the batch 'batch_1'" in caplog.text
    assert office.left() == {"sent": 1}


def test_results_that_are_gone_are_not_paid_for_again(tmp_path: Path) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(news(1))
        provider.batches.files.clear()
        provider.batches.files["file-1"] = b""
        provider.batches.batches["batch_1"].value.update(status="completed", output_file_id="gone")
        with pytest.raises(EndpointError, match="no longer has the results 'gone'"):
            office.collect()
    assert office.left() == {"sent": 1}


def test_a_line_that_cannot_be_read_is_not_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        api = provider.batches
        line = {"custom_id": "somebody else's", "response": {"status_code": 200, "body": {}}}
        data = b'{"torn\n\n' + json.dumps(line).encode()
        api.files["out"] = data
        api.batches["batch_1"].value.update(status="completed", output_file_id="out")
        assert office.collect()[0].again == {"provider_unavailable": 2}
    assert "a line of its results cannot be read" in caplog.text


def test_another_model_is_named_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    collected(tmp_path, mode=Faults("othermodel", valid))
    assert len([r for r in caplog.records if "asked for 'test-model'" in r.message]) == 1


def test_own_tasks_are_found_where_they_were(tmp_path: Path) -> None:
    schema = "from pydantic import BaseModel\nclass Answer(BaseModel):\n    word: str\n"
    folder = tmp_path / "own"
    user = "{% for s in article.sentences %}{{ s.text }}{% endfor %}"
    write_task(folder, "mine", user=user, schema=schema)
    task = load("mine", prompts=[folder], schemas=[folder])
    folders = Folders((folder,), (folder,))
    with Provider(Canned('{"word": "yes"}')) as provider:
        office = Office(tmp_path, provider, tasks=[task], folders=folders)
        office.submit(news(1))
        (folder / "mine.py").write_text(schema + "    more: str\n", encoding="utf-8")
        with pytest.raises(TaskError, match="has changed since the batch was sent"):
            office.collect()
        (folder / "mine.py").write_text(schema, encoding="utf-8")
        assert office.collect()[0].answers == 1


def test_a_ledger_has_no_schema_run_that_the_caller_does_not_name(tmp_path: Path) -> None:
    schema = "from pydantic import BaseModel\nclass Answer(BaseModel):\n    word: str\n"
    folder, ran = tmp_path / "own", tmp_path / "ran"
    write_task(folder, "mine", user="Say a word.", schema=schema)
    task = load("mine", prompts=[folder], schemas=[folder])
    bomb = f"from pathlib import Path\nPath({str(ran)!r}).touch()\n" + schema
    (folder / "mine.py").write_text(bomb, encoding="utf-8")
    with Provider(Canned('{"word": "yes"}')) as provider:
        office = Office(tmp_path, provider, tasks=[task], folders=Folders((folder,), (folder,)))
        office.submit(news(1))
        for named in (Folders(), Folders(prompts=(folder,)), Folders((folder,), (tmp_path,))):
            office.folders = named
            with pytest.raises(TaskError, match="was sent with --schemas") as caught:
                office.collect()
            assert "Python" in str(caught.value)
        assert not ran.exists()
        assert office.left() == {"sent": 1}
        office.folders = Folders((folder,), (folder,))
        assert office.collect()[0].answers == 1
        assert ran.exists()


def test_a_schema_that_breaks_on_an_answer_fails_that_answer(tmp_path: Path) -> None:
    schema = (
        "from pydantic import BaseModel, field_validator\n"
        "class Answer(BaseModel):\n    word: str\n"
        "    @field_validator('word')\n    @classmethod\n"
        "    def check(cls, value: str) -> str:\n        raise RuntimeError('a bug')\n"
    )
    folder = tmp_path / "own"
    write_task(folder, "mine", user="Say a word.", schema=schema)
    task = load("mine", prompts=[folder], schemas=[folder])
    with Provider(Canned('{"word": "yes"}')) as provider:
        office = Office(tmp_path, provider, tasks=[task], folders=Folders((folder,), (folder,)))
        office.submit(news(1))
        assert office.collect()[0].failed == {"task": 1}


# --- waiting -------------------------------------------------------------------------------------


def test_waiting_ends_when_nothing_is_under_way(tmp_path: Path) -> None:
    with endpoint(Script(polls=2, broken=1), Script(polls=1)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(3))
        told = office.wait()
        assert [d.answers for d in told] == [2, 1]
    assert office.time.slept == [60.0, 60.0, 60.0, 60.0]
    assert office.left() == {}


def test_another_call_may_work_while_one_waits(tmp_path: Path) -> None:
    with endpoint(Script(polls=1)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        seen: list[Json] = []

        async def sleep(_: float) -> None:
            seen.append(office.left())

        office.wait(sleep)
    assert seen == [{"sent": 2}]
