"""The client: a request goes out, a validated answer comes back. The only user of the SDKs.

Transport is openai's client with its own retries off; the re-ask loop is instructor's. The first
answer is parsed here, and only one that does not fit is handed to instructor, which asks again
with the validation error: the usual answer pays nothing for the loop. The SDKs are imported when
they are needed, openai's while the first request is on its way.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit, urlunsplit
from urllib.request import getproxies

import httpx2
from pydantic import BaseModel, ValidationError

from llmx import __version__
from llmx.errors import (
    AnswerError,
    ConfigurationError,
    EndpointError,
    InvalidOutput,
    LlmxError,
    NotFound,
    ProviderRejected,
    ProviderUnavailable,
    Truncated,
)
from llmx.log import event
from llmx.model import faults
from llmx.model.envelope import Envelope, open_envelope
from llmx.model.flight import CEILING
from llmx.model.limits import Limits, Rates, Turn
from llmx.model.repair import is_clean, json_text
from llmx.model.retry import RetryPolicy
from llmx.model.secret import Secret
from llmx.model.usage import Meter, Usage, estimate, of_completion
from llmx.model.wire import Wire
from llmx.settings import OPENAI_URL, Settings
from llmx.task import Request

try:
    import aiohttp
except ImportError:  # httpx2 does as well, at twice the cost
    aiohttp = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import openai
    from openai.types.chat import ChatCompletion

_log = logging.getLogger("llmx.client")
logging.getLogger("instructor").addHandler(logging.NullHandler())
logging.getLogger("instructor").propagate = False

Json = dict[str, Any]

REASKS = 2
_BROKEN_ENVELOPES = 3
_CONNECTING = 10.0  # seconds for one connection
_SILENCES = 3  # of an endpoint that has never answered, with up to --timeout seconds each
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_SPARE_CONNECTIONS = 10  # for those that are being closed while others are made


@dataclass(frozen=True, slots=True)
class Answered:
    """A validated answer with what it took: usage over all attempts, and the model that served."""

    answer: BaseModel
    usage: Usage
    served_by: str | None


@dataclass(eq=False)
class _Spent:
    """What one request has cost so far, attempts that failed included."""

    usage: Usage = field(default_factory=Usage)
    served_by: str | None = None
    broken: int = 0
    queued: float = 0.0  # seconds, for nothing but a turn
    begun: bool = False  # answered before, if with nothing that can be used


class Client:
    """One endpoint. `wire` is what it is known to take; it is learned once for all requests.

    `meter` follows what all requests spend.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        retry: RetryPolicy | None = None,
        in_flight: int | None = None,
        meter: Meter | None = None,
    ) -> None:
        """`in_flight` is the most requests that will be under way at once (None: the jobs)."""
        settings.check_local()
        self._settings = settings
        self._meter = meter or Meter()
        self._secret = Secret.of(settings.key())
        self._retry = retry or RetryPolicy()
        openai_own = settings.base_url.rstrip("/") == OPENAI_URL
        self.wire = Wire(room="max_completion_tokens" if openai_own else "max_tokens")
        timeout = httpx2.Timeout(settings.timeout, connect=_CONNECTING, pool=None)
        connections = (in_flight or settings.jobs) + _SPARE_CONNECTIONS
        self._transport = _Transport(settings, connections, timeout)
        self.limits = Limits(
            self._retry,
            Rates(settings.rpm, settings.tpm),
            host=settings.host,
            shape=lambda: f"{self.wire.mode}, {self.wire.room}",
            ceiling=in_flight or CEILING,
        )
        self._reached = False
        self._silences = 0
        self._renamed: set[str] = set()
        self._loop_tried: asyncio.Future[None] | None = None

    async def close(self) -> None:
        await self._transport.close()

    async def models(self) -> list[str]:
        """The models that the endpoint lists; empty where it does not say."""
        try:
            with self._api_errors("it lists no models"):
                response = await self._transport.sdk.get("/models", cast_to=httpx2.Response)
        except NotFound:
            return []
        try:
            said = json.loads(self._masked(response.content))
            return [str(model["id"]) for model in said["data"]]
        except (ValueError, KeyError, TypeError):
            raise EndpointError(
                f"{self._settings.host} lists no models as OpenAI does",
                hint="does --base-url end in /v1?",
            ) from None

    @property
    def retry(self) -> RetryPolicy:
        """How often the calls below are to be tried; they try once."""
        return self._retry

    async def call(
        self,
        method: Literal["GET", "POST"],
        path: str,
        *,
        missing: str,
        body: Json | None = None,
        query: Mapping[str, str] | None = None,
        upload: Path | None = None,
    ) -> Json:
        """One call of another part of the API; `upload` is the file of a form, streamed.

        Raises NotFound with the words of `missing` where the endpoint has no such path, else
        what the status says.
        """
        with self._api_errors(missing), contextlib.ExitStack() as opened:
            if method == "GET":
                response = await self._transport.sdk.get(
                    path, cast_to=httpx2.Response, options={"params": dict(query or {})}
                )
            elif upload is None:
                response = await self._transport.sdk.post(
                    path, cast_to=httpx2.Response, body=body or {}
                )
            else:
                file = (upload.name, opened.enter_context(upload.open("rb")), "application/jsonl")
                response = await self._transport.sdk.post(
                    path,
                    cast_to=httpx2.Response,
                    body=body,
                    files={"file": file},
                    options={"headers": {"Content-Type": "multipart/form-data"}},
                )
        try:
            value = json.loads(self._masked(response.content))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ProviderUnavailable(f"{self._settings.host} answered {path} with no JSON object")
        return value

    async def download(self, file_id: str, file: Path, *, missing: str) -> None:
        """Write a file of the endpoint to the disk, streamed."""
        with self._api_errors(missing), file.open("wb") as out:
            content = self._transport.sdk.files.with_streaming_response.content(file_id)
            async with content as response:
                rest = b""
                async for chunk in response.iter_bytes():
                    *lines, rest = (rest + chunk).split(b"\n")
                    out.writelines(self._masked(line) + b"\n" for line in lines)
                out.write(self._masked(rest))

    @contextlib.contextmanager
    def _api_errors(self, missing: str) -> Iterator[None]:
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            self._reached = True
            if error.status_code in (404, 405):
                raise NotFound(missing) from None
            raise self._translate(_Refusal(error.response, error.body), "") from None
        except (openai.APIConnectionError, TimeoutError, httpx2.HTTPError) as error:
            raise self._unreachable(error) from self._cause(error)
        self._reached = True

    async def ask(
        self,
        request: Request,
        *,
        parse: Callable[[str], BaseModel],
        bound: Callable[[], type[BaseModel]],
    ) -> Answered:
        """The validated answer to a request.

        `parse` validates a JSON text against schema and article, `bound` gives the class that
        does the same inside instructor's loop. Raises AnswerError for this request alone,
        ConfigurationError where no request can succeed; either says what was `spent`.
        """
        spent = _Spent()
        with self._meter.following(spent):
            try:
                envelope = await self._exchange(request, request.messages, spent)
                try:
                    answer = _read(envelope.content, parse)
                except ValidationError as error:
                    said = f"an answer to {request.task!r} does not fit: {_first(error)}"
                    event(_log, logging.INFO, "answer.invalid", said, **_named(request))
                    answer = await self._ask_again(request, envelope, bound(), spent)
            except (LlmxError, asyncio.CancelledError) as error:
                error.spent = spent.usage  # type: ignore[union-attr]
                kind = error.kind if isinstance(error, LlmxError) else "cancelled"
                event(_log, logging.INFO, "request.failed", **_named(request), kind=kind)
                raise
        used = {**_named(request), **(spent.usage.as_json() or {}), "content": envelope.content}
        event(_log, logging.DEBUG, "request.answered", **used)
        return Answered(answer, spent.usage, spent.served_by)

    # --- the re-ask loop -------------------------------------------------------------------

    async def _ask_again(
        self, request: Request, first: Envelope, model: type[BaseModel], spent: _Spent
    ) -> BaseModel:
        """instructor's loop over an answer that did not fit: the first turn is the one at hand."""
        if self._loop_tried is None:
            self._loop_tried = _beside(_try_loop)
        await asyncio.shield(self._loop_tried)
        from instructor.core.exceptions import InstructorRetryException

        waiting = [first]
        # Whatever the wire's form, the loop sees text: the form may fall back between its turns.

        async def create(**call: Any) -> ChatCompletion:
            if waiting:
                envelope = waiting.pop()
            else:
                envelope = await self._exchange(request, call["messages"], spent)
            return _completion(envelope)

        try:
            # No `context=`: instructor would render the article as a template.
            answer: BaseModel = await _loop(create)(
                response_model=_lenient(model),
                messages=request.messages,
                model=request.model,
                max_retries=REASKS,
                strict=False,
            )
            return answer
        except InstructorRetryException as error:
            cause = error.__cause__
            if isinstance(cause, LlmxError):
                raise cause from None
            raise InvalidOutput(
                f"the answer to {request.task!r} does not fit after {REASKS} re-asks: "
                f"{_first(cause)}",
                raw=_last_content(error.last_completion),
            ) from None

    # --- one exchange, with its retries ------------------------------------------------------

    async def _exchange(self, request: Request, messages: list[Json], spent: _Spent) -> Envelope:
        """One answered turn. Truncation is met once with twice the room."""
        room = request.sampling.max_output_tokens
        try:
            return await self._answered(request, messages, room, spent)
        except Truncated:
            said = f"an answer to {request.task!r} ran out of room; asking for twice as much"
            event(_log, logging.INFO, "answer.truncated", said, **_named(request))
        try:
            return await self._answered(request, messages, 2 * room, spent)
        except ProviderRejected as error:
            raise Truncated("the answer ran out of room", hint=error.message) from None

    async def _answered(
        self, request: Request, messages: list[Json], room: int, spent: _Spent
    ) -> Envelope:
        return await self._retry.run(
            lambda: self._attempt(request, messages, room, spent),
            pause=lambda seconds: self.limits.pause(seconds, begun=spent.begun),
            queued=lambda: spent.queued,
        )

    async def _attempt(
        self, request: Request, messages: list[Json], room: int, spent: _Spent
    ) -> Envelope:
        tokens = estimate(request).tokens if self.limits.counts_tokens else 0
        turn, data = await self._post(request, messages, room, spent, tokens)
        spent.begun = True
        try:
            envelope = open_envelope(data)
        except ProviderUnavailable as error:
            spent.usage += of_completion(error.usage)
            turn.failed(error)
            spent.broken += 1
            if spent.broken >= _BROKEN_ENVELOPES:
                error.retryable = False
            raise
        except AnswerError as error:
            spent.usage += self._settled(tokens, error.usage)
            raise
        spent.usage += self._settled(tokens, envelope.usage)
        spent.served_by = envelope.model
        self._notice_model(request.model, envelope.model)
        return envelope

    def _settled(self, tokens: int, usage: Json | None) -> Usage:
        """The usage of an answered attempt, told to the limits."""
        used = of_completion(usage)
        self.limits.settle(tokens, used.input_tokens + used.output_tokens)
        return used

    async def _post(
        self, request: Request, messages: list[Json], room: int, spent: _Spent, tokens: int
    ) -> tuple[Turn, bytes]:
        """The body of a success, with the turn in which it came.

        What the endpoint refuses is left out and the rest sent again.
        """
        while True:
            async with self.limits.turn(tokens, begun=spent.begun) as turn:
                spent.queued += turn.queued
                await self._transport.ready()
                spent.usage += Usage(attempts=1)
                event(_log, logging.DEBUG, "request.sent", **_named(request), messages=messages)
                wire = self.wire
                content = wire.encoded(request, messages, max_tokens=room)
                try:
                    async with asyncio.timeout(self._settings.timeout):
                        response = await self._transport.send(content)
                    if not response.is_success:
                        raise _Refusal(response, _error_of(response))
                    self._reached = True
                    turn.answered(response.headers)
                    return turn, self._masked(response.content)
                except _Refusal as error:
                    self._reached = True
                    if not self._adapt(wire, error):
                        raise self._translate(error, request.model) from None
                except (_Unreached, TimeoutError, httpx2.HTTPError) as error:
                    spent.usage += Usage(unknown=1)  # it may have been answered, and billed
                    raise self._unreachable(error) from self._cause(error)
                except asyncio.CancelledError:
                    spent.usage += Usage(unknown=1)
                    raise

    def _adapt(self, wire: Wire, error: _Refusal) -> bool:
        """Whether the refusal named something that the request can do without."""
        if error.status_code not in (400, 422):
            return False
        found = wire.without(_said(error), error.param)
        if found is None:
            return False
        if self.wire is wire:
            self.wire = found[0]
            said = f"{self._settings.host}: {found[1]}, from now on"
            event(_log, logging.WARNING, "endpoint.adapted", said)
        return True

    def _translate(self, error: _Refusal, model: str) -> LlmxError:
        return faults.of_status(
            error.status_code,
            code=error.code,
            kind=error.type,
            message=self._masked_text(_said(error)),
            headers=error.response.headers,
            model=model,
            host=self._settings.host,
            now=time.time(),
        )

    def _masked(self, said: bytes) -> bytes:
        """What an endpoint sent, without the key, which some repeat to whoever asks."""
        return self._secret.masked(said) if self._secret else said

    def _masked_text(self, said: str) -> str:
        return self._secret.masked_text(said) if self._secret else said

    def _cause(self, error: BaseException) -> BaseException | None:
        """The cause to show of a failure: none where it repeats the key."""
        said = "".join(f"{cause} {cause!r}" for cause in _chain(error))
        return error if self._masked_text(said) == said else None

    def _unreachable(self, error: Exception) -> LlmxError:
        causes = list(_chain(error))
        if any(type(c).__name__ == "CannotOverwriteExistingCassetteException" for c in causes):
            return EndpointError("no recorded exchange for this request (record mode none)")
        said = self._masked_text(" ".join(str(causes[-1]).split()))[:160]
        said = said or type(causes[-1]).__name__
        host = self._settings.host
        if not self._reached and _never_connected(error):
            return EndpointError(f"{host} cannot be reached: {said}", hint="check --base-url")
        if any(isinstance(cause, TimeoutError) for cause in causes):
            return self._silent()
        return ProviderUnavailable(f"the connection to {host} broke: {said}")

    def _silent(self) -> LlmxError:
        """A request without an answer. The first one goes out alone, so that all others wait for
        it: that is said, and an endpoint that has never answered anything is soon given up."""
        host, seconds = self._settings.host, self._settings.timeout
        if not self._reached:
            self._silences += 1
            if self._silences >= _SILENCES:
                return EndpointError(
                    f"{host} has never answered, {self._silences} requests in {seconds:g} s each",
                    hint="check --base-url; --timeout waits longer",
                )
            if self._silences == 1:
                _log.warning("%s has not answered yet; all requests wait for the first", host)
        return ProviderUnavailable(f"{host} did not answer in {seconds:g} s")

    def _notice_model(self, wanted: str, served: str | None) -> None:
        """A provider that serves another model than was asked for is named once."""
        if served and not served.startswith(wanted) and served not in self._renamed:
            self._renamed.add(served)
            said = f"{self._settings.host} answered as {served!r}, asked for {wanted!r}"
            event(_log, logging.WARNING, "endpoint.renamed", said, wanted=wanted, served=served)


class _Refusal(Exception):
    """A response that is no success; `body` is what it holds, the error in it if there is one."""

    def __init__(self, response: httpx2.Response, body: object) -> None:
        super().__init__(response.status_code)
        self.response = response
        self.status_code = response.status_code
        self.body = body
        said = body if isinstance(body, dict) else {}
        self.code, self.param, self.type = (said.get(name) for name in ("code", "param", "type"))


class _Unreached(Exception):
    """A request without a response; its cause says why."""


class _Transport:
    """Connections to one endpoint: the SDK's own, and light ones for the first request of all.

    To import the SDK takes longer than everything else that a run does before it asks. The first
    request goes out alone (see `Flight`), and so it need not wait for that: a thread imports
    while it is under way, and every other one finds the SDK's connections.
    """

    def __init__(self, settings: Settings, connections: int, timeout: httpx2.Timeout) -> None:
        self._settings = settings
        self._key = settings.key()
        self._timeout = timeout
        self._limits = httpx2.Limits(
            max_connections=connections, max_keepalive_connections=connections
        )
        self._light = self._http(httpx2.AsyncClient) if _may_begin(settings) else None
        self._loaded: asyncio.Future[None] | None = None

    async def ready(self) -> None:
        """Wait for an import that is under way, whose time is not the endpoint's."""
        if self._loaded:
            await asyncio.shield(self._loaded)

    async def send(self, content: bytes) -> httpx2.Response:
        """What an endpoint answers to a request with this body. Raises _Unreached."""
        light, self._light = self._light, None
        if light:
            self._loaded = self._load()
            try:
                async with light:
                    return await _answer(light, self._plain_form(), content)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                pass  # nothing was sent: the SDK's connections may be made where these cannot
            except Exception as error:
                raise _Unreached from error
        await self.ready()
        own = self._own
        try:
            return await _answer(own, self._form, content)
        except Exception as error:
            raise _Unreached from error

    @cached_property
    def sdk(self) -> openai.AsyncOpenAI:
        """The SDK's client, without its retries."""
        import openai

        return openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._settings.base_url,
            max_retries=0,
            timeout=self._timeout,
            http_client=self._own,
        )

    async def close(self) -> None:
        if self._light:
            await self._light.aclose()
        if "sdk" in self.__dict__:
            await self.sdk.close()

    def _http(self, kind: type[httpx2.AsyncClient]) -> httpx2.AsyncClient:
        """Connections that wait for each other without limit, and go nowhere but where they are
        sent; those that the environment names as proxies are used unless nothing may leave.

        Their number is always given: without one, aiohttp makes no more than a hundred.
        Raises ConfigurationError where the certificates that the environment names are none.
        """
        try:
            return kind(
                limits=self._limits,
                timeout=self._timeout,
                follow_redirects=False,
                trust_env=not self._settings.local_only,
            )
        except OSError as error:  # which ssl.SSLError is, too
            named = [f"{n}={os.environ[n]!r}" for n in _CERTIFICATES if os.environ.get(n)]
            said = f"certificates cannot be read: {error.strerror or error}"
            hint = f"the environment has {', '.join(named)}" if named else None
            raise ConfigurationError(said, hint=hint) from error

    @cached_property
    def _own(self) -> httpx2.AsyncClient:
        import openai

        return self._http(
            openai.DefaultAioHttpClient if aiohttp else openai.DefaultAsyncHttpxClient
        )

    @cached_property
    def _form(self) -> httpx2.Request:
        """A request as the SDK would make it, but for what is in it.

        What its own call does anew for each request (options copied, headers and address put
        together) is done once, at half the cost.
        """
        given = {**self.sdk.default_headers, **self.sdk.auth_headers}
        headers = {name: value for name, value in given.items() if isinstance(value, str)}
        form = self._own.build_request("POST", self._address, headers=headers)
        del form.headers["content-length"]
        return form

    @property
    def _address(self) -> str:
        parts = urlsplit(self._settings.base_url)
        path = f"{parts.path.rstrip('/')}/chat/completions"
        return urlunsplit(parts._replace(path=path, fragment=""))

    def _plain_form(self) -> httpx2.Request:
        """A request of our own making, but for what is in it."""
        form = httpx2.Request(
            "POST",
            self._address,
            headers={
                "Accept": "application/json",
                "Content-Type": "application/json",
                "User-Agent": f"llmx/{__version__}",
                "Authorization": f"Bearer {self._key}",
            },
            extensions={"timeout": self._timeout.as_dict()},
        )
        del form.headers["content-length"]
        return form

    def _load(self) -> asyncio.Future[None]:
        """Import the SDK in a thread; what is given is done once it can be used."""

        def prepare(loaded: asyncio.Future[None]) -> None:
            if not (loaded.cancelled() or loaded.exception()):
                with contextlib.suppress(Exception):  # it is raised again where it is needed
                    _ = self._form

        loaded = _beside(lambda: importlib.import_module("openai"))
        loaded.add_done_callback(prepare)
        return loaded


def _beside(work: Callable[[], object]) -> asyncio.Future[None]:
    """Do what imports a lot in a thread, for which neither the loop nor an exit waits."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def tell(failure: BaseException | None) -> None:
        if done.cancelled():
            return
        if failure:
            done.set_exception(failure)
            done.exception()  # nobody may be waiting for it
        else:
            done.set_result(None)

    def target() -> None:
        failure: BaseException | None = None
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits
            loop.call_soon_threadsafe(tell, failure)

    thread = threading.Thread(target=target, name="llmx-sdk", daemon=True)
    thread.start()
    _importing[:] = [t for t in (*_importing, thread) if t.is_alive()]
    return done


_importing: list[threading.Thread] = []


def _imported() -> None:
    """Wait for an import that is under way: a child would find its locks held for ever."""
    while _importing:
        _importing.pop().join()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_imported)


def _may_begin(settings: Settings) -> bool:
    """Whether a first request needs nothing that only the SDK reads: headers of an organisation
    and the like, an address with more than a path, a proxy of whatever kind."""
    plain = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
    special = [name for name in os.environ if name.startswith("OPENAI_") and name not in plain]
    plain_way = "?" not in settings.base_url and not getproxies()
    return not (special or _has_sdk()) and plain_way


def _has_sdk() -> bool:
    """Whether the SDK has been imported."""
    return "openai" in sys.modules


async def _answer(
    http: httpx2.AsyncClient, form: httpx2.Request, content: bytes
) -> httpx2.Response:
    request = httpx2.Request(
        form.method, form.url, headers=form.headers, content=content, extensions=form.extensions
    )
    return await http.send(request)


def _named(request: Request) -> Json:
    return {"task": request.task, "fingerprint": request.fingerprint}


def _read(content: str, parse: Callable[[str], BaseModel]) -> BaseModel:
    """The answer in a text, repaired where it has to be. Raises ValidationError."""
    if is_clean(content):
        with contextlib.suppress(ValidationError):
            return parse(content)
    return parse(json_text(content))


def _error_of(response: httpx2.Response) -> object:
    """What a refusal holds: the error object in OpenAI's shape, or whatever came."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return response.text
    return body.get("error", body) if isinstance(body, dict) else body


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _never_connected(error: BaseException) -> bool:
    """Whether no connection was made. aiohttp's transport calls that a timeout, as much else."""
    refused = (httpx2.ConnectError, *((aiohttp.ClientConnectorError,) if aiohttp else ()))
    return any(isinstance(cause, refused) for cause in _chain(error))


def _lenient(model: type[BaseModel]) -> type[BaseModel]:
    """The class as the first answer is read by: what an answer has too much of is ignored."""

    class Lenient(model, title=model.__name__):  # type: ignore[misc, valid-type, call-arg]
        @classmethod
        def model_validate_json(cls, json_data: str, **given: Any) -> Any:
            return super().model_validate_json(json_data, **given, extra="ignore")

    return Lenient


def _loop(create: Callable[..., Awaitable[ChatCompletion]]) -> Any:
    """instructor's loop around what answers one turn."""
    import instructor

    return instructor.patch(create=create, mode=instructor.Mode.JSON_SCHEMA)


@cache
def _try_loop() -> None:
    """Let the loop meet answers that do not fit: most of what it is made of is imported only then,
    in half a second and more that most runs never need."""
    from instructor.core.exceptions import InstructorRetryException

    class Said(BaseModel):
        said: str

    async def create(**_: Any) -> ChatCompletion:
        return _completion(Envelope("{}", None, None))

    with contextlib.suppress(InstructorRetryException):
        asyncio.run(_loop(create)(response_model=Said, messages=[], model="", max_retries=1))


def _completion(envelope: Envelope) -> ChatCompletion:
    """A completion as instructor reads it, with the repaired text in it."""
    from openai.types.chat import ChatCompletion

    message = {"role": "assistant", "content": json_text(envelope.content)}
    return ChatCompletion.model_validate(
        {
            "id": "answer",
            "object": "chat.completion",
            "created": 0,
            "model": envelope.model or "",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        }
    )


def _said(error: _Refusal) -> str:
    """What the endpoint said, without the SDK's words around it."""
    if isinstance(error.body, dict) and isinstance(error.body.get("message"), str):
        return str(error.body["message"])
    return error.response.text


def _first(error: BaseException | None) -> str:
    """The first validation error in a few words, without the article's text."""
    if isinstance(error, ValidationError):
        item = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(str(p) for p in item["loc"])
        return f"{where + ': ' if where else ''}{item['msg']}"[:300]
    return type(error).__name__


def _last_content(last: object) -> str | None:
    from openai.types.chat import ChatCompletion

    if isinstance(last, ChatCompletion) and last.choices:
        return last.choices[0].message.content
    return None
