"""llmx: foreign-language news into English that an analyst can trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llmx.api import Result, aprocess, asummarize, process, summarize
    from llmx.article import Article, Rejection, Sentence
    from llmx.errors import LlmxError
    from llmx.reading import ReadingOptions
    from llmx.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Article",
    "LlmxError",
    "ReadingOptions",
    "Rejection",
    "Result",
    "Sentence",
    "Settings",
    "aprocess",
    "asummarize",
    "process",
    "summarize",
]

_HOMES = {
    "Article": "llmx.article",
    "LlmxError": "llmx.errors",
    "ReadingOptions": "llmx.reading",
    "Rejection": "llmx.article",
    "Result": "llmx.api",
    "Sentence": "llmx.article",
    "Settings": "llmx.settings",
    "aprocess": "llmx.api",
    "asummarize": "llmx.api",
    "process": "llmx.api",
    "summarize": "llmx.api",
}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first used: `import llmx` itself does no work."""
    if name not in _HOMES:
        raise AttributeError(f"module 'llmx' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
