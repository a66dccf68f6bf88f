"""The base classes of all clients: they send the request of an operation, retry it, and parse the response.

The methods of the clients and the functions in `caretasks.<api>.api` all call `request_operation`.
"""

import contextlib
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from .config import ClientConfig
from .errors import ConfigurationError
from .operation import ApiInfo, Operation, RequestParts
from .response_body import BodyReader, BodyRejection, ensure_body
from .responses import ResponseParser, connection_error, shareable_cause
from .retries import async_retrying, retrying
from .types import Response, Timeout, Unset

T = TypeVar("T")

_Attempt = tuple[httpx.Response, BodyRejection | None]
_MASK = "[secure]"


class _Configured:
    """What both base classes have: the settings, and the parser of responses."""

    def __init__(self, api: ApiInfo, *, strict: bool, **settings: Any) -> None:
        self._config = ClientConfig(api, **settings)
        self._parser = ResponseParser(api, strict=strict, api_key=self._config.api_key)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._config.base_url!r})"


class BaseClient(_Configured):
    """A client that blocks. It is a context manager; `close` closes its connections."""

    def __init__(self, api: ApiInfo, http_client: object, **settings: Any) -> None:
        super().__init__(api, **settings)
        self._owned: httpx.Client | None = None
        if isinstance(http_client, httpx.Client):
            self._http = http_client
        elif http_client is None or isinstance(http_client, httpx.BaseTransport):
            self._http = self._owned = httpx.Client(
                transport=http_client,
                timeout=self._config.default_timeout,
                event_hooks={"response": [_set_location_aside]},
            )
        else:
            raise api.errors.own(ConfigurationError)(
                "http_client must be an httpx.Client or a synchronous httpx transport"
            )

    def request_operation(
        self,
        operation: Operation[T],
        parts: RequestParts,
        *,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
    ) -> Response[T]:
        """Send the request of an operation and parse the response.

        Raises:
            ConfigurationError: the API key or an account is missing.
            ApiStatusError: the response is not a success.
            ResponseDecodeError: it cannot be decoded.
            httpx.TransportError: no response was received.
        """
        request = _build_request(self._http, self._config.request_arguments(operation, parts, timeout, headers))
        try:
            attempt: _Attempt = retrying(self._config.max_retries, operation.is_write)(self._send, request)
        except httpx.RequestError as error:
            raise connection_error(self._config.api, operation, request, error) from shareable_cause(error)
        finally:
            _mask_key(operation, request)
        return self._parser.parse(operation, *attempt)

    def _send(self, request: httpx.Request) -> _Attempt:
        try:
            response = self._http.send(request, stream=True, follow_redirects=False, auth=None)
        except httpx.HTTPStatusError as error:  # raised by an event hook of the user's httpx client
            return ensure_body(error.response), None
        except (UnicodeError, httpx.InvalidURL):  # raised by httpx for an invalid Location
            raise httpx.RemoteProtocolError("the response is not valid HTTP", request=request) from None
        _restore_location(response)
        body = BodyReader(response, self._config.max_response_bytes)
        with contextlib.closing(response), body.rejections():
            body.check_encoding()
            for chunk in response.iter_bytes():
                body.append(chunk)
        return response, body.finish()

    def close(self) -> None:
        """Close the connections and a transport that was passed. An `httpx.Client` that was passed stays open."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncBaseClient(_Configured):
    """A client for asyncio. It is an async context manager; `aclose` closes its connections."""

    def __init__(self, api: ApiInfo, http_client: object, **settings: Any) -> None:
        super().__init__(api, **settings)
        self._owned: httpx.AsyncClient | None = None
        if isinstance(http_client, httpx.AsyncClient):
            self._http = http_client
        elif http_client is None or isinstance(http_client, httpx.AsyncBaseTransport):
            self._http = self._owned = httpx.AsyncClient(
                transport=http_client,
                timeout=self._config.default_timeout,
                event_hooks={"response": [_set_location_aside_async]},
            )
        else:
            raise api.errors.own(ConfigurationError)(
                "http_client must be an httpx.AsyncClient or an async httpx transport"
            )

    async def request_operation(
        self,
        operation: Operation[T],
        parts: RequestParts,
        *,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
    ) -> Response[T]:
        """Send the request of an operation and parse the response; see `BaseClient.request_operation`."""
        request = _build_request(self._http, self._config.request_arguments(operation, parts, timeout, headers))
        try:
            attempt: _Attempt = await async_retrying(self._config.max_retries, operation.is_write)(self._send, request)
        except httpx.RequestError as error:
            raise connection_error(self._config.api, operation, request, error) from shareable_cause(error)
        finally:
            _mask_key(operation, request)
        return self._parser.parse(operation, *attempt)

    async def _send(self, request: httpx.Request) -> _Attempt:
        try:
            response = await self._http.send(request, stream=True, follow_redirects=False, auth=None)
        except httpx.HTTPStatusError as error:  # raised by an event hook of the user's httpx client
            return ensure_body(error.response), None
        except (UnicodeError, httpx.InvalidURL):  # raised by httpx for an invalid Location
            raise httpx.RemoteProtocolError("the response is not valid HTTP", request=request) from None
        _restore_location(response)
        body = BodyReader(response, self._config.max_response_bytes)
        async with contextlib.aclosing(response):
            with body.rejections():
                body.check_encoding()
                async for chunk in response.aiter_bytes():
                    body.append(chunk)
        return response, body.finish()

    async def aclose(self) -> None:
        """Close the connections and a transport that was passed. An `httpx.AsyncClient` that was passed stays open."""
        if self._owned is not None:
            await self._owned.aclose()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _build_request(http: httpx.Client | httpx.AsyncClient, arguments: dict[str, Any]) -> httpx.Request:
    if not http.params:  # httpx parses a URL a second time to add a query
        params = arguments.pop("params", None)
        arguments["url"] += f"?{httpx.QueryParams(params)}" if params else ""
    try:
        return http.build_request(**arguments)
    except httpx.InvalidURL:
        raise ValueError("the URL of the request is too long or invalid") from None


# httpx builds the next request of a redirect even if it is not followed, and fails if the Location is invalid.
_LOCATION = "caretasks.location"


def _set_location_aside(response: httpx.Response) -> None:
    if "location" in response.headers:
        response.extensions[_LOCATION] = response.headers.pop("location")


async def _set_location_aside_async(response: httpx.Response) -> None:
    _set_location_aside(response)


def _restore_location(response: httpx.Response) -> None:
    if _LOCATION in response.extensions:
        response.headers["Location"] = response.extensions.pop(_LOCATION)


def _mask_key(operation: Operation[Any], request: httpx.Request) -> None:
    """Mask the API key in a request that is over, since errors keep the request."""
    key = operation.key
    if key is None:
        return
    if key.location == "query":
        request.url = request.url.copy_set_param(key.name, _MASK)
    else:
        request.headers["cookie" if key.location == "cookie" else key.name] = _MASK
