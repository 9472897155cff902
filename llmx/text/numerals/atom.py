"""What an atom is: a word or a figure of a folded copy that can be part of a numeral."""

from __future__ import annotations

from dataclasses import dataclass

from llmx.text.numerals.numeral import Kind
from llmx.text.numerals.tables import Role


@dataclass(slots=True, eq=False)
class Atom:
    """A word or figure at a place of the copy."""

    start: int
    end: int
    role: Role | Kind
    value: int | float | None
    base: str = ""
    """A word without its particles; "scaled" of digits with their multiplier: "5.5k"."""
    parts: tuple[int, ...] = ()
    ordinal: bool = False
    weak: bool = False
    plain: bool = False
    """Digits only, as a year is written."""
    unit: str | None = None
    """Of a dual its singular."""

    def moved(self, places: int) -> Atom:
        """The same further on in a copy."""
        return Atom(
            self.start + places,
            self.end + places,
            self.role,
            self.value,
            self.base,
            self.parts,
            self.ordinal,
            self.weak,
            self.plain,
            self.unit,
        )


def whole(value: int | float) -> int | float:
    """An integer where the value is one."""
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else value
