"""A report of records made for a test, and what a parser sees in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from llmx import task
from llmx.decisions import Decision
from llmx.record import line
from llmx.report.writing import Report, write
from llmx.task import Task
from tests.builders import article, sealed

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]


def find_task(name: str) -> Task | None:
    return task.load(name) if name in task.available() else None


def export(file: Path, records: Iterable[Json]) -> Path:
    file.write_text("".join(line(record) + "\n" for record in records), encoding="utf-8")
    return file


def one_record() -> Json:
    return sealed(article())


def written(
    folder: Path, records: Sequence[Json], decided: Iterable[Decision] = ()
) -> tuple[Report, Page]:
    """The report of some records, and its page."""
    source = export(folder / "export.jsonl", records)
    output = folder / "report.html"
    report = write(source, output, find_task=find_task, decided=decided)
    return report, parsed(output)


@dataclass
class Page:
    """What an HTML parser sees of a page: elements in order, text of scripts and styles."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[tuple[dict[str, str | None], str]] = field(default_factory=list)
    style: str = ""
    shown: str = ""

    def data(self, ident: str) -> Any:
        """The data that a script element of that id holds."""
        (text,) = [text for given, text in self.scripts if given.get("id") == ident]
        return json.loads(text)

    @property
    def program(self) -> str:
        """The one script that is run."""
        (text,) = [text for given, text in self.scripts if "type" not in given]
        return text

    @property
    def policy(self) -> str:
        name = "http-equiv"
        (found,) = [g["content"] for t, g in self.elements if t == "meta" and name in g]
        assert found is not None
        return found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._within: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._within = tag
        if tag == "script":
            self.page.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = None

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            given, text = self.page.scripts[-1]
            self.page.scripts[-1] = given, text + data
        elif self._within == "style":
            self.page.style += data
        else:
            self.page.shown += data


def parsed(file: Path) -> Page:
    parser = _Parser()
    parser.feed(file.read_text(encoding="utf-8"))
    parser.close()
    return parser.page
