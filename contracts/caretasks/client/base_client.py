"""The base classes of all clients: they send the request of an operation, retry it, and parse the response.

The methods of the clients and the functions in `caretasks.<api>.api` all call `request_operation`. Both classes make
the attempts of the same `Call`, which is the state of a call without I/O. `Pages` and `Wait` are the same for methods
that send several requests.
"""

import contextlib
import copy
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from .config import ClientConfig
from .encoding.json_values import encode_json
from .encoding.parameters import query
from .encoding.validation import checked_path
from .operation import ApiInfo, FinalStatus, Operation, Pagination, RequestParts, undocumented_operation
from .responses.parsing import parse_response
from .tracebacks import HidesLocals, WithoutLocals
from .transport.call import Call
from .transport.http_clients import AsyncHttpClients, HttpClients
from .transport.retries import async_retrying, retrying
from .types import UNSET, Response, Timeout, Unset

T = TypeVar("T")


class _Configured(HidesLocals):
    """The common part of both base classes."""

    def __init__(self, api: ApiInfo, **settings: Any) -> None:
        self._config = ClientConfig(api, **settings)
        self._shares_connections = False

    @property
    def base_url(self) -> str:
        """The URL of the server with its path, without a slash at the end."""
        return self._config.servers.base_url

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
            timeout: seconds without progress, or a `caretasks.client.Timeout`, which can limit a whole call.
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

    def _with_time_limit(self, seconds: float) -> Self:
        """Return a client whose requests are not retried, and have timeouts of at most that many seconds."""
        client = self.with_options(max_retries=0)
        client._config.max_timeout = seconds
        return client

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


class BaseClient(_Configured):
    """A client that blocks. It is a context manager; `close` closes its connections."""

    def __init__(self, api: ApiInfo, http_client: object, **settings: Any) -> None:
        super().__init__(api, **settings)
        self._http_clients = HttpClients(http_client, api.errors, *self._config.connection_settings)

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
            TokenError: no access token was obtained.
            ClientStateError: the client is closed, or its `http_client` is of another process.
            ApiStatusError: the response is not a success.
            ResponseDecodeError: it cannot be decoded.
            httpx.TransportError: no response was received, or the time for the whole call is over.
            OutcomeUnknownError: a write was sent, and its outcome is unknown.
        """
        deadline = self._config.start_deadline(timeout)
        http = self._http_clients.current()
        needed = self._config.needed_tokens(operation, parts, headers)
        tokens = self._config.tokens.fetch(needed, deadline)
        request = self._config.build_request(http, operation, parts, timeout, headers, tokens)
        call = Call(operation, self._config, http, request, parts.save_to, deadline)
        try:
            retrying(self._config.max_retries)(self._attempt, http, call)
        finally:
            call.redact_key()
        if call.response is not None and call.response.status_code == 401:
            self._config.tokens.forget(needed)
        return parse_response(call)

    def _attempt(self, http: httpx.Client, call: Call[T]) -> Call[T]:
        with call, call.deadline.applied():
            response = http.send(call.request, stream=True, follow_redirects=False, auth=None)
            with contextlib.ExitStack() as stack:
                stack.enter_context(contextlib.closing(response))
                if (body := call.receive(response)) is None:
                    stack.pop_all()  # a stream stays open
                else:
                    for chunk in response.iter_bytes():
                        body.append(chunk)
        return call

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
            timeout: seconds, or a `caretasks.client.Timeout`, for this call instead of the client's.
            headers: additional headers for this request.

        Returns:
            The response. `parsed` is its JSON, or its text if it is not JSON, or None if it is empty.

        Raises:
            ValueError: the path is a whole URL, leads to another path or host (`//host`, `..`, a backslash), or has a
                control character or a fragment; nothing was sent.
            ApiStatusError: the status is not a 2xx.
            ResponseDecodeError: the response says that it is JSON, and is not.
            OutcomeUnknownError: a write was sent, and its outcome is unknown.
            httpx.TransportError: no response was received.
        """
        operation = undocumented_operation(self._config.api, method)
        parts = _parts(path, params, json, content)
        return self.request_operation(operation, parts, timeout=timeout, headers=headers)

    def iterate_pages(
        self,
        pagination: Pagination[T],
        read_page: Callable[[int], object],
        *,
        page_size: object,
        max_pages: int | None,
        max_items: int | None,
    ) -> Iterator[T]:
        """Return an iterator over the items of a list, which reads one page at a time.

        Args:
            read_page: calls the method of the operation for a page, by its number.
            page_size, max_pages, max_items: see `Pages`.

        Raises:
            ValueError: a maximum is not a positive integer. The iterator raises what the method raises, too.
            PaginationError: the iterator raises it for a page that repeats an earlier one, or has no array of items.
        """
        from .workflows.pagination import Pages  # here, since few programs need it

        pages = Pages(pagination, self._config, page_size, max_pages, max_items)

        def iterate() -> Iterator[T]:
            while pages.number is not None:
                with WithoutLocals(), pages:
                    pages.receive(read_page(pages.number))
                yield from pages.items

        return iterate()

    def poll_until_final(
        self, final: FinalStatus, poll: Callable[[Self], Response[T]], *, timeout: float, interval: float
    ) -> T:
        """Call a method of `with_raw_response` until the status in its response is final.

        Args:
            poll: calls the method of the client that it is passed, whose requests end in time.
            timeout: seconds for the whole wait.
            interval: seconds before the second request; later ones are further apart.

        Returns:
            The final response, decoded.

        Raises:
            ValueError: `timeout` or `interval` is not a positive number.
            WaitTimeoutError: the status was not final in time.
            ApiError: an error of a request after which another one would not help.
        """
        from .workflows.waiting import Wait, waiting

        wait = Wait[T](final, self._config, timeout, interval)

        def attempt(wait: Wait[T]) -> Wait[T]:
            with wait:
                wait.receive(poll(self._with_time_limit(wait.seconds_left)))
            return wait

        waiting()(attempt, wait)
        return wait.result()

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
        self._http_clients = AsyncHttpClients(http_client, api.errors, *self._config.connection_settings)

    async def request_operation(
        self,
        operation: Operation[T],
        parts: RequestParts,
        *,
        timeout: Timeout | Unset,
        headers: Mapping[str, str] | None,
    ) -> Response[T]:
        """Send the request of an operation and parse the response; see `BaseClient.request_operation`."""
        deadline = self._config.start_deadline(timeout)
        http = await self._http_clients.current()
        needed = self._config.needed_tokens(operation, parts, headers)
        tokens = await self._config.tokens.fetch_async(needed, deadline)
        request = self._config.build_request(http, operation, parts, timeout, headers, tokens)
        call = Call(operation, self._config, http, request, parts.save_to, deadline)
        try:
            await async_retrying(self._config.max_retries)(self._attempt, http, call)
        finally:
            call.redact_key()
        if call.response is not None and call.response.status_code == 401:
            self._config.tokens.forget(needed)
        return parse_response(call)

    async def _attempt(self, http: httpx.AsyncClient, call: Call[T]) -> Call[T]:
        with call, call.deadline.cancelling():
            response = await http.send(call.request, stream=True, follow_redirects=False, auth=None)
            async with contextlib.AsyncExitStack() as stack:
                await stack.enter_async_context(contextlib.aclosing(response))
                if (body := call.receive(response)) is None:
                    stack.pop_all()
                else:
                    async for chunk in response.aiter_bytes():
                        body.append(chunk)
        return call

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

    def iterate_pages(
        self,
        pagination: Pagination[T],
        read_page: Callable[[int], Awaitable[object]],
        *,
        page_size: object,
        max_pages: int | None,
        max_items: int | None,
    ) -> AsyncIterator[T]:
        """Return an async iterator over the items of a list; see `BaseClient.iterate_pages`."""
        from .workflows.pagination import Pages

        pages = Pages(pagination, self._config, page_size, max_pages, max_items)

        async def iterate() -> AsyncIterator[T]:
            while pages.number is not None:
                with WithoutLocals(), pages:
                    pages.receive(await read_page(pages.number))
                for item in pages.items:
                    yield item

        return iterate()

    async def poll_until_final(
        self, final: FinalStatus, poll: Callable[[Self], Awaitable[Response[T]]], *, timeout: float, interval: float
    ) -> T:
        """Call a method of `with_raw_response` until the status is final; see `BaseClient.poll_until_final`."""
        from .workflows.waiting import Wait, async_waiting

        wait = Wait[T](final, self._config, timeout, interval)

        async def attempt(wait: Wait[T]) -> Wait[T]:
            with wait:
                wait.receive(await poll(self._with_time_limit(wait.seconds_left)))
            return wait

        await async_waiting()(attempt, wait)
        return wait.result()

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
    checked, in_path = checked_path(str(path))
    parts = RequestParts(checked, query({**in_path, **(params or {})}.items()))
    if json is not None:
        parts.headers["Content-Type"] = "application/json"
        parts.body["content"] = encode_json(json)
    elif content is not None:
        parts.body["content"] = content
    return parts
