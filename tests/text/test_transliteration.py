"""English names held against their forms in the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.folding import fold
from llmx.text.tokens import tokens
from llmx.text.transliteration import (
    NameIndex,
    alike,
    english,
    is_country,
    is_generic,
    likeness,
    matches,
    runs,
    similar,
    telling,
)
from llmx.text.transliteration.exonyms import exonyms
from tests.builders import steady

SAME = [
    ("al-Shaddadi", "الشدادي", "ar"),
    ("Deir ez-Zor", "دير الزور", "ar"),
    ("Deir ez-Zor", "دیرالزور", "fa"),
    ("Bala Dasht", "بالادشت", "fa"),
    ("Khwaja Sangi", "خواجه‌سنگی", "fa"),
    ("Pul-e Surkh", "پل‌سرخ", "fa"),
    ("Qala-e-Zard", "قلعه‌زرد", "fa"),
    ("United Nations", "للأمم المتحدة", "ar"),
    ("Suwayda", "Сувейды", "ru"),
    ("Qassem Soleimani", "قاسم سليماني", "ar"),
    ("Qasem Soleimani", "قاسم سلیمانی", "fa"),
    ("Hezbollah", "حزب الله", "ar"),
    ("Albu Kamal", "البوكمال", "ar"),
    ("al-Bukamal", "البوکمال", "fa"),
    ("Muammar Gaddafi", "معمر القذافي", "ar"),
    ("Haitham", "هيثم", "ar"),
    ("Osman", "عثمان", "fa"),
    ("Abdullah", "عبد الله", "ar"),
    ("Vali Nasr", "ولی نصر", "fa"),
    ("Navalny", "نافالني", "ar"),
    ("Putin", "پوتین", "fa"),
    ("Putin", "بوتين", "ar"),
    ("Ash-Shifa", "الشفاء", "ar"),
    ("Ayn al-Arab", "عين العرب", "ar"),
    ("Chabahar", "چابهار", "fa"),
    ("Ghazni", "غزنی", "fa"),
    ("Salah", "صلاح", "ar"),
    ("Kharkiv", "Харькова", "ru"),
    ("Nour al-Din al-Zenki", "نور الدين الزنكي", "ar"),
    ("Egypt", "مصر", "ar"),
    ("Cairo", "القاهرة", "ar"),
    ("Aleppo", "حلب", "fa"),
    ("Damascus", "دمشق", "ar"),
    ("Hungary", "مجارستان", "fa"),
    ("ISIS", "تنظيم الدولة", "ar"),
    ("Syrian Democratic Forces", "قسد", "ar"),
    ("World Food Programme", "برنامج الأغذية العالمي", "ar"),
    ("Blue Nile", "النيل الأزرق", "ar"),
    ("Suez", "السويس", "ar"),
    ("Cape of Good Hope", "رأس الرجاء الصالح", "ar"),
    ("Armenian", "ارمنستان", "fa"),
    ("Kurdish", "احزاب کرد", "fa"),
    ("Taliban", "ده طالب مسلح", "fa"),
    ("Uzbek", "ازبیک‌ها", "fa"),
    ("Sahel", "государств Сахеля", "ru"),
    ("Mediterranean", "Средиземного моря", "ru"),
    ("the Revolutionary Guards", "سپاه پاسداران", "fa"),
    ("Moscow", "Москвы", "ru"),
    ("Syrian", "السوري", "ar"),
    ("Kele Sipi", "کێله‌سپی", "fa"),
    ("Soran", "سۆران", "fa"),
    ("Ranya", "ڕانیه", "fa"),
    ("Torkham", "ټورخم", "fa"),
]
OTHER = [
    ("Raqqa", "العراق", "ar"),
    ("Iraq", "الرقة", "ar"),
    ("Homs", "حماة", "ar"),
    ("Hama", "حمص", "ar"),
    ("Aleppo", "دمشق", "ar"),
    ("Deir Hafer", "دير الزور", "ar"),
    ("Qassem Soleimani", "حسن نصر الله", "ar"),
    ("India", "می دهند", "fa"),
    ("Koya", "سۆران", "fa"),
    ("Sipi", "کێله‌سپی", "fa"),
    ("Joint Operations Room", "غرفة العمليات المشتركة", "ar"),
]


@pytest.mark.parametrize(("english", "source", "language"), SAME)
def test_a_name_is_its_source_form(english: str, source: str, language: str) -> None:
    assert matches(english, source, language)


@pytest.mark.parametrize(("english", "source", "language"), OTHER)
def test_another_name_is_not(english: str, source: str, language: str) -> None:
    assert not matches(english, source, language)


def test_half_a_name_is_half_alike() -> None:
    assert similar("Hassan Mansour", "حسن الجبوري") == 0.5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("al-Nakhil", "Al Nakhil", True),
        ("the Red Crescent", "Red Crescent", True),
        ("Tal-Afar", "Tal Afar", True),
        ("Albu Kamal", "al-Bukamal", False),
        ("Nakhil", "Nakhla", False),
    ],
)
def test_spellings_of_one_form(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same


_PIECES = (
    *("A", "Al", "al", "Syria", "two", "The", "éa", "É", "'s", "’", " ", " ", " ", "  ", "."),
    *(".", "!", ":", '"', "\n", "-", "–", "(", "«", "/", "?", "\t", "\u00a0", "x", "7"),
)


def _index(*sentences: str, language: str = "ar") -> NameIndex:
    return NameIndex([fold(s).text for s in sentences], language)


def test_an_index_says_in_which_sentences_a_name_stands() -> None:
    index = _index("وصل سالم إلى الرقة.", "غادرت القافلة دمشق.", "وللرقة طريقان، قال سالم.")
    assert index.standing("Salem") == 0b101
    assert index.anywhere("Raqqa") == 0b101
    assert index.standing("Damascus") == 0b010
    assert index.standing("Baghdad") == 0
    assert index.containing(fold("القافلة").text) == 0b010


def test_short_names_are_told_apart_by_how_they_end() -> None:
    index = _index("قرب دير حافر", "في ريف درعا", "نحو صرواح", "مع صالح")
    assert index.standing("Daraa") == index.anywhere("Daraa") == 0b0010
    assert index.standing("Deir") == 0b0001
    assert index.standing("Sirwah") == 0b0100
    assert index.standing("Saleh") == 0b1000


def test_names_that_stand_elsewhere_than_cited_are_strange() -> None:
    index = _index("وصل سالم إلى الرقة.", "غادرت القافلة دمشق إلى المرج.")
    text = "Salem left Damascus for Almarj with Boris"
    assert index.strange(text, 0b01) == ["Damascus", "Almarj"]
    assert index.strange(text, 0b10) == ["Salem"]
    assert index.strange(text, 0b11) == index.strange("nobody came", 0b01) == []


def test_an_exonym_that_is_not_printed() -> None:
    index = _index("وصل سالم إلى دمشق.")
    assert index.unprinted("Aleppo")
    assert not index.unprinted("Damascus")
    assert not index.unprinted("Salem")


def test_masks_are_those_of_the_names_that_stand_somewhere() -> None:
    index = NameIndex([fold(s).text for s in ("وصل سالم الى منبج", "غادر سالم")], "ar")
    assert index.masks("Salem of Manbij met Salem and Boris in Tal") == [0b11, 0b01]
    assert index.masks("nobody came") == []


def test_a_name_is_the_same_whatever_was_asked_before() -> None:
    asked, fresh = (NameIndex([fold("وصل سالم الى منبج").text], "ar") for _ in range(2))
    words = ["Salem", "Manbij", "Boris", "Russia", "Acre", "Abu"]
    for word in words:
        asked.anywhere(word)
    assert [asked.standing(w) for w in words] == [fresh.standing(w) for w in reversed(words)][::-1]


def test_spellings_of_one_name_are_alike() -> None:
    assert likeness("Houthi", "arabic") == likeness("Houthis", "arabic")
    assert likeness("Saqqur", "cyrillic") == likeness("Sakkour", "cyrillic")
    assert likeness("Daesh", "arabic") == likeness("ISIS", "arabic")
    assert likeness("Salem", None) != likeness("Hama", None)


def test_particles_before_a_name_and_endings_after_it() -> None:
    index = _index("التقى بمنصور", "جاء منصور", "نیروهای منصوریها")
    assert index.anywhere("Mansour") == 0b111


def test_a_name_of_several_words_as_a_whole() -> None:
    index = _index("دخلت قوات سوريا الديمقراطية", "في البوكمال")
    assert index.run("US-backed Syrian Democratic Forces") == 0b01
    assert index.run("Albu Kamal") == 0b10


def test_words_that_may_be_names() -> None:
    text = 'Two men of "Sada al-Nil" met in Cairo. Later they saw Salem\'s son, an Egyptian.'
    assert _index("").words(text) == ["Sada", "Nil", "Cairo", "Salem", "Egyptian"]


def test_words_are_those_of_their_own_text() -> None:
    index = _index("")
    index.learn({t: tokens(t) for t in ("He saw Cairo", "Rain fell", "", "They left Aden")})
    assert index.words("They left Aden") == ["Aden"]
    assert index.words("") == []
    assert index.words("Rain fell") == ["Rain"]


@given(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join))
def test_token_by_token_the_names_are_those_of_the_text(text: str) -> None:
    marks = english._TOKEN.findall("\n" + text.replace("\n", " "))
    names = [m for m in marks if m != "\n" and m not in english._SKIPPED]
    assert english.words_of(text, tokens(text)) == names


def test_telling_words() -> None:
    assert telling("Abu Hassan al-Masri") == ("Hassan", "Masri")
    assert telling("the Army Command") == ()
    assert telling("Tal") == ("Tal",)
    assert is_generic("Abu")
    assert is_country("Egyptian")
    assert not is_country("Salem")


def test_a_month_is_no_name_unless_it_may_be_one() -> None:
    text = "Two posts were attacked on 16 Sawr, in Jawza and in Mordad, by men of Asad."
    assert _index("").words(text) == ["Asad"]


def test_runs() -> None:
    assert "Deir ez-Zor" in runs("They reached Deir ez-Zor at dawn")


def test_a_language_whose_letters_are_not_read() -> None:
    index = _index("Bonjour à Lyon", language="fr")
    assert index.standing("Lyon") == 0
    assert index.anywhere("Lyon") == 1
    assert index.run("Le Lyon") == 0


@pytest.mark.parametrize("script", ["arabic", "cyrillic"])
def test_every_exonym_is_folded_and_not_empty(script: str) -> None:
    for name, forms in exonyms(script).items():
        assert name == name.casefold()
        assert all(form.strip() and fold(form).text == form for form in forms)


@steady
@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_text_can_be_read(english: str, sentences: list[str]) -> None:
    for language in ("ar", "ru", "und"):
        index = _index(*sentences, language=language)
        for word in index.words(english):
            assert 0 <= index.standing(word) <= index.anywhere(word) < 1 << max(1, len(sentences))
        assert 0 <= similar(english, " ".join(sentences), language) <= 1


@pytest.mark.parametrize("word", ["Dr", "Region", "Support", "States", "Brigadier", "Ministry"])
def test_a_word_that_is_translated_in_names_is_no_name(word: str) -> None:
    index = NameIndex([fold("دير الزور").text], "ar")
    assert index.words(f"{word} Rahim Salimi left") == ["Rahim", "Salimi"]


def _standing(word: str, sentences: list[str], language: str = "ar") -> int:
    copies = [fold(sentence).text for sentence in sentences]
    return NameIndex(copies, language, sentences).standing(word)


@pytest.mark.parametrize(("word", "where"), [("KMR", 0), ("IBM", 0), ("ANBA", 1), ("Qamar", 2)])
def test_letters_that_are_read_one_by_one_are_no_spelling(word: str, where: int) -> None:
    assert _standing(word, ["نقلت وكالة أنبا الخبر.", "قرية قمر في الوادي."]) == where


@pytest.mark.parametrize(
    ("word", "sentence", "language"),
    [
        ("Tyre", "سقطت قذيفة في قضاء صور، بعد الظهر.", "ar"),
        ("Tyre", "طريق النبطية وصور", "ar"),
        ("Aden", "اجتمع المجلس بعدن.", "ar"),
        ("Egypt", "غادر الوفد لمصر", "ar"),
        ("China", "(چین) بیانیه داد", "fa"),
        ("Kadugli", "وصلت القافلة إلى كادقلي", "ar"),
        ("Djanet", "وصلت القافلة إلى جانت", "ar"),
        ("Surkh", "پلیس به پل‌سرخ‌آباد رسید", "fa"),
        ("Sangi", "در خواجه‌سنگی درگیری شد", "fa"),
        ("UNRWA", "أعلنت الأونروا وصول الدقيق", "ar"),
    ],
)
def test_a_word_with_what_is_written_beside_it(word: str, sentence: str, language: str) -> None:
    assert _standing(word, [sentence], language) == 1


@pytest.mark.parametrize(
    ("word", "sentence", "language"),
    [
        ("Tyre", "نشر الناشطون الصور ومصورو الوكالة", "ar"),
        ("Egypt", "لقي العامل مصرعه ومصرع آخر مؤكد", "ar"),
        ("Shad", "نوشته‌شده است", "fa"),
    ],
)
def test_a_part_of_another_word_is_no_name(word: str, sentence: str, language: str) -> None:
    assert _standing(word, [sentence], language) == 0


def test_parts_that_many_names_share_tell_none_from_another() -> None:
    assert telling("Jar Allah al-Abdali") == ("Jar", "Abdali")
    assert is_generic("Allah")


def test_a_name_that_is_written_as_two_words() -> None:
    names = NameIndex(["وصل إلى تين سوكالين", "غادر تينسوكالين", "عاد إلى سوكا"], "ar")
    assert names.glued("Tinsokalin") == 0b011
    assert names.glued("Sokal") == 0, "too short to be told across a blank"
    assert NameIndex(["plain"], "en").glued("Tinsokalin") == 0


@pytest.mark.parametrize(
    ("sentence", "language", "countries"),
    [
        ("وصل وفد من مالي والسنغال", "ar", {"mali", "senegal"}),
        ("كينيا ونيجيريا", "ar", {"kenya", "nigeria"}),
        ("бои под Луганском, органы занимали здание", "ru", set()),
        ("солдаты Нигерии", "ru", {"nigeria"}),
        ("در النیجر سربازان نیجر", "fa", {"niger"}),
    ],
)
def test_the_countries_that_a_sentence_prints(
    sentence: str, language: str, countries: set[str]
) -> None:
    names = NameIndex([f" {fold(sentence).text} "], language)
    assert {found[0] for found in names.countries(1)} == countries
    assert list(names.countries(2)) == []
