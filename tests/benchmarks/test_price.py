"""The benchmark of the price."""

from __future__ import annotations

import pytest

from benchmarks import price
from benchmarks.price import Taken, taken, total
from llmx.model.usage import Usage


def _record(**entry: object) -> dict[str, object]:
    usage = {"input_tokens": 1000, "output_tokens": 200}
    return {"provenance": {"brief": {"usage": usage, "chunks": [], "repair": None, **entry}}}


def test_a_request_is_counted_for_each_chunk_and_for_a_repair() -> None:
    assert taken(_record(), "brief").requests == 1
    assert taken(_record(chunks=[{}, {}], repair="f"), "brief").requests == 3


def test_it_is_priced_at_the_list_price() -> None:
    both = total([taken(_record(), "brief"), Taken(1, Usage(1000, 200, attempts=1))])
    assert both.dollars == pytest.approx((2000 * price.INPUT + 400 * price.OUTPUT) / 1e6)


def test_the_examples_are_within_the_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert price.main() == 0
    assert "1/" in capsys.readouterr().out


def test_a_price_over_its_bound_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(price, "EVENT", 0.0)
    assert price.main() == 1
    assert "A BOUND IS MISSED: event" in capsys.readouterr().out
