"""A finding: what a check says of an answer, where it stands, which sentences it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from llmx.fields import Path, json_pointer

if TYPE_CHECKING:
    from llmx.checks.doubt import Doubt

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `path` is an RFC 6901 pointer into the record.

    With a `doubt` its severity is not settled: the other answers are heard first.
    """

    check: str
    severity: Severity
    path: str
    message: str
    sentences: tuple[int, ...] = ()
    doubt: Doubt | None = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "severity": self.severity,
            "path": self.path,
            "message": self.message,
            "sentences": list(self.sentences),
        }


def pointer(task: str, path: Path) -> str:
    """Where a value of a task's answer stands in the record, as an RFC 6901 pointer."""
    return json_pointer(("answers", task, *path))
