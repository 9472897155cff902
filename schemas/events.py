"""The answer of `events`: registers of actors and sources, and one flat record per event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from llmx.fields import (
    Actor,
    ActorId,
    Attribution,
    Beside,
    Block,
    Cited,
    Count,
    Document,
    Factuality,
    Line,
    Place,
    Prose,
    Row,
    Section,
    Source,
    SourceId,
    When,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmx.article import Article

SubEventType = Literal[
    "Armed clash",
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Attack",
    "Abduction/forced disappearance",
    "Sexual violence",
    "Mob violence",
    "Violent demonstration",
    "Peaceful protest",
    "Protest with intervention",
    "Excessive force against protesters",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]
PloverEvent = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "SANCTION",
    "PROTEST",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "NONE",
]


class Event(Cited):
    summary_en: Prose = Field(description="one neutral, attributed English sentence")
    sub_event_type: SubEventType
    plover_event: PloverEvent
    factuality: Factuality
    status: Literal["completed", "ongoing", "failed", "not_started", "unknown"]
    actor1: ActorId | None = Field(description="id: who acts or gains; null if no agent is named")
    actor2: ActorId | None = Field(description="id: who is acted on or loses")
    with1: list[ActorId] = Field(description="ids of allies named with actor1")
    with2: list[ActorId] = Field(description="ids of allies named with actor2")
    place: Place
    when: When
    counts: list[Count] = Field(description="every quantity of the event")
    territory: Literal["none", "changed_hands", "besieged", "attack_repelled"]
    civilian_targeting: bool = Field(description="civilians are the main or only target")
    claimed_by: list[SourceId] = Field(
        description="ids of sources, most original first; [] = the outlet's own voice"
    )
    attribution: Attribution


class Answer(Block):
    actors: list[Actor] = Field(description="every party, once")
    sources: list[Source] = Field(description="every quoted or relayed voice, once")
    events: list[Event]

    def document(self, article: Article) -> Document:
        """The events one by one, each with its kind, place, time and figures."""
        lines = tuple(
            Line(f"{e.summary_en} ({self._particulars(e)})", tuple(e.sentences), e.sub_event_type)
            for e in self.events
        )
        number = len(self.events)
        headline = f"{number} event{'' if number == 1 else 's'}"
        return Document(Line(headline), (Section(None, lines),) if lines else ())

    @classmethod
    def tables(cls) -> Mapping[str, type[BaseModel]]:
        """The events once more, as two schemes of coding have them."""
        from ._acled import Acled
        from ._plover import Plover

        return {"acled": Acled, "plover": Plover}

    def rows(self, table: str, article: Article, beside: Beside) -> Iterator[Row]:
        """Each event in ACLED's columns, or in PLOVER's where that has a category for it."""
        from ._acled import acled, is_aside
        from ._plover import is_codable, plover

        for index, event in enumerate(self.events):
            if table == "acled":
                yield Row(acled(self, index, article, beside), aside=is_aside(event))
            elif is_codable(event):
                yield Row(plover(self, index, article, beside))

    def _particulars(self, event: Event) -> str:
        names = {actor.id: actor.name_en for actor in self.actors}
        actors = [names[a] for a in (event.actor1, event.actor2) if a]
        counts = ", ".join(f"{count.what} {_bounds(count)}" for count in event.counts)
        parts = [
            event.factuality,
            " → ".join(actors),
            event.place.name_en or "",
            event.when.start or event.when.text_src or "",
            counts,
        ]
        return "; ".join(part for part in parts if part)


def _bounds(count: Count) -> str:
    if count.min is None and count.max is None:
        return count.text_src
    if count.min == count.max:
        return f"{count.min}"
    return f"{'' if count.min is None else count.min}–{'' if count.max is None else count.max}"
