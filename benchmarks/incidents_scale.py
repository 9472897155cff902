"""Incidents at scale: 50,000 events, and how time and memory grow with their number.

Made events of made incidents, each told by one to nine articles with other figures and kinds;
places follow Zipf's law, so that a few of them have a great part of all events, and a tenth of the
events has no day or no place. More events are of more days: 50,000 of a year. Each size is a
process of its own that reads an export, as ever, and writes incidents and digest. Bounds: ten
times the events in at most 14 times the time; and at most 1 GB.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.corpus import environment
from llmx import task
from llmx.article import text_hash
from llmx.incidents import reading, run
from llmx.record import line, seal

SIZES = (5_000, 50_000)
GROWTH = 1.4  # of the time per event
MOST = 1024  # MB
EACH = 10  # events in an article
PLACES = 400
A_DAY = 50_000 / 365
KINDS = (
    "Air/drone strike",
    "Shelling/artillery/missile attack",
    "Attack",
    "Armed clash",
    "Arrests",
    "Remote explosive/landmine/IED",
)
TARGETS = ("a market", "a school", "a hospital", "a convoy", "a house", "a bridge", "positions")
_SYLLABLES = "ba da ka la ma na ra sa ta za bi di ki li mi ni ri si ti zu bu du ku lu mu nu"

Json = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    """Print time and memory of each size; exit 1 where they pass a bound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incidents_scale")
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES, metavar="N")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.one:
        print(json.dumps(_measured(options.one)))
        return 0
    print(f"{'events':>8} {'incidents':>10} {'seconds':>8} {'of it reading':>14} {'peak MB':>8}")
    each: list[float] = []
    peak = 0.0
    for size in options.sizes:
        told = _apart(size)
        each.append(told["seconds"] / size)
        peak = told["peak"]
        print(
            f"{size:8,} {told['incidents']:10,.0f} {told['seconds']:8.1f}"
            f" {told['reading']:14.1f} {told['peak']:8.0f}"
        )
    growth = each[1] / each[0]
    print(f"time per event grows {growth:.2f} times, bound {GROWTH}; memory, bound {MOST} MB")
    kept = growth <= GROWTH and peak <= MOST
    print("within the bounds" if kept else "A BOUND IS MISSED")
    return 0 if kept else 1


def _apart(size: int) -> dict[str, float]:
    """What a process of its own says of an export of that many events."""
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.jsonl"
        with export.open("w", encoding="utf-8") as out:
            out.writelines(line(record) + "\n" for record in made(size))
        command = [sys.executable, "-m", "benchmarks.incidents_scale", "--one", str(export)]
        done = subprocess.run(command, env=environment(), check=True, stdout=subprocess.PIPE)
        values: dict[str, float] = json.loads(done.stdout)
        return values


def _measured(export: Path) -> dict[str, float]:
    find = cache(task.load)
    started = time.process_time()
    reading.read([export], find)
    read = time.process_time() - started
    started = time.process_time()
    _, told = run.run([export], export.with_name("out.jsonl"), export.with_name("index.md"), find)
    return {
        "seconds": time.process_time() - started,
        "reading": read,
        "incidents": told.incidents,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def made(events: int) -> Iterator[Json]:
    """Records with so many events in all; the same on every machine."""
    chance = random.Random(5)
    names = [_name(chance) for _ in range(PLACES)]
    weights = [1 / rank for rank in range(1, PLACES + 1)]
    told: list[Json] = []
    while len(told) < events:
        place = chance.choices(names, weights)[0]
        told += _incident(chance, place, days=round(events / A_DAY))
    told = told[:events]
    chance.shuffle(told)
    for start in range(0, events, EACH):
        yield _record(f"a{start:06}", told[start : start + EACH])


def _incident(chance: random.Random, place: str, *, days: int) -> Iterator[Json]:
    day = datetime.date(2017, 1, 1) + datetime.timedelta(days=chance.randrange(max(days, 1)))
    killed = chance.randrange(1, 60)
    target = chance.choice(TARGETS)
    person = f"{_name(chance)} {_name(chance)}"
    for _ in range(chance.randrange(1, 10)):
        kind = chance.choice(KINDS[:4])
        toll = max(1, killed + chance.choice((0, 0, 0, 2, -1, 10)))
        named = f", among them {person}" if chance.random() < 0.3 else ""
        undated, unplaced = chance.random() < 0.05, chance.random() < 0.05
        yield _event(
            summary=f"Sources said {kind.lower()} on {target} in {place} killed {toll}{named}.",
            kind=kind,
            place=None if unplaced else place,
            day=None if undated else day.isoformat(),
            killed=toll,
        )


def _event(*, summary: str, kind: str, place: str | None, day: str | None, killed: int) -> Json:
    return {
        "sentences": [1],
        "summary_en": summary,
        "sub_event_type": kind,
        "plover_event": "ASSAULT",
        "factuality": "claimed",
        "status": "completed",
        "actor1": "a1",
        "actor2": "a2",
        "with1": [],
        "with2": [],
        "place": {
            "name_en": place,
            "name_src": None,
            "kind": "town_or_village" if place else "unknown",
            "admin1": None,
            "country": "Syria",
            "other_places_src": [],
        },
        "when": {
            "text_src": None,
            "start": day,
            "end": day,
            "basis": "explicit" if day else "none",
            "aggregate": False,
        },
        "counts": [
            {
                "what": "killed",
                "who": "actor2",
                "item_en": None,
                "min": killed,
                "max": killed,
                "text_src": str(killed),
                "claimed_by": [],
            }
        ],
        "territory": "none",
        "civilian_targeting": False,
        "claimed_by": ["s1"],
        "attribution": "reported",
    }


def _record(ident: str, events: list[Json]) -> Json:
    told = [f"Sentence {n} of {ident}." for n in range(1, len(events) + 1)]
    text = " ".join(told)
    sentences = [_sentence(n, text, sentence) for n, sentence in enumerate(told, 1)]
    events = [event | {"sentences": [n]} for n, event in enumerate(events, 1)]
    actors = [
        _entry("a1", "Syrian army", kind="State forces", country="Syria"),
        _entry("a2", "ISIS", kind="Rebel group", country=None),
    ]
    sources = [_entry("s1", "a military source", type="military", side="a1")]
    record: Json = {
        "schema": "llmx.record/1",
        "article": {
            "id": ident,
            "source": f"{ident}.txt",
            "sha256": "0" * 64,
            "text_sha256": text_hash(text),
            "encoding": "utf-8",
            "language": "ar",
            "title": None,
            "published": None,
            "url": None,
            "meta": {"outlet": f"Outlet {ident[-1]}"},
            "text": text,
            "sentences": sentences,
        },
        "answers": {"events": {"actors": actors, "sources": sources, "events": events}},
        "derived": {"dates": [], "places": [], "gazetteer": None},
        "findings": [],
        "provenance": {},
    }
    return record | {"seal": seal(record)}


def _sentence(n: int, text: str, sentence: str) -> Json:
    start = text.index(sentence)
    span = {"n": n, "start": start, "end": start + len(sentence), "text": sentence}
    return span | {"title": False, "boilerplate": False}


def _entry(ident: str, name: str, **more: Any) -> Json:
    return {"id": ident, "name_en": name, "name_src": None, **more}


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES.split(), k=4)).capitalize()


if __name__ == "__main__":
    sys.exit(main())
