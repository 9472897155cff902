"""What English says of a figure by verbs, denials and idioms."""

from __future__ import annotations

import pytest

from llmx.checks.figures.hedging import may_say
from llmx.text.numerals import Hedge, numerals

ABOUT = (Hedge.ABOUT, Hedge.NEARLY)
ABOVE = (Hedge.MORE_THAN, Hedge.AT_LEAST)
BELOW = (Hedge.LESS_THAN, Hedge.AT_MOST)


@pytest.mark.parametrize(
    ("english", "side"),
    [
        ("The ransom approached 3 million euros.", ABOUT),
        ("Their number bordered on forty.", ABOUT),
        ("The toll drew near to forty.", ABOUT),
        ("The wounded are estimated at forty.", ABOUT),
        ("A little under forty people.", ABOUT),
        ("Virtually forty people.", ABOUT),
        ("In the neighbourhood of forty people.", ABOUT),
        ("Forty-ish people were wounded.", ABOUT),
        ("The toll tops forty people.", ABOVE),
        ("The count outstripped forty.", ABOVE),
        ("Better than forty people.", ABOVE),
        ("Forty people if not more.", ABOVE),
        ("Forty people, at the lowest estimate.", ABOVE),
        ("There were never fewer than forty of them.", ABOVE),
        ("The toll crossed the forty mark.", ABOVE),
        ("The toll passed the threshold of a thousand.", ABOVE),
        ("The two groups do not even reach ten percent.", BELOW),
        ("Not even forty people.", BELOW),
        ("Their number failed to reach forty.", BELOW),
        ("Their number fell short of forty.", BELOW),
        ("Fewer even than forty people.", BELOW),
        ("They never numbered more than forty.", BELOW),
        ("The truce will not go on for more than ten days.", BELOW),
        ("The tunnel is not longer than a hundred metres.", BELOW),
        ("The attack lasted no longer than two hours.", BELOW),
        ("Forty people and no more.", BELOW),
        ("The number may climb to forty.", BELOW),
        ("No more than some forty came.", BELOW),
        ("Limited to forty people.", BELOW),
    ],
)
def test_verbs_denials_and_idioms_may_hedge(english: str, side: tuple[Hedge, ...]) -> None:
    assert may_say(english, numerals(english, "en")[-1]).issuperset(side)


@pytest.mark.parametrize(
    "english",
    [
        "Forty people were killed.",
        "The blast killed forty people and wounded more than a hundred others.",
        "The toll rose to forty.",
        "He said that forty people had come.",
        "No group claimed the attack, which killed forty people.",
        "Not only forty people came.",
        "In the area forty people were hurt.",
        "At least three were killed, and forty were wounded.",
    ],
)
def test_plain_figures_are_not_hedged(english: str) -> None:
    (figure,) = [n for n in numerals(english, "en") if n.value == 40]
    assert may_say(english, figure) == frozenset()


def test_a_denial_turns_a_hedge_round() -> None:
    english = "They were not in excess of forty."
    assert may_say(english, numerals(english, "en")[0]).issuperset(BELOW)
    english = "Not only over forty came."
    assert may_say(english, numerals(english, "en")[0]).isdisjoint(BELOW)
