"""Chunks: which sentences are asked about together, and how their numbers come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.article import Article
from llmx.chunking import FEWEST, OVERLAP, Chunk, plan, whole
from llmx.fields import Cites, Numbers, find
from llmx.task import GlossaryTerm, Sampling, Task
from tests.builders import answer, article, loaded, steady

TRANSLATE = loaded("translate")
BRIEF = loaded("brief")


def long_article(sentences: int, *, paragraph: int = 1, characters: int = 60) -> Article:
    """An article of so many sentences, every few of them a paragraph."""
    texts = [f"جملة رقم {n} " + "كلمة " * (characters // 5) for n in range(1, sentences + 1)]
    shown = article([text.strip() + "." for text in texts])
    if paragraph == 1:
        return shown
    joined = "".join(
        s.text + ("\n\n" if s.n and s.n % paragraph == 0 else "  ") for s in shown.content
    )
    return replace(shown, text=joined)  # sentences and what stands between them are as long


def narrow(task: Task, *, room: int = 8000, budget: int | None = None) -> Task:
    sampling = Sampling(max_output_tokens=room)
    return replace(task, sampling=sampling, max_input_tokens=budget)


def test_an_article_of_usual_length_is_one_chunk() -> None:
    shown = long_article(40)
    (chunk,) = plan(TRANSLATE, shown)
    assert chunk.is_whole
    assert chunk.article is shown


def test_the_room_for_an_answer_splits() -> None:
    shown = long_article(100)
    chunks = plan(narrow(TRANSLATE, room=2600), shown)  # 52 tokens a sentence, 0.8 of the room
    assert len(chunks) == 3
    assert max(c.last - c.first + 1 for c in chunks) <= 40


def test_the_budget_of_the_article_splits() -> None:
    shown = long_article(100, characters=300)  # about 100 tokens a sentence
    assert len(plan(narrow(BRIEF), shown)) == 1
    chunks = plan(narrow(BRIEF, budget=3000), shown)
    assert 3 <= len(chunks) <= 5


@steady
@given(
    st.integers(2, 120), st.integers(200, 4000), st.integers(300, 8000), st.sampled_from([1, 3, 7])
)
def test_chunks_are_the_article_in_order(
    sentences: int, budget: int, room: int, paragraph: int
) -> None:
    shown = long_article(sentences, paragraph=paragraph)
    chunks = plan(narrow(TRANSLATE, room=room, budget=budget), shown)
    numbers = [n for c in chunks for n in range(c.first, c.last + 1)]
    assert numbers == list(range(1, sentences + 1))
    for chunk in chunks:
        content = chunk.article.content
        assert [s.n for s in content] == list(range(1, len(content) + 1))
        assert [s.text for s in content] == [
            s.text for s in shown.content[chunk.start - 1 : chunk.last]
        ]
        assert chunk.first - chunk.start <= OVERLAP
    assert plan(narrow(TRANSLATE, room=room, budget=budget), shown) == chunks


def test_a_chunk_ends_with_a_paragraph_where_one_is_near() -> None:
    shown = long_article(60, paragraph=9)
    chunks = plan(narrow(TRANSLATE, room=1400), shown)
    assert len(chunks) > 1
    assert all(chunk.last % 9 == 0 for chunk in chunks[:-1])


def test_numbers_come_back() -> None:
    shown = long_article(10)
    chunk = Chunk(shown, 6, 10)
    assert chunk.start == 4
    local = TRANSLATE.answer.model_validate(answer("translate", chunk.article))
    numbers = [found.value for found in find(chunk.restored(local), Numbers)]
    assert numbers == [4, 5, 6, 7, 8, 9, 10]
    brief = BRIEF.answer.model_validate(answer("brief", chunk.article))
    before = [n for found in find(brief, Cites) for n in found.value]
    after = [n for found in find(chunk.restored(brief), Cites) for n in found.value]
    assert after == [n + 3 for n in before]
    everything = whole(shown)
    assert everything.restored(brief) is brief


def test_halves() -> None:
    shown = long_article(9)
    first, second = whole(shown).halves() or pytest.fail("no halves")
    assert (first.first, first.last, second.first, second.last) == (1, 4 + 1, 6, 9)
    assert Chunk(shown, 1, FEWEST).halves() is not None
    assert Chunk(shown, 1, FEWEST - 1).halves() is None


def test_a_chunk_has_the_terms_that_occur_in_it() -> None:
    shown = article(["بلدة النخيل.", *["جملة."] * 6, "قرية الرمان."])
    terms = [GlossaryTerm("النخيل", "al-Nakhil"), GlossaryTerm("الرمان", "al-Rumman")]
    assert whole(shown).terms(terms) == terms
    assert Chunk(shown, 6, 8).terms(terms) == terms[1:]
