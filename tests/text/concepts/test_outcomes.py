"""Words of outcomes: what each language says, in which forms, and what only looks like it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.text.concepts import ConceptIndex, has_outcomes, mentions, together
from llmx.text.concepts.marks import MEANT, SAID, meaning, said_by
from llmx.text.folding import fold

ZWNJ = "\u200c"


def _asserted(text: str, language: str) -> set[str]:
    return {outcome for one in together(mentions(text, language)).asserts for outcome in one}


@pytest.mark.parametrize(
    ("text", "language", "outcome"),
    [
        ("قُتل ثلاثة جنود", "ar", "killed"),
        ("ومقتل ثلاثة", "ar", "killed"),
        ("سقط 5 قتلى", "ar", "killed"),
        ("استشهدوا أمس", "ar", "killed"),
        ("لقي ثلاثة مصرعهم", "ar", "killed"),
        ("مقتل ضابط فى سيناء", "arz", "killed"),
        ("وإصابتهم بجروح", "ar", "wounded"),
        ("للجرحى", "ar", "wounded"),
        ("اعتقلت الشرطة رجلين", "ar", "captured"),
        ("إلقاء القبض على ثلاثة", "ar", "captured"),
        ("استسلم العشرات", "ar", "surrendered"),
        ("فرّ المسلحون", "ar", "fled"),
        ("والفارين من البلدة", "ar", "fled"),
        ("نزوح الأهالي", "ar", "displaced"),
        ("تدمير دبابة", "ar", "destroyed"),
        ("اغتنمت أسلحة", "ar", "seized"),
        (f"سه تن کشته{ZWNJ}شدند", "fa", "killed"),
        ("سه تن کشتهشدند", "fa", "killed"),
        ("سه تن کشته شدند", "fa", "killed"),
        ("سه نفر بههلاکت رسیدند", "fa", "killed"),
        ("سه نفر جان باختند", "fa", "killed"),
        ("سه نفر به شهادت رسیدند", "fa", "killed"),
        ("چهار مجروح", "fa", "wounded"),
        ("دو تن دستگیر شدند", "fa", "captured"),
        (f"خانواده{ZWNJ}ها گریخته{ZWNJ}اند", "fa", "fled"),
        (f"عقب{ZWNJ}نشینی نیروها", "fa", "fled"),
        ("خودرو منهدم شد", "fa", "destroyed"),
        ("Шесть военных погибли", "ru", "killed"),
        ("девять получили ранения", "ru", "wounded"),
        ("trois soldats tués", "fr", "killed"),
        ("שלושה חיילים נהרגו", "he", "killed"),
        ("üç asker öldü", "tr", "killed"),
        ('He said "two were killed."', "en", "killed"),
        ("DEAD", "en", "killed"),
    ],
)
def test_a_word_is_known_in_its_forms(text: str, language: str, outcome: str) -> None:
    assert _asserted(text, language) == {outcome}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The death toll was not given.", "en"),
        ("They swam in the Dead Sea.", "en"),
        ("He was sentenced to the death penalty: a death sentence.", "en"),
        ("The Martyrs' Brigade entered.", "en"),
        ("The army struck a heavy loss.", "en"),
        ("كتيبة شهداء الوادي", "ar"),
        ("وفرت الحكومة الخبز", "ar"),
        ("المقاتلون والقتال", "ar"),
        ("عشرات الأسر", "ar"),
        ("سافر الوزير", "ar"),
        ("شهادت داد که دیده است", "fa"),
    ],
)
def test_what_only_looks_like_an_outcome_claims_none(text: str, language: str) -> None:
    assert _asserted(text, language) == set()


def _meant(text: str, language: str) -> set[str]:
    return set(together(mentions(text, language)).outcomes)


@pytest.mark.parametrize(
    ("text", "language", "outcome"),
    [
        ("لفظ الحارس أنفاسه الأخيرة", "ar", "killed"),
        ("أسلم عاملان الروح", "ar", "killed"),
        ("أردت الدورية رجلين", "ar", "killed"),
        ("القضاء على ثلاثة مسلحين", "ar", "killed"),
        ("ارتقى شابان في المخيم", "ar", "killed"),
        ("أصيب بكسور ورضوض", "ar", "wounded"),
        ("اقتادت الشرطة شابين", "ar", "captured"),
        ("وقع أربعة في قبضة الجيش", "ar", "captured"),
        ("إيقاف شخصين بالميناء", "ar", "captured"),
        ("ألقى عشرون منهم السلاح", "ar", "surrendered"),
        ("وولوا الأدبار", "ar", "fled"),
        ("لجأ السكان إلى الوادي", "ar", "displaced"),
        ("لم يُعرف مصيرهم ولا مكانهم", "ar", "missing"),
        ("حجز بندقيتين واسترجاع ذخيرة", "ar", "seized"),
        ("سه مهاجم از پا درآمدند", "fa", "killed"),
        ("دو تن از پای در آمدند", "fa", "killed"),
        ("چهار شورشی از میان برداشته شدند", "fa", "killed"),
        ("هفت تن از بین رفتند", "fa", "killed"),
        ("او نقش بر زمین شد", "fa", "killed"),
        ("دو مرزبان به درجه شهادت نایل آمدند", "fa", "killed"),
        ("سه تن جان‌های خود را از دست دادند", "fa", "killed"),
        ("دو زن افگار شدند", "fa", "wounded"),
        ("سه آدم‌ربا گرفتار شدند", "fa", "captured"),
        ("ده تن به اسارت درآمدند", "fa", "captured"),
        ("بیست تن سلاح بر زمین گذاشتند", "fa", "surrendered"),
        ("ده تن سلاح‌های خود را تحویل دادند", "fa", "surrendered"),
        ("خانواده‌ها به مرکز شهر پناه برده‌اند", "fa", "fled"),
        ("خانواده‌ها به مرکز شهر پناه برده‌اند", "fa", "displaced"),
        ("دو راننده لادرک‌اند", "fa", "missing"),
        ("بیجاشدگان جنگ", "fa", "displaced"),
        ("Нейтрализованы двое", "ru", "killed"),
        ("Застрелен староста", "ru", "killed"),
        ("Сторож скончался от ран", "ru", "wounded"),
        ("Тяжелораненых вывезли", "ru", "wounded"),
        ("Шофёр находится под стражей", "ru", "captured"),
        ("Жители бегут", "ru", "fled"),
        ("Двоих ищут", "ru", "missing"),
        ("They were felled at the gate.", "en", "killed"),
        ("They took refuge in the city.", "en", "displaced"),
    ],
)
def test_what_the_press_says_in_other_words_bears_an_outcome_out(
    text: str, language: str, outcome: str
) -> None:
    assert outcome in _meant(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("پای میز مذاکره", "fa"),
        ("پا به شهر گذاشت", "fa"),
        ("میان دو کشور", "fa"),
        ("نقش مهم او", "fa"),
        ("صادرات سلاح به منطقه", "fa"),
        ("استقلال القضاء في البلاد", "ar"),
        ("The boys were taken to a field hospital.", "en"),
    ],
)
def test_the_words_of_an_idiom_mean_nothing_apart(text: str, language: str) -> None:
    assert _meant(text, language) == set()


def test_what_is_rooted_out_is_killed_or_destroyed() -> None:
    (found,) = mentions("ده تروریست نابود شدند", "fa")
    assert found.asserts == {"killed", "destroyed"}


def test_a_word_of_several_meanings_says_one_of_them() -> None:
    (found,) = mentions("They captured it", "en")
    assert found.asserts == {"captured", "seized"}


def test_a_mention_knows_its_place() -> None:
    copy = fold('مقتل 5، وإصابة "12"')
    assert [copy.text[m.start : m.end] for m in mentions(copy, "ar")] == ["مقتل", "واصابه"]


def test_the_side_of_the_figure_is_that_of_the_form() -> None:
    sides = [m.side for m in mentions("مقتل 5 جنود لقوا مصرعهم", "ar") if m.asserts]
    assert sides == ["right", "left"]
    assert mentions("کشته شدن سه نفر", "fa")[0].side == "right"
    assert mentions("سه نفر کشته شدند", "fa")[0].side == "left"
    assert mentions("five were badly wounded", "en")[0].side == "left"


def test_a_language_without_words_says_nothing() -> None:
    assert has_outcomes("ar-EG")
    assert has_outcomes("prs")
    assert not has_outcomes("ckb")
    assert mentions("killed", "ckb") == []
    assert ConceptIndex(["killed"], "ckb").sentences == [0]


_WORDS = st.sampled_from(
    ["killed", "wounded,", '"dead"', "(captured", "death", "toll", "the", "5", "fled.", "Sea", "x"]
)


@given(st.lists(_WORDS, max_size=8).map(" ".join))
def test_the_index_sees_what_the_mentions_say(text: str) -> None:
    marks, met = ConceptIndex([], "ar").english(text), together(mentions(text, "en"))
    assert marks & MEANT == meaning(frozenset(met.outcomes))
    assert {said for _, said in said_by(marks & SAID)} == set(met.asserts)


@given(st.text(max_size=60), st.sampled_from(["en", "ar", "fa", "ru", "fr", "he", "tr", "xx"]))
def test_any_text_is_read_and_mentions_are_in_order(text: str, language: str) -> None:
    found = mentions(text, language)
    copy = text.lower() if language == "en" else fold(text).text
    assert all(0 <= m.start < m.end <= len(copy) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
