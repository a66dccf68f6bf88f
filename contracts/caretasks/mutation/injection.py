"""ASGI wrapper that injects a mutant: it passes requests and responses of another application through a hook."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from starlette.requests import cookie_parser

from caretasks.conformance.target.model import AsgiApp, Message
from caretasks.core.http import is_json, parse_json
from caretasks.core.missing import MISSING
from caretasks.mock.handler.responses import MockResponse
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.path_templates import Routes, raw_path


@dataclass(frozen=True)
class SentRequest:
    """A request before the mock server receives it.

    Attributes:
        operation: The requested operation; None if the spec has none for this method and path.
        method: The HTTP method, in upper case.
        path_values: Path parameters as strings, by name.
        query: Names and values of the query string, in order.
        headers: Headers, with names in lower case.
        body: The raw body.
    """

    operation: Operation | None
    method: str
    path_values: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        """The decoded JSON body; `MISSING` if the body is not JSON. Do not change it in place."""
        return parse_json(self.body)

    @cached_property
    def raw_parameters(self) -> parameters.RawParameters:
        """The parameters as strings, in the form that the mock server parses."""
        query: dict[str, list[str]] = {}
        for name, value in self.query:
            query.setdefault(name, []).append(value)
        return {
            "path": {name: [value] for name, value in self.path_values.items()},
            "query": query,
            "header": {name: [value] for name, value in self.headers.items()},
            "cookie": {name: [value] for name, value in cookie_parser(self.headers.get("cookie", "")).items()},
        }


@dataclass
class MutatedExchange:
    """A request and its response. Changes to the response are sent to the client.

    Attributes:
        request: The request as the client sent it.
        status: HTTP status code of the response.
        headers: Headers of the response, with names in lower case.
        content: Body of the response.
        chunk_count: Number of chunks in which the body is sent.
    """

    request: SentRequest
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    chunk_count: int = 1

    @property
    def json(self) -> Any:
        """The decoded JSON body; `MISSING` if the body is not JSON. It is a copy: assign it to change the response."""
        media_type = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")
        return parse_json(self.content) if is_json(media_type) else MISSING

    @json.setter
    def json(self, value: Any) -> None:
        self.content = json.dumps(value).encode()
        if not any(name.lower() == "content-type" for name in self.headers):
            self.headers["content-type"] = "application/json"

    @property
    def succeeded(self) -> bool:
        """True if the status is a documented success of the operation."""
        operation = self.request.operation
        response = None if operation is None else operation.find_response(self.status)
        return response is not None and response.is_success

    def replace_response(self, response: MockResponse) -> None:
        """Replace the status, the headers and the body by those of another response."""
        content = response.content()
        self.status, self.content = response.status, content or b""
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        if content is not None and response.media_type is not None:
            self.headers["content-type"] = response.media_type


class ExchangeHook:
    """Changes to requests and responses. This base class changes nothing."""

    def on_request(self, request: SentRequest) -> SentRequest:
        """Return the request to pass to the mock server: its headers and its query may differ."""
        return request

    def on_response(self, exchange: MutatedExchange) -> None:
        """Change a response in place."""


def with_hook(app: AsgiApp, api: Api, hook: ExchangeHook) -> AsgiApp:
    """Return an application that serves an API through a hook."""
    routes = Routes([api])

    async def wrapped_app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request = await _read_request(scope, receive, routes)
        forwarded = hook.on_request(request)
        exchange = MutatedExchange(request, 0)

        async def receive_body() -> Message:
            return {"type": "http.request", "body": forwarded.body, "more_body": False}

        async def capture_response(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.headers = _decode_headers(message["headers"])
            elif message["type"] == "http.response.body":
                exchange.content += message.get("body", b"")

        forwarded_scope = scope if forwarded is request else _request_scope(scope, forwarded)
        await app(forwarded_scope, receive_body, capture_response)
        hook.on_response(exchange)
        await _send_response(exchange, send)

    return wrapped_app


async def _read_request(scope: MutableMapping[str, Any], receive: Any, routes: Routes) -> SentRequest:
    body, has_more = b"", True
    while has_more:
        message = await receive()
        body += message.get("body", b"")
        has_more = message.get("more_body", False)
    match = routes.find(raw_path(scope))
    return SentRequest(
        operation=None if match is None else match.operations.get(scope["method"]),
        method=scope["method"],
        path_values={} if match is None else match.path_values,
        query=tuple(
            (name, value) for name, values in parameters.parse_query(scope["query_string"]).items() for value in values
        ),
        headers=_decode_headers(scope["headers"]),
        body=body,
    )


def _request_scope(scope: MutableMapping[str, Any], request: SentRequest) -> MutableMapping[str, Any]:
    """Return the ASGI scope of a request with changed headers or a changed query."""
    query = urlencode(request.query, errors="surrogateescape").encode()
    return {**scope, "query_string": query, "headers": _encode_headers(request.headers)}


async def _send_response(exchange: MutatedExchange, send: Any) -> None:
    headers = {name: value for name, value in exchange.headers.items() if name.lower() != "content-length"}
    content = exchange.content
    if exchange.status not in (204, 304) and exchange.chunk_count == 1:
        headers["content-length"] = str(len(content))
    await send({"type": "http.response.start", "status": exchange.status, "headers": _encode_headers(headers)})
    if exchange.request.method == "HEAD":
        content = b""
    chunk_size = math.ceil(len(content) / exchange.chunk_count) or 1
    for start in range(0, len(content), chunk_size):
        await send({"type": "http.response.body", "body": content[start : start + chunk_size], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _decode_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _encode_headers(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
