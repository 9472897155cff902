"""A document as plain text, wrapped, without any markup."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from llmx.article import Article
from llmx.document import Document, Line, Section
from llmx.export.markdown import MARK, UNVERIFIED, citation, dateline, opened, unverified

WIDTH = 88


def render(document: Document, article: Article) -> str:
    """The document with citations as sentence numbers in brackets, ending in a newline."""
    parts = [_wrap(_line(document.headline).upper()), dateline(article)]
    for section in document.sections:
        parts.extend(_section(section))
    doubts = unverified(document)
    if doubts:
        parts.append(f"{UNVERIFIED}\n{'-' * len(UNVERIFIED)}")
        parts.append("\n".join(_wrap(said, first="- ", rest="  ") for said in doubts))
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterable[str]:
    if section.heading:
        yield f"{section.heading}\n{'-' * len(section.heading)}"
    if section.style == "prose":
        yield _wrap(" ".join(_line(line) for line in section.lines))
    elif section.style == "paragraphs":
        yield from (
            _wrap(line.text + (f" {MARK}" if line.doubts else "")) for line in section.lines
        )
    else:
        yield "\n".join(_wrap(_line(line), first="- ", rest="  ") for line in section.lines)


def _line(line: Line) -> str:
    label = f"{opened(line.label)}: " if line.label else ""
    source = f"{line.source}: " if line.source else ""
    cited = citation(line)
    return f"{label}{source}{line.text}{' ' + cited if cited else ''}"


def _wrap(text: str, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )
