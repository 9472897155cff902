"""What all tests have in common: built-in tasks and certificates that are read once, less garbage.

Commands in processes of their own, and the tests of loading, read everything themselves.
"""

from __future__ import annotations

import functools
import gc
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from llmx import resources, task
from llmx.task import Task


def pytest_configure() -> None:
    """Collect no garbage while tests are gathered: the more there are, the longer each round."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave what lives as long as the run, a million objects, out of every later round."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def one_tls_context() -> Iterator[None]:
    """Read the certificates once: it takes 30 ms a client, and no test here speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", functools.cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_load_of_a_task() -> Iterator[None]:
    """Load each built-in task once: of a command in this process it is the largest part."""
    load = task.load

    @functools.cache
    def once(name: str, *_built_in: Path) -> Task:
        return load(name)

    def loaded(name: str, *, prompts: Sequence[Path] = (), schemas: Sequence[Path] = ()) -> Task:
        if prompts or schemas:
            return load(name, prompts=prompts, schemas=schemas)
        return once(name, resources.builtin("prompts"), resources.builtin("schemas"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(task, "load", loaded)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for the secret of what is remembered, which lies outside of every store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
