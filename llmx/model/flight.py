"""How many requests may be on the wire: slow start, additive increase, one cut per episode."""

from __future__ import annotations

import math

CEILING = 3000  # 1000 articles at a time, three tasks each
START = 200  # after the first answer; most runs have fewer articles times tasks at a time
CUT = 0.7
STEP = 0.05  # of the limit, and at least one request: what a round adds
ROUND = 2.0  # seconds
_NEVER = -math.inf


class Flight:
    """The adaptive limit of requests in flight. Times are seconds of a monotonic clock.

    One request goes out alone until something has been answered, at the start and where the
    endpoint has answered nobody for a while (`close`). From then on the limit grows by
    one with each answer, after the first cut by a step each round, and only while it is what
    keeps others waiting. A refusal begins an episode and cuts the limit once. The episode lasts
    until a request that was sent after the cut is answered; refusals in it cut no more, so that
    the limit does not decay while an endpoint takes nothing.
    """

    def __init__(self, *, ceiling: int = CEILING, start: int = START) -> None:
        self.aloft = 0
        self.limit = 1.0
        self.is_open = False
        self._most = 0  # in flight at once since the last cut
        self._ceiling = float(ceiling)
        self._start = min(float(start), self._ceiling)
        self._steady = False
        self._full_at = _NEVER
        self._refused_at = _NEVER
        self._episode = False
        self._grown_at = _NEVER

    def has_room(self, now: float) -> bool:
        """Whether one more may go; where not, the limit counts as what keeps others waiting."""
        if self.aloft < int(self.limit):
            return True
        self._full_at = now
        return False

    def begin(self) -> None:
        self.aloft += 1
        self._most = max(self._most, self.aloft)

    def end(self) -> None:
        self.aloft -= 1

    def close(self) -> None:
        """Let out no more than one, until something is answered."""
        self.is_open = False
        self.limit = 1.0

    def answered(self, started: float, now: float) -> None:
        """A request that began at `started` has its answer."""
        if not self.is_open:
            self.is_open = True
            self.limit = self._start
        elif started <= self._refused_at:
            return  # it says nothing of the time after the refusal
        elif self._full_at >= started:
            self.limit = min(self._ceiling, self.limit + self._growth(now))
            self._grown_at = now
        self._episode = False

    def refused(self, started: float, now: float) -> bool:
        """A request that began at `started` was refused for its number; whether that is news.

        It is none where the request was sent before the last news of this kind came.
        """
        if started <= self._refused_at:
            return False
        self._refused_at = now
        if not self._episode:
            self._cut(now)
        self._episode = True
        return True

    def _growth(self, now: float) -> float:
        if not self._steady:
            return 1.0
        step = max(1.0, STEP * self.limit)
        return step * min(1.0, (now - self._grown_at) / ROUND)

    def _cut(self, now: float) -> None:
        self._steady = self._steady or self.is_open
        self._grown_at = now
        self.limit = max(1.0, CUT * min(self.limit, self._most))
        self._most = self.aloft
