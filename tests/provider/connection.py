"""One client connection: requests in, replies out, torn, dripped or reset as the reply says."""

from __future__ import annotations

import asyncio
import socket
import struct

from .app import App
from .replies import error_reply
from .wire import BadRequest, Delivery, Parser, Reply, Request

DRIP_PIECES = 24
RESET_AFTER = 0.02  # lets the half body arrive before the reset overtakes it

_LINGER_0 = struct.pack("ii", 1, 0)  # closing then sends RST in place of FIN


class Connection(asyncio.Protocol):
    """Serves one request at a time; what is pipelined waits in the parser."""

    def __init__(self, app: App, opened: set[Connection]) -> None:
        self._app = app
        self._opened = opened
        self._parser = Parser()
        self._reply: Reply | None = None  # the one under way
        self._keep_alive = True
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened.add(self)
        self._app.traffic.connections += 1

    def connection_lost(self, exc: Exception | None) -> None:
        self._opened.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        self._finish()

    def data_received(self, data: bytes) -> None:
        self._parser.feed(data)
        self._advance()

    def abort(self) -> None:
        self._transport.abort()

    def _advance(self) -> None:
        while self._reply is None and not self._transport.is_closing():
            try:
                request = self._parser.take()
            except BadRequest as error:
                self._reject(error)
                return
            if request is None:
                return
            self._serve(request)

    def _reject(self, error: BadRequest) -> None:
        reply = error_reply(400, str(error), code="bad_request")
        self._transport.write(reply.head() + reply.body)
        self._transport.close()

    def _serve(self, request: Request) -> None:
        self._keep_alive = request.keep_alive
        self._reply = reply = self._app.serve(request)
        if reply.counted:
            self._app.traffic.begin()
        if reply.delay > 0:
            self._later(reply.delay, reply)
        else:
            self._deliver(reply)

    def _later(self, seconds: float, reply: Reply) -> None:
        def deliver() -> None:
            self._deliver(reply)
            self._advance()

        self._timer = asyncio.get_running_loop().call_later(seconds, deliver)

    def _deliver(self, reply: Reply) -> None:
        match reply.delivery:
            case Delivery.WHOLE:
                self._transport.write(reply.head() + reply.body)
                self._end()
            case Delivery.HANG:
                pass
            case Delivery.RESET:
                self._reset()
            case Delivery.RESET_MID:
                self._write_half(reply)
                self._timer = asyncio.get_running_loop().call_later(RESET_AFTER, self._reset)
            case Delivery.EOF:
                self._transport.close()
            case Delivery.EOF_MID:
                self._write_half(reply)
                self._transport.close()
            case Delivery.DRIP:
                self._transport.write(reply.head())
                self._drip(reply.body, len(reply.body) // DRIP_PIECES + 1, reply.drip / DRIP_PIECES)

    def _write_half(self, reply: Reply) -> None:
        self._transport.write(reply.head() + reply.body[: len(reply.body) // 2])

    def _reset(self) -> None:
        sock = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_0)
        self._transport.abort()

    def _drip(self, body: bytes, size: int, pause: float) -> None:
        self._transport.write(body[:size])
        if len(body) <= size:
            self._end()
            self._advance()
            return
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(pause, self._drip, body[size:], size, pause)

    def _end(self) -> None:
        self._finish()
        if not self._keep_alive:
            self._transport.close()

    def _finish(self) -> None:
        if self._reply is not None and self._reply.counted:
            self._app.traffic.end()
        self._reply = None
