"""`gazetteer`: built, described and asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from llmx.cli import gazetteer
from llmx.cli.outcome import guarded
from llmx.errors import UsageError
from llmx.gazetteer import sources
from llmx.gazetteer.sources import Source
from tests.gazetteer.places import SOURCE, gazetteer_file

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: object) -> tuple[int, str, str]:
        code = guarded(get_command(gazetteer.app), [str(a) for a in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "a bug in llmx" not in err
        return code, out, err

    return called


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], int]]:
    """What the packages are asked for; the tests have a source of their own."""
    calls: list[tuple[tuple[str, ...], int]] = []

    def installed(countries: tuple[str, ...], *, min_population: int) -> Source:
        calls.append((countries, min_population))
        return SOURCE

    monkeypatch.setattr(sources, "installed", installed)
    return calls


def test_built_described_and_asked(
    run: Run, home: Path, asked: list[tuple[tuple[str, ...], int]]
) -> None:
    code, out, err = run("build")
    assert (code, out) == (0, "")
    assert "12 towns written to " in err
    assert str(home.parent / "home") in err
    assert asked == [(sources.DEFAULT_COUNTRIES, 500)]
    value = json.loads(run("info", "--json")[1])
    assert (value["town"], value["country"], value["intact"]) == (12, 4, True)
    assert value["made"] == "for the tests"
    assert "CC BY 4.0" in value["attribution"]
    assert value["sha256"] in run("info")[1]
    code, out, err = run("find", "رقه")
    assert (code, err) == (0, "")
    assert [line.split()[-1] for line in out.splitlines()]
    assert "Ar Raqqah  Raqqa, SY  town" in out
    assert run("build")[0] == 0  # again: the default place is its own to replace


def test_a_file_and_countries_of_choice(
    run: Run, home: Path, asked: list[tuple[tuple[str, ...], int]]
) -> None:
    options = ("--country", "SY", "--country", "iq", "--min-population", "5000")
    assert run("build", "-o", "own.sqlite3", *options)[0] == 0
    assert asked == [(("SY", "iq"), 5000)]
    assert [f.name for f in home.iterdir()] == ["own.sqlite3"]
    code, _, err = run("build", "-o", "own.sqlite3")
    assert code == 2
    assert "--force" in err
    assert run("build", "-o", "own.sqlite3", "--force")[0] == 0
    found = json.loads(
        run("find", "الرقة", "--country", "ae", "--gazetteer", "own.sqlite3", "--json")[1]
    )
    assert [(row["name"], row["exact"]) for row in found] == [("Raqqah", True)]


def test_a_name_that_only_looks_alike(run: Run, home: Path) -> None:
    file = gazetteer_file(home)
    code, out, err = run("find", "Tell Rifaat", "--gazetteer", file)
    assert code == 1
    assert out.startswith("~ Tall Rif‘at  Aleppo, SY  town")
    (line,) = err.splitlines()
    assert line.startswith(
        "llmx: gazetteer: no place 'Tell Rifaat': it has the towns of 4 countries"
    )
    assert "(AE IQ SY YE); more: `llmx gazetteer build --country default --country XX`" in line
    assert "--places FILE.csv" in line


def test_which_countries_it_covers_is_said(
    run: Run, asked: list[tuple[tuple[str, ...], int]]
) -> None:
    assert " ".join(sources.DEFAULT_COUNTRIES) in " ".join(run("build", "--help")[1].split())
    assert len(sources.DEFAULT_COUNTRIES) == 27
    assert run("build", "--country", "default", "--country", "UA", "--country", "SY")[0] == 0
    assert asked == [((*sources.DEFAULT_COUNTRIES, "UA"), 500)]
    code, _, err = run("info")
    assert (code, "towns of 4 countries (AE IQ SY YE); more: " in err) == (0, True)
    assert run("info", "--json")[2] == ""


def test_none_was_built(run: Run) -> None:
    for arguments in (("info",), ("find", "x")):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert "llmx gazetteer build makes it" in err


def test_the_packages_are_not_there(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(sources, "import_module", missing)
    code, out, err = run("build")
    assert (code, out) == (2, "")
    assert err == "llmx: error: llmx[geo] is needed (pip install 'llmx[geo]')\n"
    with pytest.raises(UsageError):
        sources.installed()
    assert not (home.parent / "home").exists()
