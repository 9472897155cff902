"""Ages: somebody's age in one answer against the age that another answer gives the same name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from llmx.checks.doubt import Doubt, Stand
from llmx.checks.english import English
from llmx.checks.finding import Finding
from llmx.checks.material import Passage
from llmx.text.numerals import Numeral

_REACH = 60  # characters beside an age in which the name stands
_NAME = r"(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)"
_BEFORE = re.compile(
    rf"{_NAME}(?:,(?: (?:an?|then|the))?| \(|,? aged|, (?:who|he|she) (?:was|is)(?: \w+)?) ?\Z"
)
_AFTER = re.compile(
    r"[- ]years?[- ]old(?: (?!(?:and|or|by|from|of|in|at|on|with|to|near|who|when|after)\b)"
    r"[a-z][\w-]*){0,4} "
    rf"{_NAME}"
)


def check(passage: Passage, english: Sequence[Numeral]) -> Iterator[Finding]:
    """Each age that is denied by what another answer says of the same name."""
    for figure in english:
        if figure.kind == "age":
            name = _name(passage.text, figure)
            if name:
                said = f"{figure.text!r} is another's age in another answer"
                claim = partial(_aged_so, figure, name)
                doubt = Doubt(claim, passage.task, "only if denied")
                numbers = passage.sentences or ()
                yield Finding("figures", "warning", passage.pointer, said, numbers, doubt)


def _aged_so(figure: Numeral, name: Sequence[str], others: Sequence[English]) -> Stand:
    """What others say of the age of a name."""
    ages = {
        other.value
        for english in others
        for other in english.numerals
        if other.kind == "age" and _is_same(name, _name(english.text, other))
    }
    if not ages:
        return Stand.SILENT
    return Stand.SAME if figure.value in ages else Stand.OTHERWISE


def _is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names may be one, the one shorter: the first words are the same."""
    return bool(other) and all(a == b for a, b in zip(one, other, strict=False))


def _name(text: str, figure: Numeral) -> Sequence[str]:
    """The words of the name beside an age, none where it stands between two names."""
    before = _BEFORE.search(text, max(0, figure.start - _REACH), figure.start)
    after = _AFTER.match(text, figure.end)
    match = after if before is None else None if after else before
    return match["name"].split() if match else ()
