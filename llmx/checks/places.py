"""Places: one place in two countries or provinces, and with a gazetteer where each of them lies.

That a printed name stands in the cited sentences, and that the English sounds like it, is held
elsewhere. Here a place is held against the other places of the answers and the gazetteer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from llmx.checks.finding import Finding
from llmx.checks.material import Material, Piece
from llmx.fields import Place

if TYPE_CHECKING:
    from llmx.gazetteer import Entry, Gazetteer, Resolution, Resolver

_LARGE = 50_000  # people: a town that a stated country or province cannot have one more of
_KNOWN = 10_000  # people: a town whose names in other scripts the gazetteer has
_COUNTED = 1_000

_Stated = list[tuple[Piece, Place]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a place of an answer lies; `path` is an RFC 6901 pointer to what names it."""

    path: str
    resolution: Resolution

    def as_json(self) -> dict[str, Any]:
        return {"path": self.path, **self.resolution.as_json()}


def check(material: Material) -> Iterator[Finding]:
    """Each place against the others of the answers, the glossary and the gazetteer, if any."""
    places = list(material.pieces(Place))
    yield from _disagreements(places)
    if material.glossary:
        yield from _misnamed(material, places)
    if material.gazetteer is not None and material.resolver is not None:
        yield from _located(material.gazetteer, material.resolver, places)


def derived(material: Material) -> list[Placed]:
    """Where each place lies, those of its list too; empty without a gazetteer."""
    resolver = material.resolver
    if resolver is None:
        return []
    found = []
    for piece, place in material.pieces(Place):
        found.append(Placed(piece.pointer, resolver.resolve(place)))
        for index, other in enumerate(resolver.others(place)):
            found.append(Placed(f"{piece.pointer}/other_places_src/{index}", other))
    return found


# --- without a gazetteer -------------------------------------------------------------------------


def _disagreements(places: _Stated) -> Iterator[Finding]:
    """The same name, or the same province, stated to lie in two different places."""
    found: dict[str, Finding] = {}
    for by, of in _COMPARED:
        for name in filter(_is_name, _differing([place for _, place in places], by, of)):
            group = [
                (piece, place)
                for piece, place in places
                if getattr(place, by) == name and getattr(place, of)
            ]
            for finding in _minority(name, of, group):
                found.setdefault(finding.path, finding)
    yield from found.values()


def _differing(places: Sequence[Place], by: str, of: str) -> list[str]:
    """The names that are stated to lie in more than one place."""
    each = set(map(itemgetter(by, of), map(_VALUES, places)))
    if len({name for name, _ in each}) == len(each):
        return []
    stated: dict[str, str] = {}
    differing: dict[str, None] = {}
    for place in places:
        values = place.__dict__
        name, value = values[by], values[of]
        if name and value and stated.setdefault(name, value) != value:
            differing[name] = None
    return [name for name in stated if name in differing]


_VALUES = attrgetter("__dict__")
_COMPARED = (
    ("name_en", "country"),
    ("name_src", "country"),
    ("admin1", "country"),
    ("name_en", "admin1"),
    ("name_src", "admin1"),
)


def _minority(name: str, of: str, group: _Stated) -> Iterator[Finding]:
    """Those that differ from what is stated most often, first of all first."""
    usual = Counter(getattr(place, of) for _, place in group).most_common(1)[0][0]
    for piece, place in group:
        stated = getattr(place, of)
        if not _is_same(stated, usual):
            said = f"{name!r} lies in {stated!r} here and in {usual!r} elsewhere in the answers"
            path = f"{piece.pointer}/{of}"
            yield Finding("places", "warning", path, said, piece.sentences or ())


def _is_name(name: str) -> bool:
    """Whether it is more than "the village", of which an article may have several."""
    from llmx.gazetteer.names import forms

    return bool(forms(name))


def _is_same(one: str, other: str) -> bool:
    """Whether two names of a country or a province may be the same, spelled in two ways."""
    from llmx.gazetteer.names import place_key, skeleton

    if one == other:
        return True
    first, second = place_key(one), place_key(other)
    return first in second or second in first or skeleton(first) == skeleton(second)


def _misnamed(material: Material, places: _Stated) -> Iterator[Finding]:
    from llmx.gazetteer.names import place_key

    terms = {place_key(term.source): term.english for term in material.glossary}
    for piece, place in places:
        english = terms.get(place_key(place.name_src)) if place.name_src else None
        if english and place.name_en and place_key(english) not in place_key(place.name_en):
            said = f"{place.name_src!r} is {english!r} in the glossary, not {place.name_en!r}"
            path = f"{piece.pointer}/name_en"
            yield Finding("places", "warning", path, said, piece.sentences or ())


# --- with one ------------------------------------------------------------------------------------


def _located(gazetteer: Gazetteer, resolver: Resolver, places: _Stated) -> Iterator[Finding]:
    said: set[tuple[str | None, ...]] = set()
    for piece, place in places:
        sentences = piece.sentences or ()
        for field, severity, message in _contradictions(gazetteer, resolver, place):
            path = f"{piece.pointer}/{field}"
            yield Finding("places", severity, path, message, sentences)
        names = (place.name_src, place.name_en, place.country, place.admin1)
        if names not in said:
            said.add(names)
            resolution = resolver.resolve(place)
            if resolution.status == "unresolved":
                message = _unresolved(place, resolution.candidates)
                yield Finding("places", "info", piece.pointer, message, sentences)


def _contradictions(
    gazetteer: Gazetteer, resolver: Resolver, place: Place
) -> Iterator[tuple[str, Any, str]]:
    """Field, severity and message of what the gazetteer knows better."""
    printed, english = resolver.hits(place.name_src), resolver.hits(place.name_en)
    country = gazetteer.country(place.country)
    if _is_swapped(gazetteer, place, _within(printed, country), _within(english, country)):
        said = f"{place.name_src!r} and {place.name_en!r} are two different places"
        yield "name_en", "error", said
        return
    large = _only_large(printed)
    if large is None or country is None:
        return
    both = [*printed, *english]
    if all(entry.country != country for entry in both):
        said = f"{large.name!r} lies in {large.country}, not in {place.country!r}"
        yield "country", "warning", said
        return
    province = gazetteer.province(place.admin1, country)
    if province and large.country == country and all(e.admin1 != province[0] for e in both):
        said = f"{large.name!r} lies in {large.admin1_name or 'another province'!r}"
        yield "admin1", "warning", f"{said}, not in {place.admin1!r}"


def _is_swapped(
    gazetteer: Gazetteer, place: Place, printed: Sequence[Entry], english: Sequence[Entry]
) -> bool:
    """Whether the English name is that of another town, and not a spelling of the printed one.

    Only where the English one is large enough to have all its names in the gazetteer, and larger
    still where nothing is known of the printed one but that there is such a town.
    """
    from llmx.gazetteer.names import place_key

    if not printed or not english or not set(printed).isdisjoint(english):
        return False
    largest = [max(e.population for e in entries) for entries in (printed, english)]
    if largest[1] < (_KNOWN if largest[0] >= _COUNTED else _LARGE):
        return False
    alike = {
        *gazetteer.near(place_key(place.name_src or ""), None),
        *gazetteer.near(place_key(place.name_en or ""), None),
    }
    return alike.isdisjoint(printed) or alike.isdisjoint(english)


def _within(entries: Sequence[Entry], country: str | None) -> list[Entry]:
    """Those of the stated country; all, if there are none."""
    return [e for e in entries if e.country == country] or list(entries)


def _only_large(entries: Sequence[Entry]) -> Entry | None:
    """The large town among them that dwarfs the others."""
    ranked = sorted(set(entries), key=lambda e: -e.population)
    if not ranked or ranked[0].population < _LARGE:
        return None
    return None if any(e.population * 10 > ranked[0].population for e in ranked[1:]) else ranked[0]


def _unresolved(place: Place, candidates: Sequence[Entry]) -> str:
    name = place.name_src or place.name_en
    if not candidates:
        return f"{name!r} is in no gazetteer"
    listed = "; ".join(
        ", ".join(p for p in (e.name, e.admin1_name, e.country) if p) for e in candidates
    )
    return f"{name!r} cannot be located; candidates: {listed}"
