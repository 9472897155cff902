"""The answer of `translate`: one English string for each numbered sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from llmx.fields import Block, Document, Line, Section, TranslatedSentence

if TYPE_CHECKING:
    from llmx.article import Article


class Answer(Block):
    title_en: str | None = Field(
        description="English of a title given outside the text; null where there is none"
    )
    sentences: list[TranslatedSentence]

    def document(self, article: Article) -> Document:
        """The English text, in the paragraphs of the source."""
        english = {s.n: s.en for s in self.sentences}
        title = next((s.n for s in article.content if s.title), None)
        headline = Line(self.title_en or english.get(title or 0) or article.title or "Untitled")
        paragraphs = tuple(
            Line(" ".join(english[n] for n in group), group)
            for group in article.paragraphs
            if group != (title,)
        )
        return Document(headline, (Section(None, paragraphs, "paragraphs"),))
