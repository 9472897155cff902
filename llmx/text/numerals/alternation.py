"""Alternation: many words as one regular expression that tries no beginning twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

_Tree: TypeAlias = "dict[str, _Tree]"
_END = ""


def alternation(words: Iterable[str]) -> str:
    """A regular expression for any of these words, the longest first.

    `re` tries the branches of "three|thirty|two" one by one at every place; of
    "t(?:h(?:ree|irty)|wo)" it looks into one at most.
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[_END] = {}
    return _branches(tree)


def _branches(node: Mapping[str, _Tree]) -> str:
    found = [re.escape(letter) + _branches(node[letter]) for letter in sorted(node) if letter]
    if not found:
        return ""
    if len(found) == 1 and _END not in node:
        return found[0]
    return f"(?:{'|'.join(found)})" + ("?" if _END in node else "")
