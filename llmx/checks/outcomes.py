"""Outcomes: who was killed, wounded, captured, and what destroyed, as the cited sentences say.

Held against the words of the source by a lexicon; where a language has none, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise

from llmx.checks.agreement import BEARS_OUT, PEOPLE, THINGS, bearing, befell_so
from llmx.checks.doubt import Doubt, Standing
from llmx.checks.english import English, Setting
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material, Passage, Piece, Reading
from llmx.fields import Count, Counted
from llmx.text.concepts import Around, Mention, Said, around, has_outcomes, mentions, together
from llmx.text.concepts.marks import SAID, each, meaning, plainly, said_by, saying
from llmx.text.folding import copies
from llmx.text.numerals import Numeral, same

__all__ = ["check", "has_outcomes"]

_COUNTED: Mapping[str, frozenset[str]] = {
    "killed": frozenset({"killed", "casualties"}),
    "wounded": frozenset({"wounded", "casualties"}),
    "killed_or_wounded": frozenset({"killed", "wounded", "casualties"}),
    "losses_unspecified": frozenset({"killed", "wounded", "casualties", "destroyed", "damaged"}),
    "captured": frozenset({"captured"}),
    "surrendered": frozenset({"surrendered"}),
    "fled": frozenset({"fled", "displaced"}),
    "missing": frozenset({"missing"}),
    "displaced": frozenset({"displaced", "fled"}),
    "equipment_destroyed": frozenset({"destroyed"}),
    "equipment_damaged": frozenset({"damaged"}),
    "equipment_captured": frozenset({"seized", "captured"}),
}
"""The words that bear out a count, of those quantities that are outcomes."""
_WARNED = _COUNTED.keys() - {"equipment_captured"}  # there are too many words for finding things
_OF = re.compile(r"(?<!\w)(?:من|از|из|of) \w+$")  # "one of the wounded"
_LISTED_AT = re.compile(r"/[^/]+(?:/\d+)?$")  # the field that a count, or a list of them, is in
_AND_OR = re.compile(r"(?:,? (?:and|or|nor) |/)(?:\w+ly )?")
Place = tuple[int, int]
"""A figure of the source: its sentence and its place among the figures of that."""
_NONE: frozenset[str] = frozenset()
_BEFALL_PEOPLE = PEOPLE | {"casualties"}
_HURT = frozenset({"killed", "wounded"})
_COUNTED_MARKS = {what: meaning(outcomes) for what, outcomes in _COUNTED.items()}
_PEOPLE_MARKS = meaning(PEOPLE)
_THINGS_MARKS = meaning(THINGS)
_OF_PEOPLE = saying(PEOPLE)
_HURT_SAID = tuple(saying(frozenset({outcome})) for outcome in _HURT)
_BEARING = {
    bit: meaning(said.union(*[BEARS_OUT.get(outcome, _NONE) for outcome in said]))
    for bit, said in said_by(SAID)
}
"""What bears out each thing that words say."""
_EITHER = sum(bit for bit, said in said_by(SAID) if len(said) > 1)
"""The marks of words that say one of two things."""


@dataclass
class _Source:
    """The sentences of an article as this check reads them, each once and only if asked for."""

    material: Material
    _around: dict[int, Around] = field(default_factory=dict)
    _mentions: dict[int, list[Mention]] = field(default_factory=dict)
    _of_place: dict[Place, frozenset[str]] = field(default_factory=dict)
    _places: dict[float | None, list[tuple[Place, Numeral]]] | None = None

    def told(self, numbers: tuple[int, ...]) -> int:
        """The marks of some sentences together."""
        return self.material.concepts.source(numbers)

    def places(self, figure: Numeral, numbers: Sequence[int]) -> list[Place]:
        """Where those of some sentences that say an outcome of people have a figure."""
        if self._places is None:
            self._places = {}
            for n, marks in enumerate(self.material.concepts.sentences, 1):
                if marks & _PEOPLE_MARKS:
                    for index, one in enumerate(self.material.numerals(n)):
                        self._places.setdefault(one.low, []).append(((n, index), one))
        known = self._places.get(figure.low, ())
        return [place for place, one in known if place[0] in numbers and same(one, figure)]

    def mentions(self, n: int) -> list[Mention]:
        found = self._mentions.get(n)
        if found is None:
            material = self.material
            found = self._mentions[n] = mentions(material.folded(n), material.language)
        return found

    def english(self, text: str) -> list[Mention]:
        return self.material.english(text).mentions

    def around(self, n: int) -> Around:
        """The outcomes of a sentence with its figures, as spans of its folded copy."""
        found = self._around.get(n)
        if found is None:
            folded = self.material.folded(n)
            found = self._around[n] = around(
                folded.text,
                self.mentions(n),
                [self._span(n, numeral) for numeral in self.material.numerals(n)],
                self.material.language,
            )
        return found

    def say_only(self, outcome: int, places: Sequence[Place]) -> bool:
        """Whether the sentences of these places say nothing else of people."""
        marks = self.material.concepts.sentences
        return all(marks[n - 1] & _PEOPLE_MARKS == outcome for n, _ in places)

    def paired(self, place: Place) -> frozenset[str]:
        """The outcomes that a figure of a sentence may belong to."""
        found = self._of_place.get(place)
        if found is None:
            here = self.around(place[0])
            found = self._of_place[place] = here.outcomes(*here.figures[place[1]])
        return found

    def beside(self, place: Place) -> frozenset[str]:
        """What stands on either side of a figure that no word plainly belongs to."""
        here = self.around(place[0])
        return here.neighbours(*here.figures[place[1]])

    def governs(self, place: Place, outcomes: frozenset[str]) -> bool:
        """Whether a word of such an outcome stands in the very clause of a figure."""
        here = self.around(place[0])
        return here.governs(outcomes, *here.figures[place[1]])

    def against(self, place: Place, outcomes: frozenset[str], claimed: frozenset[str]) -> bool:
        """Whether the clause of a figure plainly says one of these outcomes and not the claimed."""
        here = self.around(place[0])
        return here.against(outcomes, claimed, here.figures[place[1]])

    def plainly_says(self, said: frozenset[str], places: Sequence[Place]) -> bool:
        """Whether such an outcome, and no other of people, stands in the clause of a figure."""
        return any(
            self.governs(place, said) and not self.governs(place, PEOPLE - bearing(said))
            for place in places
        )

    def silent(self, place: Place) -> bool:
        """Whether the clause of a figure has no word of an outcome."""
        here = self.around(place[0])
        return here.silent(*here.figures[place[1]])

    def _span(self, n: int, numeral: Numeral) -> tuple[int, int]:
        folded = self.material.folded(n)
        if len(folded.original) == len(folded.text):
            return numeral.start, numeral.end
        return folded.place(numeral.start), folded.place(numeral.end)


def check(material: Material) -> Iterator[Finding]:
    """Each count and each piece of prose that says an outcome, against the cited sentences."""
    if not has_outcomes(material.language):
        return
    source = _Source(material)
    yield from _counts(source)
    tolls = _tolls(material)
    for reading in material.readings:
        passage, _, english, told, _, _ = reading
        if tolls and english & _OF_PEOPLE:
            own = tolls.get(passage.pointer.rpartition("/")[0])
            if own:
                yield from _contradicted(source, passage, own)
        if english & SAID or passage.translates:
            if _adds(english, told) or (passage.translates and _adds(told, english)):
                yield from _of_words(source, reading)
            elif english & _OF_PEOPLE:
                several = told & _PEOPLE_MARKS
                if several & (several - 1):
                    yield from _swapped(source, reading)


# --- counts --------------------------------------------------------------------------------------


def _counts(source: _Source) -> Iterator[Finding]:
    found = [
        (piece, count)
        for piece, count in source.material.counts
        if piece.sentences and getattr(count, "what", None) in _COUNTED
    ]
    quoted = copies([count.text_src for _, count in found])
    for (piece, count), copy in zip(found, quoted, strict=True):
        yield from _of_count(source, piece, count, copy.strip())


def _of_count(source: _Source, piece: Piece, count: Counted, quoted: str) -> Iterator[Finding]:
    """One count, against what the cited sentences say of its words, folded."""
    numbers, what = piece.sentences or (), str(getattr(count, "what"))  # noqa: B009
    meant = _COUNTED_MARKS[what]
    told = source.told(numbers)
    of_people = _COUNTED[what] <= _BEFALL_PEOPLE
    others = (told & _PEOPLE_MARKS if of_people else plainly(told) & _THINGS_MARKS) & ~meant
    if not others and meant & told:
        return
    spans = _quoted(source, numbers, quoted)
    beside = _beside(source, spans) if others else _NONE
    beside &= (PEOPLE if of_people else THINGS) | _COUNTED[what]
    if what == "killed" and meant & told and _OF.search(quoted):
        beside -= {"wounded"}  # "two of the wounded": what became of them is told besides
    if beside and _befell_besides(source, _COUNTED[what], spans):
        beside |= _COUNTED[what]
    if beside and not beside & _COUNTED[what]:
        clear = _is_denied(source, count, beside, spans, told & meant)
        if clear or meant & told:
            said = f"{what} is counted, the source says {_listed(beside)} of {count.text_src!r}"
            severity: Severity = "error" if clear else "warning"
            doubt: Doubt | None = None
            if not clear and _is_unread(source, count, spans):
                severity = "info"
            else:
                stands: Standing = "unless said" if clear else "if denied"
                doubt = _doubt_of_count(piece, what, count, stands)
            yield Finding("outcomes", severity, piece.pointer, said, numbers, doubt)
            return
    if meant & told:
        if of_people and _values(count):
            said = f"{what} is counted, another answer says otherwise of {count.text_src!r}"
            doubt = _doubt_of_count(piece, what, count, "only if denied")
            yield Finding("outcomes", "warning", piece.pointer, said, numbers, doubt)
    elif what in _WARNED:
        said = f"{what} is counted, no cited sentence has a word for it"
        unknown = bool(others) and any(
            source.around(n).silent(start, end) for n, start, end in spans
        )
        severity = "info" if unknown else "warning"
        doubt = _doubt_of_count(piece, what, count, "if denied")
        yield Finding("outcomes", severity, piece.pointer, said, numbers, doubt)


def _is_denied(
    source: _Source,
    count: Counted,
    outcomes: frozenset[str],
    spans: Sequence[tuple[int, int, int]],
    borne_out: int,
) -> bool:
    """Whether the words around a count plainly say one of these outcomes, and not its own.

    A word within the count that tells who one person is says no more than that, if his sentences
    have a word for what is counted: a prisoner died. Nor does one that tells whose part he is.
    """
    claimed = _COUNTED[str(getattr(count, "what"))]  # noqa: B009
    one = borne_out and count.min == count.max == 1
    for n, start, end in spans:
        here = source.around(n)
        if here.against(outcomes, claimed, (start, end)):
            described = here.within(start, end) and (one or _OF.search(here.text, start, end))
            may_say = not (_values(count) or here.says(start, end) & outcomes)  # "lost a leg"
            if not (described or may_say):
                return True
    return False


def _befell_besides(
    source: _Source, counted: frozenset[str], spans: Sequence[tuple[int, int, int]]
) -> bool:
    """Whether the hurt of a count are said to have been taken, too, or to have gone.

    Words that call them hurt stand within the count itself, "a wounded man was captured", or
    before the other word: "three were wounded and captured". Nobody is killed and wounded.
    """
    if not counted.isdisjoint(_HURT | {"casualties"}):
        return False
    for n, start, end in spans:
        here = source.around(n)
        described = here.within(start, end) and here.governs(counted, start, end)
        if described or here.goes_on(counted, start, end):
            return True
    return False


def _is_unread(source: _Source, count: Counted, spans: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the clause of somebody without a figure or a name for him has no known word.

    What befell him is then said in words of no table, and in other answers nothing tells him from
    those that something else befell.
    """
    if _values(count) or _beside_count(count) or not spans:
        return False
    return all(source.around(n).silent(start, end) for n, start, end in spans)


def _values(count: Counted) -> list[float]:
    return [value for value in (count.min, count.max) if value not in (None, 0, 1)]


def _doubt_of_count(piece: Piece, what: str, count: Counted, stands: Standing) -> Doubt:
    beside = partial(_beside_count, count)
    return Doubt(partial(befell_so, _COUNTED[what], _values(count), beside), piece.task, stands)


def _beside_count(count: Counted) -> list[Setting]:
    """What is said of those that are counted."""
    item = isinstance(count, Count) and count.item_en
    stems = English(item, ()).stems if item else _NONE
    return [Setting(stems, stems)] if stems else []


def _quoted(source: _Source, numbers: Sequence[int], wanted: str) -> list[tuple[int, int, int]]:
    """Where quoted words, folded, stand in the folded sentences that are cited."""
    found = []
    for n in numbers:
        text = source.material.copies[n - 1]
        start = text.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            if not (wanted[0].isdigit() and text[start - 1 : start].isdigit()):
                found.append((n, start, end))
            start = text.find(wanted, end)
    return found


def _beside(source: _Source, spans: Sequence[tuple[int, int, int]]) -> frozenset[str]:
    """The outcomes that the quoted words belong to, wherever they stand."""
    found: frozenset[str] = frozenset()
    for n, start, end in spans:
        here = source.around(n)
        found |= here.outcomes(start, end) or here.alone()
    return found


def _tolls(material: Material) -> dict[str, list[Counted]]:
    """The counts of killed and wounded by the pointer of what they are counts of."""
    found: dict[str, list[Counted]] = {}
    for piece, count in material.counts:
        if not _COUNTED.get(str(getattr(count, "what", "")), _NONE).isdisjoint(_HURT):
            found.setdefault(_LISTED_AT.sub("", piece.pointer), []).append(count)
    return found


def _contradicted(source: _Source, passage: Passage, own: Sequence[Counted]) -> Iterator[Finding]:
    """Figures of a text that the counts beside it, of the same answer, give another outcome.

    Where the source plainly says it of such a figure, others may be meant.
    """
    english = source.material.english(passage.text)
    numbers = passage.sentences or ()
    for at, figure in enumerate(english.numerals):
        outcomes, _, plain = english.befell(at)
        if not plain or len(outcomes) != 1 or not outcomes <= _HURT or not _of_people(figure):
            continue
        counted = [
            _COUNTED[str(getattr(count, "what"))]  # noqa: B009
            for count in own
            if figure.low in (count.min, count.max)
        ]
        if not counted or any(not outcomes.isdisjoint(one) for one in counted):
            continue
        if not source.plainly_says(outcomes, source.places(figure, numbers)):
            meant = _listed(frozenset().union(*counted) & _HURT)
            said = f"{figure.text}: it says {_listed(outcomes)}, {meant} is counted beside it"
            yield Finding("outcomes", "warning", passage.pointer, said, numbers)


# --- prose ---------------------------------------------------------------------------------------


def _adds(one: int, other: int) -> bool:
    """Whether one text says an outcome that nothing in the other bears out, by their marks."""
    said = one & SAID
    if not said or not (plainly(said) & ~other or said & _EITHER):
        return False
    return not all(map(other.__and__, _bearing(said)))


@lru_cache(maxsize=1024)
def _bearing(said: int) -> tuple[int, ...]:
    """For each thing that words say, what bears it out."""
    return tuple([_BEARING[bit] for bit in each(said)])


def _of_words(source: _Source, reading: Reading) -> Iterator[Finding]:
    """A longer look, at each word in its place, before anything is said."""
    passage = reading.passage
    numbers = passage.sentences or ()
    english = together(source.english(passage.text))
    told = together([mention for n in numbers for mention in source.mentions(n)])
    new, lost = _unsaid(english, told.outcomes), _unsaid(told, english.outcomes)
    lost = lost if passage.translates or new else []
    figures = _figures_of(source, passage, new[0]) if new else []
    unknown = _may_be_unknown(source, numbers, figures)
    if new and any(_in_its_place(one, other) for one in new for other in lost):
        text = f"it says {_listed(new[0])} where the source says {_listed(lost[0])}"
        severity: Severity = "info" if unknown else "error"
        stands: Standing = "if denied" if unknown else "unless said"
        doubt = _doubt(source, passage, new[0], figures, stands)
        yield Finding("outcomes", severity, passage.pointer, text, numbers, doubt)
    elif new:
        text = f"it says {_listed(new[0])}, the cited sentences have no word for it"
        severity = "info" if unknown else "warning"
        clear = not unknown and _is_opposed(source, numbers, new[0], figures)
        doubt = _doubt(source, passage, new[0], figures, "unless said" if clear else "if denied")
        yield Finding("outcomes", severity, passage.pointer, text, numbers, doubt)
    elif lost:
        text = f"the source says {_listed(lost[0])}, the translation has no word for it"
        instead = _told_instead(source, passage, lost[0])
        doubt = instead or _doubt(source, passage, lost[0], (), "if said")
        certain = instead or (lost[0] <= _HURT and not _is_put_otherwise(source, passage, lost[0]))
        severity = "warning" if certain else "info"  # "they took to the hills": words without end
        yield Finding("outcomes", severity, passage.pointer, text, numbers, doubt)
        yield from _disputed(source, passage, numbers)
    elif len(told.outcomes & PEOPLE) > 1 and any(one & PEOPLE for one in english.asserts):
        yield from _swapped(source, reading)


def _is_opposed(
    source: _Source, numbers: Sequence[int], said: frozenset[str], figures: Sequence[Numeral]
) -> bool:
    """Whether the clauses of a figure that is said to be of such an outcome plainly say another."""
    for figure in figures:
        places = source.places(figure, numbers)
        if places and all(source.against(place, PEOPLE - bearing(said), said) for place in places):
            return True
    return False


def _told_instead(source: _Source, passage: Passage, lost: frozenset[str]) -> Doubt | None:
    """A doubt of a translation that says killed for wounded, or wounded for killed.

    It has no word for the one, and for the other more words than the source has.
    """
    if not passage.translates or not lost <= _HURT:
        return None
    other = _HURT - lost
    here = sum(mention.asserts == other for mention in source.english(passage.text))
    there = sum(
        not mention.outcomes.isdisjoint(other)
        for n in passage.sentences or ()
        for mention in source.mentions(n)
    )
    if here <= there or not there:
        return None
    return Doubt(partial(befell_so, other, (), tuple), passage.task)


def _doubt(
    source: _Source,
    passage: Passage,
    said: frozenset[str],
    figures: Sequence[Numeral],
    stands: Standing,
    *,
    leaning: bool = False,
) -> Doubt:
    english = source.material.english(passage.text)
    values = [value for figure in figures for value in (figure.low, figure.high)]
    beside = partial(_beside_text, english, said, figures)
    claim = partial(befell_so, bearing(said), values, beside, leaning=leaning)
    return Doubt(claim, passage.task, stands)


def _beside_text(
    english: English, said: frozenset[str], figures: Sequence[Numeral]
) -> list[Setting]:
    """What stands beside these figures of a text, or else beside its words of an outcome."""
    counted = [english.counted(at) for at, one in enumerate(english.numerals) if one in figures]
    return counted or [
        english.befallen(at) for at, one in enumerate(english.mentions) if one.asserts == said
    ]


def _figures_of(source: _Source, passage: Passage, said: frozenset[str]) -> list[Numeral]:
    """The figures of people to whom a word of the English says that this happened."""
    english = source.material.english(passage.text)
    figures = [(at, one) for at, one in enumerate(english.numerals) if _of_people(one)]
    befell = [(figure, english.befell(at)) for at, figure in figures]
    plainly = [figure for figure, (said_of, _, plain) in befell if plain and said_of & said]
    return plainly or [figure for figure, (said_of, near, _) in befell if near and said_of & said]


def _may_be_unknown(source: _Source, numbers: Sequence[int], figures: Sequence[Numeral]) -> bool:
    """Whether the figure of an outcome has no known word beside it in the source.

    The source then says of it what the tables have no word for.
    """
    for figure in figures:
        places = source.places(figure, numbers)
        if places and all(source.silent(place) for place in places):
            return True
    return False


def _is_put_otherwise(source: _Source, passage: Passage, outcomes: frozenset[str]) -> bool:
    """Whether a figure that has such an outcome in the source has no known word in the English.

    What befell those it counts is then said in words that are in no table: "met their doom".
    """
    english = source.material.english(passage.text)
    for figure in english.numerals:
        places = source.places(figure, passage.sentences or ())
        meant = any(source.paired(place) & outcomes for place in places)
        if meant and english.around.silent(figure.start, figure.end):
            return True
    return False


def _unsaid(one: Said, other: Set[str]) -> list[frozenset[str]]:
    """What one text asserts and nothing in the other bears out."""
    return [
        asserted
        for asserted in one.asserts
        if asserted.isdisjoint(other)
        and not any(not BEARS_OUT.get(outcome, _NONE).isdisjoint(other) for outcome in asserted)
    ]


def _in_its_place(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two outcomes befall the same kind of thing, so that one may stand for the other."""
    return not (one.isdisjoint(PEOPLE) or other.isdisjoint(PEOPLE)) or not (
        one.isdisjoint(THINGS) or other.isdisjoint(THINGS)
    )


def _swapped(source: _Source, reading: Reading) -> Iterator[Finding]:
    """Figures of people with another outcome in the English than in the source."""
    passage, _, english, _, _, _ = reading
    numbers = passage.sentences or ()
    there = _there(source, reading)
    if any(english & _PEOPLE_MARKS & ~meaning(outcomes) for outcomes in there.values()):
        for figure, here in _here(source, passage, there):
            if here.isdisjoint(there[figure]) and not _compatible(here, there[figure]):
                said = f"the English says {_listed(here)}, the source {_listed(there[figure])}"
                said = f"{figure.text}: {said}"
                places = source.places(figure, numbers)
                clear = any(source.against(place, there[figure], here) for place in places)
                borne = not clear and any(source.governs(place, here) for place in places)
                stands: Standing = "unless said" if clear else "if denied"
                doubt = _doubt(source, passage, here, [figure], stands, leaning=not borne)
                severity: Severity = "info" if borne else "error"
                yield Finding("outcomes", severity, passage.pointer, said, numbers, doubt)
                return
    hurt = [english & said for said in _HURT_SAID]
    reversed_ = all(hurt) and len(numbers) == 1 and _reversed(source, passage, numbers)
    if reversed_ and next(_here(source, passage, there), None) is None:  # figures tell more
        said = "killed and wounded stand the other way round"
        yield Finding("outcomes", "warning", passage.pointer, said, numbers)
    yield from _disputed(source, passage, numbers)


def _disputed(source: _Source, passage: Passage, numbers: tuple[int, ...]) -> Iterator[Finding]:
    """What a text says of people, where its sentences say several things of them.

    Another answer may say otherwise of the same people.
    """
    english = source.material.english(passage.text)
    counting = set()
    for at, figure in enumerate(english.numerals):
        if not _of_people(figure):
            continue
        outcomes, _, plain = english.befell(at)
        said = outcomes & PEOPLE
        if plain and len(said) == 1 and outcomes <= _BEFALL_PEOPLE:
            counting.add(_nearest(english, figure, said))
            if not source.plainly_says(said, source.places(figure, numbers)):
                values = [figure.low, figure.high]
                yield _dispute(passage, numbers, said, values, partial(english.counted, at))
    for at, mention in enumerate(english.mentions):
        said = mention.asserts
        if said and said <= _HURT and at not in counting and not _is_joined(english, at):
            yield _dispute(passage, numbers, said, (), partial(english.befallen, at))


def _is_joined(english: English, at: int) -> bool:
    """Whether a word of an outcome is one of two for all of some people: "killed or wounded"."""
    met = english.mentions
    return any(
        one.asserts != other.asserts and _AND_OR.fullmatch(english.text, one.end, other.start)
        for one, other in pairwise(met[max(0, at - 1) : at + 2])
    )


def _nearest(english: English, figure: Numeral, said: frozenset[str]) -> int:
    """Which word of an outcome stands nearest to a figure."""
    return min(
        (max(mention.start - figure.end, figure.start - mention.end), index)
        for index, mention in enumerate(english.mentions)
        if mention.outcomes & said
    )[1]


def _dispute(
    passage: Passage,
    numbers: tuple[int, ...],
    said: frozenset[str],
    values: Sequence[float | None],
    beside: Callable[[], Setting],
) -> Finding:
    claim = partial(befell_so, bearing(said), values, lambda: [beside()])
    text = f"it says {_listed(said)}, another answer says otherwise of the same"
    doubt = Doubt(claim, passage.task, "only if denied")
    return Finding("outcomes", "warning", passage.pointer, text, numbers, doubt)


def _there(source: _Source, reading: Reading) -> dict[Numeral, frozenset[str]]:
    """The figures of a passage with the outcomes of people that the cited sentences give them.

    Those are left out that have the only outcome of the passage and of their sentences.
    """
    passage = reading.passage
    figures = source.material.english_numerals(passage.text)
    found: dict[Numeral, frozenset[str]] = {}
    if not figures:
        return found
    said = reading.english & _PEOPLE_MARKS
    single = not said & (said - 1)
    for figure in filter(_of_people, figures):
        places = source.places(figure, passage.sentences or ())
        if places and not (single and source.say_only(said, places)):
            outcomes = _of_figure(source, places) & PEOPLE
            if outcomes:
                found[figure] = outcomes
    return found


def _here(
    source: _Source, passage: Passage, wanted: Container[Numeral]
) -> Iterator[tuple[Numeral, frozenset[str]]]:
    """Those of the wanted figures that belong to an outcome of people, with that outcome."""
    if not wanted:
        return
    english = source.material.english(passage.text)
    for at, figure in enumerate(english.numerals):
        if figure in wanted:
            outcomes, _, plain = english.befell(at)
            if plain and outcomes & PEOPLE:
                yield figure, outcomes & PEOPLE


def _reversed(source: _Source, passage: Passage, numbers: Sequence[int]) -> bool:
    """Whether killed and wounded, each said once, stand the other way round."""
    here = _turns(source.english(passage.text))
    there = _turns(source.mentions(numbers[0]))
    return len(here) == len(there) == 2 and here == there[::-1] != there


def _turns(met: Sequence[Mention]) -> list[str]:
    """Killed and wounded in the order of a text, where a word says one of them."""
    said = [mention.asserts & _HURT for mention in met]
    return [next(iter(one)) for one in said if len(one) == 1]


def _of_people(numeral: Numeral) -> bool:
    """Whether a figure may count people, whatever word comes after it."""
    return not (
        numeral.percent
        or numeral.ordinal
        or numeral.parts
        or numeral.weak
        or (numeral.value is not None and numeral.value <= 1)
    )


def _of_figure(source: _Source, places: Sequence[Place]) -> frozenset[str]:
    """The outcomes of a figure wherever the cited sentences have it."""
    found, beside = _NONE, _NONE
    for place in places:
        outcomes = source.paired(place)
        found |= outcomes
        beside |= outcomes or source.beside(place)
    return found or beside


def _compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(not BEARS_OUT.get(outcome, _NONE).isdisjoint(other) for outcome in one)


def _listed(outcomes: Set[str]) -> str:
    return " or ".join(sorted(outcomes))
