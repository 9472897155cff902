"""All checks together: every finding once, in a steady order, for any schema."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from llmx import task
from llmx.checks import Finding, Material, run
from tests.builders import BUILT_IN, answer, article, loaded, write_task

SHOWN = article()
USERS = """
from llmx.fields import Block, Cited, Count, Dateline, Place, Prose, Statement, Verbatim, When
from pydantic import Field

class Toll(Cited):
    min: int | None
    max: int | None
    text_src: Verbatim

class Incident(Cited):
    said: Prose
    where: Place
    when: When
    how_many: list[Count]

class Answer(Block):
    lead: Statement
    incidents: list[Incident]
    motto: Verbatim | None = Field(description="as printed")
    toll: Toll | None
"""
COUNT = {
    **{"what": "killed", "who": None, "item_en": None, "min": 3, "max": None},
    **{"text_src": "ثلاثة مقاتلين على الأقل", "claimed_by": []},
}
PLACE: dict[str, object] = {
    **{"name_en": "al-Nakhil", "name_src": "النخيل", "kind": "town_or_village"},
    **{"admin1": None, "country": None, "other_places_src": []},
}
TOLL = {"sentences": [3], "min": 3, "max": None, "text_src": "ثلاثة مقاتلين على الأقل"}
WHEN = {
    **{"text_src": "يوم الأحد", "start": "2017-11-19", "end": None},
    **{"basis": "relative", "aggregate": False},
}
OWN = {
    "lead": {"sentences": [2], "text": "A source said the army took al-Nakhil."},
    "incidents": [
        {
            "sentences": [2, 3],
            "said": "At least three fighters were killed.",
            "where": PLACE,
            "when": WHEN,
            "how_many": [COUNT],
        }
    ],
    "motto": None,
    "toll": TOLL,
}


def _of_user(tmp_path: Path, **changes: object) -> list[Finding]:
    write_task(tmp_path, "mine", user='{% include "_article.md" %}', schema=USERS)
    made = task.load("mine", prompts=[tmp_path], schemas=[tmp_path])
    value = json.loads(json.dumps(OWN))
    for path, new in changes.items():
        node = value
        *parents, last = path.split("__")
        for key in parents:
            node = node[int(key)] if isinstance(node, list) else node[key]
        node[last] = new
    model = made.parse(json.dumps(value), SHOWN)
    return [f for f in run(Material(SHOWN, {"mine": model})) if f.severity != "info"]


def test_correct_answers_have_no_finding_that_doubts_them() -> None:
    answers = {n: loaded(n).answer.model_validate(answer(n, SHOWN)) for n in BUILT_IN}
    found = run(Material(SHOWN, answers))
    assert [f for f in found if f.severity != "info"] == []


def test_findings_come_once_and_in_the_same_order() -> None:
    value = answer("brief", SHOWN)
    value["headline"]["text"] = "Regime took 7 towns"
    model = loaded("brief").answer.model_validate(value)
    found = run(Material(SHOWN, {"brief": model}))
    assert len(found) == len(set(found)) > 1
    assert found == run(Material(SHOWN, {"brief": model}))


def test_a_schema_of_a_users_own_is_checked_without_code(tmp_path: Path) -> None:
    assert _of_user(tmp_path) == []
    for path, new, check, where in (
        ("lead__text", "A source said the army took 7 towns.", "figures", "lead/text"),
        ("incidents__0__said", "At least three fighters were wounded.", "outcomes", "said"),
        ("incidents__0__how_many", [{**COUNT, "min": 30}], "figures", "how_many/0/min"),
        ("incidents__0__how_many", [{**COUNT, "what": "wounded"}], "outcomes", "how_many/0"),
        ("incidents__0__when", {**WHEN, "start": "2017-11-17"}, "dates", "when/start"),
        ("incidents__0__where", {**PLACE, "name_src": "الرقة"}, "names", "where/name_src"),
        ("motto", "لا شيء", "names", "motto"),
        ("toll", {**TOLL, "max": 3}, "figures", "toll/min"),
    ):
        found = _of_user(tmp_path, **{path: new})
        assert [f for f in found if f.check == check and where in f.path], (path, found)


def test_an_answer_without_blocks_works_and_says_that_nothing_was_verified() -> None:
    class Plain(BaseModel):
        topic: str

    (found,) = run(Material(SHOWN, {"plain": Plain(topic="47 towns")}))
    assert (found.severity, found.path) == ("info", "/answers/plain")
    assert "nothing of this answer is verified" in found.message


def test_what_cannot_be_read_in_a_language_is_said() -> None:
    model = loaded("translate").answer.model_validate(answer("translate", SHOWN))
    for language, unread in (
        ("ar", set()),
        ("ru", set()),
        ("tr", {"figures", "dates", "citations"}),
        ("xx", {"figures", "dates", "citations", "outcomes"}),
    ):
        shown = article(language=language)
        found = run(Material(shown, {"translate": model}))
        said = {f.check for f in found if f.path == "/article/language"}
        assert (language, said) == (language, unread)
        assert all(f.severity == "info" for f in found if f.path == "/article/language")
