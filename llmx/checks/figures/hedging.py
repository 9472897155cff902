"""Hedging: what English may say of a figure by verbs, denials and idioms that stand around it.

The tables of `llmx.text.numerals` have what hedges any figure. What is here says something else as
often ("the army approached three villages"): it bears a hedge of the source out, and asks for none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from llmx.text.numerals import ABOUT, ABOVE, BELOW, Hedge, Numeral
from llmx.text.numerals.tables import listed

_BEFORE = 64  # characters before a figure in which its verb stands
_AFTER = 40
_NO = (
    r"(?:\b(?:not?|never|nor|neither|without|hardly|scarcely|barely|cannot|nowhere|none|nobody)\b"
    r"|n['’]t\b)"
)
_FAILED = r"\b(?:fail(?:s|ed|ing)?|yet|unable|unlikely|struggl(?:es?|ed|ing)|refus\w+) to\b"
_ADVERBS = r"(?:\w+ly |even |quite |yet |ever |so |much |just |far |well |still |to |come |came )*"
_REACH = (
    r"(?:reach|attain|hit|total|number|amount|equal|approach|near|touch|make|meet|top|match|cover"
    r"|exceed|pass|surpass|cross|break|come|get|go|rise|climb|run|add|constitut|represent|account"
    r"|comprise?|form|stand|last|tak|took|mad|c[ao]m|g[eo]t|r[ou]se?|count|see|saw|be|is|was|were"
    r"|carr(?:y|i)|implement|h[ae]ld|leave|left|remain|fulfil|deliver|achiev)"
)
_VERB = (
    rf"{_REACH}\w*(?: (?:up|close|near|anywhere near|as far as|as high as|out))?"
    r"(?: (?:to|at|by|for|of))?"
)
_MOTION = (
    r"(?:edg|inch|creep|crept|clos|push|mov|draw|drew|get|got|com|cam|climb|ris|ros|r[ua]n|bear)\w*"
)
_ARTICLE = (
    r"(?:(?:the|a|an|some|about|around|roughly|nearly|approximately|estimated|another"
    r"|even|all|such|as|a (?:grand )?total of|a (?:figure|number|sum|level|toll)"
    r" of|the (?:\w+ )?(?:mark|threshold|barrier|level|figure|number) of|its|their|his|her|those"
    r"|these|(?:us|u\.s\.) ?)[ $€£]*)*[$€£~]?$"
)


def _any(*patterns: str) -> str:
    return rf"(?:{'|'.join(patterns)})\s*{_ARTICLE}"


_SAID_BEFORE: Mapping[frozenset[Hedge], str] = {
    ABOUT: _any(
        r"\btouch(?:es|ed|ing)?",
        r"\b(?:near|approach|verg|border|hover|averag|circl)(?:s|es|ed|ing|e)?\b"
        r"(?: (?:on|at|to|around|close to|near|toward|towards))?",
        rf"\b{_MOTION} (?:\w+ )?(?:closer|towards?|up on)(?: (?:to|on))?",
        r"\b(?:close|near|nigh|next)(?:er|est)?(?: (?:to|on|by|upon))?",
        r"\b(?:estimat|reckon|assess|calculat|gaug)\w*"
        r"(?: \w+)?(?: (?:to (?:be|number|total|have|stand|exceed|amount to)|at|as|of))?",
        r"\bput(?: \w+)? at|\b(?:thought|believed) to (?:be|number|total|have been|stand at)",
        r"\b(?:virtually|practically|effectively|essentially|all but|as good as|pretty much|nigh"
        r"|barely|hardly|scarcely|somewhere|something|anywhere|broadly|loosely|in all|perhaps|maybe"
        r"|possibly|probably|give or take|likely|presumably|ballpark|in effect)"
        r"(?: (?:around|like|between|near|on|in|of|approaching|close to))?,?",
        r"\b(?:little|not much|not far|nothing|just|a (?:little|bit|shade|touch|fraction|hair"
        r"|whisker)|slightly|only (?:just|slightly)|marginally|narrowly|somewhat|fractionally)"
        r" (?:short|shy|off|under|below|less|fewer|over|above|more|from|past)(?: (?:of|than))?",
        r"\b(?:in|within|at|to) the (?:\w+ )?(?:region|neighbou?rhood|vicinity|order|area|ballpark"
        r"|range|realm|tune) of",
        r"\bthe (?:best|better|greater|good) part of",
        r"\b(?:on|at|to) the (?:brink|verge|cusp|edge|threshold|doorstep|point) of",
        r"\b(?:a good|the equivalent of|the odd|upwards? of|a matter of)",
    ),
    ABOVE: _any(
        rf"{_NO} (?:[\w'’-]+ ){{0,5}}?(?:fewer|less|shorter|lower|smaller|younger) than",
        r"\b(?:pass|exceed|surpass|outstrip|outnumber|overtak|overtook|cross|top|crest|eclips|breach"
        r"|outpac|overshoot|overshot|transcend|break|broke|past|beat|outdo|outdid|overstep)"
        r"(?:p?(?:s|es|ed|ing|e|en))?(?: through)?",
        r"\b(?:better|bigger|larger|greater|higher|longer|older|heavier|further|farther|later"
        r"|stronger|costlier|upwards?|north|excess|rather more)"
        r"(?: (?:than|of|in number than))?",
        r"\b(?:beyond|above|over|starting (?:at|from)|beginning at|minimum(?: of)?"
        r"|anything from|anywhere from|as few as|as little as|at least|more than)",
    ),
    BELOW: _any(
        rf"{_NO} (?:[\w'’-]+ ){{0,5}}?(?:more|over|\w+er) than",
        rf"(?:{_NO}|{_FAILED})[ ,]+(?:(?!but |and |while )\w+[ ,]+){{0,4}}?{_ADVERBS}{_VERB}",
        rf"{_NO} (?:even|quite|fully|nearly|anywhere near|near)",
        r"\b(?:nothing like|far from|well off|hardly|scarcely|barely"
        r"|at (?:the )?(?:most|best|outside))",
        r"\b(?:f[ae]ll(?:s|en|ing)?|stop(?:s|ped|ping)?|remain\w*|stay\w*|kept|keep\w*|still|was"
        r"|were|is|are|c[ao]m(?:e|es|ing)|stood|stands?|sits?|well|far|just|,)"
        r" (?:\w+ )?off(?: of| the)?",
        r"\b(?:remain|stay|kept|keep)\w* (?:\w+ )?(?:within|inside)",
        r"\b(?:short|shy|south|beneath|under)(?: of| the)?",
        r"\b(?:lower|smaller|shorter|lighter|younger|cheaper|closer|nearer|weaker|fewer|less"
        r"|lesser)(?: (?:even|still|in number))?(?: than)?",
        r"\b(?:limit|restrict|cap|confin|keep|kept|held|hold)\w*(?: \w+)?(?: \w+)? (?:to|at|within"
        r"|down to)",
        r"\b(?:maximum|ceiling|cap|limit|upper (?:limit|bound))(?: of| is| was| at|:)?",
        r"\b(?:may|might|could|can|potentially|possibly)\b"
        r"(?: \w+){0,2}? (?:reach|rise|climb|grow|run|go|be|amount|number|total|hit|stretch"
        r"|increase|extend|last|come|top out|mount|swell)(?: (?:up|as high|out|in))?"
        r"(?: (?:to|at|into|for|as (?:many|much|high|far|long) as))?",
        r"\b(?:anything|anywhere|all the way|as (?:many|much|high|long|far)) (?:up )?(?:to|as)",
        r"\b(?:nothing more than|little more than|up to|below)",
    ),
}
_STOP = (
    r"(?=\s*(?:[,.;:)!?]|$| (?:in|at|by|from|on|of|according|since|during|were|was|have|had)\b))"
)
_SAID_AFTER: Mapping[frozenset[Hedge], str] = {
    side: rf"[-\s%]*(?:{marks})(?!\w)"
    rf"|[\s%]*(?:[\w'’-]+[\s,(]+){{0,4}}?[,(]?\s*(?:{words})(?!\w){_STOP}"
    for side, marks, words in (
        (
            ABOUT,
            "ish|odd|something|plus or minus",
            r"or (?:so|thereabouts|something|close to it|near it|near enough)|give or take"
            r"|at a guess|by (?:some|most) (?:estimates|counts|accounts)|approximately|roughly"
            r"|more or less|on (?:an )?average|in round (?:figures|numbers)",
        ),
        (
            ABOVE,
            "plus|mark|threshold|barrier",
            r"(?:and|or|if not|or even|and even|perhaps|or possibly|and often) (?:even |many )?"
            r"(?:more|up|upwards?|over|above|beyond|higher|greater|longer|older|counting)"
            r"|(?:and )?then some|upwards?|at (?:the )?(?:very )?(?:least|lowest|minimum)(?: \w+)?"
            r"|as a (?:bare )?minimum|minimum|on the (?:lowest|most conservative) \w+",
        ),
        (
            BELOW,
            "max|tops",
            r"(?:and|or|if)(?: even)? (?:no (?:more|higher|longer)|less|fewer|under|below|lower"
            r"|that|not (?:more|that))|at (?:the )?(?:very )?(?:most|outside|best|maximum)(?: \w+)?"
            r"|tops|max(?:imum)?|as (?:a|an upper) (?:maximum|limit|ceiling)",
        ),
    )
}
_DENIED = rf"(?:{_NO}|{_FAILED})[ ,]+(?:(?!but |and |while )[\w'’-]+[ ,]+){{0,7}}?$"
_ONLY = r"\bnot (?:only|just|merely|simply)\b"
_CLAUSE = r"[;:!?]|\.(?!\d)|,(?! (?:in|at|according|on|by|perhaps|if|or|maybe)\b)"

_THROUGH = (  # "surrendered over ten days", but not "for over ten days"
    r"(?:\b(?P<word>[\w'’]+)\s+)?(?:\b(?P<over>over)|\b(?:with)?in\s+(?:just\s+)?under)\s+$"
)
_SPAN = (
    r"(?:[-\s](?!and\b|or\b)\w+)?[-\s](?:second|minute|hour|day|night|week|month|year|decade"
    r"|weekend|evening|morning|session|stage|phase|round|term|season|batch|wave|tranche|instal+ment"
    r"|shift|sitting|tour|attempt)(?:e?s)?\b"
)
_LONGER = frozenset(
    listed(
        "for after in last lasted lasting lasts took take takes taking of well just spent by little"
        " bit slightly than some already"
    )
)
"""Words before "over" and a span of time that make a hedge of it."""
_SPREAD = frozenset(
    listed(
        "spread spreads spreading scattered stretch stretches stretched stretching extend extends"
        " extended extending distributed dispersed divided split staggered staged hovered hovering"
        " circled circling patrolled patrolling"
    )
)
"""Words before "over" that say how far and wide, whatever the figure counts."""
_NEARBY = 24


def is_through(text: str, figure: Numeral) -> bool:
    """Whether "over" or "in under" before a figure may say in which time, or how far and wide."""
    window = text[max(0, figure.start - _NEARBY) : figure.start]
    match = _compiled(_THROUGH).search(window)
    if match is None:
        return False
    word = (match["word"] or "").lower()
    if match["over"] and word in _SPREAD:
        return True
    if match["over"] and word in _LONGER:
        return False
    return _compiled(_SPAN).match(text, figure.end) is not None


_ROUGHLY: Mapping[frozenset[Hedge], str] = {  # what may hedge a Russian figure by its place
    ABOUT: r"(?<!\w)(?:под|человек|раз|лет|дней|час(?:ов|а)|минут|метров|километров|недель|месяцев"
    r"|тонн|штук|машин|домов|семей|солдат|бойцов|боевиков|рублей|долларов|процентов)"
    r"(?: в| на)?\s+$",
    ABOVE: r"(?<!\w)за\s+$",
}
_COLLECTIVE = r"сот(?:н|ен)|десят(?:к|ок)|дюжин|полтысяч"
"""Russian nouns for round numbers: "полсотни", fifty or so."""


def is_rough(text: str, figure: Numeral, english: Numeral) -> bool:
    """Whether a figure of a source may be as rough as an English one by its noun or its place."""
    if figure.hedge is not None or english.hedge is None:
        return False
    if english.hedge in ABOUT and _compiled(_COLLECTIVE).search(figure.text):
        return True
    before = text[max(0, figure.start - _NEARBY) : figure.start]
    return any(
        english.hedge in side and _compiled(pattern).search(before)
        for side, pattern in _ROUGHLY.items()
    )


def may_say(text: str, figure: Numeral) -> frozenset[Hedge]:
    """The hedges that the words around a figure of an English text may say of it."""
    before = _compiled(_CLAUSE).split(text[max(0, figure.start - _BEFORE) : figure.start])[-1]
    after = text[figure.end : figure.end + _AFTER]
    found: frozenset[Hedge] = frozenset()
    for side, pattern in _SAID_BEFORE.items():
        if _compiled(pattern).search(before):
            found |= side
    for side, pattern in _SAID_AFTER.items():
        if _compiled(pattern).match(after):
            found |= side
    if figure.hedge and _compiled(_DENIED).search(before) and not _compiled(_ONLY).search(before):
        found |= BELOW if figure.hedge in ABOVE else ABOVE
    return found


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first asked for: most articles never ask."""
    return re.compile(pattern, re.IGNORECASE)
