"""Pieces: a figure that is read by the words beside it is what the whole text makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.numerals import numerals
from llmx.text.numerals.finding import in_full
from llmx.text.numerals.folded import aligned, fold
from llmx.text.numerals.lexicon import lexicon_of
from llmx.text.numerals.pieces import ODD, PERCENT, pieces_of
from tests.builders import steady

_WORDS = {
    "en": "a half of third two twenty hundred thousand dozens few number about least more than"
    " or so percent per cent and to in May november one killed men exceed point at o'clock aged"
    " the morning past years old day hour mm double Saidi, 23-year-old",
    "ar": "نصف من ثلاثة خمسة وعشرون مئة ألف آلاف قريتين عشرات نحو الأقل على عن لا يقل يتجاوز عدد"
    " في المئة إلى تشرين الثاني عام شخصًا قُتل الساعة الثالثة فجرا والنصف عند البالغ عاما عيار"
    " تي ساعات من عمره وضعفهم تقريبا",
    "fa": "نیم سه بیست و یک صد هزار ده‌ها حدود دست کم بیش از درصد در صد تا آبان سال نفر تن کشته"
    " نیست ساعت نه دست‌کم ساله صبح شب بیست‌وسه‌ساله میلی‌متری کالیبر روز شبانه‌روز",
    "ru": "половина из три двадцать пять сто тысячи тыс. несколько около более не менее процентов"
    " до ноября году человек часов вечера лишним с пятая часть утра в 23-летний сутки"
    " пятилетний мм возрасте час половиной",
    "de": "mehr als zwei",
}
_FIGURES = (
    "5 12 2017 1,500 3.5 ۲۰ ١٥ 40% %40 10-15 400 19/11/2017 F-16 3rd 5-й 1990s $5m 12km 007 ~7 20+"
)
_SIGNS = ["", "", "", "", ",", ".", " ", "(", ")", "-", "'s", "\n", "\u00a0", "\u200c", "\u064b"]


def _texts(language: str) -> st.SearchStrategy[str]:
    piece = st.builds(
        "".join,
        st.tuples(
            st.sampled_from(_SIGNS),
            st.sampled_from([*_WORDS[language].split(), *_FIGURES.split()]),
            st.sampled_from(_SIGNS),
        ),
    )
    return st.lists(piece, max_size=9).map(" ".join)


@pytest.mark.parametrize("language", sorted(_WORDS))
def test_what_stands_alone_is_what_the_whole_text_makes_of_it(language: str) -> None:
    @steady
    @given(_texts(language))
    def read(text: str) -> None:
        folded = aligned(text, fold(text))
        assert numerals(text, language) == in_full(folded, lexicon_of(language))

    read()


@pytest.mark.parametrize(
    ("language", "piece", "found"),
    [
        ("en", "soldiers", False),
        ("en", "twenty,", True),
        ("en", "least", True),  # may end a hedge that stands behind its figure
        ("ar", "وعشرون", True),
        ("ar", "المدينة", False),
        ("de", "zwei", False),
        ("de", "12", True),
    ],
)
def test_most_pieces_say_nothing_of_figures(language: str, piece: str, found: bool) -> None:
    assert (pieces_of(language).marks[fold(piece)] is not None) is found


def test_what_makes_a_percentage_in_two_is_known_by_its_first_word() -> None:
    for language, piece in (("en", "per"), ("ar", "في"), ("fa", "در"), ("en", "percent")):
        assert pieces_of(language).after[piece][1] & PERCENT
    assert pieces_of("en").after["'s"][1] & ODD
