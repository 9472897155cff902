"""Price: requests, tokens and US dollars for an article and for an event, over the examples.

The tokens are those recorded with the answers to the eight example articles: estimates by
characters per token, of requests and answers as they are sent and kept. They are priced at the
list price of gpt-4.1-mini, which is looked up and must be what is stated here. Nothing is taken
off for prompt caching, which no recorded answer says anything about. Bounds, for all three tasks
together: a sixth of what LEMONADE's pipeline costs for an article with one event, and for an event
a fiftieth of that.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.corpus import ROOT
from llmx import Result, process
from llmx.model.usage import Usage, price_usd

TASKS = ("translate", "brief", "events")
MODEL = "gpt-4.1-mini"
INPUT, OUTPUT = 0.40, 1.60  # US dollars for a million tokens: its list price
LEMONADE = 0.062  # US dollars for one article with one event
ARTICLE, EVENT = LEMONADE / 6, LEMONADE / 50


@dataclass(frozen=True, slots=True)
class Taken:
    """What some requests have taken."""

    requests: int = 0
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.requests + other.requests, self.usage + other.usage)

    @property
    def dollars(self) -> float:
        cost = price_usd(MODEL, self.usage)
        assert cost is not None, f"no price is known for {MODEL}"
        return cost


def main() -> int:
    """Print what each task takes and costs; exit 1 where a bound is missed."""
    found = list(process([ROOT / "examples" / "articles"], **_RECORDED))
    results = [result for result in found if isinstance(result, Result)]
    assert len(results) == len(found) > 0
    _check_price()
    events = sum(len(result.record["answers"]["events"]["events"]) for result in results)
    tasks = {name: total(taken(result.record, name) for result in results) for name in TASKS}
    whole = total(tasks.values())
    print(
        f"{len(results)} articles, {events} events; {MODEL}: ${INPUT:.2f}/M in, ${OUTPUT:.2f}/M out"
    )
    print(f"{'':10} {'requests':>8} {'tokens in':>10} {'out':>7} {'$':>9}   an article")
    for name, one in {**tasks, "all": whole}.items():
        print(_line(name, one, len(results)))
    print(f"{'':10} {'requests':>8} {'tokens in':>10} {'out':>7} {'$':>9}   an event")
    print(_line("events", tasks["events"], events))
    print(_line("all", whole, events))
    missed = list(_missed(whole.dollars / len(results), whole.dollars / events))
    print("prompt caching: not measured, nothing taken off")
    print("A BOUND IS MISSED: " + ", ".join(missed) if missed else "within the bounds")
    return 1 if missed else 0


_RECORDED: Mapping[str, Any] = {
    "tasks": TASKS,
    "answers": str(ROOT / "examples" / "answers.jsonl"),
    "offline": True,
}


def taken(record: Mapping[str, Any], task: str) -> Taken:
    """What a task has taken of one article: its request and, where there was one, its repair.

    The usage of a record is that of all of its requests.
    """
    entry = record["provenance"][task]
    requests = max(1, len(entry["chunks"])) + (entry["repair"] is not None)
    usage = entry["usage"]
    return Taken(requests, Usage(usage["input_tokens"], usage["output_tokens"], attempts=requests))


def total(parts: Iterable[Taken]) -> Taken:
    return sum(parts, Taken())


def _check_price() -> None:
    million = 1_000_000
    listed = [
        price_usd(MODEL, Usage(million, 0, attempts=1)),
        price_usd(MODEL, Usage(0, million, attempts=1)),
    ]
    assert listed == [INPUT, OUTPUT], f"the list price of {MODEL} is {listed}"


def _line(name: str, taken: Taken, number: int) -> str:
    usage = taken.usage
    return (
        f"{name:10} {taken.requests / number:8.2f} {usage.input_tokens / number:10,.0f}"
        f" {usage.output_tokens / number:7,.0f} {taken.dollars / number:9.5f}"
    )


def _missed(article: float, event: float) -> Sequence[str]:
    """Print both prices beside LEMONADE's; which of them is over its bound."""
    missed = []
    for name, price, bound in (("article", article, ARTICLE), ("event", event, EVENT)):
        share = f"1/{LEMONADE / price:.1f} of LEMONADE's ${LEMONADE} (bound ${bound:.5f})"
        print(f"an {name:8} ${price:.5f}: {share}")
        if price > bound:
            missed.append(name)
    return missed


if __name__ == "__main__":
    sys.exit(main())
