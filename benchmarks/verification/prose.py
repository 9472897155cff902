"""Damages to what happened, when, and who or what is named: in prose and in blocks."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from benchmarks.verification.case import Case, Site
from benchmarks.verification.damage import Damage, Edit, Kind, rewritten
from benchmarks.verification.english import cased
from benchmarks.verification.naming import Naming, alike

_OUTCOMES = {
    "killed": "wounded",
    "kills": "wounds",
    "kill": "wound",
    "killing": "wounding",
    "dead": "wounded",
    "died": "were wounded",
    "deaths": "injuries",
    "death": "injury",
    "martyred": "wounded",
    "martyrdom": "wounding",
    "lost their lives": "were wounded",
    "met their deaths": "were wounded",
    "took the lives of": "wounded",
    "claiming the lives of": "wounding",
    "wounded": "killed",
    "wounding": "killing",
    "wounds": "kills",
    "injured": "killed",
    "injuring": "killing",
}
_OUTCOME = re.compile(
    r"\b(?<!lightly )(?<!slightly )(?<!seriously )(?:"
    + "|".join(sorted(_OUTCOMES, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:killed|dead) (?:or|and) (?:wounded|injured)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\b(?:[A-Z]|al-|el-)[\w'’]*(?:-[\w'’]+)*")
_EACH = 2  # names tried for one that is swapped


def outcomes(case: Case, _rng: random.Random) -> Iterator[Damage]:
    """Killed made wounded and the other way round, each word and each count by itself."""
    for site in case.sites:
        if _BOTH.search(site.text):
            continue
        for match in _OUTCOME.finditer(site.text):
            new = cased(_OUTCOMES[match.group().lower()], match.group())
            yield _rewritten("killed / wounded", site, match.span(), new)
    for number, event in enumerate(case.events):
        for index, count in enumerate(event["counts"]):
            other = {"killed": "wounded", "wounded": "killed"}.get(count["what"])
            if other:
                edit = Edit("events", ("events", number, "counts", index, "what"), other)
                cited = tuple(event["sentences"])
                shown = f"{count['what']} {count['text_src']!r}"
                yield Damage("killed / wounded", "count bounds", (edit,), cited, shown, other)


def names(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Parties, persons and sources made others of the article, which no cited sentence has."""
    naming = Naming(case)
    for site in case.sites:
        for start, end, name in naming.names_in(site.text):
            for other in _others(case, site.sentences, name, naming.names, rng):
                yield _rewritten("name swapped", site, (start, end), other)
    for index, fact in enumerate(case.answers.get("brief", {}).get("key_facts", ())):
        claimant, cited = fact["attributed_to"], tuple(fact["sentences"])
        for other in _others(case, cited, claimant, naming.names, rng) if claimant else ():
            edit = Edit("brief", ("key_facts", index, "attributed_to"), other)
            yield Damage("name swapped", "key facts", (edit,), cited, claimant, other)
    for register in ("actors", "sources"):
        items = case.answers.get("events", {}).get(register, ())
        for index, item in enumerate(items):
            name = item["name_en"]
            others = [o for o in naming.names if not alike(o, name)]
            if item["name_src"] and naming.is_name(name) and others:
                other = rng.choice(others)
                edit = Edit("events", (register, index, "name_en"), other)
                shown = f"{name} {item['name_src']!r}"
                yield Damage("name swapped", "registers", (edit,), (), shown, other)


def places(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Places made others of the article, which no cited sentence has."""
    naming = Naming(case)
    for site in case.sites:
        for start, end, name in naming.places_in(site.text):
            for other in _others(case, site.sentences, name, naming.places, rng):
                yield _rewritten("place swapped", site, (start, end), other)
    for number, event in enumerate(case.events):
        name, cited = event["place"]["name_en"], tuple(event["sentences"])
        for other in _others(case, cited, name, naming.places, rng) if name else ():
            edit = Edit("events", ("events", number, "place", "name_en"), other)
            yield Damage("place swapped", "Place", (edit,), cited, name, other)


def _others(
    case: Case, cited: tuple[int, ...], name: str, pool: Iterable[str], rng: random.Random
) -> list[str]:
    """Some of the names of a pool that are not this one, nor anywhere said of the sentences."""
    around = " ".join([name, *_CAPITAL.findall(case.around(cited))])
    printed = " ".join(case.article.content[n - 1].text for n in cited)
    forms = case.source_forms
    free = [
        other
        for other in pool
        if not alike(other, around) and not any(f in printed for f in forms.get(other, ()))
    ]
    return rng.sample(free, min(_EACH, len(free)))


def _rewritten(kind: Kind, site: Site, span: tuple[int, int], new: str) -> Damage:
    text = site.text[: span[0]] + new + site.text[span[1] :]
    return rewritten(kind, site, text)
