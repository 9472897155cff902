"""Every test here has a home, a folder and an environment of its own, and no key."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmx import validation
from tests.cli.support import Llmx


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder: empty, with the home and the answer store beside it."""
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "LLMX_")) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    own = tmp_path / "home"
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(own))
    monkeypatch.setenv("HOME", str(own))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # nothing here is about a power cut
    # Where a machine is so busy that a process stands still for ten seconds (an import is enough),
    # a connection would be tried again: an attempt that no endpoint has counted.
    monkeypatch.setattr("llmx.model.client._CONNECTING", 3600.0)
    validation._hashes.cache_clear()
    log = logging.getLogger("llmx")
    before = (log.handlers[:], log.propagate, log.level)
    yield folder
    log.handlers[:], log.propagate = before[0], before[1]
    log.setLevel(before[2])


@pytest.fixture
def llmx(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Llmx:
    """The command, in this process."""
    return Llmx(capsys, monkeypatch)
