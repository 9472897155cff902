"""Where the built-in prompts and schemas live, and in which folder a task's files are found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from llmx.errors import TaskError

Kind = Literal["prompts", "schemas"]

_PACKAGE = Path(__file__).resolve().parent
_SUFFIX: dict[Kind, str] = {"prompts": ".md", "schemas": ".py"}


def builtin(kind: Kind) -> Path:
    """The folder of the built-in files: in the wheel inside the package, else beside it."""
    packed = _PACKAGE / "_builtin" / kind
    return packed if packed.is_dir() else _PACKAGE.parent / kind


def search_path(kind: Kind, own: Sequence[Path] = ()) -> tuple[Path, ...]:
    """A user's folders first, the built-in one last. A folder that is missing is an error."""
    for folder in own:
        if not folder.is_dir():
            raise TaskError(
                f"no folder {str(folder)!r} for --{kind}",
                hint=f"give a folder of *{_SUFFIX[kind]}",
            )
    return (*own, builtin(kind))


def names(folders: Sequence[Path], kind: Kind) -> dict[str, Path]:
    """Task names with the file of each, the first folder winning; `_partials` are no tasks."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*" + _SUFFIX[kind])):
            if not file.name.startswith(("_", ".")):
                found.setdefault(file.stem, file)
    return found
