"""The wrapper around a stand-in: an ASGI application that changes what is asked of another one, or what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import cookie_parser

from caretasks.conformance.target.model import AsgiApp, Message
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Operation, is_json
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.path_templates import Routes, raw_path


@dataclass(frozen=True)
class Sent:
    """A request on its way to a stand-in.

    Attributes:
        operation: what it asks for; None for whatever is not documented, such as another method.
        method: in capitals.
        path: the path parameters as texts.
        query: the query, names and values in order.
        headers: the headers, names in small letters.
        body: the body as it was sent.
        base: what stands before the operation's path.
    """

    operation: Operation | None
    method: str
    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    base: str = ""

    @cached_property
    def json(self) -> Any:
        """The JSON data of the body, `ABSENT` where it is none. Not to be changed in place."""
        return _parsed(self.body)

    @cached_property
    def by_location(self) -> parameters.Sent:
        """The texts sent, as the stand-in reads them."""
        query: dict[str, list[str]] = {}
        for name, value in self.query:
            query.setdefault(name, []).append(value)
        return {
            "path": {name: [value] for name, value in self.path.items()},
            "query": query,
            "header": {name: [value] for name, value in self.headers.items()},
            "cookie": {name: [value] for name, value in cookie_parser(self.headers.get("cookie", "")).items()},
        }

    def with_json(self, data: Any, media_type: str = "application/json") -> Sent:
        """The request with other JSON data for its body."""
        headers = {**self.headers, "content-type": media_type}
        return replace(self, body=json.dumps(data).encode(), headers=headers)


@dataclass
class Exchange:
    """A request, and the answer to it before it is sent; what is changed here is sent.

    Attributes:
        sent: the request as the client sent it.
        status: the status of the answer.
        headers: its headers, names in small letters.
        content: its body.
        pieces: in how many pieces the body is sent.
    """

    sent: Sent
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    pieces: int = 1

    @property
    def json(self) -> Any:
        """The JSON data of the answer, `ABSENT` where it is none; a copy, to be assigned when it is changed."""
        kind = next((value for name, value in self.headers.items() if name.lower() == "content-type"), "")
        return _parsed(self.content) if is_json(kind) else MISSING

    @json.setter
    def json(self, value: Any) -> None:
        self.content = json.dumps(value).encode()
        if not any(name.lower() == "content-type" for name in self.headers):
            self.headers["content-type"] = "application/json"

    @property
    def succeeded(self) -> bool:
        """Whether it is a documented success."""
        operation = self.sent.operation
        response = None if operation is None else operation.response(self.status)
        return response is not None and response.success


class Alteration:
    """What a wrapper changes; this one changes nothing."""

    def before(self, sent: Sent) -> Sent:
        """The request that the stand-in gets in place of one."""
        return sent

    def after(self, exchange: Exchange) -> None:
        """Changes an answer in place."""


def altered(app: AsgiApp, api: Api, alteration: Alteration) -> AsgiApp:
    """The application that serves an API with an alteration."""
    routes = Routes([api])

    async def wrapped(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        sent = await _read(scope, receive, routes, api)
        passed = alteration.before(sent)
        body, exchange = passed.body, Exchange(sent, 0)

        async def hear() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.headers = _texts(message["headers"])
            elif message["type"] == "http.response.body":
                exchange.content += message.get("body", b"")

        await app(scope if passed is sent else _scope(scope, passed), hear, keep)
        alteration.after(exchange)
        await _send(exchange, send)

    return wrapped


async def _read(scope: MutableMapping[str, Any], receive: Any, routes: Routes, api: Api) -> Sent:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    match = routes.find(raw_path(scope))
    return Sent(
        operation=None if match is None else match.operations.get(scope["method"]),
        method=scope["method"],
        path={} if match is None else match.values,
        query=tuple(
            (name, value) for name, values in parameters.split_query(scope["query_string"]).items() for value in values
        ),
        headers=_texts(scope["headers"]),
        body=body,
        base=f"/{api.name}{api.base_path}",
    )


def _scope(scope: MutableMapping[str, Any], sent: Sent) -> MutableMapping[str, Any]:
    """The scope of a request that was changed."""
    path = sent.base + (sent.operation.path if sent.operation is not None else "")
    plain = path
    for name, value in sent.path.items():
        plain = plain.replace("{" + name + "}", value)
        path = path.replace("{" + name + "}", quote(value, safe="", errors="surrogateescape"))
    headers = {**sent.headers, "content-length": str(len(sent.body))} if sent.body else dict(sent.headers)
    return {
        **scope,
        "path": plain,
        "raw_path": path.encode("ascii"),
        "query_string": urlencode(sent.query, errors="surrogateescape").encode(),
        "headers": _raw(headers),
    }


async def _send(exchange: Exchange, send: Any) -> None:
    headers = {name: value for name, value in exchange.headers.items() if name.lower() != "content-length"}
    content, pieces = exchange.content, exchange.pieces
    if exchange.status not in (204, 304) and pieces == 1:
        headers["content-length"] = str(len(content))
    await send({"type": "http.response.start", "status": exchange.status, "headers": _raw(headers)})
    if exchange.sent.method == "HEAD":
        content = b""
    size = -(-len(content) // pieces) or 1
    for begin in range(0, len(content), size):
        await send({"type": "http.response.body", "body": content[begin : begin + size], "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _parsed(content: bytes) -> Any:
    try:
        return MISSING if not content else json.loads(content)
    except ValueError:
        return MISSING
