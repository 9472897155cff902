"""Checks: what an answer says held against the article it was made from."""

from __future__ import annotations

from llmx.checks.deriving import derive, undated
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material
from llmx.checks.run import run

__all__ = ["Finding", "Material", "Severity", "derive", "run", "undated"]
