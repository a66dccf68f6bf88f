"""The webhooks of documents without a vendor module: the writes after which they are sent, and their payloads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from caretasks.mock.testing import MockServers, Session
from caretasks.mock.webhooks.write_webhooks import find_write_webhooks
from caretasks.openapi.document import Api

TAKEN = {"responses": {"204": {"description": ""}}}
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
EVENT = {"type": "object", "required": ["data"], "properties": {"id": {"const": "evt_1"}, "data": PET}}


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def make_document(*webhooks: str, **methods: list[str]) -> dict[str, Any]:
    """Return a document with webhooks, and the methods of paths by the name of the resource."""
    paths = {f"/{name}/{{id}}": dict.fromkeys(used, TAKEN) for name, used in methods.items()}
    hook = {"post": {"requestBody": content(EVENT), **TAKEN}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "webhooks": dict.fromkeys(webhooks, hook),
    }


def find_causes(name: str, **methods: list[str]) -> list[str]:
    """Return the operations after which a webhook is sent."""
    return list(find_write_webhooks(Api("a", make_document(name, **methods), None, "a")))


@pytest.mark.parametrize(
    ("name", "causes"),
    [
        ("pet.created", ["post_pets_id"]),
        ("newPet", ["post_pets_id"]),
        ("PET_UPDATED", ["patch_pets_id"]),
        ("petDeleted", ["delete_pets_id"]),
        ("pet.adopted", ["post_pets_id", "delete_pets_id", "patch_pets_id"]),
        ("order.deleted", ["post_orders_id"]),
        ("invoice.deleted", ["delete_pets_id"]),
        ("ping", ["post_pets_id", "delete_pets_id", "patch_pets_id", "post_orders_id"]),
    ],
)
def test_webhook_is_sent_after_the_writes_of_its_name(name: str, causes: list[str]) -> None:
    assert find_causes(name, pets=["get", "post", "patch", "delete"], orders=["get", "post"]) == causes


@pytest.fixture
def receiver() -> Iterator[tuple[httpx.ASGITransport, list[tuple[str, bytes]]]]:
    received: list[tuple[str, bytes]] = []

    async def receive(request: Request) -> Response:
        received.append((request.url.path, await request.body()))
        return Response(status_code=204)

    yield httpx.ASGITransport(Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])), received


def serve(folder: Path, document: dict[str, Any]) -> Session:
    file = folder / "shop.json"
    file.write_text(json.dumps(document), "utf-8")
    return Session({"shop": file})


def post(servers: MockServers, path: str, body: Any) -> Any:
    with httpx.Client(transport=servers.transport) as client:
        return client.post(servers.url("shop") + path, json=body).raise_for_status().json()


def test_webhook_has_the_values_of_the_created_resource(
    tmp_path: Path, receiver: tuple[httpx.ASGITransport, list[tuple[str, bytes]]]
) -> None:
    document = make_document("pet.created")
    response = {"201": {"description": "", **content(PET)}}
    document["paths"]["/pets"] = {"post": {"requestBody": content(PET), "responses": response}}
    with serve(tmp_path, document) as session:
        servers = session.create_mock_servers()
        servers.send_webhooks("http://receiver.test/hook", transport=receiver[0])
        created = post(servers, "/pets", {"id": "7", "name": "Rex"})
        servers.advance(0)
        assert [(path, json.loads(body)) for path, body in receiver[1]] == [("/hook", {"id": "evt_1", "data": created})]


def test_webhooks_of_a_document_without_operations_are_sent_once(
    tmp_path: Path, receiver: tuple[httpx.ASGITransport, list[tuple[str, bytes]]]
) -> None:
    with serve(tmp_path, make_document("pet.created")) as session:
        servers = session.create_mock_servers()
        servers.send_webhooks("http://receiver.test/hook", transport=receiver[0])
        servers.advance(0)
        servers.advance(0)
        assert [webhook.name for webhook in servers.webhooks("shop")] == ["pet.created"]


def make_callback_document() -> dict[str, Any]:
    document = make_document()
    callback = {"{$request.body#/url}": {"post": {"requestBody": content(PET), **TAKEN}}}
    body = {"type": "object", "properties": {"url": {"type": "string"}}}
    operation = {"requestBody": content(body), "callbacks": {"onPet": callback}}
    document["paths"]["/pets"] = {"post": {**operation, "responses": {"201": {"description": "", **content(PET)}}}}
    return document


def test_callback_is_sent_to_the_url_of_the_request(
    tmp_path: Path, receiver: tuple[httpx.ASGITransport, list[tuple[str, bytes]]]
) -> None:
    with serve(tmp_path, make_callback_document()) as session:
        servers = session.create_mock_servers()
        servers.send_webhooks("http://receiver.test/hook", transport=receiver[0])
        post(servers, "/pets", {"url": "http://client.test/called"})
        servers.advance(0)
        assert [path for path, _ in receiver[1]] == ["/called"]
        assert [(each.name, each.status) for each in servers.webhooks()] == [("onPet", 204)]


def test_callback_to_another_machine_is_not_sent_without_a_transport(tmp_path: Path) -> None:
    with serve(tmp_path, make_callback_document()) as session:
        servers = session.create_mock_servers()
        servers.send_webhooks("http://127.0.0.1:9/hook")
        post(servers, "/pets", {"url": "http://api.example.com/called"})
        servers.advance(0)
        assert [(each.name, each.status) for each in servers.webhooks()] == [("onPet", None)]
