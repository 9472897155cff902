"""The brief's schema: what is no brief is asked for again."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from tests.builders import answer, article, loaded
from tests.builders import outcome as made

SHOWN = article()


def test_a_brief_without_a_summary_is_no_answer() -> None:
    value = answer("brief", SHOWN) | {"summary": []}
    for model in (loaded("brief").answer, loaded("brief").bound_to(SHOWN)):
        with pytest.raises(ValidationError, match="a brief has a summary"):
            model.model_validate(value)
    with pytest.raises(ValidationError, match="a brief has a summary"):
        loaded("brief").parse(json.dumps(value), SHOWN)


def test_what_else_may_be_empty_may() -> None:
    value = answer("brief", SHOWN) | {"key_facts": [], "uncertainties": [], "other_theatres": []}
    assert loaded("brief").parse(json.dumps(value), SHOWN)
    assert made(SHOWN).record["answers"]["brief"]["summary"]
