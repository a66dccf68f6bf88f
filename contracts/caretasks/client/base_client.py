"""How an operation is called: its request sent, sent again where that is safe, and its answer read.

The methods of the clients and the functions in `api` all come through `perform`.
"""

import contextlib
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from . import errors
from .answers import failure
from .operation import Description, Operation, Sent
from .retrying import async_retrying, retrying
from .settings import Settings, Timeout
from .taking import Refusal, Taken, read_already
from .types import Response, Unset

T = TypeVar("T")

_Attempt = tuple[httpx.Response, Refusal | None]
_MASK = "[secure]"


class SyncCaller(Settings):
    """Calls operations one after the other. A context manager: `close` gives its connections back."""

    def __init__(self, description: Description, http_client: object, **settings: Any) -> None:
        super().__init__(description, **settings)
        self._owned: httpx.Client | None = None
        if isinstance(http_client, httpx.Client):
            self._http = http_client
        elif http_client is None or isinstance(http_client, httpx.BaseTransport):
            hooks = {"response": [_put_location_aside]}
            self._http = self._owned = httpx.Client(
                transport=http_client, timeout=self._client_timeout, event_hooks=hooks
            )
        else:
            raise errors.ConfigurationError("http_client is to be an httpx.Client or an httpx transport, not async ones")

    def perform(
        self,
        operation: Operation[T],
        sent: Sent,
        *,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
    ) -> Response[T]:
        """Calls an operation.

        Raises:
            ConfigurationError: the key or an account is missing.
            ApiStatusError: the answer is no success.
            ResponseDecodeError: it cannot be read.
            httpx.TransportError: none came.
        """
        arguments = self._arguments(operation, sent, timeout, headers)
        request = _made(self._http, arguments)
        try:
            taken: _Attempt = retrying(self._max_retries, operation.writes)(self._send, request)
        except httpx.RequestError as error:
            if (told := failure(operation, request, error)) is error:
                raise
            raise told from None  # what it came from may quote what the server sent
        finally:
            _mask(operation, request)
        return self._answers.read(operation, *taken)

    def _send(self, request: httpx.Request) -> _Attempt:
        try:
            response = self._http.send(request, stream=True, follow_redirects=False, auth=None)
        except httpx.HTTPStatusError as error:  # raised by a hook of a client that was given
            return read_already(error.response), None
        except (UnicodeError, httpx.InvalidURL):  # by httpx, of a Location that is none
            raise httpx.RemoteProtocolError("what came is not HTTP", request=request) from None
        _put_location_back(response)
        taken = Taken(response, self._max_response_bytes)
        with contextlib.closing(response), taken.refusing():
            taken.begin()
            for chunk in response.iter_bytes():
                taken.take(chunk)
        return response, taken.whole()

    def close(self) -> None:
        """Closes the connections, and a transport that was given. A client that was given stays open."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncCaller(Settings):
    """Calls operations side by side. An async context manager: `aclose` gives its connections back."""

    def __init__(self, description: Description, http_client: object, **settings: Any) -> None:
        super().__init__(description, **settings)
        self._owned: httpx.AsyncClient | None = None
        if isinstance(http_client, httpx.AsyncClient):
            self._http = http_client
        elif http_client is None or isinstance(http_client, httpx.AsyncBaseTransport):
            hooks = {"response": [_put_location_aside_async]}
            self._http = self._owned = httpx.AsyncClient(
                transport=http_client, timeout=self._client_timeout, event_hooks=hooks
            )
        else:
            raise errors.ConfigurationError("http_client is to be an httpx.AsyncClient or an async httpx transport")

    async def perform(
        self,
        operation: Operation[T],
        sent: Sent,
        *,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
    ) -> Response[T]:
        """Calls an operation; see `SyncCaller.perform`."""
        arguments = self._arguments(operation, sent, timeout, headers)
        request = _made(self._http, arguments)
        try:
            taken: _Attempt = await async_retrying(self._max_retries, operation.writes)(self._send, request)
        except httpx.RequestError as error:
            if (told := failure(operation, request, error)) is error:
                raise
            raise told from None  # what it came from may quote what the server sent
        finally:
            _mask(operation, request)
        return self._answers.read(operation, *taken)

    async def _send(self, request: httpx.Request) -> _Attempt:
        try:
            response = await self._http.send(request, stream=True, follow_redirects=False, auth=None)
        except httpx.HTTPStatusError as error:  # raised by a hook of a client that was given
            return read_already(error.response), None
        except (UnicodeError, httpx.InvalidURL):  # by httpx, of a Location that is none
            raise httpx.RemoteProtocolError("what came is not HTTP", request=request) from None
        _put_location_back(response)
        taken = Taken(response, self._max_response_bytes)
        async with contextlib.aclosing(response):
            with taken.refusing():
                taken.begin()
                async for chunk in response.aiter_bytes():
                    taken.take(chunk)
        return response, taken.whole()

    async def aclose(self) -> None:
        """Closes the connections, and a transport that was given. A client that was given stays open."""
        if self._owned is not None:
            await self._owned.aclose()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _made(http: httpx.Client | httpx.AsyncClient, arguments: dict[str, Any]) -> httpx.Request:
    if not http.params:  # httpx parses a URL once more to add a query
        params = arguments.pop("params", None)
        arguments["url"] += f"?{httpx.QueryParams(params)}" if params else ""
    try:
        return http.build_request(**arguments)
    except httpx.InvalidURL:
        raise ValueError("the URL of the request is too long, or none") from None


# httpx makes the next request of a redirect even where it is not to follow it, and fails where its Location is none.
_ASIDE = "caretasks.location"


def _put_location_aside(response: httpx.Response) -> None:
    if "location" in response.headers:
        response.extensions[_ASIDE] = response.headers.pop("location")


async def _put_location_aside_async(response: httpx.Response) -> None:
    _put_location_aside(response)


def _put_location_back(response: httpx.Response) -> None:
    if _ASIDE in response.extensions:
        response.headers["Location"] = response.extensions.pop(_ASIDE)


def _mask(operation: Operation[Any], request: httpx.Request) -> None:
    """Takes the key out of a request that is over: errors keep it, and what keeps errors keeps its headers."""
    key = operation.key
    if key is None:
        return
    if key.location == "query":
        request.url = request.url.copy_set_param(key.name, _MASK)
    else:
        request.headers["cookie" if key.location == "cookie" else key.name] = _MASK
