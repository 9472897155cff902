"""Hints in headers: how durations are read, when they slow a run down, and when they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.model.allowance import LONGEST_GAP, Allowance, Hints, duration, read
from tests.builders import steady
from tests.provider.limits import duration as written


def headers(
    remaining: object, reset: str, limit: object = 3000, unit: str = "requests"
) -> dict[str, str]:
    return {
        f"x-ratelimit-limit-{unit}": str(limit),
        f"x-ratelimit-remaining-{unit}": str(remaining),
        f"x-ratelimit-reset-{unit}": reset,
    }


def gap(said: dict[str, str], *, sent: int = 1, later: float = 0.0, tokens: float = 0.0) -> float:
    """The gap after request 1 was answered with these headers."""
    hints = Hints()
    hints.heard(said, 1, 0.0)
    return hints.gap(later, sent=sent, tokens=tokens)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6m0s", 360.0),
        ("1h2m3.5s", 3723.5),
        ("12ms", 0.012),
        ("20ms", 0.02),
        ("1s", 1.0),
        ("1.5s", 1.5),
        ("59.999s", 59.999),
        ("2m", 120.0),
        ("24h0m0s", 86400.0),
        ("1s50ms", 1.05),
        ("7", 7.0),
        ("0.25", 0.25),
        (" 3s ", 3.0),
        ("0s", 0.0),
        ("", None),
        ("s", None),
        ("-1s", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("1s2h", None),
        ("5s5", None),
        ("٣s", None),
        ("9" * 400, None),
        ("2026-11-29T00:00:00Z", None),
    ],
)
def test_a_duration_is_read(text: str, seconds: float | None) -> None:
    assert duration(text) == (None if seconds is None else pytest.approx(seconds))


@steady
@given(st.floats(0, 90_000))
def test_what_an_endpoint_writes_is_read_back(seconds: float) -> None:
    assert duration(written(seconds)) == pytest.approx(seconds, abs=0.0011, rel=1e-4)


@steady
@given(st.text(max_size=30))
def test_no_header_breaks_the_reader(text: str) -> None:
    found = read(headers(text, text, text), "requests")
    assert found is None or min(found.limit, found.remaining, found.reset) >= 0
    assert 0 <= gap(headers(text, text, text)) <= LONGEST_GAP


def test_a_header_without_its_other_half_says_nothing() -> None:
    whole = headers(10, "1s")
    for name in ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"):
        assert read({k: v for k, v in whole.items() if k != name}, "requests") is None
    unbounded = {k: v for k, v in whole.items() if "limit-limit" not in k}
    assert read(unbounded, "requests") == Allowance(10, 10, 1)


def test_while_much_is_left_nothing_is_slowed() -> None:
    assert gap(headers(2999, "20ms")) == 0.0
    assert gap(headers(61, "58s")) == 0.0


def test_what_is_left_is_made_to_last_until_the_reset() -> None:
    assert gap(headers(50, "10s")) == pytest.approx(0.2)
    assert gap(headers(25, "500ms")) == pytest.approx(0.02)


def test_what_was_sent_since_is_not_left() -> None:
    assert gap(headers(50, "10s"), sent=26) == pytest.approx(0.4)
    assert gap(headers(80, "1s"), sent=1) == 0.0
    assert gap(headers(80, "1s"), sent=41) == pytest.approx(1 / 40)


@pytest.mark.parametrize("reset", ["1s", "6m0s", "24h0m0s"])
@pytest.mark.parametrize("remaining", [0, 1, 2])
def test_no_header_stops_a_run(remaining: int, reset: str) -> None:
    assert 0 < gap(headers(remaining, reset), sent=5) <= LONGEST_GAP


def test_what_was_said_long_ago_holds_no_more() -> None:
    assert gap(headers(0, "6m0s"), later=1.9) == LONGEST_GAP
    assert gap(headers(0, "6m0s"), later=2.1) == 0.0


def test_an_answer_to_an_earlier_request_is_old_news() -> None:
    hints = Hints()
    hints.heard(headers(50, "10s"), 7, 0.0)
    hints.heard(headers(2000, "10s"), 6, 0.1)
    assert hints.gap(0.1, sent=7, tokens=0) == pytest.approx(0.2)


def test_tokens_are_counted_by_what_a_request_takes() -> None:
    said = headers(20_000, "10s", 2_000_000, "tokens")
    assert gap(said, tokens=1000.0) == pytest.approx(0.5)
    assert gap(said, tokens=500.0) == pytest.approx(0.25)
    assert gap(said) == 0.0


def test_what_the_user_has_stated_is_not_asked_of_the_headers() -> None:
    hints = Hints(requests=False)
    hints.heard(headers(0, "6m0s"), 1, 0.0)
    assert hints.gap(0.0, sent=1, tokens=100.0) == 0.0
    hints.heard(headers(0, "6m0s", unit="tokens"), 2, 0.0)
    assert hints.gap(0.0, sent=2, tokens=100.0) == LONGEST_GAP


def test_a_server_that_denies_what_it_gives_is_not_believed() -> None:
    hints = Hints()
    for number in range(20):
        assert hints.trusted
        hints.heard(headers(0, "6m0s"), number, 0.0)
    assert hints.gap(0.0, sent=20, tokens=0) == 0.0
    hints.heard(headers(1, "6m0s"), 21, 0.0)
    assert hints.gap(0.0, sent=21, tokens=0) == 0.0


def test_a_server_that_is_at_its_limit_now_and_then_is_believed() -> None:
    hints = Hints()
    for number in range(100):
        hints.heard(headers(number % 3, "10s"), number, 0.0)
    assert hints.gap(0.0, sent=100, tokens=0) == LONGEST_GAP
