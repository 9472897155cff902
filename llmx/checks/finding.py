"""A finding: what a check says of an answer, where it stands, which sentences it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from llmx.fields import Path, json_pointer

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `path` is an RFC 6901 pointer into the record."""

    check: str
    severity: Severity
    path: str
    message: str
    sentences: tuple[int, ...] = ()

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
