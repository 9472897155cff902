"""The endpoints: which handler answers which method and path, and the count of what was served."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict
from urllib.parse import unquote

from .batches import BatchApi, Script
from .completion import CREATED
from .limits import Limiter, limit_headers, refusal
from .modes import Mode
from .replies import NO_RETRY, error_reply, json_reply
from .wire import Json, Reply, Request

ANY_MODEL = "test-model"

Handler = Callable[[Request, str], Reply]


class Stats(TypedDict):
    """Counts since the start; `/__stats__` itself is in none but `connections`."""

    requests: int
    outcomes: dict[str, int]
    routes: dict[str, int]
    connections: int
    in_flight: int
    max_in_flight: int


@dataclass(frozen=True, slots=True)
class Delay:
    """A latency in seconds, plus up to `jitter` more, drawn with `seed`."""

    seconds: float = 0.0
    jitter: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path; a path that ends in `{id}` hands the rest to the handler."""

    method: str
    path: str
    handler: Handler
    counted: bool = True

    def match(self, path: str) -> str | None:
        """Return the id in `path`, "" where the route has none, None where it does not match."""
        pattern = re.escape(self.path).replace(r"\{id\}", "(.+)")
        found = re.fullmatch(pattern, path)
        return None if found is None else unquote("".join(found.groups()))


class App:
    """Answers requests; knows nothing of sockets. One thread calls it, others may read."""

    def __init__(
        self,
        mode: Mode,
        *,
        delay: Delay,
        limiter: Limiter | None = None,
        models: Sequence[str] | None = None,
        keep: bool = True,
        batches: Sequence[Script] | None = (),
    ) -> None:
        self.requests: list[Request] = []
        self.failures: list[Exception] = []
        self.traffic = Traffic()
        self._mode = mode
        self._delay = delay
        self._jitter = random.Random(delay.seed)
        self._limiter = limiter
        self._models = models
        self._keep = keep
        self._count = 0
        self._outcomes: Counter[str] = Counter()
        self._by_route: Counter[str] = Counter()
        self.batches = BatchApi(batches or (), mode.reply)
        self._routes = (
            *(_batch_routes(self.batches) if batches is not None else ()),
            Route("POST", "/v1/chat/completions", self._chat),
            Route("GET", "/v1/models", self._list_models),
            Route("GET", "/v1/models/{id}", self._show_model),
            Route("GET", "/__stats__", self._show_stats, counted=False),
        )
        self._exact = {(route.method, route.path): route for route in self._routes}

    def serve(self, request: Request) -> Reply:
        route, found = self._route(request)
        if route is not None and not route.counted:
            return replace(route.handler(request, found), counted=False)
        self._count += 1
        self._by_route[f"{request.method} {route.path if route else request.path}"] += 1
        if self._keep:
            self.requests.append(request)
        reply = self._handle(route, request, found)
        self._outcomes[reply.outcome] += 1
        return replace(reply, headers=(*reply.headers, ("x-request-id", f"req_{self._count}")))

    def stats(self) -> Stats:
        return {
            "requests": self._count,
            "outcomes": dict(self._outcomes),
            "routes": dict(self._by_route),
            "connections": self.traffic.connections,
            "in_flight": self.traffic.in_flight,
            "max_in_flight": self.traffic.max_in_flight,
        }

    def _route(self, request: Request) -> tuple[Route | None, str]:
        if route := self._exact.get((request.method, request.path)):
            return route, ""
        for route in self._routes:
            found = route.match(request.path)
            if found is not None and route.method == request.method:
                return route, found
        return None, ""

    def _handle(self, route: Route | None, request: Request, found: str) -> Reply:
        if route is None:
            return self._no_route(request)
        try:
            return route.handler(request, found)
        except Exception as error:  # noqa: BLE001 (an answer function's bug, raised again later)
            self.failures.append(error)
            message = f"{type(error).__name__}: {error}"
            return error_reply(500, message, kind="server_error", code="provider_bug")

    def _no_route(self, request: Request) -> Reply:
        allowed = [route.method for route in self._routes if route.match(request.path) is not None]
        message = f"Invalid URL ({request.method} {request.path})"
        if not allowed:
            return error_reply(404, message, code="unknown_url")
        headers = (("allow", ", ".join(allowed)),)
        return error_reply(405, message, code="method_not_allowed", headers=headers)

    def _chat(self, request: Request, _found: str) -> Reply:
        if refused := _unfit(request):
            return refused
        verdict = self._limiter.take() if self._limiter else None
        if verdict and not verdict.allowed:
            return refusal(verdict)
        reply = self._mode.reply(request)
        headers = limit_headers(verdict) if verdict else ()
        return replace(reply, delay=self._wait(), headers=(*reply.headers, *headers))

    def _wait(self) -> float:
        jitter = self._jitter.uniform(0, self._delay.jitter) if self._delay.jitter else 0.0
        return self._delay.seconds + jitter

    def _list_models(self, _request: Request, _found: str) -> Reply:
        models = [_model(name) for name in self._models or (ANY_MODEL,)]
        return json_reply("models", {"object": "list", "data": models})

    def _show_model(self, _request: Request, found: str) -> Reply:
        if self._models is None or found in self._models:
            return json_reply("model", _model(found))
        message = f"The model {found!r} does not exist."
        return error_reply(404, message, code="model_not_found", param="model")

    def _show_stats(self, _request: Request, _found: str) -> Reply:
        return json_reply("stats", self.stats())


class Traffic:
    """Connections made, and requests received but not yet answered."""

    def __init__(self) -> None:
        self.connections = 0
        self.in_flight = 0
        self.max_in_flight = 0

    def begin(self) -> None:
        self.in_flight += 1
        self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def end(self) -> None:
        self.in_flight -= 1


def _batch_routes(api: BatchApi) -> tuple[Route, ...]:
    return (
        Route("POST", "/v1/files", api.upload),
        Route("GET", "/v1/files/{id}/content", api.content),
        Route("POST", "/v1/batches", api.create),
        Route("GET", "/v1/batches", api.show_all),
        Route("POST", "/v1/batches/{id}/cancel", api.cancel),
        Route("GET", "/v1/batches/{id}", api.retrieve),
    )


def _model(name: str) -> Json:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "tests"}


def _unfit(request: Request) -> Reply | None:
    """Return the 400 for a body that no endpoint would take."""
    try:
        body = request.body
    except ValueError as error:
        return _bad_body(f"The body is not JSON: {error}", None)
    if not isinstance(body, dict):
        return _bad_body("The body is not a JSON object.", None)
    if not isinstance(body.get("model"), str):
        return _bad_body("You must provide a model parameter.", "model")
    if not (isinstance(body.get("messages"), list) and body["messages"]):
        return _bad_body("'messages' must be a list with at least one message.", "messages")
    if body.get("stream"):
        return _bad_body("This server does not stream.", "stream")
    return None


def _bad_body(message: str, param: str | None) -> Reply:
    return error_reply(400, message, code="bad_body", param=param, headers=NO_RETRY)
