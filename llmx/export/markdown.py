"""A document as Markdown: what is printed when a brief or a translation is piped or filed."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from llmx.article import Article
from llmx.document import Document, Line, Section
from llmx.text.cleaning import without_controls

_SPECIAL = re.compile(
    r"[\\`*<~]|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[:])|&(?=#?\w+;)"
    r"|^[-+>=#]|#+$|(?P<item>^\d+(?=[.)]))"
)


def render(document: Document, article: Article, *, sources: bool = False) -> str:
    """The document with its citations as sentence numbers in brackets, ending in a newline.

    `sources` adds the cited sentences as they stand in the article.
    """
    parts = [f"# {_line(document.headline)}", f"*{escape(dateline(article))}*"]
    for section in document.sections:
        parts.extend(_section(section))
    parts.extend(_doubts(document))
    if sources:
        parts.extend(_sources(document, article))
    return "\n\n".join(parts) + "\n"


def dateline(article: Article) -> str:
    """Language, publication date and source of an article, in one line."""
    published = f"published {article.published[:10]}" if article.published else "not dated"
    language = LANGUAGES.get(article.language, article.language)
    source = without_controls(article.source) if article.source != "-" else "standard input"
    return f"{language} · {published} · {source}"


def citation(line: Line) -> str:
    """The sentence numbers of a line, as `[3, 4]`, with a mark where something is unverified."""
    cited = f"[{', '.join(str(n) for n in line.sentences)}]" if line.sentences else ""
    return f"{cited} {MARK}".strip() if line.doubts else cited


def opened(label: str) -> str:
    """A label as it opens a line: with a capital, the rest as it is."""
    return label[:1].upper() + label[1:]


def _section(section: Section) -> Iterable[str]:
    if section.heading:
        yield f"## {section.heading}"
    if section.style == "prose":
        yield " ".join(_line(line) for line in section.lines)
    elif section.style == "paragraphs":
        yield from (
            escape(line.text) + (f" {MARK}" if line.doubts else "") for line in section.lines
        )
    else:
        yield "\n".join(f"- {_line(line)}" for line in section.lines)


def _line(line: Line) -> str:
    label = f"**{escape(opened(line.label))}:** " if line.label else ""
    source = f"{escape(line.source)}: " if line.source else ""
    cited = citation(line)
    return f"{label}{source}{escape(line.text)}{' ' + cited if cited else ''}"


def _doubts(document: Document) -> Iterable[str]:
    doubts = [f"- {escape(said)}" for said in unverified(document)]
    if doubts:
        yield f"## {UNVERIFIED}"
        yield "\n".join(doubts)


def unverified(document: Document) -> list[str]:
    """Each doubt of a document in a line, with the beginning of what it is about."""
    return [
        f"“{textwrap.shorten(line.text, 60, placeholder=' …')}”: {doubt}"
        for line in document.lines
        for doubt in line.doubts
    ]


def _sources(document: Document, article: Article) -> Iterable[str]:
    cited = {n for line in document.lines for n in line.sentences}
    yield "## Sources"
    yield "\n".join(
        f"- [{s.n}] {escape(without_controls(s.text))}" for s in article.content if s.n in cited
    )


def escape(text: str) -> str:
    """Text that cannot turn into a heading, a list, HTML or emphasis of its own."""
    flat = " ".join(text.split())
    return _SPECIAL.sub(lambda m: m[0] + "\\" if m["item"] else "\\" + m[0], flat)


MARK = "(!)"
"""What stands at a line in which something is not verified."""

UNVERIFIED = "Not verified"

LANGUAGES = {
    "ar": "Arabic",
    "ckb": "Kurdish (Sorani)",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "ku": "Kurdish",
    "ps": "Pashto",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "und": "language unknown",
    "ur": "Urdu",
    "zh": "Chinese",
}
