"""A spec of one's own, made of pieces, and its stand-in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from caretasks.mock.app import build_app
from caretasks.mock.resources.state import State
from caretasks.mock.resources.store import MemoryStore, SqliteStore
from caretasks.openapi.catalog import Catalogue
from tests.mock.mock_servers import AppTransport

THING: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string"},
        "secret": {"type": "string", "writeOnly": True},
        "made": {"type": "string", "format": "date-time", "readOnly": True},
    },
}


class Own:
    """The stand-in of a spec, made of pieces."""

    def __init__(self, folder: Path, paths: dict[str, Any], schemas: dict[str, Any] | None = None, db: bool = False):
        document = {"openapi": "3.1.0", "info": {"title": "Own", "version": "1"}, "paths": paths}
        document["components"] = {"schemas": schemas or {"Thing": THING}}
        (folder / "own").mkdir(parents=True)
        (folder / "own" / "openapi.yaml").write_text(json.dumps(document), "utf-8")
        self.state = State(SqliteStore(folder / "own.db") if db else MemoryStore())
        app = build_app([Catalogue(folder).load("own")], state=self.state)
        self.client = httpx.Client(transport=AppTransport(app), base_url="http://mock/own")

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        response = (
            self.client.request(method, path, json=body) if body is not None else self.client.request(method, path)
        )
        assert response.status_code == status, response.text
        return response.json() if response.content else None


def answer(schema: Any = None, example: Any = None, status: str = "200") -> dict[str, Any]:
    media = {name: value for name, value in (("schema", schema), ("example", example)) if value is not None}
    return {status: {"description": "", **({"content": {"application/json": media}} if media else {})}}


def ref(name: str = "Thing") -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def body(schema: Any) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def things(
    collection: str = "/things",
    member: str = "/things/{id}",
    *,
    listing: Any = None,
    created: Any = None,
    thing: Any = None,
    listed: Any = None,
    query: tuple[str, ...] = (),
    integers: bool = False,
) -> dict[str, Any]:
    """A collection and its members; each answer may have another schema."""
    thing = thing or ref()
    names = [segment[1:-1] for segment in member.split("/") if segment.startswith("{")]
    kind = {"type": "integer"} if integers else {"type": "string"}
    place = [{"name": name, "in": "path", "required": True, "schema": kind} for name in names]
    asked = [{"name": name, "in": "query", "schema": {"type": "integer", "minimum": 0}} for name in query]
    gone = {"404": {"description": ""}}
    return {
        collection: {
            "parameters": [each for each in place if f"{{{each['name']}}}" in collection],
            "get": {"parameters": asked, "responses": answer(listing or {"type": "array", "items": thing}, listed)},
            "post": {**body(thing), "responses": answer(created or thing, status="201")},
        },
        member: {
            "parameters": place,
            "get": {"responses": {**answer(thing), **gone}},
            "put": {**body(thing), "responses": answer(thing)},
            "patch": {**body({"type": "object"}), "responses": answer(thing)},
            "delete": {"responses": {**answer(status="204"), **gone}},
        },
    }
