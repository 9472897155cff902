"""What the bulk benchmarks work on: short articles in one JSONL, a small task, and a provider."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
TASK = "gist"

_PROMPT = """---
description: One line of an article.
---
{% block system %}Say what the article is about.{% endblock %}
{% block user %}{% for s in article.sentences %}[{{ s.n }}] {{ s.text }}
{% endfor %}{% endblock %}
"""
_SCHEMA = """from pydantic import BaseModel


class Answer(BaseModel):
    gist: str
"""
_TEXT = (
    "Clashes near the town of al-Nakhil, number {n}\n\n"
    "A military source said that the army took the town on Sunday, in operation {n}.\n\n"
    "At least three fighters were killed, according to the same source.\n\n"
    "{more}No comment was issued by the other side.\n"
)
_MORE = "Residents of the town said that shelling had gone on for hours before. "


def write_articles(file: Path, number: int, *, sentences: int = 0) -> None:
    """`number` articles of four sentences and `sentences` more, each with an id of its own."""
    more = _MORE * sentences
    with file.open("w", encoding="utf-8") as out:
        for n in range(number):
            row = {"id": f"a{n}", "text": _TEXT.format(n=n, more=more)}
            out.write(json.dumps(row) + "\n")


def write_task(folder: Path, *, name: str = TASK) -> None:
    """A task with an answer of one field."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(_PROMPT, encoding="utf-8")
    (folder / f"{name}.py").write_text(_SCHEMA, encoding="utf-8")
    (folder / "answer.json").write_text('{"gist": "The army took a town."}', encoding="utf-8")


@contextmanager
def provider(folder: Path, *, latency: float) -> Iterator[str]:
    """The base URL of a provider in a process of its own that answers the task of a folder."""
    with provider_process(folder, latency=latency) as (base_url, _):
        yield base_url


@contextmanager
def provider_process(folder: Path, *, latency: float) -> Iterator[tuple[str, int]]:
    """The same with the number of its process."""
    command = [sys.executable, "-m", "tests.provider", "--mode", "latency"]
    options = ["--answers", str(folder / "answer.json"), "--latency", str(latency)]
    with subprocess.Popen(command + options, cwd=ROOT, stdout=subprocess.PIPE) as child:
        try:
            assert child.stdout is not None
            yield str(json.loads(child.stdout.readline())["base_url"]), child.pid
        finally:
            child.terminate()


def served(base_url: str) -> int:
    """How many requests a provider has counted."""
    return int(stats(base_url)["requests"])


def stats(base_url: str) -> dict[str, Any]:
    """What a provider has counted."""
    address = base_url.removesuffix("/v1") + "/__stats__"
    with urllib.request.urlopen(address) as response:
        counted: dict[str, Any] = json.load(response)
    return counted


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used so far, its start-up included (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def raw(base_url: str, body: bytes, requests: int, in_flight: int) -> float:
    """Milliseconds of CPU for a request that is bytes to send and bytes to count."""
    address = urlsplit(base_url)
    head = (
        f"POST {address.path}/chat/completions HTTP/1.1\r\nhost: {address.netloc}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    message = head.encode() + body
    left = iter(range(requests))
    started = time.process_time()

    async def worker() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for _ in left:
            writer.write(message)
            found = (await reader.readuntil(b"\r\n\r\n")).lower().partition(b"content-length:")[2]
            await reader.readexactly(int(found.partition(b"\r\n")[0]))
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return 1000 * (time.process_time() - started) / requests


def export(source: Path, file: Path, base_url: str, *more: str) -> list[str]:
    """The command line of an export of the task, its answer store beside the file."""
    return [
        *(sys.executable, "-m", "llmx", "export", str(source), "-o", str(file), "-q"),
        *("--task", TASK, "--prompts", str(source.parent), "--schemas", str(source.parent)),
        *("--base-url", base_url, "--model", "test-model"),
        *("--cache-dir", str(file.parent / "store"), *more),
    ]


def environment() -> dict[str, str]:
    """An environment without keys and settings, with this checkout to import."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "LLMX_"))}
    return {**own, "PYTHONPATH": str(ROOT)}
