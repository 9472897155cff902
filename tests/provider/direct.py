"""The endpoints without sockets: a client's transport, in the time of the loop that it runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx2

from .app import App
from .connection import RESET_AFTER
from .wire import Delivery, Reply, Request


class Direct(httpx2.AsyncBaseTransport):
    """Hands requests to an app and its replies back, late, torn or not at all, as they say.

    `gate` is called before a request arrives; what it raises is what the client meets.
    """

    def __init__(self, app: App, gate: Callable[[], None] = lambda: None) -> None:
        self._app = app
        self._gate = gate

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raw = await request.aread()
        self._gate()
        address = urlsplit(str(request.url))
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = self._app.serve(Request(request.method, address.path, headers, raw, address.query))
        self._app.traffic.begin()
        try:
            await asyncio.sleep(reply.delay)
            return await _delivered(reply)
        finally:
            self._app.traffic.end()


async def _delivered(reply: Reply) -> httpx2.Response:
    match reply.delivery:
        case Delivery.HANG:
            await asyncio.get_running_loop().create_future()
        case Delivery.RESET:
            raise httpx2.ReadError("connection reset by peer")
        case Delivery.RESET_MID:
            await asyncio.sleep(RESET_AFTER)
            raise httpx2.ReadError("connection reset by peer")
        case Delivery.EOF | Delivery.EOF_MID:
            raise httpx2.RemoteProtocolError("the server closed the connection")
        case Delivery.DRIP:
            await asyncio.sleep(reply.drip)
        case Delivery.WHOLE:
            pass
    headers = [("content-type", reply.content_type), *reply.headers]
    return httpx2.Response(reply.status, headers=headers, content=reply.body)
