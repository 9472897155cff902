"""`llmx gazetteer`: build the file of places once, see what it holds, look a name up."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llmx.cli.outcome import OK, SOME_FAILED, many, say

if TYPE_CHECKING:
    from llmx.gazetteer import Entry, Gazetteer

app = typer.Typer(help="Where places lie, offline.", no_args_is_help=True, rich_markup_mode=None)

_File = Annotated[
    Path | None, typer.Option("--gazetteer", metavar="FILE", show_default=False, help="Its file")
]
_MORE = (
    "more: `llmx gazetteer build --country default --country XX`, or your own places, "
    "--places FILE.csv"
)
_NAMED = 60  # countries: the world is told by their number
_Json = Annotated[bool, typer.Option("--json", help="As JSON")]


@app.command()
def build(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", show_default=False)
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option(
            "--country",
            metavar="XX",
            help="ISO code, repeatable; default: the 27 below; all: the world [default]",
        ),
    ] = None,
    min_population: Annotated[
        int, typer.Option("--min-population", metavar="N", help="500, 1000, 5000 or 15000")
    ] = 500,
    force: Annotated[bool, typer.Option("--force", help="Replace an output that exists")] = False,
) -> int:
    """Build the gazetteer from the packages of llmx[geo], which are not needed after that.

    Without --country it has the towns of AE AF BH DJ DZ EG EH IL IQ IR JO KW LB LY MA MR OM PK PS
    QA SA SD SO SY TN TR YE, and all countries by name. --country default --country UA adds one;
    single places come from a CSV of your own (--places of `llmx export`), not from here.
    """
    from llmx.export.files import check_output
    from llmx.gazetteer import default_file, open_gazetteer, sources
    from llmx.gazetteer.build import build as write

    if output is not None:
        check_output(output, force=force)
    wanted = sources.chosen(country or ())
    file = output or default_file()
    write(sources.installed(wanted, min_population=min_population), file)
    counts = open_gazetteer(file).counts()
    say(f"{many(counts.get('town', 0), 'town')} written to {file}", kind="gazetteer")
    return OK


@app.command()
def info(gazetteer: _File = None, as_json: _Json = False) -> int:
    """Where the gazetteer is, which countries it has the towns of, and what it was made from."""
    from llmx.gazetteer import default_file, open_gazetteer

    file = gazetteer or default_file()
    found = open_gazetteer(file)
    intact = found.is_intact()
    held = {"file": str(file), "bytes": file.stat().st_size, "intact": intact}
    value = {**held, **found.counts(), **found.meta}
    if as_json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{name:15} {said}\n" for name, said in value.items())
        say(f"towns of {_covered(found)}; {_MORE}", kind="note")
    return OK if intact else SOME_FAILED


@app.command()
def find(
    name: Annotated[str, typer.Argument(show_default=False)],
    country: Annotated[str | None, typer.Option("--country", metavar="XX")] = None,
    gazetteer: _File = None,
    as_json: _Json = False,
) -> int:
    """Look a name up in any script and spelling; what only looks alike is marked with ~."""
    from llmx.gazetteer import default_file, open_gazetteer
    from llmx.gazetteer.names import place_key

    places = open_gazetteer(gazetteer or default_file())
    code = country.upper() if country else None
    exact = [e for e in places.lookup(place_key(name)) if code in (None, e.country)]
    near = [e for e in places.near(place_key(name), code) if e not in exact]
    shown = [*((e, True) for e in exact), *((e, False) for e in near)]
    if as_json:
        rows = [{**entry.as_json(), "exact": is_exact} for entry, is_exact in shown]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(_line(entry, is_exact) for entry, is_exact in shown)
    if not exact:
        say(f"no place {name!r}: it has the towns of {_covered(places)}; {_MORE}", kind="gazetteer")
    return OK if exact else SOME_FAILED


def _covered(places: Gazetteer) -> str:
    """Which countries a gazetteer has the towns of."""
    codes = places.town_countries
    said = f"{len(codes)} {'country' if len(codes) == 1 else 'countries'}"
    return said if len(codes) > _NAMED else f"{said} ({' '.join(codes)})"


def _line(entry: Entry, is_exact: bool) -> str:
    at = "" if entry.latitude is None else f"{entry.latitude:.4f}, {entry.longitude:.4f}"
    where = ", ".join(part for part in (entry.admin1_name, entry.country) if part)
    return f"{' ' if is_exact else '~'} {entry.name}  {where}  {entry.kind}  {at}\n"
