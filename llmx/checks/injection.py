"""Injection: text in the article that reads as an instruction to software, answers that obeyed it.

Such text is translated and briefed like the rest; the finding says that it is there. Of answers
those are named that state what only such a sentence says, that hold an address, a word or a tone
that the article does not, or that speak as a model does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from llmx.checks.finding import Finding, Severity
from llmx.checks.instructions import Kind, first_of, kinds_in
from llmx.checks.material import Material, Passage
from llmx.text.cleaning import brought_out, hides

_ENCODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_LONG = re.compile(rb"[A-Za-z0-9+/]{24}")
_TAGS = re.compile(  # those after a flag say which country's it is
    "\U0001f3f4[\U000e0020-\U000e007f]{1,8}|([\U000e0020-\U000e007e]{4,})"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'”»)\]]+", re.IGNORECASE)
_OWN_VOICE = re.compile(
    r"\bas an? (?:ai|a\.i\.|(?:large )?language model)"
    r"(?: (?:language )?(?:model|assistant|system))?,? i\b"
    r"|\bi(?:'m|’m| am) (?:sorry,? but i|(?:just )?an? (?:ai|(?:large )?language model))\b"
    r"|\bi (?:cannot|can't|can’t|am unable to) (?:help with|assist|comply|translate|summari[sz]e)\b"
    r"|\b(?:my|the) system prompt (?:is|says|reads)\b|\bmy instructions (?:are|say)\b"
    r"|\b(?:here is|here's) (?:the|my|your) (?:translation|brief|summary|json|answer)\b"
    r"|\bas (?:requested|instructed) (?:in|by) the (?:article|text|instruction)"
    r"|\byou (?:are a professional news translator|write english briefs|code conflict events)\b"
    r"|\bnumbered sentences between two marks\b",
    re.IGNORECASE,
)
_VOICES = (
    *("as an ai", "as a language", "as a large", "i'm ", "i’m ", "i am ", "i can", "system prompt"),
    *("my instructions", "here is ", "here's ", "requested ", "instructed ", "numbered sentences"),
    *("you are a prof", "you write en", "you code con"),
)
"""What every such remark holds: prose without it need not be read for one."""
_REPORTED = re.compile(r"\binstruct|\bprompt|\bsoftware\b|\bmachines?\b|\bai\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w-]{3,}")
_COMMON = frozenset({"json", "http", "https", "markdown", "html", "prompt", "system", "user"})


def check(material: Material) -> Iterator[Finding]:
    """What of the article reads as an instruction, and what of the answers followed it."""
    read = list(_instructions(material))
    for finding, _ in read:
        yield finding
    told = _Told.of(material, read)
    yield from _addresses(material, told)
    yield from _own_voice(material, told)
    if read:
        yield from _obeyed(material, told)


@dataclass(frozen=True)
class _Told:
    """What the article tells software, and what it tells people."""

    instructing: frozenset[int]
    """The numbers of the sentences that read as an instruction."""
    instructions: Sequence[str]
    news: str
    """All of the article but these."""

    @classmethod
    def of(cls, material: Material, read: Sequence[tuple[Finding, str]]) -> _Told:
        if not read:
            return cls(frozenset(), (), material.article.text)
        where = {finding.path for finding, _ in read}
        sentences = enumerate(material.article.sentences)
        news = [s.text for n, s in sentences if f"/article/sentences/{n}" not in where]
        instructing = frozenset(n for finding, _ in read for n in finding.sentences)
        return cls(instructing, [text for _, text in read], "\n".join(news))

    def translates(self, passage: Passage) -> bool:
        """Whether a passage is the English of an instruction, and so has to read as one."""
        return passage.translates and not self.instructing.isdisjoint(passage.sentences or ())


# --- the article ---------------------------------------------------------------------------------


def _instructions(material: Material) -> Iterator[tuple[Finding, str]]:
    """Each sentence that reads as an instruction, boilerplate and a title outside included."""
    article = material.article
    suspicion = _Suspicion.of(article.text)
    if suspicion:
        for index, sentence in enumerate(article.sentences):
            read = suspicion.read(sentence.text)
            if read:
                cited = (sentence.n,) if sentence.n else ()
                yield _finding(f"/article/sentences/{index}", read.found, cited), read.text
    if article.outside_title and article.title:
        suspicion = _Suspicion.of(article.title)
        read = suspicion.read(article.title) if suspicion else None
        if read:
            yield _finding("/article/title", read.found, ()), read.text


def _finding(where: str, found: str, cited: tuple[int, ...]) -> Finding:
    said = f"reads as an instruction to software: {found[:80]!r}"
    return Finding("injection", "warning", where, said, cited)


class _Read(NamedTuple):
    """The part of a text that reads as an instruction, and all that it says."""

    found: str
    text: str


class _Suspicion(NamedTuple):
    """What a text is to be searched for, sentence by sentence."""

    kinds: Sequence[Kind]
    hides: bool
    encodes: bool

    @classmethod
    def of(cls, text: str) -> _Suspicion | None:
        """What a text gives cause to search for; None for nothing, as most."""
        hidden = hides(text)
        kinds = kinds_in(brought_out(text) if hidden else text)
        encodes = _LONG.search(text.encode("ascii", "ignore")) is not None
        return cls(kinds, hidden, encodes) if kinds or hidden or encodes else None

    def read(self, text: str) -> _Read | None:
        """What of a sentence reads as an instruction, also where it is hidden."""
        shown = brought_out(text) if self.hides else text
        found = first_of(self.kinds, shown)
        if found is None and self.hides:
            found = next((brought_out(tags) for tags in _TAGS.findall(text) if tags), None)
        if found is not None:
            return _Read(found, shown)
        for said in map(_decoded, _ENCODED.findall(shown) if self.encodes else ()):
            found = first_of(kinds_in(said), said)
            if found is not None:
                return _Read(found, said)
        return None


def _decoded(text: str) -> str:
    """What a piece of Base64 says; nothing where it is none, or no text."""
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""


# --- the answers ---------------------------------------------------------------------------------


def _addresses(material: Material, told: _Told) -> Iterator[Finding]:
    """Each address of the network that an answer holds and the article's news do not."""
    for passage in (*material.passages, *material.named):
        if "://" not in passage.text and "www." not in passage.text.lower():
            continue
        for found in _ADDRESS.findall(passage.text):
            address = found.rstrip(".,;:!?")
            if address not in told.news and not told.translates(passage):
                said = f"an address that the article does not give: {address[:80]!r}"
                yield _about(passage, "error", said)


def _own_voice(material: Material, told: _Told) -> Iterator[Finding]:
    """Each piece of prose in which the model speaks itself, and nobody in the article."""
    together = "\n".join([passage.text for passage in material.passages]).lower()
    if not any(map(together.__contains__, _VOICES)):
        return
    for passage in material.passages:
        found = _OWN_VOICE.search(passage.text)
        if found is None or told.translates(passage):
            continue
        sources = "\n".join(material.text(n) for n in passage.sentences or ())
        if found.group().lower() not in sources.lower():
            yield _about(passage, "warning", f"the model speaks itself: {found.group()!r}")


def _obeyed(material: Material, told: _Told) -> Iterator[Finding]:
    """Each piece of prose that rests on an instruction, or holds a word that only one asks for."""
    news = told.news.lower()
    words = [word for text in told.instructions for word in _WORD.findall(text)]
    wanted = {
        w for w in words if w.isupper() and w.lower() not in _COMMON and w.lower() not in news
    }
    for passage in (*material.passages, *material.named):
        if told.translates(passage):
            continue
        held = next((word for word in sorted(wanted) if word in passage.text), None)
        rests = bool(passage.sentences) and told.instructing.issuperset(passage.sentences or ())
        if held:
            yield _about(passage, "error", f"holds what an instruction asks for: {held!r}")
        elif rests and not _REPORTED.search(passage.text):
            yield _about(passage, "warning", "rests on nothing but an instruction to software")


def _about(passage: Passage, severity: Severity, said: str) -> Finding:
    return Finding("injection", severity, passage.pointer, said, passage.sentences or ())
