"""Small articles, answers and records for the tests; every text here was written for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings

from llmx import checks, record, task
from llmx.article import Article, Sentence, id_of, text_hash
from llmx.checks import Finding, Material
from llmx.model.usage import Usage
from llmx.pipeline import Outcome
from llmx.task import Task

Json = dict[str, Any]

BUILT_IN = ("brief", "events", "translate")
ARABIC = (
    "اشتباكات قرب بلدة النخيل",
    "قال مصدر عسكري إن الجيش سيطر على بلدة النخيل يوم الأحد.",
    "وقُتل ثلاثة مقاتلين على الأقل، وفق المصدر نفسه.",
    "ولم يصدر تعليق من الطرف الآخر.",
)
ENGLISH = (
    "Clashes near the town of al-Nakhil",
    "A military source said the army took control of the town of al-Nakhil on Sunday.",
    "At least three fighters were killed, according to the same source.",
    "No comment was issued by the other side.",
)
PERSIAN = (
    "درگیری در نزدیکی روستای سبزدشت",
    "نیروهای دولتی می‌گویند روستا را باز پس گرفته‌اند.",
    "دست‌کم ۱۲ نفر زخمی شدند.",
)

_COUNTED = "ثلاثة مقاتلين على الأقل"
_COUNT: Json = {
    "what": "killed",
    "who": "unknown",
    "item_en": None,
    "min": 3,
    "max": None,
    "text_src": _COUNTED,
    "claimed_by": ["s1"],
}

steady = settings(derandomize=True, deadline=None, database=None, max_examples=60)
"""Hypothesis without chance and clocks: the same examples on every run."""


def article(
    sentences: Sequence[str] = ARABIC,
    *,
    boilerplate: str | None = None,
    titled: bool = True,
    separator: str = "\n\n",
    **changes: Any,
) -> Article:
    """An article of these sentences, the first marked as its title, one to a paragraph."""
    text, spans = "", []
    for n, sentence in enumerate(sentences, 1):
        text += separator if text else ""
        start = len(text)
        text += sentence
        spans.append(Sentence(n, start, len(text), sentence, title=titled and n == 1))
    if boilerplate:
        start = len(text) + 1
        text += "\n" + boilerplate
        spans.append(Sentence(None, start, len(text), boilerplate, boilerplate=True))
    values: Json = {
        "id": id_of(text),
        "source": "news/one.txt",
        "sha256": text_hash(text),
        "text": text,
        "sentences": tuple(spans),
        "encoding": "utf-8",
        "language": "ar",
        "title": sentences[0] if titled and sentences else None,
        "published": "2017-11-19",
    }
    return Article(**(values | changes))


def answer(name: str, shown: Article) -> Json:
    """A valid answer of a built-in task to an article with at least two content sentences."""
    return {"brief": _brief, "events": _events, "translate": _translate}[name](shown)


@cache
def loaded(name: str) -> Task:
    """A built-in task, loaded once."""
    return task.load(name)


def outcome(shown: Article, names: Sequence[str] = ("brief",)) -> Outcome:
    """What the pipeline gives for an article, without a model."""
    tasks = [loaded(name) for name in names]
    answers = {t.name: t.answer.model_validate(answer(t.name, shown)) for t in tasks}
    provenance = {t.name: _provenance(t, shown) for t in tasks}
    material = Material(shown, answers)
    findings, derived = checks.run(material), checks.derive(material)
    built = record.build(shown, answers, provenance, [f.as_json() for f in findings], derived)
    return Outcome(shown, built, answers, Usage(), len(tasks), findings)


def sealed(shown: Article, names: Sequence[str] = BUILT_IN) -> Json:
    """A valid record."""
    return outcome(shown, names).record


def resealed(value: Mapping[str, Any]) -> Json:
    """A record with the seal that belongs to what it now holds."""
    return {**value, "seal": record.seal(value)}


def raised(found: Iterable[Finding]) -> list[Finding]:
    """The findings of a check by itself, without what only another answer could bring up."""
    return [f for f in found if f.doubt is None or f.doubt.stands != "only if denied"]


def write_task(folder: Path, name: str, *, user: str, schema: str, **parts: str) -> None:
    """A prompt and a schema in `folder`; `parts` may hold `system` and `header`."""
    folder.mkdir(parents=True, exist_ok=True)
    header = parts.get("header", "description: A task of a test.")
    system = parts.get("system", "Answer.")
    (folder / f"{name}.md").write_text(
        f"---\n{header}\n---\n"
        f"{{% block system %}}{system}{{% endblock %}}\n{{% block user %}}{user}{{% endblock %}}\n",
        encoding="utf-8",
    )
    (folder / f"{name}.py").write_text(schema, encoding="utf-8")


def _provenance(used: Task, shown: Article) -> Json:
    return {
        "fingerprint": used.request(shown, model="m").fingerprint,
        "model": "m",
        "prompt": used.prompt_sha256,
        "schema": used.schema_sha256,
        "usage": {"input_tokens": 10, "output_tokens": 5},
        "glossary": [],
        "chunks": [],
        "repair": None,
        "repaired": [],
    }


def _translate(shown: Article) -> Json:
    known = dict(zip(ARABIC, ENGLISH, strict=True))
    return {
        "title_en": None,
        "sentences": [{"n": s.n, "en": _english(s.text, known)} for s in shown.content],
    }


def _english(text: str, known: Mapping[str, str]) -> str:
    """The English of a known sentence, else something as long, with the same figures in digits."""
    if text in known:
        return known[text]
    figures = " ".join(re.findall(r"\d+", text))
    words = ("It is said here " * (1 + len(text) // 16))[: max(12, len(text))].strip()
    return f"{words} {figures}".strip() + "."


def _brief(shown: Article) -> Json:
    return {
        "headline": {"sentences": [2], "text": "Army says it took al-Nakhil"},
        "summary": [
            {"sentences": [1, 2], "text": "A military source said the army took al-Nakhil."}
        ],
        "key_facts": [
            {
                "sentences": [2],
                "fact": "the army took al-Nakhil",
                "attributed_to": "a military source",
            }
        ],
        "other_theatres": [],
        "loaded_language": [{"term_src": "سيطر", "neutral_en": "took"}],
        "uncertainties": [{"sentences": _uncertain(shown), "text": "A single source."}],
        "outlet_stance": {
            "leans_toward": "the army",
            "distances_from": None,
            "signals_src": ["سيطر"],
        },
        "dateline": {"publication_date": shown.published, "period_src": ["يوم الأحد"]},
    }


def _uncertain(shown: Article) -> list[int]:
    """What the brief says of the sentence with the figure, and of the last one."""
    return [2, 3, 4] if _COUNTED in shown.text and len(shown.content) == 4 else [2]


def _events(shown: Article) -> Json:
    return {
        "actors": [
            {
                "id": "a1",
                "name_en": "army",
                "name_src": "الجيش",
                "kind": "State forces",
                "country": None,
            }
        ],
        "sources": [
            {
                "id": "s1",
                "name_en": "a military source",
                "name_src": "مصدر عسكري",
                "type": "military",
                "side": "a1",
            }
        ],
        "events": [
            {
                "sentences": [2, 3] if _COUNTED in shown.text else [2],
                "summary_en": "The army took al-Nakhil, a military source said.",
                "sub_event_type": "Government regains territory",
                "plover_event": "ASSAULT",
                "factuality": "claimed",
                "status": "completed",
                "actor1": "a1",
                "actor2": None,
                "with1": [],
                "with2": ["a1"],
                "place": {
                    "name_en": "al-Nakhil",
                    "name_src": "النخيل",
                    "kind": "town_or_village",
                    "admin1": None,
                    "country": None,
                    "other_places_src": [],
                },
                "when": {
                    "text_src": "يوم الأحد",
                    "start": "2017-11-19",
                    "end": None,
                    "basis": "relative",
                    "aggregate": False,
                },
                "counts": [dict(_COUNT)] if _COUNTED in shown.text else [],
                "territory": "changed_hands",
                "civilian_targeting": False,
                "claimed_by": ["s1"],
                "attribution": "reported",
            }
        ],
    }
