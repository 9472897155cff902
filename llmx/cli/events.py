"""The beginning and the end of a run as log events."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from llmx.errors import Interrupted, LlmxError
from llmx.export.tally import Tally
from llmx.log import event
from llmx.model.pricing import Pricing
from llmx.pipeline import Pipeline

_log = logging.getLogger("llmx.cli")


def started(pipeline: Pipeline, sources: Sequence[str], *, output: str | None = None) -> None:
    """Log that a run begins, with what it was given."""
    tasks = [task.name for task in pipeline.tasks]
    given = {"sources": list(sources), "tasks": tasks, "model": pipeline.model, "output": output}
    event(_log, logging.INFO, "run.started", **given)


@contextmanager
def ended(tally: Tally, pricing: Pricing) -> Iterator[None]:
    """Log how what runs within has ended, and what it has come to."""
    state, why = "finished", None
    try:
        yield
    except BaseException as error:
        state = "interrupted" if isinstance(error, Interrupted | KeyboardInterrupt) else "stopped"
        why = error.kind if isinstance(error, LlmxError) else type(error).__name__
        raise
    finally:
        counts, usage = tally.counts, tally.usage
        come_to = {name: counts[name] for name in ("ok", "failed", "skipped", "unverified")}
        spent = {"requests": usage.attempts, "cost_usd": pricing.cost(usage)}
        took = round(tally.seconds, 3)
        event(_log, logging.INFO, f"run.{state}", **come_to, **spent, seconds=took, reason=why)
