"""The limit of open files: raised where it may be, kept to where it may not."""

from __future__ import annotations

import logging
import resource

import pytest

from llmx.model.descriptors import OTHERS, connections

EVER = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("limit", "allowed", "raised"),
    [
        ((1024, 4096), 200, None),
        ((EVER, EVER), 200, None),
        ((64, 4096), 200, 200 + OTHERS),
        ((64, EVER), 200, 200 + OTHERS),
        ((64, 100), 100 - OTHERS, 100),
        ((64, 64), 64 - OTHERS, 64),
        ((8, 8), 1, 8),
    ],
)
def test_the_limit_is_raised_as_far_as_it_goes(
    limit: tuple[int, int],
    allowed: int,
    raised: int | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made: list[int] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limit)
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: made.append(new[0]))
    monkeypatch.setattr(logging.getLogger("llmx"), "propagate", True)
    assert connections(200) == allowed
    assert made == ([raised] if raised else [])
    said = f"{allowed} requests at a time, not 200" in caplog.text
    assert said == (allowed < 200)


def test_what_may_not_be_raised_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, 4096))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert connections(200) == 64 - OTHERS
