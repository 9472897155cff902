"""Judging: what the checks say of a damaged record that they do not say of the correct one."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from pydantic import BaseModel, ValidationError

from benchmarks.verification.case import Case
from benchmarks.verification.damage import Damage, apply
from llmx import task
from llmx.checks import Finding, Material, run
from llmx.checks.finding import pointer
from llmx.fields import faults

Result = Literal["detected", "blocked", "info", "missed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one damage; `info` says that only a remark was made of it: not detected."""

    case: str
    variant: bool
    damage: Damage
    result: Result
    checks: tuple[str, ...] = ()

    @property
    def detected(self) -> bool:
        """Whether the damage would have been seen."""
        return self.result in ("detected", "blocked")


@dataclass(frozen=True)
class Judge:
    """One correct record with the findings on it."""

    case: Case

    @cached_property
    def models(self) -> Mapping[str, BaseModel]:
        """The answers as models."""
        answers = self.case.answers.items()
        return {name: _model(name).model_validate(answer) for name, answer in answers}

    @cached_property
    def material(self) -> Material:
        """The correct record as the checks read it; damaged ones share what is read of the text."""
        return Material(self.case.article, self.models)

    @cached_property
    def findings(self) -> list[Finding]:
        """All findings on the correct record."""
        return run(self.material)

    @property
    def alarms(self) -> list[Finding]:
        """The warnings and errors on the correct record: the false alarms."""
        return [finding for finding in self.findings if finding.severity != "info"]

    def verdict(self, damage: Damage) -> Verdict:
        """Whether a damage is refused, found, remarked upon or missed."""
        result, checks = self._judged(damage)
        return Verdict(self.case.name, self.case.variant, damage, result, checks)

    def _judged(self, damage: Damage) -> tuple[Result, tuple[str, ...]]:
        models = dict(self.models)
        for name, answer in apply(self.case.answers, damage).items():
            try:
                models[name] = _model(name).model_validate(answer)
            except ValidationError:
                return "blocked", ("schema",)
            if faults(models[name], len(self.case.article.content)):
                return "blocked", ("faults",)
        new = [
            finding
            for finding in run(dataclasses.replace(self.material, answers=models))
            if _key(finding, damage) not in self._known(damage) and _touches(finding, damage)
        ]
        serious = [finding for finding in new if finding.severity != "info"]
        checks = tuple(dict.fromkeys(finding.check for finding in serious or new))
        return ("detected" if serious else "info" if new else "missed"), checks

    def _known(self, damage: Damage) -> frozenset[tuple[str, ...]]:
        return self._keys_without_path if damage.removes else self._keys

    @cached_property
    def _keys(self) -> frozenset[tuple[str, ...]]:
        return frozenset((f.check, f.message, f.path) for f in self.findings)

    @cached_property
    def _keys_without_path(self) -> frozenset[tuple[str, ...]]:
        return frozenset((f.check, f.message) for f in self.findings)


def _key(finding: Finding, damage: Damage) -> tuple[str, ...]:
    """What makes a finding another; where an item is gone, those after it stand elsewhere."""
    if damage.removes:
        return (finding.check, finding.message)
    return (finding.check, finding.message, finding.path)


def _touches(finding: Finding, damage: Damage) -> bool:
    if set(finding.sentences) & set(damage.sentences):
        return True
    here = finding.path.split("/")
    for edit in damage.edits:
        there = pointer(edit.task, edit.path).split("/")
        shorter = min(len(here), len(there))
        if here[:shorter] == there[:shorter]:
            return True
    return False


@lru_cache(maxsize=16)
def _model(name: str) -> type[BaseModel]:
    return task.load(name).answer
