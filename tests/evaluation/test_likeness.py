"""Likeness: what counts as the same name, place, time and quantity, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from llmx.evaluation.likeness import SAME_NAME, Name, agreeing, likeness, links, name_of, same
from llmx.evaluation.shape import Kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Name("Deir Hafer", "دير حافر"), Name("Dayr Hafir", "بلدة دير حافر")),
        (Name("Sirwah", None), Name("the Sirwah front", None)),
        (Name("al-Hajla", None), Name("Al Hajla", None)),
        (Name(None, "القرن الاسود"), Name(None, "القرن الأسود")),
        (Name("Deir Hafer", None), Name(None, "دير حافر")),
    ],
)
def test_the_same_name(one: Name, other: Name) -> None:
    assert likeness(one, other, "ar") == likeness(other, one, "ar") >= SAME_NAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Name("Hama countryside", "ريف حماة"), Name("Homs countryside", "ريف حمص")),
        (Name("Syrian army", "الجيش السوري"), Name("Syrian Democratic Forces", "قوات سوريا")),
        (Name("Deir Hafer", None), Name(None, "مسكنة")),
        (Name(None, None), Name("Maskana", None)),
    ],
)
def test_another_name(one: Name, other: Name) -> None:
    assert likeness(one, other, "ar") < SAME_NAME


def test_a_whole_likeness_is_not_outweighed_by_two_halves() -> None:
    def entry(ident: str, english: str) -> dict[str, Any]:
        return {"id": ident, "name_en": english, "name_src": None}

    key = {"actors": [entry("a1", "Libyan National Army"), entry("a2", "army")]}
    answer = {"actors": [entry("x", "Libyan National Army"), entry("y", "Libyan National forces")]}
    assert links({"actors": "actor"}, key, answer, "en") == {"actor": {"x": "a1"}}
    assert links({"actors": "actor"}, key, {}, "en") == {"actor": {}}


def test_a_name_is_read_off_any_block() -> None:
    assert name_of({"id": "a1", "title_en": "T", "title_src": "ت"}) == Name("T", "ت")
    assert name_of({"name_en": None}) == Name(None, None)


TIME = {"text_src": "أمس", "start": "2018-03-08", "end": None}
COUNT = {"what": "killed", "who": "actor2", "min": 34, "max": 34, "text_src": "34 قتيلا"}


@pytest.mark.parametrize(
    ("kind", "key", "answer", "expected"),
    [
        ("when", TIME, TIME | {"text_src": None, "end": "2018-03-08"}, True),
        ("when", TIME, TIME | {"start": "2018-03-09"}, False),
        ("when", {"text_src": "يوم الأحد"}, TIME | {"text_src": "الأحد"}, True),
        ("when", {"text_src": "يوم الأحد"}, TIME, False),
        ("when", {"text_src": "فجر أمس", "start": None}, TIME, True),
        ("count", COUNT, COUNT | {"text_src": "otherwise", "item_en": "men"}, True),
        ("count", COUNT, COUNT | {"max": None}, False),
        ("count", COUNT, COUNT | {"what": "wounded"}, False),
        ("count", COUNT, COUNT | {"who": None}, False),
        ("count", {"min": 34, "max": 34}, COUNT, True),
        ("count", COUNT | {"min": None, "max": None}, COUNT | {"min": None, "max": None}, True),
        (
            "count",
            {"min": None, "max": None, "text_src": "عشرات"},
            {"min": None, "max": None, "text_src": "مئات"},
            False,
        ),
        ("surface", "نحو 40", "نحو 40 من فلول", True),
        ("name", "Barada Press", "the Barada Press agency", True),
        ("choice", "claimed", "occurred", False),
        ("plain", 3, 3.0, True),
    ],
)
def test_values_of_a_slot(kind: Kind, key: Any, answer: Any, expected: bool) -> None:
    assert same(kind, key, answer, "ar") is expected
    assert agreeing(kind, [key], [answer], "ar") == int(expected)


def test_each_value_agrees_once() -> None:
    assert agreeing("cites", [1, 2, 2], [2, 2, 2], "ar") == 2
    assert agreeing("count", [COUNT, COUNT], [COUNT], "ar") == 1
    assert agreeing("refers", ["a1"], ["?a1"], "ar") == 0
