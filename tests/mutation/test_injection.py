"""Tests of the ASGI wrapper that passes requests and responses through a hook."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.target.model import AsgiApp, in_process_target
from caretasks.core.http import Request
from caretasks.mutation.injection import ExchangeHook, MutatedExchange, with_hook
from caretasks.openapi.catalog import Catalog

TARGET = in_process_target(Catalog(Path(__file__).parent / "specs").load("library"), seed="1")


class SetContent(ExchangeHook):
    """Replaces the body, and sends it in chunks."""

    def __init__(self, content: bytes, chunk_count: int) -> None:
        self._content = content
        self._chunk_count = chunk_count

    def on_response(self, exchange: MutatedExchange) -> None:
        exchange.content, exchange.chunk_count = self._content, self._chunk_count


class RemoveHeaders(ExchangeHook):
    """Removes the headers of every request, and with them the API key."""

    def on_request(self, exchange: MutatedExchange) -> Request:
        return replace(exchange.request, headers=())


class WriteNamesInUpperCase(ExchangeHook):
    """Writes the names of headers in upper case."""

    def on_response(self, exchange: MutatedExchange) -> None:
        exchange.headers = {name.upper(): value for name, value in exchange.headers.items()}


def send(hook: ExchangeHook, method: str, path: str, *, server: AsgiApp = TARGET.app, **options: Any) -> httpx.Response:
    app = with_hook(server, TARGET.api, hook)

    async def request() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            return await client.request(method, TARGET.path + path, headers=TARGET.key_headers, **options)

    return asyncio.run(request())


@given(content=st.binary(max_size=50), chunk_count=st.integers(1, 9))
def test_body_in_chunks_arrives_complete(content: bytes, chunk_count: int) -> None:
    response = send(SetContent(content, chunk_count), "GET", "/books/b-0001")
    assert response.content == content
    assert ("content-length" in response.headers) is (chunk_count == 1)


def test_server_receives_the_request_that_the_hook_returns() -> None:
    book = {"title": "Emma", "year": 1815, "copies": 2}
    assert send(ExchangeHook(), "POST", "/books", json=book).status_code == 201
    assert send(RemoveHeaders(), "POST", "/books", json=book).status_code == 401


def test_compressed_body_stays_compressed_if_the_names_of_headers_change() -> None:
    async def serve_gzip(_scope: Any, _receive: Any, send_message: Any) -> None:
        headers = [(b"content-encoding", b"gzip")]
        await send_message({"type": "http.response.start", "status": 200, "headers": headers})
        await send_message({"type": "http.response.body", "body": gzip.compress(b"hello")})

    assert send(WriteNamesInUpperCase(), "GET", "/books", server=serve_gzip).content == b"hello"
