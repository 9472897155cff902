"""The listening server: on the loop of the caller, or in a thread of its own as `Provider`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from .app import App, Delay, Stats
from .batches import BatchApi, Script
from .connection import Connection
from .limits import Limiter
from .modes import Mode
from .wire import Request

HOST = "127.0.0.1"
BACKLOG = 4096


@asynccontextmanager
async def listening(app: App, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on the loopback address and give its base URL; port 0 takes a free one."""
    opened: set[Connection] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(app, opened), HOST, port, backlog=BACKLOG)
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for connection in list(opened):
            connection.abort()
        await asyncio.sleep(0)  # the aborted transports close their sockets on the next turn


class Provider:
    """A context manager that serves `mode` from a thread with its own event loop.

    `latency` is seconds or a `Delay`; `models` makes every other name unknown to /v1/models/ID;
    without `keep` the requests are counted but not kept; `batches` says how the batches go, None
    that there is no Batch API. An error raised by an answer function is
    a 500 to the client and is raised again at the end of the `with` block.
    """

    def __init__(
        self,
        mode: Mode,
        *,
        latency: float | Delay = 0.0,
        limiter: Limiter | None = None,
        models: Sequence[str] | None = None,
        port: int = 0,
        keep: bool = True,
        batches: Sequence[Script] | None = (),
    ) -> None:
        delay = latency if isinstance(latency, Delay) else Delay(latency)
        self._app = App(
            mode, delay=delay, limiter=limiter, models=models, keep=keep, batches=batches
        )
        self._port = port
        self._started: Future[str] = Future()
        self._thread = threading.Thread(target=self._run, name="provider", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._app.failures and error is None:
            raise self._app.failures[0]

    @property
    def base_url(self) -> str:
        """The URL up to `/v1`; available inside the `with` block."""
        return self._started.result(timeout=0)

    @property
    def requests(self) -> list[Request]:
        """The requests received so far, in order of arrival."""
        return list(self._app.requests)

    @property
    def count(self) -> int:
        """How many requests came, those for /__stats__ left out."""
        return self.stats()["requests"]

    @property
    def batches(self) -> BatchApi:
        """The batches that were created, and what was paid for in them."""
        return self._app.batches

    def stats(self) -> Stats:
        return self._app.stats()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:  # the port is taken
            self._started.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with listening(self._app, self._port) as base_url:
            self._started.set_result(base_url)
            await self._stop.wait()
