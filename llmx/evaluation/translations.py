"""Translations: chrF++ and BLEU against reference translations, by sacrebleu (llmx[eval])."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from llmx.evaluation.measures import Counts, Measure
from llmx.evaluation.shape import Numbered

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

Json = Mapping[str, Any]
Segment = tuple[str, str]
"""What was answered, and the reference."""

EXTRA = "chrF++ and BLEU need sacrebleu: pip install 'llmx[eval]'"


def available() -> bool:
    """Whether sacrebleu is installed."""
    return find_spec("sacrebleu") is not None


def segments(numbered: Numbered | None, key: Json, answer: Json) -> Iterator[Segment]:
    """The sentences that the key has a reference of, with what the answer has for them."""
    if numbered is None:
        return
    english = {s[numbered.number]: s[numbered.text] for s in answer.get(numbered.field) or []}
    for sentence in key.get(numbered.field) or []:
        if sentence.get(numbered.text):
            yield english.get(sentence.get(numbered.number), ""), sentence[numbered.text]


def whole(numbered: Numbered | None, answer: Json) -> str:
    """The whole text of a translation, a sentence after the other."""
    sentences = answer.get(numbered.field) or [] if numbered else []
    return " ".join(s[numbered.text] for s in sentences if numbered)


def measures(task: str, articles: Mapping[str, Sequence[Segment]]) -> list[Measure]:
    """chrF++ and BLEU (0 to 100) over all segments of all articles, with their signatures."""
    found = []
    for name, metric in (("chrf", _chrf()), ("bleu", _bleu())):
        counts = {ident: _counts(metric, pairs) for ident, pairs in articles.items() if pairs}
        if counts:
            score = partial(_score, metric)
            signature = str(metric.get_signature())
            found.append(Measure(f"{task}.{name}", "higher", score, counts, signature))
    return found


@cache
def _chrf() -> Metric:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(word_order=2)


@cache
def _bleu() -> Metric:
    from sacrebleu.metrics.bleu import BLEU

    return BLEU()


def _counts(metric: Metric, pairs: Sequence[Segment]) -> Counts:
    """What sacrebleu counts in the segments of one article, so that articles can be drawn anew.

    Its public face scores a corpus only from the start, which a thousand draws cannot afford; a
    test holds the sums against that face.
    """
    answered, wanted = zip(*pairs, strict=True)
    rows = metric._extract_corpus_statistics(answered, [wanted])
    return tuple(map(sum, zip(*rows, strict=True)))


def _score(metric: Metric, counts: Sequence[float]) -> float | None:
    if not counts:
        return None
    return float(metric._compute_score_from_stats(list(counts)).score)
