"""Local repair of an answer's text before anything is asked again: what costs no request."""

from __future__ import annotations

import re

from llmx.text.cleaning import without_controls

_THINK = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)\n?\s*```", re.DOTALL)
_TRAILING_COMMA = re.compile(r",\s*[}\]]")
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_LONE_ESCAPE = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
_CONTROL_ESCAPE = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(?:00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF])|202[a-eA-E]|206[6-9])"
)


def json_text(answer: str) -> str:
    """The JSON object in an answer: thinking, fences and prose around it dropped.

    Trailing commas go, escapes of lone surrogates become U+FFFD, controls and bidi overrides go.
    Nothing is completed: an answer that was cut short stays invalid.
    """
    text = _THINK.sub("", answer.lstrip("\ufeff"))
    if not text.lstrip().startswith("{"):
        text = _inner_object(text)
    if "\\u" in text:
        text = _LONE_ESCAPE.sub(r"\1\\ufffd", text)
        text = _CONTROL_ESCAPE.sub(r"\1", text)
    if _TRAILING_COMMA.search(text):
        text = _STRING_OR_COMMA.sub(lambda found: found.group(1) or "", text)
    return without_controls(text).strip()


def _inner_object(text: str) -> str:
    fenced = _FENCE.search(text)
    if fenced:
        text = fenced.group(1)
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else text
