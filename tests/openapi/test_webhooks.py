"""Webhooks of a spec, and the facts about them."""

from __future__ import annotations

from typing import Any

from caretasks.openapi.document import Api
from caretasks.openapi.facts import fact_entries
from caretasks.openapi.webhooks import find_webhooks


def make_api(webhooks: dict[str, Any], *pointers: str) -> Api:
    """Return an API whose operation and webhooks share the schema `Line`."""
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Line"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Notes", "version": "1"},
        "paths": {"/notes": {"post": {"operationId": "create_note", "requestBody": body, "responses": {"200": {}}}}},
        "webhooks": webhooks,
        "components": {
            "schemas": {
                "Line": {"type": "object", "properties": {"text": {"type": "string"}}},
                "Reader": {"type": "object", "properties": {"name": {"type": "string"}}},
            },
            "pathItems": {"Read": {"put": {"requestBody": body}}},
        },
    }
    fact = {"claim": "A note.", "source": "https://notes.example.com", "enforced_by": list(pointers)}
    return Api("notes", document, {"facts": {"NO-01": fact}}, "")


def make_webhook(schema: str) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"post": {"requestBody": {"content": {"application/json": {"schema": reference}}}}}


def test_webhook_has_the_schema_of_its_payload() -> None:
    (webhook,) = find_webhooks(make_api({"note.read": make_webhook("Reader")}))
    assert (webhook.name, webhook.method, webhook.pointer) == ("note.read", "post", "/webhooks/note.read/post")
    assert webhook.body is not None
    assert webhook.body.schema is not None
    assert webhook.body.schema.pointer == "/components/schemas/Reader"


def test_path_item_of_a_webhook_can_be_a_reference() -> None:
    (webhook,) = find_webhooks(make_api({"note.read": {"$ref": "#/components/pathItems/Read"}}))
    assert (webhook.name, webhook.method) == ("note.read", "put")


def test_webhook_without_a_body_has_no_payload() -> None:
    (webhook,) = find_webhooks(make_api({"note.read": {"post": {}}}))
    assert webhook.body is None


def test_spec_without_webhooks_has_none() -> None:
    assert find_webhooks(make_api({})) == ()


def test_check_enforces_no_fact_about_webhooks_only() -> None:
    shared, own = "/components/schemas/Line/properties/text", "/components/schemas/Reader/properties/name"
    webhooks = {"note.read": make_webhook("Reader"), "note.lined": make_webhook("Line")}
    (entry,) = fact_entries(make_api(webhooks, "/webhooks/note.read/post", shared, own))
    assert entry.pointers == (shared,)
