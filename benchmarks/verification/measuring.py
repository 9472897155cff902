"""Measuring: the damages of all kinds to all records, judged, counted and held against the aims."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from benchmarks.verification import dates, figures, prose, sentences
from benchmarks.verification.case import Case, Place
from benchmarks.verification.damage import Damage, Kind
from benchmarks.verification.judging import Judge, Verdict
from benchmarks.verification.variants import variants
from llmx.checks import Finding

LEAST = 30  # damages of a kind
MOST = 120  # damages of a kind in one place
ALARMS = 2.0  # warnings and errors on 100 correct sentences
PLACES: tuple[Place, ...] = get_args(Place)

MUTATIONS: dict[Kind, tuple[Callable[[Case, random.Random], Iterator[Damage]], float]] = {
    "figure changed": (figures.changed, 0.98),
    "digit dropped": (figures.digit_dropped, 0.98),
    "hedge dropped": (figures.hedge_dropped, 0.98),
    "figures swapped": (figures.swapped, 0.98),
    "percent made count": (figures.percent_dropped, 0.98),
    "killed / wounded": (prose.outcomes, 0.90),
    "citation moved": (sentences.citations, 0.98),
    "sentence dropped": (sentences.dropped, 0.98),
    "sentences swapped": (sentences.exchanged, 0.98),
    "name swapped": (prose.names, 0.90),
    "date shifted": (dates.shifted, 0.90),
    "place swapped": (prose.places, 0.90),
}


@dataclass(frozen=True)
class Measured:
    """All verdicts, and what was said of the correct records."""

    verdicts: tuple[Verdict, ...]
    alarms: tuple[tuple[str, Finding], ...]
    sentences: int
    variant_alarms: tuple[tuple[str, Finding], ...]

    def of(self, kind: Kind, place: Place | None = None) -> list[Verdict]:
        """The verdicts on a kind, in one place or in all."""
        return [
            v for v in self.verdicts if v.damage.kind == kind and place in (None, v.damage.place)
        ]

    @property
    def alarm_rate(self) -> float:
        """False alarms on 100 sentences."""
        return 100 * len(self.alarms) / max(self.sentences, 1)

    def missed_aims(self, *, least: int = LEAST) -> list[str]:
        """What falls short, in words; empty where every aim is met."""
        said = []
        for kind, (_, aim) in MUTATIONS.items():
            verdicts = self.of(kind)
            found = sum(v.detected for v in verdicts)
            if len(verdicts) < least:
                said.append(f"{kind}: {len(verdicts)} damages, {least} are wanted")
            if found < aim * len(verdicts):
                said.append(f"{kind}: {found}/{len(verdicts)}, the aim is {aim:.0%}")
        if self.alarm_rate > ALARMS:
            said.append(f"false alarms: {self.alarm_rate:.1f} in 100 sentences, at most {ALARMS}")
        return said


def measure(cases: Sequence[Case], *, seed: int = 0) -> Measured:
    """Damage the records in every way and judge it all."""
    judges = [Judge(case) for case in cases]
    made = {kind: _capped(_of(kind, judges, seed), seed) for kind in MUTATIONS}
    added: list[Judge] = []
    if any(len(found) < LEAST for found in made.values()):
        added = [Judge(v) for case in cases for v in variants(case, _chance(seed, case.name))]
        random.Random(seed).shuffle(added)
    for kind, found in made.items():
        if len(found) < LEAST:
            made[kind] = _filled(kind, found, added, seed)
    verdicts = tuple(judge.verdict(damage) for found in made.values() for judge, damage in found)
    used = {id(judge): judge for found in made.values() for judge, _ in found if judge in added}
    return Measured(
        verdicts,
        tuple((judge.case.name, alarm) for judge in judges for alarm in judge.alarms),
        sum(len(case.article.content) for case in cases),
        tuple((judge.case.name, alarm) for judge in used.values() for alarm in judge.alarms),
    )


def as_json(measured: Measured) -> dict[str, Any]:
    """The counts as data: by kind and place, alarms one by one, aims that are missed."""
    kinds = {}
    for kind, (_, aim) in MUTATIONS.items():
        cells: dict[Place, dict[str, int]] = {}
        for place in PLACES:
            verdicts = measured.of(kind, place)
            if verdicts:
                results = Counter(str(v.result) for v in verdicts)
                cells[place] = {"total": len(verdicts), **results}
        total = measured.of(kind)
        kinds[kind] = {
            "aim": aim,
            "total": len(total),
            "detected": sum(v.detected for v in total),
            "variants": sum(v.variant for v in total),
            "places": cells,
        }
    alarms = [{"record": name, **finding.as_json()} for name, finding in measured.alarms]
    return {
        "kinds": kinds,
        "sentences": measured.sentences,
        "alarms_per_100_sentences": round(measured.alarm_rate, 2),
        "alarms": alarms,
        "missed_aims": measured.missed_aims(),
    }


def _of(kind: Kind, judges: Sequence[Judge], seed: int) -> list[tuple[Judge, Damage]]:
    """All distinct damages of one kind to these records."""
    mutation = MUTATIONS[kind][0]
    found: dict[tuple[object, ...], tuple[Judge, Damage]] = {}
    for judge in judges:
        for damage in mutation(judge.case, _chance(seed, judge.case.name, kind)):
            if damage.before != damage.after:
                found.setdefault((judge.case.name, *damage.key), (judge, damage))
    return list(found.values())


def _capped(found: list[tuple[Judge, Damage]], seed: int) -> list[tuple[Judge, Damage]]:
    cells: dict[Place, list[tuple[Judge, Damage]]] = defaultdict(list)
    for item in found:
        cells[item[1].place].append(item)
    rng = random.Random(seed)
    return [x for cell in cells.values() for x in rng.sample(cell, min(MOST, len(cell)))]


def _filled(
    kind: Kind, found: list[tuple[Judge, Damage]], added: Sequence[Judge], seed: int
) -> list[tuple[Judge, Damage]]:
    """The damages with those of variants that read otherwise, as many as are wanted."""
    known = {damage.key for _, damage in found}
    filled = list(found)
    for judge in added:
        for _, damage in _of(kind, [judge], seed):
            if len(filled) >= LEAST:
                return filled
            if damage.key not in known:
                known.add(damage.key)
                filled.append((judge, damage))
    return filled


def _chance(seed: int, *parts: str) -> random.Random:
    return random.Random(":".join((str(seed), *parts)))
