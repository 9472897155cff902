"""The rooms of llmx and who may enter: imports point down, and nothing works at import."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import llmx
from llmx import resources

PACKAGE = Path(llmx.__file__).resolve().parent

# DESIGN.md, section 3. A room is a module or a folder right under llmx/; "" is llmx itself,
# which holds the version and imports nothing.
FLOORS = {
    "": 0,
    "errors": 0,
    "log": 0,
    "text": 0,
    "article": 1,
    "document": 1,
    "fields": 1,
    "reading": 1,
    "resources": 1,
    "row": 1,
    "schema": 1,
    "settings": 1,
    "sheet": 1,
    "checks": 2,
    "gazetteer": 2,
    "glossary": 2,
    "model": 2,
    "task": 2,
    "answering": 3,
    "asking": 3,
    "checked": 3,
    "chunking": 3,
    "decisions": 3,
    "judging": 3,
    "merging": 3,
    "pipeline": 3,
    "record": 3,
    "reducing": 3,
    "repair": 3,
    "record_schema": 3,
    "session": 3,
    "stored": 3,
    "tables": 3,
    "validation": 3,
    "api": 4,
    "batch": 4,
    "bulk": 4,
    "custody": 4,
    "evaluation": 4,
    "export": 4,
    "incidents": 4,
    "report": 4,
    "sync": 4,
    "cli": 5,
    "__main__": 5,
}
ONLY_IN = {
    "aiohttp": {"llmx.model.client"},
    "openai": {"llmx.model.client"},
    "instructor": {"llmx.model.client"},
    "diskcache": {"llmx.model.answers"},
    "tenacity": {"llmx.model.retry"},
    "jinja2": {"llmx.task"},
    "rapidfuzz": {"llmx.incidents.comparing", "llmx.incidents.names"},
}
SPEAKS = {
    *("print", "exit", "quit", "sys.exit", "os._exit", "SystemExit"),
    *("sys.stdout.write", "sys.stderr.write", "input", "breakpoint"),
}
LIGHT = ("llmx", "llmx.cli.app", "llmx.session", "llmx.pipeline")
HEAVY = {"aiohttp", "openai", "instructor", "trafilatura", "genai_prices", "diskcache"}


@cache
def _modules() -> dict[str, ast.Module]:
    """Every module of llmx by its dotted name, parsed."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        if "_builtin" not in parts:
            name = ".".join(parts).removesuffix(".__init__")
            found[name] = ast.parse(file.read_text(encoding="utf-8"), str(file))
    return found


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that can run: what stands under `if TYPE_CHECKING:` is left out."""
    left = [tree]
    while left:
        node = left.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                left.extend(child.orelse)
            else:
                left.append(child)


@cache
def _imports(name: str) -> tuple[str, ...]:
    """The dotted names that a module imports, in functions too, relative ones resolved."""
    return tuple(_imported(name))


def _imported(name: str) -> Iterator[str]:
    is_package = (PACKAGE.parent / Path(*name.split(".")) / "__init__.py").exists()
    package = name if is_package else name.rpartition(".")[0]
    for node in _nodes(_modules()[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner in _modules() else base


def _room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def _own_imports() -> Iterator[tuple[str, str]]:
    for name in _modules():
        yield from ((name, other) for other in _imports(name) if other.split(".")[0] == "llmx")


def test_the_parser_sees_the_package() -> None:
    assert {"llmx", "llmx.task", "llmx.cli", "llmx.model.client"} <= set(_modules())
    assert ("llmx.task", "llmx.fields") in set(_own_imports())
    assert ("llmx.session", "llmx.model.client") in set(_own_imports())  # inside a function


def test_every_room_has_a_floor() -> None:
    assert {_room(name) for name in _modules()} <= set(FLOORS)


def test_imports_point_down() -> None:
    upward = [
        f"{name} imports {other}"
        for name, other in _own_imports()
        if FLOORS[_room(other)] > FLOORS[_room(name)]
    ]
    assert upward == []


def test_the_rooms_of_a_floor_import_each_other_one_way_only() -> None:
    graph: dict[str, set[str]] = {}
    for name, other in _own_imports():
        if _room(name) != _room(other):
            graph.setdefault(_room(name), set()).add(_room(other))
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError


def test_the_modules_of_a_room_import_each_other_one_way_only() -> None:
    graph: dict[str, set[str]] = {}
    for name, other in _own_imports():
        if name != other and not name.startswith(other + "."):
            graph.setdefault(name, set()).add(other)
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_imported_in_one_module(library: str) -> None:
    users = {n for n in _modules() if any(i.split(".")[0] == library for i in _imports(n))}
    assert users == ONLY_IN[library]


def test_nothing_imports_a_schema_by_name() -> None:
    folder = resources.builtin("schemas")
    names = {file.stem for file in folder.glob("*.py")}
    found = [
        f"{name} imports {other}"
        for name in _modules()
        for other in _imports(name)
        if other.split(".")[0] in {"schemas", "_builtin", *names} or "_builtin" in other
    ]
    assert found == []


def test_nothing_asks_which_task_it_has() -> None:
    names = {file.stem for file in resources.builtin("schemas").glob("*.py")}
    found: list[str] = []
    for module, tree in _modules().items():
        for node in _nodes(tree):
            if isinstance(node, ast.Compare | ast.match_case):
                said = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
                inner = node.pattern if isinstance(node, ast.match_case) else node
                if isinstance(inner, ast.AST) and said & names:
                    found.append(f"{module}: {ast.unparse(inner)}")
    assert found == []


def test_only_the_command_line_prints_and_exits() -> None:
    found: list[str] = []
    for module, tree in _modules().items():
        if _room(module) in ("cli", "__main__"):
            continue
        calls = [node for node in _nodes(tree) if isinstance(node, ast.Call)]
        found.extend(
            f"{module}: {ast.unparse(call)}" for call in calls if ast.unparse(call.func) in SPEAKS
        )
    assert found == []


def test_nothing_is_opened_or_read_from_the_environment_at_import() -> None:
    """No call at module level opens a file, reads the environment or builds a client."""
    forbidden = ("open", "read_text", "read_bytes", "getenv", "AsyncOpenAI", "Cache", "connect")
    found: list[str] = []
    for module, tree in _modules().items():
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            text = ast.unparse(statement)
            calls = [n for n in _nodes(statement) if isinstance(n, ast.Call)]
            if any(ast.unparse(c.func).split(".")[-1] in forbidden for c in calls):
                found.append(f"{module}: {text}")
            if "os.environ" in text:
                found.append(f"{module}: {text}")
    assert found == []


@pytest.mark.parametrize("module", LIGHT)
def test_an_import_loads_nothing_heavy(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"import {module}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE.parent,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [li for li in done.stderr.splitlines() if li.startswith("import time:")]
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in lines}
    assert "llmx" in loaded
    assert loaded & HEAVY == set()


def test_the_public_names_are_sorted_and_resolve() -> None:
    assert llmx.__all__ == sorted(llmx.__all__)
    assert [name for name in llmx.__all__ if getattr(llmx, name, None) is None] == []
    assert set(llmx.__all__) <= set(dir(llmx))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = llmx.nothing


def test_every_module_says_in_a_sentence_what_it_owns() -> None:
    found: list[str] = []
    for module, tree in _modules().items():
        first, *_ = (ast.get_docstring(tree) or "").splitlines() or [""]
        if not first.endswith((".", ":")) or len(first) > 100:
            found.append(f"{module}: {first!r}")
    assert found == []
