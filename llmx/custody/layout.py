"""The layout of a bundle: the names in it, and what its own files hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from llmx.errors import InputError
from llmx.reading import Entry, ReadingOptions
from llmx.reading.sources import Form

SCHEMA: Literal["llmx.bundle/1"] = "llmx.bundle/1"

README = "README.txt"
MANIFEST, DIGEST = "manifest.json", "manifest.sha256"
SETTINGS, SOURCES = "settings.json", "sources.jsonl"
ARTICLES, REQUESTS, ANSWERS = "articles.jsonl", "requests.jsonl", "answers.jsonl"
EXPORT, ERRORS = "export", "errors.jsonl"
GLOSSARY, PLACES = "glossary.csv", "places.csv"
ORIGINALS, TEXTS, PARTS = "originals", "texts", "parts"
PROMPTS, SCHEMAS = "prompts", "schemas"
RECORDS = (".json", ".jsonl")  # exports whose entries are the records as they are
BY_HASH = (ORIGINALS, TEXTS, PARTS)  # folders in which the name of a file is its SHA-256

_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
M = TypeVar("M", bound=BaseModel)


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FileEntry(_Closed):
    """One file of a bundle; `bytes` is its size."""

    sha256: _Hash
    bytes: int


class Manifest(_Closed):
    """manifest.json: the files of a bundle by their POSIX paths in it."""

    schema_name: Literal["llmx.bundle/1"] = Field(alias="schema")
    files: dict[str, FileEntry]


class ReadingEntry(_Closed):
    """How the sources were read (see `ReadingOptions`)."""

    encoding: str | None
    language: str | None
    published: str | None
    published_from: Literal["name", "mtime"] | None
    fields: dict[str, str]
    limit: int | None
    max_bytes: int

    def options(self) -> ReadingOptions:
        return ReadingOptions(**self.model_dump())


class RunSettings(_Closed):
    """settings.json: all that shaped the records besides originals, answers, prompts, schemas.

    `export` is the name of the export in the bundle, `gazetteer` its identity and what it was
    made from.
    """

    versions: dict[str, str]
    model: str
    tasks: list[str]
    repair: bool
    strict: bool
    export: str = Field(pattern=r"^export\.[a-z0-9]+$")
    reading: ReadingEntry
    gazetteer: dict[str, str] | None


class Refusal(_Closed):
    """Why nothing of an input could be read."""

    reason: str
    message: str


class SourceEntry(_Closed):
    """A line of sources.jsonl; `date` is what the input's name or time has given."""

    source: str
    form: Form
    date: str | None
    original: _Hash | None
    bytes: int | None
    refused: Refusal | None

    def entry(self, folder: Path) -> Entry:
        """The same input, to be read from the bundle in a folder."""
        if self.refused or self.original is None:
            said = self.refused or Refusal(reason="unreadable", message="it has no original")
            fault = InputError(said.message, reason=said.reason)
            return Entry("", self.source, self.form, fault)
        path = folder / ORIGINALS / self.original
        return Entry(str(path), self.source, self.form, date=self.date)


class ArticleLine(_Closed):
    """A line of articles.jsonl: an input, what it came to, and which requests that took."""

    id: str | None
    source: str
    line: int | None
    sha256: _Hash | None
    text_sha256: _Hash | None
    state: Literal["ok", "failed", "skipped"]
    requests: list[_Hash]


class RequestLine(_Closed):
    """A line of requests.jsonl; `system` and `schema` are names in parts/."""

    fingerprint: _Hash
    task: str
    model: str
    system: _Hash
    user: str
    sampling: dict[str, Any]
    schema_part: _Hash = Field(alias="schema")


def read_model(model: type[M], text: str | bytes) -> M:
    """A value of a bundle's own file. Raises ValueError, saying what is wrong in one line."""
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        item = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(str(part) for part in item["loc"])
        raise ValueError(f"{where}: {item['msg']}" if where else item["msg"]) from None


def lines_of(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers from 1; none where there is no file."""
    if file.is_file():
        with file.open("rb") as lines:
            yield from enumerate(lines, 1)


def entries_of(folder: Path) -> Iterator[Entry]:
    """The inputs of a bundle, to be read from it. Raises ValueError, naming the line."""
    for number, line in lines_of(folder / SOURCES):
        try:
            yield read_model(SourceEntry, line).entry(folder)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None


def digest_line(digest: str) -> bytes:
    """What stands in manifest.sha256."""
    return f"{digest}  {MANIFEST}\n".encode()


def spelled(value: Any) -> bytes:
    """A JSON file that people read too."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


READ_ME = """\
This folder is a bundle of llmx: an export of news articles, with all that it was made of.

  export.*         the export: one record an article, each statement tied to its sentences
  errors.jsonl     the inputs that have no record, if there are any
  sources.jsonl    the inputs in their order, with the names that they had
  originals/       the inputs, byte for byte as received; each file is named by its SHA-256
  texts/           the text that was read out of each, in UTF-8, named by its SHA-256
  articles.jsonl   one line a result: the hashes of the article, and the requests that it took
  requests.jsonl   the requests to the language model
  parts/           what many requests share: instructions and answer schemas
  answers.jsonl    the answers of the model
  prompts/         the files that the requests were made with; the files in schemas/ are
  schemas/         Python code: do not run them unless you trust who sent them
  settings.json    versions and settings of the run
  manifest.json    every file of this folder with its size and SHA-256
  manifest.sha256  the SHA-256 of manifest.json, and so of everything

To check it, with no network and no model:

  sha256sum -c manifest.sha256     is the manifest the one that was written?
  llmx verify FOLDER               is every file there and unchanged, and does the export follow,
                                   byte for byte, from the originals and the answers?

The fingerprint of a request is the SHA-256 of this JSON, with sorted keys, no white space and no
escapes: {"messages": [{"content": SYSTEM, "role": "system"}, {"content": USER, "role": "user"}],
"model": MODEL, "sampling": SAMPLING, "schema": SCHEMA}; SYSTEM and SCHEMA are in parts/.

What this cannot show: who made the bundle, when, and that a model gave these answers. Whoever
changes the answers and makes everything else anew has a bundle that holds, too. If that matters,
compare the SHA-256 in manifest.sha256 with one that you have got in another way, or check a
signature of that file: `gpg --detach-sign -o BUNDLE.sig manifest.sha256` makes one, to be kept
beside the folder, not in it.
"""
