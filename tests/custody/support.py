"""Exports with bundles, made with a model at the seam, and bundles that somebody has changed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from pydantic import BaseModel

from llmx import resources
from llmx.bulk import Stop
from llmx.custody.layout import digest_line
from llmx.custody.making import Bundle
from llmx.errors import Refused
from llmx.export.outputs import Export
from llmx.export.run import Job
from llmx.export.tally import Tally
from llmx.model.client import Answered, Client
from llmx.model.usage import Usage
from llmx.reading import Reader, ReadingOptions
from llmx.session import open_pipeline
from llmx.settings import Settings
from llmx.task import Request
from tests.builders import ARABIC, answer, article
from tests.gazetteer.places import gazetteer_file

Json = dict[str, Any]

REFUSED, REPAIRED = "رفض", "إصلاح"  # what an article says to be refused, or to need a repair
TASKS = ("translate", "brief", "events")


class Model:
    """Answers whatever the built-in tasks ask; `asked` keeps the requests."""

    def __init__(self, *, refuses: str = REFUSED, stop_at: int = 10**6) -> None:
        self.asked: list[Request] = []
        self.refuses = refuses
        self.stop_at = stop_at
        self.stop = Stop()
        self.limits = SimpleNamespace(stop=lambda: None)

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Answered:
        self.asked.append(request)
        await asyncio.sleep(0)
        if len(self.asked) >= self.stop_at:
            self.stop.ask()
        if self.refuses in request.user:
            raise Refused("declined")
        return Answered(parse(json.dumps(_answer(request))), Usage(10, 5, attempts=1), "served")

    async def close(self) -> None:
        pass


@dataclass
class World:
    """A folder with the input, and what is exported from it."""

    folder: Path
    sources: Sequence[str] = ("in",)
    tasks: Sequence[str] = TASKS
    more: Json = field(default_factory=dict)
    options: ReadingOptions = field(default_factory=ReadingOptions)
    model: Model = field(default_factory=Model)
    notes: list[str] = field(default_factory=list)

    @property
    def bundle(self) -> Path:
        return self.folder / "bundle"

    def export(
        self, name: str = "out.jsonl", *, force: bool = False, retry_errors: bool = False
    ) -> None:
        """A whole run, or what is left of one, with all checks that it has at its start."""
        file, bundle = self.folder / name, Bundle(self.bundle, force=force)
        values = {"model": "m", "cache_dir": self.folder / "store", **self.more}
        sources = [str(self.folder / source) for source in self.sources]
        bundle.check(file, sources)
        settings = bundle.stored(Settings(**values), file)
        reader = Reader(sources, self.options, originals=bundle.originals)
        pipeline = open_pipeline(settings, self.tasks)
        pipeline = replace(pipeline, connect=lambda: cast(Client, self.model))
        tally = Tally(pipeline.meter)
        output = Export(
            file,
            pipeline,
            tally,
            afresh=force,
            retry_errors=retry_errors,
            note=self.notes.append,
        )
        job = Job(output, pipeline, reader, sources, tally, jobs=3, stop=self.model.stop)
        job.last = lambda stop: bundle.build(
            output.end(), pipeline, settings, reader.options, name=name, stop=stop
        )
        with bundle.making(pipeline, settings):
            asyncio.run(job.run())

    def files(self) -> dict[str, bytes]:
        return content(self.bundle)


def rich(folder: Path) -> World:
    """Every kind of input and result: pages, rows, a long one, repairs, failures, places."""
    inputs = folder / "in"
    (inputs / "sub").mkdir(parents=True)
    _write(inputs / "a.txt", "\n\n".join(ARABIC))
    page = "".join(f"<p>{sentence}</p>" for sentence in (*ARABIC[1:], *ARABIC[1:]))
    _write(inputs / "b.html", f"<html><body><article>{page}</article></body></html>")
    rows = [
        json.dumps({"text": short(1), "id": "../../etc/passwd", "title": "a/b"}),
        '{"id": "x", "text": ',
        "",
        json.dumps({"text": short(2), "id": "../../etc/passwd"}),
    ]
    _write(inputs / "c.jsonl", "\n".join(rows) + "\n")
    _write(inputs / "d.txt", "")
    _write(inputs / "e.txt", f"{REFUSED}\n\n{short(3)}")
    _write(inputs / "sub" / "f.md", "---\ntitle: Long\n---\n" + "\n\n".join(_long(24)))
    _write(inputs / "g.txt", f"{REPAIRED}\n\n{short(4)}")
    _write(folder / "glossary.csv", "source,english\nالنخيل,al-Nakhil\n")
    columns = "name,name_src,country,admin1,latitude,longitude\n"
    _write(folder / "places.csv", columns + "al-Nakhil,النخيل,Syria,,35.5,38.5\n")
    prompts = folder / "prompts"
    prompts.mkdir()
    brief = (resources.builtin("prompts") / "brief.md").read_text(encoding="utf-8")
    narrow = brief.replace("temperature: 0\n", "temperature: 0\nmax_input_tokens: 400\n", 1)
    _write(prompts / "brief.md", narrow)
    return World(
        folder,
        more={
            "glossary": folder / "glossary.csv",
            "prompts": (prompts,),
            "gazetteer": gazetteer_file(folder),
            "places": folder / "places.csv",
        },
    )


def plain(folder: Path, number: int = 3) -> World:
    """A few short articles, asked for a brief."""
    (folder / "in").mkdir(parents=True)
    for n in range(number):
        _write(folder / "in" / f"{n}.txt", short(n))
    return World(folder, tasks=("brief",))


def short(number: int) -> str:
    return (
        f"اشتباكات رقم {number}\n\nقال مصدر عسكري إن الجيش سيطر على البلدة رقم {number} يوم الأحد."
    )


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    files = (f for f in folder.rglob("*") if f.is_file())
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


def forge(bundle: Path) -> None:
    """Make all hashes anew, as somebody who has changed a bundle would."""
    for place in ("originals", "texts", "parts"):
        for file in sorted((bundle / place).iterdir()):
            file.rename(file.with_name(sha256(file.read_bytes()).hexdigest()))
    manifest = bundle / "manifest.json"
    value = json.loads(manifest.read_text(encoding="utf-8"))
    files = {
        name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(content(bundle).items())
        if not name.startswith("manifest.")
    }
    data = json.dumps({**value, "files": files}, indent=2).encode()
    manifest.write_bytes(data)
    (bundle / "manifest.sha256").write_bytes(digest_line(sha256(data).hexdigest()))


def lines(file: Path) -> list[Json]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def write_lines(file: Path, values: Sequence[Json]) -> None:
    spelled = (json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    _write(file, "".join(f"{line}\n" for line in spelled))


def _answer(request: Request) -> Json:
    if request.task.endswith("_repair"):
        parts = re.findall(r"^(part\d+), as it was: (.*)$", request.user, re.MULTILINE)
        return {name: json.loads(text.replace("7 villages", "a town")) for name, text in parts}
    shown = re.findall(r"^\[\d+\](?: \(title\))? (.*)$", request.user, re.MULTILINE)
    if not shown:  # a reduction
        first = re.search(r"^Sentences 1 to \d+:\n(.*)$", request.user, re.MULTILINE)
        assert first
        reduced: Json = json.loads(first[1])
        return reduced
    value = answer(request.task, article(shown, published=None))
    if request.task == "brief" and REPAIRED in request.user:
        value["key_facts"][0]["fact"] = "the army took 7 villages"
    return value


def _long(sentences: int) -> list[str]:
    return [f"جملة رقم {n} " + "كلمة " * 12 + "." for n in range(1, sentences + 1)]


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
