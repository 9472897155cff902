"""Incidents: how well events of several articles are brought together, pair by pair.

Each folder in `benchmarks/incidents/` is a corpus: short articles about known incidents, written
from facts and an outlet's point of view by somebody who has not seen the matcher
(`articles.jsonl`), their recorded answers (`answers.jsonl`) and `gold.json`: which incident each
event of each article tells of, and for each incident whether it is one to tune on or one to test
with. All articles of a corpus are matched together. A pair of events counts for the half of its
incidents; one of two halves, or of an incident and none, is a fault in each half that it touches.
Bounds, on the half to test with, the pairs of all corpora taken together: precision 0.95, recall
0.8. With nothing to test with, that is said and no bound is kept.

    python -m benchmarks.incidents              the table, exit 1 where a bound is missed
    python -m benchmarks.incidents --tune       only the half to tune on, with its faults
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from llmx import Result, process, task
from llmx.incidents.grouping import group
from llmx.incidents.reading import reports
from llmx.incidents.report import Report

FOLDER = Path(__file__).with_suffix("")
PRECISION, RECALL = 0.95, 0.8

Half = Literal["tune", "test"]
Of = Literal["events", "articles"]
Pair = tuple[int, int]


class Gold(BaseModel):
    """`gold.json`: the incidents of each article, of each of its events, and their halves."""

    model_config = ConfigDict(extra="forbid")

    articles: dict[str, list[str]]
    events: dict[str, dict[str, str | None]]
    split: dict[str, Half]


@dataclass
class Score:
    """Pairs of one half: those that are right, that are too many, that are missing."""

    right: list[Pair] = field(default_factory=list)
    wrong: list[Pair] = field(default_factory=list)
    missing: list[Pair] = field(default_factory=list)

    @property
    def precision(self) -> float:
        found = len(self.right) + len(self.wrong)
        return len(self.right) / found if found else 1.0

    @property
    def recall(self) -> float:
        return len(self.right) / self.wanted if self.wanted else 1.0

    @property
    def wanted(self) -> int:
        return len(self.right) + len(self.missing)

    def add(self, other: Score) -> None:
        """Count the pairs of another corpus, too; their indexes are those of their own."""
        self.right += other.right
        self.wrong += other.wrong
        self.missing += other.missing


Table = dict[tuple[Half, Of], Score]
"""The scores of each half: of its pairs of events, and of those of two articles."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print precision and recall of each half; exit 1 where the half to test misses a bound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incidents", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--tune", action="store_true", help="the half to tune on, with faults")
    options = parser.parse_args(argv)
    halves: tuple[Half, ...] = ("tune",) if options.tune else ("tune", "test")
    whole: Table = {(half, of): Score() for half in halves for of in ("events", "articles")}
    folders = corpora(options.folder)
    for folder in folders:
        _measure(folder, whole, faults=options.tune)
    if options.tune:
        return 0
    if len(folders) > 1:
        print("\nall corpora")
        _print_table(whole)
    return _verdict(whole["test", "events"])


def corpora(folder: Path) -> list[Path]:
    """The folders of a folder that hold a corpus. Exits where there is none."""
    found = sorted(gold.parent for gold in folder.glob("*/gold.json"))
    if not found:
        raise SystemExit(f"no corpus in {str(folder)!r}: expected NAME/gold.json with its articles")
    return found


def _measure(folder: Path, whole: Table, *, faults: bool) -> None:
    """Match one corpus, print its table, and add its pairs to those of all."""
    gold = Gold.model_validate_json((folder / "gold.json").read_text(encoding="utf-8"))
    told = sorted(read(folder), key=lambda report: report.key)
    truth = [label(report, gold) for report in told]
    members = group(told).members
    halves = [half for half, of in whole if of == "events"]
    table: Table = {}
    for half in halves:
        table[half, "events"] = score(members, truth, gold.split, half)
        table[half, "articles"] = across(table[half, "events"], told)
    print(f"\n{folder.name}: {len(gold.articles)} articles, {len(told)} events, ", end="")
    print(f"{len(gold.split)} incidents")
    _print_table(table)
    for row, found in table.items():
        whole[row].add(found)
    for half in halves if faults else ():
        _print_faults(table[half, "events"], told, truth)


def _verdict(tested: Score) -> int:
    """Hold what was tested against the bounds; a half that is not there has kept none."""
    print(f"\nbounds on the half to test: precision {PRECISION}, recall {RECALL}")
    if not tested.wanted:
        print("NOTHING TO TEST WITH: no corpus has a pair of events in that half")
        return 1
    kept = tested.precision >= PRECISION and tested.recall >= RECALL
    print("within the bounds" if kept else "A BOUND IS MISSED")
    return 0 if kept else 1


def read(folder: Path) -> Iterator[Report]:
    """The reports of a corpus, from its recorded answers. Exits where one is missing."""
    listed = folder / "articles.jsonl"
    sources = [listed] if listed.exists() else sorted(folder.glob("*.txt"))
    find = cache(task.load)
    answers = str(folder / "answers.jsonl")
    for result in process(sources, tasks=["events"], answers=answers, offline=True):
        if not isinstance(result, Result):
            raise SystemExit(f"no record of {result.source}: {result.message}")
        yield from reports(dict(result.record), find)


def label(report: Report, gold: Gold) -> str | None:
    """The incident that a report tells of; None for one that is not known."""
    index = report.cite.path.rpartition("/")[2]
    return gold.events.get(report.cite.article, {}).get(index)


def score(
    members: Iterable[Sequence[int]],
    truth: Sequence[str | None],
    split: Mapping[str, Half],
    half: Half,
) -> Score:
    """The pairs of one half, given groups of indexes and the incident of each."""
    found = {pair for each in members for pair in combinations(sorted(each), 2)}
    result = Score()
    for one, other in combinations(range(len(truth)), 2):
        first, second = truth[one], truth[other]
        if half not in [split[incident] for incident in (first, second) if incident]:
            continue
        if first == second:
            (result.right if (one, other) in found else result.missing).append((one, other))
        elif (one, other) in found:
            result.wrong.append((one, other))
    return result


def across(whole: Score, told: Sequence[Report]) -> Score:
    """The same without pairs of one article."""
    pairs = (
        [(one, other) for one, other in each if told[one].key[0] != told[other].key[0]]
        for each in (whole.right, whole.wrong, whole.missing)
    )
    return Score(*pairs)


def _print_table(table: Table) -> None:
    print(f"{'half':6} {'pairs of':9} {'right':>6} {'wrong':>6} {'missing':>8}", end="")
    print(f" {'precision':>10} {'recall':>7}")
    for (half, of), found in table.items():
        if not (found.wanted or found.wrong):
            continue
        counts = f"{len(found.right):6} {len(found.wrong):6} {len(found.missing):8}"
        print(f"{half:6} {of:9} {counts} {found.precision:10.3f} {found.recall:7.3f}")


def _print_faults(found: Score, told: Sequence[Report], truth: Sequence[str | None]) -> None:
    for kind, pairs in (("wrong", found.wrong), ("missing", found.missing)):
        for pair in pairs:
            print(f"\n{kind}")
            for index in pair:
                report = told[index]
                place = report.cite.path.rpartition("/")[2]
                print(f"  {report.cite.article} {place} [{truth[index]}] {report.kind}")
                print(json.dumps(report.summary, ensure_ascii=False).rjust(4))


if __name__ == "__main__":
    sys.exit(main())
