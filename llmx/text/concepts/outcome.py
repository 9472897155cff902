"""Outcomes: what can befall people and things in the news, and how a word of it is met."""

from __future__ import annotations

from typing import Literal, NamedTuple

Outcome = Literal[
    "killed",
    "wounded",
    "casualties",  # killed or wounded, not said which
    "captured",  # prisoner, arrested, detained, abducted
    "surrendered",
    "fled",  # withdrew and retreated too
    "missing",
    "displaced",
    "destroyed",
    "damaged",
    "seized",  # things and places
]
Side = Literal["left", "right", "both"]
"""On which side of the word the figure stands that belongs to it: "5 dead", "the killing of 5"."""


class Row(NamedTuple):
    """Words of one meaning as a table lists them."""

    outcomes: str
    """One, or several of which the word may mean any."""
    side: Side
    words: str
    strong: bool = True
    """Whether the word says the outcome by itself; a weak one only bears it out."""
    unless: str = ""
    """What follows where the word does not mean it: a pattern on the text after the word."""
    nearly: str = ""
    """The same where somebody was near death, and so hurt: "between life and death"."""
    surely: str = ""
    """What a weak English word ends where it says it by itself: "lost their lives"."""


class Mention(NamedTuple):
    """One word of an outcome in a text; the span is of the text that was looked at."""

    concept: str
    start: int
    end: int
    outcomes: frozenset[str]
    """What it may mean, the concept among them."""
    asserts: frozenset[str]
    """What it says by itself, one of these; empty where it only bears another word out."""
    side: Side
    conjoined: bool
    """Whether "and" is written together with it."""
