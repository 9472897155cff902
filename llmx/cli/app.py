"""The commands and their own options. What they do is imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmx.cli import batch, gazetteer
from llmx.cli.options import Common, Sources, shared

app = typer.Typer(
    name="llmx",
    help="Foreign-language news into English that an analyst can trust.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
cache = typer.Typer(help="The answer store.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(cache, name="cache")
app.add_typer(batch.app, name="batch")
app.add_typer(gazetteer.app, name="gazetteer")

_Format = Annotated[str, typer.Option("--format", help="auto, text, markdown or json")]
_Output = Annotated[Path | None, typer.Option("--output", "-o", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="As JSON")]
_Models = Annotated[list[Path] | None, typer.Option("--prompts", show_default=False)]
_Schemas = Annotated[list[Path] | None, typer.Option("--schemas", show_default=False)]


def _version(wanted: bool) -> None:
    if wanted:
        from llmx import __version__

        typer.echo(f"llmx {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version")
    ] = False,
) -> None:
    """Foreign-language news into English that an analyst can trust."""


@app.command(short_help="An English brief of each article on stdout")
@shared
def summarize(
    source: Sources,
    format: _Format = "auto",
    output: _Output = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Add the cited sentences as printed")
    ] = False,
    *,
    common: Common,
) -> int:
    """An English brief of each article on stdout, every statement cited."""
    from llmx.cli.reader import Reading, show

    return show("brief", source, Reading(format, output, sources=sources), common)


@app.command(short_help="The English text of each article on stdout")
@shared
def translate(
    source: Sources,
    format: _Format = "auto",
    output: _Output = None,
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", help="Each sentence above its English")
    ] = False,
    *,
    common: Common,
) -> int:
    """The English text of each article on stdout; -o DIR writes a file for each."""
    from llmx.cli.reader import Reading, show

    wanted = Reading(format, output, side_by_side=side_by_side)
    return show("translate", source, wanted, common)


@app.command(short_help="A folder of briefs with an index")
@shared
def brief(
    source: Sources,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", show_default=False)],
    *,
    common: Common,
) -> int:
    """A folder of briefs: one Markdown file an article, and an index."""
    from llmx.cli.bulk import briefs

    return briefs(source, output, common)


@app.command(short_help="Records of all articles in one file")
@shared
def export(
    source: Sources,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", show_default=False)],
    task: Annotated[
        list[str] | None,
        typer.Option("--task", help="Task to run, repeatable [translate, brief, events]"),
    ] = None,
    *,
    common: Common,
) -> int:
    """Records of all articles in one file; the suffix picks the format: .jsonl .json"""
    from llmx.cli.bulk import export as run

    return run(source, output, task or ["translate", "brief", "events"], common)


@app.command(short_help="Does an export hold?")
def validate(
    file: Annotated[Path, typer.Argument(help="An export: .jsonl or .json", show_default=False)],
    prompts: _Models = None,
    schemas: _Schemas = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="What the checks found is a fault, too")
    ] = False,
    gazetteer: Annotated[
        Path | None, typer.Option("--gazetteer", show_default=False, help="To check places with")
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", show_default=False, help="The overlay it was under")
    ] = None,
    as_json: _Json = False,
) -> int:
    """Hold an export against schema, spans, hashes and seal, and run every check again."""
    from llmx.cli.inspect import validate as run

    geo = (gazetteer, places)
    return run(file, prompts or [], schemas or [], geo=geo, strict=strict, as_json=as_json)


@app.command(short_help="What several articles tell, as one incident")
def incidents(
    exports: Annotated[
        list[Path],
        typer.Argument(metavar="EXPORT...", help="Exports: .jsonl or .json", show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", show_default=False, help="Incidents, a .jsonl file"
        ),
    ],
    digest: Annotated[
        Path | None,
        typer.Option(
            "--digest", metavar="FILE", show_default=False, help="Digest [index.md beside FILE]"
        ),
    ] = None,
    prompts: _Models = None,
    schemas: _Schemas = None,
    force: Annotated[bool, typer.Option("--force", help="Replace outputs that exist")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary")] = False,
) -> int:
    """Bring the events of all exports together: an incident told by several articles is one.

    FILE has an incident a line (`llmx schema incident`), with why its reports were joined; the
    digest, Markdown by theatre and day, goes to index.md in the same folder.
    """
    from llmx.cli.incidents import incidents as run

    return run(
        exports,
        output,
        digest=digest,
        prompts=prompts or [],
        schemas=schemas or [],
        force=force,
        quiet=quiet,
    )


@app.command(short_help="JSON Schema of a record, an incident or a task")
def schema(
    name: Annotated[str, typer.Argument(metavar="[record|incident|TASK]")] = "record",
    prompts: _Models = None,
    schemas: _Schemas = None,
) -> int:
    """The JSON Schema of a record, of an incident or of a task's answer on stdout."""
    from llmx.cli.inspect import schema as run

    return run(name, prompts or [], schemas or [])


@app.command()
def tasks(prompts: _Models = None, schemas: _Schemas = None, as_json: _Json = False) -> int:
    """The tasks and where each is found."""
    from llmx.cli.inspect import tasks as run

    return run(prompts or [], schemas or [], as_json=as_json)


@app.command(short_help="Is this set up right?")
@shared
def doctor(as_json: _Json = False, *, common: Common) -> int:
    """Is this set up right? What is wrong, and what to do about it."""
    from llmx.cli.doctor import run

    return run(common, as_json=as_json)


_CacheDir = Annotated[Path | None, typer.Option("--cache-dir", show_default=False)]


@cache.command("info")
def cache_info(cache_dir: _CacheDir = None, as_json: _Json = False) -> int:
    """Where the answer store is and what it holds."""
    from llmx.cli.store import info

    return info(cache_dir, as_json=as_json)


@cache.command("clear")
def cache_clear(
    cache_dir: _CacheDir = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> int:
    """Remove every stored answer."""
    from llmx.cli.store import clear

    return clear(cache_dir, yes=yes)


@cache.command("export")
def cache_export(
    cache_dir: _CacheDir = None,
    output: _Output = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an output that exists")] = False,
) -> int:
    """Stored answers as JSONL, to use with --answers."""
    from llmx.cli.store import export as run

    return run(cache_dir, output, force=force)


@cache.command("import")
def cache_import(
    file: Annotated[Path, typer.Argument(show_default=False)], cache_dir: _CacheDir = None
) -> int:
    """Take the answers of a JSONL file into the store."""
    from llmx.cli.store import take

    return take(file, cache_dir)
