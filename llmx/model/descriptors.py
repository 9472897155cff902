"""Descriptors: how many connections the process may have open beside its files."""

from __future__ import annotations

import contextlib
import logging

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

_log = logging.getLogger("llmx.descriptors")

OTHERS = 40  # sources, outputs, the store, the loop, connections that are being closed


def connections(wanted: int) -> int:
    """How many of the wanted connections may be open at once, and at least one.

    The limit of the process is raised as far as it needs and may be (`ulimit -n` shows it); what
    it still falls short by is said.
    """
    if resource is None:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + OTHERS
    if resource.RLIM_INFINITY != soft < needed:
        raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        with contextlib.suppress(OSError, ValueError):  # forbidden by more than the limit
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
            soft = raised
        wanted, asked = max(1, min(wanted, soft - OTHERS)), wanted
        if wanted < asked:
            said = "%s requests at a time, not %s: the process may open no more than %s files"
            _log.warning(said, wanted, asked, soft)
    return wanted
