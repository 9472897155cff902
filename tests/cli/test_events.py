"""`--log-json`: what a run tells machines, one event for each change of state."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.cli.support import Llmx, Particular, endpoint, live, rows, write_articles
from tests.provider import Faults, Provider

CANARY = "sk-canary-0123456789abcdef"


def _export(llmx: Llmx, home: Path, base_url: str, *more: object) -> Counter[str]:
    llmx(
        *("export", write_articles(home / "in", 3), "-o", "out.jsonl"),
        *("--log-json", "log.jsonl", "--force", "--no-cache"),
        *more,
        *live(base_url),
    )
    return Counter(row["event"] for row in rows(home / "log.jsonl"))


def test_a_run_from_beginning_to_end(llmx: Llmx, home: Path) -> None:
    with Provider(endpoint()) as serving:
        events = _export(llmx, home, serving.base_url)
        assert events == {
            "run.started": 1,
            "request.sent": serving.count,
            "request.answered": 9,
            "article.ok": 3,
            "run.finished": 1,
        }
    told = rows(home / "log.jsonl")
    assert (told[0]["tasks"], told[0]["model"]) == (["translate", "brief", "events"], "test-model")
    assert (told[-1]["ok"], told[-1]["requests"]) == (3, 9)
    assert {row["source"] for row in told if row["event"] == "article.ok"} == {
        "001.txt",
        "002.txt",
        "003.txt",
    }


def test_failures_and_what_was_skipped(llmx: Llmx, home: Path) -> None:
    (home / "in").mkdir()
    (home / "in" / "000.txt").write_text("  \n", encoding="utf-8")
    with Provider(Particular({"رقم 2": "refusal"})) as serving:
        events = _export(llmx, home, serving.base_url)
    assert (events["article.ok"], events["article.failed"], events["article.skipped"]) == (2, 1, 1)
    told = {row["event"]: row for row in rows(home / "log.jsonl")}
    assert (told["article.failed"]["kind"], told["article.failed"]["source"]) == (
        "refused",
        "002.txt",
    )
    assert told["article.skipped"]["kind"] == "empty"
    assert told["run.finished"]["failed"] == 1


def test_a_rate_limit_is_told_as_a_wait(llmx: Llmx, home: Path) -> None:
    with Provider(Particular({})) as good, Provider(Faults("429ms50:1 ok", "{}")) as serving:
        _export(llmx, home, serving.base_url, "--task", "translate")
        events = _export(llmx, home, good.base_url, "--task", "translate")
    assert events["endpoint.waiting"] == 1
    assert events["endpoint.cut"] == 1


def test_a_run_that_is_stopped_says_why(llmx: Llmx, home: Path) -> None:
    with Provider(Faults("401")) as serving:
        events = _export(llmx, home, serving.base_url)
    assert events["endpoint.given_up"] == 1
    last = rows(home / "log.jsonl")[-1]
    assert (last["event"], last["reason"], last["ok"]) == ("run.stopped", "auth", 0)


def test_text_only_where_it_is_asked_for(
    llmx: Llmx, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    with Provider(endpoint()) as serving:
        _export(llmx, home, serving.base_url)
        plain = (home / "log.jsonl").read_text(encoding="utf-8")
        (home / "log.jsonl").unlink()
        _export(llmx, home, serving.base_url, "--log-text")
        told = rows(home / "log.jsonl")
    assert "messages" not in plain
    assert "content" not in plain
    assert any("بلدة النخيل" in str(row.get("messages")) for row in told)
    assert any(row.get("content") for row in told)
    assert CANARY not in plain + str(told)


def test_the_reader_commands_tell_too(llmx: Llmx, home: Path) -> None:
    file = write_articles(home / "in", 1) / "001.txt"
    with Provider(endpoint()) as serving:
        done = llmx("summarize", file, "--log-json", "-", *live(serving.base_url))
    assert '"event":"run.started"' in done.err
    assert '"event":"run.finished"' in done.err
    assert "event" not in done.out


def test_a_log_is_added_to_and_its_owners_alone(llmx: Llmx, home: Path) -> None:
    with Provider(endpoint()) as serving:
        first = _export(llmx, home, serving.base_url)
        both = _export(llmx, home, serving.base_url)
    assert both["run.started"] == first["run.started"] + 1
    assert (home / "log.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--log-json", "no/such/log.jsonl"), "the log 'no/such/log.jsonl' cannot be written"),
        (("--log-json", "."), "the log '.' cannot be written"),
        (("--log-text",), "--log-text belongs to --log-json"),
    ],
)
def test_what_is_refused(llmx: Llmx, home: Path, options: tuple[str, ...], said: str) -> None:
    file = write_articles(home / "in", 1) / "001.txt"
    done = llmx("summarize", file, *options)
    assert done.code == 2
    assert said in done.err
