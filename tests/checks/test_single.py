"""One thing that figures describe, and forms that count several."""

from __future__ import annotations

import pytest

from llmx.checks.figures.single import describes


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("منزلا من ثلاث طبقات", "ar"),
        ("مدرسة من طابقين", "ar"),
        ("سيارة تقل أربعة ركاب", "ar"),
        ("مركب صيد يحمل ثمانية بحارة", "ar"),
        ("سيارة مدنية على متنها خمسة أفراد", "ar"),
        ("جسرا طوله 80 مترا", "ar"),
        ("طائرة مسيّرة من طراز هيرميس 450", "ar"),
        ("صاروخ يحمل رأسا حربيا زنته 500 كيلوغرام", "ar"),
        ("جثة شاب مصابة بثلاث رصاصات", "ar"),
        ("یک خانهٔ سه‌طبقه", "fa"),
        ("خانه‌ای سه طبقه", "fa"),
        ("موتری حامل پنج مسافر", "fa"),
        ("کاروانی متشکل از شش خودرو", "fa"),
        ("یک پهپاد شاهد ۱۳۶", "fa"),
        ("یک مین ۱۲ کیلویی", "fa"),
        ("پلی به طول ۴۰ متر", "fa"),
    ],
)
def test_a_singular_with_a_figure_in_its_description_is_one(form: str, language: str) -> None:
    assert describes(form, language, people=False)


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("ثلاث طبقات", "ar"),
        ("إصابة 3 جنود", "ar"),
        ("إصابة أكثر من 3 جنود", "ar"),
        ("منزلا و3 سيارات", "ar"),
        ("منازل من ثلاث طبقات", "ar"),
        ("منزلا", "ar"),
        ("سه خانه", "fa"),
        ("کشته شدن سه نفر", "fa"),
        ("خانه‌های سه طبقه", "fa"),
        ("یک افسر و دو سرباز", "fa"),
        ("چیزی حدود شصت موتر", "fa"),
        ("дом в три этажа", "ru"),
    ],
)
def test_what_counts_several_is_not_one(form: str, language: str) -> None:
    assert not describes(form, language, people=False)


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("أسرة مؤلفة من ستة أفراد", "ar"),
        ("گروهی متشکل از ده نفر", "fa"),
        ("یک خانوادهٔ شش‌نفره", "fa"),
    ],
)
def test_a_group_of_people_is_not_one_of_them(form: str, language: str) -> None:
    assert not describes(form, language, people=True)
