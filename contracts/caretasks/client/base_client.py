"""The base classes of all clients: they send the request of an operation, retry it, and parse the response.

The methods of the clients and the functions in `caretasks.<api>.api` all call `request_operation`.
"""

import contextlib
import copy
import functools
import logging
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import httpx

from .config import ClientConfig
from .encoding import checked_path, encode_json, query_parameters
from .errors import ApiError, ClientStateError, ConfigurationError
from .operation import ApiInfo, Operation, RequestParts, undocumented_operation
from .responses import ResponseParser
from .transport.attempts import Call
from .transport.delivery import Delivery
from .transport.http_clients import (
    AsyncHttpClients,
    AsyncOwnHttpClients,
    AsyncPassedHttpClient,
    HttpClients,
    OwnHttpClients,
    PassedHttpClient,
)
from .transport.response_body import BodyReader, BodyRejection, ensure_body
from .transport.retries import async_retrying, retrying
from .types import UNSET, Hooks, Response, Timeout, Unset

if TYPE_CHECKING:
    from .hooks import HookCaller

T = TypeVar("T")

_Result = tuple[httpx.Response, BodyRejection | None]
_REDACTED = "[secure]"


class _Configured:
    """The common part of both base classes: the settings, the hooks, and the parser of responses."""

    def __init__(self, api: ApiInfo, *, strict: bool, hooks: Hooks | None, **settings: Any) -> None:
        self._config = ClientConfig(api, **settings)
        self._log = logging.getLogger(f"caretasks.{api.name}")
        self._parser = ResponseParser(api, self._log, strict=strict, api_key=self._config.api_key)
        self._hooks = None if hooks is None else self._hook_caller(hooks)
        self._shares_connections = False

    def _hook_caller(self, hooks: Hooks) -> "HookCaller":
        from .hooks import HookCaller  # here, since importing it takes long

        return HookCaller(hooks, self._log, self._config.api.errors.get_class(ConfigurationError))

    @property
    def base_url(self) -> str:
        """The URL of the server with its path, without a slash at the end."""
        return self._config.base_url

    def with_options(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        max_retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a client with other settings that shares the connections of this one.

        Closing it closes nothing: its connections are closed with this client, after which neither can be used.

        Args:
            timeout: seconds, or an `httpx.Timeout`.
            max_retries: how often a request is retried.
            headers: sent with every request, in addition to those of this client.

        Raises:
            ConfigurationError: a setting is invalid.
            ValueError: a header cannot be sent.
        """
        client = copy.copy(self)
        client._config = self._config.with_options(timeout, max_retries, headers)
        client._shares_connections = True
        return client

    def _parse(
        self, call: Call[T], http: httpx.Client | httpx.AsyncClient, request: httpx.Request, result: _Result
    ) -> Response[T]:
        try:
            return self._parser.parse(call, *result)
        except ApiError:
            raise
        except Exception as error:
            if not call.operation.is_write:
                raise
            raise Delivery(self._config.api, call.operation, http, request).unknown_outcome(error) from error

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._config.base_url!r})"


class BaseClient(_Configured):
    """A client that blocks. It is a context manager; `close` closes its connections."""

    def __init__(self, api: ApiInfo, http_client: object, **settings: Any) -> None:
        super().__init__(api, **settings)
        create = functools.partial(
            httpx.Client, timeout=self._config.default_timeout, event_hooks={"response": [_set_location_aside]}
        )
        state_error = api.errors.get_class(ClientStateError)
        self._http_clients: HttpClients
        if http_client is None:
            create = functools.partial(create, verify=httpx.create_ssl_context())  # once, since that takes long
            self._http_clients = OwnHttpClients(create, state_error)
        elif isinstance(http_client, httpx.Client):
            self._http_clients = PassedHttpClient(http_client, None, state_error)
        elif isinstance(http_client, httpx.BaseTransport):
            self._http_clients = PassedHttpClient(create(transport=http_client), http_client, state_error)
        else:
            raise api.errors.get_class(ConfigurationError)(
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
            ClientStateError: the client is closed, or its `http_client` is of another process.
            ApiStatusError: the response is not a success.
            ResponseDecodeError: it cannot be decoded.
            httpx.TransportError: no response was received.
            OutcomeUnknownError: a write was sent, and its outcome is unknown.
        """
        http = self._http_clients.current()
        request = _build_request(http, self._config.request_arguments(operation, parts, timeout, headers))
        call = Call(operation, self._log, self._hooks)
        send = retrying(self._config.max_retries, operation)
        try:
            try:
                result: _Result = send(self._attempt, http, request, call)
            finally:
                _redact_key(operation, request)
            return self._parse(call, http, request, result)
        except ApiError as error:
            error.attempts = call.attempts
            raise

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | str | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Any]:
        """Send a request to any path of the server, for operations that have no method.

        API key, account headers, errors and retries are those of the methods. A request other than GET, HEAD and
        OPTIONS is never retried once it was sent.

        Args:
            method: the HTTP method.
            path: the path relative to `base_url`, with a slash at the start; it may have a query.
            params: query parameters; a list is sent as a repeated parameter.
            json: a model, a mapping or any other value to send as JSON; None for no body.
            content: a body to send unchanged; set its `Content-Type` in `headers`.
            timeout: seconds, or an `httpx.Timeout`, for this request instead of the client's.
            headers: additional headers for this request.

        Returns:
            The response. `parsed` is its JSON, or its text if it is not JSON, or None if it is empty.

        Raises:
            ValueError: the path is a whole URL, leads to another path or host (`//host`, `..`, a backslash), or has a
                control character or a fragment; nothing was sent.
            ApiStatusError: the status is not 200, 201, 202 or 204.
            ResponseDecodeError: the response says that it is JSON, and is not.
            OutcomeUnknownError: a write was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.
        """
        operation = undocumented_operation(self._config.api, method)
        parts = _parts(path, params, json, content)
        return self.request_operation(operation, parts, timeout=timeout, headers=headers)

    def _attempt(self, http: httpx.Client, request: httpx.Request, call: Call[Any]) -> _Result:
        with Delivery(self._config.api, call.operation, http, request), call:
            result = self._send(http, request)
            call.status = result[0].status_code
        return result

    def _send(self, http: httpx.Client, request: httpx.Request) -> _Result:
        try:
            response = http.send(request, stream=True, follow_redirects=False, auth=None)
        except httpx.HTTPStatusError as error:  # raised by an event hook of the user's httpx client
            if error.request is not request:  # about another request
                raise
            return ensure_body(error.response), None
        _restore_location(response)
        body = BodyReader(response, self._config.max_response_bytes)
        with contextlib.closing(response), body.rejections():
            body.check_encoding()
            for chunk in response.iter_bytes():
                body.append(chunk)
        return response, body.finish()

    def close(self) -> None:
        """Close the connections and a transport that was passed. An `httpx.Client` that was passed stays open."""
        if not self._shares_connections:
            self._http_clients.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncBaseClient(_Configured):
    """A client for asyncio and trio. It is an async context manager; `aclose` closes its connections."""

    def __init__(self, api: ApiInfo, http_client: object, **settings: Any) -> None:
        super().__init__(api, **settings)
        create = functools.partial(
            httpx.AsyncClient,
            timeout=self._config.default_timeout,
            event_hooks={"response": [_set_location_aside_async]},
        )
        state_error = api.errors.get_class(ClientStateError)
        self._http_clients: AsyncHttpClients
        if http_client is None:
            create = functools.partial(create, verify=httpx.create_ssl_context())  # once, since that takes long
            self._http_clients = AsyncOwnHttpClients(create, state_error)
        elif isinstance(http_client, httpx.AsyncClient):
            self._http_clients = AsyncPassedHttpClient(http_client, None, state_error)
        elif isinstance(http_client, httpx.AsyncBaseTransport):
            self._http_clients = AsyncPassedHttpClient(create(transport=http_client), http_client, state_error)
        else:
            raise api.errors.get_class(ConfigurationError)(
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
        http = await self._http_clients.current()
        request = _build_request(http, self._config.request_arguments(operation, parts, timeout, headers))
        call = Call(operation, self._log, self._hooks)
        send = async_retrying(self._config.max_retries, operation)
        try:
            try:
                result: _Result = await send(self._attempt, http, request, call)
            finally:
                _redact_key(operation, request)
            return self._parse(call, http, request, result)
        except ApiError as error:
            error.attempts = call.attempts
            raise

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | str | None = None,
        timeout: Timeout | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
    ) -> Response[Any]:
        """Send a request to any path of the server; see `BaseClient.request`."""
        operation = undocumented_operation(self._config.api, method)
        parts = _parts(path, params, json, content)
        return await self.request_operation(operation, parts, timeout=timeout, headers=headers)

    async def _attempt(self, http: httpx.AsyncClient, request: httpx.Request, call: Call[Any]) -> _Result:
        with Delivery(self._config.api, call.operation, http, request), call:
            result = await self._send(http, request)
            call.status = result[0].status_code
        return result

    async def _send(self, http: httpx.AsyncClient, request: httpx.Request) -> _Result:
        try:
            response = await http.send(request, stream=True, follow_redirects=False, auth=None)
        except httpx.HTTPStatusError as error:  # raised by an event hook of the user's httpx client
            if error.request is not request:  # about another request
                raise
            return ensure_body(error.response), None
        _restore_location(response)
        body = BodyReader(response, self._config.max_response_bytes)
        async with contextlib.aclosing(response):
            with body.rejections():
                body.check_encoding()
                async for chunk in response.aiter_bytes():
                    body.append(chunk)
        return response, body.finish()

    async def aclose(self) -> None:
        """Close the connections and a transport that was passed. An `httpx.AsyncClient` that was passed stays open.

        Connections of other running event loops are closed by these loops.
        """
        if not self._shares_connections:
            await self._http_clients.aclose()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _parts(path: str, params: Mapping[str, Any] | None, json: Any, content: bytes | str | None) -> RequestParts:
    """Return the request of `request`, without API key, accounts and settings of the client."""
    if json is not None and content is not None:
        raise ValueError("pass json= or content=, not both")
    checked, query = checked_path(str(path))
    parts = RequestParts(checked, params={**query, **query_parameters((params or {}).items())})
    if json is not None:
        parts.headers["Content-Type"] = "application/json"
        parts.body["content"] = encode_json(json)
    elif content is not None:
        parts.body["content"] = content
    return parts


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


def _redact_key(operation: Operation[Any], request: httpx.Request) -> None:
    """Redact the API key in a request that is over, since errors keep the request."""
    key = operation.key
    if key is None:
        return
    if key.location == "query":
        request.url = request.url.copy_set_param(key.name, _REDACTED)
    else:
        request.headers["cookie" if key.location == "cookie" else key.name] = _REDACTED
