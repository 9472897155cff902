"""Verifying a bundle: what was changed is named, and nothing of a stranger's is run."""

from __future__ import annotations

import importlib.util
import json
import os
import py_compile
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from llmx.custody import verifying
from llmx.custody.differing import Fault, different_export
from llmx.custody.verifying import Report, Trust, verify
from llmx.errors import UsageError
from llmx.record import seal
from llmx.task import load
from llmx.validation import validate
from tests.custody.support import World, content, forge, lines, plain, rich, write_lines

Json = dict[str, Any]


def _exported(world: World) -> World:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        world.export()
    return world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A bundle with everything in it."""
    return _exported(rich(tmp_path_factory.mktemp("made")))


@pytest.fixture
def bundle(made: World, tmp_path: Path) -> Path:
    """The same, elsewhere, to do something to."""
    return shutil.copytree(made.bundle, tmp_path / "moved")


@pytest.fixture(scope="module")
def briefs(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A bundle of three briefs."""
    return _exported(plain(tmp_path_factory.mktemp("briefs")))


@pytest.fixture
def small(briefs: World, tmp_path: Path) -> Path:
    """The same, elsewhere, to do something to."""
    return shutil.copytree(briefs.bundle, tmp_path / "small" / "bundle")


def held(bundle: Path, made: World | None = None, **trust: Any) -> Report:
    if made:
        trust.setdefault("gazetteer", made.more["gazetteer"])
    return verify(bundle, Trust(**trust))


ENDS = {"\x85": b"\\u0085", "\u2028": b"\\u2028", "\u2029": b"\\u2029"}


@pytest.fixture
def ended(tmp_path: Path) -> Path:
    """A bundle of texts with everything in them that ends a line for some reader."""
    world = plain(tmp_path / "ended")
    for file in (world.folder / "in").iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(text + "".join(f"{end}سطر آخر." for end in ENDS), encoding="utf-8")
    world.export()
    return world.bundle


@pytest.mark.parametrize(
    "name", ["export.jsonl", "articles.jsonl", "requests.jsonl", "answers.jsonl"]
)
def test_no_line_of_a_bundle_ends_within_itself(ended: Path, name: str) -> None:
    text = (ended / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) == text.count("\n") == 3
    assert held(ended).faults == []


def test_lines_that_are_spelled_as_they_were_before_hold(ended: Path) -> None:
    for file in ended.glob("*.jsonl"):
        before = data = file.read_bytes()
        for end, now in ENDS.items():
            data = data.replace(now, end.encode())
        file.write_bytes(data)
        assert (data != before) == (file.name == "export.jsonl")
    forge(ended)
    assert held(ended).faults == []
    export = ended / "export.jsonl"
    assert validate(export, find_task=load).faults == []
    export.write_bytes(export.read_bytes().replace("\u2028".encode(), "\u2029".encode(), 1))
    forge(ended)
    assert files(held(ended)) == ["export.jsonl"]


def files(report: Report) -> list[str]:
    return [fault.file for fault in report.faults]


def named(bundle: Path, pattern: str) -> Path:
    """The first file of a pattern that has something in it."""
    return next(f for f in sorted(bundle.glob(pattern)) if f.stat().st_size)


def test_a_bundle_that_was_moved_holds(bundle: Path, made: World) -> None:
    before = content(bundle)
    report = held(bundle, made)
    assert (report.faults, report.unproven, report.versions) == ([], [], {})
    assert (report.records, report.told) == (6, 1)
    assert report.manifest == sha256((bundle / "manifest.json").read_bytes()).hexdigest()
    assert content(bundle) == before


# --- by itself -----------------------------------------------------------------------------------

KINDS = (
    *("README.txt", "settings.json", "sources.jsonl", "articles.jsonl", "requests.jsonl"),
    *("answers.jsonl", "errors.jsonl", "export.jsonl", "glossary.csv", "places.csv"),
    *("originals/*", "texts/*", "parts/*", "prompts/brief.md", "prompts/_article.md"),
    *("schemas/brief.py", "manifest.json", "manifest.sha256"),
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_a_changed_byte_is_caught_and_named(
    small: Path, made: World, kind: str, where: float
) -> None:
    if not list(small.glob(kind)):
        small = shutil.copytree(made.bundle, small.with_name("copy"))
    file = named(small, kind)
    data = bytearray(file.read_bytes())
    at = int((len(data) - 1) * where)
    data[at] ^= 0x01
    file.write_bytes(data)
    report = held(small)
    first = report.faults[0]
    name = file.relative_to(small).as_posix()
    assert first.file == ("manifest.json" if kind.startswith("manifest") else name)
    assert "was changed" in first.message
    if kind == "manifest.sha256":
        assert kind in first.message


@pytest.mark.parametrize("kind", KINDS)
def test_a_removed_file_is_caught_and_named(small: Path, made: World, kind: str) -> None:
    if not list(small.glob(kind)):
        small = shutil.copytree(made.bundle, small.with_name("copy"))
    file = named(small, kind)
    file.unlink()
    report = held(small)
    name = file.relative_to(small).as_posix()
    assert Fault(name, "is missing") in report.faults


@pytest.mark.parametrize("name", ["extra.txt", "schemas/other.py", "originals/x", "deep/er/x"])
def test_an_extra_file_is_caught_and_named(small: Path, name: str) -> None:
    (small / name).parent.mkdir(parents=True, exist_ok=True)
    (small / name).write_text("x = 1\n", encoding="utf-8")
    assert Fault(name, "is not in manifest.json") in held(small, run_schemas=True).faults
    forge_manifest_only(small)
    assert name in files(held(small, run_schemas=True))


def forge_manifest_only(bundle: Path) -> None:
    """Hashes anew without new names."""
    manifest = bundle / "manifest.json"
    value = json.loads(manifest.read_text(encoding="utf-8"))
    found = {n: d for n, d in content(bundle).items() if not n.startswith("manifest.")}
    value["files"] = {
        n: {"sha256": sha256(d).hexdigest(), "bytes": len(d)} for n, d in sorted(found.items())
    }
    data = json.dumps(value).encode()
    manifest.write_bytes(data)
    digest = f"{sha256(data).hexdigest()}  manifest.json\n"
    (bundle / "manifest.sha256").write_text(digest, encoding="utf-8")


@pytest.mark.parametrize("folder", ["originals", "texts"])
def test_swapped_files_are_caught_even_with_new_hashes(small: Path, folder: str) -> None:
    one, other, *_ = sorted((small / folder).iterdir())
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    assert {f"{folder}/{one.name}", f"{folder}/{other.name}"} <= set(files(held(small)))
    forge_manifest_only(small)
    report = held(small)
    assert f"{folder}/{one.name}" in files(report)
    assert "is not what its name says" in report.faults[0].message


# --- by a forger, who makes all hashes anew ------------------------------------------------------


def _answer(bundle: Path) -> None:
    found = lines(bundle / "answers.jsonl")
    found[0]["answer"]["headline"]["text"] = "Army says it lost al-Nakhil"
    write_lines(bundle / "answers.jsonl", found)


def _usage(bundle: Path) -> None:
    found = lines(bundle / "answers.jsonl")
    found[0]["usage"]["input_tokens"] = 1
    write_lines(bundle / "answers.jsonl", found)


def _record(bundle: Path) -> None:
    found = lines(bundle / "export.jsonl")
    found[1]["answers"]["brief"]["headline"]["text"] = "Nothing happened"
    found[1]["seal"] = seal(found[1])
    write_lines(bundle / "export.jsonl", found)


def _left_out(bundle: Path) -> None:
    write_lines(bundle / "export.jsonl", lines(bundle / "export.jsonl")[:-1])


def _in_another_order(bundle: Path) -> None:
    write_lines(bundle / "export.jsonl", lines(bundle / "export.jsonl")[::-1])


def _said_to_have_failed(bundle: Path) -> None:
    found = lines(bundle / "export.jsonl")
    article = found.pop()["article"]
    write_lines(bundle / "export.jsonl", found)
    row = {"id": article["id"], "source": article["source"], "line": None}
    row |= {"state": "failed", "kind": "refused", "message": "declined"}
    (bundle / "errors.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")


def _original(bundle: Path) -> None:
    file = named(bundle, "originals/*")
    before = file.name
    file.write_bytes(file.read_bytes().replace("سيطر".encode(), "انسحب".encode()))
    after = sha256(file.read_bytes()).hexdigest()
    file.rename(file.with_name(after))
    for name in ("sources.jsonl", "articles.jsonl"):
        text = (bundle / name).read_text(encoding="utf-8").replace(before, after)
        (bundle / name).write_text(text, encoding="utf-8")


def _prompt(bundle: Path) -> None:
    file = bundle / "prompts/brief.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("You write", "You never write"), encoding="utf-8"
    )


def _request(bundle: Path) -> None:
    found = lines(bundle / "requests.jsonl")
    found[0]["user"] += " "
    write_lines(bundle / "requests.jsonl", found)


def _settings(bundle: Path) -> None:
    value = json.loads((bundle / "settings.json").read_text(encoding="utf-8"))
    value["model"] = "another"
    (bundle / "settings.json").write_text(json.dumps(value), encoding="utf-8")


def _unused_answer(bundle: Path) -> None:
    found = lines(bundle / "answers.jsonl")
    write_lines(bundle / "answers.jsonl", [*found, {**found[0], "fingerprint": "0" * 64}])


def _lost_answer(bundle: Path) -> None:
    write_lines(bundle / "answers.jsonl", lines(bundle / "answers.jsonl")[1:])


FORGERIES: dict[Callable[[Path], None], tuple[str, str]] = {
    _answer: ("export.jsonl", 'expected "Army says it lost'),
    _usage: ("export.jsonl", "expected 1, there is 10"),
    _record: ("export.jsonl", 'there is "Nothing happened"'),
    _left_out: ("export.jsonl", "there is nothing more"),
    _in_another_order: ("export.jsonl", "expected"),
    _said_to_have_failed: ("articles.jsonl", "there is"),
    _original: ("articles.jsonl", "expected"),
    _prompt: ("answers.jsonl", "no record follows: no recorded answer to 'brief'"),
    _request: ("requests.jsonl", "not the fingerprint"),
    _settings: ("answers.jsonl", "model 'another'"),
    _unused_answer: ("answers.jsonl", "nothing comes to what is there"),
    _lost_answer: ("answers.jsonl", "no record follows"),
}


@pytest.mark.parametrize("change", FORGERIES, ids=lambda change: change.__name__.strip("_"))
def test_what_does_not_follow_is_caught(small: Path, change: Callable[[Path], None]) -> None:
    change(small)
    forge(small)
    report = held(small)
    name, said = FORGERIES[change]
    assert any(f.file == name and said in f.message for f in report.faults), report.faults
    assert not any("SHA-256" in f.message for f in report.faults)


def test_the_first_difference_is_named_down_to_the_pointer(small: Path) -> None:
    _record(small)
    forge(small)
    (fault,) = held(small).faults
    ident = lines(small / "export.jsonl")[1]["article"]["id"]
    assert str(fault) == (
        f"export.jsonl, line 2, article {ident!r}: /answers/brief/headline/text: "
        'expected "Army says it took al-Nakhil", there is "Nothing happened"'
    )


def test_whoever_makes_everything_anew_has_a_bundle_that_holds(small: Path, tmp_path: Path) -> None:
    """What no bundle can prove by itself: hence the word on signatures in its README."""
    _answer(small)
    forge(small)
    derived = tmp_path / "derived.jsonl"
    with pytest.MonkeyPatch.context() as patch:

        def steal(expected: Path, found: Path, *rest: Any, **more: Any) -> Fault | None:
            shutil.copy(expected, derived)
            return different_export(expected, found, *rest, **more)

        patch.setattr("llmx.custody.verifying.different_export", steal)
        assert held(small).faults
    shutil.copy(derived, small / "export.jsonl")
    forge(small)
    assert held(small).faults == []
    assert "gpg --detach-sign" in (small / "README.txt").read_text(encoding="utf-8")


def test_a_repair_a_chunk_and_a_reduction_are_held_to(bundle: Path, made: World) -> None:
    answers = lines(bundle / "answers.jsonl")
    for task, part in (("brief_repair", "part1"), ("brief", "headline")):
        changed = [dict(a) for a in answers]
        picked = next(a for a in reversed(changed) if a["task"] == task)
        picked["answer"] = {**picked["answer"], part: {**picked["answer"][part]}}
        key = "fact" if task == "brief_repair" else "text"
        picked["answer"][part][key] = "the army took the town on Sunday"
        write_lines(bundle / "answers.jsonl", changed)
        forge(bundle)
        assert "export.jsonl" in files(held(bundle, made))


# --- strangers -----------------------------------------------------------------------------------


@pytest.fixture
def strange(small: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A bundle whose schema leaves a file behind where it is run, with all hashes right."""
    left = tmp_path / "left"
    schema = small / "schemas/brief.py"
    text = schema.read_text(encoding="utf-8")
    schema.write_text(f"{text}open({str(left)!r}, 'w').close()\n", encoding="utf-8")
    forge(small)
    return small, left


def test_a_schema_of_a_stranger_is_not_run(strange: tuple[Path, Path]) -> None:
    bundle, left = strange
    report = held(bundle)
    assert not left.exists()
    assert report.faults == []
    (said,) = report.unproven
    assert "schemas/brief.py is code that is not installed here" in said
    assert report.records == 3  # read again, and their seals


def test_a_schema_is_run_where_somebody_says_so(strange: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, left = strange
    mine = tmp_path / "mine"
    mine.mkdir()
    shutil.copy(bundle / "schemas/brief.py", mine / "of_mine.py")
    report = held(bundle, schemas=[mine])
    assert (report.faults, report.unproven) == ([], [])
    assert left.exists()
    left.unlink()
    assert held(bundle, run_schemas=True).faults == []
    assert left.exists()


def test_without_schemas_what_can_be_told_is(strange: tuple[Path, Path]) -> None:
    bundle, _ = strange
    _record(bundle)
    for change in (_record, _original, _request, _left_out):
        copy = shutil.copytree(bundle, bundle.with_name(change.__name__))
        change(copy)
        if change is _record:
            found = lines(copy / "export.jsonl")
            found[0]["article"]["title"] = "Another"
            found[0]["seal"] = seal(found[0])
            write_lines(copy / "export.jsonl", found)
        forge(copy)
        assert held(copy).faults, change


def test_compiled_code_beside_a_known_schema_is_not_run(small: Path, tmp_path: Path) -> None:
    left, schema = tmp_path / "left", small / "schemas/brief.py"
    evil = tmp_path / "brief.py"
    evil.write_text(f"open({str(left)!r}, 'w').close()\n", encoding="utf-8")
    py_compile.compile(str(evil), str(tmp_path / "compiled"))
    compiled = bytearray((tmp_path / "compiled").read_bytes())
    status = schema.stat()
    compiled[8:16] = int(status.st_mtime).to_bytes(4, "little") + status.st_size.to_bytes(
        4, "little"
    )
    cache = Path(importlib.util.cache_from_source(str(schema)))
    cache.parent.mkdir()
    cache.write_bytes(compiled)
    forge(small)
    report = held(small)
    assert not left.exists()
    assert cache.relative_to(small).as_posix() in files(report)


@pytest.mark.parametrize("link", ["texts/link", "prompts/brief.md", "more"])
def test_a_bundle_with_links_is_not_read(small: Path, link: str) -> None:
    file = small / link
    file.unlink(missing_ok=True)
    file.symlink_to("/etc")
    with pytest.raises(UsageError, match="no regular file"):
        verify(small)


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "..", "a/../../secret", "originals/../../secret"]
)
def test_no_path_leads_out_of_a_bundle(small: Path, name: str) -> None:
    (small.parent / "secret").write_text("s", encoding="utf-8")
    manifest = json.loads((small / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = {"sha256": sha256(b"s").hexdigest(), "bytes": 1}
    (small / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Fault(name, "is missing") in held(small).faults
    sources = lines(small / "sources.jsonl")
    sources[0]["original"] = name
    write_lines(small / "sources.jsonl", sources)
    assert any(f.file == "sources.jsonl" and "line 1" in f.message for f in held(small).faults)


@pytest.mark.parametrize("export", ["../x.jsonl", "export.jsonl/../x", "export.exe", "EXPORT.JSON"])
def test_settings_that_name_another_export(small: Path, export: str) -> None:
    value = json.loads((small / "settings.json").read_text(encoding="utf-8"))
    (small / "settings.json").write_text(json.dumps({**value, "export": export}), encoding="utf-8")
    forge(small)
    report = held(small)
    assert files(report) == ["settings.json"]
    assert report.unproven == ["that the export follows: settings.json cannot be read"]


# --- other machines ------------------------------------------------------------------------------


def test_another_version_is_told(small: Path) -> None:
    value = json.loads((small / "settings.json").read_text(encoding="utf-8"))
    value["versions"] |= {"llmx": "0.0.9", "gone": "1"}
    (small / "settings.json").write_text(json.dumps(value), encoding="utf-8")
    forge(small)
    report = held(small)
    assert report.faults == []
    assert report.versions.keys() == {"llmx", "gone"}
    assert report.versions["llmx"][0] == "0.0.9"
    assert report.versions["gone"] == ("1", "none")


def test_without_its_gazetteer_all_but_places_is_proven(
    bundle: Path, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "default_file", lambda: tmp_path / "none.sqlite3")
    report = held(bundle)
    assert report.faults == []
    (said,) = report.unproven
    assert said.startswith("where places lie")
    found = lines(bundle / "export.jsonl")
    found[0]["answers"]["brief"]["headline"]["text"] = "Nothing"
    found[0]["seal"] = seal(found[0])
    write_lines(bundle / "export.jsonl", found)
    forge(bundle)
    (fault,) = held(bundle).faults
    assert fault.path == "/answers/brief/headline/text"


def test_a_strict_run_is_not_held_to_places_that_are_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = rich(tmp_path)
    world.more["strict"] = True
    world.export()
    assert held(world.bundle, world).faults == []
    failed = [r for r in lines(world.bundle / "errors.jsonl") if r["kind"] == "unverified"]
    assert failed
    monkeypatch.setattr(verifying, "default_file", lambda: tmp_path / "none.sqlite3")
    report = held(world.bundle)
    assert report.faults == []
    assert len(report.unproven) == 2


def test_a_bundle_of_a_later_kind_is_refused(small: Path) -> None:
    file = small / "manifest.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace("bundle/1", "bundle/2"), encoding="utf-8"
    )
    with pytest.raises(UsageError, match=r"llmx\.bundle/2"):
        verify(small)


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        verify(tmp_path / "none")
    with pytest.raises(UsageError, match="holds no bundle"):
        verify(tmp_path)


@pytest.mark.parametrize(
    "name", ["sources.jsonl", "articles.jsonl", "requests.jsonl", "answers.jsonl", "errors.jsonl"]
)
@pytest.mark.parametrize(
    "garbage", [b"[1]\n", b"\xff\xfe\n", b"{", b"null\n", b"{}\n", b"[" * 9999]
)
def test_garbage_is_a_fault_and_never_a_failure(small: Path, name: str, garbage: bytes) -> None:
    file = small / name
    file.write_bytes(garbage + (file.read_bytes() if file.exists() else b""))
    forge(small)
    assert name in files(held(small))
