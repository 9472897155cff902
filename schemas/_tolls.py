"""Tolls: how many an event killed or hurt, out of what several voices say of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from llmx.fields import Count, Quantity, magnitude, parts, told_in

if TYPE_CHECKING:
    from llmx.article import Article

    from .events import Answer, Event

_CIVILIANS, _UNKNOWN = "civilians", "unknown"
_FOUGHT = frozenset(
    {
        "Armed clash",
        "Government regains territory",
        "Non-state actor overtakes territory",
        "Violent demonstration",
    }
)
"""Events with dead on several sides; in others those that one side hits are the dead."""


class Toll(NamedTuple):
    """How many it was; `claims` are the figures for the same people that differ."""

    number: int
    tags: tuple[str, ...]
    claims: tuple[tuple[Count, ...], ...]


def toll(answer: Answer, index: int, article: Article, what: Quantity = "killed") -> Toll:
    """The least that is said of those killed, or of another quantity; no other counts.

    What one voice says is summed, those left out who are told as a part of others: "nine, including
    two children" is nine. What other voices say of the same people is another account of them, and
    the lowest counts. What is only hinted at counts as its size ("dozens" as 10), an unknown number
    as none; both are tagged, and so is a sum of which the text does not tell whether it is one.
    """
    event = answer.events[index]
    accounts = _accounts(answer, event, article, what)
    tags = dict.fromkeys(tag for account in accounts for tag in account.tags(article.language))
    number, claims = 0, []
    for parties in _same_dead(accounts, event):
        told = [account for account in accounts if account.wholes(parties)]
        tolls = {account.toll(parties, article.language) for account in told}
        known = sorted(number for number in tolls if number is not None)
        number += min(known, default=0)
        if len(known) > 1:
            said = {i: c for account in told for i, c in account.wholes(parties).items()}
            claims.append(tuple(said.values()))
            tags["figures-differ"] = None
    if _is_unsure(accounts, event):
        tags["toll-unsure"] = None
    return Toll(number, tuple(tags), tuple(claims))


class _Account(NamedTuple):
    """What one voice says of a quantity: the counts by their index in the event.

    `of` has the whole of each that is told as a part, `sentence` where those stand that are found.
    """

    counts: Mapping[int, Count]
    of: Mapping[int, int | None]
    sentence: Mapping[int, int]

    def wholes(self, parties: Iterable[str] | None = None) -> dict[int, Count]:
        """Those that are no parts: of all, or of some parties."""
        return {
            index: count
            for index, count in self.counts.items()
            if index not in self.of and (parties is None or _party(count) in parties)
        }

    def parties(self) -> set[str]:
        return {_party(count) for count in self.wholes().values()}

    def toll(self, parties: Iterable[str], language: str) -> int | None:
        """What it comes to; None where there is no number at all."""
        known = [self._least(index, language) for index in self.wholes(parties)]
        numbers = [number for number in known if number is not None]
        return sum(numbers) if numbers else None

    def tags(self, language: str) -> Iterator[str]:
        for index, count in self.wholes().items():
            if count.min is None:
                known = self._least(index, language) is not None
                yield "toll-placeholder" if known else "toll-unknown"

    def is_unsure(self) -> bool:
        """Whether figures that may be of the same people stand apart, or one sums up others."""
        wholes = self.wholes()
        for first, second in combinations(wholes, 2):
            place = self.sentence.get(first)
            apart = place is None or place != self.sentence.get(second)
            if apart and _alike(wholes[first], wholes[second]):
                return True
        return any(_is_sum(count, wholes.values()) for count in wholes.values())

    def _least(self, index: int, language: str) -> int | None:
        """The least that a whole comes to: no less than any part of it."""
        held = [i for i, whole in self.of.items() if whole == index]
        known = (_least(self.counts[i], language) for i in (index, *held))
        return max((number for number in known if number is not None), default=None)


def _alike(one: Count, other: Count) -> bool:
    """Whether two counts may be of the same people."""
    return len({_party(one), _party(other)} - {_UNKNOWN}) < 2


def _is_sum(count: Count, counts: Iterable[Count]) -> bool:
    """Whether a count is what all others that may be of the same people, two at least, come to."""
    others = [other.min for other in counts if other is not count and _alike(count, other)]
    known = [number for number in others if number]
    return len(known) > 1 and sum(known) == count.min


def _least(count: Count, language: str) -> int | None:
    return int(count.min) if count.min is not None else magnitude(count.text_src, language)


# --- who says it ----------------------------------------------------------------------------------


def _accounts(answer: Answer, event: Event, article: Article, what: str) -> list[_Account]:
    """What each voice says; one that says nothing but what another says too has no account.

    What is told as a part of what another voice says is no account of the whole, either.
    """
    counts = _counts(answer, event)
    content = {sentence.n: sentence.text for sentence in article.sentences}
    several = sum(count.what == what for count in counts) > 1  # else there is nothing to be read
    sentences = [content[n] for n in sorted(set(event.sentences)) if n in content and several]
    told: dict[str, list[int]] = {}
    for index, count in enumerate(counts):
        for voice in count.claimed_by or event.claimed_by or [""]:
            told.setdefault(voice, []).append(index)
    of_others, places = parts(counts, sentences), told_in(counts, sentences)
    found: list[_Account] = []
    for _, indices in sorted(told.items()):
        own = _own_parts(indices, counts, sentences)
        said = {index: counts[index] for index in indices if counts[index].what == what}
        found.append(_Account(said, {**dict.fromkeys(of_others), **own}, places))
    return list(_rivals(found))


def _own_parts(
    indices: Sequence[int], counts: Sequence[Count], sentences: Sequence[str]
) -> dict[int, int]:
    found = parts([counts[index] for index in indices], sentences)
    return {indices[part]: indices[whole] for part, whole in found.items()}


def _rivals(accounts: Sequence[_Account]) -> Iterator[_Account]:
    for place, account in enumerate(accounts):
        said = account.wholes().keys()
        others = [other.wholes().keys() for other in accounts]
        within = any(
            said < other or (said == other and at < place) for at, other in enumerate(others)
        )
        if said and not within:
            yield account


def _counts(answer: Answer, event: Event) -> list[Count]:
    """The counts of an event, those of an actor who is civilians under that name."""
    kinds = {actor.id: actor.kind for actor in answer.actors}
    actors = {"actor1": event.actor1, "actor2": event.actor2}
    civilians = {who for who, ident in actors.items() if ident and kinds[ident] == "Civilians"}
    return [
        count.model_copy(update={"who": _CIVILIANS}) if count.who in civilians else count
        for count in event.counts
    ]


# --- of whom --------------------------------------------------------------------------------------


def _same_dead(accounts: Sequence[_Account], event: Event) -> list[set[str]]:
    """The parties, those together that may be the same people under the names of other voices."""
    found: list[set[str]] = [{party} for party in sorted(_parties(accounts))]
    for pair in combinations(sorted(_parties(accounts)), 2):
        if _may_be_same(set(pair), event) and not _told_together(accounts, pair):
            joined = set().union(*(group for group in found if group & set(pair)))
            found = [*(group for group in found if not group & joined), joined]
    return found


def _may_be_same(pair: set[str], event: Event) -> bool:
    if _UNKNOWN in pair:
        return True
    return pair == {_CIVILIANS, "actor2"} and event.sub_event_type not in _FOUGHT


def _is_unsure(accounts: Sequence[_Account], event: Event) -> bool:
    """Whether a sum may count people twice: one voice's, or two voices' of a fight."""
    pair = (_CIVILIANS, "actor2")
    both = _parties(accounts).issuperset(pair) and not _told_together(accounts, pair)
    return any(account.is_unsure() for account in accounts) or (
        both and not _may_be_same(set(pair), event)
    )


def _told_together(accounts: Iterable[_Account], pair: Sequence[str]) -> bool:
    return any(account.parties().issuperset(pair) for account in accounts)


def _parties(accounts: Iterable[_Account]) -> set[str]:
    return {party for account in accounts for party in account.parties()}


def _party(count: Count) -> str:
    return count.who or _UNKNOWN
