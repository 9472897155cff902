"""What a person reads of an answer: its own document, else the one of its blocks."""

from __future__ import annotations

from pydantic import BaseModel

from llmx.document import Line, Section
from llmx.export.documents import document
from tests.builders import answer, article, loaded


def test_an_answer_that_says_it_itself() -> None:
    shown = article()
    model = loaded("brief").answer.model_validate(answer("brief", shown))
    assert document(model, shown).headline == Line("Army says it took al-Nakhil", (2,))


def test_an_answer_that_does_not() -> None:
    class Plain(BaseModel):
        topic: str

    assert document(Plain(topic="Water"), article()).sections == (
        Section("Topic", (Line("Water"),)),
    )


def test_a_field_of_that_name_is_no_method() -> None:
    class Legal(BaseModel):
        document: str

    assert document(Legal(document="A decree"), article()).sections == (
        Section("Document", (Line("A decree"),)),
    )
