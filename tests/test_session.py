"""A session: settings made into a pipeline, what can be known beforehand checked beforehand."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from llmx.errors import CredentialsError, TaskError, UsageError
from llmx.model.answers import AnswerCache, StoredAnswer
from llmx.model.client import Client
from llmx.session import open_pipeline
from llmx.settings import DEFAULT_MODEL, Settings
from llmx.task import GlossaryTerm
from tests.builders import answer, article, loaded, write_task

ROOT = Path(__file__).parents[1]
SHOWN = article()
SCHEMA = "from pydantic import BaseModel\n\nclass Answer(BaseModel):\n    text: str\n"


def answers_file(folder: Path, *names: str, model: str = "recorded") -> Path:
    file = folder / "answers.jsonl"
    lines = []
    for name in names:
        request = loaded(name).request(SHOWN, model=model)
        stored = StoredAnswer.of(
            request.fingerprint, task=name, model=model, answer=answer(name, SHOWN), usage=None
        )
        lines.append(stored.line() + "\n")
    file.write_text("".join(lines), encoding="utf-8")
    return file


def test_tasks_are_loaded_once_in_the_order_given() -> None:
    made = open_pipeline(Settings(), ["events", "brief", "events", "brief"])
    assert [task.name for task in made.tasks] == ["events", "brief"]


def test_a_task_that_is_not_there_is_named() -> None:
    with pytest.raises(TaskError, match="'nothing'"):
        open_pipeline(Settings(), ["brief", "nothing"])


def test_tasks_of_ones_own_are_found(tmp_path: Path) -> None:
    write_task(tmp_path, "mine", user="{{ article.mark }}", schema=SCHEMA)
    settings = Settings(prompts=(tmp_path,), schemas=(tmp_path,))
    made = open_pipeline(settings, ["mine", "brief"])
    assert [task.name for task in made.tasks] == ["mine", "brief"]
    assert made.tasks[0].prompt_file.parent == tmp_path


def test_the_model_is_the_wanted_one(tmp_path: Path) -> None:
    assert open_pipeline(Settings(), ["brief"]).model == DEFAULT_MODEL
    settings = Settings(answers=answers_file(tmp_path, "brief"))
    assert open_pipeline(settings, ["brief"]).model == "recorded"
    assert open_pipeline(replace(settings, model="named"), ["brief"]).model == "named"


def test_recorded_answers_are_read_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.jsonl"):
        open_pipeline(Settings(answers=tmp_path / "gone.jsonl"), ["brief"])
    file = tmp_path / "bad.jsonl"
    file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 1"):
        open_pipeline(Settings(answers=file), ["brief"])


def test_a_run_from_recorded_answers_needs_no_key_and_no_network(tmp_path: Path) -> None:
    file = answers_file(tmp_path, "brief", "translate")
    for offline in (True, False):
        made = open_pipeline(Settings(answers=file, offline=offline), ["brief", "translate"])
        outcome = asyncio.run(made.run(SHOWN))
        assert outcome.cached == 2
        assert outcome.record["provenance"]["brief"]["model"] == "recorded"


def test_stored_answers_are_found_in_the_folder_that_is_named(tmp_path: Path) -> None:
    request = loaded("brief").request(SHOWN, model="m")
    put = StoredAnswer.of(
        request.fingerprint, task="brief", model="m", answer=answer("brief", SHOWN), usage=None
    )
    AnswerCache(tmp_path / "answers").put(put)
    settings = Settings(model="m", cache_dir=tmp_path / "answers", offline=True)
    assert asyncio.run(open_pipeline(settings, ["brief"]).run(SHOWN)).cached == 1
    without = open_pipeline(replace(settings, cache_dir=None), ["brief"])
    assert without.answers.get(request.fingerprint) is None


def test_offline_there_is_no_client() -> None:
    assert open_pipeline(Settings(offline=True), ["brief"]).connect is None


def test_a_client_is_made_with_the_settings() -> None:
    settings = Settings(base_url="http://127.0.0.1:9/v1", api_key=SecretStr("sk-test"))
    connect = open_pipeline(settings, ["brief"]).connect
    assert connect is not None
    client = connect()
    assert isinstance(client, Client)
    asyncio.run(client.close())


def test_a_missing_key_is_said_before_anything_is_sent() -> None:
    made = open_pipeline(Settings(), ["brief"])
    with pytest.raises(CredentialsError, match="OPENAI_API_KEY"):
        asyncio.run(made.run(SHOWN))


def test_the_glossary_is_read_at_once(tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("source,english\nالنخيل,al-Nakhil\nالبوكمال,Al-Bukamal\n", encoding="utf-8")
    made = open_pipeline(Settings(glossary=file), ["brief"])
    assert made.glossary[0] == GlossaryTerm("النخيل", "al-Nakhil")
    assert "al-Nakhil" in made.requests(SHOWN)[0].user
    assert "Al-Bukamal" not in made.requests(SHOWN)[0].user
    assert list(open_pipeline(Settings(), ["brief"]).glossary) == []
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"terms\.csv"):
        open_pipeline(Settings(glossary=file), ["brief"])


def test_opening_makes_no_file(tmp_path: Path) -> None:
    used = open_pipeline(Settings(cache_dir=tmp_path / "answers"), ["brief"])
    assert used.answers.get(used.requests(SHOWN)[0].fingerprint) is None
    assert list(tmp_path.iterdir()) == []


def test_the_sdk_is_not_imported_before_an_answer_is_missing(tmp_path: Path) -> None:
    file = answers_file(tmp_path, "brief")
    code = f"""
import asyncio, sys
from pathlib import Path
from llmx.session import open_pipeline
from llmx.settings import Settings
from tests.builders import article
made = open_pipeline(Settings(answers=Path({str(file)!r})), ["brief"])
assert asyncio.run(made.run(article())).cached == 1
print(sorted({{"openai", "instructor"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "[]\n"
