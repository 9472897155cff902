"""A document as plain text: wrapped, cited, without markup."""

from __future__ import annotations

from llmx.document import Document, Line, Section
from llmx.export.text import WIDTH, render
from tests.builders import article

LONG = "A military source said that the army took the town of al-Nakhil on Sunday. " * 4


def test_the_parts_in_their_order() -> None:
    document = Document(
        Line("Army took a town", (2,)),
        (
            Section(None, (Line("One.", (1,)), Line("Two."))),
            Section("Key facts", (Line("it is so", (3, 4), label="a source", source="قال"),)),
        ),
    )
    assert render(document, article()).splitlines() == [
        "ARMY TOOK A TOWN [2]",
        "",
        "Arabic · published 2017-11-19 · news/one.txt",
        "",
        "- One. [1]",
        "- Two.",
        "",
        "Key facts",
        "---------",
        "",
        "- A source: قال: it is so [3, 4]",
    ]


def test_every_style_is_wrapped() -> None:
    sections = tuple(
        Section(None, (Line(LONG, (1,)), Line(LONG)), style)
        for style in ("prose", "paragraphs", "list")
    )
    text = render(Document(Line(LONG), sections), article())
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert " ".join(text.split()).count("al-Nakhil on Sunday") == 24
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_prose_is_one_paragraph_and_paragraphs_are_several() -> None:
    lines = (Line("One.", (1,)), Line("Two.", (2,)))
    prose = render(Document(Line("h"), (Section(None, lines, "prose"),)), article())
    assert prose.endswith("\n\nOne. [1] Two. [2]\n")
    paragraphs = render(Document(Line("h"), (Section(None, lines, "paragraphs"),)), article())
    assert paragraphs.endswith("\n\nOne.\n\nTwo.\n")


def test_the_second_line_of_an_item_is_indented() -> None:
    text = render(Document(Line("h"), (Section(None, (Line(LONG),)),)), article())
    items = text.splitlines()[4:]
    assert items[0].startswith("- ")
    assert len(items) > 1
    assert all(line.startswith("  ") for line in items[1:])
