"""The ledger: written in steps that hold, read in order without sorting, private."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from llmx.batch import ledger as module
from llmx.batch.ledger import Asked, Part, folder_of, has_ledger, open_ledger
from llmx.errors import StorageError
from llmx.model.batch import Batch
from llmx.model.usage import Usage
from llmx.model.wire import Wire
from tests.batch.support import MODEL, news
from tests.builders import loaded

URL = "http://host/v1"


def asked(number: int) -> list[Asked]:
    found = []
    for article in news(number):
        request = loaded("brief").request(article, model=MODEL)
        folders = (Path("/p"),), (Path("/s"), Path("/t"))
        found.append(Asked(0, request, article.source, 7, 0, *folders))
    return found


def part(requests: int, wire: Wire | None = None) -> Part:
    return Part(0, "run", URL, MODEL, wire or Wire(), "prepared", 1.0, requests, 7 * requests)


def test_a_request_comes_back_as_it_was(tmp_path: Path) -> None:
    (one,) = asked(1)
    with open_ledger(tmp_path / "led") as ledger:
        ledger.add(one, URL)
    with open_ledger(tmp_path / "led") as ledger:
        (back,) = ledger.waiting(URL, MODEL)
        assert back.request == one.request
        assert (back.source, back.tokens, back.rounds) == (one.source, 7, 0)
        assert (back.prompts, back.schemas) == (one.prompts, one.schemas)
        assert ledger.models(URL) == [MODEL]
        assert list(ledger.waiting("http://other/v1", MODEL)) == []


def test_a_batch_comes_back_as_it_was(tmp_path: Path) -> None:
    wire = Wire("tools", "max_completion_tokens", frozenset({"seed", "temperature"}))
    with open_ledger(tmp_path / "led") as ledger:
        for one in asked(2):
            ledger.add(one, URL)
        rows = [a.row for a in ledger.waiting(URL, MODEL)]
        made = ledger.prepare(part(2, wire), rows)
        made = ledger.uploaded(made, "file-1")
        made = ledger.opened(made, Batch("batch_1", "validating", None, None, 0, 0, ()))
        ledger.settle(made, {"answers": 1, "failed": 1}, Usage(5, 6, attempts=1))
        ledger.settle(made, {"resubmitted": 1}, Usage(5, 6, attempts=1))
    with open_ledger(tmp_path / "led") as ledger:
        (back,) = ledger.parts(state="open")
        assert (back.wire, back.file, back.id, back.status) == (
            wire,
            "file-1",
            "batch_1",
            "validating",
        )
        assert (back.answers, back.failed, back.resubmitted) == (1, 1, 1)
        assert back.usage == Usage(10, 12, attempts=2)
        assert back.metadata == {"llmx_run": "run", "llmx_part": "1"}
        assert ledger.enqueued(URL, MODEL) == 14
        assert [a.rounds for a in ledger.sent_with(back)] == [1, 1]
        ledger.close(back)
        assert ledger.enqueued(URL, MODEL) == 0


def test_what_is_learned_of_an_endpoint(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "led") as ledger:
        assert (ledger.wire(URL, MODEL), ledger.room(URL, MODEL)) == (None, None)
        ledger.learn_room(URL, MODEL, 5)
        ledger.learn_wire(URL, MODEL, Wire("tools"))
        ledger.learn_room(URL, MODEL, 6)
        assert (ledger.wire(URL, MODEL), ledger.room(URL, MODEL)) == (Wire("tools"), 6)
        assert ledger.wire("http://other/v1", MODEL) is None


def test_requests_are_read_in_order_and_never_sorted(tmp_path: Path) -> None:
    """Sorted, a million of them would be written to the disk once more for each batch."""
    with open_ledger(tmp_path / "led"):
        pass
    wheres = (
        "WHERE r.state = 'waiting' AND r.base_url = 'x' AND f.model = 'y' ORDER BY r.id",
        "WHERE r.state = 'sent' AND r.batch = 1 ORDER BY r.id",
    )
    connection = sqlite3.connect(tmp_path / "led" / "ledger.db")
    for where in wheres:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {module._SELECT}{where}").fetchall()
        said = " / ".join(row[3] for row in plan)
        assert "USING INDEX by_" in said
        assert "TEMP B-TREE" not in said
    connection.close()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    one, two = asked(2)
    with open_ledger(tmp_path / "led") as ledger:
        with suppress(ZeroDivisionError), ledger.transaction():
            ledger.add(one, URL)
            raise ZeroDivisionError
        assert ledger.count("waiting") == 0
        with ledger.transaction():
            ledger.add(two, URL)
        assert ledger.count("waiting") == 1


def test_an_empty_ledger_takes_no_room(tmp_path: Path) -> None:
    file = tmp_path / "led" / "ledger.db"
    with open_ledger(tmp_path / "led") as ledger:
        empty = file.stat().st_size
        for one in asked(60):
            ledger.add(one, URL)
        full = file.stat().st_size
    with open_ledger(tmp_path / "led") as ledger:
        ledger.drop_waiting(URL)
    assert file.stat().st_size < full
    assert full > empty


def test_where_it_lies(tmp_path: Path) -> None:
    store = tmp_path / "answers"
    assert not has_ledger(store)
    with open_ledger(folder_of(store)):
        pass
    assert has_ledger(store)
    assert folder_of(store).stat().st_mode & 0o777 == 0o700


def test_one_that_cannot_be_used(tmp_path: Path) -> None:
    folder = tmp_path / "led"
    with open_ledger(folder):
        pass
    with sqlite3.connect(folder / "ledger.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageError, match="of another version"), open_ledger(folder):
        pass
    (folder / "ledger.db").write_bytes(b"no database" * 1000)
    with pytest.raises(StorageError, match="cannot be used"), open_ledger(folder):
        pass
    folder.chmod(0o777)
    with pytest.raises(StorageError, match="somebody else"), open_ledger(folder):
        pass


@pytest.mark.parametrize("name", ["results.jsonl", "draft.jsonl", "ledger.db", "lock"])
def test_a_link_in_its_folder_is_not_written_through(tmp_path: Path, name: str) -> None:
    folder, mine = tmp_path / "store.batches", tmp_path / "mine"
    mine.write_text("mine", encoding="utf-8")
    folder.mkdir(mode=0o700)
    (folder / name).symlink_to(mine)
    with pytest.raises(StorageError, match="holds a link"), open_ledger(folder):
        pass
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "planted",
    [
        "CREATE TRIGGER t AFTER INSERT ON request BEGIN DELETE FROM request; END",
        "CREATE VIEW v AS SELECT 1",
    ],
)
def test_a_ledger_with_more_in_it_is_refused(tmp_path: Path, planted: str) -> None:
    folder = tmp_path / "store.batches"
    with open_ledger(folder):
        pass
    with closing(sqlite3.connect(folder / "ledger.db")) as database, database:
        database.execute(planted)
    with pytest.raises(StorageError, match="does not put there"), open_ledger(folder):
        pass
