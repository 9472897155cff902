"""A document on a terminal: measured lines, quiet colours, citations that do not shout."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from llmx.article import Article, Sentence
from llmx.document import Document, Line
from llmx.export.markdown import MARK, UNVERIFIED, citation, dateline, opened, unverified
from llmx.text.cleaning import for_terminal

_WIDTH = 96


def show_document(
    document: Document,
    article: Article,
    *,
    model: str,
    pairs: list[tuple[Sentence, str]] | None = None,
    sources: bool = False,
) -> None:
    """Print a document, or its sentence pairs, on standard output."""
    console = Console(highlight=False)
    console.width = min(console.width, _WIDTH)
    console.print()
    console.print(_line(document.headline, "bold"))
    console.print(Text(f"{dateline(article)} · {model}", "dim"))
    if pairs is not None:
        _show_pairs(console, pairs)
    else:
        _show_sections(console, document)
        _show_doubts(console, document)
    if sources:
        _show_sources(console, document, article)
    console.print()


def _show_sections(console: Console, document: Document) -> None:
    for section in document.sections:
        console.print()
        if section.heading:
            console.print(Text(section.heading, "bold cyan"))
        if section.style == "prose":
            console.print(Text(" ").join(_line(line) for line in section.lines))
        elif section.style == "paragraphs":
            console.print(Text("\n\n").join(_line(line, cited=False) for line in section.lines))
        else:
            for line in section.lines:
                _bullet(console, _line(line))


def _show_doubts(console: Console, document: Document) -> None:
    doubts = unverified(document)
    if doubts:
        console.print()
        console.print(Text(UNVERIFIED, "bold yellow"))
        for said in doubts:
            _bullet(console, Text(for_terminal(said)))


def _show_pairs(console: Console, pairs: list[tuple[Sentence, str]]) -> None:
    for sentence, english in pairs:
        console.print()
        console.print(Text(f"[{sentence.n}] ", "dim") + Text(_source(sentence), "italic"))
        console.print(Padding(Text(english), (0, 0, 0, 4)))


def _show_sources(console: Console, document: Document, article: Article) -> None:
    cited = {n for s in document.sections for line in s.lines for n in line.sentences}
    cited |= set(document.headline.sentences)
    console.print()
    console.print(Text("Sources", "bold cyan"))
    for sentence in article.content:
        if sentence.n in cited:
            console.print(Text(f"[{sentence.n}] ", "dim") + Text(_source(sentence)))


def _bullet(console: Console, text: Text) -> None:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column()
    grid.add_row(Text("•", "cyan"), text)
    console.print(grid)


def _line(line: Line, style: str = "", *, cited: bool = True) -> Text:
    text = Text()
    if line.label:
        text.append(f"{opened(line.label)}: ", "bold")
    if line.source:
        text.append(for_terminal(line.source), "italic")
        text.append(": ")
    text.append(line.text, style)
    numbers = citation(replace(line, doubts=())) if cited else ""
    if numbers:
        text.append(f"\u00a0{numbers}", "dim")
    if line.doubts:
        text.append(f"\u00a0{MARK}", "bold yellow")
    return text


def _source(sentence: Sentence) -> str:
    return for_terminal(" ".join(sentence.text.split()))
