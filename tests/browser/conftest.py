"""A real Chromium on pages that are written here; every fault that it reports fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.pages import Opened, Scheme

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a head."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "no chromium: `make browser` installs it"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page; at the end nothing may have gone wrong in any that was opened."""
    opened: list[Opened] = []

    def visit(
        file: Path,
        *,
        width: int = 1440,
        height: int = 900,
        scheme: Scheme = "light",
    ) -> Page:
        made = Opened(browser, (width, height), scheme)
        opened.append(made)
        return made.visit(file)

    yield visit
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.close()
    assert faults == []
