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
    assert "Told by Army News (Arabic)[^2]; Outlet (Persian)[^1]." in text
    assert "- Killed: 14 to 20 or more: 14 (an army spokesman[^" in text
    assert "- Disputed, by whom: Dawn Front (residents of the town[^" in text
    assert "- Only residents of the town: wounded[^" in text  # the number stands above
    assert "“\u2068عشرات\u2069”" in text


def test_place_and_kind_are_those_of_the_event_whose_summary_is_printed() -> None:
    repelled = event(
        "The front attacked the ridge; 20 died.",
        kind="Armed clash",
        place="Sidra Ridge",
        counts=[count("killed", 20, who="actor2")],
        actor2="a2",
    )
    strikes = [
        event(
            f"Jets bombed the ridge, wave {n}.",
            counts=[count("wounded", n, who="actor2")],
            actor2="a2",
            claimed_by=["s2"],
            day=None,
            place="Sidra Ridge slope",
        )
        for n in (1, 2)
    ]
    text = _digest(record("a", repelled, *strikes))
    assert "- **Sidra Ridge, Armed clash:** The front attacked the ridge; 20 died.[^1]" in text


def test_a_headline_on_which_accounts_differ_is_somebody_s() -> None:
    toll = [count("killed", 14, who="civilians")]
    army = event("The army bombed Nakhla.", counts=toll)
    front = event("The front bombed Nakhla.", counts=toll, actor1="a2", claimed_by=["s2"])
    text = _digest(record("a", army), record("b", front))
    assert "- **Nakhla, Air/drone strike (as told by an army spokesman):** The army" in text
    assert "as told by" not in _digest(record("a", army), record("b", army))


def test_both_accounts_in_one_event_are_nobody_s_headline() -> None:
    text = _digest(
        record(
            "a",
            event(
                "Nine civilians died, residents said; 14 gunmen, said the army.",
                counts=[
                    count("killed", 9, who="civilians", claimed_by=["s2"]),
                    count("killed", 14, who="unknown", item_en="gunmen"),
                ],
            ),
        )
    )
    assert "**Nakhla, Air/drone strike:**" in text
    assert "- Killed (unknown): gunmen: 14 (an army spokesman[^1])." in text
    hit = "civilians (residents of the town[^1]); gunmen (an army spokesman[^1])"
    assert f"- Disputed, who was hit: {hit}." in text


def test_a_text_is_one_telling_whoever_prints_it() -> None:
    sentences = ["Jets hit the market of Nakhla.", "Fourteen died."]
    toll = event(counts=[count("killed", 14, who="civilians")], claimed_by=[])
    outlets = ("Army News", "Coast Post", "Radio Sidra")
    text = _digest(*(record(o[0], toll, outlet=o, sentences=sentences) for o in outlets))
    assert "0 told by several articles" in text
    told = "Told by one text printed by Army News, Coast Post, Radio Sidra (Arabic)[^1][^2][^3]."
    assert told in text
    assert "- Killed (civilians): 14 (Army News[^1])." in text


def test_people_are_counted_in_the_words_of_the_report() -> None:
    text = _digest(
        record(
            "a",
            event(
                counts=[
                    count("killed", 1, who="civilians", item_en="driver", text_src="سائق"),
                    count("killed", 2, who="civilians", item_en="passengers", text_src="راكبان"),
                    count("wounded", 1, who="actor1", text_src="نقيب"),
                    count("wounded", 1, who="actor1", text_src="جندي"),
                    count("missing", 5, who="civilians", text_src="خمسة"),
                    count("missing", 2, who="civilians", item_en="girls, among the five"),
                ]
            ),
        )
    )
    by = "(an army spokesman[^1])"
    assert f"- Killed (civilians): 1 driver {by}; 2 passengers {by}." in text
    officers = f"1 “\u2068نقيب\u2069” {by}; 1 “\u2068جندي\u2069” {by}"
    assert f"- Wounded (Karami army): {officers}." in text
    assert f"- Missing (civilians): 5 {by}." in text
    assert f"- Missing (civilians): children: of them 2 girls, among the five {by}." in text


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
