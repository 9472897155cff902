"""Kills of what is no export: briefs, batches sent and collected, answers taken into a store.

Each command is killed at random moments, run again each time, and run to its end at last. Then it
must have left what the same command leaves that nobody disturbs; what was answered is paid again
for at most as many requests as were in flight, and nothing of a batch twice.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import environment, write_articles, write_task
from llmx.model.answers import AnswerCache, StoredAnswer
from tests.provider import Canned, Provider

JOBS = 8
LATENCY = 0.02  # seconds
ANSWER = '{"gist": "The army took a town."}'

Left = dict[str, bytes]
Command = Callable[[Path, str], list[str]]


@dataclass(frozen=True, slots=True)
class Trial:
    """A command in a folder at an address, what comes before it, and what it leaves.

    `in_flight` is how many requests a kill may lose, None where none is sent live.
    """

    name: str
    command: Command
    left: Callable[[Path], Left]
    before: Command | None = None
    in_flight: int | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Print what came of each command; exit 1 where a kill has changed it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.killed", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="of each command")
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    found = 0
    for trial in TRIALS:
        with tempfile.TemporaryDirectory() as folder:
            faults = run(
                trial,
                Path(folder),
                kills=options.kills,
                articles=options.articles,
                chance=random.Random(f"{trial.name}:{options.seed}"),
            )
        print(f"{trial.name:14} {options.kills:4} kills  {len(faults) or 'as if undisturbed'}")
        for fault in faults:
            print(f"FAULT: {fault}")
        found += len(faults)
    return 1 if found else 0


def run(
    trial: Trial, folder: Path, *, kills: int, articles: int, chance: random.Random
) -> list[str]:
    """Kill one command so many times; what is then different from what it should be."""
    write_articles(folder / "articles.jsonl", articles)
    write_task(folder / "task", name="brief")
    _write_answers(folder / "answers.jsonl", articles)
    calm, calm_requests, _ = _lived(trial, folder / "calm", [])
    started = time.monotonic()
    _lived(trial, folder / "again", [])
    length = time.monotonic() - started
    moments = [chance.uniform(0, length) for _ in range(kills)]
    killed, requests, paid = _lived(trial, folder / "killed", moments)
    return list(_faults(trial, calm, killed, requests - calm_requests, paid, kills))


def _lived(
    trial: Trial, folder: Path, moments: Sequence[float]
) -> tuple[Left, int, dict[str, int]]:
    """What a command has left after it was killed at these moments; requests, batch lines paid."""
    folder.mkdir()
    with Provider(Canned(ANSWER), latency=LATENCY, keep=False) as serving:
        if trial.before:
            _ended(trial.before(folder, serving.base_url))
        command = trial.command(folder, serving.base_url)
        for moment in moments:
            child = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL)
            time.sleep(moment)
            child.kill()
            child.wait()
        _ended(command)
        chats = serving.stats()["routes"].get("POST /v1/chat/completions", 0)
        return trial.left(folder), chats, dict(serving.batches.paid)


def _ended(command: list[str]) -> None:
    done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} has ended with {done.returncode}: {done.stderr.decode()}")


def _faults(
    trial: Trial, calm: Left, killed: Left, more: int, paid: dict[str, int], kills: int
) -> Iterator[str]:
    for name in sorted({*calm, *killed}):
        if calm.get(name) != killed.get(name):
            how = "lost" if name not in killed else "different" if name in calm else "left behind"
            yield f"{trial.name}: {name!r} is {how}"
    if more > kills * (trial.in_flight or 0):
        yield f"{trial.name}: {more} requests more than needed"
    if set(paid.values()) - {1}:
        yield f"{trial.name}: lines of batches were paid for {max(paid.values())} times"


# --- the commands --------------------------------------------------------------------------------


def _llmx(folder: Path, *arguments: object) -> list[str]:
    store = ("--cache-dir", folder / "store")
    return [sys.executable, "-m", "llmx", *(str(a) for a in (*arguments, *store))]


def _asking(folder: Path, base_url: str) -> tuple[object, ...]:
    task = folder.parent / "task"
    to = ("--base-url", base_url, "--model", "test-model", "-q")
    return (folder.parent / "articles.jsonl", "--prompts", task, "--schemas", task, *to)


def _briefs(folder: Path, base_url: str) -> list[str]:
    asking = _asking(folder, base_url)
    return _llmx(folder, "brief", *asking, "-o", folder / "briefs", "--jobs", JOBS)


def _submit(folder: Path, base_url: str) -> list[str]:
    return _llmx(folder, "batch", "submit", *_asking(folder, base_url), "--task", "brief")


def _collect(folder: Path, base_url: str) -> list[str]:
    task = folder.parent / "task"
    own = ("--prompts", task, "--schemas", task)
    return _llmx(folder, "batch", "collect", *own, "--base-url", base_url, "-q")


def _take(folder: Path, _base_url: str) -> list[str]:
    return _llmx(folder, "cache", "import", folder.parent / "answers.jsonl")


def _files(folder: Path) -> Left:
    """Every file of the briefs but the manifest, whose times differ."""
    files = (f for f in (folder / "briefs").rglob("*") if f.is_file() and f.name != "run.json")
    return {f.name: f.read_bytes() for f in files}


def _stored(folder: Path) -> Left:
    """The answers in the store."""
    return {a.fingerprint: a.value().encode() for a in AnswerCache(folder / "store")}


def _ledger(folder: Path) -> Left:
    """The files beside the store that a batch leaves, by name."""
    return {f.name: b"" for f in (folder / "store.batches").iterdir()}


def _write_answers(file: Path, number: int) -> None:
    made = (
        StoredAnswer.of(f"{n:064x}", task="t", model="m", answer={"n": n}, usage=None)
        for n in range(number)
    )
    file.write_text("".join(answer.line() + "\n" for answer in made), encoding="utf-8")


TRIALS = (
    Trial("brief", _briefs, _files, in_flight=JOBS),
    Trial("batch submit", _submit, _ledger),
    Trial("batch collect", _collect, _stored, before=_submit),
    Trial("cache import", _take, _stored),
)

if __name__ == "__main__":
    sys.exit(main())
