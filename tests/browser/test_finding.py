"""Finding one's way: keys, filters, search, timeline, map, and a list of any length."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import (
    bare_record,
    crowded_records,
    example_records,
    made_record,
    many_records,
    recall_records,
    report,
)
from tests.builders import ARABIC, article, resealed, sealed

Visit = Callable[..., Page]


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    return report(tmp_path, example_records())


def _events() -> int:
    return sum(len(record["answers"]["events"]["events"]) for record in example_records())


def test_the_keys_go_through_every_item(visit: Visit, examples: Path) -> None:
    page = visit(examples)
    seen = []
    for _ in range(_events()):
        page.keyboard.press("j")
        title = page.locator(".article-row[aria-selected=true] .row-title").inner_text()
        seen.append((title, page.locator(".card.selected").get_attribute("id")))
    assert len(set(seen)) == _events()
    page.keyboard.press("j")
    expect(page.locator("#said")).to_have_text("That was the last item")
    page.keyboard.press("k")
    title = page.locator(".article-row[aria-selected=true] .row-title").inner_text()
    assert (title, page.locator(".card.selected").get_attribute("id")) == seen[-2]


def test_the_list_is_worked_by_keys(visit: Visit, examples: Path) -> None:
    page = visit(examples)
    page.keyboard.press("l")
    expect(page.locator("#list")).to_be_focused()
    for key in ("End", "Home", "ArrowDown"):
        page.keyboard.press(key)
    active = page.locator("#list").get_attribute("aria-activedescendant")
    assert active == "row-1"
    page.keyboard.press("Enter")
    expect(page.locator("#row-1")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("[")
    expect(page.locator("#row-0")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_the_first_stops_of_the_tab_key_skip(visit: Visit, examples: Path) -> None:
    page = visit(examples)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the search")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the search")).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()


def test_help_lists_the_keys_and_closes(visit: Visit, examples: Path) -> None:
    page = visit(examples)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Accept, and on to the next")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Overview")).to_be_attached()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_filter_leaves_what_fits(visit: Visit, examples: Path) -> None:
    page = visit(examples)
    events = [e for r in example_records() for e in r["answers"]["events"]["events"]]
    kind = events[0]["sub_event_type"]
    wanted = sum(event["sub_event_type"] == kind for event in events)
    page.locator("#filters").evaluate("(e) => { e.open = true; }")
    option = page.locator("#filter-type option", has_text=kind)
    assert option.inner_text().endswith(f" {wanted}")
    page.locator("#filter-type").select_option(label=option.inner_text())
    expect(page.locator("#found")).to_contain_text(f"{wanted} items")
    page.keyboard.press("Escape")
    for _ in range(wanted):
        page.keyboard.press("j")
        expect(page.locator(".card.selected .chip.kind")).to_have_text(kind)
    page.keyboard.press("j")
    expect(page.locator("#said")).to_have_text("That was the last item")
    page.get_by_role("button", name="Clear all filters").click()
    expect(page.locator("#found")).to_contain_text(f"{_events()} items")


def test_each_filter_of_its_own(visit: Visit, tmp_path: Path) -> None:
    plain = sealed(article(["عنوان", "نص آخر يوم الأحد."], id="plain"))
    plain["findings"] = []
    page = visit(report(tmp_path, [made_record(), resealed(plain)]))
    page.locator("#filters").evaluate("(e) => { e.open = true; }")
    for name, label in [
        ("severity", "Error  ·  1"),
        ("decision", "Undecided  ·  2"),
        ("actor", "army  ·  2"),
    ]:
        page.locator(f"#filter-{name}").select_option(label=label)
        number = label[-1]
        expect(page.locator("#found")).to_contain_text(f"{number} item")
        page.get_by_role("button", name="Clear all filters").click()
    page.locator("#filter-from").fill("2017-11-20")
    expect(page.locator("#found")).to_have_text("0 items in 0 articles")
    page.locator("#filter-from").fill("2017-11-19")
    expect(page.locator("#found")).to_contain_text("2 items")


def test_the_timeline_and_the_map_filter(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    page.get_by_role("button", name="1 on 2017-11-19").click()
    expect(page.locator("#filter-from")).to_have_value("2017-11-19")
    expect(page.locator(".bar-day")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="1 on 2017-11-19").click()
    expect(page.locator(".land")).not_to_have_count(0)
    page.locator("circle.dot").click()
    expect(page.locator("#filters-said")).to_have_text("Filters (1)")
    expect(page.locator(".map .labels")).to_contain_text("al-Nakhil")
    expect(page.locator(".map .scale")).to_contain_text("km")


SPELLINGS = [
    ("قُتل ثلاثة في إدلب", "قتل"),
    ("قتل ثلاثة في إدلب", "ادلب"),
    ("سيطر على القرية", "القريه"),
    ("سيطر على القرية", "قرية"),
    ("تقدّم للجيش", "الجيش"),
    ("نیروهای دولتی می‌گویند", "نيروهاي"),
    ("نیروهای دولتی می‌گویند", "میگویند"),
    ("نیروهای دولتی می گویند", "می‌گویند"),
    ("دست‌کم ۱۲ نفر", "12"),
    ("دست‌کم 12 نفر", "۱۲"),
    ("ارتش کشور", "كشور"),
    ("مـــوصل", "موصل"),
    ("Ёлка у села", "елка"),
    ("İSTANBUL’DA", "istanbul'da"),
]


@pytest.mark.parametrize(("text", "query"), SPELLINGS)
def test_spellings_of_the_same_are_found(
    visit: Visit, tmp_path: Path, text: str, query: str
) -> None:
    found, other = bare_record([text, "x"], "f"), bare_record(["شيء آخر", "y"], "o")
    page = visit(report(tmp_path, [other, found]))
    page.keyboard.press("/")
    page.keyboard.type(query)
    expect(page.locator(".article-row")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".title-src")).to_have_text(text)


def test_what_was_searched_is_marked(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    page.keyboard.press("/")
    page.keyboard.type("مقاتلين fighters")
    page.keyboard.press("Enter")
    expect(page.locator(".src mark.hit")).to_have_text("مقاتلين")
    expect(page.locator(".en mark.hit")).to_have_text("fighters")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(page.locator("mark.hit")).to_have_count(0)


def test_a_hundred_articles_are_a_few_rows(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, many_records(100)))
    assert page.locator(".article-row").count() < 30
    expect(page.locator("#row-0")).to_have_attribute("aria-setsize", "100")
    page.locator("#list").focus()
    page.keyboard.press("End")
    expect(page.locator("#row-99")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#row-99")).to_have_attribute("aria-selected", "true")


def test_twenty_thousand_events_stay_in_reach(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, crowded_records(20, 1000)))
    expect(page.locator("#progress")).to_have_text("0 of 20,000 decided")
    expect(page.locator("circle.dot")).to_have_count(1)
    page.keyboard.press("]")
    page.keyboard.press("k")
    expect(page.locator("#said")).to_have_text("That was the first item")
    assert page.evaluate("document.querySelectorAll('*').length") < 4000
    page.keyboard.press("]")
    page.keyboard.press("k")
    expect(page.locator(".card.selected")).to_have_attribute("id", re.compile("^card-10"))
    expect(page.locator(".card.selected")).to_be_in_viewport()
    page.keyboard.press("a")
    expect(page.locator("#progress")).to_have_text("1 of 20,000 decided")
    page.locator("#filter-decision").select_option(label="Accepted  ·  1")
    expect(page.locator("#found")).to_have_text("1 item in 1 article")


def test_a_task_of_a_users_own(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, recall_records()))
    page.keyboard.press("j")
    expect(page.locator(".card .prose").first).not_to_be_empty()
    assert page.locator(".s.lit").count() > 0
    page.keyboard.press("]")
    while page.locator(".card.selected .figure").count() == 0:
        page.keyboard.press("j")
        expect(page.locator("#said")).not_to_have_text("That was the last item")
    expect(page.locator(".card.selected .quoted")).not_to_be_empty()
    assert page.locator(".m.on").count() > 0
    page.get_by_role("button", name="Names and notes").click()
    page.locator(".card.extra", has_text="Product").hover()
    assert page.locator(".m.on").count() > 0


def test_records_with_nothing_in_them(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [bare_record(ARABIC, "bare")]))
    expect(page.locator("#progress")).to_have_text("Nothing to decide")
    page.locator(".article-row").click()
    expect(page.locator(".items")).to_contain_text("Nothing in this article to decide on")
    assert page.locator(".s .src").count() == 4
    (tmp_path / "none").mkdir()
    page = visit(report(tmp_path / "none", []))
    expect(page.locator("#list")).to_have_attribute("data-empty", "")
