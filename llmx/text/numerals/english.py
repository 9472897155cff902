"""English tables: number words, hedges, months and what only looks like a number."""

from __future__ import annotations

from collections.abc import Mapping

from llmx.text.numerals.numeral import Hedge
from llmx.text.numerals.tables import Tables, listed, spell

_CARDINALS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENTHS = listed("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth")
_OF = frozenset(["of", "the", "its", "their", "his", "her", "a", "an"])
_A = frozenset(["a", "one", "an"])

_MULTIPLIED: Mapping[str, float] = spell(
    {
        2.0: "double doubled doubling twofold",
        3: "triple tripled threefold",
        4: "quadrupled fourfold",
    }
    | {5: "fivefold", 10: "tenfold"}
)
"""Words for a figure that a source writes with a noun: "two times as many"."""
_MATTERS = listed(
    "claim claims news information allegation allegations question questions inquiry inquiries"
    " detail details rumour rumours rumor rumors talk concern concerns evidence statement"
    " statements story stories doubt doubts complaint complaints asked asking worried nothing"
    " anything something warning warned account accounts data knowledge argument debate lies"
)
"""Words after which "about" says what they are about, and hedges nothing."""
_FOUGHT_OVER = listed(
    "control authority power rule dispute disputes sovereignty hegemony influence dominance fight"
    " fighting fought clash clashes clashed war conflict battle battles victory monopoly quarrel"
    " feud concern concerns charges protest protests anger talks negotiations deal flights"
    " overflights jurisdiction command hold grip advantage tension tensions row rivalry"
)
"""Words after which "over" says what is fought over or ruled."""
_PLACED = listed("area areas village villages position positions town towns located gathered")
_SETTLED = listed(
    "haggle haggles haggled haggling bargain bargained bargaining negotiate negotiated negotiating"
    " argue argued arguing differ differed disagree disagreed quarrelled quarreled preside"
    " presided presiding vote voted voting mediate mediated mediating deadlocked divided split"
    " consult consulted stalled deadlock impasse disagreement disagreements"
)
"""Words after which "over" says what is to be agreed on."""
_PASSED = listed("pass passes passed passing cross crosses crossed crossing break breaks broke top")
_MARKS = listed("mark threshold barrier")
_WHERE = [*listed("around over above below under beyond"), "close to"]
"""Places "around two villages", which hedge nothing."""

_ONE_BEFORE = frozenset(
    listed(
        "of another by can could must should would who whom that which day thing such side hand"
        " to time"
    )
)
_ONE_AFTER = frozenset(listed("no any the this that each every which another only as"))

ENGLISH = Tables(
    words={
        "number": {
            **{word: value for value, word in enumerate(_CARDINALS)},
            **{word: 10 * value for value, word in enumerate(_TENS, 2)},
            **{"fourty": 40, "twice": 2, "thrice": 3, "both": 2, "couple": 2},
            **_MULTIPLIED,
        },
        "hundred": {"hundred": 100},
        "scale": spell({12: "dozen", 1e3: "thousand", 1e6: "million mln", 1e9: "billion bln"})
        | {"trillion": 1e12},
        "fraction": {
            **{"half": 0.5, "quarter": 0.25, "quarters": 0.25, "thirds": 1 / 3, "fifths": 0.2},
            **{"tenths": 0.1, "sixths": 1 / 6, "eighths": 0.125},
        },
        "ordinal": {
            **{word: value for value, word in enumerate(_ORDINALS, 1)},
            **{word: 10 * value for value, word in enumerate(_TENTHS, 2)},
            **{"hundredth": 100, "thousandth": 1000, "millionth": 1e6},
        },
        "scales": spell({100: "hundreds", 1e3: "thousands", 1e6: "millions", 1e9: "billions"})
        | {"trillions": 1e12},
        "vague": spell(
            {10: "dozens tens scores", 1: "several few many numerous multiple countless number"}
        ),
    },
    joiner="and",
    range_words=frozenset(["to", "or", "through"]),
    between=frozenset(["between"]),
    percents=r"-?per[ -]?cent\b|percentage points?\b|pct\b|-?percentage\b",
    before={
        Hedge.ABOUT: "about, around, approximately, roughly, some, circa, an estimated, estimated,"
        " in the region of, in the order of, more or less, or so, on the order of,"
        " of the order of, in the vicinity of, something like, just about, give or take",
        Hedge.NEARLY: "nearly, almost, close to, approaching, not quite, just short of, nearing,"
        " close on, nigh on, the best part of, the better part of, just shy of",
        Hedge.MORE_THAN: "more than, over, in excess of, upwards of, upward of, exceeding, above,"
        " greater than, well over, just over, beyond, exceeds, exceeded, exceed, topped, north of,"
        " surpassed, surpasses, surpassing, more than some, more than about, anything over",
        Hedge.AT_LEAST: "at least, no fewer than, no less than, not less than, not fewer than,"
        " a minimum of, minimum of, at the very least, at a minimum, not under, at minimum,"
        " at the least, no smaller than, minimum, not below",
        Hedge.LESS_THAN: "less than, fewer than, under, below, just under, well under",
        Hedge.AT_MOST: "up to, at most, as many as, as much as, no more than, not more than,"
        " a maximum of, maximum of, at the most, not exceeding, not exceed, never exceeded,"
        " not exceeded, not to exceed, doesn't exceed, didn't exceed, don't exceed, no higher than,"
        " no larger than, no greater than, not surpass, not over, not top, as high as, as many as"
        " some, may reach, might reach, could reach, can reach, may rise to, could rise to,"
        " might rise to, at the very most, may be as high as, no longer than, at maximum, maximum,"
        " at a maximum, capped at, no older than, a ceiling of, anything up to",
    },
    after={
        Hedge.ABOUT: "or so, approximately, more or less, roughly, or thereabouts, give or take",
        Hedge.MORE_THAN: "and then some, plus",
        Hedge.AT_LEAST: "at least, or more, at the very least, or higher, and above, or over,"
        " at a minimum, at minimum",
        Hedge.AT_MOST: "at most, at the most, or fewer, or less, or under, at maximum,"
        " at the very most",
    },
    around={Hedge.MORE_THAN: ", ".join(f"{verb} … {mark}" for verb in _PASSED for mark in _MARKS)},
    not_hedges=", ".join(
        [
            *(f"{noun} about" for noun in _MATTERS),
            *(f"{noun} over" for noun in (*_FOUGHT_OVER, *_SETTLED)),
            *(f"{noun} {place}" for noun in _PLACED for place in _WHERE),
            *(f"{verb} up to" for verb in ("add", "adds", "added", "adding", "sums", "summing")),
            "brought about, came under, come under, comes under, coming under, fell under,"
            " placed under, put under, passed under, flew over, fly over, flying over,"
            " handed over, hand over, handing over, took over, take over, taking over,"
            " turned over, turn over",
        ]
    ),
    prepositions=frozenset(["about", "over", "under", "around", "above", "below", "beyond"]),
    fillers=frozenset(["another", "further", "additional", "a", "an", "other", "the"]),
    months=frozenset(
        listed(
            "january february march april may june july august september october november december"
            " jan feb mar apr jun jul aug sep sept oct nov dec aban azar mehr muharram safar rajab"
            " ramadan shaban shawwal farvardin khordad tir mordad shahrivar bahman esfand"
            " ordibehesht dey hamal sawr jawza saratan asad sunbula mizan aqrab qaws jadi dalw hut"
        )
    ),
    of_month=frozenset(["of"]),
    year_words=frozenset(
        listed("in since year during by until till from before after late early mid of to")
    ),
    eras=frozenset(["ad", "ah", "ce", "bc", "bce"]),
    clock_words=frozenset(),
    not_before={
        "four": frozenset(["wheel", "wheeled"]),  # what a vehicle is
        "one": _ONE_BEFORE,
        "first": frozenset(["hand"]),
        "second": frozenset(["ago", "later", "hand"]),
        "third": frozenset(["hand"]),
        "many": frozenset(["as"]),
        "multiple": frozenset(["rocket", "launch", "launcher", "launchers"]),
        "half": frozenset(["hour", "past", "brother", "sister", "time", "way"]),
        "couple": frozenset(["was", "were", "had", "have", "has", "and", "who", "in"]),
    },
    not_after={
        "one": _ONE_AFTER,
        "second": frozenset(["per", "every", "split", "each", "one"]),
        "many": frozenset(["how", "as", "so", "too"]),
        "few": frozenset(["no", "very", "too", "so", "the"]),
        "half": frozenset(["first", "second", "other", "in", "latter"]),
        "tens": frozenset(["the"]),
        "scores": frozenset(["the", "test"]),
        "number": frozenset(["the", "phone", "case", "serial", "whole"]),
        "first": frozenset(["at"]),
    },
    only_before={
        "number": frozenset(["of"]),
        "couple": frozenset(["of"]),
        "scores": frozenset(["of"]),
        "tens": frozenset(["of"]),
        "half": _OF | frozenset(["million", "billion", "dozen"]),
    },
    only_after={
        "few": frozenset(["a"]),
        "number": frozenset(["a", "large", "small", "great", "unknown", "unspecified"]),
        "quarter": _A,
        "quarters": frozenset(["three"]),
    },
    lone=frozenset(["second"]),
    weak=frozenset([*listed("one both couple twice few first"), *_MULTIPLIED]),
)
