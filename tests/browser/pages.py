"""Pages to look at: reports of the examples and of records made for a test."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page

import llmx
from llmx import task
from llmx.decisions import Decision
from llmx.report.writing import write
from llmx.settings import Settings
from llmx.task import Task
from tests.builders import article, resealed, sealed
from tests.report.support import ROOT, export

Json = dict[str, Any]
Scheme = Literal["light", "dark"]
RECALLS = ROOT / "examples/recalls"


class Opened:
    """One browser context and what went wrong in it."""

    def __init__(self, browser: Browser, size: tuple[int, int], scheme: Scheme) -> None:
        self.faults: list[str] = []
        width, height = size
        self._context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        self._page = self._context.new_page()
        self._listen()

    def visit(self, file: Path) -> Page:
        self._page.goto(file.as_uri())
        return self._page

    def close(self) -> None:
        self._context.close()

    def _listen(self) -> None:
        page = self._page
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", lambda said: self.faults.append(f"{said.type}: {said.text}"))
        page.on("request", lambda asked: self._asked(asked.url))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) =>"
            " console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
        )

    def _asked(self, url: str) -> None:
        if not url.startswith(("file:", "blob:")):
            self.faults.append(f"asked for {url}")


def find_task(name: str) -> Task | None:
    own = {"prompts": [RECALLS / "prompts"], "schemas": [RECALLS / "schemas"]}
    return task.load(name, **own) if name in task.available(**own) else None


def report(folder: Path, records: Iterable[Json], decided: Iterable[Decision] = ()) -> Path:
    """The page of some records."""
    output = folder / "report.html"
    source = export(folder / "records.jsonl", records)
    write(source, output, find_task=find_task, decided=decided)
    return output


@cache
def example_records() -> tuple[Json, ...]:
    """The records of the examples: Arabic, Persian and Russian articles."""
    settings = Settings(answers=ROOT / "examples/answers.jsonl", offline=True)
    tasks = ("translate", "brief", "events")
    found = llmx.process([ROOT / "examples/articles"], tasks=tasks, settings=settings)
    return tuple(dict(r.record) for r in found if isinstance(r, llmx.Result))


@cache
def recall_records() -> tuple[Json, ...]:
    """The records of a user's own task."""
    settings = Settings(
        answers=ROOT / "examples/answers.jsonl",
        offline=True,
        prompts=(RECALLS / "prompts",),
        schemas=(RECALLS / "schemas",),
    )
    found = llmx.process([RECALLS / "articles"], tasks=("recall",), settings=settings)
    return tuple(dict(r.record) for r in found if isinstance(r, llmx.Result))


def made_record(ident: str = "made", **changes: Any) -> Json:
    """A small record whose event is placed, dated and found fault with."""
    record = sealed(article(id=ident, **changes))
    path = "/answers/events/events/0"
    record["derived"]["places"] = [
        {
            "path": f"{path}/place",
            "status": "resolved",
            "name": "al-Nakhil",
            "latitude": 36.2,
            "longitude": 37.2,
            "geo_precision": 1,
            "country": "SY",
            "admin1": None,
            "geoname_id": None,
            "method": "overlay",
            "candidates": [],
        }
    ]
    record["findings"] = [
        {
            "check": "figures",
            "severity": "error",
            "path": f"{path}/counts/0/min",
            "message": "3 is not what it says",
            "sentences": [3],
        },
        {
            "check": "translation",
            "severity": "warning",
            "path": "/answers/translate/sentences/3/en",
            "message": "much shorter than its source",
            "sentences": [4],
        },
        {
            "check": "coverage",
            "severity": "info",
            "path": "/answers/events",
            "message": "nothing cites sentence 4",
            "sentences": [4],
        },
    ]
    return resealed(record)


def bare_record(sentences: Sequence[str], ident: str) -> Json:
    """A record of which nothing was asked."""
    shown = article(sentences, id=ident).as_json()
    nothing: Json = {"answers": {}, "provenance": {}, "findings": []}
    derived: Json = {"dates": [], "places": [], "gazetteer": None}
    return resealed(made_record() | nothing | {"derived": derived, "article": shown})


def crowded_records(number: int, events: int) -> list[Json]:
    """Records of many events each, all of them the one event of `made_record`."""
    record = made_record()
    (event,) = record["answers"]["events"]["events"]
    record["answers"]["events"]["events"] = [event] * events
    record["findings"] = []
    return [
        resealed(record | {"article": record["article"] | {"id": f"crowded-{n}"}})
        for n in range(number)
    ]


def many_records(number: int) -> list[Json]:
    """The examples again and again, each under an id of its own."""
    known = example_records()
    records = []
    for n in range(number):
        record = copy.copy(known[n % len(known)])
        record["article"] = record["article"] | {"id": f"{record['article']['id']}-{n}"}
        records.append(resealed(record))
    return records
