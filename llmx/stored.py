"""Records read back from an export, one at a time: what is not whole is named with its line."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from pydantic import ValidationError

from llmx import fields
from llmx.article import Article
from llmx.errors import UsageError
from llmx.record import SCHEMA, seal
from llmx.record_schema import Record

Json = dict[str, Any]

_FAMILY = SCHEMA.rpartition("/")[0] + "/"
_PARTS = {"article", "answers", "provenance"}
_LOOKED_AT = 100  # records, after which a file is what it is
_START = 200  # characters


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands where a record should, and is no JSON; `start` is how it begins."""

    why: str
    start: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record of an export as it is written there. `line` counts from 1."""

    line: int
    value: Json

    @property
    def article(self) -> Article:
        return Article.from_json(self.value["article"])


def records(file: Path) -> Iterator[Stored]:
    """Each record of an export, held against its shape and its seal as it is read.

    For what is made from an export (`validate` looks deeper, and goes on after a fault). Raises
    UsageError that names the line of the first record that is cut short, of another version, not
    of a record's shape, or changed after it was sealed, and where there is no export at all.
    """
    for line, value in values(file):
        if fault := _fault(value):
            raise UsageError(
                f"the export {str(file)!r} does not hold, line {line}: {fault}",
                hint="`llmx validate` names every fault; `llmx export` makes it anew",
            )
        yield Stored(line, value)


def values(file: Path) -> Generator[tuple[int, Any], None, None]:
    """Whatever stands in an export, with its line; what is no JSON stands as Broken.

    Raises UsageError for a file that is no export at all.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            if file.suffix.lower() == ".json":
                yield from _array(file, lines)
                return
            for number, line in enumerate(lines, 1):
                yield number, _value(line)
    except FileNotFoundError:
        raise UsageError(f"no export {str(file)!r}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the export {str(file)!r}: {error}") from error


def check_is_export(file: Path) -> None:
    """Refuse a file of something else: none of its first lines is a record, or was one once.

    Raises UsageError; for one that is empty, too, unless a run has left its manifest beside it.
    """
    with closing(values(file)) as found:
        first = [value for _, value in islice(found, _LOOKED_AT)]
    if not first and not file.with_name(file.name + ".run.json").is_file():
        raise UsageError(f"{str(file)!r} is no export of llmx: there is no record in it")
    if first and not any(map(_is_like_a_record, first)):
        raise UsageError(
            f"{str(file)!r} is no export of llmx: what it holds are no records",
            hint="`llmx export SOURCE… -o FILE.jsonl` makes one",
        )


def schema_faults(error: ValidationError, root: str) -> Iterator[tuple[str, str]]:
    """What a value of the wrong shape has wrong: pointers under `root`, and what is said."""
    for item in error.errors(include_url=False, include_input=False):
        yield root + fields.json_pointer(item["loc"]), item["msg"]


def _is_like_a_record(value: Any) -> bool:
    if isinstance(value, Broken):
        return f'"schema":"{_FAMILY}' in value.start.replace(" ", "")
    if not isinstance(value, Mapping):
        return False
    return str(value.get("schema")).startswith(_FAMILY) or value.keys() >= _PARTS


def _fault(value: Any) -> str | None:
    if isinstance(value, Broken):
        return value.why
    version = value.get("schema") if isinstance(value, Mapping) else None
    if version != SCHEMA:
        return f"the schema is {version!r}, this llmx reads {SCHEMA!r}"
    try:
        Record.model_validate(value)
    except ValidationError as error:
        path, said = next(schema_faults(error, ""))
        return f"{path or '/'}: {said}"
    try:
        sealed = seal(value) == value["seal"]
    except ValueError:
        return "it holds a number that is none (NaN or Infinity)"
    return None if sealed else "the record was changed after it was sealed"


def _array(file: Path, lines: TextIO) -> Iterator[tuple[int, Any]]:
    """The items of an array as `llmx export` writes one, a line each, else of any that is one."""
    if lines.readline() != "[\n":
        yield from enumerate(_whole(file), 2)  # the opening bracket is line 1
        return
    number, line = 1, "[\n"
    for number, line in enumerate(lines, 2):
        if line == "]\n":
            break
        value = _value(line.removesuffix(",\n") + "\n" if line.endswith(",\n") else line)
        if number == 2 and isinstance(value, Broken):  # spread over lines by somebody else
            yield from enumerate(_whole(file), 2)
            return
        yield number, value
    if line != "]\n" and line.endswith("\n"):
        yield number, Broken("the array is cut short: it has no closing bracket")


def _whole(file: Path) -> list[Any]:
    try:
        value = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the export {str(file)!r} is no JSON: {error}") from error
    if not isinstance(value, list):
        raise UsageError(f"the export {str(file)!r} is no array of records")
    return value


def _value(line: str) -> Any:
    if not line.endswith("\n"):
        return Broken("the last line is cut short: it has no newline", line[:_START])
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return Broken(f"no JSON: {error}", line[:_START])
