"""The repair pass: which parts go back, what is asked, and what of the reply is taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from pydantic import BaseModel, ValidationError

from llmx import checks, judging, record, task
from llmx.asking import Question
from llmx.checks import Finding, Material
from llmx.errors import ProviderUnavailable, Refused, Unverified
from llmx.model.client import Answered, Client
from llmx.model.usage import Usage
from llmx.pipeline import Outcome, Pipeline
from llmx.repair import Repair, parts_of
from llmx.task import GlossaryTerm, Request, fingerprint
from llmx.validation import validate
from tests.builders import answer, article, loaded, write_task
from tests.test_pipeline import Memory

Json = dict[str, Any]

SHOWN = article()
BRIEF = loaded("brief")
EVENTS = loaded("events")
FACT = "/answers/brief/key_facts/0/fact"
PAID = Usage(10, 5, attempts=1)


def brief(fact: str = "the army took 7 villages") -> Json:
    """A brief with a figure that the article does not have."""
    value = answer("brief", SHOWN)
    value["key_facts"][0]["fact"] = fact
    return value


def repair(value: Json, used: Any = BRIEF, **more: Any) -> Repair:
    model = used.answer.model_validate(value)
    findings = checks.run(Material(SHOWN, {used.name: model}))
    parts = parts_of(used.name, model, judging.to_repair(findings, used.name))
    return Repair(used, SHOWN, model, parts, "m", **more)


@dataclass
class Scripted:
    """A client with an answer, or an error, for each kind of request."""

    replies: dict[str, Json | BaseException]
    asked: list[Request] = field(default_factory=list)

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Answered:
        self.asked.append(request)
        reply = self.replies[request.task]
        if isinstance(reply, BaseException):
            raise reply
        return Answered(parse(json.dumps(reply)), PAID, "served")

    async def close(self) -> None:
        pass


def run(
    client: Scripted | None, answers: Memory | None = None, **more: Any
) -> tuple[Outcome, list[str]]:
    connect = (lambda: cast(Client, client)) if client else None
    made = Pipeline([BRIEF], "m", answers or Memory(), connect=connect, **more)
    outcome = asyncio.run(made.run(SHOWN))
    return outcome, [request.task for request in client.asked] if client else []


def mended(fact: str, **more: Any) -> Json:
    return {"part1": {**brief()["key_facts"][0], "fact": fact, **more}}


# --- parts and the request ---------------------------------------------------------------------


def test_a_part_is_the_smallest_block_that_cites() -> None:
    value = answer("events", SHOWN)
    value["events"][0]["counts"][0]["min"] = 4
    (part,) = repair(value, EVENTS).parts
    assert (part.name, part.path) == ("part1", ("events", 0))
    assert [f.path for f in part.findings] == ["/answers/events/events/0/counts/0/min"]


def test_parts_come_in_the_order_of_the_answer_each_once() -> None:
    value = brief()
    value["headline"]["text"] = "The army took 9 and 8 villages"
    parts = repair(value).parts
    assert [p.path for p in parts] == [("headline",), ("key_facts", 0)]
    assert [len(p.findings) for p in parts] == [2, 1]
    assert [p.name for p in parts] == ["part1", "part2"]


def test_a_translated_sentence_is_a_part() -> None:
    value = answer("translate", SHOWN)
    value["sentences"][2]["en"] = "At least 30 fighters were killed, according to the same source."
    (part,) = repair(value, loaded("translate")).parts
    assert part.path == ("sentences", 2)


def test_only_figures_and_citations_go_back() -> None:
    found = [
        Finding(check, severity, "/answers/brief/headline/text", "m")
        for check in ("figures", "citations", "wording", "names")
        for severity in ("error", "warning", "info")
    ]
    sent = judging.to_repair(found, "brief")
    assert {(f.check, f.severity) for f in sent} == {
        (check, severity) for check in ("figures", "citations") for severity in ("error", "warning")
    }
    assert judging.to_repair(found, "bri") == []


def test_the_request_holds_the_first_one_the_part_and_what_was_found() -> None:
    made = repair(brief())
    first, request = BRIEF.request(SHOWN, model="m"), made.question.request
    assert request.system.startswith(f"{first.system}\n\n")
    assert request.user.startswith(f"{first.user}\n\n")
    assert "fact: the figure '7'" in request.user
    assert '"fact":"the army took 7 villages"' in request.user
    assert "Army says it took" not in request.user.removeprefix(first.user)
    assert request.schema["required"] == ["part1"]
    assert request.fingerprint == fingerprint(request) != first.fingerprint


def test_the_fingerprint_is_that_of_what_is_asked() -> None:
    one = repair(brief()).question.request.fingerprint
    assert repair(brief()).question.request.fingerprint == one
    assert repair(brief("it took 8 villages")).question.request.fingerprint != one
    terms = [GlossaryTerm("النخيل", "Nakhil")]
    assert repair(brief(), glossary=terms).question.request.fingerprint != one


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({}, "part1"),
        (mended("x", sentences=[9]), "no sentence"),
        (mended("x", sentences=[]), "cites no sentence"),
    ],
)
def test_a_reply_that_cannot_be_is_no_answer(reply: Json, said: str) -> None:
    question: Question = repair(brief()).question
    for parse in (question.parse, question.bound().model_validate_json):
        with pytest.raises(ValidationError, match=said):
            parse(json.dumps(reply))


# --- the pass in the pipeline ------------------------------------------------------------------


def test_a_figure_is_repaired_once_and_the_record_says_where() -> None:
    client = Scripted({"brief": brief(), "brief_repair": mended("the army took al-Nakhil")})
    outcome, asked = run(client)
    assert asked == ["brief", "brief_repair"]
    assert outcome.answers["brief"].model_dump() == brief("the army took al-Nakhil")
    provenance = outcome.record["provenance"]["brief"]
    assert provenance["repaired"] == ["/answers/brief/key_facts/0"]
    assert provenance["repair"] == client.asked[1].fingerprint
    assert provenance["fingerprint"] == client.asked[0].fingerprint
    assert provenance["usage"] == {"input_tokens": 20, "output_tokens": 10}
    assert outcome.usage == Usage(20, 10, attempts=2)
    assert (outcome.repaired, outcome.unverified) == (1, [])


def test_a_repaired_record_comes_again_from_stored_answers(tmp_path: Any) -> None:
    memory = Memory()
    replies: dict[str, Json | BaseException] = {
        "brief": brief(),
        "brief_repair": mended("the army took al-Nakhil"),
    }
    first, _ = run(Scripted(replies), memory)
    again, _ = run(None, memory)
    assert record.line(again.record) == record.line(first.record)
    assert (again.usage, again.cached) == (Usage(), 1)
    file = tmp_path / "out.jsonl"
    file.write_text(record.line(first.record) + "\n", encoding="utf-8")
    assert validate(file, lambda name: BRIEF).faults == []


@pytest.mark.parametrize("fact", ["the army took 8 villages", "the army took 7 villages"])
def test_what_is_no_better_is_left_as_it_was_with_its_finding(fact: str) -> None:
    outcome, asked = run(Scripted({"brief": brief(), "brief_repair": mended(fact)}))
    assert len(asked) == 2
    assert outcome.answers["brief"].model_dump() == brief()
    assert [f.path for f in outcome.unverified] == [FACT]
    assert outcome.record["provenance"]["brief"]["repaired"] == []
    assert outcome.record["provenance"]["brief"]["repair"] is None
    assert outcome.usage.attempts == 2


def test_each_part_is_taken_by_itself() -> None:
    value = brief()
    value["headline"]["text"] = "The army took 9 villages"
    reply = {
        "part1": {"sentences": [2], "text": "The army took 5 villages"},
        "part2": mended("the army took al-Nakhil")["part1"],
    }
    outcome, _ = run(Scripted({"brief": value, "brief_repair": reply}))
    assert outcome.record["provenance"]["brief"]["repaired"] == ["/answers/brief/key_facts/0"]
    assert outcome.record["answers"]["brief"]["headline"]["text"] == "The army took 9 villages"
    assert [f.path for f in outcome.unverified] == ["/answers/brief/headline/text"]


@pytest.mark.parametrize("error", [Refused("no"), ProviderUnavailable("down")])
def test_a_repair_that_fails_leaves_the_first_answer(error: Exception) -> None:
    cast(Any, error).spent = Usage(3, 0, attempts=1)
    outcome, _ = run(Scripted({"brief": brief(), "brief_repair": error}))
    assert [f.path for f in outcome.unverified] == [FACT]
    assert outcome.usage == Usage(13, 5, attempts=2)


def test_a_missing_repair_leaves_the_first_answer_offline() -> None:
    memory = Memory()
    run(Scripted({"brief": brief()}), memory, repair=False)
    outcome, _ = run(None, memory)
    assert [f.path for f in outcome.unverified] == [FACT]


def test_no_repair_where_none_is_wanted_or_needed() -> None:
    assert run(Scripted({"brief": brief()}), repair=False)[1] == ["brief"]
    assert run(Scripted({"brief": answer("brief", SHOWN)}))[1] == ["brief"]


def test_strict_fails_what_is_unverified_and_says_what_was_spent() -> None:
    client = Scripted({"brief": brief(), "brief_repair": mended("the army took 8 villages")})
    with pytest.raises(Unverified, match=r"key_facts/0/fact: the figure '7'") as raised:
        run(client, strict=True)
    assert raised.value.spent == Usage(20, 10, attempts=2)
    good, _ = run(Scripted({"brief": answer("brief", SHOWN)}), strict=True)
    assert good.unverified == []


def test_strict_names_an_error_first_and_counts_the_rest() -> None:
    warning = Finding("wording", "warning", "/a", "w")
    note = Finding("coverage", "info", "/b", "i")
    error = Finding("figures", "error", "/c", "e")
    judging.demand_none([note])
    with pytest.raises(Unverified, match="/c: e; 1 more"):
        judging.demand_none([warning, note, error])


def test_a_schema_with_names_of_its_own_in_json_is_repaired(tmp_path: Any) -> None:
    schema = (
        "from llmx.fields import Block, Statement\nfrom pydantic import Field\n\n"
        "class Answer(Block):\n    all_of_it: list[Statement] = Field(alias='all')\n"
    )
    write_task(tmp_path, "mine", user='{% include "_article.md" %}', schema=schema)
    mine = task.load("mine", prompts=[tmp_path], schemas=[tmp_path])
    false = {"sentences": [2], "text": "The army took 7 villages."}
    right = {"sentences": [2], "text": "The army took al-Nakhil."}
    client = Scripted({"mine": {"all": [right, false]}, "mine_repair": {"part1": right}})
    made = Pipeline([mine], "m", Memory(), connect=lambda: cast(Client, client))
    outcome = asyncio.run(made.run(SHOWN))
    assert outcome.record["answers"]["mine"] == {"all": [right, right]}
    assert outcome.repaired == 1
