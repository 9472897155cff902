"""What a person reads: a small tree of cited lines that every output format renders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    """One statement for the reader.

    `sentences` are the numbers it cites, `label` the claimant or name it opens with, `source` a
    surface form of the article that belongs to it, `doubts` what is not verified in it.
    """

    text: str
    sentences: tuple[int, ...] = ()
    label: str | None = None
    source: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading: running prose, paragraphs of their own, or a list."""

    heading: str | None
    lines: tuple[Line, ...]
    style: Literal["prose", "paragraphs", "list"] = "list"


@dataclass(frozen=True, slots=True)
class Document:
    """A headline and the sections under it."""

    headline: Line
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line, the headline first."""
        return (self.headline, *(line for section in self.sections for line in section.lines))

    def with_lines(self, lines: Iterable[Line]) -> Document:
        """The same document with other lines, as many as `lines` has and in that order."""
        others = iter(lines)
        headline = next(others)
        return Document(
            headline,
            tuple(
                replace(section, lines=tuple(next(others) for _ in section.lines))
                for section in self.sections
            ),
        )

    def words(self) -> int:
        """The words as printed, headings and citations left out."""
        return sum(len(f"{x.label or ''} {x.text} {x.source or ''}".split()) for x in self.lines)
