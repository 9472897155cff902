"""Print how many of the damages the checks find; exit 1 where an aim is missed."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.verification.case import Case
from benchmarks.verification.measuring import (
    LEAST,
    MUTATIONS,
    PLACES,
    Measured,
    as_json,
    measure,
)
from llmx import Result, process
from llmx.article import Article

ROOT = Path(__file__).resolve().parent.parent.parent
_SHORT = {"translation": "transl.", "uncertainties": "uncert.", "event summary": "event s."}
_SHORT |= {"count text": "c. text", "count bounds": "c. bounds", "registers": "register"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and say by the exit status whether every aim is met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verification", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list every damage that is missed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--records", type=Path, help="an export in place of the examples")
    parser.add_argument("--json", action="store_true", help="the counts as JSON")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    cases = exported(options.records) if options.records else examples()
    measured = measure(cases, seed=options.seed)
    missed = measured.missed_aims(least=0 if options.records else LEAST)
    if options.json:
        print(json.dumps(as_json(measured) | {"missed_aims": missed}, ensure_ascii=False, indent=1))
    else:
        _print(measured, missed, misses=options.misses)
        print(f"seed {options.seed}, {time.perf_counter() - started:.1f} s")
    return 1 if missed else 0


def examples() -> list[Case]:
    """The example articles with their recorded answers, read and checked offline."""
    logging.getLogger("llmx").setLevel(logging.ERROR)
    results = process(
        [ROOT / "examples" / "articles"],
        answers=str(ROOT / "examples" / "answers.jsonl"),
        offline=True,
    )
    found = []
    for result in results:
        if not isinstance(result, Result):
            raise SystemExit(f"{result.source}: {result.message}")
        name = Path(result.article.source).name
        found.append(Case(name, result.article, result.record["answers"]))
    return found


def exported(path: Path) -> list[Case]:
    """The records of an export."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        article = Article.from_json(record["article"])
        found.append(Case(Path(article.source).name, article, record["answers"]))
    return found


def _print(measured: Measured, missed: Sequence[str], *, misses: bool) -> None:
    print(f"{'damage':19}" + "".join(f"{_SHORT.get(p, p):>10}" for p in PLACES) + "     total")
    for kind, (_, aim) in MUTATIONS.items():
        cells = ""
        for place in PLACES:
            verdicts = measured.of(kind, place)
            cell = f"{sum(v.detected for v in verdicts)}/{len(verdicts)}" if verdicts else ""
            cells += f"{cell:>10}"
        print(f"{kind:19}{cells} {_total(measured, kind, aim)}")
    _print_results(measured)
    _print_alarms(measured)
    if misses:
        _print_misses(measured)
    for line in missed:
        print(f"MISSED  {line}")
    print("SHORT OF AN AIM" if missed else "every aim is met")


def _total(measured: Measured, kind: str, aim: float) -> str:
    verdicts = [v for v in measured.verdicts if v.damage.kind == kind]
    found = sum(v.detected for v in verdicts)
    share = found / len(verdicts) if verdicts else 0.0
    made = sum(v.variant for v in verdicts)
    of_variants = f", {made} on variants" if made else ""
    return f"{f'{found}/{len(verdicts)}':>9} {share:6.1%} (aim {aim:.0%}{of_variants})"


def _print_results(measured: Measured) -> None:
    blocked = [v for v in measured.verdicts if v.result == "blocked"]
    kinds = sorted({v.damage.kind for v in blocked})
    print(f"{len(blocked)} of these refused on acceptance ({', '.join(kinds)})")
    remarked = [v for v in measured.verdicts if v.result == "info"]
    kinds = sorted({v.damage.kind for v in remarked})
    print(f"{len(remarked)} not counted, an info finding only ({', '.join(kinds)})")


def _print_alarms(measured: Measured) -> None:
    number, rate = len(measured.alarms), measured.alarm_rate
    print(f"{number} false alarms on {measured.sentences} sentences: {rate:.1f} in 100")
    for name, alarm in measured.alarms:
        print(f"  {name} {alarm.check} {alarm.severity} {alarm.path}: {alarm.message}")
    if measured.variant_alarms:
        print(f"{len(measured.variant_alarms)} on the variants, not counted:")
        for name, alarm in measured.variant_alarms[:20]:
            print(f"  {name} {alarm.check} {alarm.severity} {alarm.path}: {alarm.message}")


def _print_misses(measured: Measured) -> None:
    for verdict in measured.verdicts:
        if verdict.detected:
            continue
        damage = verdict.damage
        edit = damage.edits[0]
        where = "/".join(str(part) for part in (edit.task, *edit.path))
        print(f"{damage.kind} | {verdict.case} {where} {list(damage.sentences)} {verdict.result}")
        print(f"    - {damage.before}\n    + {damage.after}")


if __name__ == "__main__":
    sys.exit(main())
