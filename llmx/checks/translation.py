"""Translation: a sentence that is not one, too short or too long for its source, or commented.

And prose that is to be English and is not, or is the article's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from llmx.checks.finding import Finding
from llmx.checks.material import Material

_SHORT = 25  # letters, below which a ratio says nothing
_LEAST, _MOST = 0.45, 4.0  # English letters to letters of the source
_LEFT_OVER = 0.15  # share of letters in the source's script
_NO_LETTERS = bytes(c for c in range(128) if not chr(c).isalpha())
_SIGNS = (
    "translator",
    "as an ai",
    "i cannot translate",
    "the sentence ",
    "the text ",
    "the original",
    "literally:",
)
"""What every comment holds: a text without it need not be read for one."""
_COMMENT = re.compile(
    r"\b(?:translator'?s? note|note from the translator|as an ai|i cannot translate|"
    r"the (?:sentence|text|original) (?:is|reads|says)|in the original|literally:)",
    re.IGNORECASE,
)


def check(material: Material) -> Iterator[Finding]:
    """Each sentence of a translation against its source, and all prose for being English."""
    passages = [p for p in material.passages if p.translates and p.sentences]
    together = "\n".join([p.text for p in passages]).lower()
    commented = any(sign in together for sign in _SIGNS)
    for passage in passages:
        numbers = passage.sentences or ()
        source = material.text(numbers[0])
        said = _fault(source, passage.text)
        if said is None and commented and _is_comment(source, passage.text):
            said = "a comment of the translator's own"
        if said:
            yield Finding("translation", "warning", passage.pointer, said, numbers)
    yield from _prose(material)


def _prose(material: Material) -> Iterator[Finding]:
    """What an answer says itself, of the whole article or some of its sentences."""
    own = material.article.content if material.language != "en" else ()
    copies = {" ".join(sentence.text.split()) for sentence in own}
    for passage in material.passages:
        if passage.translates or len(passage.text) <= _SHORT:
            continue
        said, strange = _letters(passage.text)
        if strange > said or " ".join(passage.text.split()) in copies:
            what = "copied from the article" if strange <= said else "not English"
            yield Finding("translation", "warning", passage.pointer, what, passage.sentences or ())


def _fault(source: str, english: str) -> str | None:
    if not english or english.isspace():
        return "nothing stands for this sentence"
    written, foreign = _letters(source)
    said, strange = _letters(english)
    if foreign > _SHORT and strange > _LEFT_OVER * len(english):
        return "the source's script is left over"
    ratio = said / max(1, written + foreign)
    if max(foreign, len(source) // 2) > _SHORT and not _LEAST <= ratio <= _MOST:
        return f"{ratio:.1f} letters for each one of the source: something is missing or added"
    if len(source) > _SHORT and source[:1] == english[:1] and source.split() == english.split():
        return "the sentence was copied, not translated"
    return None


def _is_comment(source: str, english: str) -> bool:
    return bool(_COMMENT.search(english)) and not _COMMENT.search(source)


def _letters(text: str) -> tuple[int, int]:
    """Count the letters of English and those of other alphabets."""
    english = text.encode("ascii", "ignore")
    return len(english.translate(None, _NO_LETTERS)), len(text) - len(english)
