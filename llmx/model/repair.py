"""Local repair of an answer's text before anything is asked again: what costs no request."""

from __future__ import annotations

import json
import re

from llmx.text.cleaning import without_controls

_THINK = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_OPENING = re.compile(r"\{(?=\s*[\"}])")
_STRING = r'"(?:[^"\\]++|\\.)*+"?'  # one that is never closed reaches to the end
_STRING_OR_BRACE = re.compile(_STRING + r"|[{}]", re.DOTALL)
_TRAILING_COMMA = re.compile(r",\s*[}\]]")
_STRING_OR_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_REMOVABLE = re.compile(r"\\[bfu]")  # the escapes that `_cleaned` looks into
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_SUSPECT = r"\\u(?:00|20|[dD][89a-fA-F]|[fF][eE])[0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"{_PAIR}|{_SUSPECT}|\\[^u]", re.DOTALL)


def is_clean(answer: str) -> bool:
    """Whether `json_text` would give an answer back as it is, if only it is valid JSON.

    A no may be wrong, and costs the time that `json_text` takes.
    """
    return not _REMOVABLE.search(answer) and without_controls(answer) == answer


def json_text(answer: str) -> str:
    """The JSON object in an answer: thinking, fences and prose around it dropped.

    Trailing commas go, lone surrogates become U+FFFD, controls and bidi overrides go, written
    as escapes or not. Nothing is completed: an answer that was cut short stays invalid.
    """
    text = _only_object(_THINK.sub("", answer.lstrip("\ufeff")))
    if "\\" in text:
        text = _ESCAPE.sub(_cleaned, text)
    if _TRAILING_COMMA.search(text):
        text = _STRING_OR_COMMA.sub(lambda found: found.group(1) or "", text)
    return without_controls(text).strip()


def _only_object(text: str) -> str:
    """The one outermost `{…}`, braces in strings not counted; several are left as they are."""
    opening = _OPENING.search(text)
    if opening is None:
        return text
    start = opening.start()
    end = _end_of_object(text, start)
    if end is None or _OPENING.search(text, end):
        return text[start:]
    return text[start:end]


def _end_of_object(text: str, start: int) -> int | None:
    depth = 0
    for found in _STRING_OR_BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return None


def _cleaned(escape: re.Match[str]) -> str:
    """An escape as it was, or what is left of the control or lone surrogate that it stands for."""
    text = escape.group()
    if text[1] not in "bfu":
        return text
    value = json.loads(f'"{text}"')
    kept = without_controls(value)
    return text if kept == value or value == "\r" else kept
