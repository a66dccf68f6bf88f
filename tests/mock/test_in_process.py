"""The httpx transports to an application in the same process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx

from caretasks.mock.testing import MockServers, Session

SPEC = """
openapi: 3.1.0
info: {title: Exports, version: "1"}
paths:
  /exports:
    get:
      operationId: get_exports
      responses:
        "200":
          description: Compressed exports
          headers: {Content-Encoding: {required: true, schema: {enum: [gzip]}}}
          content:
            application/json: {schema: {type: array, items: {type: string}}, example: [ward, kitchen]}
"""


def _get(mock: MockServers) -> httpx.Response:
    with httpx.Client(transport=mock.transport, base_url=mock.url("exports")) as client:
        return client.get("/exports")


def _get_async(mock: MockServers) -> httpx.Response:
    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=mock.async_transport, base_url=mock.url("exports")) as client:
            return await client.get("/exports")

    return asyncio.run(get())


def test_clients_of_both_kinds_decompress_a_response(tmp_path: Path) -> None:
    path = tmp_path / "exports.yaml"
    path.write_text(SPEC, "utf-8")
    with Session({"exports": path}) as session:
        mock = session.create_mock_servers()
        responses = [_get(mock), _get_async(mock)]
    assert [response.headers["Content-Encoding"] for response in responses] == ["gzip", "gzip"]
    assert [response.json() for response in responses] == [["ward", "kitchen"]] * 2
