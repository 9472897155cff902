"""The article: content, paragraphs, hashes, and its JSON."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest

from llmx.article import Article, Rejection, Sentence, id_of, text_hash
from tests.builders import ARABIC, PERSIAN, article


def test_content_is_the_numbered_sentences() -> None:
    shown = article(boilerplate="حقوق النشر محفوظة")
    assert len(shown.sentences) == len(ARABIC) + 1
    assert [s.n for s in shown.content] == [1, 2, 3, 4]
    assert all(shown.text[s.start : s.end] == s.text for s in shown.sentences)


def test_paragraphs_follow_the_newlines_of_the_text() -> None:
    text = "أ. ب.\nج.\n\nد. هـ."
    spans = [(0, 2), (3, 5), (6, 8), (10, 12), (13, 16)]
    sentences = tuple(Sentence(n, a, b, text[a:b]) for n, (a, b) in enumerate(spans, 1))
    shown = Article("i", "-", "", text, sentences, "utf-8", "ar")
    assert shown.paragraphs == ((1, 2), (3,), (4, 5))


def test_boilerplate_between_sentences_of_a_line_opens_no_paragraph() -> None:
    text = "one ad two"
    sentences = (
        Sentence(1, 0, 3, "one"),
        Sentence(None, 4, 6, "ad", boilerplate=True),
        Sentence(2, 7, 10, "two"),
    )
    shown = Article("i", "-", "", text, sentences, "utf-8", "en")
    assert shown.paragraphs == ((1, 2),)


def test_an_article_without_sentences_has_no_paragraphs() -> None:
    shown = Article("i", "-", "", " ", (), "utf-8", "und")
    assert (shown.content, shown.paragraphs) == ((), ())


def test_the_id_is_the_beginning_of_the_hash_of_the_text() -> None:
    text = PERSIAN[1]
    assert text_hash(text) == hashlib.sha256(text.encode()).hexdigest()
    assert id_of(text) == text_hash(text)[:16]
    assert article().text_sha256 == text_hash(article().text)


def test_texts_that_differ_by_normalisation_differ_in_hash() -> None:
    assert text_hash("\u0622") != text_hash("\u0627\u0653")


def test_a_lone_surrogate_has_a_hash() -> None:
    assert text_hash("\ud800") != text_hash("\ufffd")


def test_json_holds_what_a_record_holds_and_no_more() -> None:
    value = article(meta={"desk": "mena"}, outside_title=True, line=3).as_json()
    assert list(value) == [
        *("id", "source", "sha256", "text_sha256", "encoding", "language", "title"),
        *("published", "url", "meta", "text", "sentences"),
    ]
    assert value["meta"] == {"desk": "mena"}
    assert value["sentences"][1] == {
        "n": 2,
        "start": len(ARABIC[0]) + 2,
        "end": len(ARABIC[0]) + 2 + len(ARABIC[1]),
        "text": ARABIC[1],
        "title": False,
        "boilerplate": False,
    }


def test_an_article_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        article().text = "x"  # type: ignore[misc]


def test_a_rejection_is_a_row() -> None:
    row = Rejection("i", "a.jsonl", 3, "skipped", "bad_row", "no text")
    assert row.as_json() == {
        "id": "i",
        "source": "a.jsonl",
        "line": 3,
        "state": "skipped",
        "kind": "bad_row",
        "message": "no text",
    }
