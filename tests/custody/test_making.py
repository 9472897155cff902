"""Making a bundle: all that an export was made of, the same bytes whatever the run went through."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from llmx.custody.making import Bundle
from llmx.custody.verifying import Trust, verify
from llmx.errors import CustodyError, Interrupted, StorageError, TaskError, UsageError
from llmx.export.files import Lock
from llmx.reading import ReadingOptions
from llmx.settings import Settings
from llmx.task import fingerprint
from tests.builders import write_task
from tests.custody.support import REFUSED, Model, World, content, lines, plain, rich, short


@pytest.fixture(autouse=True)
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about a power cut, and a disk takes its time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def holds(world: World) -> None:
    report = verify(world.bundle, Trust(gazetteer=world.more.get("gazetteer")))
    assert (report.faults, report.unproven) == ([], [])


# --- what is in it -------------------------------------------------------------------------------


def test_all_that_an_export_was_made_of(tmp_path: Path) -> None:
    world = rich(tmp_path)
    world.export()
    files = world.files()
    export, rows = tmp_path / "out.jsonl", tmp_path / "out.jsonl.errors.jsonl"
    assert files["export.jsonl"] == export.read_bytes()
    assert files["errors.jsonl"] == rows.read_bytes()
    received = {sha256(d).hexdigest(): d for d in content(tmp_path / "in").values()}
    kept = {name[10:]: data for name, data in files.items() if name.startswith("originals/")}
    assert kept == received
    texts = {name[6:]: data for name, data in files.items() if name.startswith("texts/")}
    records = lines(export)
    assert all(texts[r["article"]["text_sha256"]].decode() == r["article"]["text"] for r in records)
    assert files["prompts/brief.md"] == (tmp_path / "prompts/brief.md").read_bytes()
    assert files["glossary.csv"] == (tmp_path / "glossary.csv").read_bytes()
    assert files["places.csv"] == (tmp_path / "places.csv").read_bytes()
    settings = json.loads(files["settings.json"])
    assert settings["gazetteer"]["identity"] == records[0]["derived"]["gazetteer"]
    assert settings["versions"].keys() >= {"llmx", "python", "trafilatura"}
    holds(world)


def test_every_request_whose_answer_was_used(tmp_path: Path) -> None:
    world = rich(tmp_path)
    world.export()
    requests = lines(world.bundle / "requests.jsonl")
    answered = {r.fingerprint: r for r in world.model.asked if REFUSED not in r.user}
    assert {r["fingerprint"] for r in requests} == set(answered)
    assert "brief_repair" in {r["task"] for r in requests}
    assert len([r for r in requests if "Sentences 1 to" in r["user"]]) >= 1  # a reduction
    answers = lines(world.bundle / "answers.jsonl")
    assert [a["fingerprint"] for a in answers] == [r["fingerprint"] for r in requests]
    parts = {f.name: f.read_text(encoding="utf-8") for f in (world.bundle / "parts").iterdir()}
    for line in requests:
        request = answered[line["fingerprint"]]
        assert parts[line["system"]] == request.system
        assert json.loads(parts[line["schema"]]) == request.schema
        assert line["user"] == request.user
        assert fingerprint(request) == line["fingerprint"]


def test_one_line_a_result(tmp_path: Path) -> None:
    world = rich(tmp_path)
    world.export()
    results = lines(world.bundle / "articles.jsonl")
    assert [(r["source"], r["line"], r["state"]) for r in results] == [
        ("a.txt", None, "ok"),
        ("b.html", None, "ok"),
        ("c.jsonl", 1, "ok"),
        ("c.jsonl", 2, "skipped"),
        ("c.jsonl", 4, "ok"),
        ("d.txt", None, "skipped"),
        ("e.txt", None, "failed"),
        ("g.txt", None, "ok"),
        ("sub/f.md", None, "ok"),
    ]
    held = {r["fingerprint"] for r in lines(world.bundle / "requests.jsonl")}
    assert {f for r in results for f in r["requests"]} == held


def test_no_name_comes_from_the_input(tmp_path: Path) -> None:
    world = rich(tmp_path)
    world.export()
    for name in world.files():
        folder, _, last = name.rpartition("/")
        if folder in ("originals", "texts", "parts"):
            assert re.fullmatch(r"[0-9a-f]{64}", last)
        else:
            assert folder in ("", "prompts", "schemas")
            assert not re.match(r"passwd|[a-g]\.|x", last)


# --- the same bytes ------------------------------------------------------------------------------


def test_the_same_from_stored_answers_elsewhere(tmp_path: Path) -> None:
    first, other = rich(tmp_path / "one"), rich(tmp_path / "other")
    first.export()
    shutil.copytree(tmp_path / "one" / "store", tmp_path / "other" / "store")
    other.export()
    assert [r for r in other.model.asked if REFUSED not in r.user] == []
    assert other.files() == first.files()
    first.export(force=True)
    assert other.files() == first.files()


@pytest.mark.parametrize("stored", [True, False])
def test_a_run_that_was_stopped_and_went_on(tmp_path: Path, stored: bool) -> None:
    whole, world = rich(tmp_path / "whole"), rich(tmp_path / "stopped")
    whole.export()
    if not stored:
        world.more["cache_dir"] = None
    for at in (6, 15):
        world.model = Model(stop_at=at)
        with pytest.raises(Interrupted):
            world.export()
        assert not world.bundle.exists()
        assert (tmp_path / "stopped/.bundle.partial").exists() is not stored
    world.model = Model()
    world.export()
    assert world.files() == whole.files()
    assert world.notes[-1].startswith("kept ")
    assert not (tmp_path / "stopped/.bundle.partial").exists()


def test_without_a_store_nothing_is_asked_twice(tmp_path: Path) -> None:
    world = plain(tmp_path, 6)
    world.more["cache_dir"] = None
    world.model = Model(stop_at=3)
    with pytest.raises(Interrupted):
        world.export()
    before = len(world.model.asked)
    world.model = Model()
    world.export()
    assert before + len(world.model.asked) == 6
    holds(world)


def test_what_a_run_without_a_store_has_left_has_no_answers(tmp_path: Path) -> None:
    world = plain(tmp_path)
    world.more["cache_dir"] = None
    (tmp_path / "out.jsonl.partial").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="--force asks again"):
        world.export()
    world.export(force=True)
    holds(world)


def test_an_array_and_an_export_of_nothing(tmp_path: Path) -> None:
    world = plain(tmp_path / "array")
    world.export("out.json")
    assert world.files()["export.json"] == (tmp_path / "array/out.json").read_bytes()
    holds(world)
    empty = plain(tmp_path / "empty", 1)
    (tmp_path / "empty/in/0.txt").write_text(REFUSED + "\n\n" + short(1), encoding="utf-8")
    empty.export()
    assert empty.files()["export.jsonl"] == b""
    assert "answers.jsonl" not in empty.files()
    holds(empty)


def test_how_the_sources_were_read_is_kept(tmp_path: Path) -> None:
    world = plain(tmp_path, 4)
    for n in range(4):
        os.utime(tmp_path / f"in/{n}.txt", (86400 * (1000 + n), 86400 * (1000 + n)))
    world.options = ReadingOptions(published_from="mtime", language="fa", limit=3)
    world.export()
    found = lines(world.bundle / "sources.jsonl")
    assert [s["date"] for s in found] == ["1972-09-27", "1972-09-28", "1972-09-29"]
    assert len(list((world.bundle / "originals").iterdir())) == 3
    holds(world)


def test_an_input_that_nobody_can_read_has_its_reason(tmp_path: Path) -> None:
    world = plain(tmp_path, 1)
    (tmp_path / "in/out.txt").symlink_to("/etc/hostname")
    (tmp_path / "in/large.txt").write_text("x" * 3000, encoding="utf-8")
    world.options = ReadingOptions(max_bytes=2000)
    world.export()
    found = {s["source"]: s for s in lines(world.bundle / "sources.jsonl")}
    assert found["out.txt"]["refused"]["reason"] == "unreadable"
    assert found["large.txt"]["refused"]["reason"] == "too_large"
    assert found["large.txt"]["original"] is None
    holds(world)


# --- answers of one text -------------------------------------------------------------------------


class Once(Model):
    """Refuses the first request that is refused, and answers it the next time."""

    async def ask(self, request, **given):  # type: ignore[no-untyped-def]
        try:
            return await super().ask(request, **given)
        except Exception:
            self.refuses = "nothing is"
            raise


def test_a_failure_that_a_later_article_of_the_same_text_has_not(tmp_path: Path) -> None:
    world = plain(tmp_path, 0)
    world.model = Once()
    text = f"{REFUSED}\n\n{short(1)}"
    others = [json.dumps({"text": short(n), "id": str(n)}) for n in range(2, 40)]
    rows = [json.dumps({"text": text, "id": "a"}), *others, json.dumps({"text": text, "id": "b"})]
    (tmp_path / "in/rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    world.export()
    results = {r["id"]: r for r in lines(world.bundle / "articles.jsonl")}
    assert (results["a"]["state"], results["a"]["requests"]) == ("failed", [])
    assert results["b"]["state"] == "ok"
    holds(world)


def test_answers_that_are_gone(tmp_path: Path) -> None:
    world = plain(tmp_path, 6)
    world.model = Model(stop_at=3)
    with pytest.raises(Interrupted):
        world.export()
    shutil.rmtree(tmp_path / "store")
    world.model = Model()
    with pytest.raises(CustodyError, match=r"no recorded answer to 'brief'.*--force"):
        world.export()
    assert not world.bundle.exists()
    assert not (tmp_path / "out.jsonl").exists()
    asked = len(world.model.asked)
    world.export(force=True)
    assert len(world.model.asked) - asked < 6
    holds(world)


# --- the folder ----------------------------------------------------------------------------------


def _file(folder: Path) -> None:
    (folder / "bundle").write_text("", encoding="utf-8")


def _other(folder: Path) -> None:
    (folder / "bundle").mkdir()
    (folder / "bundle/mine.txt").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "said"), [(_file, "is a file"), (_other, "holds no bundle of llmx")]
)
@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_somebody_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None], said: str, force: bool
) -> None:
    world = plain(tmp_path)
    make(tmp_path)
    with pytest.raises(UsageError, match=said):
        world.export(force=force)
    assert world.model.asked == []


def test_a_bundle_is_replaced_only_by_force(tmp_path: Path) -> None:
    world = plain(tmp_path)
    world.export()
    before = world.files()
    (tmp_path / "out.jsonl").unlink()
    with pytest.raises(UsageError, match="--force replaces it"):
        world.export()
    (tmp_path / "in/more.txt").write_text(short(9), encoding="utf-8")
    world.export(force=True)
    assert {n for n in before if n.startswith("originals/")} < set(world.files())
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        *("bundle", "in", "out.jsonl", "out.jsonl.run.json", "store"),
    ]
    holds(world)


def test_what_a_killed_run_has_left_is_not_kept(tmp_path: Path) -> None:
    world = plain(tmp_path)
    for name in ("bundle/originals/.new", "bundle/extra", "before/old"):
        file = tmp_path / ".bundle.partial" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("half", encoding="utf-8")
    world.export()
    assert not any(name.endswith(("extra", ".new", "old")) for name in world.files())
    assert not (tmp_path / ".bundle.partial").exists()
    holds(world)


@pytest.mark.parametrize("name", ["in/bundle", "in/sub/bundle"])
def test_a_bundle_among_its_sources_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "in/sub").mkdir(parents=True)
    with pytest.raises(UsageError, match="which is read"):
        Bundle(tmp_path / name).check(tmp_path / "out.jsonl", [str(tmp_path / "in")])


def test_a_schema_that_leans_on_what_lies_beside_it_is_refused_at_the_start(tmp_path: Path) -> None:
    world = plain(tmp_path)
    own = tmp_path / "own"
    header = "description: d\nschema: leaning"
    schema = (
        "from pathlib import Path\nfrom pydantic import BaseModel\n"
        "WORD = Path(__file__).with_name('word.txt').read_text()\n"
        "class Answer(BaseModel):\n    text: str\n"
    )
    write_task(own, "leaning", user="{{ article.language }}", schema=schema, header=header)
    (own / "word.txt").write_text("w", encoding="utf-8")
    world.tasks = ("leaning",)
    world.more |= {"prompts": (own,), "schemas": (own,)}
    with pytest.raises(TaskError, match=r"leaning\.py"):
        world.export()
    assert world.model.asked == []
    assert not (tmp_path / ".bundle.partial").exists()


def test_a_link_to_a_folder_stays_one(tmp_path: Path) -> None:
    world = plain(tmp_path)
    (tmp_path / "real").mkdir()
    world.bundle.symlink_to(tmp_path / "real")
    world.export()
    world.export(force=True)
    assert world.bundle.is_symlink()
    assert (tmp_path / "real/manifest.json").exists()
    holds(world)


def test_an_output_in_the_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is in the bundle"):
        Bundle(tmp_path / "b").check(tmp_path / "b/out.jsonl", [])


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="make it"):
        Bundle(tmp_path / "no/b").check(tmp_path / "out.jsonl", [])


def test_two_runs_with_one_bundle(tmp_path: Path) -> None:
    world = plain(tmp_path)
    with Lock(world.bundle), pytest.raises(StorageError, match="another run"):
        world.export()


def test_an_offline_run_needs_no_store_of_its_own(tmp_path: Path) -> None:
    settings = Settings(offline=True)
    assert Bundle(tmp_path / "b").stored(settings, tmp_path / "out.jsonl") is settings


# --- a full disk ---------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 4, 8, 12, 20])
def test_a_full_disk_leaves_no_bundle_and_can_be_gone_on_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    world = plain(tmp_path)
    left = iter(range(after))

    def full(_: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match="No space left"):
            world.export()
    assert not world.bundle.exists()
    assert not (tmp_path / ".bundle.partial").exists()
    paid = len(world.model.asked)
    world.export(force=(tmp_path / "out.jsonl").exists())
    assert len(world.model.asked) <= max(paid, 3)
    holds(world)
