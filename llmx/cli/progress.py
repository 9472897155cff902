"""Progress on stderr: done, failed, cached, tokens, cost and the time left; quiet where unread."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from llmx.export.tally import Tally
    from llmx.model.limits import Wait
    from llmx.model.pricing import Pricing

_ENOUGH = 2  # articles, below which a bar is noise


class Progress:
    """A line on a terminal's stderr that follows a tally. Without a terminal: nothing.

    `total` says how many articles there will be; it is asked where somebody reads the line.
    `waits` says what all requests wait for; it is asked whenever the line is drawn, since nothing
    is told to `show` in the meantime.
    """

    def __init__(
        self,
        *,
        total: Callable[[], int | None],
        quiet: bool,
        pricing: Pricing,
        waits: Callable[[], Wait | None] = lambda: None,
    ) -> None:
        self._waits = waits
        self._pricing = pricing
        self._bar: Any = None
        self._task: Any = None
        self._wanted = not quiet and sys.stderr.isatty()
        self._total = total() if self._wanted else None
        if self._total is not None and self._total < _ENOUGH:
            self._wanted = False

    def __enter__(self) -> Self:
        if self._wanted:
            self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def show(self, tally: Tally) -> None:
        """Follow the tally."""
        if self._wanted and self._bar is None:
            self._start()
        if self._bar is not None:
            done = sum(tally.counts[name] for name in ("ok", "failed", "skipped"))
            self._bar.update(self._task, completed=done, what=status(tally, self._pricing))

    def clear(self) -> None:
        """Take the line away, so that something else can be printed; `show` brings it back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        columns = (
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[what]}{task.fields[waits]}"),
            TimeRemainingColumn(),
        )
        self._bar = Bar(*columns, console=console, transient=True)
        self._task = self._bar.add_task("", total=self._total, what="", waits=_Waits(self._waits))
        self._bar.start()


class _Waits:
    """What is waited for, in words, as of the moment that it is asked."""

    def __init__(self, waits: Callable[[], Wait | None]) -> None:
        self._waits = waits

    def __str__(self) -> str:
        return f" · {waited(wait)}" if (wait := self._waits()) else ""

    def __format__(self, spec: str) -> str:
        return str(self)


def waited(wait: Wait) -> str:
    """What all requests wait for, in words."""
    seconds = math.ceil(wait.seconds)
    if wait.reason == "rate limit":
        return f"waiting on the rate limit, {seconds} s"
    if wait.reason == "outage":
        return f"no answers; next try in {seconds} s"
    return f"all wait for the first answer, {seconds} s so far"


def status(tally: Tally, pricing: Pricing) -> str:
    """A tally in one line: what failed, what was stored, tokens and cost of this run."""
    counts, usage = tally.counts, tally.usage
    parts = [f"{counts[name]} {name}" for name in ("failed", "skipped") if counts[name]]
    parts.append(f"{counts['cached']} of {counts['answers']} answers stored")
    if usage.attempts:
        parts.append(f"{usage.input_tokens + usage.output_tokens:,} tokens")
        parts.append(money(pricing.cost(usage)))
    return " · ".join(parts)


def money(cost: float | None) -> str:
    """A cost for people; a cost that is not known is never 0."""
    return "cost unknown" if cost is None else f"${cost:.4f}"
