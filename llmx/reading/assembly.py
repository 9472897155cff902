"""Text and what is known about it, made into an article: its title and its numbered sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from llmx.article import Article, Sentence, id_of
from llmx.errors import InputError
from llmx.reading.known import Known, checked_date, checked_language, without_surrogates
from llmx.reading.language import detect
from llmx.text.sentences import (
    Span,
    comparable,
    ends_sentence,
    is_boilerplate,
    is_end_mark,
    lines,
    split_line,
)

_LONGEST_TITLE = 200
_HEADING = "# "


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text came from; `line` is its place in a source of rows."""

    source: str
    sha256: str
    encoding: str
    line: int | None = None


def article_from_text(
    text: str,
    *,
    source: str = "-",
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    language: str | None = None,
    id: str | None = None,
    meta: Mapping[str, Any] | None = None,
    sha256: str | None = None,
    encoding: str = "utf-8",
) -> Article:
    """Make an article of a text.

    `published` is an ISO date or date-time, `language` an ISO 639 code (detected where None),
    `sha256` the hash of the bytes the text came in. Raises InputError: `empty` for a text without
    a sentence, `bad_row` for a date or code that is none.
    """
    text = without_surrogates(text)
    known = Known(
        title=" ".join((title or "").split()) or None,
        published=checked_date(published),
        url=url,
        language=checked_language(language),
        id=id,
        meta=meta or {},
    )
    digest = sha256 or hashlib.sha256(text.encode("utf-8")).hexdigest()
    return assemble(text, known, Origin(source, digest, encoding))


def assemble(
    text: str, known: Known, origin: Origin, *, body: int = 0, markdown: bool = False
) -> Article:
    """Make an article of a text; what lies before `body` is a header, and no content."""
    language = known.language or detect(text[body:])
    outline = _outline(text, known.title, language, _Layout(body, markdown))
    if not any(sentence.n for sentence in outline.sentences):
        raise InputError("there is no sentence in it", reason="empty")
    return Article(
        id=known.id or id_of(text),
        source=origin.source,
        sha256=origin.sha256,
        text=text,
        sentences=outline.sentences,
        encoding=origin.encoding,
        language=language,
        title=outline.title,
        published=known.published,
        url=known.url,
        meta=known.meta,
        outside_title=outline.title is not None and not outline.has_title_sentence,
        line=origin.line,
    )


# --- title and sentences -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Layout:
    body: int
    markdown: bool


@dataclass(frozen=True, slots=True)
class _Outline:
    sentences: tuple[Sentence, ...]
    title: str | None

    @property
    def has_title_sentence(self) -> bool:
        return any(sentence.title for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class _Piece:
    span: Span
    title: bool = False
    boilerplate: bool = False


def _outline(text: str, title: str | None, language: str, layout: _Layout) -> _Outline:
    found = [(span, _is_content(text, span, language, layout)) for span in lines(text)]
    content = [span for span, is_content in found if is_content]
    heading = _title_line(text, content, title, layout)
    pieces: list[_Piece] = []
    for span, is_content in found:
        if not is_content:
            pieces.append(_Piece(span, boilerplate=True))
        elif span is heading:
            pieces.append(_Piece(span, title=True))
        else:
            pieces.extend(_sentences(text, span, language))
    if heading is not None:
        title = _heading_text(text, heading, layout)
    elif title is not None:
        pieces = _with_title_marked(text, pieces, title)
    return _Outline(tuple(_numbered(text, pieces)), title)


def _is_content(text: str, line: Span, language: str, layout: _Layout) -> bool:
    return line.start >= layout.body and not is_boilerplate(text[line.start : line.end], language)


def _title_line(text: str, content: list[Span], title: str | None, layout: _Layout) -> Span | None:
    """Find the line that is the title: one equal to a title given, else one that looks like it."""
    if not content:
        return None
    first = _heading_text(text, content[0], layout)
    if title is not None:
        return content[0] if _same(first, title) else None
    if layout.markdown and text.startswith(_HEADING, content[0].start):
        return content[0]
    if len(first) > _LONGEST_TITLE or ends_sentence(first) or len(content) < 2:
        return None
    return content[0] if _stands_alone(text, content[0], content[1]) else None


def _same(line: str, title: str) -> bool:
    return len(line) <= 2 * len(title) + 20 and comparable(line) == comparable(title)


def _stands_alone(text: str, line: Span, following: Span) -> bool:
    """Tell a line that is a paragraph from the first line of a paragraph wrapped by hand."""
    if line.paragraph != following.paragraph:
        return True
    is_paragraph = ends_sentence(text[following.start : following.end])
    return is_paragraph and following.end - following.start > line.end - line.start


def _heading_text(text: str, line: Span, layout: _Layout) -> str:
    content = text[line.start : line.end]
    return content.removeprefix(_HEADING).strip() if layout.markdown else content


def _sentences(text: str, line: Span, language: str) -> Iterator[_Piece]:
    spans = split_line(text, line, language)
    for span in spans:
        is_mark = span is spans[-1] and is_end_mark(text[span.start : span.end], language)
        yield _Piece(span, boilerplate=is_mark)


def _with_title_marked(text: str, pieces: list[_Piece], title: str) -> list[_Piece]:
    """Mark the first content sentence as the title where it says the same."""
    for index, piece in enumerate(pieces):
        if not piece.boilerplate:
            span = piece.span
            if _same(text[span.start : span.end], title):
                return [*pieces[:index], _Piece(span, title=True), *pieces[index + 1 :]]
            break
    return pieces


def _numbered(text: str, pieces: list[_Piece]) -> Iterator[Sentence]:
    n = 0
    for piece in pieces:
        n += not piece.boilerplate
        yield Sentence(
            n=None if piece.boilerplate else n,
            start=piece.span.start,
            end=piece.span.end,
            text=text[piece.span.start : piece.span.end],
            title=piece.title,
            boilerplate=piece.boilerplate,
        )
