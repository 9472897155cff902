"""Translation: a sentence that is not one, too short or too long for its source, or commented."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from llmx.checks.finding import Finding
from llmx.checks.material import Material

_SHORT = 25  # letters, below which a ratio says nothing
_LEAST, _MOST = 0.45, 4.0  # English letters to letters of the source
_LEFT_OVER = 0.15  # share of letters in the source's script
_COMMENT = re.compile(
    r"\b(?:translator'?s? note|note from the translator|as an ai|i cannot translate|"
    r"the (?:sentence|text|original) (?:is|reads|says)|in the original|literally:)",
    re.IGNORECASE,
)


def check(material: Material) -> Iterator[Finding]:
    """Each sentence of a translation against its source."""
    for passage in material.passages:
        if passage.translates and passage.sentences:
            said = _fault(material.text(passage.sentences[0]), passage.text)
            if said:
                where = passage.pointer
                yield Finding("translation", "warning", where, said, passage.sentences)


def _fault(source: str, english: str) -> str | None:
    if not english.strip():
        return "nothing stands for this sentence"
    foreign = _letters(source, latin=False)
    if foreign > _SHORT and _letters(english, latin=False) > _LEFT_OVER * len(english):
        return "the source's script is left over"
    ratio = _letters(english, latin=True) / max(1, foreign or _letters(source, latin=True))
    if max(foreign, len(source) // 2) > _SHORT and not _LEAST <= ratio <= _MOST:
        return f"{ratio:.1f} letters for each one of the source: something is missing or added"
    if " ".join(source.split()) == " ".join(english.split()) and len(source) > _SHORT:
        return "the sentence was copied, not translated"
    if _COMMENT.search(english) and not _COMMENT.search(source):
        return "a comment of the translator's own"
    return None


def _letters(text: str, *, latin: bool) -> int:
    return sum(_is_latin(c) is latin for c in text if c.isalpha())


@lru_cache(maxsize=4096)
def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")
