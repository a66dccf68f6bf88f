"""ASGI wrapper that injects a mutant: it passes requests and responses of another application through a hook."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from caretasks.conformance.response_bodies import iter_body_problems
from caretasks.conformance.target.model import AsgiApp, Message
from caretasks.core.http import Request, is_json, parse_json
from caretasks.core.missing import MISSING
from caretasks.mock.handler.responses import MockResponse
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.document import Api, Media, Operation, match_media_type
from caretasks.openapi.operation.parameters import RawParameters, scope_parameters
from caretasks.openapi.operation.path_templates import Routes, api_routes, raw_path
from caretasks.openapi.operation.responses import is_acceptance


@dataclass
class MutatedExchange:
    """A request to the mock server and its response. Changes to the response are sent to the client.

    Attributes:
        request: The request as the client sent it.
        operation: The requested operation; None if the spec has none for this method and path.
        parameters: The parameters of the request as strings, in the form that the mock server parses.
        status: HTTP status code of the response.
        headers: Headers of the response, with names in lower case.
        content: Body of the response.
        chunk_count: Number of chunks in which the body is sent.
    """

    request: Request
    operation: Operation | None
    parameters: RawParameters
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    chunk_count: int = 1

    @property
    def json(self) -> Any:
        """The decoded JSON body; `MISSING` if the body is not JSON. It is a copy: assign it to change the response."""
        return parse_json(self.content) if is_json(self._content_type) else MISSING

    @json.setter
    def json(self, value: Any) -> None:
        self.content = json.dumps(value).encode()
        if not any(name.lower() == "content-type" for name in self.headers):
            self.headers["content-type"] = "application/json"

    @property
    def media(self) -> Media | None:
        """The documented media type of the body; None without one."""
        response = None if self.operation is None else self.operation.find_response(self.status)
        return None if response is None else match_media_type(response.media_types, self._content_type)

    @property
    def _content_type(self) -> str:
        return next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")

    @property
    def value(self) -> Any:
        """The value of the body in its media type, such as XML or a text; `MISSING` if only its bytes are known.

        It is a copy: assign it to change the response.
        """
        media = self.media
        if media is None or media.is_json:
            return self.json
        try:
            return decode_body(media, self.content, self._content_type, in_request=False).value
        except InvalidBodyError:
            return MISSING

    @value.setter
    def value(self, value: Any) -> None:
        media = self.media
        if media is None or media.is_json:
            self.json = value
        else:
            self.content = encode_body(media, value)

    @property
    def has_valid_body(self) -> bool:
        """True if the body is what the spec documents for the status and the media type."""
        response = None if self.operation is None else self.operation.find_response(self.status)
        if response is None:
            return True
        return not any(iter_body_problems(response, self.status, self._content_type or None, self.content))

    @property
    def has_documented_body(self) -> bool:
        """True if the body is valid and its media type is one that the spec documents for the status, if any."""
        response = None if self.operation is None else self.operation.find_response(self.status)
        has_known_type = self.media is not None or response is None or not response.media_types
        return has_known_type and self.has_valid_body

    @property
    def succeeded(self) -> bool:
        """True if the server accepted the request; see `is_acceptance`."""
        return self.operation is not None and is_acceptance(self.operation, self.status)

    def replace_response(self, response: MockResponse) -> None:
        """Replace the status, the headers and the body by those of another response."""
        content = response.content()
        self.status, self.content = response.status, content or b""
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        if content is not None and response.media_type is not None:
            self.headers["content-type"] = response.media_type


class ExchangeHook:
    """Changes to requests and responses. This base class changes nothing."""

    def on_request(self, exchange: MutatedExchange) -> Request:
        """Return the request to pass to the mock server: its method, its query and its headers may differ."""
        return exchange.request

    def on_response(self, exchange: MutatedExchange) -> None:
        """Change a response in place."""


def with_hook(app: AsgiApp, api: Api, hook: ExchangeHook) -> AsgiApp:
    """Return an application that serves an API through a hook."""
    routes = api_routes(api)

    async def wrapped_app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        exchange = await _read_request(scope, receive, routes)
        forwarded = hook.on_request(exchange)

        async def receive_body() -> Message:
            return {"type": "http.request", "body": forwarded.body, "more_body": False}

        async def capture_response(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.headers = _decode_headers(message["headers"])
            elif message["type"] == "http.response.body":
                exchange.content += message.get("body", b"")

        if forwarded is not exchange.request:
            query = urlsplit(forwarded.url).query.encode("latin-1")
            headers = _encode_headers(forwarded.headers)
            scope = {**scope, "method": forwarded.method, "query_string": query, "headers": headers}
        await app(scope, receive_body, capture_response)
        is_compressed = exchange.content and _is_gzip(exchange)
        if is_compressed:
            exchange.content = gzip.decompress(exchange.content)
        hook.on_response(exchange)
        if is_compressed and _is_gzip(exchange):
            exchange.content = gzip.compress(exchange.content, mtime=0)
        await _send_response(exchange, send)

    return wrapped_app


def _is_gzip(exchange: MutatedExchange) -> bool:
    return any(name.lower() == "content-encoding" and value == "gzip" for name, value in exchange.headers.items())


async def _read_request(scope: MutableMapping[str, Any], receive: Any, routes: Routes) -> MutatedExchange:
    body, has_more = b"", True
    while has_more:
        message = await receive()
        body += message.get("body", b"")
        has_more = message.get("more_body", False)
    path, method = raw_path(scope), scope["method"]
    match = routes.find(path, scope["query_string"])
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    url = f"http://mock-server{path.decode('latin-1')}?{scope['query_string'].decode('latin-1')}"
    return MutatedExchange(
        Request(method, url, headers, body),
        None if match is None else match.operations.get(method),
        scope_parameters(scope, {} if match is None else match.sent_values),
    )


async def _send_response(exchange: MutatedExchange, send: Any) -> None:
    headers = {name: value for name, value in exchange.headers.items() if name.lower() != "content-length"}
    content = exchange.content
    if exchange.status not in (204, 304) and exchange.chunk_count == 1:
        headers["content-length"] = str(len(content))
    encoded = _encode_headers(headers.items())
    await send({"type": "http.response.start", "status": exchange.status, "headers": encoded})
    if exchange.request.method == "HEAD":
        content = b""
    chunk_size = math.ceil(len(content) / exchange.chunk_count) or 1
    for start in range(0, len(content), chunk_size):
        await send({"type": "http.response.body", "body": content[start : start + chunk_size], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _decode_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _encode_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
