"""Everything that can be wrong with an input, in one run: each ends once, and the run goes on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import TASK, write_task
from tests.cli.support import Json, Llmx, command, endpoint, environment, live, names, whole
from tests.provider import Canned, Provider
from tests.provider.wire import Request
from tests.reading import corpus

REMOVED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
MOST_MB = 400  # the libraries take 200; what is read is streamed, or refused by its size


_MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as peak:
    peak.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""  # between the two: what a process was before it became another counts as its own


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return Ran(tmp_path_factory.mktemp("corpus"))


class Ran:
    """The corpus, exported once in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cases = corpus.build(folder / "in")
        write_task(folder / "task")
        options = ("in", "-o", "out.jsonl", "--task", TASK, "--cache-dir", "store", "-v")
        own = ("--prompts", "task", "--schemas", "task")
        with Provider(Canned('{"gist": "It is said."}')) as serving:
            with (folder / "said").open("wb") as said:
                run = command("export", *options, *own, *live(serving.base_url))
                self.code = subprocess.call(
                    [sys.executable, "-c", _MEASURED, folder.parent / "peak", *run],
                    cwd=folder,
                    env=environment({"HOME": str(folder)}),
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                )
            self.requests: list[Request] = serving.requests
        self.said = (folder / "said").read_text(encoding="utf-8")
        self.peak_mb = int((folder.parent / "peak").read_text()) // 1024
        self.records = _rows(folder / "out.jsonl")
        self.failures = _rows(folder / "out.jsonl.errors.jsonl")

    def of(self, source: str) -> Json:
        (found,) = (r for r in self.records if r["article"]["source"] == source)
        return found


def test_each_input_ends_once_and_as_expected(ran: Ran) -> None:
    assert ran.code == 1
    assert "Traceback" not in ran.said
    assert all(line.startswith("llmx: ") for line in ran.said.splitlines())
    expected = list(corpus.expected(ran.cases))
    done = Counter(r["article"]["source"] for r in ran.records)
    assert done == Counter(source for source, _, end in expected if end == corpus.OK)
    failed = [(r["source"], r["line"], r["kind"]) for r in ran.failures]
    assert failed == [row for row in expected if row[2] != corpus.OK]
    assert {r["state"] for r in ran.failures} == {"skipped"}
    counts = whole(ran.folder / "out.jsonl.run.json")["counts"]
    assert counts == {"ok": len(ran.records), "failed": 0, "skipped": len(ran.failures)}
    assert names(ran.folder) == sorted(
        ["in", "out.jsonl", "out.jsonl.errors.jsonl", "out.jsonl.run.json", "said", "store", "task"]
    )
    assert whole(ran.folder / "out.jsonl.run.json")["ignored"] == {
        ".tsv": 1,
        ".pdf": 1,
        ".gz": 1,
        "(no suffix)": 1,
    }


def test_large_files_take_no_room(ran: Ran) -> None:
    assert ran.peak_mb < MOST_MB


def test_a_text_is_the_same_in_any_encoding(ran: Ran) -> None:
    found = [r["article"] for r in ran.records]
    arabic = [a for a in found if a["source"].startswith("encoding/ar-")]
    assert len(arabic) == 7
    assert {a["text"] for a in arabic} == {corpus.PLAIN_ARABIC}
    assert len({a["text_sha256"] for a in arabic}) == 1
    for source, text in (
        ("encoding/ru-cp1251.txt", corpus.RUSSIAN),
        ("encoding/ru-koi8-r.txt", corpus.RUSSIAN),
        ("encoding/zh-gb18030.txt", corpus.CHINESE),
        ("encoding/ko-euc-kr.txt", corpus.KOREAN),
    ):
        assert ran.of(source)["article"]["text"] == text
    assert "encoding/mojibake.txt: most of its letters are Western signs" in ran.said
    assert "encoding/ar-cp1256.txt: encoding guessed as cp1256" in ran.said


def test_one_text_is_asked_about_once(ran: Ran) -> None:
    texts = {r["article"]["text_sha256"] for r in ran.records}
    assert len(ran.requests) == len(texts) < len(ran.records)


def test_ids_are_kept_and_told_apart(ran: Ran) -> None:
    found = [r["article"] for r in ran.records if r["article"]["source"] == "names/ids.jsonl"]
    assert [a["id"] for a in found] == [*corpus.HOSTILE_IDS, "twice", "twice#2"]
    assert "names/ids.jsonl:10: id 'twice' stands twice" in ran.said


def test_articles_are_data_in_every_request(ran: Ran) -> None:
    for request in ran.requests:
        system, user = request.body["messages"]
        assert (system["role"], user["role"]) == ("system", "user")
        assert system["content"] == "Say what the article is about."
        numbered = user["content"].strip().split("\n")
        assert [line.partition(" ")[0] for line in numbered] == [
            f"[{n}]" for n in range(1, len(numbered) + 1)
        ]
        assert not REMOVED.search(user["content"].replace("\n", ""))
        assert not {"tools", "tool_choice"} & set(request.body)
    sent = "\n".join(r.body["messages"][1]["content"] for r in ran.requests)
    assert "می\u200cگویند" in sent
    assert "{{ 7 * 7 }} {% for x in y %}" in sent
    assert "<|" not in sent
    assert "root:" not in sent


def test_an_instruction_in_an_article_is_flagged(ran: Ran) -> None:
    found = ran.of("page/forged.txt")["findings"]
    told = {n for f in found if f["check"] == "injection" for n in f["sentences"]}
    assert len(told) == 4
    assert all("CANARY" not in json.dumps(r["answers"]) for r in ran.records)


def test_briefs_of_hostile_names_stay_in_their_folder(llmx: Llmx, home: Path) -> None:
    corpus.build(home / "in")
    with Provider(endpoint()) as serving:
        done = llmx("brief", "in/names", "-o", "briefs", *live(serving.base_url))
    assert done.code == 0, done.err
    assert names(home) == ["briefs", "in"]
    written = [f for f in (home / "briefs").rglob("*") if f.suffix == ".md"]
    assert all(f.is_file() and f.parent == home / "briefs" for f in written)
    assert len(written) == 1 + len({*whole(home / "briefs/run.json")["briefs"]})


def _rows(file: Path) -> list[Json]:
    """The rows of a file in which U+2028 and the like stand within lines."""
    return [json.loads(line) for line in file.read_bytes().splitlines()]
