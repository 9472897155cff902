"""What the answers say of a sentence elsewhere."""

from __future__ import annotations

from llmx.checks import Material
from llmx.checks.material import Passage, mask
from llmx.checks.mentions import MIXED, PURE, Mentions, told_in
from tests.builders import answer, article, loaded

SENTENCES = ("غادر سالم المدينة.", "وصلت القافلة.", "وعاد منصور.")


def _mentions() -> tuple[Mentions, list[Passage]]:
    shown = article(SENTENCES, titled=False)
    brief = answer("brief", shown)
    brief["headline"] = {"sentences": [1], "text": "Salem leaves"}
    brief["summary"] = [{"sentences": [1, 2], "text": "The convoy came."}]
    brief["key_facts"] = [{"sentences": [2], "fact": "It came.", "attributed_to": "Mansour"}]
    material = Material(shown, {"brief": loaded("brief").answer.model_validate(brief)})
    passages = [p for p in (*material.passages, *material.named) if p.sentences]
    said = [(p.text, mask(p.sentences), p) for p in passages]
    return Mentions(material, material.names, said, {}), passages


def test_sentences_are_bits() -> None:
    assert mask((1, 3)) == 0b101
    assert mask(()) == mask(None) == 0


def test_another_block_supports_a_name_and_its_own_does_not() -> None:
    mentions, said = _mentions()
    headline, summary = (next(p for p in said if p.path[0] == n) for n in _PARTS)
    assert mentions.supports("Salem", 0b001, summary)
    assert not mentions.supports("Salem", 0b001, headline)
    assert not mentions.supports("Salem", 0b010, summary)
    assert mentions.supports("Mansur", 0b010, summary)
    assert mentions.names_whole("Salem leaves", 0b001, summary)
    assert not mentions.names_whole("Salem left", 0b001, summary)


def test_a_block_that_cites_the_sentence_of_a_name_too_supports_it_less() -> None:
    mentions, said = _mentions()
    headline, summary = (next(p for p in said if p.path[0] == n) for n in _PARTS)

    def convoy(text: str) -> bool:
        return "convoy" in text

    assert mentions.support(convoy, 0b001, 0b010, headline) == MIXED
    assert mentions.support(convoy, 0b001, 0b100, headline) == PURE
    assert mentions.support(convoy, 0b001, 0b100, summary) == 0
    assert mentions.support(convoy, 0b100, 0b010, headline) == 0


def test_a_passage_is_silent_of_a_name_that_its_english_and_another_block_have() -> None:
    mentions, said = _mentions()
    summary = next(p for p in said if p.path[0] == "summary")
    assert mentions.omits("It was Salem who left.", 0b001, summary)
    assert not mentions.omits("It was Mansour who left.", 0b001, summary)  # of sentence 2
    assert not mentions.omits("The convoy came.", 0b001, summary)


def test_a_word_is_told_in_any_spelling_and_not_inside_of_another() -> None:
    names = Material(article(SENTENCES, titled=False), {}).names
    assert told_in("Syria", "of the Syrian coast", names)
    assert told_in("Mansour", "back came Mansur", names)
    assert told_in("Fishermen", "three fishermen", names)
    assert not told_in("Amman", "the Hamamman post", names)
    assert not told_in("Salem", "back came Mansur", names)


def test_which_sentences_other_blocks_speak_of() -> None:
    mentions, said = _mentions()
    headline = next(p for p in said if p.path[0] == "headline")
    assert mentions.covers(0b011, headline)
    assert not mentions.covers(0b100, headline)


_PARTS = ("headline", "summary")
