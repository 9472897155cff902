"""The command in this process or in its own, articles for it, and an endpoint that knows them."""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from llmx.cli.app import app
from llmx.cli.outcome import guarded
from tests.builders import answer, article
from tests.provider import Canned
from tests.provider.faults import Call, fault_named
from tests.provider.modes import Mode
from tests.provider.wire import Reply, Request

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "examples/articles"
ANSWERS = ROOT / "examples/answers.jsonl"
FIRST = ARTICLES / "01-deir-hafer-front.txt"
RECORDED = ("--answers", str(ANSWERS), "--offline")
CANARY = "sk-canary-0123456789abcdefghijklmnop"

Json = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The one line on stderr; fails where there are more, or none."""
        (line,) = self.err.splitlines()
        assert line.startswith("llmx: ")
        return line


@cache
def _command() -> Callable[..., Any]:
    """What typer makes of the app at each call, made once: it takes 25 ms."""
    return get_command(app)


class Llmx:
    """`llmx("summarize", file)` runs the command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *arguments: object, stdin: bytes | None = None) -> Done:
        if stdin is not None:
            stream = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
            self._monkeypatch.setattr(sys, "stdin", stream)
        self._capsys.readouterr()
        code = guarded(_command(), [str(a) for a in arguments])
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err
        assert "a bug in llmx" not in err
        return Done(code, out, err)


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "llmx", *(str(a) for a in arguments)]


def spawn(
    *arguments: object,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> Done:
    """The command in a process of its own."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
        preexec_fn=before,
    )
    out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
    assert "Traceback" not in err
    return Done(done.returncode, out, err)


def without_override() -> None:
    """Take the right to read everything from a child that runs as root."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment, which the tests have emptied, with the checkout to import."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}


# --- articles and their endpoint -----------------------------------------------------------------


def text(number: int) -> str:
    """A short article of four sentences, like no other; `number` stands in it."""
    return (
        f"اشتباكات قرب بلدة النخيل رقم {number}\n\n"
        f"قال مصدر عسكري إن الجيش سيطر على بلدة النخيل رقم {number} يوم الأحد.\n\n"
        "وقُتل ثلاثة مقاتلين على الأقل، وفق المصدر نفسه.\n\n"
        "ولم يصدر تعليق من الطرف الآخر.\n"
    )


def write_articles(folder: Path, number: int, *, first: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(first, first + number):
        (folder / f"{n:03}.txt").write_text(text(n), encoding="utf-8")
    return folder


def valid(body: Json) -> str:
    """A valid answer of a built-in task to any article of at least two sentences."""
    user = body["messages"][1]["content"]
    sentences = re.findall(r"^\[\d+\](?: \(title\))? (.*)$", user, re.MULTILINE)
    name = body["response_format"]["json_schema"]["name"]
    shown = article(sentences, published=None)
    return json.dumps(answer(name, shown), ensure_ascii=False)


def endpoint() -> Canned:
    """Answers whatever the built-in tasks ask, validly."""
    return Canned(valid)


class Particular(Mode):
    """Answers validly, but with a fault where a request's user message holds a certain text."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self._faults = faults

    def reply(self, request: Request) -> Reply:
        user = request.body["messages"][1]["content"]
        name = next((f for text, f in self._faults.items() if text in user), "ok")
        call = Call(request, lambda: valid(request.body))
        return replace(fault_named(name)(call), outcome=name)


# --- what was written ----------------------------------------------------------------------------


def rows(file: Path) -> list[Json]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def whole(file: Path) -> Json:
    value: Json = json.loads(file.read_text(encoding="utf-8"))
    return value


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def live(base_url: str, *more: str) -> Sequence[str]:
    """The options of a run against the endpoint of a test."""
    return ("--base-url", base_url, "--model", "test-model", *more)
