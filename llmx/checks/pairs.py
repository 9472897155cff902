"""Pairs: English names beside the source forms that they stand for, in any block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pydantic import BaseModel

from llmx.checks.finding import pointer
from llmx.checks.material import Citation, Material, Quote
from llmx.fields import Path
from llmx.text.folding import fold

LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w-])")
"""A word of a description: "the town", and no name."""


class Pair(NamedTuple):
    """An English name beside the source form that it stands for."""

    english: str
    source: str
    name: str
    """The field that has the English."""
    quote: Quote

    @property
    def path(self) -> Path:
        return (*self.quote.path[:-1], self.name)

    @property
    def pointer(self) -> str:
        return pointer(self.quote.task, self.path)

    @property
    def sentences(self) -> Citation:
        return self.quote.sentences

    @property
    def block(self) -> BaseModel:
        return self.quote.block


def pairs_of(material: Material) -> list[Pair]:
    """All English names of the answers that stand beside a source form."""
    pairs = []
    for quote in material.quotes:
        name = _beside(type(quote.block), quote.path[-1])
        if name:
            english = getattr(quote.block, name)
            if isinstance(english, str):
                pairs.append(Pair(english, quote.text, name, quote))
    return pairs


def folded_forms(pairs: Sequence[Pair]) -> dict[str, str]:
    """The source forms, each with its folded copy; folded together, which costs less."""
    forms = list(dict.fromkeys(p.source for p in pairs))
    return dict(zip(forms, fold("\0".join(forms)).text.split("\0"), strict=True)) if forms else {}


@lru_cache(maxsize=256)
def attributes(kind: type[object]) -> frozenset[str]:
    """The fields of a model, and whether it is one of a register."""
    own = ("register_name",) if hasattr(kind, "register_name") else ()
    return frozenset((*getattr(kind, "model_fields", ()), *own))


@lru_cache(maxsize=1024)
def _beside(model: type[BaseModel], name: str | int) -> str | None:
    """The field of a model that gives the English of a source form, if there is one."""
    if not isinstance(name, str) or not name.endswith("_src"):
        return None
    english = f"{name.removesuffix('_src')}_en"
    return english if english in model.model_fields else None
