"""One OpenAI-compatible loopback server for all tests and benchmarks: recorded, slow or faulty."""

from __future__ import annotations

from .app import Delay, Stats
from .batches import BatchApi, Script
from .completion import estimate_tokens, request_key
from .faults import FAULT_NAMES
from .limits import Bucket, Window
from .modes import Canned, Faults, Record, Replay, load_answers
from .scenario import Mix
from .server import Provider
from .wire import Request

__all__ = [
    "FAULT_NAMES",
    "BatchApi",
    "Bucket",
    "Canned",
    "Delay",
    "Faults",
    "Mix",
    "Provider",
    "Record",
    "Replay",
    "Request",
    "Script",
    "Stats",
    "Window",
    "estimate_tokens",
    "load_answers",
    "request_key",
]
