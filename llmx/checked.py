"""What the checks find in the answers to an article, and what is derived from these, done once.

Both are functions of the article, the answers, the glossary, the gazetteer and the code, and of
nothing else: what they gave is remembered under a digest of all of that, and whoever comes with
the same again need not import a check. `validate` and `verify` do not come here: they look anew.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pydantic

from llmx import __version__, resources
from llmx.article import Article, text_hash
from llmx.checks.finding import Finding, Severity
from llmx.model.memo import Memo
from llmx.task import GlossaryTerm, Task
from llmx.text.canonical import digest

if TYPE_CHECKING:
    from pydantic import BaseModel

    from llmx.gazetteer import Gazetteer

Json = dict[str, Any]

ROOMS = (
    *("article", "checked", "checks", "document", "errors", "fields", "gazetteer"),
    *("resources", "row", "schema", "sheet", "task", "text"),
)
"""The rooms of llmx whose code can make a difference to what is found, or how it is kept."""

LIBRARIES = ("hijridate", "jalali_core", "jdatetime")
"""Packages of others whose tables decide which day a date is; of pydantic the version is enough."""

_PACKAGE = Path(__file__).resolve().parent
_KNOWN = {
    *("__future__", "abc", "annotated_types", "bisect", "collections", "dataclasses", "datetime"),
    *("decimal", "enum", "fractions", "functools", "itertools", "math", "numbers", "operator"),
    *("pydantic", "re", "string", "types", "typing", "typing_extensions", "unicodedata"),
}
"""What gives the same wherever and whenever: no file, no clock, nothing of the environment."""
_WORLD = {
    *("__builtins__", "__file__", "__import__", "__loader__", "__spec__", "astimezone", "eval"),
    *("exec", "fromtimestamp", "now", "open", "read_bytes", "read_text", "today", "utcnow"),
}
"""Names by which code could learn of these all the same."""
_UNSEEN: Json = {
    **{"id": "", "source": "", "sha256": "", "encoding": ""},
    **{"url": None, "meta": {}, "line": None},
}
"""What no check is shown of an article: where it comes from makes no difference to a finding."""


@dataclass(frozen=True, slots=True)
class Case:
    """An article with its answers by task, and the JSON text that each answer was made from."""

    article: Article
    answers: Mapping[str, BaseModel]
    texts: Mapping[str, str]
    glossary: Sequence[GlossaryTerm] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings in the order of the checks, and the `derived` object of a record.

    `undated` are the times of the answers that have no day for want of a date of publication.
    """

    findings: list[Finding]
    derived: Json
    undated: int = 0

    def as_text(self) -> str:
        found = [finding.as_json() for finding in self.findings]
        value = {"findings": found, "derived": self.derived, "undated": self.undated}
        return json.dumps(value, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Checked | None:
        """What `as_text` made a text of; None of another text."""
        try:
            value = json.loads(text)
            findings = [_finding(**found) for found in value["findings"]]
            derived, undated = value["derived"], int(value["undated"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        kept = isinstance(derived, dict) and derived.keys() == {"dates", "places", "gazetteer"}
        return cls(findings, derived, undated) if kept else None


@dataclass(frozen=True)
class Checking:
    """The checks of a run's tasks, with what they gave before where there is a memo."""

    tasks: Sequence[Task]
    gazetteer: Gazetteer | None = None
    memo: Memo | None = None

    def __post_init__(self) -> None:
        if self.memo:  # what is edited while answers are waited for is not what was loaded
            _ = self._basis

    def check(self, case: Case, *, located: bool = True) -> Checked:
        """What is found in these answers, remembered or worked out; `located` with a gazetteer."""
        gazetteer = self.gazetteer if located else None
        if self.memo is None or self._basis is None:
            return _worked_out(case, gazetteer)
        key = _key(case, [self._basis, self._places if gazetteer else None])
        text = self.memo.get(key)
        found = Checked.from_text(text) if text else None
        if found is None:
            found = _worked_out(case, gazetteer)
            if _is_as_loaded():
                self.memo.put(key, found.as_text())
        return found

    @cached_property
    def _places(self) -> list[str | int]:
        """What tells a gazetteer from another, one that was written to by hand included."""
        assert self.gazetteer is not None  # noqa: S101
        status = self.gazetteer.file.stat()
        return [self.gazetteer.identity, status.st_size, status.st_mtime_ns]

    @cached_property
    def _basis(self) -> str | None:
        """The digest of all code behind the findings; None where that is not all known."""
        own, schemas = code(), [schema_code(task.schema_file) for task in self.tasks]
        if own is None or None in schemas:
            return None
        names = [task.name for task in self.tasks]
        python = [*sys.version_info[:3], unicodedata.unidata_version]
        return digest([__version__, own, pydantic.VERSION, *python, names, schemas])


@cache
def code() -> str | None:
    """The digest of the source of `ROOMS`, as it was when this process first asked for it."""
    return _code_now()


def schema_code(file: Path) -> str | None:
    """The digest of the source of a schema; None of one whose code is not known in full.

    A built-in one is known with all that lies beside it. A user's own is, if it is made of llmx,
    pydantic and those parts of Python that give the same anywhere.
    """
    content = file.read_bytes()
    beside = ""
    if file.parent == resources.builtin("schemas"):
        beside = _beside(file.parent)
    elif not _gives_the_same(content):
        return None
    return hashlib.sha256(content + beside.encode()).hexdigest()


@cache
def _beside(folder: Path) -> str:
    """The digest of all files of a folder, as they were when this process first asked for it."""
    return _digest_of(f for f in sorted(folder.iterdir()) if f.is_file())


def _code_now() -> str | None:
    files = [file for room in ROOMS for file in _sources(_PACKAGE / room)]
    if len(files) < len(ROOMS):
        return None
    return _digest_of([*files, *(file for name in LIBRARIES for file in _library(name))])


@cache
def _is_as_loaded() -> bool:
    """Whether the code that was just run is that of `code`, and not edited in between."""
    return _code_now() == code()


def _sources(room: Path) -> Iterator[Path]:
    if room.is_dir():
        yield from sorted(room.rglob("*.py"))
    elif (file := room.with_suffix(".py")).exists():
        yield file


def _library(name: str) -> Iterator[Path]:
    """The source of an installed package, which is not imported for that."""
    spec = find_spec(name)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from _sources(Path(folder))


def _digest_of(files: Iterator[Path] | Sequence[Path]) -> str:
    """The digest of files with their names; each is told from the next by its length."""
    state = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        state.update(f"{file.name} {len(content)}\n".encode())
        state.update(content)
    return state.hexdigest()


def _gives_the_same(source: bytes) -> bool:
    """Whether a module imports only what is known, and uses no name of `_WORLD`, attributes too."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names) if not all(_is_known(alias.name) for alias in names):
                return False
            case ast.ImportFrom() if not _is_known("." * node.level + (node.module or "")):
                return False
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _WORLD:
                return False
    return True


def _is_known(name: str) -> bool:
    root, _, rest = name.partition(".")
    return rest.partition(".")[0] in ROOMS if root == "llmx" else root in _KNOWN


def _key(case: Case, basis: Sequence[Any]) -> str:
    """The digest of everything that the checks can see; `basis` is the same for all articles."""
    article = case.article
    sentences = [[s.n, s.start, s.end, s.title, s.boilerplate] for s in article.sentences]
    return digest(
        [
            *basis,
            [article.text_sha256, sentences],  # which are slices of the text
            [article.language, article.title, article.outside_title, article.published],
            [[name, text_hash(case.texts[name])] for name in case.answers],
            [[term.source, term.english] for term in case.glossary],
        ]
    )


def _worked_out(case: Case, gazetteer: Gazetteer | None) -> Checked:
    from llmx import checks  # what is remembered needs none of them

    article = replace(case.article, **_UNSEEN)
    material = checks.Material(article, case.answers, case.glossary, gazetteer)
    return Checked(checks.run(material), checks.derive(material), checks.undated(material))


def _finding(check: str, severity: str, path: str, message: str, sentences: list[int]) -> Finding:
    """A finding of its JSON. Raises TypeError and ValueError for what is none."""
    if severity not in get_args(Severity):
        raise ValueError(severity)
    if not all(isinstance(said, str) for said in (check, path, message)):
        raise TypeError("a finding is told in text")
    return Finding(check, severity, path, message, tuple(map(int, sentences)))  # type: ignore[arg-type]
