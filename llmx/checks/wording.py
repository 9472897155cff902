"""Wording: loaded words in the text's own voice, not quoted from somebody; prose that is too long.

Only prose that llmx asks to be neutral is held to it: a sentence that answers a numbered sentence
is a translation and keeps the colour of its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from llmx.checks.finding import Finding
from llmx.checks.material import Material, Passage

NEUTRAL: Mapping[str, str] = {
    "terrorist": "fighter, member",
    "terrorists": "fighters, members",
    "martyr": "the dead",
    "martyrs": "the dead",
    "martyred": "killed",
    "martyrdom": "death",
    "perished": "were killed",
    "eliminated": "killed",
    "neutralised": "killed or captured",
    "neutralized": "killed or captured",
    "liquidated": "killed",
    "liberated": "took, retook",
    "liberation": "capture",
    "cleansed": "took",
    "regime": "government",
    "mercenaries": "fighters",
    "hideouts": "positions",
    "dens": "positions",
    "ringleader": "leader",
    "ringleaders": "leaders",
    "gangs": "groups",
    "so-called": "(leave it out)",
    "aggression": "attack",
    "heroic": "(leave it out)",
    "infidels": "the others",
    "takfiri": "fighter",
    "takfiris": "fighters",
}
"""Loaded words with the neutral English for each."""

_LOADED = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(NEUTRAL, key=len, reverse=True))})(?![\w-])", re.IGNORECASE
)
_SIGNS = tuple(dict.fromkeys(word[:7] for word in NEUTRAL))
"""What every loaded word begins with: prose without it need not be read for one."""
_CRIMINAL = re.compile(
    r"\b(?:smuggl|criminal|drug|traffick|robber|kidnap|street|thiev|extortion)\w*(?: \w+)? gangs?\b"
)
"""Gangs that are what they are called, and so are "the two gangs" that come later."""
_QUOTED = re.compile(r"[\"“”«»].*?[\"“”«»]|(?<!\w)['‘].*?['’](?!\w)")


def check(material: Material) -> Iterator[Finding]:
    """Each loaded word outside quotation marks, in prose that is not a translation; its length."""
    prose = [passage for passage in material.passages if not passage.translates]
    together = "\n".join([passage.text for passage in prose]).lower()
    fair = frozenset(["gangs"] if _CRIMINAL.search(together) else [])
    loaded = any(map(together.__contains__, _SIGNS))
    for passage in prose:
        if passage.most and len(passage.text) > passage.most:
            said = f"{len(passage.text)} characters; {passage.most} fit"
            yield Finding("wording", "info", passage.pointer, said, passage.sentences or ())
        if loaded and any(map(passage.text.lower().__contains__, _SIGNS)):
            yield from _loaded(passage, fair)


def _loaded(passage: Passage, fair: frozenset[str]) -> Iterator[Finding]:
    prose = _QUOTED.sub(" ", passage.text)
    for word in (m.group() for m in _LOADED.finditer(prose) if not _in_a_name(m)):
        if word.lower() in fair:
            continue
        said = f"{word!r} takes sides; neutral: {NEUTRAL[word.lower()]}"
        yield Finding("wording", "warning", passage.pointer, said, passage.sentences or ())


def _in_a_name(word: re.Match[str]) -> bool:
    """Whether a word is capitalised within a sentence: Martyrs' Square, Liberation Army."""
    return word.start() > 0 and word.group()[0].isupper()
