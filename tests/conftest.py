"""What is done around all tests: their garbage is collected, and nothing else is looked through."""

from __future__ import annotations

import gc


def pytest_configure() -> None:
    """Collect no garbage while tests are gathered: the more there are, the longer each round."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what lives as long as the run, a million objects, out of every later round."""
    gc.freeze()
    gc.enable()
