"""Converting: a record at a time, stopped between two, and nothing left of what has failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from llmx.errors import Interrupted, UsageError
from llmx.export.converting import Conversion
from llmx.export.formats import FORMATS, Shape
from tests.builders import Json, loaded
from tests.export.tables import TASKS, record

TABLES = [suffix for suffix, format in FORMATS.items() if not format.records]


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_stop_leaves_the_output_before_as_it_was(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"out{suffix}"
    file.write_text("keep")
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    conversion = Conversion(file, loaded, TASKS, stopped=stopped)
    with pytest.raises(Interrupted):
        conversion.run([record()] * 10)
    assert len(asked) == 4
    assert (file.read_text(), _names(tmp_path)) == ("keep", [file.name])


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_the_records_raise_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    def records() -> Iterator[Json]:
        yield record()
        raise UsageError("the export does not hold, line 2")

    with pytest.raises(UsageError, match="line 2"):
        Conversion(tmp_path / f"out{suffix}", loaded, TASKS).run(records())
    assert _names(tmp_path) == []


@pytest.mark.parametrize("suffix", TABLES)
def test_records_are_taken_one_at_a_time(tmp_path: Path, suffix: str) -> None:
    """What comes of a record is not waited for by the next: none is kept."""
    drawn = 0

    def records() -> Iterator[Json]:
        nonlocal drawn
        for _ in range(20):
            drawn += 1
            yield record()

    asked: list[int] = []

    def stopped() -> bool:
        asked.append(drawn)
        return False

    done = Conversion(tmp_path / f"out{suffix}", loaded, TASKS, stopped=stopped).run(records())
    assert (done.records, asked) == (20, [*range(1, 21)])


def test_a_table_that_is_not_there_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    for shape in (Shape(table="nothing"), Shape(table="key_facts")):
        conversion = Conversion(tmp_path / "out.csv", loaded, ["events"], shape)
        with pytest.raises(UsageError, match="no table"):
            conversion.check()
    Conversion(tmp_path / "out.csv", loaded, ["brief"], Shape(table="key_facts")).check()
    for name, tasks in (("out.geojson", ["brief"]), ("out.plover.jsonl", ["translate"])):
        with pytest.raises(UsageError, match="no table"):
            Conversion(tmp_path / name, loaded, tasks).check()
