"""What becomes of a doubt by what the other answers say of the same sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from llmx.checks import Finding, Material, run
from llmx.checks.witnesses import in_words
from llmx.fields import Count
from tests.builders import answer, article, loaded

SHELLED = "قصفت المدفعية الميناء منذ الصباح حتى المساء."
TOLL = "قُتل 41 جندياً وأُصيب 12 آخرون في كمين قرب الجسر."
TOLL_EN = "41 soldiers were killed and 12 others were wounded in an ambush near the bridge."
BOTH = "قُتل السائق وأُصيب عامل في انفجار قرب الجسر."
BOTH_EN = "The driver was killed and a worker was wounded in an explosion near the bridge."
ODD = "طلع القمر على المزارعين الأربعة قرب الجسر وعادوا إلى بيوتهم."
ODD_EN = "The moon rose over the four farmers near the bridge and they went back to their homes."


def _found(
    sources: Sequence[str],
    english: Sequence[str] | None,
    fact: tuple[Sequence[int], str],
    summary: tuple[Sequence[int], str] | None = None,
    counts: Sequence[dict[str, Any]] = (),
    language: str = "ar",
) -> list[Finding]:
    """All that is found in a brief's fact, a translation, and an event of the same article."""
    shown = article([*sources, "."], titled=False, language=language)
    brief = answer("brief", shown)
    brief["headline"] = {"sentences": [1], "text": "News"}
    brief["summary"] = [{"sentences": [1], "text": "It is said."}]
    brief["uncertainties"] = []
    brief["key_facts"] = [{"sentences": list(fact[0]), "fact": fact[1], "attributed_to": None}]
    values: dict[str, Any] = {"brief": brief}
    if english is not None:
        sentences = [{"n": n, "en": en} for n, en in enumerate([*english, "."], 1)]
        values["translate"] = {"title_en": None, "sentences": sentences}
    if summary is not None:
        events = answer("events", shown)
        changes = {"sentences": list(summary[0]), "summary_en": summary[1], "counts": list(counts)}
        events["events"] = [events["events"][0] | changes]
        values["events"] = events
    answers = {name: loaded(name).answer.model_validate(v) for name, v in values.items()}
    return run(Material(shown, answers))


def _of(check: str, path: str, found: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(f.severity, f.message) for f in found if f.check == check and path in f.path]


def test_a_figure_that_two_answers_have_is_only_noted() -> None:
    fact = ([1], "Shelling of the port lasted 12 hours.")
    english = ["Artillery shelled the port for 12 hours, from morning till evening."]
    ((severity, said),) = _of("figures", "fact", _found([SHELLED], english, fact))
    assert severity == "info"
    assert said.endswith("; another answer says so too")


def test_a_figure_that_one_answer_has_is_an_error() -> None:
    fact = ([1], "Shelling of the port lasted 12 hours.")
    english = ["Artillery shelled the port from morning till evening."]
    ((severity, _),) = _of("figures", "fact", _found([SHELLED], english, fact))
    assert severity == "error"


def test_the_same_task_is_no_witness() -> None:
    shown = article([SHELLED, "."], titled=False)
    brief = answer("brief", shown)
    fact = {"sentences": [1], "fact": "It lasted 12 hours.", "attributed_to": None}
    brief["key_facts"], brief["uncertainties"] = [fact, dict(fact)], []
    answers = {"brief": loaded("brief").answer.model_validate(brief)}
    found = _of("figures", "fact", run(Material(shown, answers)))
    assert [severity for severity, _ in found] == ["error", "error"]


def test_what_is_said_of_another_sentence_bears_nothing_out() -> None:
    """The event says 41 of the second sentence: that is no sign that the first has it."""
    fact = ([1], "41 shells hit the port.")
    english = ["Artillery shelled the port from morning till evening.", TOLL_EN]
    summary = ([1, 2], "The port was shelled; 41 soldiers were killed in an ambush.")
    ((severity, _),) = _of("figures", "fact", _found([SHELLED, TOLL], english, fact, summary))
    assert severity == "error"


def test_digits_that_stand_in_the_source_are_there_whatever_they_are() -> None:
    source = "عند الساعة 11 وصلت القافلة إلى الميناء في منطقة 14."
    found = _found([source], None, ([1], "The convoy came to the port at around 11 o'clock."))
    assert _of("figures", "fact", found) == []


def test_a_percentage_is_no_figure_of_the_same_digits() -> None:
    found = _found(["ارتفع القصف بنسبة 30% هذا اليوم."], None, ([1], "30 shellings today."))
    assert [severity for severity, _ in _of("figures", "fact", found)] == ["error"]


def test_an_outcome_of_no_known_word_is_noted_until_another_answer_denies_it() -> None:
    fact = ([1], "Four farmers were killed near the bridge.")
    silent = _of("outcomes", "fact", _found([ODD], [ODD_EN], fact))
    assert [severity for severity, _ in silent] == ["info"]
    said = ODD_EN.replace("The moon rose over the four farmers", "Four farmers died")
    assert [s for s, _ in _of("outcomes", "fact", _found([ODD], [said], fact))] == ["info"]
    denied = ODD_EN.replace("The moon rose over the four farmers", "Four farmers were wounded")
    assert [s for s, _ in _of("outcomes", "fact", _found([ODD], [denied], fact))] == ["warning"]


def test_an_outcome_of_no_known_word_is_noted_where_nobody_else_speaks() -> None:
    fact = ([1], "Four farmers were killed near the bridge.")
    ((severity, said),) = _of("outcomes", "fact", _found([ODD], None, fact))
    assert severity == "info"
    assert said.endswith("; no other answer speaks of it")


@pytest.mark.parametrize(
    ("fact", "alarms"),
    [
        ("The driver was killed, and a worker was wounded.", 0),
        ("The driver was wounded, and a worker was wounded.", 1),
        ("The driver was killed, and a worker was killed.", 1),
    ],
)
def test_what_another_answer_says_otherwise_of_the_same_people(fact: str, alarms: int) -> None:
    found = _of("outcomes", "fact", _found([BOTH], [BOTH_EN], ([1], fact)))
    assert [severity for severity, _ in found] == ["warning"] * alarms


def test_an_outcome_stated_twice_is_no_exchange() -> None:
    fact = ([1], "41 were killed in the ambush; the dead were soldiers.")
    assert _of("outcomes", "fact", _found([TOLL], [TOLL_EN], fact)) == []


@pytest.mark.parametrize(
    ("fact", "alarms"),
    [
        ("41 soldiers were killed in the ambush.", 0),
        ("12 soldiers were killed in the ambush.", 1),
    ],
)
def test_a_figure_that_counts_something_else_in_another_answer(fact: str, alarms: int) -> None:
    found = _found([TOLL], [TOLL_EN], ([1], fact))
    assert len([f for f in found if "fact" in f.path and f.severity != "info"]) >= alarms
    assert bool(alarms) is any("fact" in f.path and f.severity != "info" for f in found)


def test_a_count_that_its_text_does_not_say_is_not_borne_out_by_another_figure() -> None:
    count: dict[str, Any] = {"what": "killed", "who": None, "item_en": None, "min": 12, "max": 12}
    count |= {"text_src": "41 جندياً", "claimed_by": []}
    summary = ([1], "Soldiers were killed in an ambush near the bridge.")
    found = _found([TOLL], [TOLL_EN], ([1], "An ambush."), summary, [count])
    assert ("error", "12 is not what '41 جندياً' says") in _of("figures", "counts/0", found)


def test_what_the_source_says_must_be_said_by_another_answer_to_be_missing() -> None:
    english = ["Soldiers met an ambush near the bridge, where 41 fell and 12 others did not."]
    silent = _found([TOLL], english, ([1], "An ambush near the bridge."))
    assert [s for s, _ in _of("outcomes", "/en", silent)] == ["info"]
    said = _found([TOLL], english, ([1], "Soldiers were wounded near the bridge."))
    assert "warning" in [s for s, _ in _of("outcomes", "/en", said)]


def test_a_citation_is_held_against_the_english_of_the_sentences() -> None:
    sources = [
        "وصل 450 طالبا إلى الجامعة في حلب لحضور حفل التخرج.",
        "أغرقت الأمطار 12 شارعا في السمرة خلال الليل.",
    ]
    english = [
        "450 students arrived at the university in Aleppo for the graduation.",
        "Rain flooded 12 streets in Samra during the night.",
    ]
    fact = "450 students arrived at the university in Aleppo."
    wrong = _of("citations", "fact", _found(sources, english, ([2], fact)))
    assert [severity for severity, _ in wrong] == ["warning"]
    exchanged = _of("citations", "fact", _found(sources, english[::-1], ([2], fact)))
    assert [severity for severity, _ in exchanged] == ["info"]


def test_a_count_is_put_in_words() -> None:
    count = Count.model_construct(
        what="killed", who=None, item_en="guards", min=3, max=None, text_src="x", claimed_by=[]
    )
    assert in_words(count) == "at least 3 guards were killed"
    assert in_words(count.model_copy(update={"max": 3, "item_en": "wounded who died"})) == (
        "3 were killed"
    )
    assert in_words(count.model_copy(update={"what": "percent", "max": 3})) == "3% guards"
    assert (
        in_words(count.model_copy(update={"min": None, "max": 5})) == "at most 5 guards were killed"
    )


def test_a_note_becomes_a_warning_where_another_answer_denies_it() -> None:
    """No known word stands beside the 13 of the source: that alone is only a note."""
    source = ["هوى 13 مهاجماً أمام البلدة، واعتُقل سبعة."]
    fact = ([1], "13 attackers were killed outside the town.")
    same = ["13 attackers died outside the town, and seven were arrested."]
    denied = ["13 attackers were wounded outside the town, and seven were arrested."]
    assert [s for s, _ in _of("outcomes", "fact", _found(source, same, fact))] == ["info"]
    assert [s for s, _ in _of("outcomes", "fact", _found(source, denied, fact))] == ["warning"]


def test_a_part_of_a_whole_is_not_taken_for_it() -> None:
    source = ["أسقط الجيش 14 مسيّرة من أصل 17 أُطلقت باتجاه المدينة."]
    english = ["The army shot down 14 drones out of the 17 launched toward the city."]
    fact = ([1], "14 of 17 drones launched toward the city were shot down.")
    assert _of("figures", "fact", _found(source, english, fact)) == []


def test_a_date_that_two_answers_have_is_only_noted() -> None:
    source = ["وصلت القافلة إلى الميناء صباحا."]
    fact = ([1], "The convoy came on Friday.")
    english = ["The convoy came to the port on Friday in the morning."]
    assert [s for s, _ in _of("dates", "fact", _found(source, english, fact))] == ["info"]
    english = ["The convoy came to the port in the morning."]
    assert [s for s, _ in _of("dates", "fact", _found(source, english, fact))] == ["warning"]


def test_a_name_of_a_translation_that_others_have_for_the_sentence_is_only_noted() -> None:
    source = ["وصلت القافلة.", "غادر سالم المدينة."]
    english = ["The convoy of Salem came.", "Salem left the city."]
    others = _found(source, english, ([1], "Salem is back."))
    assert [s for s, _ in _of("names", "sentences/0/en", others)] == ["info"]
    nobody = _found(source, english, ([1], "A convoy is back."))
    assert [s for s, _ in _of("names", "sentences/0/en", nobody)] == ["warning"]


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("قُتل 41 جندياً، وأُصيب 12 آخرون في كمين قرب الجسر.", "ar"),
        ("۴۱ سرباز کشته شدند، ۱۲ تن نزدیک پل زخمی شدند.", "fa"),
    ],
)
def test_what_the_source_plainly_says_of_a_figure_no_other_answer_denies(
    source: str, language: str
) -> None:
    fact = ([1], "41 soldiers were wounded near the bridge.")
    found = _found([source], [TOLL_EN], fact, language=language)
    assert _of("outcomes", "/en", found) == []
    assert [s for s, _ in _of("outcomes", "fact", found)] == ["error"]


FALLEN = "سقط ما يربو على عشرين حوثياً بين قتيل وجريح، فيما قضى 4 من الجيش وأصيب سبعة."
FALLEN_EN = (
    "Upwards of twenty Houthis fell, killed or wounded, while 4 of the army rose as martyrs and "
    "seven sustained wounds."
)


@pytest.mark.parametrize(
    ("fact", "severities"),
    [
        ("More than twenty Houthis were killed or wounded.", []),
        ("Seven of the army were killed.", ["error"]),
    ],
)
def test_killed_or_wounded_is_one_thing_to_say(fact: str, severities: list[str]) -> None:
    summary = "A source reported over twenty Houthi casualties, and four soldiers killed."
    answers = _found([FALLEN], [FALLEN_EN], ([1], fact), ([1], summary))
    found = _of("outcomes", "fact", answers)
    assert [severity for severity, _ in found if severity != "info"] == severities


NAMED = "قُتل الحارسان عمر صالح وعادل ناصر وأُصيب ثلاثة آخرون قرب الجسر."
NAMED_EN = "Guards Omar Saleh and Adel Nasser were killed and three others wounded near the bridge."


@pytest.mark.parametrize(("verb", "severities"), [("killed", []), ("wounded", ["warning"])])
def test_another_answer_tells_what_befell_people_by_name(verb: str, severities: list[str]) -> None:
    fact = ([1], f"The guards Omar Saleh and Adel Nasser were {verb}.")
    found = _found([NAMED], [NAMED_EN], fact)
    assert [s for s, _ in _of("outcomes", "fact", found)] == severities


def test_a_title_that_says_the_same_does_not_silence_a_witness() -> None:
    shown = article(["مقتل 41 جندياً في كمين", TOLL], titled=True)
    brief, events = answer("brief", shown), answer("events", shown)
    fact = {"sentences": [2], "fact": "41 soldiers were wounded.", "attributed_to": None}
    brief["headline"] = {"sentences": [1], "text": "News"}
    brief["summary"] = [{"sentences": [1], "text": "It is said."}]
    brief["key_facts"], brief["uncertainties"] = [fact], []
    said = "41 soldiers were killed in an ambush."
    event = {"sentences": [1, 2], "summary_en": said, "counts": []}
    events["events"] = [events["events"][0] | event]
    english = ["41 soldiers killed in an ambush", "41 met their doom, 12 others did not."]
    sentences = [{"n": n, "en": en} for n, en in enumerate(english, 1)]
    values = {"brief": brief, "events": events}
    values["translate"] = {"title_en": None, "sentences": sentences}
    answers = {name: loaded(name).answer.model_validate(v) for name, v in values.items()}
    found = _of("outcomes", "fact", run(Material(shown, answers)))
    assert [severity for severity, _ in found] == ["error"]


@pytest.mark.parametrize(
    ("verb", "what", "found"),
    [
        ("killed", "killed", []),
        ("wounded", "killed", ["warning"]),
        ("killed", "killed_or_wounded", []),
        ("killed", "wounded", ["warning"]),
    ],
)
def test_a_text_and_the_counts_beside_it_say_the_same(
    verb: str, what: str, found: list[str]
) -> None:
    source = "سقط 19 شخصاً في القرية بين قتيل وجريح."
    count = {
        **{"what": what, "who": None, "item_en": None, "min": 19, "max": 19},
        **{"text_src": "19 شخصاً", "claimed_by": []},
    }
    summary = ([1], f"19 people were {verb} in the village.")
    all_found = _found([source], None, ([1], "It is said."), summary, [count])
    said = [s for s, m in _of("outcomes", "summary_en", all_found) if "beside it" in m]
    assert said == found
