"""The tally: what the results of a run have come to so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from llmx.article import Rejection
from llmx.bulk import Failed
from llmx.export.processes import Made, Result
from llmx.export.resume import Kept
from llmx.model.usage import Meter, Usage


@dataclass
class Tally:
    """Counts of results, those kept of an earlier run included; `meter` knows what was spent.

    `undated` and `without_date`, times and articles, are of this run alone, and so are `kinds`, of
    the inputs that gave no record, and the `first` of each kind.
    """

    meter: Meter = field(default_factory=Meter)
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[str, Rejection] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def add(self, result: Result) -> None:
        if isinstance(result, Failed):
            self.counts[result.row.state] += 1
            self.kinds[result.row.kind] += 1
            self.first.setdefault(result.row.kind, result.row)
            return
        if isinstance(result, Made):
            self.keep(Kept("ok", result.answers, result.unverified, result.repaired))
            self.counts["cached"] += result.answers
        else:
            self.keep(Kept("ok", len(result.answers), len(result.unverified), result.repaired))
            self.counts["cached"] += result.cached
        if result.undated:
            self.counts["undated"] += result.undated
            self.counts["without_date"] += 1

    def keep(self, kept: Kept) -> None:
        """Count a result that an earlier run has written."""
        self.counts[kept.state] += 1
        self.counts["answers"] += kept.answers
        self.counts["unverified"] += kept.unverified
        self.counts["in_doubt"] += bool(kept.unverified)
        self.counts["repaired"] += kept.repaired

    @property
    def usage(self) -> Usage:
        """What this run has spent, on requests that are under way, too."""
        return self.meter.usage

    @property
    def incomplete(self) -> bool:
        """Whether some input has no record."""
        return bool(self.counts["failed"] or self.counts["skipped"])

    @property
    def seconds(self) -> float:
        return self.clock() - self._started
