"""An age in one answer against that of the same name in another."""

from __future__ import annotations

import pytest

from llmx.checks import Finding, Material, run
from tests.builders import answer, article, loaded

SOURCE = "نوید سلامی ۱۹ ساله و پسرعمویش سامان ۱۶ ساله کشته شدند."
ENGLISH = "Navid Salami, a 19-year-old carrier, and his cousin Saman, 16, were killed."


def _found(fact: str, english: str = ENGLISH) -> list[Finding]:
    shown = article([SOURCE, "."], titled=False, language="fa")
    brief = answer("brief", shown)
    brief["key_facts"] = [{"sentences": [1], "fact": fact, "attributed_to": None}]
    sentences = [{"n": 1, "en": english}, {"n": 2, "en": "."}]
    models = {
        "brief": loaded("brief").answer.model_validate(brief),
        "translate": loaded("translate").answer.model_validate(
            {"title_en": None, "sentences": sentences}
        ),
    }
    found = run(Material(shown, models))
    return [f for f in found if f.check == "figures" and f.severity != "info"]


@pytest.mark.parametrize(
    "fact",
    [
        "Navid Salami, 16, and his cousin Saman, 19, were killed.",
        "The 16-year-old Navid Salami was killed.",
        "Navid, aged 16, was killed.",
    ],
)
def test_an_age_is_that_of_its_name(fact: str) -> None:
    found = _found(fact)
    assert any("another's age" in finding.message for finding in found)


@pytest.mark.parametrize(
    ("fact", "english"),
    [
        ("Navid Salami, 19, and his cousin Saman, 16, were killed.", ENGLISH),
        ("Saman, 16, and Navid, 19, were killed.", ENGLISH),
        ("The 16-year-old cousin of Navid Salami was killed.", ENGLISH),
        ("Saman, 16, was killed.", "Navid Salami, 19, and a boy aged 16 were killed."),
        ("Reza Salami, 16, was killed.", "Reza Karimi, 19, and a boy of 16 were killed."),
    ],
)
def test_another_name_denies_no_age(fact: str, english: str) -> None:
    assert _found(fact, english) == []
