"""The tasks of a bundle: prompts and schemas as they were, and which of them may be run.

A schema is Python code, and a bundle may come from a stranger. One is run only where its bytes are
those of a schema that is installed here, or where the user says so; and then a copy of it in a
folder of its own, so that nothing that lies beside it (a `__pycache__`, for one) is run instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from llmx import resources, task
from llmx.custody.files import write_bytes
from llmx.custody.layout import PROMPTS, SCHEMAS
from llmx.errors import CustodyError
from llmx.task import Task

ADDITIONS = ("repair", "reduce", "json_object")  # prompts that requests beside a task's own take


def keep(tasks: Iterable[Task], folder: Path) -> None:
    """Copy the prompts and schemas of tasks into a bundle. Raises StorageError."""
    for used in tasks:
        for name, file in used.prompt_files(ADDITIONS).items():
            write_bytes(folder / PROMPTS / name, file.read_bytes())
        schema = used.schema_file
        write_bytes(folder / SCHEMAS / schema.name, schema.read_bytes())


def schemas_of(folder: Path) -> dict[str, bytes]:
    """The schemas of a bundle by file name, read once: what is judged is what is run."""
    return {file.name: file.read_bytes() for file in sorted((folder / SCHEMAS).glob("*.py"))}


def strange(schemas: Mapping[str, bytes], own: Sequence[Path] = ()) -> list[str]:
    """The schemas that are not, byte for byte, built in or in one of a user's own folders."""
    places = resources.search_path("schemas", own)
    known = {file.read_bytes() for place in places for file in sorted(place.glob("*.py"))}
    return [name for name, data in schemas.items() if data not in known]


@contextmanager
def opened(
    names: Sequence[str], folder: Path, schemas: Mapping[str, bytes]
) -> Iterator[list[Task]]:
    """The tasks of a bundle, from its own prompts and from these schemas, which are run.

    Raises TaskError for one that cannot be used, CustodyError for a file that is not there.
    """
    prompts = folder / PROMPTS
    if not prompts.is_dir():
        raise _missing(f"{PROMPTS}/")
    with TemporaryDirectory(prefix="llmx-") as made:
        copies = Path(made).resolve()
        for name, data in schemas.items():
            write_bytes(copies / name, data)
        tasks = [task.load(name, prompts=[prompts], schemas=[copies]) for name in names]
        for used in tasks:
            if used.schema_file.parent != copies:
                raise _missing(f"{SCHEMAS}/{used.schema_file.name}")
            for name, file in used.prompt_files(ADDITIONS).items():
                if not file.is_relative_to(prompts):
                    raise _missing(f"{PROMPTS}/{name}")
        yield tasks


def used_files(tasks: Iterable[Task]) -> set[str]:
    """The paths in a bundle of the prompts and schemas that its tasks use."""
    return {
        path
        for used in tasks
        for path in (
            *(f"{PROMPTS}/{name}" for name in used.prompt_files(ADDITIONS)),
            f"{SCHEMAS}/{used.schema_file.name}",
        )
    }


def _missing(name: str) -> CustodyError:
    error = CustodyError(f"the bundle lacks {name}")
    error.file = name
    return error
