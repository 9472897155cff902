"""Repair: the parts of an answer that failed a check, sent back once, and put in their place.

A part is the smallest block around a finding that cites sentences or answers one. The request
holds the task's own instructions and article, the parts and what was found, and nothing else; its
answer holds each part anew. It has a fingerprint of its own, and its answer is stored like any.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from pydantic import BaseModel, create_model, model_validator

from llmx import fields
from llmx.article import Article
from llmx.asking import Question
from llmx.checks.finding import Finding, pointer
from llmx.fields import Cites, Numbers, Path, marked
from llmx.schema import strict_schema
from llmx.task import GlossaryTerm, Request, Task, fingerprint


@dataclass(frozen=True, slots=True)
class Part:
    """One block of an answer that is sent back, with what was found in it."""

    name: str
    path: Path
    block: BaseModel
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Repair:
    """The repair of one answer: what is asked, and how what comes back is put in its place."""

    task: Task
    article: Article
    answer: BaseModel
    parts: tuple[Part, ...]
    model: str
    glossary: Sequence[GlossaryTerm] = ()

    @cached_property
    def question(self) -> Question:
        """The one request of this repair."""
        return Question(self._request(), self._parse, self._bound, self.article.source)

    def merged(self, reply: BaseModel, paths: Sequence[Path]) -> BaseModel:
        """The answer with the parts at `paths` as the reply has them."""
        whole = self.answer
        for part in self.parts:
            if part.path in paths:
                whole = _with(whole, part.path, getattr(reply, part.name))
        return self.task.parse(whole.model_dump_json(by_alias=True), self.article)

    @cached_property
    def _reply(self) -> type[BaseModel]:
        """The class of what comes back: a field for each part, of the part's own class."""
        blocks: dict[str, Any] = {part.name: (type(part.block), ...) for part in self.parts}
        return create_model("Repair", __config__={"extra": "forbid"}, **blocks)

    def _request(self) -> Request:
        asked = self.task.request(self.article, model=self.model, glossary=self.glossary)
        shown = [
            {
                "name": part.name,
                "value": part.block.model_dump_json(by_alias=True),
                "findings": [f"{_below(f, self.task, part)}{f.message}" for f in part.findings],
            }
            for part in self.parts
        ]
        system, user = self.task.addition("repair", parts=shown)
        request = replace(
            asked,
            task=f"{self.task.name}_repair",
            system=f"{asked.system}\n\n{system}",
            user=f"{asked.user}\n\n{user}",
            schema=strict_schema(self._reply, name=self.task.name),
            typical=None,
        )
        return replace(request, fingerprint=fingerprint(request))

    def _parse(self, text: str) -> BaseModel:
        reply = self._reply.model_validate_json(text, strict=False, extra="ignore")
        if self._faults(reply):
            self._bound().model_validate_json(text, strict=False, extra="ignore")
        return reply

    def _bound(self) -> type[BaseModel]:
        def fits(reply: BaseModel) -> BaseModel:
            found = self._faults(reply)
            if found:
                raise ValueError("; ".join(found))
            return reply

        return create_model(
            "Repair",
            __base__=self._reply,
            __validators__={"fits_the_answer": cast(Any, model_validator(mode="after")(fits))},
        )

    def _faults(self, reply: BaseModel) -> list[str]:
        """What the answer could not be with these parts in it."""
        whole = self.answer
        for part in self.parts:
            whole = _with(whole, part.path, getattr(reply, part.name))
        found = fields.faults(whole, len(self.article.content))
        return [f"{fault.pointer}: {fault.message}" for fault in found]


def parts_of(task: str, answer: BaseModel, findings: Sequence[Finding]) -> tuple[Part, ...]:
    """The parts of an answer that findings are about, in the order of the answer."""
    blocks = {path: block for path, block in fields.walk(answer) if path and _is_part(block)}
    found: dict[Path, list[Finding]] = {}
    for finding in findings:
        path = _enclosing(finding, task, blocks)
        if path is not None:
            found.setdefault(path, []).append(finding)
    return tuple(
        Part(f"part{number}", path, blocks[path], tuple(found[path]))
        for number, path in enumerate((p for p in blocks if p in found), 1)
    )


def _is_part(block: BaseModel) -> bool:
    return any(isinstance(marker, Cites | Numbers) for _, marker in marked(type(block)))


def _enclosing(finding: Finding, task: str, blocks: Mapping[Path, BaseModel]) -> Path | None:
    inside = [p for p in blocks if f"{finding.path}/".startswith(f"{pointer(task, p)}/")]
    return max(inside, key=len, default=None)


def _below(finding: Finding, task: Task, part: Part) -> str:
    """Where in its part a finding is, for the reader."""
    below = finding.path.removeprefix(pointer(task.name, part.path)).strip("/")
    return f"{below}: " if below else ""


def _with(value: Any, path: Path, part: BaseModel) -> Any:
    """A copy of an answer in which a part stands at a path; nothing else is copied."""
    if not path:
        return part
    head, *rest = path
    if isinstance(value, BaseModel):
        new = _with(getattr(value, str(head)), tuple(rest), part)
        return value.model_copy(update={str(head): new})
    copied = copy.copy(value)
    copied[head] = _with(value[head], tuple(rest), part)
    return copied
