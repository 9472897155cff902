"""Facts: stated, with its figures, by whose word; and judges of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from llmx.checks import Material
from llmx.errors import UsageError
from llmx.evaluation import facts
from llmx.evaluation.facts import Judge
from llmx.evaluation.key import Fact
from llmx.evaluation.measures import Tally
from tests.builders import answer, article, loaded

SAID = (
    "SANA: The army took Tal al-Awsaj and two other villages.",
    "An army source said thirty-four fighters were killed.",
    "An operation to enter Deir Hafer will begin.",
)
KILLED = {"fact": "34 were killed, the army said.", "terms": ["killed"], "figures": [34]}


def _measured(fact: Any, judge: Judge | None = None, said: tuple[str, ...] = SAID) -> Any:
    tally = Tally()
    facts.count(tally, "a", "brief", [Fact.model_validate(fact)], said, judge)
    return {m.name.removeprefix("brief."): m.value for m in tally.measures()}


@pytest.mark.parametrize(
    ("pattern", "statement"),
    [
        (r"^(?:a|aa)+$", "a" * 200 + "!"),
        (r"(x+x+)+y", "x" * 300 + " y"),
        (r"(a|b|ab)+c", "ab" * 200 + "d c"),
    ],
)
def test_a_pattern_that_takes_for_ever_is_refused(
    pattern: str, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "PATIENCE", 0.01)
    with pytest.raises(UsageError, match=r"takes more than 0\.01 s on one statement") as raised:
        _measured({"fact": "f", "pattern": pattern}, said=(statement,))
    assert repr(pattern) in str(raised.value)
    assert "'f'" in str(raised.value)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("fact", "recall", "stated"),
    [
        (KILLED | {"claimant": ["army source", "SANA"]}, 1, 1),
        (KILLED | {"claimant": ["SANA"]}, 0, 1),
        (KILLED | {"figures": [43]}, 0, 1),
        (KILLED | {"terms": ["wounded"]}, 0, 0),
        (KILLED | {"terms": ["killed", "villages"]}, 0, 0),
        (KILLED | {"terms": [["perished", "kill*"]]}, 1, 1),
        ({"fact": "x", "terms": ["TAL AL-AWSAJ"], "claimant": ["SANA"]}, 1, 1),
        ({"fact": "x", "terms": ["Awsa"]}, 0, 0),
        ({"fact": "x", "pattern": r"deir h\w+ will"}, 1, 1),
        ({"fact": "x", "figures": [2]}, 1, 1),
    ],
)
def test_what_a_statement_has(fact: Any, recall: int, stated: int) -> None:
    found = _measured(fact)
    assert (found["fact_recall"], found["facts.stated"]) == (recall, stated)
    assert ("facts.figures" in found) == bool(fact.get("figures"))
    assert ("facts.claimant" in found) == bool(fact.get("claimant"))


def test_what_must_not_be_said() -> None:
    wrong = {"fact": "x", "terms": ["entered Deir Hafer"], "said": False}
    assert _measured(wrong) == {"forbidden": 0}
    assert _measured(wrong, said=("The army entered Deir Hafer.",)) == {"forbidden": 1}
    assert _measured(KILLED, said=()) == {"fact_recall": 0, "facts.stated": 0, "facts.figures": 0}


def test_a_judge_is_asked_of_every_fact() -> None:
    asked = []

    def judge(fact: str, text: str) -> bool:
        asked.append((fact, text))
        return "Deir Hafer" in text

    told = {"fact": "Only a judge can tell."}
    assert _measured(told) == {}
    assert _measured(told, judge) == {"facts.judged": 1}
    assert _measured(told | {"said": False}, judge) == {"facts.judged_forbidden": 1}
    assert _measured(KILLED, judge)["facts.judged"] == 1
    assert asked[0] == ("Only a judge can tell.", "\n".join(SAID))


def test_a_judge_that_fails_is_named() -> None:
    def judge(fact: str, text: str) -> bool:
        raise ValueError("no opinion")

    with pytest.raises(UsageError, match=r"article 'a', '34 were killed.*ValueError: no opinion"):
        _measured(KILLED, judge)


def test_judges_are_found(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("def judge(fact, text):\n    return fact in text\n\nname = 3\n", "utf-8")
    assert facts.find_judge(f"{file}:judge")("a", "abc") is True
    assert facts.find_judge("operator:eq")("a", "a") is True
    for name, said in (
        (f"{file}:none", "AttributeError"),
        ("no_such_module:judge", "ModuleNotFoundError"),
        ("nobody", "no judge 'nobody'"),
        (f"{file}:name", "cannot be called"),
    ):
        with pytest.raises(UsageError, match=re.escape(said)):
            facts.find_judge(name)


def test_statements_have_their_claimants() -> None:
    shown = article()
    brief = loaded("brief").answer.model_validate(answer("brief", shown))
    found = facts.statements(Material(shown, {"brief": brief}))
    assert "a military source: the army took al-Nakhil" in found
    assert "Army says it took al-Nakhil" in found
