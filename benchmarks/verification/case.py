"""A case: one correct record, the English texts in it, and what its cited sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from benchmarks.verification.english import figures
from llmx.article import Article

Json = dict[str, Any]
Path = tuple[str | int, ...]
Place = Literal[
    "translation",
    "headline",
    "summary",
    "key facts",
    "uncertainties",
    "event summary",
    "count text",
    "count bounds",
    "When",
    "Place",
    "registers",
    "dateline",
]
_SOURCE_WORD = re.compile(r"(?<!\w)(?:ال)?([^\W\d_]{3,})")


@dataclass(frozen=True, slots=True)
class Site:
    """A text of an answer, where it stands and what it cites."""

    task: str
    path: Path
    text: str
    sentences: tuple[int, ...]
    place: Place


@dataclass(frozen=True)
class Case:
    """One correct record; `variant` tells one made by rule from one that was recorded."""

    name: str
    article: Article
    answers: Mapping[str, Json]
    variant: bool = False

    @cached_property
    def english(self) -> Mapping[int, str]:
        """The English of each sentence, as the record translates it."""
        items = self.answers.get("translate", {}).get("sentences", ())
        return {item["n"]: item["en"] for item in items}

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """All English prose of the built-in answers."""
        return tuple(_sites(self.answers))

    @property
    def events(self) -> Sequence[Json]:
        """The events of the record, none where that task was not run."""
        found: Sequence[Json] = self.answers.get("events", {}).get("events", ())
        return found

    @cached_property
    def source_forms(self) -> Mapping[str, Sequence[str]]:
        """The words, as the article prints them, of each name and place of the events."""
        events = self.answers.get("events", {})
        named = [*events.get("actors", ()), *events.get("sources", ())]
        named += [event["place"] for event in self.events]
        return {
            item["name_en"]: _SOURCE_WORD.findall(item["name_src"])
            for item in named
            if item["name_en"] and item["name_src"]
        }

    def said(self, sentences: Sequence[int]) -> str:
        """The English of some sentences."""
        return " ".join(self.english.get(n, "") for n in sentences)

    def values(self, sentences: Sequence[int]) -> set[float]:
        """Every value in some sentences: of their English, and of the digits that are printed."""
        printed = " ".join(self.article.content[n - 1].text for n in sentences)
        found = {float(int(digits)) for digits in re.findall(r"\d+", printed)}
        return found | {figure.value for figure in figures(self.said(sentences))}

    def around(self, sentences: Sequence[int]) -> str:
        """All that the record says of some sentences, the passages that cite one of them too."""
        cited = set(sentences)
        passages = [site.text for site in self.sites if cited.intersection(site.sentences)]
        return " ".join(passages)


def _sites(answers: Mapping[str, Json]) -> Iterator[Site]:
    translation = answers.get("translate", {})
    for index, item in enumerate(translation.get("sentences", ())):
        yield Site("translate", ("sentences", index, "en"), item["en"], (item["n"],), "translation")
    brief = answers.get("brief", {})
    if brief:
        head = brief["headline"]
        where: Path = ("headline", "text")
        yield Site("brief", where, head["text"], tuple(head["sentences"]), "headline")
        for name, key, place in _LISTS:
            for index, item in enumerate(brief[name]):
                cited = tuple(item["sentences"])
                yield Site("brief", (name, index, key), item[key], cited, place)
    for index, event in enumerate(answers.get("events", {}).get("events", ())):
        path: Path = ("events", index, "summary_en")
        cited = tuple(event["sentences"])
        yield Site("events", path, event["summary_en"], cited, "event summary")


_LISTS: tuple[tuple[str, str, Place], ...] = (
    ("summary", "text", "summary"),
    ("other_theatres", "text", "summary"),
    ("key_facts", "fact", "key facts"),
    ("uncertainties", "text", "uncertainties"),
)
