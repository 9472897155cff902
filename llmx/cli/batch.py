"""`llmx batch`: the commands of the Batch API. What they do is imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmx.cli.options import Common, Sources, shared

app = typer.Typer(
    help="Answers through the provider's Batch API: within a day, at half the price.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_Ids = Annotated[
    list[str] | None, typer.Argument(metavar="[ID...]", help="Batches", show_default=False)
]
_BaseUrl = Annotated[str | None, typer.Option("--base-url", show_default=False, help="Endpoint")]
_CacheDir = Annotated[
    Path | None, typer.Option("--cache-dir", show_default=False, help="Folder of the answer store")
]
_Prompts = Annotated[
    list[Path] | None,
    typer.Option("--prompts", show_default=False, help="As with submit"),
]
_Schemas = Annotated[
    list[Path] | None,
    typer.Option("--schemas", show_default=False, help="As with submit; Python, is run"),
]
_Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary")]
_Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say what is going on")]
_Json = Annotated[bool, typer.Option("--json", help="As JSON")]


@app.command(short_help="Send what these sources still need")
@shared
def submit(
    source: Sources,
    task: Annotated[
        list[str] | None,
        typer.Option("--task", help="Task to run, repeatable [translate, brief, events]"),
    ] = None,
    enqueued_tokens: Annotated[
        int | None,
        typer.Option(
            "--enqueued-tokens",
            metavar="N",
            min=1,
            show_default=False,
            help="Tokens that the endpoint takes at once; the rest is sent as room frees",
        ),
    ] = None,
    *,
    common: Common,
) -> int:
    """Send the requests of these sources that are neither answered nor under way."""
    from llmx.cli.batches import submit as run

    tasks = task or ["translate", "brief", "events"]
    return run(source, tasks, common, enqueued_tokens=enqueued_tokens)


@app.command()
def status(
    id: _Ids = None,
    as_json: _Json = False,
    base_url: _BaseUrl = None,
    cache_dir: _CacheDir = None,
    verbose: _Verbose = False,
) -> int:
    """What has become of the batches, asked of the endpoint; nothing is collected."""
    from llmx.cli.batches import status as run

    common = _common(base_url, cache_dir, verbose=verbose)
    return run(id or [], common, as_json=as_json)


@app.command(short_help="Take the answers into the store")
def collect(
    id: _Ids = None,
    wait: Annotated[bool, typer.Option("--wait", help="Until nothing is under way")] = False,
    base_url: _BaseUrl = None,
    cache_dir: _CacheDir = None,
    prompts: _Prompts = None,
    schemas: _Schemas = None,
    quiet: _Quiet = False,
    verbose: _Verbose = False,
) -> int:
    """Take the answers of ended batches into the store; send again what expired or broke.

    Exit code 0: nothing is outstanding. 1: some requests have no answer, or none yet.
    """
    from llmx.cli.batches import collect as run

    folders = {"prompts": prompts, "schemas": schemas}
    common = _common(base_url, cache_dir, verbose=verbose, quiet=quiet, **folders)
    return run(id or [], common, wait=wait)


@app.command()
def cancel(
    id: _Ids = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All batches, and what has not been sent yet")
    ] = False,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Forget them, with what they have answered")
    ] = False,
    base_url: _BaseUrl = None,
    cache_dir: _CacheDir = None,
    verbose: _Verbose = False,
) -> int:
    """Cancel batches. What they have answered by then is still paid for, and collected."""
    from llmx.cli.batches import cancel as run

    common = _common(base_url, cache_dir, verbose=verbose)
    return run(id or [], common, everything=everything, give_up=give_up)


def _common(
    base_url: str | None,
    cache_dir: Path | None,
    *,
    verbose: bool,
    quiet: bool = False,
    **folders: list[Path] | None,
) -> Common:
    settings = {"base_url": base_url, "cache_dir": cache_dir, **folders}
    return Common(settings, {}, quiet=quiet, verbose=verbose)
