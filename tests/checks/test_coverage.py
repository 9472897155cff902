"""What the prose of an answer leaves out of the article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx.checks import Material, coverage
from llmx.checks.finding import Finding
from tests.builders import ARABIC, Json, answer, article, loaded, steady

RUSSIAN = (
    "В городе открылась новая школа.",
    "По его словам, еще двое бежали.",
)


def _cites(shown: Any, numbers: Sequence[int]) -> Json:
    """A brief of which every statement cites these sentences."""
    value = answer("brief", shown)
    statements = [value["headline"], *value["summary"], *value["key_facts"]]
    for statement in (*statements, *value["uncertainties"]):
        statement["sentences"] = list(numbers)
    return value


def _said(
    sentences: Sequence[str], numbers: Sequence[int], *, language: str = "ar", titled: bool = False
) -> list[Finding]:
    shown = article(sentences, titled=titled, language=language)
    model = loaded("brief").answer.model_validate(_cites(shown, numbers))
    return list(coverage.check(Material(shown, {"brief": model})))


def _weights(found: Sequence[Finding]) -> list[tuple[str, tuple[int, ...]]]:
    return [(f.severity, f.sentences) for f in found]


def test_where_all_is_cited_nothing_is_said() -> None:
    assert _said(ARABIC, [1, 2, 3, 4]) == []


def test_a_title_need_not_be_cited() -> None:
    assert _said(ARABIC, [2, 3, 4], titled=True) == []


def test_a_sentence_with_a_figure_is_missed() -> None:
    (found,) = _said((*ARABIC[1:], "ووصلت إلى المنطقة 40 شاحنة."), [1, 2, 3])
    assert (found.check, found.severity) == ("coverage", "warning")
    assert found.path == "/answers/brief"
    assert found.sentences == (4,)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("وأدى القصف إلى تدمير الجسر.", "ar"),
        ("واعتقلت الشرطة السائق.", "ar"),
        ("پل روستا ویران شد.", "fa"),
        ("سربازان بازداشت شدند.", "fa"),
    ],
)
def test_an_outcome_that_nothing_cited_says_is_missed(sentence: str, language: str) -> None:
    found = _said(("نص", sentence), [1], language=language)
    assert _weights(found) == [("warning", (2,))]


def test_an_outcome_is_missed_in_a_language_of_which_little_is_listed() -> None:
    assert _weights(_said(RUSSIAN, [1], language="ru")) == [("warning", (2,))]


def test_what_speaks_of_new_things_without_an_outcome_is_only_noted() -> None:
    told = "وقال مصدر عسكري إن الجيش في البلدة."
    new = "ووصل الوزير مع الطلاب إلى المدرسة والجامعة والمستشفى."
    assert _weights(_said((told, new), [1])) == [("info", (2,))]


def test_what_another_sentence_says_too_is_only_noted() -> None:
    again = "سيطر الجيش على البلدة، بحسب مصدر عسكري."
    assert _weights(_said((ARABIC[1], again), [1])) == [("info", (2,))]


def test_a_matter_is_missed_as_a_whole() -> None:
    matter = ("وفي سياق آخر، عقد المجلس جلسة.", "ولم تعرف النتائج.")
    found = _said((ARABIC[1], *matter), [1])
    assert _weights(found) == [("warning", (2, 3))]
    assert "matter" in found[0].message


def test_a_matter_of_which_something_is_cited_is_not_missed() -> None:
    matter = ("وفي سياق آخر، عقد المجلس جلسة.", "ولم تعرف النتائج.")
    assert "matter" not in " ".join(f.message for f in _said((ARABIC[1], *matter), [1, 2]))


def test_an_event_that_another_answer_codes_is_missed() -> None:
    shown = article((*ARABIC[:3], "نص"))
    coded = answer("events", shown)
    coded["events"][0]["sentences"] = [4]
    brief = loaded("brief").answer.model_validate(_cites(shown, [1, 2, 3]))
    events = loaded("events").answer.model_validate(coded)
    alone = coverage.check(Material(shown, {"brief": brief}))
    assert _weights(list(alone)) == [("info", (4,))]
    both = coverage.check(Material(shown, {"brief": brief, "events": events}))
    assert ("warning", (4,)) in _weights([f for f in both if f.path == "/answers/brief"])


def test_an_answer_that_codes_is_only_noted() -> None:
    shown = article((*ARABIC, "ووصلت إلى المنطقة 40 شاحنة."))
    model = loaded("events").answer.model_validate(answer("events", shown))
    found = list(coverage.check(Material(shown, {"events": model})))
    assert found
    assert {f.severity for f in found} == {"info"}


def test_a_translation_alone_leaves_nothing_out() -> None:
    shown = article()
    model = loaded("translate").answer.model_validate(answer("translate", shown))
    assert list(coverage.check(Material(shown, {"translate": model}))) == []


@steady
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True))
def test_what_is_cited_is_never_said_to_be_missing(numbers: list[int]) -> None:
    for found in _said(ARABIC, numbers):
        assert set(found.sentences).isdisjoint(numbers)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("واستمر الاجتماع ست ساعات في المدرسة.", "ar"),
        ("وكان ذلك بعد أربعين يوما من الأمطار.", "ar"),
        ("این دیدار بیست‌وچهارساعته بود.", "fa"),
        ("سفر او نودروزه بود.", "fa"),
        ("مدرسه چهل سال دارد.", "fa"),
        ("Дорога заняла пять часов.", "ru"),
    ],
)
def test_how_long_something_took_is_only_noted(sentence: str, language: str) -> None:
    assert _weights(_said(("...", sentence), [1], language=language)) == [("info", (2,))]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("واستمر الاجتماع ست ساعات مع تسعين طالبا.", "ar"),
        ("در این دیدار دوروزه چهل معلم بودند.", "fa"),
        ("За пять часов пришли сорок учеников.", "ru"),
    ],
)
def test_what_was_counted_meanwhile_is_missed(sentence: str, language: str) -> None:
    assert _weights(_said(("...", sentence), [1], language=language)) == [("warning", (2,))]


def _coded(
    sentences: Sequence[str],
    english: Sequence[str],
    events: Sequence[tuple[Sequence[int], str]],
    numbers: Sequence[int],
    language: str = "ar",
) -> list[tuple[str, tuple[int, ...]]]:
    """What a brief leaves out that cites these sentences, beside a translation and events."""
    shown = article(sentences, titled=False, language=language)
    coded = answer("events", shown)
    (first,) = coded["events"][:1]
    coded["events"] = [
        first | {"sentences": list(cited), "summary_en": told, "counts": []}
        for cited, told in events
    ]
    brief = _cites(shown, numbers)
    values = {
        "brief": brief,
        "events": coded,
        "translate": {
            "title_en": None,
            "sentences": [{"n": n, "en": en} for n, en in enumerate(english, 1)],
        },
    }
    models = {name: loaded(name).answer.model_validate(value) for name, value in values.items()}
    found = coverage.check(Material(shown, models))
    return _weights([f for f in found if f.path == "/answers/brief"])


MARKET = (
    ("قال المحافظ إن السوق فُتح صباحا.", "وأضاف أن المعرض سيقام قرب النهر في الربيع."),
    (
        "The governor said the market had opened in the morning.",
        "He added that the fair would be held near the river in spring.",
    ),
)
ROAD = (
    ("فرماندار گفت بازار باز شد.", "او افزود نمایشگاه بهار کنار رود برپا می‌شود."),
    MARKET[1],
)


@pytest.mark.parametrize(
    ("pair", "language"), [(MARKET, "ar"), (ROAD, "fa")], ids=["arabic", "persian"]
)
@pytest.mark.parametrize(
    ("events", "weight"),
    [
        # the sentence is all that tells it, but for the one that says who speaks
        ([([1], "A market opened."), ([1, 2], "Something is planned.")], "warning"),
        # it is told with the other, and in its words
        ([([1, 2], "The market opened; a fair is to be held near the river.")], "warning"),
        ([([1, 2], "The market opened.")], "info"),
        ([([1], "The market opened.")], "info"),
    ],
)
def test_an_event_of_a_sentence_that_nothing_cites_is_missed(
    pair: tuple[Sequence[str], Sequence[str]],
    language: str,
    events: list[tuple[Sequence[int], str]],
    weight: str,
) -> None:
    sentences, english = pair
    assert _coded(sentences, english, events, [1], language) == [(weight, (2,))]


@pytest.mark.parametrize(
    ("sentence", "language", "weight"),
    [
        ("وأضاف أن الطلاء بلغ نصف البيوت.", "ar", "warning"),
        ("یک‌سوم خانه‌ها رنگ شد.", "fa", "warning"),
        ("وهو في الصف الرابع.", "ar", "info"),
        ("او در کلاس پنجم است.", "fa", "info"),
        ("وقد جاوز الرجل الستين.", "ar", "info"),
    ],
)
def test_a_part_is_of_weight_and_an_ordinal_is_not(
    sentence: str, language: str, weight: str
) -> None:
    assert _weights(_said(("...", sentence), [1], language=language)) == [(weight, (2,))]
