"""What holds of every run: whatever the endpoint does, wherever the process is killed.

Runs are real ones, from the file read to the file written, but for the sockets, the clock and the
store's disk. A kill is a copy of the folder and the store at one step of a run, which is all that
a process leaves that is ended there; the next run has nothing else.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import random
import selectors
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from benchmarks.corpus import TASK, write_task
from benchmarks.soak import WELL, Watched
from llmx import task
from llmx.errors import ConfigurationError
from llmx.export.files import PartialFile
from llmx.export.outputs import Export
from llmx.export.run import Job
from llmx.export.tally import Tally
from llmx.log import JsonLines
from llmx.model import client as client_module
from llmx.model import writer as writer_module
from llmx.model.answers import StoredAnswer
from llmx.model.client import Client
from llmx.model.retry import RetryPolicy
from llmx.model.usage import Meter
from llmx.pipeline import Pipeline
from llmx.reading import Reader
from llmx.settings import Settings
from llmx.task import Task
from tests.builders import steady
from tests.cli.support import CANARY
from tests.provider import FAULT_NAMES, Delay, Faults, Mix
from tests.provider.app import App
from tests.provider.direct import Direct
from tests.test_pipeline import Memory

Json = dict[str, Any]

GRACE = 0.0005  # seconds that a thread gets before the clock moves on
MOST_RUNS = 40
JOBS = 3
ACCOUNT = ("401", "402", "403", "404model", "429quota", "429credit", "429billing")
FAULTS = tuple(name for name in FAULT_NAMES if name not in ("ok", *ACCOUNT))
KINDS = frozenset(
    {"invalid_output", "truncated", "filtered", "refused", "provider_rejected"}
    | {"provider_unavailable", "rate_limited", "empty", "bad_row"}
)


class Killed(BaseException):
    """The process is gone."""


# --- a clock, an endpoint, and a process that can be killed --------------------------------------


class _Patient(selectors.SelectSelector):
    """Waits for threads only; what else would be a wait moves the loop's clock on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if found or timeout == 0:
            return found
        found = super().select(30 if timeout is None else GRACE)
        if not found:
            assert timeout is not None, "everybody waits for somebody else"
            self.now += max(timeout, 1e-6)
        return found


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._patient = _Patient()
        super().__init__(self._patient)

    def time(self) -> float:
        return self._patient.now

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Threads end in their own time, which a bound on the loop's clock knows nothing of."""
        await super().shutdown_default_executor()


@dataclass
class Process:
    """One life of a run: it ends at its `last` step, if it has so many, in the middle of it."""

    world: World
    last: int | None
    steps: int = 0
    dead: bool = False

    def step(self, half: Callable[[], object] = lambda: None) -> None:
        if self.dead:
            raise Killed
        self.steps += 1
        if self.steps == self.last:
            half()
            self.dead = True
            self.world.keep()
            raise Killed

    def gate(self) -> None:
        if self.dead:
            raise Killed


@dataclass
class World:
    """A folder with input and output, a store, and an endpoint that outlives every process."""

    folder: Path
    app: App
    watched: Watched
    store: dict[str, StoredAnswer] = field(default_factory=dict)
    left: tuple[Path, dict[str, StoredAnswer]] | None = None
    events: io.StringIO = field(default_factory=io.StringIO)

    @property
    def source(self) -> Path:
        return self.folder / "in.jsonl"

    @property
    def output(self) -> Path:
        return self.folder / "out.jsonl"

    def keep(self) -> None:
        """What is there at this moment, for the process that comes after."""
        copy = self.folder.with_name(self.folder.name + "+")
        shutil.copytree(self.folder, copy)
        self.left = (copy, dict(self.store))

    def live(self, last: int | None = None, **options: Any) -> Process:
        """Run until it ends, or is killed at a step."""
        process = Process(self, last)
        with _watched(process), asyncio.Runner(loop_factory=_Loop) as runner:
            try:
                runner.run(self._run(process, **options))
            except (Killed, asyncio.CancelledError):
                assert process.dead
        if self.left:
            shutil.rmtree(self.folder)
            self.left[0].rename(self.folder)
            self.store, self.left = self.left[1], None
        return process

    async def _run(self, process: Process, *, afresh: bool = False, offline: bool = False) -> None:
        clock = asyncio.get_running_loop().time
        policy = RetryPolicy(clock=clock, random=random.Random(1))
        given = Settings(
            base_url="http://127.0.0.1:9/v1", api_key=SecretStr(CANARY), timeout=20.0, jobs=JOBS
        )
        meter = Meter()
        answers = Kept(process, held=self.store)

        def connect() -> Client:
            return Client(given, retry=policy, in_flight=JOBS, meter=meter)

        pipeline = Pipeline(
            [_task()], "test-model", answers, connect=None if offline else connect, meter=meter
        )
        tally = Tally(meter, clock=clock)
        export = Export(self.output, pipeline, tally, afresh=afresh)
        reader = Reader([str(self.source)])
        job = Job(export, pipeline, reader, ["in.jsonl"], tally, jobs=JOBS, clock=clock)
        with _connected(Direct(self.app, process.gate)):
            await job.run()

    # --- what there is ---

    @property
    def ids(self) -> list[str]:
        return [row["id"] for row in _rows(self.source)]

    @property
    def requests(self) -> int:
        """How many requests the endpoint has counted."""
        return self.app.stats()["requests"]

    @property
    def told(self) -> int:
        """How many attempts the manifest tells of."""
        with suppress(FileNotFoundError):
            return int(self.manifest["attempts"])
        return 0

    @property
    def manifest(self) -> Json:
        found: Json = json.loads(self.output.with_name("out.jsonl.run.json").read_text("utf-8"))
        return found

    def ended(self, suffix: str = "") -> list[str]:
        """The ids of all results, those with a record first."""
        records = _rows(self.output.with_name(f"out.jsonl{suffix}"))
        failures = _rows(self.output.with_name(f"out.jsonl.errors.jsonl{suffix}"))
        assert {f["kind"] for f in failures} <= KINDS
        return [*(r["article"]["id"] for r in records), *(f["id"] for f in failures)]

    def paid_again(self) -> int:
        """How many good answers were not kept: the same was asked again."""
        return sum(name in WELL for names in self.watched.outcomes.values() for name in names[:-1])


class Kept(Memory):
    """A store in memory, in which a process can be killed."""

    def __init__(self, process: Process, held: dict[str, StoredAnswer]) -> None:
        super().__init__(held=held)
        self.process = process

    def put_all(self, answers: Sequence[StoredAnswer]) -> None:
        self.process.step()
        super().put_all(answers)
        self.process.step()


@contextmanager
def _watched(process: Process) -> Iterator[None]:
    """Make each change of a file a step; a write may be cut in its middle."""
    write = PartialFile.write

    def torn(file: PartialFile, text: str) -> None:
        data = text.encode("utf-8")
        process.step(lambda: _append(file.partial, data[: len(data) // 2]))
        write(file, text)
        process.step()

    def between(method: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(file: PartialFile, *given: Any) -> None:
            process.step()
            method(file, *given)
            process.step()

        return stepped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PartialFile, "write", torn)
        for name in ("cut", "finish", "clear"):
            patch.setattr(PartialFile, name, between(getattr(PartialFile, name)))
        patch.setattr("os.fsync", lambda _: None)
        patch.setattr(writer_module, "_PAUSE", 0.0)
        yield


@contextmanager
def _connected(transport: Direct) -> Iterator[None]:
    def http(*_: Any, **__: Any) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=transport, follow_redirects=False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client_module._Transport, "_http", http)
        yield


@contextmanager
def _world(rows: Sequence[str], mix: Mix, *, quota_every: int) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        watched = Watched(Faults(mix, '{"gist": "It is said."}'), quota_every=quota_every)
        app = App(watched, delay=Delay(0.05, 0.1), keep=False)
        world = World(Path(folder) / "run", app, watched)
        world.folder.mkdir()
        world.source.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        handler = JsonLines(world.events, text=True)
        log = logging.getLogger("llmx")
        level, propagate = log.level, log.propagate
        log.addHandler(handler)
        log.setLevel(logging.DEBUG)
        log.propagate = False
        try:
            yield world
        finally:
            log.removeHandler(handler)
            log.setLevel(level)
            log.propagate = propagate


# --- what holds ----------------------------------------------------------------------------------

MIXES = st.builds(
    Mix,
    st.sampled_from([0.0, 0.3, 0.6]),
    st.integers(0, 999),
    st.lists(st.sampled_from(FAULTS), min_size=1, max_size=6, unique=True),
)
KILLS = st.lists(st.integers(1, 70), max_size=3)
OFTEN = st.sampled_from([5, 10**9])  # requests after which the account is out of quota
invariant = settings(steady, max_examples=20, suppress_health_check=[HealthCheck.too_slow])


def _articles(number: int) -> dict[str, str]:
    """Rows by id, each like no other; each fourth has no text."""
    texts = (f"قتل {n} مقاتلين في بلدة النخيل.\n\nلا تعليق بعد من أحد." for n in range(number))
    rows = {f"a{n}": text if n % 4 != 3 else " " for n, text in enumerate(texts)}
    return {name: json.dumps({"id": name, "text": text}) for name, text in rows.items()}


def _through(world: World, kills: Sequence[int]) -> tuple[int, int]:
    """Live until the output is there, killed at these steps at first; kills and requests lost."""
    lost = killed = 0
    for last in (*kills, *[None] * MOST_RUNS):
        process = None
        with suppress(ConfigurationError):
            process = world.live(last)
        if process and process.dead:
            killed += 1
            lost += world.requests - lost - world.told
        if world.output.exists():
            return killed, lost
        _check_prefix(world)
    raise AssertionError(f"not finished after {MOST_RUNS} runs")


def _check_prefix(world: World) -> None:
    """What a run has left that did not finish: results of the input, in order, none twice."""
    left = [r["article"]["id"] for r in _rows(world.output.with_name("out.jsonl.partial"))]
    assert left == [name for name in world.ids if name in set(left)]
    ended = Counter(world.ended(".partial"))
    assert set(ended) <= set(world.ids)
    assert max(ended.values(), default=0) <= 1


@invariant
@given(number=st.integers(1, 9), mix=MIXES, kills=KILLS, often=OFTEN)
def test_every_input_ends_once_and_every_request_is_counted(
    number: int, mix: Mix, kills: list[int], often: int
) -> None:
    rows = _articles(number)
    with _world(list(rows.values()), mix, quota_every=often) as world:
        killed, lost = _through(world, kills)
        assert Counter(world.ended()) == Counter(list(rows))
        records = [r["article"]["id"] for r in _rows(world.output)]
        assert records == [name for name in rows if name in set(records)]
        assert world.told + lost == world.requests
        assert world.paid_again() <= killed * JOBS
        counts = world.manifest["counts"]
        if world.manifest["state"] == "finished":
            assert counts["ok"] == len(records)
            assert sum(counts.values()) == number
        left = {f.name for f in world.folder.iterdir() if f.suffix in (".partial", ".keys")}
        assert killed or not left


@invariant
@given(number=st.integers(1, 9), mix=MIXES, kills=KILLS)
def test_a_finished_run_again_sends_nothing_and_writes_the_same(
    number: int, mix: Mix, kills: list[int]
) -> None:
    with _world(list(_articles(number).values()), mix, quota_every=10**9) as world:
        _through(world, kills)
        written, sent = world.output.read_bytes(), world.requests
        world.live(afresh=True, offline=True)
        assert world.requests == sent
        assert world.output.read_bytes() == written


@pytest.mark.parametrize("seed", range(2))
def test_the_key_is_nowhere_whatever_fails(seed: int) -> None:
    mix = Mix(0.9, seed, (*FAULTS, *ACCOUNT))
    with _world(list(_articles(40).values()), mix, quota_every=10**9) as world:
        _through(world, [25])
        assert world.requests > 40
        found = [world.events.getvalue(), repr(world.store)]
        found += [f.read_text("utf-8", "replace") for f in world.folder.rglob("*") if f.is_file()]
        assert all(CANARY not in text for text in found)
        assert len(world.events.getvalue().splitlines()) > world.requests


# --- small things --------------------------------------------------------------------------------


@cache
def _task() -> Task:
    with tempfile.TemporaryDirectory() as folder:
        write_task(Path(folder))
        return task.load(TASK, prompts=[Path(folder)], schemas=[Path(folder)])


def _append(file: Path, data: bytes) -> None:
    with file.open("ab") as out:
        out.write(data)


def _rows(file: Path) -> list[Json]:
    """The whole lines of a file, as JSON."""
    data = file.read_bytes() if file.exists() else b""
    return [json.loads(line) for line in data.split(b"\n")[:-1]]
