"""`python -m tests.provider`: the server as a program; one line of JSON says where it listens."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from .app import App, Delay
from .faults import DRIP_SECONDS, FAULT_NAMES
from .limits import Bucket, Limiter, Window
from .modes import Canned, Faults, Mode, Record, Replay, load_answers
from .scenario import Mix
from .server import listening


def main(argv: list[str] | None = None) -> int:
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        app = _app(args)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    asyncio.run(_serve(app, args.port))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.provider",
        description=__doc__,
        epilog=f"faults: {' '.join(FAULT_NAMES)} 429raSECONDS 429msMILLISECONDS 400param:NAME",
    )
    add = parser.add_argument
    add("--mode", required=True, choices=["replay", "record", "latency", "faults"])
    add("--port", type=int, default=0)
    add("--answers", type=Path, nargs="+", metavar="FILE", help="JSONL in replay, else texts")
    add("--dir", type=Path, help="where record mode finds answers/ and files requests/")
    add("--scenario", nargs="+", metavar="NAME[:COUNT]", help="faults, in order")
    add("--mix", type=float, metavar="RATE", help="draw from the scenario's faults at this rate")
    add("--seed", type=int, default=0, help="of the mix and the jitter")
    add("--latency", type=float, default=0.0, metavar="SECONDS")
    add("--jitter", type=float, default=0.0, metavar="SECONDS")
    add("--drip", type=float, default=DRIP_SECONDS, metavar="SECONDS")
    add("--rpm", type=int, help="requests a minute that are let through")
    add("--limit", choices=["window", "bucket"], default="window")
    add("--models", nargs="+", metavar="ID", help="the only models there are")
    return parser


def _app(args: argparse.Namespace) -> App:
    delay = Delay(args.latency, args.jitter, args.seed)
    limiter = _limiter(args.rpm, args.limit)
    return App(_mode(args), delay=delay, limiter=limiter, models=args.models, keep=False)


def _limiter(rpm: int | None, kind: str) -> Limiter | None:
    if rpm is None:
        return None
    return Bucket(rpm) if kind == "bucket" else Window(rpm)


def _mode(args: argparse.Namespace) -> Mode:
    if args.mode == "record":
        return Record(_given(args, "dir"))
    if args.mode == "replay":
        return Replay(load_answers(_given(args, "answers")))
    if args.mode == "latency":
        return Canned(_texts(_given(args, "answers")))
    scenario: list[str] = _given(args, "scenario")
    texts = _texts(args.answers) if args.answers else "{}"
    plan = scenario if args.mix is None else Mix(args.mix, args.seed, scenario)
    return Faults(plan, texts, drip=args.drip)


def _given(args: argparse.Namespace, name: str) -> Any:
    value = getattr(args, name)
    if value is None:
        raise ValueError(f"--mode {args.mode} needs --{name}")
    return value


def _texts(paths: list[Path]) -> list[str]:
    """Return the canned answers: one per file, of a `.jsonl` file one per line."""
    texts: list[str] = []
    for path in paths:
        if path.suffix == ".jsonl":
            texts += load_answers([path]).values()
        else:
            texts.append(path.read_text(encoding="utf-8").strip())
    return texts


async def _serve(app: App, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with listening(app, port) as base_url:
        print(json.dumps({"base_url": base_url}), flush=True)
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
