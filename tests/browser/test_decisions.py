"""Decisions: taken by key and by mouse, kept, saved, and read back as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from llmx import decisions
from tests.browser.pages import example_records, made_record, report

Json = dict[str, Any]
Visit = Callable[..., Page]


def _saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.keyboard.press("s")
    file: Path = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    return report(tmp_path, example_records())


def test_what_is_saved_is_read_back_the_same(visit: Visit, examples: Path, tmp_path: Path) -> None:
    page = visit(examples)
    for key in "jajr":
        page.keyboard.press(key)
    page.keyboard.press("n")
    page.keyboard.type("Says نعم, not <b>no</b>")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("r")
    page.keyboard.press("c")
    page.get_by_label("Summary").fill("Another summary.")
    page.get_by_label("Sub event type").select_option(label="Looting/property destruction")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card.selected .badge")).to_have_text("Corrected")
    expect(page.locator("#progress")).to_contain_text("4 of ")
    file = _saved(page, tmp_path)
    assert file.name == "records.decisions.json"
    found = decisions.read(file)
    assert [d.verdict for d in found] == ["accept", "reject", "reject", "correct"]
    assert [d.path for d in found] == [f"/answers/events/events/{n}" for n in (0, 2, 3, 4)]
    assert [d.note for d in found] == ["", "", "Says نعم, not <b>no</b>", ""]
    events = example_records()[0]["answers"]["events"]["events"]
    assert [d.item for d in found] == [decisions.digest_of(events[n]) for n in (0, 2, 3, 4)]
    assert found[3].corrected == events[4] | {
        "summary_en": "Another summary.",
        "sub_event_type": "Looting/property destruction",
    }
    assert json.loads(file.read_text("utf-8")) == decisions.as_json(found)

    (tmp_path / "second").mkdir()
    again = visit(report(tmp_path / "second", example_records(), found))
    expect(again.locator("#progress")).to_contain_text("4 of ")
    assert json.loads(_saved(again, tmp_path / "second").read_text("utf-8")) == decisions.as_json(
        found
    )


def test_a_correction_of_every_kind_of_field(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.get_by_label("Sentences", exact=True).fill("2, 3, 4")
    page.get_by_label("Actor 1", exact=True).select_option("")
    page.get_by_text("With 2: army").click()
    page.locator(".choices[open] input").uncheck()
    page.get_by_label("Admin 1").fill("Aleppo")
    page.get_by_label("Start").fill("2017-11-18")
    page.get_by_label("Max", exact=True).fill("5")
    page.get_by_label("Civilian targeting").check()
    page.get_by_role("button", name="Add to counts").click()
    entry = page.locator(".edit-block", has_text="Counts: entry").last
    entry.get_by_label("What").select_option(label="wounded")
    entry.get_by_label("Min").fill("2.5")
    entry.get_by_label("Text").fill("شيء")
    page.get_by_role("button", name="Keep the correction").click()
    (decision,) = decisions.read(_saved(page, tmp_path))
    event = made_record()["answers"]["events"]["events"][0]
    count = event["counts"][0] | {"max": 5}
    added = count | {
        "what": "wounded",
        "who": None,
        "min": 2.5,
        "max": None,
        "text_src": "شيء",
        "claimed_by": [],
    }
    assert decision.corrected == event | {
        "sentences": [2, 3, 4],
        "actor1": None,
        "with2": [],
        "place": event["place"] | {"admin1": "Aleppo"},
        "when": event["when"] | {"start": "2017-11-18"},
        "counts": [count, added],
        "civilian_targeting": True,
    }
    (tmp_path / "second").mkdir()
    page = visit(report(tmp_path / "second", [made_record()], [decision]))
    page.keyboard.press("j")
    expect(page.locator(".card.selected .changed")).not_to_have_count(0)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("Sentences", "2, 9", "names sentences 1 to 4"),
        ("Sentences", "", "is needed"),
        ("Summary", "  ", "is needed"),
        ("Start", "2017-02-30", "is a date as YYYY-MM-DD"),
        ("Min", "-1", "is a number from 0 on"),
        ("Max", "1", "Min is not more than Max"),
    ],
)
def test_a_field_that_does_not_hold_is_said(
    visit: Visit, tmp_path: Path, field: str, value: str, said: str
) -> None:
    page = visit(report(tmp_path, [made_record()]))
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.get_by_label(field, exact=True).fill(value)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".edit .error:not(:empty)")).to_contain_text(said)
    expect(page.locator(":focus")).to_have_attribute("aria-describedby", re.compile("-error$"))
    page.keyboard.press("Escape")
    expect(page.locator("#progress")).to_contain_text("0 of 1")


def test_nothing_changed_is_no_correction(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    for key in ("j", "c", "Control+Enter"):
        page.keyboard.press(key)
    expect(page.locator("#progress")).to_have_text("0 of 1 decided")


def test_a_decision_can_be_taken_back(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    page.keyboard.press("j")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#progress")).to_have_text("1 of 1 decided")
    expect(page.locator(".article-row .row-done")).to_have_text("1 of 1 decided")
    page.keyboard.press("u")
    expect(page.locator("#progress")).to_have_text("0 of 1 decided")


def test_decisions_stay_in_the_browser(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    page.keyboard.press("j")
    page.keyboard.press("a")
    while not page.evaluate("localStorage.length"):
        page.wait_for_timeout(20)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#progress")).to_have_text("1 of 1 decided")
    expect(page.locator(".notice")).to_contain_text("1 decision of an earlier sitting")
    page.get_by_role("button", name="Forget them").click()
    expect(page.locator("#progress")).to_have_text("0 of 1 decided")


def test_leaving_with_unsaved_decisions_is_guarded(visit: Visit, tmp_path: Path) -> None:
    page = visit(report(tmp_path, [made_record()]))
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.reload()
    assert asked == ["beforeunload"]
    _saved(page, tmp_path)
    page.reload()
    assert asked == ["beforeunload"]


def test_what_is_out_of_date_is_shown_kept_and_not_applied(visit: Visit, tmp_path: Path) -> None:
    record = made_record()
    stale = decisions.Decision(
        article="made",
        path="/answers/events/events/0",
        item="0" * 64,
        verdict="reject",
        corrected=None,
        note="n",
    )
    elsewhere = stale.model_copy(update={"article": "gone"})
    page = visit(report(tmp_path, [record], [stale, elsewhere]))
    expect(page.locator(".notice")).to_contain_text("1 decision out of date")
    expect(page.locator("#progress")).to_have_text("0 of 1 decided")
    page.keyboard.press("j")
    expect(page.locator(".card .badge.stale")).to_contain_text("rejected before")
    assert decisions.read(_saved(page, tmp_path)) == [stale, elsewhere]
    page.keyboard.press("a")
    found = decisions.read(_saved(page, tmp_path))
    assert [(d.article, d.verdict) for d in found] == [("made", "accept"), ("gone", "reject")]
