"""A doubt: what a finding rests on, and what the other answers must say for it to stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from llmx.checks.english import English


class Stand(IntEnum):
    """What a piece of English says of a claim."""

    SILENT = 0
    OTHERWISE = 1
    SAME = 2
    AGAINST = 3
    """It says what the source is read to say: nobody else can bear the claim out."""


Claim = Callable[[Sequence[English]], Stand]
"""What is claimed, as a question to what one other answer says of the same sentences."""
Standing = Literal["unless said", "if denied", "if said", "only if denied"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was claimed, by which task, and when a doubt of it stands.

    `unless said`: a claim that the source speaks against; it falls if another answer says the same.
    `if denied`: a claim that the source has no known word for; it takes another answer that says
    otherwise, and none that says the same; else it is noted.
    `only if denied`: nothing speaks against the claim yet; without a denial nothing is said.
    `if said`: the source is read to say what the English does not; another answer must say so too.
    """

    claim: Claim
    task: str
    stands: Standing = "unless said"
    alone: bool = False
    """Whether it stands where no other answer speaks of these sentences, whatever is needed."""
    deniable: Callable[[Sequence[English]], bool] | None = None
    """Whether an answer may say otherwise at all, told from less than the claim takes to read."""
