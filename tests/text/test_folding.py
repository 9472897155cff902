"""Folding: what compares as equal, and that every find maps back to the text as received."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llmx.text import folding
from llmx.text.folding import Folded, Word, contains, copies, find, fold, words
from tests.builders import steady

ARTICLES = sorted(
    (Path(__file__).resolve().parents[2] / "examples" / "articles").rglob("*.txt"),
)
LETTERS = "اأإآٱىيیئکكةهھەؤولمنبرقسپگے ءabcéßıI"
SIGNS = (
    "ًَّٰـ\u200c\u200d\u200f\u2067\u2069\u00a0 \t\n٠۵9²½.,٪٫٬«»'’_-\ufefbﷺ…\ud800\U0001d7d8\U0001f600"
)
TEXTS = st.text(st.sampled_from(LETTERS + SIGNS), max_size=40) | st.text(
    st.characters(codec=None), max_size=20
)


def _dense(text: str) -> str:
    return text.replace(" ", "")


def _found(needle: str, haystack: str, *, whole: bool = False) -> list[str]:
    return [haystack[start:end] for start, end in find(needle, haystack, words=whole)]


# --- what becomes of a text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        # Arabic
        ("أُسْتَاذٌ إلى آخِر ٱلكِتاب", "استاذ الي اخر الكتاب"),
        ("الرقّــة", "الرقه"),
        ("على فى هٰذا", "علي في هذا"),
        ("مسؤولون رئيس", "مسوولون رييس"),
        ("سماء", "سماء"),
        ("ﺍﻷﺳﺪ ﷲ", "الاسد الله"),
        ("\u2067داعش\u2069 \u200fاليوم\u200e", "داعش اليوم"),
        # Persian
        ("می‌گویند", "ميگويند"),
        ("خانۀ خانهٔ کتاب", "خانه خانه كتاب"),
        ("۱۳۹۶/۰۸/۲۷", "1396/08/27"),
        # Urdu: heh in three forms, yeh barree stays
        ("یہ بھی کہے", "يه بهي كهے"),
        # Kurdish: heh and ae are one, letters of its own stay
        ("هەولێر ئەمریکا ڕۆژ", "ههولێر يهمريكا ڕۆژ"),
        # figures
        ("٧٠٪ ١٬٢٠٠٫٥ १२ ９", "70% 1,200.5 12 9"),
        ("120¹ 3½ 5 km² ①", "120¹ 3½ 5 km² 1"),
        # Latin, Cyrillic, Greek, Turkish, Hebrew
        ("Café ŁÓDŹ Straße Đorđe Œuvre", "cafe lodz strasse dorde oeuvre"),
        ("İstanbul Diyarbakır", "istanbul diyarbakir"),
        ("Артём Йемен", "артем иемен"),
        ("Ἀθήνας", "αθηνασ"),
        ("שָׁלוֹם", "שלום"),
        # signs
        ("« نص » “x” ‘y’ Da’ish Daʿish", "\" نص \" \"x\" 'y' da'ish da'ish"),
        ("10–20 Al‑Assad", "10-20 al-assad"),
        ("≠ a\u00adb", "≠ ab"),
        # white space
        (" a \u00a0\n\u200f\n b\t", " a b "),
        ("", ""),
        # others are left alone
        ("हिन्दी 北京 서울", "हिन्दी 北京 서울"),
    ],
)
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == Folded(text, folded)


@steady
@given(st.lists(TEXTS, max_size=4))
@example(["a\0b", "c"])
def test_texts_folded_together_are_folded_as_each_alone(texts: list[str]) -> None:
    assert copies(texts) == [fold(text).text for text in texts]


@steady
@given(TEXTS.map(lambda text: text * 8))
def test_a_long_text_is_folded_as_its_parts(text: str) -> None:
    letters = "".join([fold(letter).text for letter in text])
    assert fold(text).text == re.sub(" +", " ", letters)


def test_what_is_left_alone_folds_to_itself() -> None:
    for code in range(0x20000):
        lower = chr(code).lower()
        assert folding._UNSETTLED.search(lower) or fold(chr(code)).text == lower


@steady
@given(TEXTS, st.integers(0, 40))
def test_the_place_of_an_offset_is_how_much_was_folded_before_it(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    assert fold(text).place(offset) == len(fold(text[:offset]).text)


@steady
@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


def test_every_code_point_folds_to_what_stays() -> None:
    everything = "".join(map(chr, range(0x20000))) + "\U000e0001\U000e0100\U0010ffff"
    once = fold(everything).text
    assert fold(once).text == once
    assert "  " not in once


@steady
@given(st.text(st.characters(max_codepoint=0x7FF, codec="utf-8"), max_size=30))
def test_composed_and_decomposed_letters_fold_alike(text: str) -> None:
    composed = fold(unicodedata.normalize("NFC", text)).text
    assert fold(unicodedata.normalize("NFD", text)).text == composed


# --- the way back --------------------------------------------------------------------------------


@steady
@given(TEXTS)
@example("a \u200f b")
@example("\ufefb\u064e\u200c\n\nﷺ")
def test_the_spans_run_in_order_and_leave_out_only_what_was_dropped(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(i, i + 1) for i in range(len(folded.text))]
    assert all(start < end for start, end in spans)
    assert all(
        (start, end) == (before, after) or start >= after
        for (before, after), (start, end) in pairwise(spans)
    )
    covered = {i for start, end in spans for i in range(start, end)}
    left = [c for i, c in enumerate(text) if i not in covered]
    assert all(c.isspace() or fold(c).text == "" for c in left)
    for i, (start, end) in enumerate(spans):
        assert folded.text[i] in fold(text[start:end]).text


@steady
@given(TEXTS, st.data())
def test_the_span_of_a_stretch_is_that_of_its_ends(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    if start < end:
        assert first == folded.span(start, start + 1)[0]
        assert last == folded.span(end - 1, end)[1]
        assert folded.text[start:end] in fold(text[first:last]).text


@pytest.mark.parametrize("span", [(-1, 0), (0, 4), (2, 1)])
def test_a_span_outside_the_folded_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no span of 3 folded code points"):
        fold("abc").span(*span)


def test_marks_belong_to_the_letter_before_and_signs_of_direction_to_nothing() -> None:
    text = "\u2067داعشُ\u2069 هنا"
    assert _found("داعش", text) == ["داعشُ"]


# --- finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needle", "haystack", "found"),
    [
        ("دير الزور", "في ديــر الزّور اليوم", ["ديــر الزّور"]),
        ("دير الزور", "شهر دیرالزور و دیر‌الزور", ["دیرالزور", "دیر‌الزور"]),
        ("می‌گویند", "میگویند، می گویند، می‌گویند", ["میگویند", "می گویند", "می‌گویند"]),
        ("می گویند", "میگویند، می  گویند", ["میگویند", "می  گویند"]),
        ("۱۰۰ تروریست", "هلاکت 100تروریست", ["100تروریست"]),
        ("اسد", "والاسد", ["اسد"]),
        ("ان", "انان", ["ان", "ان"]),
        ("zor", "Deir ez-Zôr", ["Zôr"]),
        ("الاسد", "ﺍﻷﺳﺪ", ["ﺍﻷﺳﺪ"]),
        # blanks that tell words or figures apart
        ("من", "قام نائب", []),
        ("Iran", "I ran", []),
        ("1015", "10 15", []),
        # half of a code point is not found, nor is nothing
        ("ا", "\ufefb", []),
        (".", "…", []),
        ("", "نص", []),
        (" \u200c\u064e", "نص َ", []),
    ],
)
def test_a_needle_is_found(needle: str, haystack: str, found: list[str]) -> None:
    assert _found(needle, haystack) == found
    assert contains(needle, haystack) is bool(found)
    assert find(needle, fold(haystack)) == find(needle, haystack)


@pytest.mark.parametrize(
    ("needle", "haystack", "found"),
    [
        ("الرقة", "والرقه وبالرقّة كالرقة", ["الرقه", "الرقّة", "الرقة"]),
        ("رقة", "الرقة للرقة", ["رقة", "رقة"]),
        ("الرقة", "للرقة وللرقة، الرقة", ["لرقة", "لرقة", "الرقة"]),
        ("اللاذقية", "للاذقية وللاذقية", ["للاذقية", "للاذقية"]),
        ("الولايات المتحدة", "للولايات المتحدة", ["لولايات المتحدة"]),
        ("دمشق", "بدمشق ودمشق دمشقي", ["دمشق", "دمشق"]),
        ("داعش", "داعش‌ها داعشیها «داعش»", ["داعش"]),
        ("می‌گویند", "نمی گویند، می گویند", ["می گویند"]),
        ("القا", "القاعدة", []),
        ("عدن", "معدن", []),
        ("هزار", "۷۰هزار", ["هزار"]),
        ("100", "۱۰۰نفر و100 F100", ["۱۰۰", "100"]),
        ("الرقة", "#تحرير_الرقة", ["الرقة"]),
        ("Assad", "Al-Assad's, Assadist", ["Assad"]),
        ("200", "1,200 and 200, 200.5 or 200.", ["200", "200"]),
        ("50%", "50% 150% 50%.", ["50%", "50%"]),
        ("हिन्द", "हिन्दी", []),
    ],
)
def test_only_whole_words_are_found(needle: str, haystack: str, found: list[str]) -> None:
    assert _found(needle, haystack, whole=True) == found
    assert contains(needle, haystack, words=True) is bool(found)


@steady
@given(TEXTS, TEXTS, st.booleans())
def test_what_is_found_folds_to_the_needle(needle: str, haystack: str, whole: bool) -> None:
    wanted = _dense(fold(needle).text)
    spans = find(needle, haystack, words=whole)
    assert spans == sorted(spans)
    for start, end in spans:
        found = _dense(fold(haystack[start:end]).text)
        assert found == wanted or (whole and wanted == "ا" + found)


@steady
@given(TEXTS, st.data())
def test_a_stretch_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = fold(text[start:end]).text.strip()
    spans = find(text[start:end], text)
    assert bool(spans) is (wanted != "")
    if spans:  # itself, or another that lies across it
        assert any(first < end and last > start for first, last in spans)


@steady
@given(st.lists(st.sampled_from(["سوريا", "می‌روند", "I", "ran", "1,200", "و"]), min_size=1))
def test_each_word_is_found_as_a_whole_word(parts: list[str]) -> None:
    text = "، ".join(parts)
    for part in parts:
        assert _found(part, text, whole=True) == [p for p in parts if p == part]


# --- words ---------------------------------------------------------------------------------------


def test_words_and_figures_are_listed_with_their_spans() -> None:
    text = "٧٠٪ من ١٬٢٠٠: «می‌گویند» Al-Assad’s x_y"
    listed = words(text)
    assert [w.text for w in listed] == [
        *("70", "من", "1,200", "ميگويند", "al", "assad", "s", "x", "y")
    ]
    assert [text[w.start : w.end] for w in listed] == [
        *("٧٠", "من", "١٬٢٠٠", "می‌گویند", "Al", "Assad", "s", "x", "y")
    ]
    assert words("ـ ، \u200c") == []
    assert words("قالَ") == [Word("قال", 0, 4)]


@steady
@given(TEXTS)
@example("ﷺ ا ﷺ")
@example("َا بَ ﻻ ج")
@example("9…9")
def test_words_lie_where_their_offsets_say(text: str) -> None:
    folded = fold(text)
    offset = 0
    for word in words(folded):
        offset = folded.text.index(word.text, offset)
        assert (word.start, word.end) == folded.span(offset, offset + len(word.text))
        offset += len(word.text)


@pytest.mark.parametrize("file", ARTICLES, ids=lambda file: file.stem)
def test_every_word_of_an_article_is_found_where_it_stands(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    folded = fold(text)
    for word in words(folded):
        assert (word.start, word.end) in find(word.text, folded, words=True)


def test_the_offsets_of_a_long_text_stay_right() -> None:
    text = "ﷺ  ـa\u200c" * 2000 + "دمشق"
    assert find("دمشق", text) == [(len(text) - 4, len(text))]
