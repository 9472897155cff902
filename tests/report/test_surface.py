"""Surface forms: found in the cited sentences, counted as a browser counts."""

from __future__ import annotations

from llmx.fields import Block, Cited, Verbatim
from llmx.report.surface import Surface, cited_by
from tests.builders import article


class Thing(Cited):
    name_src: Verbatim
    lots: list[Verbatim]


class Two(Block):
    one: Thing
    other: Thing


def _thing(*sentences: int, name: str, lots: tuple[str, ...] = ()) -> Thing:
    return Thing(sentences=list(sentences), name_src=name, lots=list(lots))


def test_a_form_is_found_as_it_is_folded_in_cited_sentences_alone() -> None:
    shown = article(["سيطر الجيش على القرية.", "وانسحبَ الجيشُ منها.", "الجيش."])
    thing = _thing(1, 2, name="الجيش", lots=("قريه",))
    marks = list(Surface(shown).marks(thing, [1, 2]))
    assert [(n, p) for n, _, _, p in marks] == [(1, "/name_src"), (2, "/name_src"), (1, "/lots/0")]
    assert [shown.content[n - 1].text[start:end] for n, start, end, _ in marks] == [
        "الجيش",
        "الجيشُ",
        "قرية",
    ]


def test_spans_count_what_lies_beyond_the_basic_plane_twice() -> None:
    shown = article(["😀 x 😀 army"])
    ((n, start, end, _),) = Surface(shown).named("army", [1], "/name_src")
    assert (n, start, end) == (1, 8, 12)
    text = shown.content[0].text.encode("utf-16-le")
    assert text[2 * start : 2 * end].decode("utf-16-le") == "army"


def test_whole_words_come_before_parts_of_words() -> None:
    shown = article(["13 and 3"])
    assert [mark[1:3] for mark in Surface(shown).named("3", [1], "")] == [(7, 8)]


def test_what_a_block_cites_is_told_once_and_in_order() -> None:
    two = Two(one=_thing(3, 1, name="a"), other=_thing(1, name="b"))
    assert cited_by(two) == (1, 3)
