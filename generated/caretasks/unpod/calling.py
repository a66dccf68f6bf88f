# Generated from specs/unpod/openapi.yaml by openapi-python-client 0.29.1
# and datamodel-code-generator 0.89.0. Not to be edited: `make regenerate`.
"""How an operation is called: its request is made whole, sent, sent again where that is safe, and its answer read.

The methods of the clients and the functions in `api` all come through `perform`.
"""

import contextlib
import functools
import ipaddress
import os
import warnings
from collections.abc import Generator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from . import errors
from .answers import TOO_LARGE, Answers, failure
from .operation import Description, Operation, Sent
from .retrying import async_retrying, retrying
from .types import Response, Unset
from .writing import header_value

T = TypeVar("T")

Timeout = float | httpx.Timeout | None
"""Seconds, or httpx's own word; None waits for ever."""

DEFAULT_TIMEOUT = httpx.Timeout(30, connect=10)
"""Seconds without progress after which a call is given up."""
DEFAULT_MAX_RESPONSE_BYTES = 64 * 2**20

_MASK = "[secure]"
_Attempt = tuple[httpx.Response, str | None]


class _Settings:
    """What both twins are given, and how they make a request of it."""

    def __init__(
        self,
        description: Description,
        *,
        api_key: str | None,
        base_url: str | None,
        timeout: Timeout | Unset,
        max_retries: int,
        headers: Mapping[str, str] | None,
        strict: bool,
        max_response_bytes: int,
        accounts: Mapping[str, str | None],
    ) -> None:
        given = base_url or os.environ.get(description.base_url_variable) or description.server
        self._description = description
        self._base_url = _checked_url(given, description)
        self._key = api_key or os.environ.get(description.key_variable) or None
        if self._key is None and description.key_required:
            raise _no_key(description)
        self._accounts = {
            variable: value
            for variable, argument in accounts.items()
            if (value := argument or os.environ.get(variable))
        }
        for variable, value in ((description.key_variable, self._key or ""), *self._accounts.items()):
            try:
                header_value(variable, value)
            except ValueError as error:
                raise errors.ConfigurationError(str(error)) from None
        self._headers = {"user-agent": ("User-Agent", _user_agent()), **_checked_headers(headers or {})}
        self._timeout = timeout
        self._max_retries = max_retries
        self._max_response_bytes = max_response_bytes
        self._answers = Answers(strict=strict)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._base_url!r})"

    @property
    def _client_timeout(self) -> Timeout:
        return DEFAULT_TIMEOUT if isinstance(self._timeout, Unset) else self._timeout

    def _arguments(
        self, operation: Operation[Any], sent: Sent, timeout: Timeout | Unset, headers: Mapping[str, str] | None
    ) -> dict[str, Any]:
        """What httpx makes the request of.

        Raises:
            ConfigurationError: the key or an account is missing.
            ValueError: a header cannot be sent.
        """
        whole = {"accept": ("Accept", operation.accept), **self._headers}
        params, cookies = sent.params, sent.cookies
        key = operation.key
        if key is not None and self._key is not None:
            value = key.prefix + self._key
            if key.location == "header":
                whole.setdefault(key.name.lower(), (key.name, value))
            else:
                (params if key.location == "query" else cookies).setdefault(key.name, value)
        for account in operation.accounts:
            if account.variable in self._accounts:
                whole.setdefault(account.header.lower(), (account.header, self._accounts[account.variable]))
        whole.update(_checked_headers(sent.headers))
        if headers:
            whole.update(_checked_headers(headers))
        if key is not None and key.required and self._key is None and key.name.lower() not in whole:
            raise _no_key(self._description)
        for account in operation.accounts:
            if account.required and account.header.lower() not in whole:
                raise errors.ConfigurationError(
                    f"no {account.header} for {operation.name}: give {account.argument} or set {account.variable}"
                )
        if isinstance(timeout, Unset):
            timeout = self._timeout
        return {
            "method": operation.method,
            # With its query in it, since httpx parses a URL once more to add one.
            "url": self._base_url + sent.path + (f"?{httpx.QueryParams(params)}" if params else ""),
            "headers": dict(whole.values()),
            **({"cookies": cookies} if cookies else {}),
            **({} if isinstance(timeout, Unset) else {"timeout": timeout}),
            **sent.body,
        }


class SyncCaller(_Settings):
    """Calls operations one after the other. A context manager: `close` gives its connections back."""

    def __init__(self, description: Description, http_client: object, **settings: Any) -> None:
        super().__init__(description, **settings)
        self._owned: httpx.Client | None = None
        if isinstance(http_client, httpx.Client):
            self._http = http_client
        elif http_client is None or isinstance(http_client, httpx.BaseTransport):
            self._http = self._owned = httpx.Client(transport=http_client, timeout=self._client_timeout)
        else:
            raise errors.ConfigurationError(
                "http_client is to be an httpx.Client or an httpx transport, not async ones"
            )

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
        request = self._http.build_request(**self._arguments(operation, sent, timeout, headers))
        try:
            taken: _Attempt = retrying(self._max_retries, operation.writes)(self._send, request)
        except httpx.RequestError as error:
            if (told := failure(operation, request, error)) is error:
                raise
            raise told from error
        finally:
            _mask(operation, request)
        return self._answers.read(operation, *taken)

    def _send(self, request: httpx.Request) -> _Attempt:
        response = self._http.send(request, stream=True, follow_redirects=False)
        taken = _Taken(response, self._max_response_bytes)
        with contextlib.closing(response), taken.refusing():
            for chunk in response.iter_bytes():
                taken.take(chunk)
        return response, taken.whole()

    def close(self) -> None:
        """Closes the connections. An `http_client` that was given stays open: it is its owner's."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncCaller(_Settings):
    """Calls operations side by side. An async context manager: `aclose` gives its connections back."""

    def __init__(
        self,
        description: Description,
        http_client: object,
        **settings: Any,
    ) -> None:
        super().__init__(description, **settings)
        self._owned: httpx.AsyncClient | None = None
        if isinstance(http_client, httpx.AsyncClient):
            self._http = http_client
        elif http_client is None or isinstance(http_client, httpx.AsyncBaseTransport):
            self._http = self._owned = httpx.AsyncClient(transport=http_client, timeout=self._client_timeout)
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
        request = self._http.build_request(**self._arguments(operation, sent, timeout, headers))
        try:
            taken: _Attempt = await async_retrying(self._max_retries, operation.writes)(self._send, request)
        except httpx.RequestError as error:
            if (told := failure(operation, request, error)) is error:
                raise
            raise told from error
        finally:
            _mask(operation, request)
        return self._answers.read(operation, *taken)

    async def _send(self, request: httpx.Request) -> _Attempt:
        response = await self._http.send(request, stream=True, follow_redirects=False)
        taken = _Taken(response, self._max_response_bytes)
        async with contextlib.aclosing(response):
            with taken.refusing():
                async for chunk in response.aiter_bytes():
                    taken.take(chunk)
        return response, taken.whole()

    async def aclose(self) -> None:
        """Closes the connections. An `http_client` that was given stays open: it is its owner's."""
        if self._owned is not None:
            await self._owned.aclose()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class _Refused(Exception):
    """The body is not taken any further."""


class _Taken:
    """A body as it arrives, decompressed, up to a limit."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        response.next_request = None  # where a redirect leads: it is not followed, and has a copy of the key
        self._response = response
        self._limit = limit
        self._chunks: list[bytes] = []
        self._length = 0
        self._refused: str | None = None

    def take(self, chunk: bytes) -> None:
        self._length += len(chunk)
        if self._length > self._limit:
            raise _Refused(TOO_LARGE)
        self._chunks.append(chunk)

    @contextlib.contextmanager
    def refusing(self) -> Generator[None, None, None]:
        try:
            yield
        except _Refused as refused:
            self._refused = str(refused)
        except httpx.DecodingError:
            self._refused = "its content encoding is broken"

    def whole(self) -> str | None:
        """Gives the response its body, and why it is not there; None where it is."""
        # httpx reads a body without a limit, or not at all: there is no public way to give it one that has been read.
        setattr(self._response, "_content", b"" if self._refused else b"".join(self._chunks))
        return self._refused


def _no_key(description: Description) -> errors.ConfigurationError:
    return errors.ConfigurationError(f"no API key: give api_key or set {description.key_variable}")


def _checked_headers(headers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Names and values by the names in lower case, in which they are the same."""
    return {name.lower(): (name, header_value(name, value)) for name, value in headers.items()}


def _checked_url(given: str | None, description: Description) -> str:
    """The URL of a server, without a closing slash. It is not shown: it may have a password in it."""
    where = f"base_url (or {description.base_url_variable})"
    if given is None:
        raise errors.ConfigurationError(f"no server: give {where}")
    try:
        url = httpx.URL(given)
    except (httpx.InvalidURL, TypeError):
        url = httpx.URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise errors.ConfigurationError(f"{where} is no http or https URL")
    if url.userinfo or url.query or url.fragment:
        raise errors.ConfigurationError(f"{where} is to have no user, no query and no fragment")
    if url.scheme == "http" and not _is_loopback(url.host):
        warnings.warn(
            f"{where} is http: the key and all data go unencrypted to {url.host}",
            errors.InsecureTransportWarning,
            stacklevel=5,  # where the client is made
        )
    return given.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@functools.cache
def _user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version  # here, since importing it takes long

    try:
        return f"caretasks/{version('caretasks')}"
    except PackageNotFoundError:  # the package lies beside a program, not installed
        return "caretasks"


def _mask(operation: Operation[Any], request: httpx.Request) -> None:
    """Takes the key out of a request that is over: errors keep it, and what keeps errors keeps its headers."""
    key = operation.key
    if key is None:
        return
    if key.location == "query":
        request.url = request.url.copy_set_param(key.name, _MASK)
    else:
        request.headers["cookie" if key.location == "cookie" else key.name] = _MASK
