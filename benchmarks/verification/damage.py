"""A damage: what is changed in a record, of which kind, and how it reads before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from benchmarks.verification.case import Json, Path, Place, Site

Kind = Literal[
    "figure changed",
    "digit dropped",
    "hedge dropped",
    "figures swapped",
    "percent made count",
    "killed / wounded",
    "citation moved",
    "sentence dropped",
    "sentences swapped",
    "name swapped",
    "date shifted",
    "place swapped",
]
REMOVED: Final = object()
"""The value of an edit that takes an item out of its list."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One value of an answer replaced by another."""

    task: str
    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage to one record; `sentences` are those that it makes wrong."""

    kind: Kind
    place: Place
    edits: tuple[Edit, ...]
    sentences: tuple[int, ...]
    before: str
    after: str

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it another damage than the rest of its record."""
        return (self.kind, self.edits[0].task, self.edits[0].path, self.before, self.after)

    @property
    def removes(self) -> bool:
        """Whether an item is gone, so that those after it stand elsewhere."""
        return any(edit.value is REMOVED for edit in self.edits)


def rewritten(kind: Kind, site: Site, text: str) -> Damage:
    """The damage that makes a text read otherwise."""
    edit = Edit(site.task, site.path, text)
    return Damage(kind, site.place, (edit,), site.sentences, site.text, text)


def apply(answers: Mapping[str, Json], damage: Damage) -> dict[str, Json]:
    """The damaged answers, of those tasks that are damaged; the rest of a record is shared."""
    changed: dict[str, Json] = {}
    for edit in damage.edits:
        base = changed.get(edit.task, answers[edit.task])
        changed[edit.task] = _replaced(base, edit.path, edit.value)
    return changed


def _replaced(value: Any, path: Path, new: Any) -> Any:
    head, rest = path[0], path[1:]
    copy = value.copy()
    if rest:
        copy[head] = _replaced(value[head], rest, new)
    elif new is REMOVED:
        del copy[head]
    else:
        copy[head] = new
    return copy
