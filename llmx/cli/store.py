"""`llmx cache`: what the answer store holds, out of it and into it."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

from llmx import settings
from llmx.cli.outcome import OK, USAGE, many, say
from llmx.export.files import Lock, check_output, write_whole
from llmx.model.answers import AnswerCache, read_answers, write_answers
from llmx.model.memo import memo_beside


def info(cache_dir: Path | None, *, as_json: bool) -> int:
    """Print where the store is, its size, and how many answers it holds by task and model.

    What the checks have found is told apart from that: it is no answer, and can be found anew.
    """
    cache = _open(cache_dir)
    memo = memo_beside(cache.folder)
    held = Counter((answer.task, answer.model) for answer in cache)
    if as_json:
        rows = [{"task": t, "model": m, "answers": n} for (t, m), n in sorted(held.items())]
        value = {"folder": str(cache.folder), "bytes": cache.size_bytes(), "answers": rows}
        value["checks"] = {"remembered": memo.count(), "bytes": memo.size_bytes()}
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
        return OK
    sys.stdout.write(f"folder   {cache.folder}\nanswers  {held.total()}\n")
    sys.stdout.write(f"size     {cache.size_bytes():,} bytes\n")
    for (task, model), number in sorted(held.items()):
        sys.stdout.write(f"  {task:14} {model:20} {number}\n")
    if number := memo.count():
        sys.stdout.write(f"checks   {number} remembered, {memo.size_bytes():,} bytes\n")
    return OK


def clear(cache_dir: Path | None, *, yes: bool) -> int:
    """Remove all stored answers, after a question or with --yes, and what was found in them."""
    cache = _open(cache_dir)
    number = cache.count()
    if number and not yes and not _agreed(f"Remove {number} paid answers from {cache.folder}? "):
        say("nothing was removed; --yes does it without asking", kind="cache")
        return USAGE
    say(f"{many(cache.clear(), 'answer')} removed", kind="cache")
    memo_beside(cache.folder).clear()
    return OK


def export(cache_dir: Path | None, output: Path | None, *, force: bool) -> int:
    """Write the stored answers as JSONL, in the order of task and fingerprint; to `-`: stdout."""
    if str(output) == "-":
        output = None
    if output is not None:
        check_output(output, force=force)
    lines = write_answers(_open(cache_dir))
    if output is None:
        sys.stdout.writelines(lines)
        return OK
    with Lock(output):
        write_whole(output, "".join(lines))
    return OK


def take(file: Path, cache_dir: Path | None) -> int:
    """Take the answers of a file into the store; all lines are read before the first is stored."""
    cache = _open(cache_dir)
    answers = list(read_answers(file))
    cache.open()
    for answer in answers:
        cache.put(answer)
    say(f"{many(len(answers), 'answer')} taken into {cache.folder}", kind="cache")
    return OK


def _open(cache_dir: Path | None) -> AnswerCache:
    flags = {"cache_dir": cache_dir} if cache_dir else {}
    found = settings.load(flags, environ=os.environ, folder=Path.cwd())
    return AnswerCache(found.cache_dir or settings.cache_folder())


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(question + "[y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
