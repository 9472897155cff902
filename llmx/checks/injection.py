"""Injection: text in the article that reads as an instruction to software.

It is translated and briefed like the rest; the finding says that it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from llmx.checks.finding import Finding
from llmx.checks.material import Material

_PATTERNS = (
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:previous|prior|above|earlier|all)\b.{0,30}"
    r"\b(?:instruction|prompt|rule|direction)s?",
    r"\b(?:system|developer) prompt\b",
    r"\byou are (?:now )?(?:an? )?(?:ai|assistant|chatgpt|language model)\b",
    r"\b(?:respond|reply|answer|output) (?:only )?with\b.{0,40}\b(?:json|the word|exactly)\b",
    r"<\|(?:im_start|im_end|system|endoftext)\|>|\[/?INST\]|<</?SYS>>",
    r"\{\{.*?\}\}|\{%.*?%\}",
    r"(?:تجاهل|اهمل|أهمل|انس)\w*\s.{0,30}(?:التعليمات|الأوامر|التوجيهات)",
    r"(?:دستورات|دستورهای|دستورالعمل\S*|فرمان\S*)\s.{0,25}(?:قبلی|پیشین|بالا)?.{0,15}(?:نادیده|فراموش)",
    r"(?:игнорируй|забудь|не обращай внимания)\w*\s.{0,40}(?:инструкц|указани|команд)",
    r"(?:ignore[zr]?|oublie[zr]?)\b.{0,40}\b(?:instructions|consignes)",
)
_INSTRUCTION = re.compile("|".join(f"(?:{p})" for p in _PATTERNS), re.IGNORECASE | re.DOTALL)
_SIGNS = (
    *(b"ignore", b"disregard", b"forget", b"oublie"),
    *(b"system prompt", b"developer prompt", b"you are ", b"json", b"the word", b"exactly"),
    *(b"<|", b"inst]", b"sys>>", b"{{", b"{%"),
)
_OTHER_SIGNS = (
    *("التعليمات", "الأوامر", "التوجيهات", "نادیده", "فراموش"),
    *("игнорируй", "забудь", "не обращай"),
)
"""What every such text holds: an article without it need not be read for one."""
_ODD = ("ſ", "ı", "İ", "\u212a")  # the same as s, i and k to a regular expression, not to str


def check(material: Material) -> Iterator[Finding]:
    """Each sentence of the article that reads as an instruction, boilerplate included."""
    if not _is_suspect(material.article.text):
        return
    for index, sentence in enumerate(material.article.sentences):
        found = _INSTRUCTION.search(sentence.text)
        if found:
            said = f"reads as an instruction to software: {found.group()[:80]!r}"
            where = f"/article/sentences/{index}"
            cited = (sentence.n,) if sentence.n else ()
            yield Finding("injection", "warning", where, said, cited)


def _is_suspect(text: str) -> bool:
    latin = text.encode("ascii", "ignore").lower()
    if any(map(latin.__contains__, _SIGNS)) or any(map(text.__contains__, _ODD)):
        return True
    return not text.isascii() and any(map(text.lower().__contains__, _OTHER_SIGNS))
