"""What the figures of a text say that cannot be."""

from __future__ import annotations

import pytest

from llmx.checks import Material, figures
from llmx.checks.english import English
from llmx.checks.figures.impossible import parts_above
from llmx.checks.finding import Finding
from llmx.checks.witnesses import Witnesses
from llmx.text.numerals import numerals
from tests.builders import answer, article, loaded, raised


def _parts(text: str) -> list[tuple[str, str]]:
    english = English(text, numerals(text, "en"))
    figures = english.numerals
    return [(figures[part].text, figures[whole].text) for part, whole in parts_above(english)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They shot down 17 of 14 drones.", [("17", "14")]),
        ("It held seven of a two-member team.", [("seven", "two")]),
        ("30 of the eleven planned trucks arrived.", [("30", "eleven")]),
        ("Nine were wounded, 23 of them children.", [("23", "Nine")]),
        ("Two citizens were held, among them 18 women.", [("18", "Two")]),
        ("Eleven detainees, including 87 women, were freed.", [("87", "Eleven")]),
        ("They shot down 14 of 17 drones.", []),
        ("23 were wounded, 9 of them children and six women.", []),
        ("At least eleven detainees, including 87 women, were freed.", []),
        ("Up to 20 of the 12 guards fled.", []),
        ("Dozens were killed, five of them children.", []),
        ("Two families died, including five children.", []),
        ("Two trucks burned, killing guards, five of them recruits.", []),
        ("Two died. Others were hurt, five of them badly.", []),
        ("In 2 of 60% of the cases", []),
    ],
)
def test_a_part_is_no_more_than_its_whole(text: str, found: list[tuple[str, str]]) -> None:
    assert _parts(text) == found


def _found(source: str, fact: str, english: str | None = None) -> list[Finding]:
    """What is found in a fact of a brief, with what the translation says of its sentence."""
    shown = article([source], titled=False, language="ar")
    value = answer("brief", shown)
    value["key_facts"] = [{"sentences": [1], "fact": fact, "attributed_to": None}]
    answers = {"brief": loaded("brief").answer.model_validate(value)}
    if english:
        said = {"title_en": None, "sentences": [{"n": 1, "en": english}]}
        answers["translate"] = loaded("translate").answer.model_validate(said)
    material = Material(shown, answers)
    return raised(Witnesses(material).settled(figures.check(material)))


OF_SEVENTEEN = "أسقطت الدفاعات 14 مسيّرة من أصل 17 أطلقت على الميناء."
A_RANGE = "نزحت ما بين 210 و230 أسرة من القرية."


def test_a_part_above_its_whole_stands_unless_another_answer_says_so_too() -> None:
    wrong = "The defences downed 17 of 14 drones launched at the harbour."
    (finding,) = _found(OF_SEVENTEEN, wrong)
    assert (finding.severity, finding.sentences) == ("warning", (1,))
    assert finding.message == "'17' is a part of '14', which is less"
    right = wrong.replace("17 of 14", "14 of 17")
    assert not _found(OF_SEVENTEEN, right)
    assert _found(OF_SEVENTEEN, wrong, right)
    borne_out = _found(OF_SEVENTEEN, wrong, wrong)
    assert {finding.severity for finding in borne_out} == {"info"}


@pytest.mark.parametrize("said", ["230 to 210 families", "between 230 and 210 families"])
def test_a_range_does_not_fall(said: str) -> None:
    (finding,) = _found(A_RANGE, f"{said} left the village.".capitalize())
    assert finding.severity == "error"
    assert "it falls" in finding.message


def test_what_fell_from_one_figure_to_another_is_no_range() -> None:
    source = "تراجع عدد الأسر في المخيم من 230 إلى 210."
    assert not _found(source, "Families in the camp fell from 230 to 210.")
