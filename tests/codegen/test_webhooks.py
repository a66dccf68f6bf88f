"""The parser of webhooks that have different payloads, and webhooks that a client does not support."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.packages import generate

NOTE = {"type": "object", "properties": {"a": {"type": "string"}}}


def make_document(**webhooks: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with webhooks whose payloads have these schemas."""
    tree: dict[str, Any] = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Tree"}}}
    created = {"type": "object", "required": ["kind", "number"], "properties": {"number": {"type": "integer"}}}
    closed = {"type": "object", "properties": {"reason": {"enum": ["paid", "void"]}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Trial", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "get_a", "responses": {"204": {"description": "Done"}}}}},
        "webhooks": {
            name.replace("_", "."): {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}
            for name, schema in webhooks.items()
        },
        "components": {"schemas": {"Created": created, "Closed": closed, "Tree": tree}},
    }


def refer(schema: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{schema}"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Yield the package of a spec with three webhooks."""
    folder = tmp_path_factory.mktemp("webhooks")
    document = make_document(created=refer("Created"), closed=refer("Closed"), tree_grown=refer("Tree"))
    assert generate(folder, "webhooktrial", document) == []
    sys.path.insert(0, str(folder))
    yield importlib.import_module("caretasks.webhooktrial")
    sys.path.remove(str(folder))


def test_property_with_the_name_of_a_webhook_selects_the_model(package: Any) -> None:
    payload = package.parse_webhook('{"kind": "created", "number": 3}')
    assert (type(payload), payload.number, payload["kind"]) == (package.Created, 3, "created")
    assert type(package.parse_webhook('{"id": "a", "type": "closed"}')) is package.Closed


def test_payload_that_names_no_webhook_is_rejected(package: Any) -> None:
    with pytest.raises(package.InvalidWebhookError) as caught:
        package.parse_webhook('{"kind": "opened", "number": 3}')
    assert str(caught.value) == "the body: no property names one of the webhooks created, closed, tree.grown"


def test_missing_required_property_is_reported(package: Any) -> None:
    with pytest.raises(package.InvalidWebhookError) as caught:
        package.parse_webhook('{"kind": "created"}')
    assert dict(caught.value.places) == {"/number": "documented as integer, received nothing"}


def test_unknown_value_of_an_enum_is_accepted(package: Any) -> None:
    assert package.parse_webhook('{"kind": "closed", "reason": "lost"}').reason == "lost"


def test_deep_payload_of_a_recursive_model_is_rejected(package: Any) -> None:
    depth = sys.getrecursionlimit() - 100  # the JSON can be decoded, and the models cannot
    text = '{"child":' * depth + "{}" + "}" * depth
    with pytest.raises(package.InvalidWebhookError, match="nested too deeply"):
        package.parse_webhook('{"kind": "tree.grown", "child": ' + text + "}")


def test_payload_that_is_not_an_object_is_a_limitation(tmp_path: Path) -> None:
    document = make_document(created={"$ref": "#/components/schemas/Text"}, changed=NOTE)
    document["components"]["schemas"]["Text"] = {"type": "string"}
    (problem,) = generate(tmp_path, "webhooktrial2", document)
    assert (problem.severity, problem.pointer) == ("limitation", "/webhooks/created")
    assert "its payload is not a JSON object" in problem.message


def test_inline_payload_has_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert generate(tmp_path, "webhooktrial3", make_document(created=NOTE)) == []
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module("caretasks.webhooktrial3")
    assert package.parse_webhook('{"a": "b"}') == package.CreatedPayload(a="b")
