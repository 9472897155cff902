"""Log events: a change of state as a name and fields, beside the line that people read."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Callable, Collection
from typing import Any, TextIO

TEXT = frozenset({"messages", "content"})
"""Fields that hold text of articles or answers: they are written only where that is asked for."""


def event(log: logging.Logger, level: int, name: str, said: str = "", /, **fields: Any) -> None:
    """Log that something changed its state.

    `name` is what happened, a thing and a word ("request.sent"); `said` is the line for people,
    without which only machines are told. Fields are strings, numbers, true, false and null.
    """
    if log.isEnabledFor(level):
        log.log(level, "%s", said, extra={"event": name, "fields": fields})


class JsonLines(logging.Handler):
    """Log records as lines of JSON: `time`, `level`, `event`, the fields, and `message` for people.

    `time` is UTC with milliseconds, of the injected clock (seconds since the epoch). A record
    that is no event is one named "log". Fields of `TEXT` are left out, unless `text`.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        text: bool = False,
        clock: Callable[[], float] | None = None,
    ) -> None:
        super().__init__(logging.DEBUG)
        self.out = out
        self._hidden: Collection[str] = () if text else TEXT
        self._clock = clock

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = json.dumps(self._value(record), ensure_ascii=True, separators=(",", ":"))
            self.out.write(line + "\n")
            self.out.flush()
        except OSError:  # a full disk, a reader that is gone: the run is worth more than its log
            logging.getLogger("llmx").removeHandler(self)

    def _value(self, record: logging.LogRecord) -> dict[str, Any]:
        seconds = self._clock() if self._clock else record.created
        moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
        fields = getattr(record, "fields", {})
        said = record.getMessage()
        return {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "log"),
            **{name: value for name, value in fields.items() if name not in self._hidden},
            **({"message": said} if said else {}),
        }
