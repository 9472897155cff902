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


def check(material: Material) -> Iterator[Finding]:
    """Each sentence of the article that reads as an instruction, boilerplate included."""
    for index, sentence in enumerate(material.article.sentences):
        found = _INSTRUCTION.search(sentence.text)
        if found:
            said = f"reads as an instruction to software: {found.group()[:80]!r}"
            where = f"/article/sentences/{index}"
            cited = (sentence.n,) if sentence.n else ()
            yield Finding("injection", "warning", where, said, cited)
