"""People: what words say of who was counted, in the languages of the news."""

from __future__ import annotations

import pytest

from llmx.incidents import people
from llmx.incidents.names import party
from llmx.incidents.people import Who


@pytest.mark.parametrize(
    ("item", "text", "who"),
    [
        ("gunmen", "", "gunmen"),
        ("local police", "", "soldiers"),
        ("children, among the nine", "", "civilians"),
        ("members of the family", "quatre personnes", None),
        (None, "ثلاثة مسلحين", "gunmen"),
        (None, "من المسلحين", "gunmen"),
        (None, "خمسة جنود", "soldiers"),
        (None, "والجنود", "soldiers"),
        (None, "تسعة مدنيين", "civilians"),
        (None, "بالمدنيين", "civilians"),
        (None, "۹ غیرنظامی", "civilians"),
        (None, "۹ نظامی", "soldiers"),
        (None, "چهار شبه‌نظامی", "gunmen"),
        (None, "14 террористов", "gunmen"),
        (None, "шесть военнослужащих", "soldiers"),
        (None, "мирных жителей", "civilians"),
        (None, "dix soldats", "soldiers"),
        (None, "28", None),
        ("civilians", "ثلاثة مسلحين", "civilians"),  # the item is about the words
    ],
)
def test_who_was_counted(item: str | None, text: str, who: Who | None) -> None:
    assert people.said(item, text) == who


@pytest.mark.parametrize(
    ("kind", "who", "may"),
    [
        ("Civilians", "civilians", True),
        ("Civilians", "gunmen", False),
        ("State forces", "soldiers", True),
        ("State forces", "civilians", False),
        ("Rebel group", "gunmen", True),
        ("Rebel group", "soldiers", False),
        ("External/Other forces", "gunmen", True),
        ("Unknown", "civilians", True),
    ],
)
def test_whose_they_may_be(kind: str, who: Who, may: bool) -> None:
    assert people.may_be(who, party("Somebody", None, kind, None)) is may


@pytest.mark.parametrize(
    ("item", "nothing"),
    [
        (None, True),
        ("", True),
        ("People killed", True),
        ("at least the wounded", True),
        ("people brought to the clinic", False),
        ("drivers", False),
    ],
)
def test_words_for_all(item: str | None, nothing: bool) -> None:
    assert people.says_nothing(item) is nothing
