"""What is fuzzed holds for its seeds, for what has broken it before, and for bytes by chance."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import steady
from tests.fuzz.targets import TARGETS, seeds

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize(
    "case", sorted(CASES.glob("*/*")), ids=lambda file: f"{file.parent.name}/{file.name}"
)
def test_what_has_broken_it_before(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
@settings(steady, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_and_any_change_to_a_seed(name: str, data: st.DataObject) -> None:
    TARGETS[name](data.draw(st.binary(max_size=300)))
    seed = data.draw(st.sampled_from(seeds(name)))
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 20)))
    TARGETS[name](seed[:start] + data.draw(st.binary(max_size=20)) + seed[end:])
