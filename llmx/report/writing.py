"""Writing a report: an export and a person's decisions on it, as one file, record by record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from llmx import stored
from llmx.decisions import Decision
from llmx.errors import UsageError
from llmx.export.files import Lock, PartialFile
from llmx.fields import Cites, find
from llmx.report import page
from llmx.report.embedding import script
from llmx.report.entry import Entry, Item, Reading
from llmx.report.index import Index
from llmx.report.land import around
from llmx.task import Task

Json = dict[str, Any]

MANY_ITEMS, MANY_BYTES = 50_000, 100_000_000
"""Up to which a page was measured to stay quick; beyond it says so, and so should the caller.

Of its bytes those count that hold the articles.
"""


@dataclass
class Report:
    """What was written: numbers of records, items, findings; of decisions by what came of them.

    `unread` counts the answers that no known task reads, by task. `size` is in bytes; `is_large`
    where that or the items are more than a page was measured with.
    """

    records: int = 0
    items: int = 0
    findings: int = 0
    size: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    is_large: bool = False


def write(
    export: Path,
    output: Path,
    *,
    find_task: Callable[[str], Task | None],
    decided: Iterable[Decision] = (),
) -> Report:
    """Write the review page of an export; the same export and decisions give the same bytes.

    A decision counts as applied, as out of date (its item is another now, or gone) or as
    elsewhere (its article is not in the export); the page keeps all three. Raises UsageError
    for an export that does not hold and for a correction that is no item of its schema, and
    StorageError where the output cannot be written; no half of a page is left then.
    """
    reading, index, report = Reading(find_task), Index(), Report()
    sorting = _Sorting(decided)
    with Lock(output), PartialFile(output) as out:
        try:
            out.write(page.opening(export.name))
            for number, record in enumerate(stored.records(export)):
                entry = reading.entry(record)
                text = script(f"article-{number}", entry.article)
                out.write(text)
                index.add(entry, text, record.value["seal"])
                sorting.sort(entry)
                report.unread.update(entry.unread)
                report.records += 1
            out.write(script("forms", reading.forms.as_json()))
            out.write(script("folding", index.folding()))
            out.write(script("land", around(index.located())))
            out.write(script("decisions", sorting.as_json()))
            report.is_large = index.items > MANY_ITEMS or out.size > MANY_BYTES
            limits = {"items": MANY_ITEMS, "bytes": MANY_BYTES} if report.is_large else None
            out.write(script("index", {"name": export.name, "past": limits, **index.as_json()}))
            out.write(page.closing())
        except BaseException:
            out.cut(0)
            raise
        out.finish()
        report.size = out.size
    report.items, report.findings = index.items, index.findings
    report.decisions = sorting.counts()
    return report


class _Sorting:
    """Decisions told apart, as the records go by, by whether they fit."""

    def __init__(self, decided: Iterable[Decision]) -> None:
        self._decided = {(d.article, d.path): d for d in decided}
        self._articles = {d.article for d in self._decided.values()}
        self._met: set[str] = set()
        self._applied: set[tuple[str, str]] = set()

    def sort(self, entry: Entry) -> None:
        """Apply what was decided on an article's items."""
        if entry.ident not in self._articles:
            return
        self._met.add(entry.ident)
        sentences = sum(s["n"] is not None for s in entry.article["sentences"])
        for item in entry.items:
            decision = self._decided.get((entry.ident, item.path))
            if decision is not None and decision.item == item.digest:
                _hold(decision, item, sentences)
                self._applied.add((entry.ident, item.path))

    def counts(self) -> Counter[str]:
        return Counter(map(self._state, self._decided))

    def as_json(self) -> list[Json]:
        """Every decision with its state, in the order of its file."""
        return [
            {**decision.model_dump(mode="json"), "state": self._state(key)}
            for key, decision in self._decided.items()
        ]

    def _state(self, key: tuple[str, str]) -> str:
        if key in self._applied:
            return "applied"
        return "out of date" if key[0] in self._met else "elsewhere"


def _hold(decision: Decision, item: Item, sentences: int) -> None:
    """See that a correction is an item as its schema has it. Raises UsageError."""
    if decision.corrected is None:
        return
    try:
        block: BaseModel = type(item.block).model_validate_json(json.dumps(decision.corrected))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise _no_item(decision, f"{where}: {first['msg']}") from error
    for found in find(block, Cites):
        if not found.value or not all(1 <= n <= sentences for n in found.value):
            raise _no_item(
                decision, f"it cites {found.value!r}, there are sentences 1..{sentences}"
            )


def _no_item(decision: Decision, why: str) -> UsageError:
    return UsageError(
        f"the correction of {decision.path} of the article {decision.article!r} "
        f"does not hold: {why}",
        hint="correct it in the page, or take it out of the file",
    )
