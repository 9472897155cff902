"""Checks: what an answer says held against the article it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmx.checks.deriving import derive, undated
    from llmx.checks.finding import Finding, Severity
    from llmx.checks.material import Material
    from llmx.checks.order import run

__all__ = ["Finding", "Material", "Severity", "derive", "run", "undated"]

_HOMES = {
    "Finding": "finding",
    "Material": "material",
    "Severity": "finding",
    "derive": "deriving",
    "run": "order",
    "undated": "deriving",
}


def __getattr__(name: str) -> Any:
    """A name of this room, imported when it is first used: who has all findings needs no check."""
    if name not in _HOMES:
        raise AttributeError(f"module 'llmx.checks' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"llmx.checks.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
