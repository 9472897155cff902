"""A document as Markdown: what it looks like, and that no text becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from llmx.document import Document, Line, Section
from llmx.export.markdown import citation, dateline, escape, render
from tests.builders import ARABIC, article, outcome, steady

HOSTILE = [
    "# a heading",
    "###### six",
    "- a list",
    "* a list",
    "+ a list",
    "1. first",
    "1) first",
    "> a quote",
    "---",
    "===",
    "~~~",
    "```python",
    "`code`",
    "**bold** _it_ *it* __b__ ~~gone~~",
    "<script>alert(1)</script>",
    "<!-- comment -->",
    "<https://evil.example>",
    "[link](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "[label]: https://evil.example",
    "a](https://evil.example) b",
    "&lt;script&gt; &#60; &amp;",
    "\\",
    "a\\\nb",
    "one\n\n# two",
    "    indented",
    "ends with # ##",
    "* * *",
    "12. twelve",
    "about ~150 fighters, AT&T, a 1.5 km front",
]
ANY = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.text(
    alphabet="#-+*_=~`<>[]()!&;\\|.1) a\n\t", max_size=30
)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _shown(markdown: str) -> list[tuple[str, str]]:
    """The kinds of tokens and the text of a Markdown document, as a reader of it gets them."""
    parser = MarkdownIt("commonmark").enable("strikethrough")
    tokens: list[tuple[str, str]] = []
    for token in parser.parse(markdown):
        if token.type == "inline":
            tokens.extend((child.type, child.content) for child in token.children or [])
        else:
            tokens.append((token.type, ""))
    return tokens


def _assert_plain(markdown: str, text: str) -> None:
    if not text:
        return
    paragraph = [("paragraph_open", ""), ("text", text), ("paragraph_close", "")]
    assert _shown(markdown) == paragraph


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    _assert_plain(escape(text), _flat(text))


@steady
@given(ANY)
def test_any_text_stays_text(text: str) -> None:
    _assert_plain(escape(text), _flat(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_wherever_it_stands(text: str) -> None:
    line = Line(text, (1,), label=text, source=text)
    styles = (
        Section("One", (line,), "prose"),
        Section("Two", (Line(text),), "paragraphs"),
        Section("Three", (line, Line(text)), "list"),
    )
    shown = article((text, "b"), source=f"{_flat(text).replace('/', '')}.txt")
    plain = article(("x", "b"), source="x.txt")
    word = Line("x", (1,), label="x", source="x")
    same = (
        Section("One", (word,), "prose"),
        Section("Two", (Line("x"),), "paragraphs"),
        Section("Three", (word, Line("x")), "list"),
    )
    got = _shown(render(Document(line, styles), shown, sources=True))
    expected = _shown(render(Document(word, same), plain, sources=True))
    assert [kind for kind, _ in got] == [kind for kind, _ in expected]


def test_ordinary_prose_is_left_alone() -> None:
    text = "Army says it took 3 villages (5 km north); 'liberated' - 12.5% + more. #1"
    assert escape(text) == text


def test_a_brief() -> None:
    shown = article(source="a.txt")
    (answer,) = outcome(shown).answers.values()
    text = render(answer.document(shown), shown)  # type: ignore[attr-defined]
    assert text.splitlines()[:10] == [
        "# Army says it took al-Nakhil [2]",
        "",
        "*Arabic · published 2017-11-19 · a.txt*",
        "",
        "A military source said the army took al-Nakhil. [1, 2]",
        "",
        "## Key facts",
        "",
        "- **A military source:** the army took al-Nakhil [2]",
        "",
    ]
    assert "- سيطر: took" in text
    assert text.endswith(".\n")


def test_the_cited_sentences_follow_on_request() -> None:
    shown = article()
    document = Document(Line("x", (3,)), (Section(None, (Line("y", (1, 3)),)),))
    assert "## Sources" not in render(document, shown)
    text = render(document, shown, sources=True)
    assert text.endswith(f"## Sources\n\n- [1] {ARABIC[0]}\n- [3] {ARABIC[2]}\n")


def test_citations() -> None:
    assert citation(Line("x", (3, 4))) == "[3, 4]"
    assert citation(Line("x")) == ""


def test_datelines() -> None:
    assert dateline(article(source="-", published=None)) == "Arabic · not dated · standard input"
    assert dateline(article(language="und")).startswith("language unknown · published 2017-11-19")
    assert dateline(article(language="xx")).startswith("xx · ")


def test_words_are_those_printed() -> None:
    document = Document(
        Line("One two", (1, 2, 3)),
        (Section("Not counted", (Line("three four", label="five"), Line("six", source="seven"))),),
    )
    assert document.words() == 7
