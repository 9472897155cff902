"""The answer of `brief`: an English brief in which every statement is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator

from llmx.fields import (
    Block,
    Cited,
    Dateline,
    Document,
    KeyFact,
    Line,
    Reads,
    Section,
    Statement,
    Term,
    Verbatim,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmx.article import Article


class Headline(Cited):
    text: Annotated[str, Reads(most=110)] = Field(
        pattern=r"\S", description="bottom line up front, at most 110 characters"
    )


class Stance(Block):
    leans_toward: str | None = Field(description="party the wording favours, or null")
    distances_from: str | None = Field(description="party the wording disparages, or null")
    signals_src: list[Verbatim] = Field(description="the words that show it, as printed")


class Answer(Block):
    headline: Headline
    summary: list[Statement] = Field(description="3-5 sentences, most important first")
    key_facts: list[KeyFact] = Field(description="6-12 atomic claims")
    other_theatres: list[Statement] = Field(description="what the summary leaves out")
    loaded_language: list[Term] = Field(description="at most 5")
    uncertainties: list[Statement] = Field(description="at most 4")
    outlet_stance: Stance
    dateline: Dateline

    @field_validator("summary")
    @classmethod
    def _says_something(cls, summary: list[Statement]) -> list[Statement]:
        """The schema that a model is sent has no lengths; an empty brief is asked for again."""
        if not summary:
            raise ValueError("a brief has a summary")
        return summary

    def document(self, article: Article) -> Document:
        """The brief as it is printed: headline, summary, facts, and what to be careful about."""
        sections = [
            Section(None, _statements(self.summary), "prose"),
            Section("Key facts", tuple(_fact(fact) for fact in self.key_facts)),
            Section("Other theatres", _statements(self.other_theatres)),
            Section("Uncertainties", _statements(self.uncertainties)),
            Section("Loaded language", tuple(_term(term) for term in self.loaded_language)),
            Section("Outlet", tuple(_stance(self.outlet_stance))),
        ]
        headline = Line(self.headline.text, tuple(self.headline.sentences))
        return Document(headline, tuple(s for s in sections if s.lines))


def _statements(statements: Iterable[Statement]) -> tuple[Line, ...]:
    return tuple(Line(s.text, tuple(s.sentences)) for s in statements)


def _fact(fact: KeyFact) -> Line:
    return Line(fact.fact, tuple(fact.sentences), label=fact.attributed_to)


def _term(term: Term) -> Line:
    return Line(term.neutral_en, source=term.term_src)


def _stance(stance: Stance) -> Iterable[Line]:
    parts = [
        f"leans toward {stance.leans_toward}" if stance.leans_toward else "",
        f"distances itself from {stance.distances_from}" if stance.distances_from else "",
    ]
    said = ", ".join(part for part in parts if part)
    if said:
        yield Line(said[0].upper() + said[1:] + ".")
