"""Which fault meets which request: a scripted sequence of steps, or a seeded mix."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .faults import Fault, carries, fault_named, ok, unsupported
from .wire import Json, Request


@dataclass(frozen=True, slots=True)
class Step:
    """One fault with the name it is counted under and how often it comes; None = no number given.

    A step with a `param` meets only the requests that carry it.
    """

    name: str
    fault: Fault
    count: int | None = None
    param: str | None = None


@dataclass(frozen=True, slots=True)
class Mix:
    """Each request meets one of `faults` with probability `rate`.

    The draw depends on the seed, the request's bytes and how often they came before, not on the
    order of arrival: runs of any concurrency meet the same faults.
    """

    rate: float
    seed: int = 0
    faults: Sequence[str] = field(default=("429ra", "500", "reset", "truncbody", "schema"))


class Plan(Protocol):
    def pick(self, request: Request) -> Step: ...


OK = Step("ok", ok)


def parse_step(spec: str) -> Step:
    """Return the step that `name`, `name:COUNT` or `400param:PARAM[:COUNT]` stands for."""
    name, *rest = spec.split(":")
    param = rest.pop(0) if name == "400param" and rest else None
    count = rest.pop(0) if rest else None
    if rest or (name == "400param" and not param):
        raise ValueError(f"expected NAME[:COUNT] or 400param:PARAM[:COUNT], got {spec!r}")
    if count is not None and not (count.isdecimal() and int(count) > 0):
        raise ValueError(f"expected a count of 1 or more in {spec!r}, got {count!r}")
    number = None if count is None else int(count)
    if param is not None:
        return Step(f"{name}:{param}", unsupported(param), number, param)
    return Step(name, fault_named(name), number)


def plan(scenario: str | Sequence[str] | Mix) -> Plan:
    """Return a fresh plan; a string holds the steps separated by blanks."""
    if isinstance(scenario, Mix):
        return _Draw(scenario)
    specs = scenario.split() if isinstance(scenario, str) else scenario
    return _Script([parse_step(spec) for spec in specs])


class _Script:
    """Steps one after the other; without a count a step comes once, the last one for ever.

    A `400param` step holds from the moment it is reached, whatever comes after it, since an
    endpoint does not learn a parameter. When all is used up, requests succeed.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = deque(steps)
        self._standing: list[Step] = []
        self._used: Counter[str] = Counter()
        self._taken = 0

    def pick(self, request: Request) -> Step:
        while self._steps and self._steps[0].param is not None:
            self._standing.append(self._steps.popleft())
        return self._refuse(request.body) or self._advance()

    def _refuse(self, body: Json) -> Step | None:
        for step in self._standing:
            spent = step.count is not None and self._used[step.name] >= step.count
            if not spent and step.param is not None and carries(body, step.param):
                self._used[step.name] += 1
                return step
        return None

    def _advance(self) -> Step:
        if not self._steps:
            return OK
        step = self._steps[0]
        self._taken += 1
        once = step.count is None and len(self._steps) > 1
        if once or self._taken == step.count:
            self._steps.popleft()
            self._taken = 0
        return step


class _Draw:
    def __init__(self, mix: Mix) -> None:
        self._mix = mix
        self._steps = [parse_step(spec) for spec in mix.faults]
        self._seen: Counter[str] = Counter()

    def pick(self, request: Request) -> Step:
        digest = hashlib.sha256(request.raw).hexdigest()
        draw = random.Random(f"{self._mix.seed}:{digest}:{self._seen[digest]}")
        self._seen[digest] += 1
        if draw.random() >= self._mix.rate:
            return OK
        step = draw.choice(self._steps)
        unmet = step.param is not None and not carries(request.body, step.param)
        return OK if unmet else step
