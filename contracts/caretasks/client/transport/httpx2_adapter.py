"""httpx2 clients as transports of httpx: `http_client=httpx2.Client()`.

httpx2 is a fork of httpx with the same classes under another name. The client that the user passes sends the request
with its own connections, proxies and event hooks. Its response and its errors become those of httpx. This module does
not import httpx2: who passes one of its clients has imported it.
"""

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from typing import Any

import httpx


def adapt(http_client: object, *, is_async: bool) -> Any:
    """Return an httpx transport for an httpx2 client; None for anything else."""
    httpx2: Any = sys.modules.get("httpx2")
    if httpx2 is None or httpx2 is httpx:
        return None
    kind = httpx2.AsyncClient if is_async else httpx2.Client
    if not isinstance(http_client, kind):
        return None
    return _AsyncTransport(http_client) if is_async else _Transport(http_client)


class _Adapter:
    """The common part of both transports.

    Attributes:
        client: the httpx2 client.
    """

    def __init__(self, client: Any) -> None:
        self.client = client
        self._httpx2: Any = sys.modules["httpx2"]

    def _request(self, request: httpx.Request, content: bytes) -> Any:
        """Return the request of httpx2, with the headers and cookies of its client where the request has none."""
        headers = self._httpx2.Headers(self.client.headers)
        headers.update(request.headers.multi_items())
        return self._httpx2.Request(
            request.method,
            str(request.url),
            headers=headers,
            content=content,
            cookies=None if "cookie" in request.headers else self.client.cookies,
            extensions=request.extensions,
        )

    def _response(self, response: Any, stream: Any) -> httpx.Response:
        return httpx.Response(
            response.status_code, headers=response.headers.raw, stream=stream, extensions=dict(response.extensions)
        )

    @contextlib.contextmanager
    def errors(self, request: httpx.Request) -> Generator[None]:
        """Raise the exceptions of httpx2 as those of httpx, which have the same names."""
        try:
            yield
        except (self._httpx2.HTTPError, self._httpx2.InvalidURL, self._httpx2.StreamError) as error:
            found = next(getattr(httpx, each.__name__, None) for each in type(error).__mro__ if _is_known(each))
            kind: Callable[..., Exception] = found or httpx.TransportError
            if isinstance(error, self._httpx2.HTTPStatusError):  # raised by an event hook
                response = httpx.Response(
                    error.response.status_code, headers=error.response.headers.raw, content=b"", request=request
                )
                raise httpx.HTTPStatusError(str(error), request=request, response=response) from None
            if isinstance(error, self._httpx2.RequestError):
                raise kind(str(error), request=request) from error
            raise kind(str(error)) from error


def _is_known(kind: type) -> bool:
    return isinstance(getattr(httpx, kind.__name__, None), type)


class _Transport(_Adapter, httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        content = request.read()
        with self.errors(request):
            response = self.client.send(self._request(request, content), stream=True, auth=None, follow_redirects=False)
        return self._response(response, _Stream(self, request, response))


class _AsyncTransport(_Adapter, httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        with self.errors(request):
            response = await self.client.send(
                self._request(request, content), stream=True, auth=None, follow_redirects=False
            )
        return self._response(response, _AsyncStream(self, request, response))


class _Stream(httpx.SyncByteStream):
    """The body of a response of httpx2, not decompressed."""

    def __init__(self, adapter: _Adapter, request: httpx.Request, response: Any) -> None:
        self._adapter, self._request = adapter, request
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with self._adapter.errors(self._request):
            yield from self._response.iter_raw()

    def close(self) -> None:
        self._response.close()


class _AsyncStream(httpx.AsyncByteStream):
    """The body of a response of httpx2, not decompressed."""

    def __init__(self, adapter: _Adapter, request: httpx.Request, response: Any) -> None:
        self._adapter, self._request = adapter, request
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._adapter.errors(self._request):
            async for chunk in self._response.aiter_raw():
                yield chunk

    async def aclose(self) -> None:
        await self._response.aclose()
