"""Pairs: English names beside the source forms that they stand for, in any block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from llmx.checks.material import Pair
from llmx.text.folding import copies

LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w-])")
"""A word of a description: "the town", and no name."""


def folded_forms(pairs: Sequence[Pair]) -> dict[str, str]:
    """The source forms, each with its folded copy; folded together, which costs less."""
    forms = list(dict.fromkeys(p.source for p in pairs))
    return dict(zip(forms, copies(forms), strict=True))


@lru_cache(maxsize=256)
def attributes(kind: type[object]) -> frozenset[str]:
    """The fields of a model, and whether it is one of a register."""
    own = ("register_name",) if hasattr(kind, "register_name") else ()
    return frozenset((*getattr(kind, "model_fields", ()), *own))
