"""Articles made of text: title, numbering, spans."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.article import Article, id_of
from llmx.errors import InputError
from llmx.reading import article_from_text
from llmx.reading.assembly import Origin, assemble
from llmx.reading.known import Known

BODY = "أغرقت الأمطار شوارع المدينة القديمة. وقالت البلدية إن العمل مستمر لفتح الطرق."
TITLE = "أمطار غزيرة تغرق المدينة؛ والبلدية تعد بالحل"


def title_sentences(article: Article) -> list[str]:
    return [sentence.text for sentence in article.sentences if sentence.title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"\n\n{TITLE}\n\n{BODY}", TITLE),
        (f"{TITLE}\n{BODY}", TITLE),
        (f"اعلان\n{TITLE}\n\n{BODY}", TITLE),
        (f"Rain at 5 p.m. in St. Ives\r\n\r\n{BODY}", "Rain at 5 p.m. in St. Ives"),
        (BODY, None),
        (TITLE, None),
        (f"{TITLE}\n\nاعلان", None),
        (f"{TITLE}.\n\n{BODY}", None),
        (f"{TITLE}:\n\n{BODY}", None),
        (f"«{TITLE}!»\n\n{BODY}", None),
        (f"{TITLE * 6}\n\n{BODY}", None),
        ("The river rose in the night and\nthe town was cut off.\n\nHelp came.", None),
    ],
)
def test_a_title_in_the_text_is_one_sentence(text: str, title: str | None) -> None:
    article = article_from_text(text)
    assert article.title == title
    assert title_sentences(article) == ([title] if title else [])
    assert not article.outside_title


def test_a_title_from_outside_stays_outside() -> None:
    article = article_from_text(f"{TITLE}\n\n{BODY}", title=" عنوان  آخر ")
    assert (article.title, article.outside_title) == ("عنوان آخر", True)
    assert title_sentences(article) == []


@pytest.mark.parametrize("given", [TITLE, f"  {TITLE}. ", TITLE.replace("أ", "ا")])
def test_a_title_that_stands_in_the_text_is_marked_there(given: str) -> None:
    article = article_from_text(f"{TITLE}\n{BODY}", title=given)
    assert (article.title, article.outside_title) == (TITLE, False)
    assert title_sentences(article) == [TITLE]


def test_a_title_that_is_the_first_sentence_of_a_line_is_marked_there() -> None:
    article = article_from_text("The river rose. The town was cut off.", title="The river rose")
    assert title_sentences(article) == ["The river rose."]
    assert not article.outside_title


def markdown(text: str, body: int = 0, title: str | None = None) -> Article:
    return assemble(
        text, Known(title=title), Origin("a.md", "0" * 64, "utf-8"), body=body, markdown=True
    )


def test_a_markdown_heading_is_the_title() -> None:
    article = markdown(f"# {TITLE}.\n{BODY}")
    assert article.title == f"{TITLE}."
    assert title_sentences(article) == [f"# {TITLE}."]
    assert markdown(f"# {TITLE}\n{BODY}", title=TITLE).outside_title is False
    assert markdown(f"# {TITLE}\n{BODY}", title="Other").outside_title is True


def test_a_header_is_no_content_but_keeps_its_place() -> None:
    text = f"---\ntitle: x\n---\n{BODY}"
    article = markdown(text, body=text.index(BODY), title="x")
    assert [s.text for s in article.sentences if s.boilerplate] == ["---", "title: x", "---"]
    assert [s.n for s in article.sentences] == [None, None, None, 1, 2]
    assert article.text == text


def test_boilerplate_has_no_number_and_leaves_no_gap() -> None:
    article = article_from_text(f"{TITLE}\n\nاعلان\n\n{BODY} انتهى.\nتعليقك\nآخر الكلام.\n***")
    assert [s.n for s in article.sentences] == [1, None, 2, 3, 4, None, 5, None]
    assert [s.n for s in article.content] == [1, 2, 3, 4, 5]


def test_an_end_mark_at_the_end_of_a_line_is_boilerplate() -> None:
    article = article_from_text("جاده پس از بارش برف بسته شد. انتهای پیام/", language="fa")
    assert [(s.n, s.text) for s in article.sentences] == [
        (1, "جاده پس از بارش برف بسته شد."),
        (None, "انتهای پیام/"),
    ]


@pytest.mark.parametrize("text", ["", " \n", "اعلان\nWhatsApp\n***", "-- \n\u200f"])
def test_a_text_without_a_sentence_is_empty(text: str) -> None:
    with pytest.raises(InputError) as caught:
        article_from_text(text)
    assert caught.value.reason == "empty"


def test_what_is_given_is_kept_and_the_rest_is_found() -> None:
    article = article_from_text(
        BODY, source="a.txt", published="2019-03-01", url="u", id="x", meta={"k": 1}
    )
    assert (article.source, article.published, article.url) == ("a.txt", "2019-03-01", "u")
    assert (article.id, article.meta, article.language) == ("x", {"k": 1}, "ar")
    assert article.sha256 == hashlib.sha256(BODY.encode()).hexdigest()
    assert article_from_text(BODY, language="FA").language == "fa"
    assert article_from_text(BODY).id == id_of(BODY)


@pytest.mark.parametrize("wrong", [{"published": "soon"}, {"language": "Arabic"}])
def test_a_wrong_value_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        article_from_text(BODY, **wrong)  # type: ignore[arg-type]
    assert caught.value.reason == "bad_row"


def test_lone_surrogates_in_a_text_are_replaced() -> None:
    assert article_from_text("Rain\ud800 fell.").text == "Rain\ufffd fell."


@given(st.text(min_size=1), st.text(), st.sampled_from(["ar", "fa", "en", None]))
def test_sentences_are_slices_in_order_and_numbered(
    text: str, title: str, language: str | None
) -> None:
    try:
        article = article_from_text(text, title=title, language=language)
    except InputError:  # nothing but symbols and furniture
        return
    end = 0
    for sentence in article.sentences:
        assert end <= sentence.start < sentence.end
        assert sentence.text == article.text[sentence.start : sentence.end]
        assert not article.text[end : sentence.start].strip()
        assert sentence.boilerplate is (sentence.n is None)
        end = sentence.end
    assert not article.text[end:].strip()
    assert [s.n for s in article.content] == list(range(1, len(article.content) + 1))
    assert sum(s.title for s in article.sentences) <= 1
