"""An export against what it claims: each corruption is named for what it is."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmx import checks, validation
from llmx.article import Article
from llmx.checks import Material
from llmx.errors import UsageError
from llmx.gazetteer import open_gazetteer
from llmx.record import line
from llmx.task import Task
from llmx.validation import Report, validate
from tests.builders import BUILT_IN, PERSIAN, Json, answer, article, loaded, resealed, sealed
from tests.gazetteer.places import gazetteer_file


def _find(name: str) -> Task | None:
    return loaded(name) if name in BUILT_IN else None


def _export(folder: Path, *records: Json, name: str = "out.jsonl") -> Path:
    file = folder / name
    lines = [line(r) for r in records]
    if name.lower().endswith(".jsonl"):
        file.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
    else:
        file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return file


def _report(folder: Path, *records: Json, name: str = "out.jsonl") -> Report:
    return validate(_export(folder, *records, name=name), _find)


def _set(path: str, value: Any) -> Callable[[Json], None]:
    """A corruption: what the pointer points to is replaced."""

    def corrupt(item: Json) -> None:
        *parents, last = path.split("/")[1:]
        node: Any = item
        for key in parents:
            node = node[int(key)] if isinstance(node, list) else node[key]
        if isinstance(node, list):
            node[int(last)] = value
        else:
            node[last] = value

    return corrupt


def _drop(path: str) -> Callable[[Json], None]:
    def corrupt(item: Json) -> None:
        *parents, last = path.split("/")[1:]
        node: Any = item
        for key in parents:
            node = node[int(key)] if isinstance(node, list) else node[key]
        del node[int(last) if isinstance(node, list) else last]

    return corrupt


def _swap_sentences(item: Json) -> None:
    sentences = item["article"]["sentences"]
    sentences[1], sentences[2] = sentences[2], sentences[1]
    sentences[1]["n"], sentences[2]["n"] = 2, 3


EVENT = "/answers/events/events/0"
FINDING = {
    "check": "wording",
    "severity": "warning",
    "path": "/answers/brief/headline/text",
    "message": "'regime' takes sides",
    "sentences": [2],
}
CORRUPTIONS: list[tuple[Callable[[Json], None], str, str]] = [
    (_set("/schema", "llmx.record/2"), "/schema", "llmx.record/1"),
    (_drop("/findings"), "/findings", "required"),
    (_set("/extra", 1), "/extra", "Extra"),
    (_set("/article/sha256", "abc"), "/article/sha256", "match pattern"),
    (_set("/article/text_sha256", "0" * 64), "/article/text_sha256", "not the hash"),
    (_set("/article/text", "another text"), "/article/text_sha256", "not the hash"),
    (_set("/article/sentences/1/text", "x"), "/article/sentences/1/text", "not what stands"),
    (_set("/article/sentences/1/end", 10**6), "/article/sentences/1", "does not fit"),
    (_set("/article/sentences/1/start", 0), "/article/sentences/1", "does not fit"),
    (_set("/article/sentences/1/start", -1), "/article/sentences/1/start", "greater than"),
    (_set("/article/sentences/1/start", "5"), "/article/sentences/1/start", "integer"),
    (_set("/article/sentences/2/n", 7), "/article/sentences", "1..n"),
    (_set("/article/sentences/3/n", None), "/article/sentences/3/n", "boilerplate"),
    (_set("/article/sentences/3/boilerplate", True), "/article/sentences/3/n", "boilerplate"),
    (_drop("/article/sentences/3"), "/answers/translate/sentences", "unknown [4]"),
    (_swap_sentences, "/article/sentences/2", "does not fit"),
    (_set("/answers/brief/headline/sentences", [9]), "/answers/brief/headline/sentences", "[9]"),
    (_set("/answers/brief/headline/text", 5), "/answers/brief/headline/text", "string"),
    (_drop("/answers/brief/key_facts"), "/answers/brief/key_facts", "required"),
    (_set("/answers/brief/note", "x"), "/answers/brief/note", "Extra"),
    (_drop("/answers/translate/sentences/1"), "/answers/translate/sentences", "missing [2]"),
    (_set("/answers/translate/sentences/1/n", 1), "/answers/translate/sentences", "repeated [1]"),
    (_set(f"{EVENT}/actor1", "a9"), f"{EVENT}/actor1", "'a9'"),
    (_set(f"{EVENT}/claimed_by/0", "s9"), f"{EVENT}/claimed_by/0", "'s9'"),
    (_set(f"{EVENT}/sub_event_type", "War"), f"{EVENT}/sub_event_type", "Armed clash"),
    (_set(f"{EVENT}/when/start", "2017-13-01"), f"{EVENT}/when/start", "YYYY-MM-DD"),
    (_set(f"{EVENT}/counts/0/min", -1), f"{EVENT}/counts/0/min", "greater than"),
    (_set("/findings", [{"check": "x"}]), "/findings/0/severity", "required"),
    (_set("/findings", [FINDING]), "/findings/0", "do not make: wording"),
    (_set(f"{EVENT}/counts/0/min", 4), "/findings", "is missing: figures"),
    (_set("/answers/translate/sentences/2/en", "Two died."), "/findings", "'Two'"),
    (_drop("/provenance/brief"), "/provenance", "same tasks"),
    (_set("/provenance/brief/fingerprint", "x"), "/provenance/brief/fingerprint", "pattern"),
    (_set("/provenance/brief/usage/input_tokens", None), "/provenance/brief/usage", "integer"),
]
QUIET = [
    _set("/article/title", "another title"),
    _set("/article/encoding", "cp1256"),
    _set("/answers/brief/headline/text", "Another headline"),
    _set("/answers/translate/sentences/0/en", "Clashes by the town of al-Nakhil"),
    _set("/provenance/brief/model", "another model"),
]


@pytest.mark.parametrize("name", ["out.jsonl", "out.json", "OUT.JSONL"])
def test_a_valid_export_has_no_fault(tmp_path: Path, name: str) -> None:
    records = [sealed(article(boilerplate="x")), sealed(article(PERSIAN, language="fa"))]
    report = _report(tmp_path, *records, name=name)
    assert (report.records, report.faults) == (2, [])
    assert report.unchecked == {"sources that cannot be read from here": 2}


def test_an_empty_export_is_valid_where_a_run_has_left_it(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.json"):
        with pytest.raises(UsageError, match="no export of llmx: there is no record in it"):
            _report(tmp_path, name=name)
        (tmp_path / f"{name}.run.json").write_text("{}", encoding="utf-8")
        assert _report(tmp_path, name=name).faults == []


@pytest.mark.parametrize("name", ["feed.jsonl", "feed.json", "feed.txt"])
@pytest.mark.parametrize("row", ['{"text": "x", "id": "1"}', '{"schema": "llmx.incident/1"}'])
def test_a_file_of_something_else_is_no_export(tmp_path: Path, name: str, row: str) -> None:
    rows = f"[{row},{row}]" if name.endswith(".json") else f"{row}\n" * 3
    (tmp_path / name).write_text(rows, encoding="utf-8")
    with pytest.raises(UsageError, match="no export of llmx: what it holds are no records"):
        validate(tmp_path / name, _find)
    (tmp_path / "note.txt").write_text("Only words.\nNo JSON.\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no export of llmx"):
        validate(tmp_path / "note.txt", _find)


def test_an_export_of_one_record_that_is_cut_short_is_one(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text(line(sealed(article()))[:-40], encoding="utf-8")
    (fault,) = validate(file, _find).faults
    assert "cut short" in fault.message


@pytest.mark.parametrize("mended", [False, True], ids=["seal kept", "sealed anew"])
@pytest.mark.parametrize(("corrupt", "path", "said"), CORRUPTIONS)
def test_each_corruption_is_named_after_a_seal_that_it_breaks(
    tmp_path: Path, corrupt: Callable[[Json], None], path: str, said: str, mended: bool
) -> None:
    value = copy.deepcopy(sealed(article()))
    corrupt(value)
    report = _report(tmp_path, resealed(value) if mended else value)
    assert report.faults
    assert [fault.path == "/seal" for fault in report.faults] == [
        not (mended or number) for number in range(len(report.faults))
    ]
    named = [f for f in report.faults if f.path.startswith(path) and said in f.message]
    assert named, [str(f) for f in report.faults]
    assert named[0].line == 1
    assert str(named[0]).startswith(f"line 1, article {value['article']['id']!r}: {path}")


@pytest.mark.parametrize("change", QUIET)
def test_a_change_that_nothing_else_shows_breaks_the_seal(
    tmp_path: Path, change: Callable[[Json], None]
) -> None:
    value = copy.deepcopy(sealed(article()))
    change(value)
    assert [f.path for f in _report(tmp_path, value).faults] == ["/seal"]
    assert _report(tmp_path, resealed(value)).faults == []


def test_a_record_that_holds_no_number_or_no_text(tmp_path: Path) -> None:
    value = copy.deepcopy(sealed(article(meta={"k": 1})))
    file = tmp_path / "out.jsonl"
    for number in ("NaN", "1e999"):
        text = line(value).replace('"meta":{"k":1}', f'"meta":{{"k":{number}}}')
        file.write_text(text + "\n", encoding="utf-8")
        (fault,) = validate(file, _find).faults
        assert "NaN or Infinity" in fault.message


def test_a_lone_surrogate_is_no_fault(tmp_path: Path) -> None:
    assert _report(tmp_path, sealed(article(("a\ud83d", "b", "c")))).faults == []


def test_a_torn_last_line(tmp_path: Path) -> None:
    file = _export(tmp_path, sealed(article()), sealed(article(PERSIAN)))
    text = file.read_text(encoding="utf-8")
    for cut in (text[:-1], text[:-200]):
        file.write_text(cut, encoding="utf-8")
        report = validate(file, _find)
        assert [(f.line, f.article) for f in report.faults] == [(2, None)]
        assert "cut short" in report.faults[0].message


@pytest.mark.parametrize("text", ["", "no", "[", "[" * 100_000])
def test_a_line_that_is_no_json(tmp_path: Path, text: str) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text(f"{text}\n{line(sealed(article()))}\n", encoding="utf-8")
    report = validate(file, _find)
    assert report.records == 2
    assert [(f.line, f.message[:7]) for f in report.faults] == [(1, "no JSON")]


@pytest.mark.parametrize("value", [None, 1, [], {}, {"article": 1}, {"article": {"id": 5}}])
def test_a_line_that_is_no_record(tmp_path: Path, value: Any) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text(f"{json.dumps(value)}\n{line(sealed(article()))}\n", encoding="utf-8")
    assert all(f.line == 1 and f.article is None for f in validate(file, _find).faults)
    assert validate(file, _find).faults


def test_one_id_twice(tmp_path: Path) -> None:
    one, other = sealed(article(id="x")), sealed(article(PERSIAN, id="x"))
    (fault,) = _report(tmp_path, one, one, other).faults  # one text may stand in two sources
    assert (fault.line, fault.path) == (3, "/article/id")
    assert fault.message == "the id of another text in line 1"


def test_a_task_that_is_not_known_is_said(tmp_path: Path) -> None:
    value = copy.deepcopy(sealed(article()))
    for part in ("answers", "provenance"):
        value[part]["recalls"] = value[part].pop("events")
    report = _report(tmp_path, resealed(value))
    assert report.faults == []
    assert report.unchecked["answers of the unknown task 'recalls'"] == 1


def test_another_version_of_a_schema_is_said(tmp_path: Path) -> None:
    value = copy.deepcopy(sealed(article()))
    value["provenance"]["brief"]["schema"] = "0" * 64
    report = _report(tmp_path, resealed(value))
    assert report.faults == []
    assert report.unchecked["'brief': made with another version of its schema"] == 1


# --- the source ----------------------------------------------------------------------------------


@pytest.fixture
def _fresh_hashes() -> None:
    validation._hashes.cache_clear()


@pytest.mark.usefixtures("_fresh_hashes")
def test_a_source_that_can_be_read_is_compared(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfthe bytes received"
    (tmp_path / "a.txt").write_bytes(data)
    good = hashlib.sha256(data).hexdigest()
    report = _report(tmp_path, sealed(article(source="a.txt", sha256=good)))
    assert (report.faults, report.unchecked) == ([], {})
    (fault,) = _report(tmp_path, sealed(article(source="a.txt"))).faults
    assert fault.path == "/article/sha256"
    assert "'a.txt' is no longer what was received" in fault.message


@pytest.mark.usefixtures("_fresh_hashes")
def test_a_line_of_jsonl_is_compared_without_its_newline(tmp_path: Path) -> None:
    rows = [b'{"text": "one"}', b'{"text": "two"}']
    (tmp_path / "in.jsonl").write_bytes(b"\r\n".join(rows) + b"\n")
    hashes = [hashlib.sha256(row).hexdigest() for row in rows]
    records = [
        sealed(article(text, source="in.jsonl", sha256=value, line=n))
        for n, (text, value) in enumerate(zip((PERSIAN, PERSIAN[:2]), hashes, strict=True), 1)
    ]
    assert _report(tmp_path, *records).faults == []
    other = sealed(article(source="in.jsonl", sha256="0" * 64))
    assert [f.path for f in _report(tmp_path, other).faults] == ["/article/sha256"]


@pytest.mark.parametrize("source", ["-", "no.txt", "../a.txt", "/etc/hostname", "x" * 5000, "a\0b"])
def test_a_source_that_is_not_looked_at_is_said(tmp_path: Path, source: str) -> None:
    report = _report(tmp_path, sealed(article(source=source)))
    assert report.faults == []
    assert report.unchecked == {"sources that cannot be read from here": 1}


def test_a_source_that_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path, __: str | None) -> frozenset[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(validation, "_hashes", refused)
    (tmp_path / "a.txt").write_text("x")
    report = _report(tmp_path, sealed(article(source="a.txt")))
    assert report.unchecked == {"sources that cannot be read from here": 1}


# --- what is no export ---------------------------------------------------------------------------


def test_what_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no export"):
        validate(tmp_path / "no.jsonl", _find)
    with pytest.raises(UsageError, match="cannot read"):
        validate(tmp_path, _find)
    binary = tmp_path / "out.jsonl"
    binary.write_bytes(b"\xff\xfe\n")
    with pytest.raises(UsageError, match="cannot read"):
        validate(binary, _find)
    whole = tmp_path / "out.json"
    for text, said in (("{", "is no JSON"), ("{}", "no array"), ("[" * 100_000, "is no JSON")):
        whole.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match=said):
            validate(whole, _find)


def test_stored_findings_are_faults_only_where_a_run_is_strict(tmp_path: Path) -> None:
    value = copy.deepcopy(sealed(article()))
    value["answers"]["brief"]["headline"]["text"] = "Regime says it took al-Nakhil"
    shown = Article.from_json(value["article"])
    answers = {n: loaded(n).answer.model_validate(a) for n, a in value["answers"].items()}
    value["findings"] = [f.as_json() for f in checks.run(Material(shown, answers))]
    report = _report(tmp_path, resealed(value))
    assert (report.faults, report.findings) == ([], 1)
    (fault,) = validate(tmp_path / "out.jsonl", _find, strict=True).faults
    assert (fault.path, "'Regime'" in fault.message) == ("/answers/brief/headline/text", True)


def test_places_are_checked_with_the_gazetteer_that_located_them(tmp_path: Path) -> None:
    used = open_gazetteer(gazetteer_file(tmp_path))
    shown = article()
    answers = {n: loaded(n).answer.model_validate(answer(n, shown)) for n in BUILT_IN}
    material = Material(shown, answers, gazetteer=used)
    value = copy.deepcopy(sealed(shown))
    value["derived"] = checks.derive(material)
    value["findings"] = [f.as_json() for f in checks.run(material)]
    value = resealed(value)
    assert value["derived"]["places"][0]["status"] == "unresolved"
    report = _report(tmp_path, value)
    assert report.faults == []
    assert report.unchecked.keys() >= {"places, without the gazetteer that they were located with"}
    file = tmp_path / "out.jsonl"
    checked = validate(file, _find, gazetteer=used)
    assert checked.faults == []
    assert not any("gazetteer" in what for what in checked.unchecked)
    value["derived"]["places"][0]["status"] = "resolved"
    _export(tmp_path, resealed(value))
    (fault,) = validate(file, _find, gazetteer=used).faults
    assert fault.path == "/derived/places"
    used.close()


def test_a_derived_date_that_the_text_does_not_give(tmp_path: Path) -> None:
    value = copy.deepcopy(sealed(article()))
    assert [d["start"] for d in value["derived"]["dates"]] == ["2017-11-19"]
    value["derived"]["dates"][0]["start"] = "2017-11-18"
    assert [f.path for f in _report(tmp_path, resealed(value)).faults] == ["/derived/dates"]
