"""The incident: the published shape of one line of incidents, and its JSON Schema.

Every statement says where it stands: an article's id, an RFC 6901 pointer into its record, and
numbers of sentences.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from llmx.incidents.claims import About

SCHEMA: Literal["llmx.incident/1"] = "llmx.incident/1"

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_ID = r"^[0-9a-f]{16}$"
Day = Annotated[str, Field(pattern=_DAY)]
Number = int | float


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class CiteEntry(_Closed):
    """Where a statement stands."""

    article: str = Field(description="the article's id")
    path: str = Field(description="RFC 6901 pointer into the article's record")
    sentences: list[int] = Field(description="numbers of sentences of the article")


class VoiceEntry(_Closed):
    """Somebody who claims something: a source, or an outlet in its own voice."""

    name: str
    type: str = Field(description="the type of a source, `outlet` for the outlet's own voice")
    side: str | None = Field(description="the party that it belongs to or speaks for")


class PlaceEntry(_Closed):
    name: str | None = Field(description="in English, as most reports have it")
    kind: str
    admin1: str | None
    country: str | None
    latitude: float | None = Field(ge=-90, le=90, description="null without a gazetteer")
    longitude: float | None = Field(ge=-180, le=180)
    geoname_id: int | None
    names: list[str] = Field(description="every English name that a report gives it")

    @property
    def theatre(self) -> str | None:
        """The country and the province, else the place itself; None where there is none."""
        parts = (self.country, self.admin1) if self.country or self.admin1 else (self.name,)
        return " · ".join(part for part in parts if part) or None


class DaysEntry(_Closed):
    first: Day | None = Field(description="the first day that a report gives; null: none gives one")
    last: Day | None
    basis: Literal["stated", "derived", "none"] = Field(
        description="stated in an answer, or derived from the printed time expression"
    )


class PartyEntry(_Closed):
    role: Literal["by", "on", "beside"] = Field(description="who acts, is acted on, is with them")
    name: str
    kind: str
    country: str | None


class ReportEntry(_Closed):
    """One event as one article tells it."""

    cite: CiteEntry
    outlet: str
    language: str
    published: str | None
    url: str | None
    title: str | None
    summary: str
    kind: str
    factuality: str | None
    attribution: str | None
    claimed_by: list[VoiceEntry]
    place: str | None
    first: Day | None
    last: Day | None
    parties: list[PartyEntry]
    telling: int = Field(description="the same number: printings of one text, from 1")
    unverified: list[str] = Field(description="findings of the checks that stand open in it")


class ClaimEntry(_Closed):
    """One figure as one report has it, by whose account."""

    low: Number | None
    high: Number | None
    text: str = Field(description="the quantity as printed, hedge included")
    item: str | None = Field(description="what was counted, as the report has it")
    part: bool = Field(description="a part of a larger figure that the same voice gives beside it")
    claimed_by: list[VoiceEntry]
    cite: CiteEntry


class FigureEntry(_Closed):
    """One quantity with everything that is said of it, from the lowest to the highest."""

    what: str
    whose: str | None = Field(description="of which party, or civilians, unknown; null: of things")
    item: str | None
    lowest: Number | None = Field(description="null where no claim has a number")
    highest: Number | None
    open: bool = Field(description="whether the highest is only a lower bound (`more than`)")
    agreed: bool = Field(description="whether one number fits every claim")
    claims: list[ClaimEntry]


class PositionEntry(_Closed):
    """What some reports say on a point on which others say otherwise."""

    says: str
    claimed_by: list[VoiceEntry]
    cites: list[CiteEntry]


class ContradictionEntry(_Closed):
    about: About
    positions: list[PositionEntry] = Field(min_length=2)


class AloneEntry(_Closed):
    """What only one side says, of an incident of which several tell."""

    says: str
    about: str = Field(description="which quantity it is, in words")
    claimed_by: list[VoiceEntry] = Field(min_length=1)
    cites: list[CiteEntry]


class ReasonEntry(_Closed):
    what: str
    weight: float
    words: str
    said: list[str] = Field(description="the particulars that are shared, or that differ")


class LinkEntry(_Closed):
    """Why two reports were joined."""

    one: CiteEntry
    other: CiteEntry
    score: float
    reasons: list[ReasonEntry]


class PossibleEntry(_Closed):
    """Another incident that may be the same, and why the two were not made one."""

    incident: str = Field(pattern=_ID)
    one: CiteEntry
    other: CiteEntry
    score: float
    reasons: list[ReasonEntry]
    why_not: str


class Incident(_Closed):
    """One incident with all its reports."""

    schema_: Literal["llmx.incident/1"] = Field(alias="schema")
    id: str = Field(pattern=_ID, description="of its reports: the same reports, the same id")
    summary: str = Field(description="the summary of the report that says most: the main event")
    cite: CiteEntry = Field(description="where the summary stands")
    account: list[VoiceEntry] = Field(
        description="whose account the summary is, where accounts differ; else empty"
    )
    kinds: list[str] = Field(description="as the reports have it, the most frequent first")
    place: PlaceEntry
    days: DaysEntry
    articles: int
    tellings: int = Field(description="articles, those with one text counted once")
    voices: list[VoiceEntry] = Field(description="everybody who says something of it")
    reports: list[ReportEntry] = Field(min_length=1)
    figures: list[FigureEntry]
    contradictions: list[ContradictionEntry]
    only: list[AloneEntry]
    links: list[LinkEntry] = Field(description="empty for a single report")
    possibly: list[PossibleEntry] = Field(description="incidents that may be the same")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an incident, as `llmx schema incident` prints it."""
    schema = Incident.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        **schema,
    }
