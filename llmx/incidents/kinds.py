"""Kinds of events: which may be one event told in two ways, and which are two.

The names are ACLED's sub-event types, as closed values of an event. A kind that is not among them
is related to itself alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_FAMILIES: dict[str, str] = {
    # what explodes: told as a strike, a shell, a bomb or an attack according to who is blamed
    "explosion": (
        "Air/drone strike|Shelling/artillery/missile attack|Chemical weapon|Suicide bomb|Grenade"
        "|Remote explosive/landmine/IED|Attack"
    ),
    # what is told as a battle, or by one of its parts or its outcome
    "battle": (
        "Armed clash|Government regains territory|Non-state actor overtakes territory"
        "|Non-violent transfer of territory|Suicide bomb|Shelling/artillery/missile attack"
        "|Air/drone strike|Attack|Remote explosive/landmine/IED|Grenade"
    ),
    "movement": (
        "Change to group/activity|Government regains territory|Armed clash"
        "|Non-state actor overtakes territory|Non-violent transfer of territory"
        "|Headquarters or base established|Agreement|Other"
    ),
    "against civilians": (
        "Attack|Sexual violence|Mob violence|Looting/property destruction"
        "|Abduction/forced disappearance|Excessive force against protesters"
    ),
    "custody": "Arrests|Abduction/forced disappearance|Disrupted weapons use|Armed clash",
    "crowd": (
        "Mob violence|Violent demonstration|Peaceful protest|Protest with intervention"
        "|Excessive force against protesters|Attack|Arrests|Looting/property destruction"
    ),
    "find": "Disrupted weapons use|Remote explosive/landmine/IED|Looting/property destruction",
    "accord": "Agreement|Non-violent transfer of territory|Other",
}
_MEANS = frozenset(
    (
        *("Air/drone strike", "Shelling/artillery/missile attack", "Chemical weapon"),
        *("Suicide bomb", "Grenade", "Remote explosive/landmine/IED"),
    )
)
_NONE: frozenset[str] = frozenset()
_VAGUE = frozenset({"Other", "Change to group/activity"})


def related(one: str, other: str) -> bool:
    """Whether two kinds may name one event."""
    if one == other:
        return True
    families = _by_kind()
    return not families.get(one, _NONE).isdisjoint(families.get(other, _NONE))


def is_means(kind: str) -> bool:
    """Whether a kind says by what means: an incident has one, whoever tells it."""
    return kind in _MEANS


def has_culprit(kind: str) -> bool:
    """Whether a kind asks who did it: an attack, and not a fight of two sides."""
    return not _by_kind().get(kind, _NONE).isdisjoint(("explosion", "against civilians"))


def is_vague(kind: str) -> bool:
    """Whether a kind says little of what happened."""
    return kind in _VAGUE


@cache
def _by_kind() -> Mapping[str, frozenset[str]]:
    """The families of each kind."""
    found: dict[str, frozenset[str]] = {}
    for family, kinds in _FAMILIES.items():
        for kind in kinds.split("|"):
            found[kind] = found.get(kind, _NONE) | {family}
    return found
