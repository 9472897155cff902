"""Damages to what stands where: citations moved, sentences dropped, cut, moved up, exchanged."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator

from benchmarks.verification.case import Case, Path, Place, Site
from benchmarks.verification.damage import REMOVED, Damage, Edit, rewritten
from benchmarks.verification.english import figures, names

_SAME = 0.2  # share of a text's content words that a sentence may have and still not say it
_ALIKE = 0.6  # share of its words from which a sentence says another again
_BREAK = re.compile(r"[,;:] | and (?=\w+ed\b)| that ")
_LISTS = ("summary", "key_facts", "other_theatres")
_CITED = ("headline", "summary", "key facts", "event summary")


def citations(case: Case, rng: random.Random) -> Iterator[Damage]:
    """The citation of a text replaced by a sentence that says nothing of it."""
    for site in case.sites:
        if site.place not in _CITED:
            continue
        words = _words(site.text)
        free = [
            n
            for n, english in case.english.items()
            if n not in site.sentences
            and len(words & _words(english)) <= _SAME * len(words)
            and not _again(case, n, site.sentences)
        ]
        for other in rng.sample(free, min(2, len(free))):
            path = (*site.path[:-1], "sentences")
            cited = (*site.sentences, other)
            yield Damage(
                "citation moved",
                site.place,
                (Edit(site.task, path, [other]),),
                cited,
                f"{list(site.sentences)} {site.text}",
                f"[{other}]",
            )


def dropped(case: Case, rng: random.Random) -> Iterator[Damage]:
    """Sentences of a translation gone or cut short, and statements of a brief gone."""
    translated = [site for site in case.sites if site.place == "translation"]
    for index, site in enumerate(translated):
        edit = Edit(site.task, site.path[:-1], REMOVED)
        yield _dropped(site.place, (edit,), site.sentences, site.text, "(item removed)")
        yield from _clause_dropped(site, rng)
        following = translated[index + 1 :]
        if following and not _again(case, site.sentences[0], following[0].sentences):
            yield _moved_up([site, *following])
    yield from _statements(case)


def exchanged(case: Case, rng: random.Random) -> Iterator[Damage]:
    """The English of two sentences exchanged, of neighbours and of others."""
    translated = [site for site in case.sites if site.place == "translation"]
    for index, site in enumerate(translated):
        others = translated[index + 1 : index + 2]
        others += rng.sample(translated[index + 2 :], min(1, len(translated[index + 2 :])))
        for other in others:
            if _again(case, site.sentences[0], other.sentences):
                continue
            edits = (
                Edit(site.task, site.path, other.text),
                Edit(other.task, other.path, site.text),
            )
            cited = (*site.sentences, *other.sentences)
            yield Damage(
                "sentences swapped", "translation", edits, cited, site.text, f"↔ {other.text}"
            )


def _dropped(
    place: Place, edits: tuple[Edit, ...], cited: tuple[int, ...], before: str, after: str
) -> Damage:
    return Damage("sentence dropped", place, edits, cited, before, after)


def _clause_dropped(site: Site, rng: random.Random) -> Iterator[Damage]:
    """All but the first clause gone; and one clause in the middle gone, that says something."""
    breaks = [match.start() for match in _BREAK.finditer(site.text)]
    first = next((b for b in breaks if 12 <= b <= 0.75 * len(site.text)), None)
    if first is not None and _says(site.text[first:]):
        yield rewritten("sentence dropped", site, site.text[:first] + ".")
    commas = [match.start() for match in re.finditer(r", ", site.text)]
    middle = [
        (a, b)
        for a, b in itertools.pairwise(commas)
        if _says(site.text[a:b]) and len(site.text[a:b].split()) >= 4
    ]
    if middle:
        a, b = rng.choice(middle)
        yield rewritten("sentence dropped", site, site.text[:a] + site.text[b:])


def _moved_up(sites: list[Site]) -> Damage:
    """The first of these sentences gone and each following one in the place before it."""
    pairs = list(itertools.pairwise(sites))
    edits = tuple(Edit(here.task, here.path, after.text) for here, after in pairs)
    cited = tuple(n for here, _ in pairs for n in here.sentences)
    return _dropped("translation", edits, cited, sites[0].text, "(the following moved up)")


def _statements(case: Case) -> Iterator[Damage]:
    """Statements of a brief without which a sentence is cited nowhere in it."""
    brief = case.answers.get("brief", {})
    cited = [site for site in case.sites if site.task == "brief"]
    often = Counter(n for site in cited for n in set(site.sentences))
    for site in cited:
        alone = tuple(n for n in site.sentences if often[n] == 1 and _tells(case, n))
        if not alone or site.path[0] not in _LISTS or len(brief[site.path[0]]) < 2:
            continue
        if all(_said_again(case, n, alone) for n in alone):
            continue
        path: Path = site.path[:-1]
        edit = Edit(site.task, path, REMOVED)
        yield _dropped(site.place, (edit,), alone, site.text, "(statement removed)")


def _tells(case: Case, n: int) -> bool:
    """Whether a sentence is one whose loss matters: no title, no dateline, no scrap."""
    return not case.article.content[n - 1].title and len(case.english.get(n, "").split()) >= 6


def _said_again(case: Case, n: int, but: tuple[int, ...]) -> bool:
    return any(_again(case, n, (m,)) for m in case.english if m not in but)


def _again(case: Case, n: int, others: tuple[int, ...]) -> bool:
    """Whether a sentence says what one of the others says, by the words of their English."""
    words = _words(case.english.get(n, ""))
    for other in others:
        theirs = _words(case.english.get(other, ""))
        if len(words & theirs) >= _ALIKE * max(min(len(words), len(theirs)), 1):
            return True
    return False


def _says(text: str) -> bool:
    return bool(figures(text) or names(text))


def _words(text: str) -> frozenset[str]:
    """The content words of a text, cut to their first letters."""
    return frozenset(word[:5] for word in re.findall(r"[^\W_]{4,}|\d+", text.lower()))
