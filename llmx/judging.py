"""Judging: the one place that decides what a finding does.

What an answer cannot be is asked for again before it is an answer (`llmx.fields.faults`). Of what
the checks find, figures and citations go back to the model once; what is left is flagged in the
record, or fails it where a run is strict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llmx.checks.finding import Finding
from llmx.errors import Unverified

REPAIRABLE = frozenset({"figures", "citations"})
"""Checks whose findings a model can mend from the article alone."""


def is_open(finding: Finding) -> bool:
    """Whether a finding says that something is not verified; a note only adds to what is known."""
    return finding.severity != "info"


def to_repair(findings: Iterable[Finding], task: str) -> list[Finding]:
    """What of a task's answer is sent back to the model."""
    root = f"/answers/{task}/"
    return [f for f in findings if is_open(f) and f.check in REPAIRABLE and f.path.startswith(root)]


def demand_none(findings: Sequence[Finding]) -> None:
    """Fail a record that has something unverified. Raises Unverified."""
    left = [f for f in findings if is_open(f)]
    if left:
        first = min(left, key=lambda f: f.severity != "error")
        more = f"; {len(left) - 1} more" if len(left) > 1 else ""
        raise Unverified(
            f"not verified: {first.path}: {first.message}{more}",
            hint="without --strict the record is written with its findings",
        )
