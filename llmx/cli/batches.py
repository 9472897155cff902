"""What `llmx batch` does: sources into batches, batches into the answer store, told on stderr."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from llmx.batch.collecting import Collected, Collector
from llmx.batch.ledger import Ledger, Part, folder_of, has_ledger, open_ledger
from llmx.batch.sending import Folders, Intake, Sender
from llmx.cli.dry import dry_run
from llmx.cli.options import Common
from llmx.cli.outcome import OK, SOME_FAILED, many, say, say_ignored, say_rejected
from llmx.cli.progress import money
from llmx.cli.session import load_settings, open_sources
from llmx.errors import NotFound, UsageError
from llmx.model.answers import AnswerCache
from llmx.model.batch import Batches
from llmx.model.usage import Usage, batch_price_usd
from llmx.session import open_pipeline
from llmx.settings import Settings

Json = dict[str, Any]

PAUSE = 60.0  # seconds between two looks of `collect --wait`

_NOTHING: Json = {"batches": [], "waiting": 0, "under_way": 0, "failures": []}
_NAMED = 10  # failures that are named one by one


@dataclass
class _Desk:
    """What the commands work with: the ledger, the endpoint, the store."""

    ledger: Ledger
    batches: Batches
    store: AnswerCache
    settings: Settings
    sender: Sender

    @property
    def base_url(self) -> str:
        return self.sender.base_url

    def collector(self, watch: Callable[[Collected], None]) -> Collector:
        host = self.settings.host
        return Collector(
            *(self.ledger, self.batches, self.store, self.sender, host, watch),
            folders=_folders(self.settings),
        )


def submit(
    sources: list[str], tasks: list[str], common: Common, *, enqueued_tokens: int | None
) -> int:
    """`llmx batch submit`: take the requests of the sources in, and send what there is room for."""
    settings = load_settings(common)
    _store(settings)
    if settings.max_cost is not None:
        raise UsageError(
            "--max-cost is not kept for batches: all of a batch is sent at once",
            hint="--dry-run shows the price of a live run, --limit takes fewer articles",
        )
    reader = open_sources(sources, common)
    pipeline = open_pipeline(settings, tasks)
    if common.dry_run:
        code = dry_run(pipeline, reader)
        say("the Batch API takes half of that price", kind="note")
        return code

    async def run() -> int:
        async with _desk(settings) as desk:
            if enqueued_tokens:
                desk.ledger.learn_room(desk.base_url, pipeline.model, enqueued_tokens)
            intake = Intake(desk.ledger, pipeline, desk.base_url, _folders(settings))
            try:
                rejected = 0
                for item in intake.take(reader):
                    rejected += 1
                    say_rejected(item)
            finally:
                await pipeline.close()
            if not common.quiet:
                _say_intake(intake.counts)
                say_ignored(reader.ignored)
            await desk.sender.send()
            if not common.quiet:
                _say_sent(desk)
            return SOME_FAILED if rejected else OK

    return asyncio.run(run())


def status(ids: Sequence[str], common: Common, *, as_json: bool) -> int:
    """`llmx batch status`: a table of the batches on stdout, or all that is known as JSON."""
    settings = load_settings(common)
    if not (ids or has_ledger(_store(settings).folder)):
        if as_json:
            sys.stdout.write(json.dumps(_NOTHING, indent=2) + "\n")
            return OK
        return _say_none()

    async def run() -> int:
        async with _desk(settings) as desk:
            _check(desk, ids)
            await _look(desk, ids)
            parts = [p for p in desk.ledger.parts() if not ids or p.id in ids]
            if as_json:
                sys.stdout.write(json.dumps(_as_json(desk, parts), ensure_ascii=False, indent=2))
                sys.stdout.write("\n")
            else:
                _print(parts)
                _say_left(desk)
        return OK

    return asyncio.run(run())


def collect(ids: Sequence[str], common: Common, *, wait: bool) -> int:
    """`llmx batch collect`: what has ended into the store; told batch by batch on stderr."""
    settings = load_settings(common)
    if not (ids or has_ledger(_store(settings).folder)):
        return _say_none()

    async def run() -> int:
        async with _desk(settings) as desk:
            _check(desk, ids)
            _forget_answered(desk)
            collector = desk.collector(_nothing if common.quiet else _say_collected)
            under_way = desk.ledger.parts(base_url=desk.base_url, state="open")
            if wait:
                await collector.collect_all(ids, pause=PAUSE)
            else:
                await collector.collect(ids)
            if not common.quiet:
                _say_sent(desk)
                looked_at = any(not ids or part.id in ids for part in under_way)
                if not (_say_left(desk) or looked_at or _outstanding(desk)):
                    say("nothing to collect: no batch is under way", kind="batch")
            if _outstanding(desk):
                return SOME_FAILED
            return _say_unfinished(desk.ledger.take_unfinished(desk.base_url))

    return asyncio.run(run())


def cancel(ids: Sequence[str], common: Common, *, everything: bool, give_up: bool) -> int:
    """`llmx batch cancel`: the batches named, or all with what has not been sent."""
    if not (ids or everything):
        raise UsageError(
            "no batch is named", hint="`llmx batch status` lists them, --all takes all"
        )
    settings = load_settings(common)

    async def run() -> int:
        async with _desk(settings) as desk:
            _check(desk, ids)
            if everything:
                await _unsend(desk)
            for part in desk.ledger.parts(base_url=desk.base_url, state="open"):
                if part.id and (everything or part.id in ids):
                    await _cancel(desk, part, part.id, give_up=give_up)
            if everything:
                dropped = desk.ledger.drop_waiting(desk.base_url)
                say(f"{many(dropped, 'request')} that waited dropped", kind="batch")
        return OK

    return asyncio.run(run())


# --- the desk ------------------------------------------------------------------------------------


@asynccontextmanager
async def _desk(settings: Settings) -> AsyncIterator[_Desk]:
    """Everything opened, and closed again. Raises StorageError where another call is at work."""
    store = _store(settings)
    store.open()
    from llmx.model.client import Client  # the SDK alone takes a second

    with open_ledger(folder_of(store.folder)) as ledger:
        client = Client(settings)
        try:
            batches = Batches(client, host=settings.host)
            base_url = settings.base_url.rstrip("/")
            sender = Sender(ledger, batches, base_url, client.wire, secrets.token_hex(8))
            yield _Desk(ledger, batches, store, settings, sender)
        finally:
            await client.close()
            store.close()


def _store(settings: Settings) -> AnswerCache:
    if settings.cache_dir is None:
        raise UsageError("a batch needs the answer store", hint="leave --no-cache out")
    if settings.offline:
        raise UsageError("a batch needs the network", hint="leave --offline out")
    return AnswerCache(settings.cache_dir)


def _folders(settings: Settings) -> Folders:
    def absolute(folders: Sequence[Path]) -> tuple[Path, ...]:
        return tuple(folder.resolve() for folder in folders)

    return Folders(absolute(settings.prompts), absolute(settings.schemas))


def _check(desk: _Desk, ids: Sequence[str]) -> None:
    known = {part.id: part.base_url for part in desk.ledger.parts()}
    for name in ids:
        if name not in known:
            raise UsageError(f"no batch {name!r}", hint="`llmx batch status` lists them")
        if known[name] != desk.base_url:
            raise UsageError(
                f"the batch {name!r} is at another endpoint", hint=f"--base-url {known[name]}"
            )


async def _look(desk: _Desk, ids: Sequence[str]) -> None:
    """Ask the endpoint what has become of the batches that are open."""
    for part in desk.ledger.parts(base_url=desk.base_url, state="open"):
        if part.id and (not ids or part.id in ids):
            try:
                desk.ledger.seen(part, await desk.batches.retrieve(part.id))
            except NotFound as error:
                say(str(error), kind="warning")


async def _unsend(desk: _Desk) -> None:
    """Take back the batches that were about to be sent; those that were begun all the same stay."""
    for part in desk.ledger.parts(base_url=desk.base_url, state="prepared"):
        begun = await desk.batches.find(part.metadata) if part.file else None
        if begun:
            desk.ledger.opened(part, begun)
        else:
            desk.ledger.unsend(part)


async def _cancel(desk: _Desk, part: Part, name: str, *, give_up: bool) -> None:
    try:
        batch = await desk.batches.retrieve(name)
        if not batch.ended:
            batch = await desk.batches.cancel(name)
        desk.ledger.seen(part, batch)
        what = "" if give_up else "; collect what it has answered"
        say(f"{name} is {batch.status}{what}", kind="batch")
    except NotFound as error:
        what = "" if give_up else "; --give-up forgets it"
        say(f"{error}{what}", kind="warning")
    if give_up:
        desk.ledger.give_up(part, f"the batch {name} was given up")


def _forget_answered(desk: _Desk) -> None:
    """What failed here and was answered by a live run is no failure any more."""
    failed = [failure.fingerprint for failure in desk.ledger.failures()]
    desk.ledger.forget(f for f in failed if desk.store.get(f) is not None)


def _outstanding(desk: _Desk) -> int:
    return sum(desk.ledger.count(s, desk.base_url) for s in ("waiting", "sent", "failed"))


# --- what is said --------------------------------------------------------------------------------


def _say_intake(counts: Counter[str]) -> None:
    parts = [f"{many(counts['articles'], 'article')}, {many(counts['requests'], 'request')}"]
    parts += [f"{counts['stored']:,} stored before"] if counts["stored"] else []
    parts += [f"{counts['waiting']:,} under way already"] if counts["waiting"] else []
    say(f"{', '.join(parts)}, {counts['new']:,} to send", kind="batch")
    if counts["unfinished"]:
        said = "in parts; once these are collected, submit again: one answer is made of theirs"
        say(f"{many(counts['unfinished'], 'long article')} {said}", kind="note")


def _say_sent(desk: _Desk) -> None:
    for part in desk.sender.sent:
        tokens = f"about {part.tokens:,} tokens of prompts"
        say(f"{part.name}: {many(part.requests, 'request')} sent, {tokens}", kind="batch")
    waiting = desk.ledger.count("waiting", desk.base_url)
    if waiting:
        said = "kept back until the endpoint has room; `llmx batch collect` sends them"
        say(f"{many(waiting, 'request')} {said}", kind="batch")


def _nothing(_: Collected) -> None:
    """Quiet."""


def _say_collected(done: Collected) -> None:
    for failure in done.failures[:_NAMED]:
        say(f"{failure.source}: {failure.task}: {failure.message}", kind="failed")
    if len(done.failures) > _NAMED:
        more = len(done.failures) - _NAMED
        say(f"{more:,} more failed; `llmx batch status --json` lists them", kind="failed")
    parts = [many(done.answers, "answer")]
    parts += [f"{n:,} sent again ({reason})" for reason, n in sorted(done.again.items())]
    parts += [f"{n:,} failed ({kind})" for kind, n in sorted(done.failed.items())]
    parts.append(f"{done.usage.input_tokens + done.usage.output_tokens:,} tokens")
    parts.append(f"{_price(done.part.model, done.usage)} (batch price)")
    requests = many(done.part.requests, "request")
    say(f"{done.part.name} {done.status}: {requests}: {', '.join(parts)}", kind="done")


def _say_left(desk: _Desk) -> bool:
    """What is not answered yet, here or elsewhere; False where nothing is to be said of it."""
    sent, failed = (desk.ledger.count(s, desk.base_url) for s in ("sent", "failed"))
    if sent:
        say(f"{many(sent, 'request')} under way", kind="batch")
    if failed:
        say(f"{many(failed, 'request')} failed; a live run asks them again", kind="batch")
    elsewhere = {p.base_url for p in desk.ledger.parts(state="open")} - {desk.base_url}
    for base_url in sorted(elsewhere):
        say(f"there are batches at another endpoint: --base-url {base_url}", kind="note")
    return bool(sent or failed or elsewhere)


def _say_unfinished(articles: int) -> int:
    """What is left where all that was sent is answered; the exit code that belongs to it."""
    if not articles:
        return OK
    said = "answered in parts; submit the same again: one answer is made of theirs"
    say(f"{many(articles, 'long article')} {said}", kind="note")
    return SOME_FAILED


def _say_none() -> int:
    say("no batches", kind="batch")
    return OK


def _print(parts: Sequence[Part]) -> None:
    if not parts:
        _say_none()
        return
    form = "{:24}  {:11}  {:>8}  {:>8}  {:>8}  {:>6}  {:>10}  {}\n"
    head = ("batch", "status", "requests", "answered", "answers", "failed", "price", "begun")
    sys.stdout.write(form.format(*head))
    for part in parts:
        sys.stdout.write(
            form.format(
                *(part.name if part.id else "(not sent yet)", _status(part), part.requests),
                *(part.progress, part.answers, part.failed, _price(part.model, part.usage)),
                f"{datetime.fromtimestamp(part.created_at, UTC):%Y-%m-%d %H:%M}Z",
            )
        )


def _status(part: Part) -> str:
    return "collected" if part.state == "closed" else part.status or part.state


def _price(model: str, usage: Usage) -> str:
    return money(batch_price_usd(model, usage) if usage.attempts else 0.0)


def _as_json(desk: _Desk, parts: Sequence[Part]) -> Json:
    return {
        "batches": [
            {
                "id": part.id,
                "base_url": part.base_url,
                "model": part.model,
                "status": part.status,
                "state": part.state,
                "created_at": datetime.fromtimestamp(part.created_at, UTC).isoformat(),
                "requests": part.requests,
                "answered": part.progress,
                "answers": part.answers,
                "failed": part.failed,
                "resubmitted": part.resubmitted,
                "tokens": {
                    "input": part.usage.input_tokens,
                    "output": part.usage.output_tokens,
                    "estimated_input": part.tokens,
                },
                "cost_usd": batch_price_usd(part.model, part.usage) if part.usage.attempts else 0,
            }
            for part in parts
        ],
        "waiting": desk.ledger.count("waiting"),
        "under_way": desk.ledger.count("sent"),
        "failures": [asdict(failure) for failure in desk.ledger.failures()],
    }
