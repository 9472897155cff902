"""Text made safe for a prompt, a terminal or a table; the stored text is never touched."""

from __future__ import annotations

import re

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile("([<\uff1c])([|\uff5c])")  # <|im_end|> and its full-width kin
_SPACE = re.compile(r"\s+")
_UNHELD = re.compile("[\x00\ud800-\udfff]")
_HIDDEN = re.compile(
    "[\u00ad\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_TAG = 0xE0000  # what a tag character is more than the letter that it stands for
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def for_prompt(text: str) -> str:
    """One line of article text as it goes into a prompt.

    White space becomes single blanks, so that a sentence cannot forge the next one's number;
    controls, bidi overrides and tag characters go; lone surrogates become U+FFFD; the opening of
    a chat template's special token is broken. ZWNJ and ZWJ stay: Persian and Urdu need them.
    """
    if _is_plain(text) and "  " not in text and "|" not in text and "\uff5c" not in text:
        return text.strip(" ")
    flat = _SPACE.sub(" ", _CONTROLS.sub("", _SPACE.sub(" ", text))).strip()
    return _TOKEN.sub(r"\1 \2", _SURROGATES.sub("\ufffd", flat))


def for_terminal(text: str) -> str:
    """Source text for a terminal: without controls, isolated so that its direction is its own."""
    return _ISOLATE + _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)) + _END_ISOLATE


def without_controls(text: str) -> str:
    """Model output without C0 controls, NUL and bidi overrides; surrogates become U+FFFD."""
    if _is_plain(text.replace("\n", "")):
        return text
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def for_table(text: str) -> str:
    """Text for a cell: as it is, but U+FFFD for NUL and lone surrogates, which no table holds."""
    return _UNHELD.sub("\ufffd", text)


def hides(text: str) -> bool:
    """Whether a text holds characters that nobody sees: of no width, of direction, tags."""
    return not _is_plain(text.replace("\n", "")) and _HIDDEN.search(text) is not None


def brought_out(text: str) -> str:
    """A text to be searched for what is hidden in it: tags as the letters that they stand for,
    nothing else that is not seen. ZWNJ stays."""
    return _HIDDEN.sub(_letter, text)


def _letter(hidden: re.Match[str]) -> str:
    letter = ord(hidden.group()) - _TAG
    return chr(letter) if 0x20 <= letter < 0x7F else ""


def _is_plain(text: str) -> bool:
    """Whether a text surely needs no cleaning: ten times faster than to look for what does.

    What `str.isprintable` takes holds no controls, no marks of direction, no surrogates and no
    space but the blank.
    """
    return text.replace("\u200c", "").isprintable()
