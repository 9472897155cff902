"""Agreement: whether other English of the same sentences says of a figure or an outcome the same.

Two answers name one thing by different words, and one text has a figure or an outcome more than
once: which of them another's is, the words around it tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from llmx.checks.doubt import Stand
from llmx.checks.english import English, Setting, counts_people
from llmx.text.numerals import Numeral, hedge_kept, near, same

PEOPLE = frozenset({"killed", "wounded", "captured", "surrendered", "fled", "missing", "displaced"})
THINGS = frozenset({"destroyed", "damaged", "seized"})
BEARS_OUT = {
    "fled": frozenset({"displaced"}),
    "displaced": frozenset({"fled"}),
    "casualties": frozenset({"killed", "wounded"}),
}
"""What else bears out an outcome that a text says."""
_HURT = frozenset({"killed", "wounded", "casualties"})
_SEVERAL = 2
_FIGURE = 2  # what a figure in common is worth, in words
_NONE: frozenset[str] = frozenset()
_Told = tuple[frozenset[str], English, int]
"""What befell those that a figure of a text counts."""
_CLEARLY = 2  # by how much the words around one figure fit better than those around another


def figure_said(figure: Numeral, others: Sequence[English]) -> Stand:
    """Whether others have a figure."""
    return Stand.SAME if _alike(figure, others) else Stand.SILENT


def hedge_said(figure: Numeral, others: Sequence[English]) -> Stand:
    """Whether others have a figure as exactly as this; a block has no other hedge than a bound."""
    if figure.hedge is None:
        others = [english for english in others if not english.coded]
    alike = _alike(figure, others)
    if any(not hedge_kept(other, figure) for other in alike):
        return Stand.OTHERWISE
    return Stand.SAME if alike else Stand.SILENT


def counted_so(
    mine: English, figures: Sequence[int], others: Sequence[English], *, least: int = 0
) -> Stand:
    """Whether others say of these figures what a text says of them, or of other figures.

    Those others are to count the same in at least so many words.
    """
    stands = [_counted_so(mine, index, others, least) for index in figures]
    if Stand.OTHERWISE in stands:
        return Stand.OTHERWISE
    return Stand.SAME if all(stand is Stand.SAME for stand in stands) else Stand.SILENT


def may_count_otherwise(mine: English, figures: Sequence[int], others: Sequence[English]) -> bool:
    """Whether `counted_so` may find that others say otherwise, told by the words of their texts."""
    return any(_may_count_otherwise(mine, index, others) for index in figures)


def befell_so(
    said: frozenset[str],
    values: Sequence[float | None],
    beside: Callable[[], Sequence[Setting]],
    others: Sequence[English],
    *,
    leaning: bool = False,
) -> Stand:
    """Whether others say that an outcome of these, which all bear it out, befell the counted.

    Where the source speaks against it, `leaning`, words that only look at a figure will do.

    Where no figure of these values stands there, or none is given, the words around tell, those
    beside what is claimed; they are read only if it comes down to them.
    """
    if values:
        found, unread = _counted(said, values, others)
        if leaning and not found and unread:
            looking = [outcomes for outcomes, _, _ in unread]
            if all(len(one) == 1 and one <= _HURT - said for one in looking):
                return Stand.OTHERWISE
        return _told_apart(said, beside, found, unread)
    mentioned = _mentioned(said, others)
    settings = beside()
    if said <= _HURT and mentioned:
        befell = _befell_named(settings, others) & _HURT
        if befell:
            return Stand.OTHERWISE if said.isdisjoint(befell) else Stand.SAME
    if settings:
        return _nearest(said, settings, mentioned, least=1)
    told = [not said.isdisjoint(outcomes) for outcomes, _ in mentioned]
    if not told or any(told) != all(told):
        return Stand.SILENT
    if all(told):
        return Stand.SAME
    return Stand.OTHERWISE if said <= _HURT else Stand.SILENT  # a wounded man may have surrendered


def name_said(name: str, others: Sequence[English]) -> Stand:
    """Whether others have a name, as it is spelled."""
    return Stand.SAME if any(name in english.text for english in others) else Stand.SILENT


def matter_said(mine: English, rival: English, others: Sequence[English]) -> Stand:
    """Whether others say as much of what a text says as another sentence, the rival, does."""
    here, there = _shared(mine, others), _shared(mine, [rival])
    if not here and not there:
        return Stand.SILENT
    return Stand.SAME if here >= there else Stand.OTHERWISE


def bearing(said: frozenset[str]) -> frozenset[str]:
    """All outcomes that bear out one of these."""
    return said.union(*[BEARS_OUT.get(outcome, _NONE) for outcome in said])


def _shared(mine: English, others: Sequence[English]) -> int:
    """How many words and figures of a text others have, a figure being worth more than a word."""
    stems = frozenset().union(*[english.stems for english in others])
    figures = sum([bool(_alike(figure, others)) for figure in mine.numerals])
    return len(mine.stems & stems) + _FIGURE * figures


def _alike(figure: Numeral, others: Sequence[English]) -> list[Numeral]:
    return [other for english in others for other in english.numerals if same(other, figure)]


def _counted_so(mine: English, index: int, others: Sequence[English], least: int) -> Stand:
    own, found = _own_and_rivals(mine.numerals[index], others)
    if not own:
        return Stand.SILENT
    setting = mine.counted(index)
    settings = [e.counted(at) for e, at in own]
    noun = max([least, *[len(setting.noun & its.noun) for its in settings]])
    here = max([setting.likeness(its) for its in settings])
    # "28 food trucks" are the 28 trucks of another answer, and not its 600 tons of food
    counted = any(its.noun and its.noun <= setting.noun for its in settings)
    rivals = [
        (setting.likeness(its), english, at)
        for english, at in found
        if len(setting.noun & (its := english.counted(at)).noun) >= noun
        and (not counted or its.noun <= setting.noun)
    ]
    rivals = [rival for rival in rivals if rival[0] > here]  # else nothing is asked of outcomes
    if rivals and any(_befell_alike(mine, index, *place) for place in own):
        rivals = [
            (likeness, english, at)
            for likeness, english, at in rivals
            if _befell_alike(mine, index, english, at)
            and (english.befell(at).near or setting.noun & english.counted(at).noun)
            and english.names & english.counted(at).noun <= mine.stems  # "40 of Wagner's fighters"
        ]
    meant = [rival[0] for rival in rivals if _may_be_meant(mine, index, rival[1], rival[2])]
    there = max(meant, default=0)
    if there - here >= _clearly(setting):
        return Stand.OTHERWISE
    return Stand.SAME if here >= max(there, 1) else Stand.SILENT


def _may_be_meant(mine: English, index: int, other: English, at: int) -> bool:
    """Whether a figure may be another's in whose place it was put: it measures, and befell, alike.

    Of what is measured, the words around say little: what it is a measure of must be said of both.
    """
    unit = mine.unit(index)
    if other.unit(at) != unit:
        return False
    of, its = mine.counted(index).noun, other.counted(at).noun
    if unit and of != its and of.isdisjoint(its):
        return False
    here, there = mine.befell(index), other.befell(at)
    return not (here.plain and there.plain and here.outcomes.isdisjoint(there.outcomes))


def _may_count_otherwise(mine: English, index: int, others: Sequence[English]) -> bool:
    own, rivals = _own_and_rivals(mine.numerals[index], others)
    if not own or not rivals:
        return False
    setting = mine.counted(index)
    wanted = max([setting.likeness(e.counted(at)) for e, at in own]) + _clearly(setting)
    if wanted > len(setting.clause) + len(setting.noun):
        return False
    texts = {id(english): english for english, _ in rivals}
    return any(setting.most(english.stems) >= wanted for english in texts.values())


def _clearly(setting: Setting) -> int:
    """By how much another figure's words are to fit better; by more where no noun is known."""
    return _CLEARLY if setting.noun else _CLEARLY + 1


def _own_and_rivals(
    figure: Numeral, others: Sequence[English]
) -> tuple[list[tuple[English, int]], list[tuple[English, int]]]:
    """Where others have a figure, and those in whose place it may have been put."""
    own: list[tuple[English, int]] = []
    rivals: list[tuple[English, int]] = []
    wanted, percent = near(figure), figure.percent
    for english in others:
        for at, key, counts in english.keyed:
            may_be_same = key == wanted or key is None or wanted is None
            if may_be_same and same(english.numerals[at], figure):
                own.append((english, at))
            elif counts is percent:
                rivals.append((english, at))
    return own, rivals


def _befell_alike(mine: English, index: int, other: English, at: int) -> bool:
    """Whether one outcome befell those that two figures count."""
    return not mine.befell(index).outcomes.isdisjoint(other.befell(at).outcomes)


def _counted(
    said: frozenset[str], values: Sequence[float | None], others: Sequence[English]
) -> tuple[list[_Told], list[_Told]]:
    """The figures of these values with the outcomes that they plainly belong to; and the others."""
    found, unread = [], []
    for english in others:
        for at, figure in enumerate(english.numerals):
            if figure.low in values or figure.high in values:
                told, _, plain = english.befell(at)
                if not said <= THINGS:
                    told -= THINGS  # "the destruction of 21 fighters", "two were taken captive"
                if told and (told <= said or (plain and len(told & _HURT) < _SEVERAL)):
                    found.append((told, english, at))
                elif counts_people(english.text, figure):
                    unread.append((told, english, at))
    return found, unread


def _befell_named(settings: Sequence[Setting], others: Sequence[English]) -> frozenset[str]:
    """What others say of people by the names that stand in some settings."""
    names = {name for setting in settings for name in setting.named}
    return _NONE.union(*[english.befell_named(name) for name in names for english in others])


def _told_apart(
    said: frozenset[str],
    beside: Callable[[], Sequence[Setting]],
    found: Sequence[_Told],
    unread: Sequence[_Told],
) -> Stand:
    """What is said of figures; where they do not say the same, the words around tell.

    One of which nothing is said plainly may be the one that is meant.
    """
    alike = [not said.isdisjoint(told) for told, _, _ in found]
    if not any(alike):
        denied = _NONE.union(*[told for told, _, _ in found])
        unread = [one for one in unread if one[0].isdisjoint(denied)]
        meant = unread and _likeness(beside(), unread) > _likeness(beside(), found)
        return Stand.OTHERWISE if found and not meant else Stand.SILENT
    if all(alike):
        return Stand.SAME
    settings = [(told, english.counted(at)) for told, english, at in found]
    return _nearest(said, beside(), settings, least=0)


def _likeness(settings: Sequence[Setting], places: Sequence[_Told]) -> int:
    """How much what stands beside one of some figures is like one of these settings."""
    return max(
        [mine.likeness(english.counted(at)) for mine in settings for _, english, at in places],
        default=0,
    )


def _mentioned(
    said: frozenset[str], others: Sequence[English]
) -> list[tuple[frozenset[str], Setting]]:
    kind = THINGS if said <= THINGS else _HURT if said <= _HURT else PEOPLE
    return [
        (mention.outcomes, english.befallen(at))
        for english in others
        for at, mention in enumerate(english.mentions)
        if mention.asserts & kind
    ]


def _nearest(
    said: frozenset[str],
    settings: Sequence[Setting],
    found: Sequence[tuple[frozenset[str], Setting]],
    *,
    least: int,
) -> Stand:
    """What is said where the words around are most alike; the same where it is said as likely.

    Nothing, where fewer words than `least` are.
    """
    same, other = -1, -1
    for told, there in found:
        likeness = max([setting.likeness(there) for setting in settings], default=0)
        if said.isdisjoint(told):
            other = max(other, likeness)
        else:
            same = max(same, likeness)
    if max(same, other) < least:
        return Stand.SILENT
    return Stand.OTHERWISE if other > same else Stand.SAME
