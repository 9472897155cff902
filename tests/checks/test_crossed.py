"""Two figures, each in a clause that tells what the other's sentence does."""

from __future__ import annotations

import pytest

from llmx.checks import Finding, Material, figures
from tests.builders import answer, article, loaded, raised

SOURCES = (
    "خلّفت الاشتباكات في العاصمة تسعة قتلى بحسب المركز الطبي.",
    "وفي الجنوب قتل مسلحون خمسة عند بوابة القطرون، وفق عضو المجلس البلدي.",
)
ENGLISH = (
    "The clashes in the capital left nine dead, the medical centre said.",
    "In the south, gunmen killed five at the Qatrun gate, a municipal councillor said.",
)


def _found(fact: str, *, translated: bool = True) -> list[Finding]:
    shown = article([*SOURCES, "."], titled=False, language="ar")
    brief = answer("brief", shown)
    brief["key_facts"] = [{"sentences": [1, 2], "fact": fact, "attributed_to": None}]
    models = {"brief": loaded("brief").answer.model_validate(brief)}
    if translated:
        sentences = [{"n": n, "en": en} for n, en in enumerate([*ENGLISH, "."], 1)]
        value = {"title_en": None, "sentences": sentences}
        models["translate"] = loaded("translate").answer.model_validate(value)
    found = raised(figures.check(Material(shown, models)))
    return [f for f in found if "each other's sentences" in f.message]


def test_two_figures_that_changed_sentences_are_found() -> None:
    crossed = "Clashes in the capital killed five, a medical centre said; gunmen killed nine"
    (found,) = _found(f"{crossed} at the Qatrun gate in the south.")
    assert (found.severity, found.sentences) == ("warning", (1, 2))
    assert _found(f"{crossed} at the Qatrun gate in the south.", translated=False) == []


@pytest.mark.parametrize(
    "fact",
    [
        "Clashes in the capital killed nine; gunmen killed five at the Qatrun gate in the south.",
        "Gunmen killed five at the Qatrun gate; clashes in the capital killed nine, it said.",
        "Clashes in the capital and at the Qatrun gate killed nine and five.",
        "Of the dead, five and nine; the toll of the clashes in the capital is not known.",
        "The capital's clashes ended; five died, and nine.",
    ],
)
def test_figures_in_clauses_of_their_own_sentences_are_right(fact: str) -> None:
    assert _found(fact) == []
