"""A user's spec, composed of its parts, and its mock server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from caretasks.mock.app import build_app
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import SqliteStore, Store
from caretasks.openapi.catalog import Catalog
from tests.mock.mock_servers import AppTransport

RESOURCE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
        "made": {"type": "string", "format": "date-time", "readOnly": True},
    },
}


class UserSpecMock:
    """The mock server of a user's spec.

    Args:
        folder: An empty directory for the spec and the database.
        paths: The spec's `paths`.
        schemas: Its `components/schemas`.
        db: Whether resources are stored in SQLite instead of in memory.
    """

    def __init__(self, folder: Path, paths: dict[str, Any], schemas: dict[str, Any] | None = None, db: bool = False):
        document = {"openapi": "3.1.0", "info": {"title": "Own", "version": "1"}, "paths": paths}
        document["components"] = {"schemas": schemas or {"Item": RESOURCE_SCHEMA}}
        (folder / "own").mkdir(parents=True)
        (folder / "own" / "openapi.yaml").write_text(json.dumps(document), "utf-8")
        self.state = State(SqliteStore(folder / "own.db") if db else Store())
        app = build_app([Catalog(folder).load("own")], state=self.state)
        self.client = httpx.Client(transport=AppTransport(app), base_url="http://mock/own")

    def request(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Send a request, check the status of the response, and return its JSON body."""
        response = (
            self.client.request(method, path, json=body) if body is not None else self.client.request(method, path)
        )
        assert response.status_code == status, response.text
        return response.json() if response.content else None


def response_object(schema: Any = None, example: Any = None, status: str = "200") -> dict[str, Any]:
    """Return `responses` with one status."""
    media = {name: value for name, value in (("schema", schema), ("example", example)) if value is not None}
    return {status: {"description": "", **({"content": {"application/json": media}} if media else {})}}


def schema_ref(name: str = "Item") -> dict[str, str]:
    """Return a reference to a schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def body_object(schema: Any) -> dict[str, Any]:
    """Return the `requestBody` of an operation."""
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def resource_paths(
    collection: str = "/items",
    member: str = "/items/{id}",
    *,
    listing: Any = None,
    created: Any = None,
    resource: Any = None,
    listed: Any = None,
    query: tuple[str, ...] = (),
    integers: bool = False,
) -> dict[str, Any]:
    """Return the `paths` of a collection and its members.

    Args:
        collection: The path of the collection.
        member: The path of a member.
        listing: The schema of the collection, by default an array of resources.
        created: The schema of the response to a create, by default that of a resource.
        resource: The schema of a resource.
        listed: The example of the collection.
        query: Names of integer query parameters of the collection.
        integers: Whether path parameters are integers.
    """
    resource = resource or schema_ref()
    names = [segment[1:-1] for segment in member.split("/") if segment.startswith("{")]
    kind = {"type": "integer"} if integers else {"type": "string"}
    path_parameters = [{"name": name, "in": "path", "required": True, "schema": kind} for name in names]
    filters = [{"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0}} for name in query]
    not_found = {"404": {"description": ""}}
    return {
        collection: {
            "parameters": [each for each in path_parameters if f"{{{each['name']}}}" in collection],
            "get": {
                "parameters": filters,
                "responses": response_object(listing or {"type": "array", "items": resource}, listed),
            },
            "post": {**body_object(resource), "responses": response_object(created or resource, status="201")},
        },
        member: {
            "parameters": path_parameters,
            "get": {"responses": {**response_object(resource), **not_found}},
            "put": {**body_object(resource), "responses": response_object(resource)},
            "patch": {**body_object({"type": "object"}), "responses": response_object(resource)},
            "delete": {"responses": {**response_object(status="204"), **not_found}},
        },
    }
