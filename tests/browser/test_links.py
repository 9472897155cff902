"""What is said and the sentence that says it, linked in both directions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import example_records, made_record, report

Visit = Callable[..., Page]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return report(tmp_path, [made_record()])


def _lit(page: Page) -> list[str]:
    found: list[str] = page.locator(".s.lit .n").all_inner_texts()
    return found


def _on(page: Page, kind: str = "on") -> list[str]:
    found: list[str] = page.locator(f".m.{kind}").all_inner_texts()
    return found


def test_a_card_lights_its_sentences_and_their_words(visit: Visit, made: Path) -> None:
    page = visit(made)
    page.keyboard.press("j")
    assert _lit(page) == ["2", "3"]
    page.locator(".tabs").get_by_role("button", name="Brief").click()
    assert _lit(page) == []
    page.locator(".card .prose").last.hover()
    assert _lit(page) == ["2", "3", "4"]
    page.locator(".tabs").get_by_role("button", name="Events").click()
    page.locator(".card .prose").first.hover()
    assert _lit(page) == ["2", "3"]
    assert "".join(_on(page)).count("ثلاثة مقاتلين على الأقل") == 1
    page.locator(".card .row", has_text="Place").hover()
    assert _on(page, "hot") == ["النخيل"]
    page.locator(".article-head h2").hover()
    assert _on(page, "hot") == []


def test_the_focus_lights_as_the_mouse_does(visit: Visit, made: Path) -> None:
    page = visit(made)
    page.keyboard.press("j")
    expect(page.locator(".card.selected")).to_be_focused()
    assert _lit(page) == ["2", "3"]
    page.locator("#s-3 button.n").focus()
    expect(page.locator(".card.lit")).to_have_count(1)
    page.locator("#s-4 button.n").focus()
    expect(page.locator(".card.lit")).to_have_count(0)


def test_a_sentence_leads_to_what_cites_it(visit: Visit, made: Path) -> None:
    page = visit(made)
    page.keyboard.press("j")
    page.locator("#s-2").hover()
    expect(page.locator(".card.lit")).to_have_count(1)
    page.locator("#s-1 .en").click()
    assert page.locator("#scope [aria-pressed=true]").inner_text() == "Brief"
    expect(page.locator(".card.selected .cite").first).to_have_text("1")
    page.locator("#s-3 .m").first.click()
    assert page.locator("#scope [aria-pressed=true]").inner_text() == "Events"
    expect(page.locator(".card.selected")).to_be_focused()


def test_a_citation_leads_to_its_sentence(visit: Visit, made: Path) -> None:
    page = visit(made)
    page.keyboard.press("j")
    page.locator(".card.selected .cite", has_text="3").click()
    expect(page.locator("#s-3 button.n")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".card.selected")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#s-2 button.n")).to_be_focused()


def test_names_and_notes_are_linked_too(visit: Visit, made: Path) -> None:
    page = visit(made)
    page.keyboard.press("j")
    page.get_by_role("button", name="Names and notes").click()
    page.locator(".card.extra", has_text="army").first.hover()
    assert "الجيش" in _on(page)


def test_findings_stand_where_they_are(visit: Visit, made: Path) -> None:
    page = visit(made)
    page.keyboard.press("j")
    expect(page.locator(".card .finding.error")).to_contain_text("3 is not what it says")
    expect(page.locator("#s-4 .finding.warning")).to_contain_text("much shorter")
    expect(page.locator(".article-findings")).to_contain_text("1 finding")
    page.locator(".article-findings summary").click()
    page.locator(".article-findings .cite", has_text="4").click()
    expect(page.locator("#s-4 button.n")).to_be_focused()
    expect(page.locator(".row-about .sign.error")).to_contain_text("1")


def test_every_source_stands_in_its_language_and_direction(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, example_records()))
    seen = {}
    page.keyboard.press("j")
    for _ in example_records():
        source = page.locator(".s .src").first
        seen[source.get_attribute("lang")] = source.get_attribute("dir")
        aligned = source.evaluate("(e) => getComputedStyle(e).direction")
        assert aligned == source.get_attribute("dir")
        page.keyboard.press("]")
    assert seen == {"ar": "rtl", "fa": "rtl", "ru": "ltr"}
    assert page.locator(".s .en").first.get_attribute("lang") == "en"
    assert page.locator("bdi.quoted").first.get_attribute("lang") == "ru"
