"""What the checks share of an article and its answers."""

from __future__ import annotations

from llmx.checks import Material
from llmx.fields import Block, Cited, Place, Prose, Verbatim
from llmx.text.concepts.marks import SAID
from tests.builders import article

SENTENCES = ("قُتل خمسة جنود في منبج.", "وصل سالم إلى الرقة.", "وعاد الوفد.")


class Town(Block):
    """A town of a schema of a user's own."""

    name_en: str
    name_src: Verbatim


class Note(Cited):
    """A note with the towns that it speaks of."""

    text: Prose
    towns: list[Town]
    more: list[list[Town]]


def _town(name: str = "Manbij", form: str = "منبج") -> Town:
    return Town(name_en=name, name_src=form)


def _material(text: str, cited: list[int], *towns: Town) -> Material:
    note = Note(sentences=cited, text=text, towns=list(towns), more=[[_town("Raqqa", "الرقة")]])
    return Material(article(SENTENCES, titled=False), {"notes": note})


def test_a_passage_is_read_with_what_its_sentences_do_not_hold() -> None:
    text = "Salem said that five soldiers were killed in Manbij and 12 on the road."
    (reading,) = _material(text, [1]).readings
    assert reading.cited == 0b001
    assert reading.english & reading.told & SAID
    assert reading.strange == ["Salem"]
    assert [figure.value for figure in reading.unmet] == [12]


def test_what_cites_nothing_of_the_article_is_no_reading() -> None:
    material = _material("Salem came.", [9])
    assert [passage.sentences for passage in material.passages] == [()]
    assert material.readings == []


def test_blocks_are_found_by_class_wherever_they_stand_in_their_order() -> None:
    material = _material("Manbij", [1], _town(), _town("Aleppo", "حلب"))
    assert [town.name_en for _, town in material.pieces(Town)] == ["Manbij", "Aleppo", "Raqqa"]
    (piece, *_), (other, _) = material.pieces(Note)[0], material.pieces(Town)[2]
    assert piece.pointer == "/answers/notes"
    assert other.pointer == "/answers/notes/more/0/0"
    assert other.sentences == (1,)
    assert len(material.pieces(Note, Town)) == len(material.pieces(Block)) == 4
    assert material.pieces(Place) == []


def test_a_source_form_has_the_english_beside_it() -> None:
    pairs = _material("Manbij", [2], _town()).pairs
    assert [(p.english, p.source, p.pointer) for p in pairs] == [
        ("Manbij", "منبج", "/answers/notes/towns/0/name_en"),
        ("Raqqa", "الرقة", "/answers/notes/more/0/0/name_en"),
    ]
