"""Translations: sums over articles come to what sacrebleu says of the whole corpus."""

from __future__ import annotations

import sacrebleu

from llmx.evaluation import translations
from llmx.evaluation.shape import Numbered

NUMBERED = Numbered("sentences", "n", "en")
PAIRS = {
    "a": [("The army took the town.", "The army captured the town."), ("Three died.", "3 died.")],
    "b": [("A source said so on Sunday.", "On Sunday a source said so."), ("", "No comment.")],
}


def test_the_sums_are_what_sacrebleu_says() -> None:
    chrf, bleu = translations.measures("translate", PAIRS)
    answered, wanted = zip(*(pair for pairs in PAIRS.values() for pair in pairs), strict=True)
    assert chrf.value == sacrebleu.corpus_chrf(answered, [wanted], word_order=2).score
    assert bleu.value == sacrebleu.corpus_bleu(answered, [wanted]).score
    assert chrf.name == "translate.chrf"
    assert chrf.signature is not None
    assert chrf.signature.startswith("nrefs:1|case:mixed|eff:yes|nc:6|nw:2")
    assert "tok:13a" in (bleu.signature or "")


def test_a_perfect_translation() -> None:
    same = {"a": [(wanted, wanted) for _, wanted in PAIRS["a"] + PAIRS["b"]]}
    for measure in translations.measures("translate", same):
        assert measure.value is not None
        assert round(measure.value, 6) == 100


def test_an_article_without_references_is_left_out() -> None:
    chrf, _ = translations.measures("translate", {"a": PAIRS["a"], "b": []})
    assert set(chrf.counts) == {"a"}
    assert translations.measures("translate", {"a": []}) == []


def test_segments_go_by_number() -> None:
    key = {"sentences": [{"n": 2, "en": "Two."}, {"n": 3, "en": "Three."}, {"n": 1}]}
    answer = {"sentences": [{"n": 1, "en": "one"}, {"n": 2, "en": "two"}]}
    assert list(translations.segments(NUMBERED, key, answer)) == [("two", "Two."), ("", "Three.")]
    assert list(translations.segments(None, key, answer)) == []
    assert translations.whole(NUMBERED, answer) == "one two"
    assert translations.whole(None, answer) == ""
