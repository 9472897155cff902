"""The damages of the verification benchmark: that each is one, and that the count is honest."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from benchmarks.verification import dates, english, figures, judging, prose, sentences
from benchmarks.verification.__main__ import main
from benchmarks.verification.case import Case, Json
from benchmarks.verification.damage import REMOVED, Damage, Kind, apply
from benchmarks.verification.judging import Judge, Verdict
from benchmarks.verification.measuring import MUTATIONS, Measured, measure
from benchmarks.verification.naming import alike
from benchmarks.verification.variants import variants
from llmx.checks import Finding, Material
from tests.builders import answer, article, loaded

FOLDER = Path(english.__file__).parent
ARABIC = (
    "قال الجيش إن 34 مقاتلاً قتلوا وأصيب أكثر من 120 يوم الثلاثاء 21 آذار في مدينة النخيل.",
    "دمر القصف 45 بالمئة من المنازل في مدينة السدر، وفق وكالة بردى.",
    "وأعلن القيادي أبو نصر هدنة غداً، فيما غادرت 7 حافلات.",
)
ENGLISH = (
    "The army said that 34 fighters were killed and more than 120 wounded on Tuesday, 21 March, "
    "in the city of al-Nakhil.",
    "Shelling destroyed 45 percent of the homes in the city of al-Sidr, Barada Agency reported.",
    "The commander Abu Nasr announced a truce for tomorrow, while 7 buses left.",
)
Mutation = Callable[[Case, random.Random], Iterator[Damage]]


def made() -> Case:
    """A small correct record with something of every kind in it."""
    shown = article(ARABIC, titled=False, published=None)
    translate = {
        "title_en": None,
        "sentences": [{"n": n, "en": text} for n, text in enumerate(ENGLISH, 1)],
    }
    brief = answer("brief", shown)
    brief["headline"] = {"sentences": [1], "text": "Army says 34 fighters killed in al-Nakhil"}
    brief["summary"] = [
        {"sentences": [1], "text": "The army said 34 were killed and more than 120 wounded."},
        {"sentences": [2], "text": "Barada Agency said shelling hit 45 percent of al-Sidr."},
        {"sentences": [3], "text": "Abu Nasr announced a truce for tomorrow."},
    ]
    brief["key_facts"] = [
        {"sentences": [1], "fact": "34 fighters were killed.", "attributed_to": "Popular Army"}
    ]
    events = answer("events", shown)
    events["actors"][0] |= {"name_en": "Popular Army", "name_src": "الجيش"}
    events["sources"][0] |= {"name_en": "Barada Agency", "name_src": "بردى", "type": "media"}
    event = events["events"][0]
    event |= {"sentences": [1], "summary_en": "The army said 34 fighters were killed on Tuesday."}
    event["when"] |= {"text_src": "يوم الثلاثاء 21 آذار", "start": "2017-03-21"}
    event["counts"] = [
        _count("killed", 34, 34, "34 مقاتلاً"),
        _count("wounded", 120, None, "أكثر من 120"),
    ]
    return Case("made", shown, {"translate": translate, "brief": brief, "events": events})


def damages(mutation: Mutation, seed: int = 0) -> list[Damage]:
    return list(mutation(made(), random.Random(seed)))


def changes(mutation: Mutation, place: str) -> list[tuple[str, str]]:
    return [(d.before, d.after) for d in damages(mutation) if d.place == place]


# --- English -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("34 were killed and twenty-one wounded", [34, 21]),
        ("one hundred and twenty of 9,000", [120, 9000]),
        ("70 thousand people, two million more", [70_000, 2_000_000]),
        ("on 12 Azar 1396 and March 12, one man", []),
        ("five and six", [5, 6]),
        ("a two-week truce", [2]),
        ("at 14:30 in NB-17", []),
    ],
)
def test_figures(text: str, values: list[float]) -> None:
    assert [figure.value for figure in english.figures(text)] == values


def test_a_figure_knows_its_hedge_and_percent_sign() -> None:
    plain, hedged = english.figures("80% of them, more than 20 percent")
    assert (plain.percent, plain.hedge) == ("%", None)
    assert hedged.percent == " percent"
    assert hedged.hedge is not None


def test_names_leave_out_what_opens_a_sentence() -> None:
    found = [name for _, _, name in english.names("The Syrian army left Deir Hafer on Monday.")]
    assert found == ["Syrian", "Deir Hafer"]
    assert alike("Abu Laith al-Tunisi", "Layth al-Tunisi")
    assert not alike("Deir Hafer", "Khirbet Ghazaleh")
    assert alike("SDF", "Syrian Democratic Forces")


# --- each kind -----------------------------------------------------------------------------------


def test_a_changed_figure_stands_in_no_cited_sentence() -> None:
    for damage in damages(figures.changed):
        new = {figure.value for figure in english.figures(damage.after)}
        old = {figure.value for figure in english.figures(damage.before)}
        assert not (new - old) & {34.0, 120.0, 21.0} or damage.sentences != (1,)
    assert {d.place for d in damages(figures.changed)} >= {"translation", "count text", "headline"}


def test_a_dropped_digit_leaves_the_rest_in_order() -> None:
    after = [a for _, a in changes(figures.digit_dropped, "headline")]
    assert len(after) == 1
    assert after[0] in {f"Army says {d} fighters killed in al-Nakhil" for d in ("3", "4")}


def test_a_dropped_hedge_closes_an_open_bound() -> None:
    summaries = changes(figures.hedge_dropped, "summary")
    assert [a for _, a in summaries] == ["The army said 34 were killed and 120 wounded."]
    (bounds,) = [d for d in damages(figures.hedge_dropped) if d.place == "count bounds"]
    assert [edit.value for edit in bounds.edits] == [120, 120]
    assert ("أكثر من 120", "120") in changes(figures.hedge_dropped, "count text")


def test_figures_are_exchanged() -> None:
    (after,) = [a for _, a in changes(figures.swapped, "summary") if "wounded" in a]
    assert after == "The army said 120 were killed and more than 34 wounded."


def test_a_percentage_is_made_a_count() -> None:
    ((_, after),) = changes(figures.percent_dropped, "summary")
    assert after == "Barada Agency said shelling hit 45 of al-Sidr."


def test_killed_is_made_wounded_and_the_other_way_round() -> None:
    assert [a for _, a in changes(prose.outcomes, "summary")] == [
        "The army said 34 were wounded and more than 120 wounded.",
        "The army said 34 were killed and more than 120 killed.",
    ]
    assert {a for _, a in changes(prose.outcomes, "count bounds")} == {"killed", "wounded"}


def test_a_citation_is_moved_to_a_sentence_that_says_something_else() -> None:
    found = damages(sentences.citations)
    assert {d.place for d in found} == {"headline", "summary", "key facts", "event summary"}
    assert all(d.edits[0].value != list(d.sentences[:1]) for d in found)


def test_sentences_are_dropped_in_every_way() -> None:
    found = damages(sentences.dropped)
    removed = [d for d in found if d.removes]
    assert {d.place for d in removed} == {"translation", "summary"}  # the key fact is cited twice
    after = [d.after for d in found if d.place == "translation" and not d.removes]
    assert "(the following moved up)" in after
    assert any(text.endswith("tomorrow.") for text in after)  # all but the first clause


def test_sentences_are_exchanged() -> None:
    for damage in damages(sentences.exchanged):
        one, other = damage.edits
        changed = apply(made().answers, damage)["translate"]["sentences"]
        assert changed[one.path[1]]["en"] == ENGLISH[int(other.path[1])]


def test_names_and_places_are_made_others_of_the_article() -> None:
    swapped = damages(prose.names)
    assert {d.place for d in swapped} >= {"registers", "summary", "key facts"}
    assert ("Barada Agency" in d.after or "Abu Nasr" in d.after for d in swapped)
    elsewhere = [a for _, a in changes(prose.places, "headline")]
    assert elsewhere == ["Army says 34 fighters killed in al-Sidr"]


def test_dates_are_shifted_everywhere() -> None:
    found = damages(dates.shifted)
    assert {d.place for d in found} >= {"translation", "summary", "event summary", "When"}
    said = " ".join(d.after for d in found if d.place == "summary")
    assert "today" in said or "yesterday" in said
    assert all(d.edits[0].value != "2017-03-21" for d in found)


@pytest.mark.parametrize("kind", MUTATIONS)
def test_every_damage_changes_the_record_and_nothing_else(kind: Kind) -> None:
    case = made()
    before = json.dumps(case.answers, ensure_ascii=False)
    found = list(MUTATIONS[kind][0](case, random.Random(0)))
    assert found, kind
    for damage in found:
        changed = apply(case.answers, damage)
        assert set(changed) == {edit.task for edit in damage.edits}
        assert any(changed[name] != case.answers[name] for name in changed)
        if not damage.removes:
            for edit in damage.edits:
                assert _at(changed[edit.task], edit.path) == edit.value
    assert json.dumps(case.answers, ensure_ascii=False) == before


@pytest.mark.parametrize("kind", MUTATIONS)
def test_a_seed_gives_the_same_damages(kind: Kind) -> None:
    mutation = MUTATIONS[kind][0]
    assert damages(mutation, 3) == damages(mutation, 3)


def test_damages_know_nothing_of_the_checks() -> None:
    judges = {"judging.py", "measuring.py", "__main__.py", "roundtrip.py"}
    for file in sorted(FOLDER.glob("*.py")):
        if file.name in judges:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert not [m for m in froms if m.startswith(("llmx.checks", "llmx.text"))], file.name


# --- variants ------------------------------------------------------------------------------------


def test_a_variant_is_the_same_record_with_other_figures() -> None:
    made_of = list(variants(made(), random.Random(0)))
    assert any("figures" in v.name for v in made_of)
    assert any("dates" in v.name for v in made_of)
    for variant in made_of:
        for sentence in variant.article.sentences:
            assert variant.article.text[sentence.start : sentence.end] == sentence.text
        for n, text in variant.english.items():
            printed = {float(d) for d in _digits(variant.article.content[n - 1].text)}
            assert {figure.value for figure in english.figures(text)} <= printed
        count = variant.answers["events"]["events"][0]["counts"][0]
        assert str(count["min"]) in count["text_src"]
        assert count["text_src"] in variant.article.text
        assert loaded("events").answer.model_validate(variant.answers["events"])


# --- judging -------------------------------------------------------------------------------------


def test_a_damage_is_detected_by_a_new_finding_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (damage,) = [d for d in damages(figures.percent_dropped) if d.place == "summary"]
    here = "/answers/brief/summary/1/text"
    cases: list[tuple[Finding, judging.Result]] = [
        (Finding("figures", "warning", here, "new"), "detected"),
        (Finding("figures", "error", "/answers/brief/summary/1", "new"), "detected"),
        (Finding("figures", "warning", "/answers/translate", "new", (2,)), "detected"),
        (Finding("figures", "info", here, "new"), "info"),
        (Finding("figures", "warning", "/answers/brief/summary/0/text", "new", (1,)), "missed"),
        (Finding("figures", "warning", here, "old"), "missed"),
    ]
    for finding, result in cases:
        monkeypatch.setattr(judging, "run", _Found(finding))
        assert Judge(made()).verdict(damage).result == result, finding


def test_an_answer_that_is_refused_is_blocked() -> None:
    found = [d for d in damages(sentences.dropped) if d.edits[0].value is REMOVED]
    results = {d.place: Judge(made()).verdict(d).result for d in found}
    assert results["translation"] == "blocked"
    assert results["summary"] != "blocked"


def test_aims_are_missed_in_words() -> None:
    (damage, *_) = damages(figures.changed)
    alarm = Finding("names", "warning", "/answers/brief", "not in the article")
    missed = Verdict("made", False, damage, "missed")
    said = Measured((missed,), (("made", alarm),), 3, ()).missed_aims()
    assert "figure changed: 1 damages, 30 are wanted" in said
    assert "figure changed: 0/1, the aim is 98%" in said
    assert "false alarms: 33.3 in 100 sentences, at most 2.0" in said
    found = Verdict("made", False, damage, "detected")
    assert Measured((found,), (), 3, ()).missed_aims(least=0) == []


def test_all_is_counted_once() -> None:
    measured = measure([made()])
    assert measured.sentences == 3
    assert all(measured.of(kind) for kind in MUTATIONS)
    assert sum(len(measured.of(kind)) for kind in MUTATIONS) == len(measured.verdicts)
    keys = [(v.case, v.damage.key) for v in measured.verdicts]
    assert len(set(keys)) == len(keys)


def test_the_exit_status_says_whether_the_aims_are_met(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = made()
    export = tmp_path / "records.jsonl"
    built = {"article": case.article.as_json(), "answers": case.answers}
    export.write_text(json.dumps(built, ensure_ascii=False) + "\n", encoding="utf-8")
    monkeypatch.setattr(judging, "run", _Found(None))
    assert main(["--records", str(export), "--misses"]) == 1
    shown = capsys.readouterr().out
    assert "figure changed | one.txt brief/headline/text [1] missed" in shown
    assert "+ Army says" in shown
    monkeypatch.setattr(judging, "run", _everything)
    assert main(["--records", str(export), "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert counted["kinds"]["percent made count"]["detected"] > 0
    assert counted["missed_aims"] == []


class _Found:
    """A run of the checks that finds one thing; what is "new", on damaged records only."""

    def __init__(self, finding: Finding | None) -> None:
        self._finding = finding

    def __call__(self, material: Material) -> list[Finding]:
        finding = self._finding
        if finding is None or (finding.message == "new" and material.answers == _correct()):
            return []
        return [finding]


def _everything(material: Material) -> list[Finding]:
    """A run of the checks that finds every change."""
    if material.answers == _correct():
        return []
    said = f"changed to {material.answers!r}"
    return [Finding("all", "error", f"/answers/{name}", said) for name in material.answers]


@cache
def _correct() -> dict[str, BaseModel]:
    return {n: loaded(n).answer.model_validate(a) for n, a in made().answers.items()}


def _count(what: str, low: int | None, high: int | None, text: str) -> Json:
    count: Json = {"what": what, "who": "unknown", "item_en": None, "min": low, "max": high}
    return count | {"text_src": text, "claimed_by": []}


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


def _digits(text: str) -> list[str]:
    return [word for word in text.replace(".", " ").split() if word.isdigit()]
