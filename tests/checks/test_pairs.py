"""English names beside the source forms that they stand for."""

from __future__ import annotations

from pydantic import BaseModel

from llmx.checks import Material
from llmx.checks.pairs import attributes, folded_forms
from llmx.fields import Actor, Block, Sentences, Verbatim
from tests.builders import article


class Town(Block):
    """A town of a schema of a user's own."""

    sentences: Sentences
    town_en: str | None
    town_src: Verbatim
    note_src: Verbatim


def _material(*answers: BaseModel) -> Material:
    shown = article(("وصلت القافلة الى منبج.", "غادر سالم."), titled=False)
    return Material(shown, {f"task{n}": a for n, a in enumerate(answers)})


def test_a_source_form_is_paired_with_the_english_of_its_field() -> None:
    town = Town(sentences=[1], town_en="Manbij", town_src="منبج", note_src="القافلة")
    (pair,) = _material(town).pairs
    assert (pair.english, pair.source, pair.sentences) == ("Manbij", "منبج", (1,))
    assert pair.pointer == "/answers/task0/town_en"
    assert pair.block is town


def test_what_has_no_english_is_no_pair() -> None:
    town = Town(sentences=[1], town_en=None, town_src="منبج", note_src="القافلة")
    assert _material(town).pairs == []


def test_forms_are_folded_each_by_itself() -> None:
    towns = [
        Town(sentences=[1], town_en="Manbij", town_src=form, note_src="سالم")
        for form in ("مدينةٌ", "أعزاز", "مدينةٌ")
    ]
    folded = folded_forms(_material(*towns).pairs)
    assert folded == {"مدينةٌ": "مدينه", "أعزاز": "اعزاز"}
    assert folded_forms([]) == {}


def test_registers_are_told_from_other_blocks() -> None:
    assert "register_name" in attributes(Actor)
    assert "register_name" not in attributes(Town)
