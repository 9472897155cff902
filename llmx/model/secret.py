"""The key as what is never shown: found and taken out of whatever others have said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SHORTEST = 16  # what a local server takes for a key is shorter, and may be a word
_ESCAPES = (b"\\u00", b"\\/")  # how JSON may spell a character that a key holds
_INSTEAD = b"[key]"


@dataclass(frozen=True, slots=True)
class Secret:
    """A key that is looked for in what an endpoint sends, in JSON's spellings, too.

    A key in JSON within JSON is found as well; one that was encoded on purpose is not.
    """

    _plain: bytes = field(repr=False)
    _spelled: re.Pattern[bytes] = field(repr=False)

    @classmethod
    def of(cls, key: str) -> Secret | None:
        """The secret of a key; None for one so short that it may be a word of the text."""
        if len(key) < _SHORTEST:
            return None
        plain, escaped = r"\\{0,3}", r"\\{1,3}u00"
        spelled = [f"(?:{plain}{re.escape(c)}|{escaped}(?i:{ord(c):02x}))" for c in key]
        return cls(key.encode(), re.compile("".join(spelled).encode()))

    def masked(self, said: bytes) -> bytes:
        """The same bytes without the key."""
        if self._plain in said or any(map(said.__contains__, _ESCAPES)):
            return self._spelled.sub(_INSTEAD, said)
        return said

    def masked_text(self, said: str) -> str:
        """The same text without the key; lone surrogates become question marks."""
        return self.masked(said.encode(errors="replace")).decode()
