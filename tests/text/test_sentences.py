"""Sentences: boundaries, spans, boilerplate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.sentences import (
    Span,
    comparable,
    ends_sentence,
    is_boilerplate,
    is_end_mark,
    lines,
    split,
)

LANGUAGES = ["ar", "fa", "en", "ru", "zh", "und", "ckb", "fa-IR"]


def sentences(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in split(text, language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", ["قال د. أحمد إن الوضع صعب.", "ثم مضى."]),
        ("ar", ["التقى م. سعيد وأ. هاني في المبنى.", "وانتهى اللقاء؟", "نعم!"]),
        ("ar", ["راجع ص. 15 وما كتبه أ.د. علي.", "ثم عد."]),
        ("ar", ["يعود المعبد إلى 500 ق.م. على الأرجح.", "وهو مهدم."]),
        ("ar", ["وقع الانفجار الساعة 10.30 ص.", "ولم يصب أحد."]),
        ("ar", ["بلغت النسبة 3.5 في المئة، أي ٣٫٥ وربما ٣.٥ لا أكثر.", "هذا كل شيء."]),
        ("ar", ["قال «انتهى الأمر.»", 'وأضاف "نعم."', "ثم ذهب..."]),
        ("ar", ["هل عاد؟!", "لا."]),
        ("fa", ["د. رضایی گفت درصد ۳.۵ است.", "«او آمد.»", "سپس رفت؟", "بله!"]),
        ("en", ["Dr. Reed met Mr. J. R. Poe of the U.S. Army.", "They left at 5.30 p.m. or so."]),
        ("en", ['He said "Go."', "They went."]),
        ("ru", ["В 1999 г. он жил т. е. в Москве.", "А. С. Пушкин писал.", "Ушло 5 млн. рублей."]),
        ("ur", ["یہ ہے۔", "وہ تھا۔"]),
        ("zh", ["你好。", "我是。"]),
        ("xx", ["One is here.", "Two is there."]),
    ],
)
def test_split(language: str, expected: list[str]) -> None:
    assert sentences(" ".join(expected), language) == expected


def test_a_newline_always_ends_a_sentence() -> None:
    text = "one\ntwo\r\nthree\rfour\u2028five\x85six\n\n \n\nseven"
    assert sentences(text, "en") == ["one", "two", "three", "four", "five", "six", "seven"]


def test_paragraphs_are_set_apart_by_blank_lines() -> None:
    assert [span.paragraph for span in split("\n\na\nb\n \t\nYes. No.\r\n\r\nf", "en")] == [
        *(0, 0, 1, 1, 2)
    ]


def test_a_span_leaves_out_the_space_around_it() -> None:
    assert split("  \u00a0 Yes.  No. \n", "en") == [Span(4, 8, 0), Span(10, 13, 0)]


def test_an_empty_text_has_no_sentence() -> None:
    assert split("", "ar") == split(" \n\t\r\n ", "ar") == []


@given(
    st.text(alphabet=st.sampled_from('aB1 .؟!»"«()د\u200c\n\r\t…:。\ud800é')),
    st.sampled_from(LANGUAGES),
)
def test_spans_cover_all_but_white_space(text: str, language: str) -> None:
    for spans in (split(text, language), lines(text)):
        end = 0
        for span in spans:
            assert end <= span.start < span.end
            assert not text[end : span.start].strip()
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            end = span.end
        assert not text[end:].strip()


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_can_be_split_and_weighed(text: str, language: str) -> None:
    for span in split(text, language):
        is_boilerplate(text[span.start : span.end], language)
    assert comparable(comparable(text)) == comparable(text)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        *[("ar", x) for x in ("اعلان", "إعلان", "إقرأ أيضاً", "اقرأ أيضا:", "اقـــرأ أيضًا »")],
        *[("ar", x) for x in ("تعليقك", "شارك", "WhatsApp", "Telegram", "Facebook | Twitter")],
        *[("ar", x) for x in ("اقرأ أيضاً: الأمطار تغرق شوارع المدينة", "Advertisement", "***")],
        *[("fa", x) for x in ("انتهای پیام/", "انتهاي پيام/", "انتهای‌پیام/", "انتهای پیام/ح")],
        *[("fa", x) for x in ("انتهای پیام/۴۰۲۱", "کد خبر: ۱۲۳۴۵", "كد خبر : 12345", "نظر شما")],
        *[("fa", x) for x in ("بیشتر بخوانید", "بیشتر بخوانید: باران در راه است", "دیدگاه‌ها")],
        *[("fa", x) for x in ("لینک کوتاه: https://example.org/x", "بیشتربخوانید", "ديدگاهها")],
        *[("ru", x) for x in ("Читайте также", "Читайте также: дождь в горах", "Реклама")],
        *[("en", x) for x in ("Read also", "Share", "ADVERTISEMENT", "See also: rain ahead", "—")],
        *[("und", x) for x in ("اعلان", "انتهای پیام/", "Реклама")],
    ],
)
def test_furniture_is_boilerplate(language: str, line: str) -> None:
    assert is_boilerplate(line, language)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ar", "إعلان الهدنة جاء بعد يومين"),
        ("ar", "شارك الجيش في الإغاثة."),
        ("ar", "اقرأ أيضا كتاب الجغرافيا، قال المعلم."),
        ("ar", "المزيد من الأمطار غدا"),
        ("ar", "انتهى الاجتماع دون نتيجة."),
        ("fa", "انتهای پیام رهبران این بود که باید رفت"),
        ("fa", "نظر شما مهم است."),
        ("fa", "کد خبر به او داده نشد"),
        ("fa", "بله"),
        ("ru", "Реклама подорожала вдвое."),
        ("en", "Share prices fell."),
        ("en", "Telegram said it would leave."),
        ("en", "2017"),
        ("en", "See also how it began." + " And on." * 100),
    ],
)
def test_a_real_sentence_is_not_boilerplate(language: str, line: str) -> None:
    assert not is_boilerplate(line, language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("انتهای پیام/", True), ("انتهای پیام/غ", True), ("شارك", False), ("نظر شما", False)],
)
def test_end_marks(text: str, expected: bool) -> None:
    assert is_end_mark(text, "fa") is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Done.", True), ('He said "no."', True), ("نعم؟»", True), ("Rain in «Hama»", False)],
)
def test_ends_sentence(line: str, expected: bool) -> None:
    assert ends_sentence(line) is expected


def test_comparable_brings_spellings_together() -> None:
    assert comparable("الإنتهاءُ  من «قـــرية»!") == comparable("الانتهاء من قریه")


def test_a_million_characters_come_back_whole() -> None:
    for text in ("A word here. " * 20_000, '"' * 200_000, "د. " * 50_000, "." * 200_000):
        spans = split(text, "ar")
        assert " ".join(text[s.start : s.end] for s in spans).split() == text.split()
