"""The digest: theatres, days and footnotes, and nothing of a source that could break out."""

from __future__ import annotations

import re
from typing import Any

from llmx.incidents import run
from llmx.incidents.digest import Digest
from tests.incidents.support import count, event, record, told

Json = dict[str, Any]


def _digest(*records: Json) -> str:
    reports = told(*records)
    quotes = {(r.cite.article, n): text for r in reports for n, text in r.quotes.items()}
    digest = Digest(quotes)
    for incident in run.incidents(reports):
        digest.add(incident)
    return digest.text()


def test_by_theatre_and_day_what_has_neither_last() -> None:
    text = _digest(
        record("a", event("A raid.", in_admin1="Sahel"), event("Late.", day="2019-03-12")),
        record("b", event("Undated.", day=None, in_admin1="Sahel", place="Sidra")),
        record("c", event("Unplaced.", place=None, in_country=None)),
    )
    headings = re.findall(r"^#+ .*$", text, re.MULTILINE)
    assert headings == [
        "# 4 incidents",
        "## Karam",
        "### 2019-03-12",
        "## Karam · Sahel",
        "### 2019-03-10",
        "### No day",
        "## No place",
        "### 2019-03-10",
    ]


def test_every_line_has_a_footnote_and_every_footnote_its_sentence() -> None:
    text = _digest(
        record("a", event(counts=[count("killed", 14)], sentences=[1, 2]), outlet="Army News"),
        record("b", event(counts=[count("killed", 20)], claimed_by=["s2"]), title="عنوان"),
    )
    body, _, notes = text.partition("\n[^1]: ")
    marks = set(re.findall(r"\[\^(\d+)\]", body))
    listed = re.findall(r"^\[\^(\d+)\]: ", "[^1]: " + notes, re.MULTILINE)
    assert marks == set(listed)
    assert len(listed) == len(set(listed)) == 2
    assert (
        "article `a`, sentences 1, 2: “\u2068a says one.\u2069” “\u2068a says two.\u2069”" in text
    )
    assert "“\u2068عنوان\u2069”" in text
    for line in body.splitlines():
        if line.lstrip().startswith("- "):
            assert "[^" in line, line


def test_figures_contradictions_and_what_one_side_says_are_lines() -> None:
    text = _digest(
        record("a", event(counts=[count("killed", 14)]), outlet="Army News"),
        record(
            "b",
            event(
                counts=[count("killed", 20, None), count("wounded", None, None, text_src="عشرات")],
                actor1="a2",
                claimed_by=["s2"],
            ),
            language="fa",
        ),
    )
    assert "Told by Army News (Arabic)[^2], Outlet (Persian)[^1]." in text
    assert "- Killed: 14 to 20 or more: 14 (an army spokesman[^" in text
    assert "- Disputed, by whom: Dawn Front (residents of the town[^" in text
    assert "- Only residents of the town: wounded: عشرات[^" in text
    assert "“\u2068عشرات\u2069”" in text


def test_what_may_be_the_same_is_a_line() -> None:
    text = _digest(record("a", event("A raid.")), record("b", event("A raid.", day=None)))
    known = re.findall(r"^- .* `([0-9a-f]{16})`$", text, re.MULTILINE)
    assert re.findall(r"Possibly the same as `(\w+)`", text) == known[::-1]
    assert len(known) == 2
    assert "neither a day nor a particular in common." in text


def test_nothing_of_a_source_is_obeyed() -> None:
    nasty = "</script><img src=x> # [x](javascript:1) `code` *b* \u202e end"
    text = _digest(
        record(
            "a`\n# b",
            event(nasty, counts=[count("killed", None, None, text_src=nasty)]),
            outlet=nasty,
            title=nasty,
            url="javascript:alert(1)",
            sentences=[nasty, "Two."],
        )
    )
    assert "<img" not in text.replace("\\<img", "")
    assert "](javascript" not in text.replace("\\](javascript", "")
    assert "\u202e" not in text
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1


def test_an_address_is_a_link_where_it_is_one() -> None:
    text = _digest(record("a", event(), url="https://a.example/b?c=1"))
    assert "[Outlet](<https://a.example/b?c=1>)" in text
    assert "](<" not in _digest(record("a", event(), url="https://a.example/ b>"))


def test_without_incidents_it_says_so() -> None:
    assert Digest({}).text() == (
        "# 0 incidents\n\n"
        "*0 articles · 0 told by several articles · 0 told in contradictory ways*\n"
    )


def test_what_is_not_verified_is_marked() -> None:
    value = record("a", event())
    path = "/answers/events/events/0"
    value["findings"] = [
        {"check": "dates", "severity": "warning", "path": path, "message": "m", "sentences": [1]}
    ]
    assert "(!)" in _digest(value)
    assert "(!)" not in _digest(record("a", event()))
