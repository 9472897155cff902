"""Tokens: what of a text stands between blanks, and what is known of each, remembered.

Words recur: most of a text has been met before. What it takes to read a token, its marks and case
aside, is done when it is first met, and a text then costs a look at a table for each token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

Tokens = list[str]
"""The tokens of one text in their order, empty ones between two blanks too."""
_KEPT = 1 << 12  # tokens of one table, and as many of before: what recurs in the news stays
_LONGEST = 32  # code points of a token that is worth remembering


def tokens(text: str) -> Tokens:
    """The tokens of a text; the end of a line is a blank."""
    return (text.replace("\n", " ") if "\n" in text else text).split(" ")


class Remembered(dict[str, T]):
    """What is known of each token, worked out when it is first met.

    A full table is begun anew, and what is met again is taken over from it.
    """

    def __init__(self, known: Callable[[str], T]) -> None:
        """Take what works it out."""
        super().__init__()
        self._known = known
        self._before: dict[str, T] = {}

    def __missing__(self, token: str) -> T:
        """Work out what is known of a token."""
        found = self._before[token] if token in self._before else self._known(token)
        if len(token) <= _LONGEST:
            if len(self) >= _KEPT:
                self._before = dict(self)
                self.clear()
            self[token] = found
        return found
