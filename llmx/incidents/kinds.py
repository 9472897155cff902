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
        "|Headquarters or base established|Other"
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
    # a crowd that was shot at, to those who shot
    "riot": "Armed clash|Violent demonstration|Mob violence|Excessive force against protesters",
    "find": "Disrupted weapons use|Remote explosive/landmine/IED|Looting/property destruction",
    # what one side says has hit and the other that it was shot down
    "interception": "Disrupted weapons use|Air/drone strike|Shelling/artillery/missile attack",
    "accord": "Agreement|Non-violent transfer of territory|Change to group/activity|Other",
}
_ABDUCTION, _ARRESTS = "Abduction/forced disappearance", "Arrests"
_MEANS = frozenset(
    {
        *("Air/drone strike", "Shelling/artillery/missile attack", "Chemical weapon"),
        *("Suicide bomb", "Grenade", "Remote explosive/landmine/IED"),
    }
)
_NONE: frozenset[str] = frozenset()
_VAGUE = frozenset({"Other", "Change to group/activity"})
_FOLLOWING = frozenset(
    {_ARRESTS, _ABDUCTION, "Looting/property destruction", "Disrupted weapons use"}
)
_SETTLING = frozenset(
    {"Agreement", "Headquarters or base established", "Non-violent transfer of territory"}
)
_PROTESTS = frozenset({"Peaceful protest", "Protest with intervention", "Violent demonstration"})
_CROWDS = _PROTESTS | {"Excessive force against protesters", "Mob violence"}


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


def follows(kind: str) -> int:
    """How readily a kind is what comes of another event: 0 not, 1 an arrest, 2 a closed road."""
    return 2 if kind in _VAGUE else 1 if kind in _FOLLOWING else 0


def is_abduction(kind: str) -> bool:
    """Whether a kind is that of people who were taken away."""
    return kind == _ABDUCTION


def comes_later(kind: str) -> bool:
    """Whether a kind may come of another event days later: an arrest, a death, a release."""
    return kind in _VAGUE or kind == _ARRESTS


def is_on_its_own(kind: str) -> bool:
    """Whether a kind is an event of its own whatever it follows: a truce, a protest."""
    return kind in _SETTLING or kind in _PROTESTS


def is_crowd(kind: str) -> bool:
    """Whether a kind is one of crowds: a protest, or what is done to one."""
    return kind in _CROWDS


def settles(kind: str) -> bool:
    """Whether a kind is what two sides come to: no phase of the fight that it ends."""
    return kind in _SETTLING


@cache
def _by_kind() -> Mapping[str, frozenset[str]]:
    """The families of each kind."""
    found: dict[str, frozenset[str]] = {}
    for family, kinds in _FAMILIES.items():
        for kind in kinds.split("|"):
            found[kind] = found.get(kind, _NONE) | {family}
    return found
