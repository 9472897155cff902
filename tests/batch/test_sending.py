"""Sending: each request once, in batches that the provider takes, whatever stops it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmx.article import Rejection
from llmx.batch.ledger import Ledger, folder_of, open_ledger
from llmx.errors import ConfigurationError, EndpointError, StorageError
from llmx.model.answers import AnswerCache, StoredAnswer
from llmx.model.batch import Batches, Size
from llmx.model.client import Client
from llmx.settings import Settings
from tests.batch.support import MODEL, Killed, Office, endpoint, news
from tests.builders import answer, loaded
from tests.provider import Canned, Provider, Script

Json = dict[str, Any]


def lines(provider: Provider) -> list[list[Json]]:
    """The lines of each input file that became a batch."""
    api = provider.batches
    names = [batch.value["input_file_id"] for batch in api.batches.values()]
    return [[json.loads(line) for line in api.files[n].splitlines()] for n in names]


def test_what_is_missing_is_sent_once(tmp_path: Path) -> None:
    articles = news(3)
    brief = loaded("brief")
    known = brief.request(articles[0], model=MODEL).fingerprint
    store = AnswerCache(tmp_path / "store")
    store.put(StoredAnswer(known, "brief", MODEL, json.dumps(answer("brief", articles[0])), None))
    store.close()
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        counts = office.submit([articles[0], *articles, articles[2]])
        assert counts == {"articles": 5, "requests": 5, "stored": 2, "waiting": 1, "new": 2}
        assert office.submit(articles) == {"articles": 3, "requests": 3, "stored": 1, "waiting": 2}
        ((first, second),) = lines(provider)
    assert [first["custom_id"], second["custom_id"]] == [
        brief.request(a, model=MODEL).fingerprint for a in articles[1:]
    ]
    assert office.left() == {"sent": 2}


def test_a_stored_answer_that_no_longer_fits_is_asked_for(tmp_path: Path) -> None:
    (article,) = news(1)
    request = loaded("brief").request(article, model=MODEL)
    store = AnswerCache(tmp_path / "store")
    store.put(StoredAnswer(request.fingerprint, "brief", MODEL, json.dumps({"no": "brief"}), None))
    store.close()
    with endpoint() as provider:
        assert Office(tmp_path, provider).submit([article])["new"] == 1


def test_a_line_asks_what_a_live_call_asks(tmp_path: Path) -> None:
    (article,) = news(1)
    brief = loaded("brief")
    with endpoint() as provider:
        Office(tmp_path, provider).submit([article])

        async def live() -> None:
            client = Client(Settings(base_url=provider.base_url))
            await client.ask(
                brief.request(article, model=MODEL),
                parse=lambda text: brief.parse(text, article),
                bound=lambda: brief.bound_to(article),
            )
            await client.close()

        asyncio.run(live())
        ((line,),) = lines(provider)
        asked = provider.requests[-1].body
    assert line["body"] == asked
    assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")


def test_what_is_no_article_is_told_and_the_rest_sent(tmp_path: Path) -> None:
    (article,) = news(1)
    torn = Rejection(None, "torn.txt", None, "skipped", "empty", "it is empty")
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        assert office.submit([torn, article])["new"] == 1


@pytest.mark.parametrize(
    ("size", "batches"),
    [
        (Size(requests=2), [2, 2, 1]),
        (Size(requests=5), [5]),
        (Size(bytes=1), [1, 1, 1, 1, 1]),
        (Size(bytes=20_000), [2, 2, 1]),
    ],
)
def test_batches_are_as_large_as_the_provider_takes(
    tmp_path: Path, size: Size, batches: list[int]
) -> None:
    with endpoint() as provider:
        Office(tmp_path, provider, size=size).submit(news(5))
        api = provider.batches
        assert [len(b) for b in lines(provider)] == batches
        if size.bytes > 1:
            assert max(len(data) for data in api.files.values()) <= size.bytes
        marks = [batch.value["metadata"] for batch in api.batches.values()]
    assert [m["llmx_part"] for m in marks] == [str(n) for n in range(1, len(batches) + 1)]
    assert {m["llmx_run"] for m in marks} == {"run1"}


def test_what_the_endpoint_has_no_room_for_is_kept_back(tmp_path: Path) -> None:
    articles = news(6)
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(articles[:1])
        tokens = office.look(lambda ledger: ledger.parts()[0].tokens)
        office.submit(articles, tokens=int(3.5 * tokens))
        assert [len(b) for b in lines(provider)] == [1, 2]
        assert office.left() == {"sent": 3, "waiting": 3}
        office.submit(articles)  # no room yet
        assert office.left() == {"sent": 3, "waiting": 3}
        office.collect()
        assert [len(b) for b in lines(provider)] == [1, 2, 3]
        office.collect()
    assert office.left() == {}


def test_one_request_goes_out_however_little_room_there_is(tmp_path: Path) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2), tokens=1)
        assert [len(b) for b in lines(provider)] == [1]
        office.collect()
        office.collect()
    assert office.left() == {}


def test_a_crumb_waits_for_the_room_of_a_larger_batch(tmp_path: Path) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(news(1))
        tokens = office.look(lambda ledger: ledger.parts()[0].tokens)
        office.submit(news(40), tokens=int(21.5 * tokens))
        sizes = [len(b) for b in lines(provider)]
        assert sizes == [1, 20]
        office.collect()
        assert [len(b) for b in lines(provider)][2:] == [19]


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        office.collect()
    assert sorted(p.name for p in (tmp_path / "store.batches").iterdir()) == ["ledger.db", "lock"]
    assert (tmp_path / "store.batches").stat().st_mode & 0o777 == 0o700


# --- stopped, broken, refused --------------------------------------------------------------------


def _before(method: Callable[..., Any]) -> Callable[..., Any]:
    def killed(*_: Any, **__: Any) -> Any:
        raise Killed

    return killed


def _after(method: Callable[..., Any]) -> Callable[..., Any]:
    def killed(*given: Any, **more: Any) -> Any:
        method(*given, **more)
        raise Killed

    return killed


@pytest.mark.parametrize("when", [_before, _after])
@pytest.mark.parametrize("point", ["add", "prepare", "uploaded", "opened"])
def test_killed_between_two_steps_nothing_is_paid_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, when: Callable[..., Any]
) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider, size=Size(requests=3))
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, point, when(getattr(Ledger, point)))
            with pytest.raises(Killed):
                office.submit(news(5))
        office.submit(news(5))
        assert sorted(len(b) for b in lines(provider)) == [2, 3]
        office.collect()
        assert office.left() == {}
        paid = provider.batches.paid
    assert len(paid) == 5
    assert set(paid.values()) == {1}


@pytest.mark.parametrize("created", ["before", "after"])
def test_a_creation_whose_answer_is_lost_is_looked_for(tmp_path: Path, created: Any) -> None:
    with endpoint(Script(created=created)) as provider:
        office = Office(tmp_path, provider)
        office.submit(news(2))
        assert list(provider.batches.batches) == ["batch_1"]
        assert provider.stats()["routes"]["POST /v1/batches"] == {"before": 2, "after": 1}[created]
        office.collect()
    assert office.left() == {}
    assert len(office.time.slept) == 1


def test_a_batch_is_found_among_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "opened", _before(Ledger.opened))
            with pytest.raises(Killed):
                office.submit(news(1))
        others = Office(tmp_path / "others", provider, size=Size(requests=1), run=9)
        others.submit(news(5))
        monkeypatch.setattr("llmx.model.batch._PAGE", 2)
        office.submit(())
        assert len(provider.batches.batches) == 6
        assert provider.stats()["routes"]["GET /v1/batches"] == 3
        assert office.look(lambda ledger: ledger.parts()[0].id) == "batch_1"


def test_without_a_batch_api_there_is_one_clear_line(tmp_path: Path) -> None:
    with Provider(Canned("{}"), batches=None) as provider:
        office = Office(tmp_path, provider)
        with pytest.raises(EndpointError, match=r"has no Batch API \(404\)"):
            office.submit(news(1))
    assert office.left() == {"sent": 1}  # prepared: the next call begins it


def test_a_batch_that_is_refused_stops_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with endpoint() as provider:
        office = Office(tmp_path, provider)
        monkeypatch.setattr(Batches, "upload", _no_file)
        with pytest.raises(ConfigurationError, match="The input file does not exist"):
            office.submit(news(1))


async def _no_file(_self: Batches, _file: Path) -> str:
    return "file-0"


def test_two_calls_at_once_are_kept_apart(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "store")
    with open_ledger(folder) as ledger:
        with (
            pytest.raises(StorageError, match="another `llmx batch` is at work"),
            open_ledger(folder),
        ):
            pass
        ledger.let_go()
        with open_ledger(folder):
            assert not ledger.taken_back()
        assert ledger.taken_back()


def test_what_waits_for_one_endpoint_goes_to_the_one_that_is_asked_next(tmp_path: Path) -> None:
    with Provider(Canned("{}"), batches=None) as old, endpoint() as new:
        Office(tmp_path, new).submit(news(1), tokens=1)
        with open_ledger(folder_of(tmp_path / "store")) as ledger:
            (part,) = ledger.parts()
            (asked,) = ledger.sent_with(part)
            ledger.wait_again(asked.row, rounds=0)
            assert ledger.waits(asked.request.fingerprint, new.base_url)
            assert not ledger.waits(asked.request.fingerprint, old.base_url)
