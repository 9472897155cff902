"""How it looks: no fault by axe, nothing wider than the window, paper, and text that cannot act."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import example_records, made_record, report
from tests.builders import article, resealed
from tests.report.support import ROOT
from tests.report.test_page import HOSTILE

Visit = Callable[..., Page]
AXE = ROOT / ".browser/node_modules/axe-core/axe.min.js"
ACTING = re.compile("[\u202a-\u202e\u2066-\u2069\u2028\u2029]")
EVERYTHING = """
[...document.querySelectorAll('header, header *, main, main *, aside, aside *')].map((element) =>
  [element.textContent, element.value ?? '', ...[...element.attributes].map((a) => a.value)]
    .join(' ')).join(' ')
"""
SIZES = [(1440, 900), (820, 1180), (390, 844)]


@cache
def _axe() -> str:
    assert AXE.exists(), "no axe-core: `make browser` installs it"
    return AXE.read_text(encoding="utf-8")


def _violations(page: Page) -> list[str]:
    page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_fault_by_axe(
    visit: Visit, tmp_path: Path, scheme: str, width: int, height: int
) -> None:
    file = report(tmp_path, [made_record(), *example_records()])
    page = visit(file, width=width, height=height, scheme=scheme)
    assert _violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("r")
    assert _violations(page) == []
    page.keyboard.press("c")
    assert _violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Names and notes").click()
    assert _violations(page) == []
    page.keyboard.press("?")
    assert _violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    assert _violations(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_wider_than_the_window(
    visit: Visit, tmp_path: Path, width: int, height: int
) -> None:
    record = made_record("long", source="a" * 300 + ".txt")
    page = visit(report(tmp_path, [record]), width=width, height=height)
    for key in ("o", "j", "c"):
        page.keyboard.press(key)
        wide = page.evaluate(
            "[...document.querySelectorAll('body, main, header, .panes, .text, .items, .card, .s')]"
            ".filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className || e.tagName)"
        )
        assert wide == []
        out = page.evaluate(
            "[...document.querySelectorAll('button, select, .card')].filter((e) => {"
            " const box = e.getBoundingClientRect();"
            " return e.checkVisibility() && box.right > innerWidth + 1; }).length"
        )
        assert out == 0


def test_the_theme_follows_the_system_until_it_is_chosen(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]), scheme="dark")

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    dark = ground()
    page.keyboard.press("t")
    light = ground()
    assert dark != light
    page.reload()
    assert ground() == light


def test_on_a_small_screen_one_thing_at_a_time(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]), width=390, height=844)
    expect(page.locator("#side")).to_be_hidden()
    page.get_by_role("button", name="Articles").click()
    page.locator(".article-row").click()
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator(".card.selected .evidence")).to_contain_text("النخيل")
    expect(page.locator(".text")).to_be_hidden()
    page.locator(".card.selected .cite", has_text="3").click()
    expect(page.locator("#s-3")).to_be_in_viewport()
    expect(page.locator("#s-3 button.n")).to_be_focused()


def test_hostile_text_is_shown_and_does_nothing(visit: Visit, tmp_path: Path) -> None:
    text = " ".join(HOSTILE)
    record = made_record(text, source=f"{HOSTILE[0]}.txt", title=text, url=text)
    shown = article([text, text, text, text], id=text, title=text).as_json()
    record["article"] = shown
    for event in record["answers"]["events"]["events"]:
        event["summary_en"] = text
        event["place"]["name_en"] = text
        event["counts"][0]["item_en"] = text
    for actor in record["answers"]["events"]["actors"]:
        actor["name_en"] = text
    for sentence in record["answers"]["translate"]["sentences"]:
        sentence["en"] = text
    for finding in record["findings"]:
        finding["message"] = text
    page = visit(report(tmp_path, [resealed(record)]))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for key in ("o", "j", "c"):
        page.keyboard.press(key)
        assert not ACTING.search(page.evaluate(EVERYTHING))
    assert page.locator("img").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator(".s .control").first).to_have_text("RLO")
    expect(page.locator(".prose").first).to_contain_text("</script><script>alert(1)</script>")
    expect(page.locator(".prose").first).to_contain_text('=HYPERLINK("http://x")')
    page.keyboard.press("c")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#progress")).to_have_text("0 of 1 decided")  # unchanged, marks and all


def test_paper_holds_the_open_article_or_all(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record(), *example_records()]))
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("k")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".paper")).to_have_count(1)
    expect(page.locator(".paper-s")).to_have_count(4)
    expect(page.locator(".paper .badge.accept")).to_be_visible()
    expect(page.locator("header.bar")).to_be_hidden()
    assert page.locator(".paper button").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.evaluate("window.print = () => dispatchEvent(new Event('printed'))")
    page.keyboard.press("p")
    page.get_by_role("button", name="All 9 articles shown").click()
    expect(page.locator(".paper")).to_have_count(9)
    assert page.pdf()[:5] == b"%PDF-"


def test_a_count_names_its_party_and_a_time_its_day(visit: Visit, tmp_path: Path) -> None:
    record = made_record()
    event = record["answers"]["events"]["events"][0]
    event["counts"][0]["who"] = "actor1"
    event["when"] |= {"text_src": "صباح اليوم", "start": None, "end": None}
    day = {"path": "/answers/events/events/0/when", "text_src": "صباح اليوم"}
    day |= {"start": "2018-03-08", "end": "2018-03-08", "calendar": "gregorian", "method": "x"}
    record["derived"]["dates"] = [day | {"tolerance": 0}]
    page = visit(report(tmp_path, [resealed(record)]))
    page.locator(".article-row").click()
    card = page.locator(".card", has_text=event["summary_en"]).first
    register = record["answers"]["events"]["actors"]
    name = next(a["name_en"] for a in register if a["id"] == event["actor1"])
    expect(card.locator(".figure + span").first).to_contain_text(name)
    expect(card).not_to_contain_text("actor1")
    expect(card).to_contain_text("2018-03-08")
