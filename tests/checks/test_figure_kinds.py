"""Figures that count, and those of the source that name a day, an hour, an age or a unit."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from llmx.checks import Material, figures
from llmx.checks.finding import Finding
from tests.builders import answer, article, loaded, raised

ELDERS = "يجتمع في البلدة يوم 4 من الشهر نفسه مجلس يضم ستين شيخا."
UNIT = "قُتل تسعة من عناصر لواء الحدود الحادي عشر وأصيب 17 بجروح."
HOSPITAL = "حوالی ساعت ۳ بامداد پنج جسد و هشت زخمی به بیمارستان رسید."
FATHER = "کریم سعیدی ۲۷ ساله و پدر دو فرزند کشته شد."
ABDUCTED = "قدّر المصدر عدد المختطفين بستة وخمسين، فيهم دون الخامسة عشرة."
DIED = "کریم دستفروش ۳۴ ساله بود و سه روز بعد درگذشت."


def _said(source: str, text: str, language: str = "ar") -> list[Finding]:
    shown = article([source, "."], titled=False, language=language)
    value = answer("brief", shown)
    value["key_facts"] = [{"sentences": [1], "fact": text, "attributed_to": None}]
    model = loaded("brief").answer.model_validate(value)
    return raised(figures.check(Material(shown, {"brief": model})))


def _messages(found: Sequence[Finding]) -> list[str]:
    return [finding.message for finding in found if finding.severity == "error"]


@pytest.mark.parametrize(
    ("source", "text", "language", "figure"),
    [
        (ELDERS, "A council of 4 elders is to meet.", "ar", "4"),
        (UNIT, "In a first toll, 11 of the brigade's men died.", "ar", "11"),
        (UNIT, "The attack hit a brigade, wounding 11.", "ar", "11"),
        (HOSPITAL, "The hospital took 3 wounded.", "fa", "3"),
        (FATHER, "Karim Saidi, 2, was killed.", "fa", "2"),
        (ABDUCTED, "An estimated fifteen people were abducted.", "ar", "fifteen"),
        (DIED, "Karim, a three-year-old vendor, died.", "fa", "three"),
    ],
)
def test_what_counts_is_no_day_hour_age_or_unit(
    source: str, text: str, language: str, figure: str
) -> None:
    assert _messages(_said(source, text, language)) == [
        f"{figure!r} counts nothing of the kind in the source"
    ]


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        (ELDERS, "Sixty elders are to meet on the 4th of the month.", "ar"),
        (ELDERS, "Sixty elders are to meet on 4 September.", "ar"),
        (UNIT, "Nine of the 11th Border Brigade died.", "ar"),
        (UNIT, "Nine men of Brigade 11 were killed.", "ar"),
        (HOSPITAL, "Those who came at around 3 were dead.", "fa"),
        (FATHER, "Karim Saidi, 27, was the father of two children.", "fa"),
        (ABDUCTED, "Some of the 56 people were under 15.", "ar"),
        (ABDUCTED, "Boys of 15 were among the 56 people.", "ar"),
        (ABDUCTED, "Of the 56, those under 15 were children.", "ar"),
        (DIED, "Karim, 34, died three days later.", "fa"),
        ("قُتل الشاب سامر (عامان) في القصف.", "Samer, two, was killed.", "ar"),
        ("في دو شب ۲۸ نفر بازداشت شدند.", "Over two nights, 28 people were arrested.", "fa"),
        (
            "يلتقي الوزراء يومي 24 و25 فيفري الجاري.",
            "They meet on 24 and 25 of this February.",
            "ar",
        ),
        (
            "داهموا الحي على متن سيارات رباعية الدفع، وقتلوا أربعة.",
            "In four-wheel-drive cars, they killed four.",
            "ar",
        ),
    ],
)
def test_a_day_an_hour_an_age_and_a_unit_are_borne_out(
    source: str, text: str, language: str
) -> None:
    assert _messages(_said(source, text, language)) == []
