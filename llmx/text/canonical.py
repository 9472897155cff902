"""Canonical JSON: one spelling of a value, so that equal values have equal hashes.

And JSON as a line of a file, which has one more rule: nothing in it ends a line.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_LINE_ENDS = "\x85\u2028\u2029"
_ENDS = re.compile(f"[{_LINE_ENDS}\ud800-\udfff]")
"""What ends a line for Python's str.splitlines and for JavaScript, and what UTF-8 cannot hold."""


def canonical(value: Any) -> str:
    """JSON with sorted keys, no white space and no escapes; NaN is refused with ValueError."""
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON, as 64 hex digits."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def in_line(text: str) -> str:
    """JSON as a line: what ends one for some reader, or cannot be written, is escaped.

    JSON itself escapes the line ends of ASCII.
    """
    if not any(end in text for end in _LINE_ENDS):  # at a twentieth of the cost of a search
        try:
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return text
    return _ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
