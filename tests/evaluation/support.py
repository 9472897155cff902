"""Records, keys and damaged answers for the tests of the evaluation."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from llmx.article import Article
from llmx.evaluation.key import Key, KeyArticle
from llmx.record import line
from llmx.task import Task
from tests.builders import ARABIC, BUILT_IN, article, loaded, resealed, sealed

Json = dict[str, Any]

OTHER = ("عنوان", "قال مصدر عسكري إن الجيش سيطر على قرية الوادي يوم الاثنين.", "وأصيب خمسة جنود.")
SHA = "0" * 64


def find(name: str) -> Task | None:
    """The built-in tasks."""
    return loaded(name) if name in BUILT_IN else None


def event(n: int = 2, **changed: Any) -> Json:
    """An event of a key: the built-in schema's, with what is scored of it."""
    return {
        "sentences": [n],
        "sub_event_type": "Armed clash",
        "factuality": "claimed",
        "actor1": "a1",
        "actor2": None,
        "place": {"name_en": f"Town {n}", "name_src": f"بلدة {'ابجد'[n % 4] * 3}"},
        "when": {"text_src": "يوم الأحد", "start": "2017-11-19"},
        "counts": [{"what": "killed", "min": n, "max": n, "text_src": f"{n} قتلى"}],
        "territory": "changed_hands",
        "claimed_by": ["s1"],
    } | changed


def events(*found: Json) -> Json:
    """The part of an answer of `events` that a key has."""
    return {
        "actors": [
            {"id": "a1", "name_en": "army", "name_src": "الجيش"},
            {"id": "a2", "name_en": "ISIS", "name_src": "تنظيم داعش"},
        ],
        "sources": [{"id": "s1", "name_en": "a military source", "name_src": "مصدر عسكري"}],
        "events": list(found),
    }


def key_of(record: Json, *tasks: str, **more: Any) -> KeyArticle:
    """An entry of a key in which what a record answers is right."""
    answers = {name: record["answers"][name] for name in tasks}
    return KeyArticle(id=record["article"]["id"], answers=answers, **more)


def write_key(folder: Path, *entries: KeyArticle | Json, name: str = "key.json") -> Path:
    """A key's file."""
    file = folder / name
    given = [e.model_dump() if isinstance(e, KeyArticle) else e for e in entries]
    value = {"schema": "llmx.key/1", "articles": given}
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return file


def keyed(*entries: KeyArticle) -> tuple[Path, Key]:
    """A key as it is read, with the name of its file."""
    return Path("key.json"), Key(schema="llmx.key/1", articles=list(entries))


def write_export(folder: Path, *records: Json, name: str = "out.jsonl") -> Path:
    """An export's file."""
    file = folder / name
    file.write_text("".join(line(r) + "\n" for r in records), encoding="utf-8")
    return file


def two() -> tuple[Json, Json]:
    """Two records of different articles."""
    return sealed(article()), sealed(article(OTHER))


def changed(record: Json, change: Callable[[Json], object]) -> Json:
    """A record with its answers changed, sealed again."""
    other = copy.deepcopy(record)
    change(other["answers"])
    return resealed(other)


def made_by(record: Json, model: str, prompt: str = "1" * 64) -> Json:
    """A record as another model gives it, with another version of the prompts."""
    other = copy.deepcopy(record)
    for made in other["provenance"].values():
        made.update(model=model, prompt=prompt)
    return resealed(other)


def shown(sentences: Iterable[str] = ARABIC) -> Article:
    return article(tuple(sentences))
