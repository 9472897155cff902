"""Data within a page: JSON in script elements that nothing in the data can end, start or turn."""

from __future__ import annotations

import json
import re
from typing import Any

_ACTIVE = re.compile(
    "[<>&\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What means something to HTML, JavaScript or a reader of the file; in JSON it is in strings."""


def script(ident: str, value: Any) -> str:
    """A value as a script element that is not run, and its line's end."""
    return f'<script type="application/json" id="{ident}">{embedded(value)}</script>\n'


def embedded(value: Any) -> str:
    """A value as JSON without a character that acts. Raises ValueError for NaN and Infinity."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _ACTIVE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
