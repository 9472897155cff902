"""The commands and their own options. What they do is imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from llmx.cli import batch, gazetteer
from llmx.cli.options import TASKS, Common, Sources, shared

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
_Force = Annotated[bool, typer.Option("--force", help="Replace an output that exists")]
_File = Annotated[Path, typer.Option("--output", "-o", metavar="FILE", show_default=False)]
_Table = Annotated[
    str | None,
    typer.Option(
        "--table",
        metavar="NAME",
        show_default=False,
        help="Table to write [acled, else the last task's first]; a wrong name lists all",
    ),
]
_All = Annotated[
    bool,
    typer.Option("--all", help="All rows: of acled what is planned, alleged, denied or past, too"),
]
_NoGuard = Annotated[
    bool, typer.Option("--no-guard", help="CSV: no apostrophe before what reads as a formula")
]
_Bom = Annotated[bool, typer.Option("--bom", help="CSV: begin with a byte order mark, for Excel")]


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
    debug: Annotated[  # taken out before (`llmx.cli.outcome`): it may stand anywhere
        bool, typer.Option("--debug", help="After any command: where an error comes from")
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
    output: _File,
    task: Annotated[
        list[str] | None,
        typer.Option("--task", help="Task to run, repeatable [translate, brief, events]"),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            "--bundle",
            metavar="DIR",
            show_default=False,
            help="Keep all that it was made of there, for `llmx verify`",
        ),
    ] = None,
    table: _Table = None,
    all_rows: _All = False,
    no_guard: _NoGuard = False,
    bom: _Bom = False,
    *,
    common: Common,
) -> int:
    """Records of all articles in one file, or tables of them; the suffix picks the format.

    .jsonl .json: records. .csv .parquet: one table, events in ACLED's columns where there are.
    .geojson: the rows of it that have a place. .plover.jsonl: events in PLOVER's form. .sqlite: all
    tables, with views and a search, an index that is joined to what it indexes:
    SELECT * FROM sentences WHERE sentence IN (SELECT rowid FROM search('words')).
    """
    from llmx.cli.bulk import export as run
    from llmx.export.formats import Shape

    shape = Shape(table, all_rows, not no_guard, bom)
    return run(source, output, task or list(TASKS), common, shape=shape, bundle=bundle)


@app.command(short_help="An export in another format")
def convert(
    file: Annotated[Path, typer.Argument(help="An export: .jsonl or .json", show_default=False)],
    output: _File,
    prompts: _Models = None,
    schemas: _Schemas = None,
    table: _Table = None,
    all_rows: _All = False,
    no_guard: _NoGuard = False,
    bom: _Bom = False,
    force: _Force = False,
) -> int:
    """Write an export in another format, as `llmx export` would have: no model, no network.

    .jsonl .json .csv .parquet .geojson .sqlite .plover.jsonl, as of `llmx export`. Of a CSV or
    Parquet file --table picks what it holds: events, key_facts, findings, sentences …
    """
    from llmx.cli.convert import convert as run
    from llmx.export.formats import Shape

    shape = Shape(table, all_rows, not no_guard, bom)
    return run(file, output, (prompts or [], schemas or []), shape, force=force)


@app.command(short_help="Does an export hold?")
def validate(
    file: Annotated[Path, typer.Argument(help="An export: .jsonl or .json", show_default=False)],
    prompts: _Models = None,
    schemas: _Schemas = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="What the checks found is a fault, too")
    ] = False,
    gazetteer: Annotated[
        Path | None,
        typer.Option(
            "--gazetteer", show_default=False, help="To check places with [the default one]"
        ),
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


@app.command(short_help="Does an export follow from its bundle?")
def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A bundle of `llmx export`", show_default=False)
    ],
    schemas: Annotated[
        list[Path] | None,
        typer.Option(
            "--schemas",
            metavar="DIR",
            show_default=False,
            help="Folder of schemas that may be run where the bundle has the same",
        ),
    ] = None,
    run_schemas: Annotated[
        bool,
        typer.Option("--run-schemas", help="Run the bundle's own schemas: they are Python code"),
    ] = False,
    gazetteer: Annotated[
        Path | None,
        typer.Option("--gazetteer", show_default=False, help="The one that places were located by"),
    ] = None,
    as_json: _Json = False,
) -> int:
    """Hold every file of a bundle against its hash, and derive its export again, offline."""
    from llmx.cli.custody import verify as run
    from llmx.custody.verifying import Trust

    trust = Trust(run_schemas=run_schemas, schemas=schemas or (), gazetteer=gazetteer)
    return run(folder, trust, as_json=as_json)


@app.command(short_help="A page to check an export on")
def report(
    file: Annotated[Path, typer.Argument(help="An export: .jsonl or .json", show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.html", show_default=False)
    ],
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions", metavar="FILE", show_default=False, help="Saved by an earlier page"
        ),
    ] = None,
    prompts: _Models = None,
    schemas: _Schemas = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an output that exists")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary")] = False,
) -> int:
    """One file that needs no server: each item beside its sentences, to accept, correct, reject."""
    from llmx.cli.report import report as run

    return run(
        file,
        output,
        decided=decisions,
        prompts=prompts or [],
        schemas=schemas or [],
        force=force,
        quiet=quiet,
    )


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


@app.command("eval", short_help="How good is an export?")
def evaluate(
    exports: Annotated[
        list[Path], typer.Argument(metavar="EXPORT...", help="The first is compared with")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="KEY", show_default=False)],
    floors: Annotated[
        Path | None,
        typer.Option("--floors", show_default=False, help="Values to hold, JSON or TOML"),
    ] = None,
    format: Annotated[str, typer.Option("--format", help="auto, markdown or json")] = "auto",
    as_json: _Json = False,
    languages: Annotated[
        bool, typer.Option("--languages", help="A table for each language, too")
    ] = False,
    judge: Annotated[
        str | None,
        typer.Option(
            "--judge", show_default=False, help="MODULE:NAME or FILE.py:NAME; Python, is run"
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option("--draws", min=0, help="Draws for the intervals; 0: none")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Of the draws")] = 12345,
    prompts: _Models = None,
    schemas: _Schemas = None,
) -> int:
    """Hold exports against a key: events, slots, figures, facts, translation, side by side."""
    from llmx.cli.evaluation import Wanted, run

    wanted = Wanted("json" if as_json else format, languages, floors, judge, draws, seed)
    return run(exports, key, wanted, (prompts or [], schemas or []))


@app.command(short_help="A key of decisions on an export")
def key(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", show_default=False)],
    decisions: Annotated[Path, typer.Option("--decisions", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="KEY", show_default=False)],
    partial: Annotated[
        bool, typer.Option("--partial", help="Take lists of which not every item is decided")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an output that exists")] = False,
    prompts: _Models = None,
    schemas: _Schemas = None,
) -> int:
    """Make a key for `llmx eval` of a person's decisions on the items of an export."""
    from llmx.cli.evaluation import make_key

    folders = (prompts or [], schemas or [])
    return make_key(export, decisions, output, folders, partial=partial, force=force)


@app.command(short_help="JSON Schema of a record, a key, an incident or a task")
def schema(
    name: Annotated[str, typer.Argument(metavar="[record|key|incident|TASK]")] = "record",
    prompts: _Models = None,
    schemas: _Schemas = None,
) -> int:
    """The JSON Schema of a record, of a key or of a task's answer on stdout."""
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
    force: _Force = False,
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
