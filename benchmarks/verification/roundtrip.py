"""Number words there and back: what num2words writes is read as the number it was written of.

    python -m benchmarks.verification.roundtrip

Every number to 10,000 and round ones to a billion, in English, Arabic and Persian; a sample of
them is a test, whose list of what the library itself writes wrongly is used here. Exit 1 where
another number is read wrongly, or one of the list no longer.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from llmx.text.numerals import numerals
from tests.text.test_numerals import NUMBERS, WRONG

ALL = sorted({*range(10_001), *NUMBERS})


def main() -> int:
    """Print one line a language; exit 1 where it is not as listed."""
    as_listed = True
    for language, listed in WRONG.items():
        wrong = misread(language, ALL)
        as_listed = as_listed and set(wrong) == set(listed)
        print(f"{language}: {len(ALL) - len(wrong)}/{len(ALL)} read as written")
        for number, words in wrong.items():
            reason = listed.get(number, "NOT LISTED")
            print(f"  {number:,} {words!r}: {reason}")
        for number in sorted(set(listed) - set(wrong)):
            print(f"  {number:,} is listed, but read well: take it off the list")
    return 0 if as_listed else 1


def misread(language: str, numbers: Sequence[int]) -> dict[int, str]:
    """The numbers whose words are read as something else, with their words."""
    from num2words import num2words  # type: ignore[import-untyped]

    wrong = {}
    for number in numbers:
        words = num2words(number, lang=language)
        if [numeral.value for numeral in numerals(words, language)] != [number]:
            wrong[number] = words
    return wrong


if __name__ == "__main__":
    sys.exit(main())
