"""The options that commands share, declared once, and the values they come to."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

F = TypeVar("F", bound=Callable[..., Any])

TASKS = ("translate", "brief", "events")
"""What an export runs where nothing else is said."""

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="File, folder, glob, or - for standard input: .txt .md .html .jsonl .csv .parquet",
        show_default=False,
    ),
]


def _option(*names: str, help: str, **more: Any) -> Any:
    return typer.Option(*names, help=help, show_default=False, **more)


_MODEL: dict[str, Any] = {
    "model": Annotated[
        str | None, _option("--model", help="Model [gpt-6-luna, or the recorded one]")
    ],
    "base_url": Annotated[
        str | None, _option("--base-url", help="OpenAI-compatible endpoint, ends in /v1")
    ],
    "prompts": Annotated[
        list[Path] | None, _option("--prompts", help="Folder of your own prompts")
    ],
    "schemas": Annotated[
        list[Path] | None,
        _option("--schemas", help="Folder of your own schemas; they are Python code and are run"),
    ],
    "answers": Annotated[
        Path | None, _option("--answers", help="Recorded answers to use, JSONL, read-only")
    ],
    "offline": Annotated[bool, _option("--offline", help="No network: stored answers only")],
    "local_only": Annotated[
        bool, _option("--local-only", help="Refuse an endpoint that is not on this machine")
    ],
    "cache_dir": Annotated[Path | None, _option("--cache-dir", help="Folder of the answer store")],
    "no_cache": Annotated[bool, _option("--no-cache", help="Neither read nor fill the store")],
    "glossary": Annotated[
        Path | None, _option("--glossary", help="CSV with columns source,english")
    ],
    "jobs": Annotated[int | None, _option("--jobs", "-j", help="Articles at a time [8]")],
    "max_cost": Annotated[
        float | None, _option("--max-cost", help="US dollars that the run may cost, at most")
    ],
    "price": Annotated[
        str | None, _option("--price", help="US dollars per million tokens, IN/OUT [list price]")
    ],
    "rpm": Annotated[int | None, _option("--rpm", help="Requests a minute, at most")],
    "tpm": Annotated[int | None, _option("--tpm", help="Tokens a minute, at most, about")],
    "geo": Annotated[bool, _option("--geo", help="Locate places (`llmx gazetteer build` first)")],
    "gazetteer": Annotated[Path | None, _option("--gazetteer", help="Locate places with this one")],
    "places": Annotated[
        Path | None, _option("--places", help="Your own places, CSV, before the gazetteer's")
    ],
    "repair": Annotated[
        bool | None,
        _option(
            "--repair/--no-repair",
            help="Send figures and citations that do not hold back once [on]",
        ),
    ],
    "strict": Annotated[
        bool, _option("--strict", help="No record for an article with anything unverified")
    ],
    "timeout": Annotated[float | None, _option("--timeout", help="Seconds per attempt [300]")],
}
_READING: dict[str, Any] = {
    "encoding": Annotated[str | None, _option("--encoding", help="Encoding of the sources")],
    "language": Annotated[str | None, _option("--language", help="Language code of the sources")],
    "published": Annotated[str | None, _option("--published", help="Publication date, YYYY-MM-DD")],
    "published_from": Annotated[
        str | None, _option("--published-from", help="Take the date from the file: name or mtime")
    ],
    "field": Annotated[
        list[str] | None, _option("--field", help="Name mapping of rows, such as text=body")
    ],
    "limit": Annotated[int | None, _option("--limit", help="Stop after N articles", min=1)],
}
_RUNNING: dict[str, Any] = {
    "dry_run": Annotated[bool, _option("--dry-run", help="Show what would be sent, and its price")],
    "force": Annotated[bool, _option("--force", help="Replace an output that exists")],
    "retry_errors": Annotated[
        bool, _option("--retry-errors", help="Ask again what failed, of a finished export, too")
    ],
    "quiet": Annotated[bool, _option("--quiet", "-q", help="No progress and no summary")],
    "verbose": Annotated[bool, _option("--verbose", "-v", help="Say what is going on")],
    "log_json": Annotated[
        Path | None,
        _option("--log-json", help="Add what happens to FILE, a JSON object a line; - is stderr"),
    ],
    "log_text": Annotated[
        bool, _option("--log-text", help="With the text of requests and answers in it")
    ],
}
_FLAGS = {
    *("offline", "local_only", "no_cache", "geo", "strict"),
    *("dry_run", "force", "retry_errors", "quiet", "verbose", "log_text"),
}


@dataclass(frozen=True)
class Common:
    """The shared options of one call, grouped by who reads them."""

    settings: Mapping[str, Any]
    reading: Mapping[str, Any]
    dry_run: bool = False
    force: bool = False
    retry_errors: bool = False
    quiet: bool = False
    verbose: bool = False
    log_json: Path | None = None
    log_text: bool = False


def shared(command: F) -> F:
    """Give a command every shared option; it receives them as one `common` argument."""
    groups = {**_MODEL, **_READING, **_RUNNING}
    own = inspect.signature(command, eval_str=True)
    mine = [p for name, p in own.parameters.items() if name != "common"]
    added = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if name in _FLAGS else None,
            annotation=annotation,
        )
        for name, annotation in groups.items()
    ]

    @functools.wraps(command)
    def wrapper(**given: Any) -> Any:
        values = {name: given.pop(name) for name in groups}
        return command(**given, common=_common(values))

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in mine] + added
    wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {p.name: p.annotation for p in parameters}
    return wrapper  # type: ignore[return-value]


def _common(values: dict[str, Any]) -> Common:
    return Common(
        settings={
            name: None if name in _FLAGS and not values[name] else values[name] for name in _MODEL
        },
        reading={name: values[name] for name in _READING},
        dry_run=values["dry_run"],
        force=values["force"],
        retry_errors=values["retry_errors"],
        quiet=values["quiet"],
        verbose=values["verbose"],
        log_json=values["log_json"],
        log_text=values["log_text"],
    )
